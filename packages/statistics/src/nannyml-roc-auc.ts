import { ascendingOrder } from './ascending-order.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { assertRows, assertValues } from './rows.ts';

/** NannyML rounds the sums under its curve to five decimals. */
const STEPS_PER_ROW = 1e5;

/**
 * NannyML's estimate of the area under the ROC curve: trapezoids over cumulative sums that are
 * rounded to five decimals at each row.
 *
 * @param probabilities Calibrated probability of label 1 per row, length n >= 1, equal for equal
 * scores.
 * @param scores What rows are ranked by, finite, same length.
 * @returns `value` in [0, 1] but for the rounding; none where a class has an expected count below a
 * hundred-thousandth, unless `zeroDivision` is given. `variance` is not known.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n). Agrees with NannyML 0.13.1 to 1e-12, where `rocAucFromBins` of `expectedScoreCounts`,
 * without rounding, agrees to 1e-8: take that one, except to reproduce NannyML.
 */
export function nannymlRocAuc(
  probabilities: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: ZeroDivisionOptions = {},
): Estimate {
  const n = assertRows({ probabilities, scores });
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  assertValues('scores', scores);
  const order = ascendingOrder(scores);
  let [sum, positives, negatives, area] = [0, 0, 0, 0];
  for (let row = 1; row <= n; row++) {
    sum += probabilities[order[n - row]!]!;
    const nextPositives = rounded(sum);
    const nextNegatives = rounded(row - sum);
    area += ((nextNegatives - negatives) * (nextPositives + positives)) / 2;
    [positives, negatives] = [nextPositives, nextNegatives];
  }
  if (positives <= 0 || negatives <= 0) return zeroDivisionEstimate(options, n);
  return { value: area / (positives * negatives), n, variance: undefined };
}

/** Half to even, as NumPy rounds. */
function rounded(sum: number): number {
  const steps = sum * STEPS_PER_ROW;
  const floor = Math.floor(steps);
  const whole = steps - floor === 0.5 ? floor + (floor % 2) : Math.round(steps);
  return whole / STEPS_PER_ROW;
}
