import { describe, expect, it } from 'vitest';

import { readModel } from './read-model.ts';
import { MODEL_FOLDER, refusalOf } from './seeded-model.ts';
import type { Seed } from './seeded-model.ts';

const BATCH_SIZE = 'key: ml.batch.size\n    type: int';
const TYPES =
  'one of string, int, double, boolean, string[], int[], double[], boolean[], any, ' +
  'template[…] of one of them, or a map with members';

/** What is wrong, the change that makes it so, the one line that says it. */
const CASES: readonly (readonly [string, Seed, string])[] = [
  [
    'a missing text',
    {
      file: 'attributes.yaml',
      replace: '    brief: The name of the ML operation being performed.\n',
      with: '',
    },
    'attributes.yaml: attributes[0] (ml.operation.name).brief: found nothing, expected string',
  ],
  [
    'an empty text',
    {
      file: 'attributes.yaml',
      replace: 'brief: The name of the ML operation being performed.',
      with: "brief: ' '",
    },
    'attributes.yaml: attributes[0] (ml.operation.name).brief: found " ", expected a text that is not empty',
  ],
  [
    'an unknown type',
    { file: 'attributes.yaml', replace: BATCH_SIZE, with: BATCH_SIZE.replace('int', 'integer') },
    `attributes.yaml: attributes[11] (ml.batch.size).type: found "integer", expected ${TYPES}`,
  ],
  [
    'a template of an unknown type',
    {
      file: 'attributes.yaml',
      replace: BATCH_SIZE,
      with: BATCH_SIZE.replace('int', 'template[any[]]'),
    },
    `attributes.yaml: attributes[11] (ml.batch.size).type: found "template[any[]]", expected ${TYPES}`,
  ],
  [
    'a type that is no text',
    { file: 'attributes.yaml', replace: BATCH_SIZE, with: BATCH_SIZE.replace('int', '3') },
    'attributes.yaml: attributes[11] (ml.batch.size).type: found 3, expected string',
  ],
  [
    'an enumeration without members',
    {
      file: 'attributes.yaml',
      replace: BATCH_SIZE,
      with: BATCH_SIZE.replace('int', '{ members: [] }'),
    },
    'attributes.yaml: attributes[11] (ml.batch.size).type.members: found [], expected at least one member',
  ],
  [
    'an unknown key of an enumeration member',
    {
      file: 'attributes.yaml',
      replace: 'id: predict\n',
      with: 'id: predict\n          colour: red\n',
    },
    'attributes.yaml: attributes[0] (ml.operation.name).type.members[0] (predict).colour: found "red", expected no such key here',
  ],
  [
    'examples that are a map',
    {
      file: 'attributes.yaml',
      replace: 'examples: [predict, load_model]',
      with: 'examples: { a: 1 }',
    },
    'attributes.yaml: attributes[0] (ml.operation.name).examples: found {"a":1}, expected one example, or a list of examples',
  ],
  [
    'an unknown stability',
    {
      file: 'attributes.yaml',
      replace: `${BATCH_SIZE}\n    stability: development`,
      with: `${BATCH_SIZE}\n    stability: experimental`,
    },
    'attributes.yaml: attributes[11] (ml.batch.size).stability: found "experimental", expected one of "development"|"alpha"|"beta"|"release_candidate"|"stable"|"deprecated"',
  ],
  [
    'another file format',
    { file: 'metrics.yaml', replace: 'definition/2', with: 'definition/1' },
    'metrics.yaml: file_format: found "definition/1", expected "definition/2"',
  ],
  [
    'an unknown instrument',
    { file: 'metrics.yaml', replace: 'instrument: histogram', with: 'instrument: summary' },
    'metrics.yaml: metrics[0] (ml.inference.duration).instrument: found "summary", expected one of "counter"|"updowncounter"|"gauge"|"histogram"',
  ],
  [
    'an unknown emitter',
    { file: 'metrics.yaml', replace: '[instrumentation]', with: '[processor]' },
    'metrics.yaml: metrics[0] (ml.inference.duration).annotations.ml.emitted_by[0]: found "processor", expected one of "instrumentation"|"collector"',
  ],
  [
    'an unknown requirement level',
    {
      file: 'spans.yaml',
      replace: 'requirement_level: required, sampling_relevant: true',
      with: 'requirement_level: mandatory',
    },
    'spans.yaml: spans[0] (ml.inference.internal).attributes[0] (ml.operation.name).requirement_level: found "mandatory", expected required, recommended, opt_in, or a map such as {conditionally_required: <condition>}',
  ],
  [
    'a key that only spans may have',
    {
      file: 'events.yaml',
      replace: 'ref: ml.prediction.embedding, requirement_level: opt_in',
      with: 'ref: ml.prediction.embedding, sampling_relevant: true',
    },
    'events.yaml: events[0] (ml.prediction.result).attributes[4] (ml.prediction.embedding).sampling_relevant: found true, expected no such key here',
  ],
  [
    'a reference that is no map',
    {
      file: 'events.yaml',
      replace: '{ ref: ml.prediction.embedding, requirement_level: opt_in }',
      with: '5',
    },
    'events.yaml: events[0] (ml.prediction.result).attributes[4]: found 5, expected object',
  ],
  [
    'a key that stands twice',
    { file: 'events.yaml', replace: 'events:', with: 'file_format: definition/2\nevents:' },
    'events.yaml: line 2: found DUPLICATE_KEY, expected YAML that parses (Map keys must be unique)',
  ],
  [
    'a schema URL without a version',
    { file: 'manifest.yaml', replace: '/0.1.0', with: '/latest' },
    'manifest.yaml: schema_url: found "https://marigraph.dev/schemas/ml/latest", expected http(s)://host/path/<major>.<minor>.<patch>',
  ],
];

