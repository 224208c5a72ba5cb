import {
  evidentlyDefaultTest,
  evidentlyIsDrift,
  type EvidentlyTest,
  evidentlyThreshold,
} from '@marigraph/statistics';

import { type BinnedSides, evidentlyBinnedScore } from './evidently-bins.ts';
import { evidentlyRawScore, type EvidentlySides } from './evidently-tests.ts';
import {
  type CompatibilityScore,
  presentCategories,
  presentNumbers,
  type RawValue,
} from './score.ts';

/** What a user of evidently can set for a column. */
export interface EvidentlyOptions {
  /** @default the one that evidently chooses by type, rows and distinct values */
  readonly test?: EvidentlyTest;
  /** @default evidently's own of the test */
  readonly threshold?: number;
}

/**
 * What evidently 0.7.21 says of a column, from the rows themselves: its own number.
 *
 * @param sides At most the rows of a bounded window; O(n log n) of them.
 * @throws {MonitorError} `definition_invalid` for a test that is not offered or not of this type.
 * @throws {StatisticsError} `empty_input` when a side has no values.
 */
export function evidentlyScore(
  sides: EvidentlySides,
  options: EvidentlyOptions = {},
): CompatibilityScore {
  const present = (values: readonly RawValue[]): readonly (number | string)[] =>
    sides.type === 'num' ? [...presentNumbers(values)] : presentCategories(values);
  const [reference, current] = [present(sides.reference), present(sides.current)];
  const counts = { referenceRows: reference.length, rows: current.length };
  const distinctValues = new Set([...reference, ...current]).size;
  const { test = evidentlyDefaultTest({ type: sides.type, distinctValues, ...counts }) } = options;
  return toScore(test, evidentlyRawScore(test, sides), { ...options, ...counts, isExact: true });
}

/**
 * The same from rows that were counted in the bins of a reference, for windows that are not kept.
 *
 * Categories are exact as long as none is unseen, and beyond that for distances that add up over unseen ones. Numbers
 * are approximate: evidently lays its bins over both samples, and these are those of the reference.
 *
 * @throws {MonitorError} `definition_invalid` for a test that needs the rows.
 */
export function evidentlyScoreOfBins(
  sides: BinnedSides,
  options: EvidentlyOptions = {},
): CompatibilityScore {
  const rows = total(sides.actual);
  const referenceRows = total(sides.expected);
  const bins = sides.expected.length;
  const { test = evidentlyDefaultTest({ type: sides.type, referenceRows, distinctValues: bins }) } =
    options;
  const isUnseen = (sides.actual[bins - 1] ?? 0) > 0 && sides.expected[bins - 1] === 0;
  const isExact = sides.type === 'cat' && (!isUnseen || test === 'jensenshannon');
  const score = evidentlyBinnedScore(test, sides);
  return toScore(test, score, { ...options, rows, referenceRows, isExact });
}

/**
 * Whether evidently says that a data set drifted: when at least this share of its columns did.
 *
 * @param driftShare @default 0.5
 */
export function evidentlyDatasetDrift(
  columns: readonly Pick<CompatibilityScore, 'drifted'>[],
  driftShare: number = 0.5,
): { readonly drifted: boolean; readonly columns: number; readonly share: number } {
  const drifted = columns.filter((column) => column.drifted).length;
  const share = columns.length === 0 ? 0 : drifted / columns.length;
  return { drifted: columns.length > 0 && share >= driftShare, columns: drifted, share };
}

function toScore(
  test: EvidentlyTest,
  score: number,
  options: {
    readonly threshold?: number;
    readonly rows: number;
    readonly referenceRows: number;
    readonly isExact: boolean;
  },
): CompatibilityScore {
  const { threshold = evidentlyThreshold(test), rows, referenceRows, isExact } = options;
  // A score that is drift however high it is has its bound above, a p-value below.
  const isDistance = evidentlyIsDrift(test, Number.MAX_VALUE);
  return {
    method: test,
    score,
    thresholds: isDistance ? { upper: threshold } : { lower: threshold },
    drifted: evidentlyIsDrift(test, score, threshold),
    fidelity: isExact ? 'exact' : 'approx',
    rows,
    referenceRows,
  };
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin] as number;
  return sum;
}
