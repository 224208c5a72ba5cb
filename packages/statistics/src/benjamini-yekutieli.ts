import { benjaminiHochberg } from './benjamini-hochberg.ts';

/**
 * p-values adjusted for many tests by Benjamini and Yekutieli's step-up procedure.
 *
 * As `benjaminiHochberg`, but for tests that depend on each other in any way, at the price of the
 * factor 1 + 1/2 + … + 1/n.
 *
 * @param pValues In [0, 1], any order, length n >= 0.
 * @returns Adjusted p-values in the order given, in [0, 1], never below those of
 * `benjaminiHochberg`.
 * @throws {StatisticsError} `invalid_value` for NaN or a value outside [0, 1].
 *
 * O(n log n) time. Agrees with `scipy.stats.false_discovery_control(…, method='by')` to 1e-14.
 * @see Benjamini & Yekutieli (2001), doi:10.1214/aos/1013699998, theorem 1.3.
 * @example
 * benjaminiYekutieli([0.01, 0.04, 0.03, 0.2]); // [0.0833, 0.1111, 0.1111, 0.4167]
 */
export function benjaminiYekutieli(pValues: ArrayLike<number>): number[] {
  let harmonic = 0;
  // From the smallest term on, so that long sums lose nothing.
  for (let rank = pValues.length; rank >= 1; rank--) harmonic += 1 / rank;
  return benjaminiHochberg(pValues).map((adjusted) => Math.min(1, adjusted * harmonic));
}
