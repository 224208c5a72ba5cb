import {
  problemsOfExpectation,
  QUALITY_CHECKS,
  type QualityCheck,
  type QualityExpectation,
  type QualityRule,
} from '@marigraph/monitor';
import { z } from 'zod';

import { duration } from '../../configuration/fields.ts';

const MINUTE_MS = 60_000;
const WINDOW_MAX_MS = 7 * 24 * 60 * MINUTE_MS;
const RESOLVE_MAX_MS = 24 * 60 * MINUTE_MS;

/** What a person expects of a feature, with the keys of the reference file in the habit of the configuration. */
export interface ExpectationConfig {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly integer?: boolean | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly missing_share_max?: number | undefined;
  readonly unit?: string | undefined;
}

/** What stands under `quality` of a monitor; what each setting means stands at `QualityRule`. */
export interface QualityConfig {
  readonly checks: readonly QualityCheck[];
  readonly expectations: Readonly<Record<string, ExpectationConfig>>;
  readonly budget: number;
  readonly window: number;
  readonly resolve_after_rows: number;
  readonly resolve_after: number;
  readonly versions_max?: number | undefined;
}

const expectation = z
  .strictObject({
    minimum: z.number().describe('Smallest number that may come.').optional(),
    maximum: z.number().describe('Largest number that may come.').optional(),
    integer: z.boolean().describe('Whole numbers only.').optional(),
    categories: z.array(z.string()).min(1).describe('The categories that may come.').optional(),
    missing_share_max: z
      .number()
      .min(0)
      .max(1)
      .describe('Largest share of rows without a value; with 0, a single one is a fault.')
      .optional(),
    unit: z.string().describe('Unit of the values as UCUM writes it, for people.').optional(),
  })
  .superRefine((own, context) => {
    for (const message of problemsOfExpectation(toExpectation(own))) {
      context.addIssue({ code: 'custom', message });
    }
  });

/** The settings of data quality. */
export const quality: z.ZodType<QualityConfig> = z
  .strictObject({
    checks: z
      .array(z.enum(QUALITY_CHECKS as readonly [QualityCheck, ...QualityCheck[]]))
      .describe('The checks that are made. All of them.')
      .default([...QUALITY_CHECKS]),
    expectations: z
      .record(z.string().min(1), expectation)
      .describe('What is expected of features by name, in place of what their reference expects.')
      .default({}),
    budget: z
      .number()
      .gt(0)
      .max(1000)
      .describe('False findings of shares in 30 days, over all features and checks of the model.')
      .default(0.1),
    window: duration
      .refine((ms) => ms > 0 && ms % MINUTE_MS === 0 && ms <= WINDOW_MAX_MS, {
        error: 'expected whole minutes, at most 7d',
      })
      .describe('How long the windows are in which shares are judged, aligned with the epoch.')
      .prefault('1h'),
    resolve_after_rows: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .describe('Good rows in a row after which a fault of rows has ended.')
      .default(100),
    resolve_after: duration
      .refine((ms) => ms <= RESOLVE_MAX_MS, { error: 'expected at most 24h' })
      .describe('Time without a bad row that must also pass; twice as long each time it returns.')
      .prefault('15m'),
    versions_max: z
      .int()
      .min(1)
      .max(50)
      .describe('Versions of the model that may have rows at once. Any number.')
      .optional(),
  })
  .prefault({});

/** The rule of the monitor. */
export function toQualityRule(config: QualityConfig): QualityRule {
  return {
    checks: config.checks,
    expectations: Object.fromEntries(
      Object.entries(config.expectations).map(([feature, own]) => [feature, toExpectation(own)]),
    ),
    budget: config.budget,
    windowMs: config.window,
    resolveAfterRows: config.resolve_after_rows,
    resolveAfterMs: config.resolve_after,
    ...(config.versions_max !== undefined && { versionsMax: config.versions_max }),
  };
}

function toExpectation(own: ExpectationConfig): QualityExpectation {
  const { minimum, maximum, integer, categories, unit, missing_share_max: missingShareMax } = own;
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(integer !== undefined && { integer }),
    ...(categories !== undefined && { categories }),
    ...(missingShareMax !== undefined && { missingShareMax }),
    ...(unit !== undefined && { unit }),
  };
}
