import { logDirichletMultinomialRatio } from './dirichlet-multinomial.ts';
import { regularizedIncompleteBeta } from './incomplete-beta.ts';
import { logBeta } from './log-beta.ts';
import type { SidedMixtureOptions } from './mixture-boundary.ts';
import {
  assertSumAndTime,
  assertTimeAndLevel,
  mixtureBoundary,
  normalMixturePrecision,
} from './mixture-boundary.ts';
import { assertArgument } from './validate.ts';

/** The least concentration: the tuning has none for the times below ρ. */
const CONCENTRATION_MIN = 1e-3;
/** A share of the beta law below this has lost digits, or soon will. */
const UNDERFLOW = 1e-290;

export interface BetaBinomialMixtureOptions extends SidedMixtureOptions {
  /** How far an observation may lie below its mean, g > 0; p for a Bernoulli variable. */
  readonly below: number;
  /** How far an observation may lie above its mean, h > 0; 1 - p for a Bernoulli variable. */
  readonly above: number;
}

/** The mixture as a law of n draws: a beta law around their share, one draw adding `above`. */
interface BetaBinomialLaw {
  readonly concentration: number;
  /** Share of draws that go up, so that the sum has mean zero. */
  readonly share: number;
}

/**
 * Logarithm of the beta-binomial mixture supermartingale, for observations in a bounded range.
 *
 * @param s Centred sum of the observations, in [-v / above, v / below], beyond which no sum can be.
 * @param v Intrinsic time, >= 0: n · below · above after n observations.
 * @returns ln of an e-process. For Bernoulli observations it is the Bayes factor of a beta-binomial
 * law around p against p.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1) for two sides; for one, the cost of the incomplete beta function. Large terms of ln Γ never
 * meet. Agrees with the values published by confseq to 1e-5, and with numerical integration of the
 * mixture to 1e-9.
 * @see Howard, Ramdas, McAuliffe & Sekhon (2021), doi:10.1214/20-AOS1991.
 */
export function betaBinomialLogSupermartingale(
  s: number,
  v: number,
  options: BetaBinomialMixtureOptions,
): number {
  assertSumAndTime(s, v);
  const law = betaBinomialLaw(options, v);
  const { below, above, sides = 'two' } = options;
  const width = below + above;
  const ups = v / above / width + s / width;
  const downs = v / below / width - s / width;
  // A sum at the end of its range may leave it by rounding.
  const slack = 1e-12 * (ups + downs);
  assertArgument(
    ups >= -slack && downs >= -slack,
    's',
    s,
    `from ${-v / above} to ${v / below} at v = ${v}`,
  );
  return logValue(law, { ups: Math.max(0, ups), downs: Math.max(0, downs) }, sides);
}

/**
 * The sum that a process of bounded observations exceeds at any time with a probability of at most
 * `alpha`.
 *
 * @param v Intrinsic time as in `betaBinomialLogSupermartingale`.
 * @param alpha Level, above 0 and below 1.
 * @returns In [0, v / below]; the upper end, the largest sum there can be, where even that is no
 * sufficient evidence. With `sides: 'two'` it is the upper of two boundaries that differ in size:
 * swap `below` and `above` for the other.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * Some sixty evaluations of the supermartingale, with its source and agreement.
 * @example
 * betaBinomialBoundary(100, 0.05, { below: 0.2, above: 0.8, optimalTime: 100 }); // 31.431
 */
export function betaBinomialBoundary(
  v: number,
  alpha: number,
  options: BetaBinomialMixtureOptions,
): number {
  assertTimeAndLevel(v, alpha);
  const law = betaBinomialLaw(options, v);
  const { below, above, sides = 'two' } = options;
  const width = below + above;
  return mixtureBoundary(alpha, v / below, (s) => {
    const ups = v / above / width + s / width;
    const downs = Math.max(0, v / below / width - s / width);
    return logValue(law, { ups, downs }, sides);
  });
}

function betaBinomialLaw(options: BetaBinomialMixtureOptions, v: number): BetaBinomialLaw {
  const { below, above } = options;
  assertArgument(below > 0 && below < Infinity, 'below', below, 'positive and finite');
  assertArgument(above > 0 && above < Infinity, 'above', above, 'positive and finite');
  const draws = normalMixturePrecision(options) / below / above;
  assertArgument(draws < 1e300, 'below or above', Math.min(below, above), 'less small');
  assertArgument(v / below / above < 1e300, 'v', v, 'below 1e300 draws');
  return {
    concentration: Math.max(draws - 1, CONCENTRATION_MIN),
    share: below / (below + above),
  };
}

interface Draws {
  readonly ups: number;
  readonly downs: number;
}

function logValue(law: BetaBinomialLaw, draws: Draws, sides: 'one' | 'two'): number {
  const { concentration, share } = law;
  const { ups, downs } = draws;
  if (sides === 'one') {
    return logLowerPart(law, draws) - logLowerPart(law, { ups: 0, downs: 0 });
  }
  return logDirichletMultinomialRatio([ups, downs], [share, 1 - share], concentration);
}

/**
 * ln of ∫ t^(a-1) (1-t)^(b-1) dt over t up to the null's share of downs x, over x^downs (1-x)^ups,
 * with a and b the downs and ups and the prior's: only laws with more ups than the null are mixed.
 */
function logLowerPart(law: BetaBinomialLaw, draws: Draws): number {
  const { concentration, share } = law;
  const x = 1 - share;
  const a = draws.downs + concentration * x;
  const b = draws.ups + concentration * share;
  const lower = regularizedIncompleteBeta(a, b, x);
  if (lower > UNDERFLOW) {
    const logRatio = logDirichletMultinomialRatio(
      [draws.ups, draws.downs],
      [share, x],
      concentration,
    );
    return Math.log(lower) + logRatio + logBeta(concentration * x, concentration * share);
  }
  // So few ups that the share underflows: there its power series falls from the first term on.
  const logPrior = concentration * (x * Math.log(x) + share * Math.log(share));
  return logPrior + Math.log(seriesSum(a, b, x) / a);
}

/** ₂F₁(a + b, 1; a + 1; x) far below the mean, O(1 / (1 - x)). */
function seriesSum(a: number, b: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * Number.EPSILON * 0.25; k++) {
    term *= ((a + b + k - 1) / (a + k)) * x;
    sum += term;
  }
  return sum;
}
