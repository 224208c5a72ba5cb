import { StatisticsError } from './errors.ts';
import { totalOfCounts } from './validate.ts';

/**
 * Kish's effective sample size of weighted rows: (Σw)² / Σw².
 *
 * How many rows of equal weight would give a mean of the same variance. A proportion or a table of
 * weighted rows is scaled to this size before its test or interval: shares times effective size.
 *
 * @param weights Finite and not negative, length n >= 1, not all 0; only their ratios matter.
 * @returns In [1, n]; n for equal weights.
 * @throws {StatisticsError} `empty_input`, `invalid_value`.
 *
 * O(n) time, O(1) space. Weights are taken relative to the largest, so that their squares neither
 * overflow nor vanish.
 * @see Kish (1965), "Survey Sampling", section 11.7.
 * @example
 * kishSampleSize([1, 1, 2]); // 2.667
 */
export function kishSampleSize(weights: ArrayLike<number>): number {
  if (weights.length === 0) throw new StatisticsError('empty_input', 'weights has no values');
  totalOfCounts('weights', weights);
  let largest = 0;
  for (let row = 0; row < weights.length; row++) largest = Math.max(largest, weights[row]!);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]! / largest;
    sum += weight;
    squares += weight * weight;
  }
  return Math.min(weights.length, Math.max(1, sum * (sum / squares)));
}
