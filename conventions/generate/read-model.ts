import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseDocument } from 'yaml';
import type { z } from 'zod';

import { manifest, modelFile } from './model-schema.ts';
import type { Manifest, ModelFile } from './model.ts';
import { RegistryError, refuse } from './registry-error.ts';
import type { Problem } from './registry-error.ts';

/** The files of the model, in the order in which they are read and reported. */
const MODEL_FILES = ['attributes.yaml', 'spans.yaml', 'events.yaml', 'metrics.yaml'] as const;
const MANIFEST_FILE = 'manifest.yaml';

export interface Model {
  readonly manifest: Manifest;
  /** File name to content. */
  readonly files: ReadonlyMap<string, ModelFile>;
}

/**
 * Reads and checks the structure of the model.
 *
 * @throws {RegistryError} with every structural problem of every file.
 */
export async function readModel(folder: string): Promise<Model> {
  const read = async (file: string): Promise<[string, string]> => [
    file,
    await readFile(join(folder, file), 'utf8'),
  ];
  return parseModel(new Map(await Promise.all([MANIFEST_FILE, ...MODEL_FILES].map(read))));
}

/**
 * The same from texts by file name.
 *
 * @throws {RegistryError} with every structural problem of every file.
 */
export function parseModel(texts: ReadonlyMap<string, string>): Model {
  const problems: Problem[] = [];
  const check = <T>(file: string, schema: z.ZodType<T>): T | undefined => {
    const document = parseDocument(texts.get(file) ?? '', { uniqueKeys: true });
    const [error] = document.errors;
    if (error) {
      // The first error explains the others, so it is the only one worth reading.
      problems.push({
        file,
        where: `line ${error.linePos?.[0].line ?? 1}`,
        found: error.code,
        expected: `YAML that parses (${error.message.split(' at line')[0]})`,
      });
      return undefined;
    }
    const content: unknown = document.toJS();
    const result = schema.safeParse(content);
    if (result.success) return result.data;
    problems.push(...result.error.issues.flatMap((issue) => toProblems(file, content, issue)));
    return undefined;
  };

  const manifestContent = check(MANIFEST_FILE, manifest);
  const files = new Map<string, ModelFile>();
  for (const file of MODEL_FILES) {
    const content = check(file, modelFile);
    if (content) files.set(file, content);
  }
  refuse(problems);
  if (!manifestContent) throw new RegistryError(problems);
  return { manifest: manifestContent, files };
}

function toProblems(file: string, content: unknown, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      toProblem(file, content, [...issue.path, key], 'no such key here'),
    );
  }
  const expected = issue.message
    .replace(/^Invalid \w+: expected /, '')
    .replace(/, received \w+$/, '');
  return [toProblem(file, content, issue.path, expected)];
}

function toProblem(
  file: string,
  content: unknown,
  path: readonly PropertyKey[],
  expected: string,
): Problem {
  const value = valueAt(content, path);
  const found = value === undefined ? 'nothing' : abbreviate(JSON.stringify(value));
  return { file, where: describePath(content, path), found, expected };
}

/** Names list entries by what identifies them: `attributes[3] (ml.model.id).examples`. */
function describePath(content: unknown, path: readonly PropertyKey[]): string {
  const parts = path.map((key, index) => {
    if (typeof key !== 'number') return index === 0 ? String(key) : `.${String(key)}`;
    const entry = valueAt(content, path.slice(0, index + 1));
    const name = nameOf(entry);
    return name === undefined ? `[${key}]` : `[${key}] (${name})`;
  });
  return parts.join('') || 'the file';
}

function nameOf(entry: unknown): string | undefined {
  for (const key of ['key', 'name', 'type', 'id', 'ref', 'ref_group']) {
    const name = valueAt(entry, [key]);
    if (typeof name === 'string') return name;
  }
  return undefined;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function abbreviate(json: string): string {
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
