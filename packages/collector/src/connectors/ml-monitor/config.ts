import {
  ALL,
  type LoadedReference,
  type MonitorDefinition,
  type MonitorOptions,
} from '@marigraph/monitor';
import { z } from 'zod';

import { duration, sizeMib } from '../../configuration/fields.ts';

const MINUTE_MS = 60_000;

const window: z.ZodType<MonitorConfig['window']> = z
  .union([
    z.strictObject({
      duration: duration.refine((ms) => ms % MINUTE_MS === 0 && ms > 0, {
        error: 'expected whole minutes, as `1h`',
      }),
    }),
    z.strictObject({ count: z.int().min(1).max(1_000_000_000) }),
  ])
  .prefault({ duration: '1d' });

const drift: z.ZodType<MonitorConfig['drift']> = z
  .strictObject({
    bins: z.union([z.literal(10), z.literal(20)]).default(10),
    minimum_effect: z.number().min(0).default(0.1),
    p_value: z.number().gt(0).max(1).default(0.05),
  })
  .prefault({});

const monitor: z.ZodType<MonitorConfig> = z
  .strictObject({
    references: z.array(z.string().min(1)).default([]),
    segment_keys: z.array(z.string().min(1)).max(8).default([]),
    evaluate: z.array(z.string().min(1)).min(1).optional(),
    event_time: z.enum(['span_end', 'prediction_time']).default('span_end'),
    window,
    allowed_lateness: duration.prefault('10m'),
    idle_timeout: duration.prefault('5m'),
    max_future_skew: duration.prefault('5m'),
    retention: duration.prefault('35d'),
    predictions_max: z.int().min(1).max(100_000_000).default(5_000_000),
    slices_max: z.int().min(1).max(10_000).default(200),
    cells_mib: sizeMib.prefault(256),
    drift,
  })
  .superRefine(({ evaluate, segment_keys, retention, window: size }, context) => {
    for (const [index, key] of (evaluate ?? []).entries()) {
      if (key === ALL || segment_keys.includes(key)) continue;
      context.addIssue({
        code: 'custom',
        path: ['evaluate', index],
        message: `expected \`${ALL}\` or one of segment_keys (${segment_keys.join(', ') || 'none'})`,
      });
    }
    if ('duration' in size && retention < size.duration) {
      context.addIssue({
        code: 'custom',
        path: ['retention'],
        message: 'expected at least the duration of a window, or windows close without their cells',
      });
    }
  });

/** What stands under `connectors.ml_monitor`. Durations in milliseconds, sizes in bytes. */
export interface MlMonitorConfig {
  /** By the name of the model. Models without an entry are counted with the defaults and have no reference. */
  readonly monitors: Readonly<Record<string, MonitorConfig>>;
  /** How often closed and changed windows are evaluated. */
  readonly evaluation_interval: number;
}

/** One model's monitor; what each setting means stands at `MonitorDefinition` of `@marigraph/monitor`. */
export interface MonitorConfig {
  /** Files made by `marigraph reference build`, one per version of the model. */
  readonly references: readonly string[];
  readonly segment_keys: readonly string[];
  readonly evaluate?: readonly string[] | undefined;
  /** Which time of a row counts: that of its span or event, or the one that the prediction carries. */
  readonly event_time: 'span_end' | 'prediction_time';
  readonly window: { readonly duration: number } | { readonly count: number };
  readonly allowed_lateness: number;
  readonly idle_timeout: number;
  readonly max_future_skew: number;
  readonly retention: number;
  readonly predictions_max: number;
  readonly slices_max: number;
  readonly cells_mib: number;
  readonly drift: {
    /** Bins of equal share in the reference on which the score is computed. */
    readonly bins: 10 | 20;
    /** Population stability index above its no-drift noise floor from which on a feature drifted. */
    readonly minimum_effect: number;
    /** Largest p-value, after Benjamini–Hochberg over the features of the window. */
    readonly p_value: number;
  };
}

export const mlMonitorConfig: z.ZodType<MlMonitorConfig> = z.strictObject({
  monitors: z.record(z.string().min(1), monitor).default({}),
  evaluation_interval: duration.prefault('1s'),
});

export function toMonitorOptions(
  config: MlMonitorConfig,
  references: readonly LoadedReference[],
): MonitorOptions {
  return {
    references,
    defaults: toDefinition(monitor.parse({})),
    definitions: Object.entries(config.monitors).map(([model, own]) =>
      Object.assign({ model }, toDefinition(own)),
    ),
  };
}

function toDefinition(config: MonitorConfig): Omit<MonitorDefinition, 'model'> {
  return {
    segmentKeys: config.segment_keys,
    evaluate: config.evaluate ?? [ALL, ...config.segment_keys],
    window:
      'count' in config.window
        ? { count: config.window.count }
        : { durationMs: config.window.duration },
    allowedLatenessMs: config.allowed_lateness,
    idleTimeoutMs: config.idle_timeout,
    maxFutureSkewMs: config.max_future_skew,
    retentionMs: config.retention,
    predictionsMax: config.predictions_max,
    slicesMax: config.slices_max,
    cellBytesMax: config.cells_mib,
    drift: {
      bins: config.drift.bins,
      minimumEffect: config.drift.minimum_effect,
      pValueMax: config.drift.p_value,
    },
  };
}
