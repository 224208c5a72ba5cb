import type { BinaryConfusion } from '@marigraph/statistics';

/** A confusion of TP, FP, FN, TN; what is not given is 0. */
export function confusionOf(cells: readonly number[]): BinaryConfusion {
  const [tp = 0, fp = 0, fn = 0, tn = 0] = cells;
  return { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
}

/** Confusions by the name of their group. */
export const groupsOf = (
  table: Readonly<Record<string, readonly number[]>>,
): Map<string, BinaryConfusion> =>
  new Map(Object.entries(table).map(([group, cells]) => [group, confusionOf(cells)]));

/**
 * Selection rates 0.5, 0.2 and 0.4; true positive rates 0.8, 0.5, 1; false positive rates 0.3, 0.1,
 * 0.
 */
export const GROUPS = groupsOf({ a: [32, 18, 8, 42], b: [10, 10, 10, 70], c: [4, 0, 0, 6] });
