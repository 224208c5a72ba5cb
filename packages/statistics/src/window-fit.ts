import type { ContrastKind } from './contrast-basis.ts';
import { autocorrelations, effectiveWindows } from './effective-windows.ts';
import { MEAN_SCORE_MAX, phaseTotals, seasonalResiduals } from './seasonal-residuals.ts';
import type { PhaseTotals, ReferenceWindow } from './seasonal-residuals.ts';
import { assertArgument } from './validate.ts';
import { windowVariance } from './window-variance.ts';
import type { WindowVariance } from './window-variance.ts';

/** Windows that the prior on natural variation counts for. */
const PRIOR_WINDOWS = 4;

/** From two weekly cycles on the reference itself tells how days vary. */
const SPAN_DAYS_FOR_NARROW_PRIOR = 14;
const NARROW_PRIOR = 0.05;
const WIDE_PRIOR = 0.2;

const WINDOWS_MIN = 3;

/** The least excess kurtosis that natural variation is believed to have, however calm it looked. */
const NATURAL_EXCESS_KURTOSIS: Readonly<Record<ContrastKind, number>> = {
  location: 0.6,
  spread: 1.5,
  skew: 3,
  tails: 3,
  category: 1.5,
  unseen: 1.5,
  missing: 1.5,
};

/** Degrees of freedom that the kurtosis alone may ask for. */
const TAIL_DEGREES_MIN = 4.5;
const TAIL_DEGREES_MAX = 200;

/** What the contrast and the scale ask of a fit. */
export interface WindowFitOptions {
  /** What the contrast looks at: the higher its degree, the heavier the tail that is granted. */
  readonly kind: ContrastKind;
  /** Autocorrelations that count, a whole number from 0: 24 for hours, 7 for days. */
  readonly lags: number;
  /**
   * The grouping in which a window to be judged must have a phase that the reference has, whatever
   * grouping predicts best: a reference of weekdays has nothing to say of a Sunday. `SCAN_SCALES`
   * holds those for `hourPhases` and `dayPhases`.
   *
   * @default 0, the coarsest
   */
  readonly coverage?: number;
  /**
   * Natural variation to expect before any window was seen: a standard deviation in score units.
   *
   * @default 0.05, or 0.2 when the windows span fewer than 14 days
   */
  readonly priorDeviation?: number;
  /**
   * Rows that a window needs to have a say in the variance.
   *
   * @default 10
   */
  readonly minRows?: number;
}

/** What the windows of a reference say of one contrast at one scale: numbers and arrays only. */
export interface WindowFit extends WindowVariance {
  readonly status: 'fitted';
  /** Index of the grouping that predicts best. */
  readonly grouping: number;
  readonly phases: PhaseTotals;
  /** Index of the grouping whose phases must have been seen. */
  readonly coverage: number;
  /** Rows per phase of that grouping. */
  readonly coverageRows: readonly number[];
  /** Rows of the reference. */
  readonly rows: number;
  /** Windows with enough rows. */
  readonly windows: number;
  /** How many independent ones they are worth, in [0, windows]. */
  readonly effectiveWindows: number;
  /** Lag-1 autocorrelation of the standardised residuals, in [-1, 1]. */
  readonly autocorrelation: number;
  /** Of the t law that a standardised window follows, in [2.1, 200). */
  readonly degreesOfFreedom: number;
}

/** Why a scale cannot be judged with this reference. */
export interface WindowFitOff {
  readonly status: 'off';
  /**
   * `too_few_windows`: fewer than three have enough rows. `no_comparison`: under every grouping some
   * window is the only one of its phase.
   */
  readonly reason: 'too_few_windows' | 'no_comparison';
  /** Windows with enough rows. */
  readonly windows: number;
}

/**
 * Measures on the windows of a reference how much windows vary without drift.
 *
 * Each window is predicted from the same phase of the other days (`seasonalResiduals`); the squared
 * residuals give the variance of a window of any size (`windowVariance`); a prior of four windows
 * keeps the natural part from being 0 by luck; and a t law carries both that the variance was
 * estimated from few windows and that natural variation has heavier tails than sampling has.
 *
 * @param windows In the order of time without gaps: a window without rows has n 0 and sum 0. Length
 * W >= 0, all with equally many phases, at least one.
 * @returns The fit, or why there is none. It survives JSON.
 * @throws {StatisticsError} `empty_input` without windows or phases, `invalid_value`,
 * `shape_mismatch`, `invalid_argument`.
 *
 * O(W (groupings + lags)). Scaling all sums by a factor scales residuals by it. The order matters to
 * the autocorrelations only.
 * @see Smyth (2004), doi:10.2202/1544-6115.1027, for the prior on a variance.
 */
