import { globSync, readFileSync } from 'node:fs';

import { type AnyDefinition, COMPONENTS, defineExporter, hostPort } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { editorSchema } from '../../src/configuration/editor-schema.ts';

const schema = editorSchema(COMPONENTS);
/** zod reads JSON Schema too: a second reading of what was made from its own schemas. */
const read = z.fromJSONSchema(schema);
const accepts = (value: unknown): boolean => read.safeParse(value).success;

const ROOT = new URL('../../../../', import.meta.url).pathname;
const FILES = globSync(
  ['examples/*/*.yaml', 'docker/*.yaml', 'bench/support/*.yaml', 'README.md', 'docs/**/*.md'],
  { cwd: ROOT },
);
const CONFIGURATIONS = FILES.flatMap((file) => {
  const text = readFileSync(`${ROOT}${file}`, 'utf8');
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return (file.endsWith('.md') ? blocks : [text])
    .filter((block) => block.includes('pipelines:') && block.includes('receivers:'))
    .map((block, index) => [`${file} ${index}`, block] as const);
});

it('finds the configurations of this repository', () => {
  expect(CONFIGURATIONS.length).toBeGreaterThan(3);
});

it.each(CONFIGURATIONS)('takes %s', (_, text) => {
  expect(read.safeParse(parse(text)).error?.issues ?? []).toEqual([]);
});

describe('a component', () => {
  const service = { pipelines: {} };

  it.each([
    ['without settings', { receivers: { otlp: null }, service }],
    ['with a name', { exporters: { 'otlp_http/a/b': { endpoint: 'http://a' } }, service }],
    ['by its former type', { exporters: { otlphttp: { endpoint: 'http://a' } }, service }],
    ['of a file', { exporters: '${file:exporters.yaml}', service }],
    ['without effect', { processors: { batch: { timeout: '1s' } }, service }],
    [
      'with references',
      {
        exporters: { prometheus: { series_max: '${env:SERIES:-5}', endpoint: '${ENDPOINT}' } },
        service,
      },
    ],
  ])('%s is taken', (_, value) => expect(accepts(value)).toBe(true));

  it.each([
    ['of no type', { receivers: { otpl: null }, service }],
    ['with an empty name', { receivers: { 'otlp/': null }, service }],
    ['of a longer type', { receivers: { otlp_x: null }, service }],
    ['with an unknown key', { exporters: { prometheus: { endpiont: 'a:1' } }, service }],
    ['with a wrong type', { exporters: { prometheus: { series_max: 'many' } }, service }],
    ['in an unknown section', { recievers: {}, service }],
    ['without a service', { receivers: { otlp: null } }],
  ])('%s is not', (_, value) => expect(accepts(value)).toBe(false));
});

interface Tree {
  readonly inner?: readonly Tree[] | undefined;
}
/** A schema that contains itself. */
const tree: z.ZodType<Tree> = z.lazy(() => z.strictObject({ inner: z.array(tree).optional() }));

it('says draft 2020-12, explains keys, and marks secrets', () => {
  const client: AnyDefinition = defineExporter<object>({
    type: 'x',
    stability: 'development',
    signals: ['traces'],
    config: z.strictObject({
      key: z.string().describe('Opens it.').meta({ secret: true }),
      tree: tree.optional(),
      mode: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('a'), at: hostPort.prefault('a:1') }),
        z.strictObject({ kind: z.literal('b') }),
      ]),
    }),
    delivery: () => {
      throw new Error('nothing runs here');
    },
    create: () => ({ consume() {}, async shutdown() {} }),
  });
  const made = editorSchema([client]);
  expect(made['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  const text = JSON.stringify(made);
  expect(text).toContain('{"type":"string","description":"Opens it.","writeOnly":true}');
  expect(text).not.toMatch(/"(?:secret|server|oneOf)":/);
  const own = z.fromJSONSchema(made);
  const take = (mode: unknown): boolean =>
    own.safeParse({ exporters: { x: { key: 'k', mode } }, service: {} }).success;
  expect([take({ kind: 'a' }), take({ kind: 'c' }), take('${MODE}')]).toEqual([true, false, true]);
  expect(own.safeParse({ exporters: { x: { key: 'k' } }, service: {} }).success).toBe(false);
  const takeTree = (value: unknown): boolean =>
    own.safeParse({
      exporters: { x: { key: 'k', mode: { kind: 'a' }, tree: value } },
      service: {},
    }).success;
  expect(takeTree({ inner: [{}, { inner: [{}] }] })).toBe(true);
  expect(takeTree({ inner: [{ inner: [{ outer: 1 }] }] })).toBe(false);
});