describe('reading the model', () => {
  it('accepts the committed files', async () => {
    const { manifest, files } = await readModel(MODEL_FOLDER);
    expect(manifest.stability).toBe('development');
    expect([...files.keys()]).toEqual([
      'attributes.yaml',
      'spans.yaml',
      'events.yaml',
      'metrics.yaml',
    ]);
  });

  it.each(CASES)('refuses %s', (_what, seed, line) => {
    expect(refusalOf(seed)).toEqual([line]);
  });

  it('shortens long values', () => {
    const seed = { file: 'spans.yaml', replace: 'file_format: definition/2', with: '' };
    const values = { ...seed, replace: 'kind: internal', with: `kind: ${'x'.repeat(100)}` };
    const lines = refusalOf(seed, values);
    expect(lines[0]).toBe('spans.yaml: file_format: found nothing, expected "definition/2"');
    expect(lines[1]).toContain(`kind: found "${'x'.repeat(76)}…, expected one of`);
  });

  it('reports the problems of all files at once', () => {
    const lines = refusalOf(
      { file: 'manifest.yaml', replace: 'description:', with: 'text:' },
      {
        file: 'spans.yaml',
        replace: 'kind: internal',
        with: 'kind: local\n    colour: red\n    size: 1',
      },
      { file: 'events.yaml', replace: 'events:', with: '[' },
    );
    expect(lines.map((line) => line.split(': found')[0])).toEqual([
      'manifest.yaml: description',
      'manifest.yaml: text',
      'spans.yaml: spans[0] (ml.inference.internal).kind',
      'spans.yaml: spans[0] (ml.inference.internal).colour',
      'spans.yaml: spans[0] (ml.inference.internal).size',
      'events.yaml: line 2',
    ]);
  });

  it('refuses a file that holds no map', () => {
    const texts = { file: 'manifest.yaml', replace: 'schema_url', with: '- schema_url' };
    expect(refusalOf(texts)[0]).toMatch(/^manifest\.yaml: /);
  });
});
