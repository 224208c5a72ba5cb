import { describe, expect, it } from 'vitest';

import { POLICIES } from './policies.ts';
import { refusalOf } from './seeded-model.ts';
import type { Seed } from './seeded-model.ts';

const attribute = (key: string, rest: string): Seed => ({
  file: 'attributes.yaml',
  replace: 'attribute_groups:',
  with: `  - key: ${key}\n    stability: development\n    brief: A test.\n    ${rest}\nattribute_groups:`,
});
/** Makes a signal refer to the attribute, so that no second rule complains. */
const use = (key: string): Seed => ({
  file: 'spans.yaml',
  replace: '      - ref_group: attributes.ml.prediction\n',
  with: `      - ref_group: attributes.ml.prediction\n      - { ref: ${key}, requirement_level: opt_in }\n`,
});
const metric = (name: string, rest: Partial<Record<'instrument' | 'unit', string>>): Seed => ({
  file: 'metrics.yaml',
  replace: '  - name: ml.alert.status\n',
  with: `  - name: ${name}
    instrument: ${rest.instrument ?? 'gauge'}
    unit: '${rest.unit ?? '{row}'}'
    requirement_level: opt_in
    stability: development
    brief: A test.
    annotations:
      code_generation: { metric_value_type: int }
      ml: { emitted_by: [collector] }
  - name: ml.alert.status
`,
});
const NAME = 'found this name, expected lower-case words that begin with a letter';

