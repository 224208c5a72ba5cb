import { duration } from '@marigraph/collector';
import { expect, it } from 'vitest';
import { z } from 'zod';

import {
  alternativeFor,
  findValues,
  keysOf,
  schemaAt,
  toJsonSchema,
  withDefaults,
  withEmptyMaps,
} from '../../src/configuration/json-schema.ts';

const inner = z.strictObject({ size: z.number().default(1), note: z.string().optional() });
const schema = toJsonSchema(
  z.strictObject({
    timeout: duration.prefault('10s'),
    group: inner
      .nullable()
      .prefault({})
      .transform((value) => value ?? inner.parse({})),
    maybe: inner.nullable().optional(),
    text: z.string().nullable().optional(),
    list: z.array(inner).default([]),
    named: z.record(z.string(), inner).default({}),
    either: z.union([z.string(), z.number()]).default(3),
    auth: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('none') }),
        z.strictObject({ kind: z.literal('basic'), user: z.string().default('me') }),
      ])
      .optional(),
  }),
);

it('fills in defaults as they are written, at every depth', () => {
  expect(withDefaults(schema, {})).toEqual({
    timeout: '10s',
    group: { size: 1 },
    list: [],
    named: {},
    either: 3,
  });
  expect(
    withDefaults(schema, {
      group: null,
      maybe: null,
      text: null,
      list: [{ note: 'x' }],
      named: { a: {} },
      either: 'x',
      auth: { kind: 'basic' },
    }),
  ).toEqual({
    timeout: '10s',
    group: { size: 1 },
    maybe: { size: 1 },
    // Only of a map a key without a value asks for the defaults.
    text: null,
    list: [{ size: 1, note: 'x' }],
    named: { a: { size: 1 } },
    either: 'x',
    auth: { kind: 'basic', user: 'me' },
  });
});

it('takes a key without a value for an empty map, where only a map may stand', () => {
  const value = {
    list: [null],
    named: { a: null },
    either: null,
    auth: null,
    group: null,
    other: null,
  };
  expect(withEmptyMaps(schema, value)).toEqual({
    ...value,
    list: [{}],
    named: { a: {} },
    auth: {},
  });
});

it('finds the alternative that a value is of', () => {
  const auth = schemaAt(schema, ['auth']) ?? {};
  expect(keysOf(alternativeFor(auth, { kind: 'basic' }))).toEqual(['kind', 'user']);
  expect(keysOf(alternativeFor(auth, { kind: 'none' }))).toEqual(['kind']);
  expect(alternativeFor(auth, { kind: 'other' })).toBe(auth);
  expect(alternativeFor(schemaAt(schema, ['either']) ?? {}, 5)).toEqual({ type: 'number' });
});

it('knows what may stand where', () => {
  expect(schemaAt(schema, ['list', '7', 'size'])).toMatchObject({ type: 'number' });
  expect(schemaAt(schema, ['named', 'any', 'note'])).toMatchObject({ type: 'string' });
  expect(schemaAt(schema, ['group', 'nothing'])).toBeUndefined();
  expect(schemaAt(schema, ['toString'])).toBeUndefined();
});

it('finds values by their schema', () => {
  const value = withDefaults(schema, { list: [{}], named: { a: { size: 4 } } });
  const sizes = findValues(schema, value, ({ type }) => type === 'number');
  expect(sizes.map(({ path, value: size }) => [path.join('.'), size])).toEqual([
    ['group.size', 1],
    ['list.0.size', 1],
    ['named.a.size', 4],
    ['either', 3],
  ]);
});

it('walks a schema that contains itself', () => {
  interface Value {
    readonly all?: readonly Value[] | undefined;
    readonly size: number;
  }
  const value: z.ZodType<Value> = z.lazy(() =>
    z.strictObject({ all: z.array(value).optional(), size: z.number().default(1) }),
  );
  const recursive = toJsonSchema(z.strictObject({ value: value.describe('What must hold.') }));
  expect(schemaAt(recursive, ['value'])?.description).toBe('What must hold.');
  expect(withDefaults(recursive, { value: { all: [{}, { all: [{}] }] } })).toEqual({
    value: { all: [{ size: 1 }, { all: [{ size: 1 }], size: 1 }], size: 1 },
  });
  const nested = schemaAt(recursive, ['value', 'all', '0', 'all', '5', 'size']);
  expect(nested).toEqual({ default: 1, type: 'number' });
});
