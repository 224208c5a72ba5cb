import {
  type EvidentlyTest,
  kolmogorovSmirnovFromCounts,
  wassersteinDistanceFromBins,
} from '@marigraph/statistics';

import { MonitorError } from '../errors.ts';
import { COUNTED } from './evidently-tests.ts';

/** A column of categories counted; the last bin holds those that the reference has not. */
export interface BinnedCategories {
  readonly type: 'cat';
  readonly expected: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
}

/** A column of numbers counted in bins `edges[i-1] < x <= edges[i]`, one more than there are edges. */
export interface BinnedNumbers {
  readonly type: 'num';
  readonly expected: ArrayLike<number>;
  readonly actual: ArrayLike<number>;
  readonly edges: readonly number[];
  /** Of the reference. The values of a bin are taken for its middle, so its outer bins need ends. */
  readonly range: { readonly minimum: number; readonly maximum: number };
}

/** Both sides of a column in the bins of the reference. */
export type BinnedSides = BinnedCategories | BinnedNumbers;

/** evidently never divides by less. */
const DEVIATION_MIN = 0.001;

/** @throws {MonitorError} `definition_invalid` for a test that needs the rows. */
export function evidentlyBinnedScore(test: EvidentlyTest, sides: BinnedSides): number {
  const { expected, actual } = sides;
  const counted = COUNTED[test];
  if (counted !== undefined) return counted(expected, actual);
  if (sides.type === 'num' && test === 'wasserstein') return standardizedDistance(sides);
  if (sides.type === 'num' && test === 'ks') {
    return kolmogorovSmirnovFromCounts(expected, actual).pValue;
  }
  const offered = [...Object.keys(COUNTED), 'wasserstein and ks of numbers'].join(', ');
  throw new MonitorError(
    'definition_invalid',
    `test ${test} of bins of type ${sides.type} needs the rows, expected one of ${offered}`,
  );
}

function standardizedDistance({ expected, actual, edges, range }: BinnedNumbers): number {
  const ends = [range.minimum, ...edges, range.maximum];
  const middles = Float64Array.from(
    { length: edges.length + 1 },
    (_, bin) => ((ends[bin] as number) + (ends[bin + 1] as number)) / 2,
  );
  const sumsOf = (counts: ArrayLike<number>): Float64Array =>
    middles.map((middle, bin) => middle * (counts[bin] as number));
  const distance = wassersteinDistanceFromBins(
    edges,
    { counts: expected, sums: sumsOf(expected) },
    { counts: actual, sums: sumsOf(actual) },
  );
  let rows = 0;
  let mean = 0;
  let squares = 0;
  for (const [bin, middle] of middles.entries()) {
    const count = expected[bin] as number;
    if (count === 0) continue;
    rows += count;
    const step = middle - mean;
    mean += (count / rows) * step;
    squares += count * step * (middle - mean);
  }
  return distance / Math.max(DEVIATION_MIN, Math.sqrt(squares / rows));
}
