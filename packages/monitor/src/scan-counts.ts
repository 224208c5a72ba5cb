import { FIRST_BIN, type FeatureLayout, MISMATCHED, MISSING } from './layout.ts';
import type { ScanFeature } from './scan-plan.ts';

/**
 * Rows of a feature per scan bin, from the counters of cells: fine bins and categories go to the bins that hold them,
 * categories that the reference has not and values of another type to `unseen`.
 */
export function scanCountsOf(
  { bins: { groups, count, inRange } }: ScanFeature,
  { offset, bins }: FeatureLayout,
  counters: Float64Array,
): Float64Array {
  const counts = new Float64Array(count);
  const add = (bin: number, rows: number): void => {
    counts[bin] = (counts[bin] as number) + rows;
  };
  for (let bin = 0; bin < bins; bin++) {
    // The last bin of a category is that of unseen ones, for which the reference has no group.
    add(groups[bin] ?? inRange, counters[offset + FIRST_BIN + bin] as number);
  }
  add(inRange, counters[offset + MISMATCHED] as number);
  add(inRange + 1, counters[offset + MISSING] as number);
  return counts;
}
