/** Turns what zod says about a value into problems that a person can act on. */

import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';

import type { Problem } from '../errors.ts';
import { keysOf, schemaAt, toJsonSchema } from './json-schema.ts';
import { hideAll, hideSecrets, isSecretAt } from './secrets.ts';
import { isPlainMap, type Tree } from './sources.ts';

export type Checked<Value> =
  | {
      readonly ok: true;
      readonly value: Value;
      /** What was checked, with text where text was meant. */
      readonly input: unknown;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface CheckOptions {
  /** Where `value` stands in the whole. */
  readonly path: readonly string[];
  readonly tree: Tree;
}

/** Checks one section against its schema. */
export function checkSection<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  options: CheckOptions,
): Checked<Value> {
  const first = schema.safeParse(value);
  if (first.success) return { ok: true, value: first.data, input: value };
  // A variable like API_KEY=123 reads as a number. Where text is expected, it is the text that was meant.
  const restored = restoreTexts(value, first.error.issues, options);
  const result = restored === undefined ? first : schema.safeParse(restored);
  if (result.success) return { ok: true, value: result.data, input: restored };
  const problems = result.error.issues.flatMap((issue) =>
    toProblems(issue, schema, value, options),
  );
  return { ok: false, problems };
}

function restoreTexts(
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  { path, tree }: CheckOptions,
): unknown {
  let restored: unknown;
  for (const issue of issues) {
    if (issue.code !== 'invalid_type' || issue.expected !== 'string') continue;
    const text = tree.texts.get([...path, ...issue.path].join('.'));
    if (text === undefined) continue;
    restored ??= structuredClone(value);
    const parent = at(restored, issue.path.slice(0, -1));
    const last = issue.path.at(-1);
    if (last === undefined) restored = text;
    else if (isPlainMap(parent)) parent[String(last)] = text;
    else if (Array.isArray(parent)) parent[Number(last)] = text;
  }
  return restored;
}

function toProblems(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  options: CheckOptions,
): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const level = schemaAt(toJsonSchema(schema), issue.path.map(String));
    const valid = level === undefined ? [] : keysOf(level);
    return issue.keys.map((key) =>
      problemAt([...issue.path, key], {
        message:
          valid.length > 0 ? `unknown key (valid keys: [${valid.join(' ')}])` : 'unknown key',
        nearest: nearestName(key, valid),
        options,
      }),
    );
  }
  const found = at(value, issue.path);
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const problem = problemAt(issue.path, {
    message: messageOf(issue),
    nearest: typeof found === 'string' ? nearestName(found, choices) : undefined,
    options,
  });
  return [found === undefined ? problem : { ...problem, value: shown(found, issue, schema) }];
}

/** What was found, without the secrets in it: problems end in logs. */
function shown(found: unknown, issue: z.core.$ZodIssue, schema: z.ZodType): unknown {
  const json = toJsonSchema(schema);
  const path = issue.path.map(String);
  return isSecretAt(path, json) ? hideAll(found) : hideSecrets(found, schemaAt(json, path), path);
}

function problemAt(
  path: readonly PropertyKey[],
  details: {
    readonly message: string;
    readonly nearest: string | undefined;
    readonly options: CheckOptions;
  },
): Problem {
  const { message, nearest, options } = details;
  const whole = [...options.path, ...path.map(String)];
  return { path: whole.join('.'), message, nearest, source: placeOf(options.tree, whole) };
}

/** The line of a path, or of the nearest thing around it. */
export function placeOf(tree: Tree, path: readonly string[]): string | undefined {
  for (let length = path.length; length > 0; length--) {
    const place = tree.places.get(path.slice(0, length).join('.'));
    if (place !== undefined) return place;
  }
  return undefined;
}

/** zod's sentence, in the words of this program where they differ. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') {
    return `expected one of [${issue.values.map(String).join(' ')}]`;
  }
  const text = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
  // Sentences begin small after a path; names such as OTLP stay.
  return text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Record<PropertyKey, unknown>)[key];
  }
  return inner;
}

/** The valid name that was probably meant; `undefined` where none is close. */
export function nearestName(name: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const nearest = closest(name, [...valid]);
  const allowed = Math.max(2, Math.floor(name.length / 3));
  return distance(name, nearest) <= allowed ? nearest : undefined;
}
