import {
  ALL,
  EXCLUDED_DAYS_MAX,
  isDate,
  type LoadedReference,
  type MonitorDefinition,
  type MonitorOptions,
} from '@marigraph/monitor';
import { z } from 'zod';

import { duration, sizeMib } from '../../configuration/fields.ts';
import { readReference, ReferenceFileError } from './reference-file.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A hundred years, the most that a monitor takes. */
const DURATION_MAX_MS = 36_525 * DAY_MS;
const EVALUATION_INTERVAL_MIN_MS = 100;
const EVALUATION_INTERVAL_MAX_MS = 60 * MINUTE_MS;

const span: z.ZodType<number, string> = duration.refine((ms) => ms <= DURATION_MAX_MS, {
  error: 'expected at most 36525d',
});

const segmentKey = z
  .string()
  .min(1)
  .refine((key) => key !== ALL, { error: `expected a tag; \`${ALL}\` names all rows` });

/** Read with the configuration, so that a wrong file is one of its problems, with the place that names it. */
const reference: z.ZodType<LoadedReference, string> = z
  .string()
  .min(1)
  .transform((path, context) => {
    try {
      return readReference(path);
    } catch (error) {
      if (!(error instanceof ReferenceFileError)) throw error;
      context.addIssue({ code: 'custom', message: error.message, input: path });
      return z.NEVER;
    }
  });

// One object and not a union of two, whose errors would not say what was expected.
const window: z.ZodType<MonitorConfig['window']> = z
  .strictObject({
    duration: span
      .refine((ms) => ms % MINUTE_MS === 0 && ms > 0, { error: 'expected whole minutes, as `1h`' })
      .describe('Whole minutes in the time of the rows, aligned with the epoch. Or `count`.')
      .optional(),
    count: z.int().min(1).max(1_000_000_000).describe('A number of rows.').optional(),
  })
  .transform(({ duration: durationMs, count }, context) => {
    if (durationMs !== undefined && count === undefined) return { duration: durationMs };
    if (durationMs === undefined && count !== undefined) return { count };
    // A key that is misspelt has been reported: it explains why neither is there.
    if (context.issues.length === 0) {
      context.addIssue({ code: 'custom', message: 'expected either `duration` or `count`' });
    }
    return z.NEVER;
  })
  .prefault({ duration: '1d' });

const drift: z.ZodType<MonitorConfig['drift']> = z
  .strictObject({
    rule: z
      .enum(['scan', 'threshold'])
      .describe(
        '`scan` judges hours, days and weeks of all rows within a budget of false alerts, and needs a reference with times; `threshold` judges each window, as if its rows were independent.',
      )
      .default('scan'),
    budget: z
      .number()
      .gt(0)
      .max(1000)
      .describe('Of `scan`: false alerts in 30 days over all features of a version of the model.')
      .default(1),
    minimum_score: z
      .number()
      .min(0)
      .describe(
        'Of `scan`: the least score beyond its noise that is an alert, for a shift in standard deviations; 0 for any.',
      )
      .default(0),
    excluded_days: z
      .array(z.string().refine(isDate, { error: 'expected a date, as `2026-12-25`' }))
      .max(EXCLUDED_DAYS_MAX)
      .describe(
        'Of `scan`: days in the time zone of the reference that are not judged, nor taken for natural variation.',
      )
      .default([]),
    bins: z
      .union([z.literal(10), z.literal(20)], { error: 'expected 10 or 20' })
      .describe('Bins of equal share in the reference on which scores of windows are computed.')
      .default(10),
    minimum_effect: z
      .number()
      .min(0)
      .describe(
        'Of `threshold`: population stability index above its no-drift noise floor that counts as drift.',
      )
      .default(0.1),
    p_value: z
      .number()
      .gt(0)
      .max(1)
      .describe(
        'Of `threshold`: largest p-value, after Benjamini–Hochberg over the features, that counts as drift.',
      )
      .default(0.05),
  })
  .prefault({});

const monitor: z.ZodType<MonitorConfig> = z
  .strictObject({
    references: z
      .array(reference)
      .describe('Files made by `marigraph reference build`, one per version of the model.')
      .prefault([]),
    segment_keys: z.array(segmentKey).max(8).describe('Tags by which rows are split.').default([]),
    evaluate: z
      .array(z.string().min(1))
      .min(1)
      .describe('What gets windows: `all` rows together, each segment of a key. Everything.')
      .optional(),
    event_time: z
      .enum(['span_end', 'prediction_time'])
      .describe('Which time of a row counts: of its span or event, or the one that it carries.')
      .default('span_end'),
    window,
    allowed_lateness: span
      .describe('How much later rows may come than others before their window closes without them.')
      .prefault('10m'),
    idle_timeout: span
      .describe('Without rows for this long, time goes on as the clock does.')
      .prefault('5m'),
    max_future_skew: span
      .describe('Times further ahead of the clock than this are set to it, and counted.')
      .prefault('5m'),
    retention: span
      .describe('How long cells and predictions without ground truth are kept.')
      .prefault('35d'),
    predictions_max: z
      .int()
      .min(1)
      .max(100_000_000)
      .describe('Predictions that wait for ground truth at most.')
      .default(5_000_000),
    slices_max: z
      .int()
      .min(1)
      .max(10_000)
      .describe('Combinations of tags told apart; further ones count as `_OTHER`.')
      .default(200),
    cells_mib: sizeMib.describe('Memory of cells; the oldest go first.').prefault(256),
    drift,
  })
  .superRefine((config, context) => {
    for (const problem of problemsOf(config)) context.addIssue({ code: 'custom', ...problem });
  });

