import { poissonTerm } from './deviance.ts';
import { regularizedUpperGamma } from './incomplete-gamma.ts';
import { assertArgument } from './validate.ts';

/** Standard deviations below its mean at which the Poisson law starts: less than 1e-18 lies below. */
const DEVIATIONS = 9;

/** Below this a term may have lost digits to the subnormal numbers and is computed anew. */
const SAFE_MIN = 1e-290;

/**
 * Share of the noncentral chi-square law above x: the power of a chi-square test with critical
 * value x.
 *
 * @param x Statistic; below 0 gives 1, `Infinity` gives 0.
 * @param dof Degrees of freedom, positive, at most 1e15.
 * @param noncentrality Sum of the squared means, >= 0, at most 1e12; 0 gives the chi-square law.
 * @returns In [0, 1]; the relative error is about 1e-13, 1e-12 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(√noncentrality + √x). Poisson mixture of chi-square laws, summed upwards from where the weights
 * start to matter: there both the weights and the tails follow from the term before without
 * cancellation. Agrees with `scipy.stats.ncx2.sf` to 1e-12.
 * @see Abramowitz & Stegun 26.4.25; 6.5.21 for the step from one tail to the next.
 * @example
 * noncentralChiSquareSurvival(5, 3, 1); // 0.2925
 */
export function noncentralChiSquareSurvival(x: number, dof: number, noncentrality: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  assertArgument(dof > 0 && dof <= 1e15, 'dof', dof, 'positive, at most 1e15');
  const accepted = noncentrality >= 0 && noncentrality <= 1e12;
  assertArgument(accepted, 'noncentrality', noncentrality, 'from 0 to 1e12');
  if (x <= 0) return 1;
  if (x === Infinity) return 0;

  const half = x / 2;
  const mean = noncentrality / 2;
  const first = Math.max(0, Math.floor(mean - DEVIATIONS * Math.sqrt(mean)));
  let weight = first === 0 ? Math.exp(-mean) : poissonTerm(first, mean);
  let shape = dof / 2 + first;
  let upper = regularizedUpperGamma(shape, half);
  let added = poissonTerm(shape, half);
  let sum = weight * upper;
  for (let count = first + 1; weight > 0; count++) {
    weight *= mean / count;
    shape++;
    if (upper < SAFE_MIN) {
      upper = regularizedUpperGamma(shape, half);
      added = poissonTerm(shape, half);
    } else {
      upper += added;
      added *= half / shape;
    }
    const next = sum + weight * upper;
    // Past the means of both laws the terms fall, ever faster.
    if (next === sum && count > mean && upper > SAFE_MIN) break;
    sum = next;
  }
  return Math.min(1, sum);
}
