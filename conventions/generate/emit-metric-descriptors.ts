import { comment } from './docstring.ts';
import type { MetricDefinition } from './model.ts';
import type { Registry } from './resolve.ts';

const HEADER = `import type { MlMetricName } from './metrics.ts';

/** The kinds of instrument; \`updowncounter\` is a sum that may fall. */
export type MlInstrument = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

/** Who records a metric: the instrumented application, or the collector that watches its predictions. */
export type MlEmitter = 'instrumentation' | 'collector';

/** What one has to know of a metric to create its instrument or to encode it. */
export interface MlMetricDescriptor {
  readonly name: MlMetricName;
  readonly instrument: MlInstrument;
  /** In UCUM notation; braces annotate. */
  readonly unit: string;
  readonly description: string;
  readonly valueType: 'int' | 'double';
  readonly emittedBy: readonly MlEmitter[];
  /** Upper bounds of the explicit buckets. Absent for a histogram: its buckets are exponential. */
  readonly bucketBoundaries?: readonly number[];
}
`;

/** `metric-descriptors.ts`: the metrics as frozen objects, by name. */
export function emitMetricDescriptors({ metrics }: Registry): string {
  const entries = metrics.map(
    ({ name, definition }) => `  '${name}': Object.freeze(${descriptor(definition)}),\n`,
  );
  return [
    HEADER,
    '\n',
    comment(['Every metric by its name. The objects and their arrays are frozen.']),
    'export const METRICS: Readonly<Record<MlMetricName, MlMetricDescriptor>> = Object.freeze({\n',
    ...entries,
    '});\n',
  ].join('');
}

function descriptor({ name, instrument, unit, brief, annotations }: MetricDefinition): string {
  const { emitted_by: emitters, bucket_boundaries: boundaries } = annotations.ml;
  const fields = [
    `name: '${name}'`,
    `instrument: '${instrument}'`,
    `unit: '${unit}'`,
    `description: ${JSON.stringify(brief)}`,
    `valueType: '${annotations.code_generation.metric_value_type}'`,
    `emittedBy: Object.freeze([${emitters.map((emitter) => `'${emitter}'`).join(', ')}] as const)`,
    ...(boundaries ? [`bucketBoundaries: Object.freeze([${boundaries.join(', ')}])`] : []),
  ];
  return `{\n${fields.join(',\n')},\n}`;
}
