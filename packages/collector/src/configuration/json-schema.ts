/** What a zod schema says of the values that it takes, in a form that can be walked beside a value. */

import { z } from 'zod';

import { isPlainMap } from './sources.ts';

/** The part of JSON Schema that configurations of components use. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly $ref?: string;
  /** As in `.meta({ secret: true })`. */
  readonly secret?: boolean;
  /** As in `.meta({ server: true })`. */
  readonly server?: boolean;
}

/**
 * Of what is written, before any transformation. Where a schema contains itself, so does the result: it can be walked
 * beside a value, but not written as text.
 */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $defs = {}, ...json } = toPlainJsonSchema(schema);
  return linked(json, { definitions: $defs, done: new Map() }) as JsonSchema;
}

const DEFINITIONS = '#/$defs/';

/** The same as text would have it: with `$defs`, and `$ref` to them, where a schema contains itself. */
export function toPlainJsonSchema(schema: z.ZodType): PlainJsonSchema {
  const options = { io: 'input', unrepresentable: 'any', reused: 'inline' } as const;
  const { $schema: _, ...json } = z.toJSONSchema(schema, options);
  return withSingleTypes(json) as PlainJsonSchema;
}

export interface PlainJsonSchema extends JsonSchema {
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** A list of types says the same as alternatives, which are what the functions here know. */
function withSingleTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSingleTypes);
  if (!isPlainMap(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === 'type' && Array.isArray(inner)
      ? ['anyOf', inner.map((type: unknown) => ({ type }))]
      : [key, withSingleTypes(inner)],
  );
  return Object.fromEntries(entries);
}

interface Links {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** By name, there before all of its own links are. */
  readonly done: Map<string, object>;
}

function linked(value: unknown, links: Links): unknown {
  if (Array.isArray(value)) return value.map((item) => linked(item, links));
  if (!isPlainMap(value)) return value;
  const { $ref, ...rest } = value;
  const copy = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, linked(inner, links)]),
  );
  if (typeof $ref !== 'string') return copy;
  return { ...copy, anyOf: [definitionOf($ref.slice(DEFINITIONS.length), links)] };
}

function definitionOf(name: string, links: Links): object {
  const done = links.done.get(name);
  if (done !== undefined) return done;
  const definition = {};
  links.done.set(name, definition);
  return Object.assign(definition, linked(links.definitions[name], links));
}

/** A schema and the alternatives within it. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...inner.flatMap(alternatives)];
}

/** What may stand under `key` of a map or list; `undefined` where nothing may. */
export function childOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  for (const option of alternatives(schema)) {
    const own = Object.hasOwn(option.properties ?? {}, key) ? option.properties?.[key] : undefined;
    const found = own ?? option.items;
    if (found !== undefined) return found;
    if (typeof option.additionalProperties === 'object') return option.additionalProperties;
  }
  return undefined;
}

/** The schema at `path`; `undefined` where nothing may stand. */
export function schemaAt(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let level: JsonSchema | undefined = schema;
  for (const key of path) level = level === undefined ? undefined : childOf(level, key);
  return level;
}

/** The keys that a map of this schema may have; empty where any key may stand. */
export function keysOf(schema: JsonSchema): readonly string[] {
  return alternatives(schema).flatMap((option) => Object.keys(option.properties ?? {}));
}

/** The alternative that a value is of; the schema itself where it has none. */
export function alternativeFor(schema: JsonSchema, value: unknown): JsonSchema {
  const options = schema.anyOf ?? schema.oneOf;
  if (options === undefined) return schema;
  const fitting = options.find((option) =>
    alternatives(option).some((inner) => inner.type !== undefined && fits(inner, value)),
  );
  return fitting === undefined ? schema : alternativeFor(fitting, value);
}

function fits(schema: JsonSchema, value: unknown): boolean {
  if (schema.const !== undefined && schema.const !== value) return false;
  switch (schema.type ?? '') {
    case 'object':
      return isPlainMap(value) && hasConstants(schema, value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return typeof value === 'number';
    default:
      return typeof value === schema.type;
  }
}

/** Maps of a union are told apart by the values that only one of them allows. */
function hasConstants(
  { properties }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(properties ?? {}).every(
    ([key, { const: only }]) => only === undefined || only === value[key],
  );
}

/**
 * A value in which a key without a value, where a map is expected, has an empty one: it asks for the defaults, as in
 * the Collector. A schema that allows `null` says itself what that means.
 */
export function withEmptyMaps(schema: JsonSchema, value: unknown): unknown {
  if (value === null) return isMapOnly(schema) ? {} : null;
  const option = alternativeFor(schema, value);
  const convert = (inner: unknown, key: string): unknown => {
    const child = childOf(option, key);
    return child === undefined ? inner : withEmptyMaps(child, inner);
  };
  if (Array.isArray(value)) return value.map((item, index) => convert(item, String(index)));
  if (!isPlainMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, convert(inner, key)]),
  );
}

function isMapOnly(schema: JsonSchema): boolean {
  const types = new Set(alternatives(schema).map(({ type }) => type));
  return types.has('object') && !types.has('null');
}

/** A value with every default filled in that its schema has. */
export function withDefaults(schema: JsonSchema, given: unknown): unknown {
  const value = given ?? presetOf(schema, given);
  const option = alternativeFor(schema, value);
  if (Array.isArray(value)) {
    const { items } = option;
    return items === undefined ? value : value.map((item) => withDefaults(items, item));
  }
  if (!isPlainMap(value)) return value;
  const keys = new Set([...Object.keys(option.properties ?? {}), ...Object.keys(value)]);
  const entries = [...keys].map((key) => {
    const child = childOf(option, key);
    return [key, child === undefined ? value[key] : withDefaults(child, value[key])] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** What is meant where nothing is written: of a map its defaults, even where the schema takes `null` for them. */
function presetOf(schema: JsonSchema, given: undefined | null): unknown {
  if (given === undefined || typeof schema.default === 'object') {
    return structuredClone(schema.default);
  }
  return alternatives(schema).some(({ type }) => type === 'object') ? {} : null;
}

export interface Found {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly schema: JsonSchema;
}

/** Every value within `value` for whose schema `is` holds. */
export function findValues(
  schema: JsonSchema,
  value: unknown,
  is: (schema: JsonSchema) => boolean,
): readonly Found[] {
  const found: Found[] = [];
  const visit = (level: JsonSchema, inner: unknown, path: readonly string[]): void => {
    const option = alternativeFor(level, inner);
    if (is(level) || is(option)) found.push({ path, value: inner, schema: level });
    if (typeof inner !== 'object' || inner === null) return;
    for (const [key, next] of Object.entries(inner)) {
      const child = childOf(option, key);
      if (child !== undefined) visit(child, next, [...path, key]);
    }
  };
  visit(schema, value, []);
  return found;
}
