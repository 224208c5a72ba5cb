import { FINE_BINS } from './reference.ts';

/** How rows of one model are summarized and judged. Durations in milliseconds, at most a hundred years. */
export interface MonitorDefinition {
  /** `ml.model.name` it applies to. */
  readonly model: string;
  /** Tags by which rows are split. */
  readonly segmentKeys: readonly string[];
  /** Which scopes get windows: `ALL` for all rows together, or a segment key for each of its segments. */
  readonly evaluate: readonly string[];
  readonly window: WindowDefinition;
  /** Rows may come this much after later ones before their window is evaluated without them. */
  readonly allowedLatenessMs: number;
  /**
   * Without rows for this long, minutes close up to the latest row, and its window of a duration once the
   * receiver's clock has passed the window's end and the allowed lateness.
   */
  readonly idleTimeoutMs: number;
  /** Event times further ahead of the receiver's clock than this are set to that clock, and counted. */
  readonly maxFutureSkewMs: number;
  /** Cells and open predictions are kept for this long behind the latest row, at least the duration of a window. */
  readonly retentionMs: number;
  /** Open predictions kept at most. */
  readonly predictionsMax: number;
  /** Slices told apart, at most 65,535; further ones count as `_OTHER`. */
  readonly slicesMax: number;
  /** Bytes of cells kept at most; the oldest go first. Cells of windows that are still open stay. */
  readonly cellBytesMax: number;
  readonly drift: DriftRule;
}

/** Name of the scope of all rows in `MonitorDefinition.evaluate`. */
export const ALL = 'all';

/**
 * Tumbling windows in event time: of whole minutes, aligned with the epoch; or of a number of rows, closed at the
 * end of the minute in which that number is reached, or with fewer rows when the first of them is about to be
 * forgotten.
 */
export type WindowDefinition = { readonly durationMs: number } | { readonly count: number };

/**
 * How drift is judged.
 *
 * `scan`: all rows of a model version are judged against the same hours and days of the week of its reference, over
 * an hour, a day and seven days, so that false alerts keep to a budget. It needs a reference with times.
 *
 * `threshold`: in each window a feature drifted when both hold: the effect is large enough, and chance does not
 * explain it. Made for rows that are independent of each other: in traffic with seasons it alerts every day.
 */
export interface DriftRule {
  readonly rule: 'scan' | 'threshold';
  /** Of `scan`: false alerts in 30 days over all features of a version that has rows, above 0. */
  readonly budget: number;
  /** Of `scan`: the least score beyond its noise that is an alert, in score units; 0 for any. */
  readonly minimumScore: number;
  /**
   * Of `scan`: ISO dates in the time zone of the reference that are neither judged, nor part of a week, nor of what
   * the reference calls natural.
   */
  readonly excludedDays: readonly string[];
  /** Coarse bins on which scores of windows are computed, a divisor of 120. */
  readonly bins: number;
  /** Of `threshold`: smallest score above the noise floor that counts as drift. */
  readonly minimumEffect: number;
  /** Of `threshold`: largest p-value, after Benjamini–Hochberg over the features of the window, that counts as drift. */
  readonly pValueMax: number;
}

/** Days that a definition can exclude. */
export const EXCLUDED_DAYS_MAX = 1000;

const MINUTE_MS = 60_000;
const DURATION_MAX_MS = 36_525 * 24 * 60 * MINUTE_MS;
/** More than one false alert an hour is no budget. */
const BUDGET_MAX = 1000;
/** The number of a slice is kept in 16 bits, and one more slice holds what is not told apart. */
const SLICES_MAX = 65_535;

/** What must hold of one value. */
type Rule = readonly [
  name: string,
  value: number | string | readonly string[],
  holds: boolean,
  expected: string,
];

/** What is wrong with a definition, one sentence each with its place and value; none when it can be used. */
export function problemsOf(definition: Omit<MonitorDefinition, 'model'>): string[] {
  return [
    ...segmentRules(definition),
    ...windowRules(definition),
    ...limitRules(definition),
    ...driftRules(definition.drift),
  ].flatMap(([name, value, holds, expected]) =>
    holds ? [] : [`${name} is ${String(value)}, expected ${expected}`],
  );
}

