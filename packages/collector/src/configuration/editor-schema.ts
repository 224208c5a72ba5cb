/** One JSON Schema for editors: what they complete, explain and mark while a configuration is written. */

import type { z } from 'zod';

import type { AnyDefinition } from '../component.ts';
import { REPLACED } from './collector-keys.ts';
import { type JsonSchema, toPlainJsonSchema } from './json-schema.ts';
import { KIND_OF, type Section, SECTIONS } from './resolve.ts';
import { serviceSection } from './service-section.ts';

type Json = Readonly<Record<string, unknown>>;

const REFERENCE = { $ref: '#/$defs/reference' } as const;

/**
 * JSON Schema (draft 2020-12) of a whole configuration. Components stand under `^type(/.+)?$`; wherever a value is not
 * free text, a reference such as `${env:PORT}` may stand in its place. Keys of the Collector that are accepted without
 * effect are not in it, so that editors mark them; its components that are, are, as deprecated.
 */
export function editorSchema(definitions: readonly AnyDefinition[]): Json {
  const shared: Record<string, Json> = {};
  const sections = SECTIONS.map(
    (section) => [section, sectionSchema(section, definitions, shared)] as const,
  );
  const service = toShared(serviceSection, 'service', shared);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of the Marigraph collector',
    type: 'object',
    properties: {
      ...Object.fromEntries(sections),
      service: { description: 'What runs, and how.', ...service },
    },
    additionalProperties: false,
    required: ['service'],
    $defs: {
      reference: {
        title: 'reference',
        description:
          'A variable or file, as `${env:NAME}`, `${env:NAME:-default}`, `${file:path}`.',
        type: 'string',
        pattern: '\\$\\{[^}]+\\}',
      },
      ...shared,
    },
  };
}

function sectionSchema(
  section: Section,
  definitions: readonly AnyDefinition[],
  shared: Record<string, Json>,
): Json {
  const known = definitions.filter(({ kind }) => kind === KIND_OF[section]);
  const patterns = known.flatMap((definition) => {
    const { type, aliases = [], config } = definition;
    const own = toShared(config, `${section}.${type}`, shared);
    const schema = { anyOf: flatten([own, { type: 'null' }]) };
    return [
      [patternOf(type), schema] as const,
      ...aliases.map((alias) => {
        const description = `The type is called "${type}" now.`;
        return [patternOf(alias), { description, deprecated: true, ...schema }] as const;
      }),
    ];
  });
  const replaced = Object.entries(REPLACED[section] ?? {})
    .filter(([type]) => known.every((definition) => definition.type !== type))
    .map(([type, why]) => {
      return [patternOf(type), { description: `No effect: ${why}.`, deprecated: true }] as const;
    });
  return {
    description: `The ${section}, by \`type\` or \`type/name\`.`,
    anyOf: [
      {
        type: 'object',
        patternProperties: Object.fromEntries([...patterns, ...replaced]),
        additionalProperties: false,
      },
      { type: 'null' },
      REFERENCE,
    ],
  };
}

/** What a schema refers to goes to `shared`, under names that begin with `name`. */
function toShared(schema: z.ZodType, name: string, shared: Record<string, Json>): Json {
  const { $defs = {}, ...json } = toPlainJsonSchema(schema);
  for (const [key, definition] of Object.entries($defs)) {
    shared[`${name}.${key}`] = toEditor(definition, name);
  }
  return toEditor(json, name);
}

function patternOf(type: string): string {
  return `^${type}(/.+)?$`;
}

/** A schema in the words of editors, with references wherever a value is more than text. */
function toEditor(schema: JsonSchema, name: string): Json {
  const { secret, server: _, oneOf, $ref, ...rest } = schema;
  const { properties, additionalProperties, items, anyOf = oneOf } = rest;
  const convert = (inner: JsonSchema): Json => toEditor(inner, name);
  const own: Json = {
    ...rest,
    ...($ref === undefined ? {} : { $ref: $ref.replace('#/$defs/', `#/$defs/${name}.`) }),
    ...(secret === true ? { writeOnly: true } : {}),
    ...(properties === undefined ? {} : { properties: mapValues(properties, convert) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: convert(additionalProperties) }
      : {}),
    ...(items === undefined ? {} : { items: convert(items) }),
    // What one of several was is one of them or a reference now, which all of them allow.
    ...(anyOf === undefined ? {} : { anyOf: flatten(anyOf.map(convert)) }),
  };
  if (!needsReference(schema)) return own;
  const { title, description, default: preset, ...constraints } = own;
  const annotations = Object.entries({ title, description, default: preset });
  return {
    ...Object.fromEntries(annotations.filter(([, value]) => value !== undefined)),
    anyOf: [constraints, REFERENCE],
  };
}

/** Alternatives of alternatives are alternatives; the reference comes once, at the end. */
function flatten(options: readonly Json[]): readonly Json[] {
  const flat = options.flatMap((option) => {
    const inner = option['anyOf'];
    return Array.isArray(inner) && Object.keys(option).length === 1 ? (inner as Json[]) : [option];
  });
  const others = flat.filter((option) => option !== REFERENCE);
  return others.length === flat.length ? flat : [...others, REFERENCE];
}

/** Free text may hold a reference anyway; what is not checked takes one too. */
function needsReference({ type, enum: values }: JsonSchema): boolean {
  return values !== undefined || (type !== undefined && type !== 'string' && type !== 'null');
}

function mapValues<Value, Result>(
  map: Readonly<Record<string, Value>>,
  convert: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value)]));
}
