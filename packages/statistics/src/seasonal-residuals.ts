import { StatisticsError } from './errors.ts';
import type { WindowScore } from './window-score.ts';

/** A window with its place in the calendar, as far as the scan has to know it. */
export interface ScanWindow extends WindowScore {
  /**
   * Which part of the season the window lies in, one small whole number per grouping, from the
   * coarsest grouping to the finest: `hourPhases` and `dayPhases` make them. The first is usually
   * the same for all.
   */
  readonly phases: ArrayLike<number>;
}

/** A window of the reference. */
export interface ReferenceWindow extends ScanWindow {
  /** Running number of the local calendar day. */
  readonly day: number;
}

/** Rows and sums of scores per phase, indexed by the phase. */
export interface PhaseTotals {
  readonly n: readonly number[];
  readonly sum: readonly number[];
}

/** What the windows of a reference leave unexplained by the other days of their phase. */
export interface SeasonalResiduals {
  readonly grouping: number;
  readonly phases: PhaseTotals;
  /** Mean score less that of the other days; NaN for a window of too few rows. */
  readonly residuals: Float64Array;
  /** 1 / n of the window + 1 / n of the other days: the variance of independent rows. */
  readonly samplingVariances: Float64Array;
}

/** Phases index arrays, so there is a limit; hours of a week are 168. */
const PHASES_MAX = 65_536;

/** A bin's share of 1e-16 has scores of 1e8; squares of squares must not overflow. */
export const MEAN_SCORE_MAX = 1e12;

/** By this much a finer grouping must cut the squared error, per step. */
const GAIN_PER_STEP = 0.1;

/**
 * Predicts each window from the same phase of all other days, under the grouping that does it best.
 *
 * A window is compared with what it is no part of, and neither is its day: the hours of one day are
 * alike, and a day that helped to predict itself would look less variable than the next one will be.
 * When the reference has one day only, each window is predicted from all the others.
 *
 * @param windows Each with equally many phases; length W >= 0.
 * @param minRows Rows that a window needs to have a residual; all count towards the sums.
 * @returns The admissible grouping with the least Σ n r² / Σ n · (1 + 0.1 · its index), the coarser
 * of equals; `undefined` when every grouping leaves a window without another day of its phase.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `shape_mismatch`.
 *
 * O(W · groupings).
 */
export function seasonalResiduals(
  windows: readonly ReferenceWindow[],
  minRows: number,
): SeasonalResiduals | undefined {
  const groupings = countGroupings(windows);
  const days = new Set<number>();
  for (const { n, day } of windows) if (n > 0) days.add(day);
  const blockOf = days.size > 1 ? (index: number) => windows[index]!.day : (index: number) => index;

  let best: SeasonalResiduals | undefined;
  let leastError = Infinity;
  for (let grouping = 0; grouping < groupings; grouping++) {
    const candidate = residualsOf(windows, { grouping, blockOf, minRows });
    if (candidate === undefined) continue;
    const error = meanSquare(windows, candidate.residuals) * (1 + GAIN_PER_STEP * grouping);
    if (error < leastError) {
      leastError = error;
      best = candidate;
    }
  }
  return best;
}

/** Rows and sums per phase of one grouping. */
export function phaseTotals(windows: readonly ScanWindow[], grouping: number): PhaseTotals {
  const n: number[] = [];
  const sum: number[] = [];
  for (const window of windows) {
    const phase = window.phases[grouping]!;
    while (n.length <= phase) {
      n.push(0);
      sum.push(0);
    }
    n[phase]! += window.n;
    sum[phase]! += window.sum;
  }
  return { n, sum };
}

/**
 * Checks a window's numbers.
 *
 * @throws {StatisticsError} `invalid_value` unless n is from 0 to 2^53, the mean score within ±1e12
 * (0 without rows), and every phase a whole number from 0 to 65,535.
 */
