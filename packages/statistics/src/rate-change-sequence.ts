import {
  assertTrials,
  binomialConcentration,
  logEvidenceAgainst,
} from './bernoulli-confidence-sequence.ts';
import { lastWhere, leastPoint } from './bisection.ts';
import { assertArgument } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/** Stand for rates of 0 and 1. */
const RATE_MIN = 1e-300;
const RATE_MAX = 1 - Number.EPSILON / 2;

/** Successes, or the sum of values in [0, 1], of a number of independent trials. */
export interface Trials {
  readonly successes: number;
  readonly n: number;
}

export interface RateChangeOptions {
  /**
   * Probability that the interval ever misses the change, above 0 and below 1.
   *
   * @default 0.05
   */
  readonly alpha?: number;
  /**
   * Number of current trials for which the interval is to be tightest, positive, chosen before the
   * current trials.
   *
   * @default the number of reference trials
   */
  readonly optimalTime?: number;
}

export interface RateChange extends Interval {
  /** Current rate less reference rate, as estimated. */
  readonly change: number;
  /**
   * ln of the evidence that there is a change: an e-process, 1 / alpha of it at any time rejects that
   * both rates are the same. Negative while there is none.
   */
  readonly logEValue: number;
}

/**
 * Confidence sequence of the change of a rate against a reference whose own rate is only estimated.
 *
 * @param reference Trials of the reference; their number is fixed.
 * @param current Trials since, of which there may be ever more, and at which one may look any time.
 * @returns The change with bounds in [-1, 1] that hold it at all times at once. A change is kept as
 * long as some reference rate makes the product of two beta-binomial e-values, one of the reference
 * and one of the current trials, smaller than 1 / alpha: the two uncertainties add up like
 * variances, not like widths. With a large reference it is the sequence of the current rate alone.
 * @throws {StatisticsError} `empty_input` for no trials on a side, `invalid_argument` outside ranges.
 *
 * About 2 ms, whatever the numbers. Alert when a bound of the change passes what can be tolerated.
 * @see Howard & Ramdas (2022), doi:10.3150/21-BEJ1388, who join two arms in this way.
 * @example
 * rateChangeSequence({ successes: 9000, n: 10_000 }, { successes: 1700, n: 2000 });
 * // { change: -0.05, lower: -0.084, upper: -0.019, logEValue: 11.8 }
 */
export function rateChangeSequence(
  reference: Trials,
  current: Trials,
  options: RateChangeOptions = {},
): RateChange {
  assertTrials('reference.n', reference.successes, reference.n);
  assertTrials('current.n', current.successes, current.n);
  const { alpha = 0.05, optimalTime = reference.n } = options;
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  const arms = {
    reference: createArm(reference, reference.n),
    current: createArm(current, optimalTime),
  };
  const change = arms.current.likeliest - arms.reference.likeliest;
  const threshold = -Math.log(alpha);
  const isKept = (difference: number): boolean =>
    leastEvidence(difference, arms, threshold) < threshold;
  return {
    change: current.successes / current.n - reference.successes / reference.n,
    lower: isKept(-1) ? -1 : lastWhere(change, -1, isKept),
    upper: isKept(1) ? 1 : lastWhere(change, 1, isKept),
    logEValue: leastEvidence(0, arms, -Infinity),
  };
}

/** One side: the evidence against each rate, and the rate against which there is the least. */
interface Arm {
  readonly likeliest: number;
  readonly evidence: (rate: number) => number;
}

function createArm({ successes, n }: Trials, optimalTime: number): Arm {
  const concentration = binomialConcentration({ optimalTime });
  const outcomes = { successes, failures: n - successes };
  const evidence = (rate: number): number =>
    // The ends stand for their limits, which may be finite.
    logEvidenceAgainst(Math.min(RATE_MAX, Math.max(RATE_MIN, rate)), outcomes, concentration);
  return { evidence, likeliest: leastPoint(0, 1, evidence) };
}

/** The evidence against a difference at the best reference rate, or any that is below `enough`. */
function leastEvidence(
  difference: number,
  { reference, current }: { readonly reference: Arm; readonly current: Arm },
  enough: number,
): number {
  const inRange = (rate: number): number =>
    Math.min(1, 1 - difference, Math.max(0, -difference, rate));
  // Beyond the likeliest rates of both arms both hold more evidence.
  const ends = [inRange(reference.likeliest), inRange(current.likeliest - difference)] as const;
  const evidence = (rate: number): number =>
    reference.evidence(rate) + current.evidence(rate + difference);
  const atEnds = Math.min(evidence(ends[0]), evidence(ends[1]));
  if (atEnds < enough) return atEnds;
  const rate = leastPoint(Math.min(...ends), Math.max(...ends), evidence);
  return Math.min(atEnds, evidence(rate));
}
