import { StatisticsError } from './errors.ts';

/**
 * p-values adjusted for many tests by Benjamini and Hochberg's step-up procedure.
 *
 * Rejecting what is adjusted to at most q keeps the expected share of false rejections at q, for
 * independent or positively dependent tests.
 *
 * @param pValues In [0, 1], any order, length n >= 0.
 * @returns Adjusted p-values in the order given, in [0, 1]: for rank i, the least n p_(k) / k over
 * k >= i. Never below the p-value itself.
 * @throws {StatisticsError} `invalid_value` for NaN or a value outside [0, 1].
 *
 * O(n log n) time. Agrees with `scipy.stats.false_discovery_control` to 1e-15.
 * @see Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): number[] {
  const size = pValues.length;
  for (let index = 0; index < size; index++) {
    const p = pValues[index]!;
    if (!(p >= 0 && p <= 1)) {
      throw new StatisticsError('invalid_value', `pValues[${index}] is ${p}; it must be in [0, 1]`);
    }
  }
  const order = Array.from({ length: size }, (_, index) => index).toSorted(
    (a, b) => pValues[a]! - pValues[b]!,
  );
  const adjusted = Array.from<number>({ length: size }).fill(1);
  let least = 1;
  for (let rank = size; rank >= 1; rank--) {
    const index = order[rank - 1]!;
    least = Math.min(least, pValues[index]! * (size / rank));
    adjusted[index] = least;
  }
  return adjusted;
}
