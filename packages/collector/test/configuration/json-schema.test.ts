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
      list: [{ note: 'x' }],
      named: { a: {} },
      either: 'x',
      auth: { kind: 'basic' },
    }),
  ).toEqual({
    timeout: '10s',
    group: { size: 1 },
    // Without a default, no value is a value.
    maybe: null,
    list: [{ size: 1, note: 'x' }],
    named: { a: { size: 1 } },
    either: 'x',
    auth: { kind: 'basic', user: 'me' },
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
