import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { eValueToPValue } from './e-values.ts';

/**
 * e-values of many tests, turned into the level at which the e-BH procedure rejects each.
 *
 * Rejecting what is adjusted to at most q keeps the expected share of false rejections at q, however
 * the tests depend on each other: where Benjamini and Hochberg's procedure needs positive dependence
 * and Benjamini and Yekutieli's pays ln n, e-values need nothing.
 *
 * @param logEValues ln of each e-value, any order, length n >= 0; infinities included.
 * @returns Adjusted levels in the order given, in [0, 1]: for the i-th greatest, the least
 * n / (k e_[k]) over k >= i. Never below 1 / e.
 * @throws {StatisticsError} `invalid_value` for NaN.
 *
 * O(n log n) time: `benjaminiHochberg` of the p-values 1 / e, which this makes sound.
 * @see Wang & Ramdas (2022), doi:10.1111/rssb.12489.
 * @example
 * eBenjaminiHochberg([Math.log(60), Math.log(25), 0]); // [0.05, 0.06, 1]
 */
export function eBenjaminiHochberg(logEValues: ArrayLike<number>): number[] {
  return benjaminiHochberg(Float64Array.from(logEValues, eValueToPValue));
}