export function assertScanWindow(name: string, window: ScanWindow): void {
  const { n, sum, phases } = window;
  const problem =
    n >= 0 && n <= Number.MAX_SAFE_INTEGER && Math.abs(sum) <= n * MEAN_SCORE_MAX
      ? phaseProblem(phases)
      : `has n ${n} and sum ${sum}; n is from 0 to 2^53 and |sum| at most ${MEAN_SCORE_MAX} n`;
  if (problem !== undefined) throw new StatisticsError('invalid_value', `${name} ${problem}`);
}

function phaseProblem(phases: ArrayLike<number>): string | undefined {
  for (let grouping = 0; grouping < phases.length; grouping++) {
    const phase = phases[grouping]!;
    if (!(Number.isInteger(phase) && phase >= 0 && phase < PHASES_MAX)) {
      return `has phases[${grouping}] ${phase}; a phase is a whole number below ${PHASES_MAX}`;
    }
  }
  return undefined;
}

function countGroupings(windows: readonly ReferenceWindow[]): number {
  const groupings = windows[0]?.phases.length ?? 0;
  if (groupings === 0) {
    throw new StatisticsError('empty_input', `${windows.length} windows have no phases`);
  }
  for (const [index, window] of windows.entries()) {
    assertScanWindow(`windows[${index}]`, window);
    if (window.phases.length !== groupings) {
      throw new StatisticsError(
        'shape_mismatch',
        `windows[${index}] has ${window.phases.length} phases, windows[0] has ${groupings}`,
      );
    }
    if (!Number.isSafeInteger(window.day)) {
      throw new StatisticsError(
        'invalid_value',
        `windows[${index}] has day ${window.day}; a day is a whole number`,
      );
    }
  }
  return groupings;
}

function residualsOf(
  windows: readonly ReferenceWindow[],
  options: {
    readonly grouping: number;
    readonly blockOf: (index: number) => number;
    readonly minRows: number;
  },
): SeasonalResiduals | undefined {
  const { grouping, blockOf, minRows } = options;
  const phases = phaseTotals(windows, grouping);
  const blocks = blockTotals(windows, grouping, blockOf);
  const residuals = new Float64Array(windows.length).fill(NaN);
  const samplingVariances = new Float64Array(windows.length).fill(NaN);
  for (const [index, window] of windows.entries()) {
    if (window.n < minRows) continue;
    const phase = window.phases[grouping]!;
    const block = blocks[index]!;
    const rest = phases.n[phase]! - block.n;
    // Effective rows are fractions, whose difference may be a rest of rounding; a row is at least 1.
    if (rest < 0.5) return undefined;
    residuals[index] = window.sum / window.n - (phases.sum[phase]! - block.sum) / rest;
    samplingVariances[index] = 1 / window.n + 1 / rest;
  }
  return { grouping, phases, residuals, samplingVariances };
}

/** Per window the totals of its phase on its own day. */
function blockTotals(
  windows: readonly ReferenceWindow[],
  grouping: number,
  blockOf: (index: number) => number,
): { n: number; sum: number }[] {
  const byPhase = new Map<number, Map<number, { n: number; sum: number }>>();
  return windows.map(({ n, sum, phases }, index) => {
    const phase = phases[grouping]!;
    let byBlock = byPhase.get(phase);
    if (byBlock === undefined) byPhase.set(phase, (byBlock = new Map()));
    let totals = byBlock.get(blockOf(index));
    if (totals === undefined) byBlock.set(blockOf(index), (totals = { n: 0, sum: 0 }));
    totals.n += n;
    totals.sum += sum;
    return totals;
  });
}

/** Σ n r² / Σ n over the windows that have a residual; 0 without any. */
function meanSquare(windows: readonly ReferenceWindow[], residuals: Float64Array): number {
  let squares = 0;
  let rows = 0;
  for (const [index, { n }] of windows.entries()) {
    const residual = residuals[index]!;
    if (Number.isNaN(residual)) continue;
    squares += n * residual * residual;
    rows += n;
  }
  return rows === 0 ? 0 : squares / rows;
}
