import type { Contrast } from './contrast-basis.ts';
import { StatisticsError } from './errors.ts';

/** Rows of a window that a contrast counts, and the sum of their scores. Both are additive. */
export interface WindowScore {
  /** Rows; of weighted rows the number of equal ones that would be as noisy. */
  readonly n: number;
  /** Sum of the scores of `n` rows. */
  readonly sum: number;
}

/**
 * The score of a window: its rows and the sum of a contrast over them.
 *
 * @param contrast From the counts of the reference; it says which of the leading bins count.
 * @param counts Rows per bin of the window, or weights Σw per bin; laid out as the reference was.
 * @param squaredWeights Σw² per bin, for weighted rows. They add up as the counts do, so a window of
 * merged cells is scored from the sums of its cells and not from the scores of its cells.
 * @returns `{ n: 0, sum: 0 }` without rows. With weights n = (Σw)² / Σw² and sum = n Σwh / Σw.
 * @throws {StatisticsError} `shape_mismatch` for too few bins, `invalid_value` for a count that is
 * negative or not finite.
 *
 * O(bins). Without weights, merged counts score as the sum of the parts does: n exactly.
 * @see Kish (1965), Survey Sampling, 11.7: the effective size of a weighted sample.
 */
export function windowScore(
  contrast: Pick<Contrast, 'values'>,
  counts: ArrayLike<number>,
  squaredWeights?: ArrayLike<number>,
): WindowScore {
  const { values } = contrast;
  const { total, sum } = dotProduct('counts', counts, values);
  if (squaredWeights === undefined || total === 0) return { n: total, sum };
  const squares = dotProduct('squaredWeights', squaredWeights, values).total;
  const n = total * (total / squares);
  if (!(n > 0 && n < Infinity)) {
    throw new StatisticsError(
      'invalid_value',
      `squaredWeights sums to ${squares} where the weights sum to ${total}`,
    );
  }
  return { n, sum: n * (sum / total) };
}

/**
 * The largest mean score, up or down, that a window can have: all rows in one bin.
 *
 * A smallest detectable shift above it says that no shift whatever would be found.
 *
 * @returns About √3 for the location of many bins. O(bins).
 */
export function largestScore(contrast: Pick<Contrast, 'values'>): number {
  let largest = 0;
  for (const value of contrast.values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function dotProduct(
  name: string,
  counts: ArrayLike<number>,
  values: Float64Array,
): { readonly total: number; readonly sum: number } {
  if (counts.length < values.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `${name} has ${counts.length} bins, the contrast ${values.length}`,
    );
  }
  let total = 0;
  let sum = 0;
  for (let bin = 0; bin < values.length; bin++) {
    const count = counts[bin]!;
    // Written so that NaN fails as well.
    if (!(count >= 0 && count < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${bin}] is ${count}; a count is finite and not negative`,
      );
    }
    total += count;
    sum += count * values[bin]!;
  }
  if (!(total < Infinity && Number.isFinite(sum))) {
    throw new StatisticsError('invalid_value', `${name} sums to ${total}, its score to ${sum}`);
  }
  return { total, sum };
}