/** Policy, what breaks it, the changes, the one line that says it. */
const CASES: readonly (readonly [string, string, readonly Seed[], string])[] = [
  [
    'names',
    'an attribute in camel case',
    [attribute('ml.rowCount', 'type: int\n    examples: [1]'), use('ml.rowCount')],
    `attributes.yaml: ml.rowCount: ${NAME}, joined by dots and underscores`,
  ],
  [
    'names',
    'a metric with a doubled dot',
    [metric('ml.window..rows', {})],
    `metrics.yaml: ml.window..rows: ${NAME}, joined by dots and underscores`,
  ],
  [
    'names',
    'an event that begins with a digit',
    [{ file: 'events.yaml', replace: 'name: ml.inference.exc', with: 'name: 1ml.inference.exc' }],
    `events.yaml: 1ml.inference.exception: ${NAME}, joined by dots and underscores`,
  ],
  [
    'memberIds',
    'an enumeration member with a hyphen',
    [{ file: 'attributes.yaml', replace: 'id: no_reference', with: 'id: no-reference' }],
    'attributes.yaml: ml.drift.state, member no-reference: found this id, expected a word in snake_case',
  ],
  [
    'memberIds',
    'two members of one value',
    [{ file: 'attributes.yaml', replace: 'value: no_reference', with: 'value: ok' }],
    'attributes.yaml: ml.drift.state, member no_reference: found value ok, expected a value that no other member has',
  ],
  [
    'attributeNamespaces',
    'an attribute that is the namespace of another',
    [attribute('ml.pipeline', 'type: int\n    examples: [1]'), use('ml.pipeline')],
    'attributes.yaml: ml.pipeline: found the attribute ml.pipeline.name below it, expected a key that is no namespace of another',
  ],
  [
    'constantCollisions',
    'two keys that give one constant',
    [attribute('ml.batch_size', 'type: int\n    examples: [1]'), use('ml.batch_size')],
    'attributes.yaml: ml.batch_size: found the constant ATTR_ML_BATCH_SIZE, which ml.batch.size has already, expected a constant of its own',
  ],
  [
    'constantCollisions',
    'a key that is defined twice',
    [attribute('ml.batch.size', 'type: int\n    examples: [1]')],
    'attributes.yaml: ml.batch.size: found the constant ATTR_ML_BATCH_SIZE, which ml.batch.size has already, expected a constant of its own',
  ],
  [
    'constantCollisions',
    'two signals that give one type of attributes',
    [{ file: 'events.yaml', replace: 'ml.model.state_change', with: 'ml.model.status' }],
    'metrics.yaml: the metric ml.model.status: found the constant MlModelStatusAttributes, which the event ml.model.status has already, expected a constant of its own',
  ],
  [
    'examples',
    'an attribute without examples',
    [attribute('ml.batch.rank', 'type: int'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found none, expected at least one example',
  ],
  [
    'examples',
    'an example that is no integer',
    [attribute('ml.batch.rank', 'type: int\n    examples: [1.5]'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found 1.5, expected a value of type int',
  ],
  [
    'examples',
    'an example that is no number',
    [attribute('ml.batch.rank', 'type: double\n    examples: x'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found "x", expected a value of type double',
  ],
  [
    'examples',
    'an example that is no text',
    [attribute('ml.batch.rank', 'type: string\n    examples: [a, 3]'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found 3, expected a value of type string',
  ],
  [
    'examples',
    'an example that is no boolean',
    [attribute('ml.batch.rank', 'type: boolean\n    examples: [1]'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found 1, expected a value of type boolean',
  ],
  [
    'examples',
    'an example that is no list',
    [attribute('ml.batch.rank', 'type: string[]\n    examples: [a]'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found "a", expected a list of values of type string',
  ],
  [
    'examples',
    'an example of a template of another type',
    [attribute('ml.batch.rank', 'type: template[int]\n    examples: [a]'), use('ml.batch.rank')],
    'attributes.yaml: ml.batch.rank, examples: found "a", expected a value of type int',
  ],
  [
    'examples',
    'an example that no member has',
    [{ file: 'attributes.yaml', replace: '[predict, load_model]', with: '[predict, guess]' }],
    'attributes.yaml: ml.operation.name, examples: found "guess", expected the value of a member',
  ],
  [
    'usedSomewhere',
    'an attribute that no signal has',
    [attribute('ml.batch.rank', 'type: int\n    examples: [1]')],
    'attributes.yaml: ml.batch.rank: found no signal that refers to it, expected a span, an event or a metric that does',
  ],
  [
    'signalLevels',
    'a signal without a requirement level',
    [
      {
        file: 'events.yaml',
        replace: 'ml.prediction.result\n    requirement_level: opt_in\n',
        with: 'ml.prediction.result\n',
      },
    ],
    'events.yaml: ml.prediction.result: found no requirement_level, expected recommended or opt_in',
  ],
  [
    'attributeLevels',
    'a reference without a requirement level',
    [
      {
        file: 'events.yaml',
        replace: '{ ref: ml.prediction.embedding, requirement_level: opt_in }',
        with: 'ref: ml.prediction.embedding',
      },
    ],
    'events.yaml: ml.prediction.result, ref ml.prediction.embedding: found no requirement_level, expected required, conditionally_required, recommended or opt_in',
  ],
  [
    'briefs',
    'a metric whose brief is no sentence',
    [{ file: 'metrics.yaml', replace: 'in this process.', with: 'in this process' }],
    'metrics.yaml: ml.inference.duration, brief: found "Duration of model executions in this process", expected a sentence that ends with "."',
  ],
  [
    'briefs',
    'an attribute whose brief is no sentence',
    [{ file: 'attributes.yaml', replace: 'brief: The name of a feature.', with: 'brief: Name' }],
    'attributes.yaml: ml.feature.name, brief: found "Name", expected a sentence that ends with "."',
  ],
  [
    'briefs',
    'an enumeration member whose brief is no sentence',
    [{ file: 'attributes.yaml', replace: 'brief: ONNX Runtime.', with: 'brief: ONNX Runtime' }],
    'attributes.yaml: ml.system.name, member onnxruntime, brief: found "ONNX Runtime", expected a sentence that ends with "."',
  ],
  [
    'spanNames',
    'a span name with an attribute that may be absent',
    [{ file: 'spans.yaml', replace: '{ml.operation.name} {ml.model.name}', with: '{ml.model.id}' }],
    'spans.yaml: ml.inference.internal, name: found {ml.model.id}, which is recommended, expected required attributes only',
  ],
  [
    'spanNames',
    'a span name with an attribute of another span',
    [
      {
        file: 'spans.yaml',
        replace: '{ml.operation.name} {ml.model.name}',
        with: '{ml.pipeline.name}',
      },
    ],
    'spans.yaml: ml.inference.internal, name: found {ml.pipeline.name}, which is no attribute of the span, expected required attributes only',
  ],
  [
    'metricNamespaces',
    'a metric that is the namespace of another',
    [metric('ml.window', {})],
    'metrics.yaml: ml.window: found the metric ml.window.predictions below it, expected a name that is no namespace of another',
  ],
  [
    'metricAttributeTypes',
    'a template attribute on a metric',
    [
      {
        file: 'metrics.yaml',
        replace: '- { ref: ml.prediction.label, requirement_level: recommended }',
        with: '- { ref: ml.tag, requirement_level: opt_in }',
      },
    ],
    'metrics.yaml: ml.inference.predictions, ref ml.tag: found the type template[string], expected neither any nor a template, which only spans and events may have',
  ],
  [
    'metricAttributeTypes',
    'a map on a metric',
    [
      {
        file: 'metrics.yaml',
        replace: '- { ref: ml.prediction.label, requirement_level: recommended }',
        with: '- { ref: ml.features, requirement_level: opt_in }',
      },
    ],
    'metrics.yaml: ml.inference.predictions, ref ml.features: found the type any, expected neither any nor a template, which only spans and events may have',
  ],
  [
    'counterNames',
    'a counter that says total itself',
    [metric('ml.window.rows_total', { instrument: 'counter' })],
    'metrics.yaml: ml.window.rows_total: found the ending total, expected none: exporters append it where it is wanted',
  ],
  [
    'counterNames',
    'a counter in the singular',
    [metric('ml.window.row', { instrument: 'counter' })],
    'metrics.yaml: ml.window.row: found a counter of {row} in the singular, expected the plural',
  ],
  [
    'durations',
    'a duration in milliseconds',
    [metric('ml.window.duration', { unit: 'ms' })],
    'metrics.yaml: ml.window.duration: found the unit ms, expected s for a duration',
  ],
  [
    'units',
    'a unit that has no Prometheus word',
    [metric('ml.window.weight', { unit: 'kg' })],
    'metrics.yaml: ml.window.weight: found the unit kg, expected a unit of prometheus-name.ts or {noun}',
  ],
  [
    'bucketBoundaries',
    'bucket boundaries that do not increase',
    [
      {
        file: 'metrics.yaml',
        replace: '\n          [0.0005, 0.001, 0.0025',
        with: '\n          [0.0005, 0.0005, 0.0025',
      },
    ],
    'metrics.yaml: ml.inference.duration: found bucket_boundaries [0.0005,0.0005,0.0025,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5,5,10], expected strictly increasing numbers',
  ],
  [
    'bucketBoundaries',
    'bucket boundaries that the note does not name',
    [{ file: 'metrics.yaml', replace: '`[1, 2, 4, 8,', with: '`[1, 2, 3, 4, 8,' }],
    'metrics.yaml: ml.inference.batch.size: found a note without the bucket boundaries, expected the text `[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]` in it',
  ],
  [
    'bucketBoundaries',
    'bucket boundaries of a gauge',
    [
      {
        file: 'metrics.yaml',
        replace:
          'emitted_by: [collector]\n    attributes:\n      - ref_group: attributes.ml.model\n      - ref_group: attributes.ml.segment',
        with: 'emitted_by: [collector]\n        bucket_boundaries: [1]\n    attributes:\n      - ref_group: attributes.ml.model\n      - ref_group: attributes.ml.segment',
      },
    ],
    'metrics.yaml: ml.window.predictions: found bucket_boundaries of a gauge, expected them on histograms only',
  ],
  [
    'prometheusCollisions',
    'two metrics of one Prometheus name',
    [metric('ml.model.load.duration_seconds', {})],
    'metrics.yaml: ml.model.load.duration_seconds: found the Prometheus name ml_model_load_duration_seconds, which ml.model.load.duration has already, expected a name of its own',
  ],
];

describe('policies', () => {
  it('accept the committed model', () => {
    expect(refusalOf()).toEqual([]);
  });

  it('are all tested here', () => {
    expect([...new Set(CASES.map(([policy]) => policy))].toSorted()).toEqual(
      Object.keys(POLICIES).toSorted(),
    );
  });

  it.each(CASES)('%s: refuse %s', (_policy, _what, seeds, line) => {
    expect(refusalOf(...seeds)).toEqual([line]);
  });
});
