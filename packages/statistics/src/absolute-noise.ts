import { chiSquareInverseSurvival, chiSquareSurvival } from './chi-square.ts';

/** Mean of |Z| for a standard normal Z. */
const HALF_NORMAL_MEAN = Math.sqrt(2 / Math.PI);

/** Two binned laws and how many values were drawn from each. */
export interface SampledLaws {
  readonly expected: Float64Array;
  readonly actual: Float64Array;
  readonly n: number;
  readonly m: number;
}

/** Moments of a sum of random terms that are at least 0. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Standard error of the difference of the two observed shares of a bin. */
export function standardError(laws: SampledLaws, bin: number): number {
  const { expected, actual, n, m } = laws;
  const e = expected[bin]!;
  const a = actual[bin]!;
  return Math.sqrt((e * (1 - e)) / n + (a * (1 - a)) / m);
}

/**
 * Moments of ½ Σ |Z| over the bins that `isIncluded` accepts, where Z is the normal limit of the
 * error of the differences of shares, a multinomial law's on each side.
 *
 * O(B): the covariance of two |Z| is σσ' (ρ² / π + ρ⁴ / 12π + …), of which the first term is kept
 * (at most 12 % short, for two bins), and ρ² is a sum of three products of one bin's factors each.
 */
export function absoluteNoise(laws: SampledLaws, isIncluded: (bin: number) => boolean): Moments {
  const { expected, actual, n, m } = laws;
  let mean = 0;
  let own = 0;
  let [ofExpected, ofActual, ofBoth] = [0, 0, 0];
  for (let bin = 0; bin < expected.length; bin++) {
    const sigma = standardError(laws, bin);
    if (sigma === 0 || !isIncluded(bin)) continue;
    const e = expected[bin]!;
    const a = actual[bin]!;
    mean += sigma * HALF_NORMAL_MEAN;
    const covariance = (e * e) / n + (a * a) / m;
    own += sigma * sigma * (1 - 2 / Math.PI) - (covariance / sigma) ** 2 / Math.PI;
    ofExpected += (e * e) / sigma;
    ofActual += (a * a) / sigma;
    ofBoth += (e * a) / sigma;
  }
  const shared = (ofExpected / n) ** 2 + (ofActual / m) ** 2 + (2 * ofBoth * ofBoth) / (n * m);
  return { mean: mean / 2, variance: (own + shared / Math.PI) / 4 };
}

/** Share above x of the gamma law with these moments; 0 for a law that is 0 throughout. */
export function gammaSurvival(x: number, { mean, variance }: Moments): number {
  if (mean === 0) return x > 0 ? 0 : 1;
  return chiSquareSurvival((2 * mean * x) / variance, (2 * mean * mean) / variance);
}

/** The x above which the gamma law with these moments has a share p. */
export function gammaInverseSurvival(p: number, { mean, variance }: Moments): number {
  if (mean === 0) return 0;
  return (variance / (2 * mean)) * chiSquareInverseSurvival(p, (2 * mean * mean) / variance);
}
