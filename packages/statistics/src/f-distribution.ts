import { lowerBetaTail } from './incomplete-beta.ts';
import { assertArgument } from './validate.ts';

/**
 * Share of Fisher and Snedecor's F law above x: the p-value of a ratio of two variances.
 *
 * @param x Statistic; below 0 gives 1, `Infinity` gives 0.
 * @param numeratorDof Degrees of freedom of the numerator, positive, at most 1e15.
 * @param denominatorDof Those of the denominator, likewise.
 * @returns In [0, 1]; the relative error is about 1e-14, 1e-12 in tails near 1e-300. Where
 * x numeratorDof / denominatorDof is beyond the range of doubles it counts as 1.8e308.
 * @throws {StatisticsError} `invalid_argument` for NaN or degrees of freedom out of range.
 *
 * O(√(numeratorDof + denominatorDof)) near the mean, O(1) far from it. Agrees with
 * `scipy.stats.f.sf` to 1e-12.
 * @see Abramowitz & Stegun 26.6.2.
 * @example
 * fSurvival(4.1028, 2, 10); // 0.05
 */
export function fSurvival(x: number, numeratorDof: number, denominatorDof: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  assertDegreesOfFreedom('numeratorDof', numeratorDof);
  assertDegreesOfFreedom('denominatorDof', denominatorDof);
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const ratio = Math.min(Number.MAX_VALUE, (numeratorDof / denominatorDof) * x);
  const point = { x: 1 / (1 + ratio), y: ratio / (1 + ratio) };
  return lowerBetaTail(denominatorDof / 2, numeratorDof / 2, point);
}

function assertDegreesOfFreedom(name: string, dof: number): void {
  assertArgument(dof > 0 && dof <= 1e15, name, dof, 'positive, at most 1e15');
}
