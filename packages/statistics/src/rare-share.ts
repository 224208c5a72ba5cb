import { logBetaTerm } from './beta-term.ts';
import { regularizedIncompleteBetaComplement } from './incomplete-beta.ts';
import { assertArgument } from './validate.ts';

/** Bounds of the concentration: below, the law is two points; above, it is the binomial. */
const CONCENTRATION_MIN = 0.5;
const CONCENTRATION_MAX = 1e7;

/** Above these the t law of the window's mean is close enough. */
const P_VALUE_MAX = 1e-3;
const EXPECTED_ROWS_MAX = 50;

/** Where more rows are expected nothing is rare, and the sums below would be long. */
const RARE_ROWS_MAX = 1000;

/** A tail that has not ended here is so wide that the noise of counting no longer shows in it. */
const TERMS_MAX = 100_000;

/** Part of the reference's share, or of its complement, that a phase's own share is never below. */
const SHARE_FLOOR = 0.05;

/** A window's rows and score, and the variance that it was judged with. */
export interface JudgedShare {
  readonly n: number;
  /** Mean score of the window. */
  readonly mean: number;
  /** Mean score of its phase in the reference, and how many rows that has. */
  readonly expected: number;
  readonly referenceRows: number;
  readonly variance: number;
  /** The share that scores were standardised with. */
  readonly share: number;
}

/**
 * Raises the p-value of a rare bin's share to that of a beta-binomial law, where counts are so small
 * that a t law takes one odd row for a shift.
 *
 * Only for p below 0.001 and fewer than 50 expected rows in the rarer of the bin and its complement.
 * The law has the mean of the phase in the reference and the variance that the window was judged
 * with, rescaled from the reference's share to that mean.
 *
 * @returns max(pValue, tail), or pValue where the t law holds.
 */
export function raiseForRareShare(pValue: number, window: JudgedShare): number {
  if (pValue >= P_VALUE_MAX) return pValue;
  const { n, mean, expected, variance, share, referenceRows } = window;
  const scale = share * (1 - share);
  const deviation = Math.sqrt(scale);
  const shareOfPhase = Math.min(
    Math.max(share + expected * deviation, leastShare(share, referenceRows)),
    1 - leastShare(1 - share, referenceRows),
  );
  if (n * Math.min(shareOfPhase, 1 - shareOfPhase) >= EXPECTED_ROWS_MAX) return pValue;
  const rows = Math.max(1, Math.round(n));
  const count = Math.min(rows, Math.max(0, Math.round(n * (share + mean * deviation))));
  const rescaled = (variance * scale) / (shareOfPhase * (1 - shareOfPhase));
  return Math.max(pValue, rareShareTail(count, rows, { share: shareOfPhase, variance: rescaled }));
}

/**
 * The least share that a phase is believed to have of a bin.
 *
 * A phase that never had it is given half a row, though no more than the whole reference was: the
 * scores of its windows have a mean that takes the smoothing of the share away again, and without it
 * one odd row would be an alert.
 */
function leastShare(share: number, referenceRows: number): number {
  return Math.max(share * SHARE_FLOOR, Math.min(share, 0.5 / (referenceRows + 1)));
}

/**
 * Two-sided tail of a beta-binomial count, given by the variance of its standardised mean.
 *
 * X of n rows has the share of its law Beta(p κ, (1 - p) κ), where κ is such that (X/n - p) /
 * √(p (1 - p)) has the variance V: κ = (n - 1) / (n V - 1) - 1, cut to [0.5, 1e7]. At the upper end
 * it is the binomial law, to which nV <= 1 belongs.
 *
 * @param count x, a whole number from 0 to n.
 * @param n Rows, a whole number from 1.
 * @param law `share` p above 0 and below 1, with n p or n (1 - p) at most 1000; `variance` V >= 0.
 * @returns min(1, 2 P(X >= x)) for x above n p, else min(1, 2 P(X <= x)). Agrees with sums in 40
 * digits to 1e-12, and to 1e-5 where n is so large and κ so small that more than 100,000 terms
 * matter: the rest of the tail is then that of the beta law.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(terms that matter): tens as a rule, at most 100,000.
 * @see Skellam (1948), doi:10.1111/j.2517-6161.1948.tb00014.x.
 * @example
 * rareShareTail(1, 50, { share: 0.00035, variance: 0.0207 }); // 0.034
 */
export function rareShareTail(
  count: number,
  n: number,
  law: { readonly share: number; readonly variance: number },
): number {
  const { share, variance } = law;
  assertArgument(Number.isSafeInteger(n) && n >= 1, 'n', n, 'a whole number from 1');
  const isCount = Number.isSafeInteger(count) && count >= 0 && count <= n;
  assertArgument(isCount, 'count', count, `a whole number from 0 to ${n}`);
  assertArgument(share > 0 && share < 1, 'share', share, 'above 0 and below 1');
  assertArgument(variance >= 0 && variance < Infinity, 'variance', variance, 'finite, >= 0');
  const rareRows = n * Math.min(share, 1 - share);
  assertArgument(rareRows <= RARE_ROWS_MAX, 'rows expected', rareRows, `at most ${RARE_ROWS_MAX}`);
  const clumping = n * variance - 1;
  const concentration =
    clumping > 0
      ? Math.min(CONCENTRATION_MAX, Math.max(CONCENTRATION_MIN, (n - 1) / clumping - 1))
      : CONCENTRATION_MAX;
  const a = share * concentration;
  const b = (1 - share) * concentration;
  // From below it is the upper tail of the rows that are not in the bin.
  const tail =
    count > n * share ? upperTail(count, n, { a, b }) : upperTail(n - count, n, { a: b, b: a });
  return Math.min(1, 2 * tail);
}

interface BetaParameters {
  readonly a: number;
  readonly b: number;
}

/** P(X >= x): the probability of x, and from there on by the ratio of neighbours. */
function upperTail(x: number, n: number, { a, b }: BetaParameters): number {
  let term = Math.exp(logProbability(x, n, { a, b }));
  let sum = term;
  const end = Math.min(n, x + TERMS_MAX);
  for (let i = x; i < end; i++) {
    const growth = (n - i) / (n - i - 1 + b);
    term *= growth * ((i + a) / (i + 1));
    sum += term;
    // For b >= 1 the ratios to come are at most this one, and the rest a geometric series.
    const ratio = growth * Math.max(1, (i + a) / (i + 1));
    if (b >= 1 && ratio < 1 && term * ratio <= Number.EPSILON * sum * (1 - ratio)) return sum;
  }
  return end === n ? sum : sum + regularizedIncompleteBetaComplement(a, b, (end + 0.5) / n);
}

/**
 * ln P(X = x) = ln of n / (x (n - x)) · B(a + b, n) / (B(a, x) B(b, n - x)).
 *
 * Each beta function is written with the powers of one common point, which cancel: what remains are
 * saddle-point forms that keep their digits when all arguments are in the millions.
 */
function logProbability(x: number, n: number, { a, b }: BetaParameters): number {
  const total = a + b + n;
  const point = { x: (a + b) / total, y: n / total };
  const factor = (parameter: number, count: number): number =>
    count === 0
      ? parameter * Math.log(point.x)
      : logBetaTerm(parameter, count, point) - Math.log(count);
  return Math.log(n) + factor(a, x) + factor(b, n - x) - logBetaTerm(a + b, n, point);
}
