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
    readonly max_lag_mib?: number | undefined;
    readonly on_lag: 'drop' | 'block';
  };
  readonly shutdown_timeout: number;
}

export interface PipelineSection {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

export const serviceSection: z.ZodType<ServiceSection> = z.strictObject({
  extensions: ids.default([]),
  pipelines: z
    .record(
      z.string(),
      z.strictObject({
        receivers: ids.default([]),
        // A key without a value is an empty list, as in the Collector.
        processors: ids
          .nullable()
          .default([])
          .transform((list) => list ?? []),
        exporters: ids.default([]),
      }),
    )
    .default({}),
  telemetry: z
    .strictObject({
      logs: z
        .strictObject({
          level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
          encoding: z.enum(['logfmt', 'json']).default('logfmt'),
        })
        .prefault({}),
      metrics: metricsSection.prefault({}),
    })
    .prefault({}),
  state: z
    .strictObject({
      directory: z.string().min(1).default('./marigraph-data'),
      snapshot_interval: duration.prefault('15s'),
    })
    .prefault({}),
  wal: z
    .strictObject({
      type: z.enum(['file', 'memory']).default('file'),
      max_mib: sizeMib.optional(),
      segment_mib: sizeMib.prefault(64),
      cache_mib: sizeMib.prefault(64),
      fsync: z.enum(['always', 'interval', 'never']).default('always'),
      max_lag_mib: sizeMib.optional(),
      on_lag: z.enum(['drop', 'block']).default('drop'),
    })
    .prefault({}),
  shutdown_timeout: duration.prefault('10s'),
});
