import { andersonDarlingSurvival } from './anderson-darling-law.ts';
import { assertAscending } from './validate.ts';

export interface BaumgartnerWeissSchindlerResult {
  /** B, >= 0, around 1 without drift. */
  readonly statistic: number;
  /** Probability under no drift of a statistic at least this large, by the limit law. */
  readonly pValue: number;
}

/**
 * Baumgartner, Weiß and Schindler's test: squared distances of the ranks from equal mixing, each by
 * its variance, so that both ends count as the middle does.
 *
 * @param x Ascending finite values, length n >= 1; tied values have their midrank.
 * @param y Ascending finite values, length m >= 1.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values.
 *
 * O(n + m). The limit law is the Anderson-Darling law; it wants ten values on each side and few
 * ties, since midranks make B too large: with many take `andersonDarling`, with few values
 * `permutationTest([x, y], (a, b) => baumgartnerWeissSchindler(a, b).statistic, …)`.
 *
 * Agrees with `scipy.stats.bws_test` (`two-sided`): statistic to 1e-12, p-value by permutation.
 * @see Baumgartner, Weiß & Schindler (1998), doi:10.2307/2533862.
 * @example
 * baumgartnerWeissSchindler([1, 2, 3], [4, 5, 6]).statistic; // 2.63
 */
export function baumgartnerWeissSchindler(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): BaumgartnerWeissSchindlerResult {
  assertAscending('x', x);
  assertAscending('y', y);
  const n = x.length;
  const m = y.length;
  let ofX = 0;
  let ofY = 0;
  for (let i = 0, j = 0; i < n || j < m;) {
    const value = j === m || (i < n && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const firstX = i;
    const firstY = j;
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
    const midrank = (firstX + firstY + i + j + 1) / 2;
    for (let k = firstX + 1; k <= i; k++)
      ofX += (n * midrank - (n + m) * k) ** 2 / (k * (n + 1 - k));
    for (let k = firstY + 1; k <= j; k++)
      ofY += (m * midrank - (n + m) * k) ** 2 / (k * (m + 1 - k));
  }
  const meanX = ((n + 1) / n) ** 2 * (ofX / m);
  const meanY = ((m + 1) / m) ** 2 * (ofY / n);
  const statistic = (meanX + meanY) / (2 * (n + m));
  return { statistic, pValue: andersonDarlingSurvival(statistic) };
}