interface MonitorProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What is wrong between the settings of one monitor. */
function problemsOf({
  evaluate = [],
  segment_keys,
  retention,
  window: size,
}: MonitorConfig): MonitorProblem[] {
  const problems: MonitorProblem[] = [
    ...repetitions(segment_keys).map((index) => ({
      path: ['segment_keys', index],
      message: 'expected each key once',
    })),
    ...repetitions(evaluate).map((index) => ({
      path: ['evaluate', index],
      message: 'expected each scope once',
    })),
  ];
  for (const [index, key] of evaluate.entries()) {
    if (key === ALL || segment_keys.includes(key)) continue;
    problems.push({
      path: ['evaluate', index],
      message: `expected \`${ALL}\` or one of segment_keys (${segment_keys.join(', ') || 'none'})`,
    });
  }
  const windowMs = 'duration' in size ? size.duration : MINUTE_MS;
  if (retention < windowMs) {
    const what = 'duration' in size ? 'the duration of a window' : 'one minute';
    problems.push({
      path: ['retention'],
      message: `expected at least ${what}, or windows close without their cells`,
    });
  }
  return problems;
}

/** Where a value stands that stood there before. */
function repetitions(values: readonly string[]): number[] {
  return [...values.keys()].filter((index) => values.indexOf(values[index] as string) < index);
}

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
  readonly references: readonly LoadedReference[];
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
    readonly rule: 'scan' | 'threshold';
    /** False alerts in 30 days over all features of a version. */
    readonly budget: number;
    /** Least score beyond its noise that is an alert, in score units. */
    readonly minimum_score: number;
    /** ISO dates in the time zone of the reference. */
    readonly excluded_days: readonly string[];
    /** Bins of equal share in the reference on which the score is computed. */
    readonly bins: 10 | 20;
    /** Population stability index above its no-drift noise floor from which on a feature drifted. */
    readonly minimum_effect: number;
    /** Largest p-value, after Benjamini–Hochberg over the features of the window. */
    readonly p_value: number;
  };
}

export const mlMonitorConfig: z.ZodType<MlMonitorConfig> = z.strictObject({
  monitors: z
    .record(z.string().min(1), monitor)
    .describe('By the name of the model. Models without an entry are counted, without a reference.')
    .default({})
    .superRefine((monitors, context) => {
      for (const [model, { references }] of Object.entries(monitors)) {
        for (const { index, message } of problemsOfReferences(model, references)) {
          context.addIssue({ code: 'custom', path: [model, 'references', index], message });
        }
      }
    }),
  evaluation_interval: duration
    .refine((ms) => ms >= EVALUATION_INTERVAL_MIN_MS && ms <= EVALUATION_INTERVAL_MAX_MS, {
      error: 'expected 100ms to 1h',
    })
    .describe('How often windows that closed or changed are evaluated.')
    .prefault('1s'),
});

interface ReferenceProblem {
  readonly index: number;
  readonly message: string;
}

/** References of another model, and those of a version that has one already. */
function problemsOfReferences(
  model: string,
  references: readonly LoadedReference[],
): ReferenceProblem[] {
  const owners = references.map(({ document }) => document.model);
  const others = [...owners.entries()]
    .filter(([, { name }]) => name !== model)
    .map(([index, { name }]) => ({
      index,
      message: `the reference is of model \`${name}\`, expected \`${model}\``,
    }));
  const seconds = repetitions(
    owners.map(({ name, version }) => JSON.stringify([name, version])),
  ).map((index) => ({
    index,
    message: `version \`${owners[index]?.version}\` has a reference already`,
  }));
  return [...others, ...seconds];
}

export function toMonitorOptions({ monitors }: MlMonitorConfig): MonitorOptions {
  return {
    references: Object.values(monitors).flatMap(({ references }) => references),
    defaults: toDefinition(monitor.parse({})),
    definitions: Object.entries(monitors).map(([model, own]) =>
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
      rule: config.drift.rule,
      budget: config.drift.budget,
      minimumScore: config.drift.minimum_score,
      excludedDays: config.drift.excluded_days,
      bins: config.drift.bins,
      minimumEffect: config.drift.minimum_effect,
      pValueMax: config.drift.p_value,
    },
  };
}
