import { z } from 'zod';

import { duration, sizeMib } from './fields.ts';
import { metricsSection, type MetricsSection } from './telemetry-section.ts';

const ids = z.array(z.string());

/** The `service` section, as it is written. */
export interface ServiceSection {
  readonly extensions: readonly string[];
  readonly pipelines: Readonly<Record<string, PipelineSection>>;
  readonly telemetry: {
    readonly logs: {
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly encoding: 'logfmt' | 'json';
    };
    readonly metrics: MetricsSection;
  };
  readonly state: { readonly directory: string; readonly snapshot_interval: number };
  readonly wal: {
    readonly type: 'file' | 'memory';
    readonly max_mib?: number | undefined;
    readonly segment_mib: number;
    readonly cache_mib: number;
    readonly fsync: 'always' | 'interval' | 'never';
    readonly retention: number;
    readonly max_lag_mib?: number | undefined;
    readonly max_lag_age?: number | undefined;
    readonly on_lag: 'drop' | 'block';
    readonly unredacted: 'refuse' | 'allow';
  };
  readonly shutdown_timeout: number;
}

export interface PipelineSection {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

const pipeline = z.strictObject({
  receivers: ids
    .describe('Receivers, and connectors that end in this pipeline. At least one.')
    .default([]),
  // A key without a value is an empty list, as in the Collector.
  processors: ids
    .nullable()
    .describe('Processors, in the order of the data.')
    .default([])
    .transform((list) => list ?? []),
  exporters: ids
    .describe('Exporters, and connectors that begin in this pipeline. At least one.')
    .default([]),
});

const logs = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .describe('Least level of the lines that are written to standard error.')
    .default('info'),
  encoding: z.enum(['logfmt', 'json']).describe('How lines are written.').default('logfmt'),
});

const state = z.strictObject({
  directory: z
    .string()
    .min(1)
    .describe('Folder of the write-ahead log and of the state of connectors. One process uses it.')
    .default('./marigraph-data'),
  snapshot_interval: duration
    .describe('How often cursors and the state of connectors are saved.')
    .prefault('15s'),
});

const wal = z.strictObject({
  type: z
    .enum(['file', 'memory'])
    .describe('Where requests are kept until everything that they are meant for has taken them.')
    .default('file'),
  max_mib: sizeMib.describe('Size of the log: 4096 for `file`, 256 for `memory`.').optional(),
  segment_mib: sizeMib.describe('Size of one file of the log.').prefault(64),
  cache_mib: sizeMib.describe('Newest part of the log that is kept in memory too.').prefault(64),
  fsync: z
    .enum(['always', 'interval', 'never'])
    .describe('When a request counts as stored: on the disk, soon on the disk, or written.')
    .default('always'),
  retention: duration
    .describe('How long files that nobody needs any more are kept, while there is space.')
    .prefault('0s'),
  max_lag_mib: sizeMib
    .describe('An exporter or connector further behind does what `on_lag` says: 75 % of `max_mib`.')
    .optional(),
  max_lag_age: duration
    .describe(
      'The same by the age of the oldest request that is not delivered; no limit unless given.',
    )
    .optional(),
  on_lag: z
    .enum(['drop', 'block'])
    .describe('`drop` skips the oldest requests and counts them; `block` lets receivers refuse.')
    .default('drop'),
  unredacted: z
    .enum(['refuse', 'allow'])
    .describe(
      'Whether a log in files may hold requests that only some pipelines of their receiver redact.',
    )
    .default('refuse'),
});

export const serviceSection: z.ZodType<ServiceSection> = z.strictObject({
  extensions: ids.describe('Extensions that run, in the order of their start.').default([]),
  pipelines: z
    .record(z.string(), pipeline)
    .describe(
      'By `traces`, `metrics` or `logs`, with a name behind a slash where there are several.',
    )
    .default({}),
  telemetry: z
    .strictObject({ logs: logs.prefault({}), metrics: metricsSection.prefault({}) })
    .prefault({}),
  state: state.prefault({}),
  wal: wal.prefault({}),
  shutdown_timeout: duration
    .describe('How long everything has to end in order once the process is asked to.')
    .prefault('10s'),
});