type Settings = Omit<MonitorDefinition, 'model'>;

function segmentRules({ segmentKeys, evaluate }: Settings): Rule[] {
  const known = new Set([ALL, ...segmentKeys]);
  const areScopes = evaluate.every((key) => known.has(key));
  return [
    ['segmentKeys', segmentKeys, isSet(segmentKeys), 'each key once'],
    [
      'segmentKeys',
      segmentKeys,
      !segmentKeys.includes(ALL),
      `no key \`${ALL}\`: it names all rows`,
    ],
    ['evaluate', evaluate, isSet(evaluate), 'each scope once'],
    ['evaluate', evaluate, areScopes, `\`${ALL}\` or segment keys`],
  ];
}

function windowRules({ window, retentionMs, ...definition }: Settings): Rule[] {
  const { allowedLatenessMs, idleTimeoutMs, maxFutureSkewMs } = definition;
  const shortestMs = Math.max(MINUTE_MS, 'durationMs' in window ? window.durationMs : 0);
  return [
    'count' in window
      ? ['window.count', window.count, isWhole(window.count), 'a whole number from 1']
      : ['window.durationMs', window.durationMs, isMinutes(window.durationMs), 'whole minutes'],
    ['allowedLatenessMs', allowedLatenessMs, isDuration(allowedLatenessMs), 'a duration'],
    ['idleTimeoutMs', idleTimeoutMs, isDuration(idleTimeoutMs), 'a duration'],
    ['maxFutureSkewMs', maxFutureSkewMs, isDuration(maxFutureSkewMs), 'a duration'],
    ['retentionMs', retentionMs, isDuration(retentionMs), 'a duration'],
    ['retentionMs', retentionMs, !(retentionMs < shortestMs), `at least ${shortestMs}`],
  ];
}

function limitRules({ predictionsMax, slicesMax, cellBytesMax }: Settings): Rule[] {
  return [
    ['predictionsMax', predictionsMax, isWhole(predictionsMax), 'a whole number from 1'],
    ['slicesMax', slicesMax, isWhole(slicesMax), 'a whole number from 1'],
    ['slicesMax', slicesMax, !(slicesMax > SLICES_MAX), `at most ${SLICES_MAX}`],
    ['cellBytesMax', cellBytesMax, cellBytesMax > 0, 'a number above 0'],
  ];
}

function driftRules(rule: DriftRule): Rule[] {
  const { bins, minimumEffect, pValueMax, budget, minimumScore, excludedDays } = rule;
  const isDivisor = bins > 1 && FINE_BINS % bins === 0;
  const isRule = ['scan', 'threshold'].includes(rule.rule);
  const wrongDay = excludedDays.find((day) => !isDate(day));
  const areFew = excludedDays.length <= EXCLUDED_DAYS_MAX;
  return [
    ['drift.rule', rule.rule, isRule, '`scan` or `threshold`'],
    ['drift.budget', budget, budget > 0 && budget <= BUDGET_MAX, 'above 0, at most 1000'],
    ['drift.minimumScore', minimumScore, minimumScore >= 0, 'a number from 0'],
    ['drift.excludedDays', wrongDay ?? '', wrongDay === undefined, 'a date as `2026-12-25`'],
    ['drift.excludedDays.length', excludedDays.length, areFew, `at most ${EXCLUDED_DAYS_MAX}`],
    ['drift.bins', bins, isDivisor, `a divisor of ${FINE_BINS} above 1`],
    ['drift.minimumEffect', minimumEffect, minimumEffect >= 0, 'a number from 0'],
    ['drift.pValueMax', pValueMax, pValueMax > 0 && pValueMax <= 1, 'a number in (0, 1]'],
  ];
}

/** Whether a text is a day of the calendar, as ISO 8601 writes it. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February is read as the 2nd of March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function isSet(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isDuration(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= DURATION_MAX_MS;
}

function isMinutes(milliseconds: number): boolean {
  return isDuration(milliseconds) && milliseconds > 0 && milliseconds % MINUTE_MS === 0;
}