export function fitWindows(
  windows: readonly ReferenceWindow[],
  options: WindowFitOptions,
): WindowFit | WindowFitOff {
  const { kind, lags, coverage = 0, minRows = 10 } = options;
  assertArgument(Number.isSafeInteger(lags) && lags >= 0, 'lags', lags, 'a whole number from 0');
  assertArgument(minRows > 0 && minRows < Infinity, 'minRows', minRows, 'positive and finite');
  const { priorDeviation = defaultPriorDeviation(windows) } = options;
  const isDeviation = priorDeviation >= 0 && priorDeviation <= MEAN_SCORE_MAX;
  assertArgument(isDeviation, 'priorDeviation', priorDeviation, `from 0 to ${MEAN_SCORE_MAX}`);

  const seasonal = seasonalResiduals(windows, minRows);
  const groupings = windows[0]!.phases.length;
  const isGrouping = Number.isSafeInteger(coverage) && coverage >= 0 && coverage < groupings;
  assertArgument(isGrouping, 'coverage', coverage, `a whole number below ${groupings}`);
  const used = windows.reduce((count, { n }) => count + Number(n >= minRows), 0);
  if (used < WINDOWS_MIN) return { status: 'off', reason: 'too_few_windows', windows: used };
  if (seasonal === undefined) return { status: 'off', reason: 'no_comparison', windows: used };

  const { grouping, phases, residuals } = seasonal;
  const places = Int32Array.from(residuals.keys()).filter((place) => windows[place]!.n >= minRows);
  const v = Float64Array.from(places, (place) => seasonal.samplingVariances[place]!);
  const sampled = windowVariance(
    Float64Array.from(places, (place) => residuals[place]!),
    v,
  );
  // Lags are counted in time, so windows of too few rows keep their places.
  const inTime = new Float64Array(windows.length);
  for (let index = 0; index < used; index++) inTime[places[index]!] = sampled.standardized[index]!;
  const correlations = autocorrelations(inTime, lags);
  const groups = phases.n.reduce((count, n) => count + Number(n > 0), 0);
  const effective = effectiveWindows(used, groups, correlations);

  const naturalVariance =
    (PRIOR_WINDOWS * priorDeviation ** 2 + effective * sampled.naturalVariance) /
    (PRIOR_WINDOWS + effective);
  const naturalShare =
    naturalVariance / (naturalVariance + sampled.dispersion * median(v.toSorted()));
  const excess = Math.max(
    excessKurtosis(sampled.standardized),
    NATURAL_EXCESS_KURTOSIS[kind] * naturalShare ** 2,
  );
  return {
    status: 'fitted',
    grouping,
    phases,
    coverage,
    coverageRows: phaseTotals(windows, coverage).n,
    rows: phases.n.reduce((sum, n) => sum + n, 0),
    windows: used,
    effectiveWindows: effective,
    autocorrelation: correlations[0] ?? 0,
    dispersion: sampled.dispersion,
    naturalVariance,
    degreesOfFreedom: 1 / (1 / tailDegrees(excess) + 1 / (PRIOR_WINDOWS + effective)),
  };
}

function defaultPriorDeviation(windows: readonly ReferenceWindow[]): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { day } of windows) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return last - first + 1 >= SPAN_DAYS_FOR_NARROW_PRIOR ? NARROW_PRIOR : WIDE_PRIOR;
}

/** Degrees of freedom of the t law with this excess kurtosis, 6 / (ν - 4), within limits. */
function tailDegrees(excess: number): number {
  if (excess <= 0) return TAIL_DEGREES_MAX;
  return Math.min(TAIL_DEGREES_MAX, Math.max(TAIL_DEGREES_MIN, 4 + 6 / excess));
}

/** About zero, since residuals have no other mean; none when all are 0. */
function excessKurtosis(z: Float64Array): number {
  let squares = 0;
  let fourths = 0;
  for (const value of z) {
    squares += value ** 2;
    fourths += value ** 4;
  }
  return squares === 0 ? 0 : (z.length * fourths) / squares ** 2 - 3;
}

function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
