import { lastWhere } from './bisection.ts';
import { assertArgument } from './validate.ts';

/** What the mixing law of a mixture supermartingale is tuned for. */
export interface MixtureOptions {
  /** Intrinsic time at which the boundary is to be tightest, from 1e-300, in the unit of `v`. */
  readonly optimalTime: number;
  /**
   * Level for which it is tightest there; below 1, below ½ for one side.
   *
   * @default 0.05
   */
  readonly optimalAlpha?: number;
}

/** A mixture that comes with one side, against large sums, or with two. */
export interface SidedMixtureOptions extends MixtureOptions {
  /** @default `two` */
  readonly sides?: 'one' | 'two';
}

/**
 * The variance parameter ρ of a normal mixing law (its precision) that makes the two-sided normal
 * mixture boundary nearly tightest at one intrinsic time; the other mixtures are tuned with it too.
 *
 * @returns Positive, in the unit of `optimalTime`. For one side the level counts twice.
 * @throws {StatisticsError} `invalid_argument` for a time below 1e-300 or infinite or a
 * level outside its range.
 *
 * O(1). v / (2 ln(1/α) + ln(1 + 2 ln(1/α))).
 * @see Howard, Ramdas, McAuliffe & Sekhon (2021), doi:10.1214/20-AOS1991.
 */
export function normalMixturePrecision(options: SidedMixtureOptions): number {
  const { optimalTime, optimalAlpha = 0.05, sides = 'two' } = options;
  assertArgument(
    optimalTime >= 1e-300 && optimalTime < Infinity,
    'optimalTime',
    optimalTime,
    'from 1e-300 and finite',
  );
  const level = sides === 'two' ? optimalAlpha : 2 * optimalAlpha;
  assertArgument(
    optimalAlpha > 0 && level < 1,
    'optimalAlpha',
    optimalAlpha,
    sides === 'two' ? 'between 0 and 1' : 'between 0 and ½ for one side',
  );
  const evidence = -2 * Math.log(level);
  return optimalTime / (evidence + Math.log1p(evidence));
}

/** @throws {StatisticsError} `invalid_argument` unless the sum is finite and the time not negative. */
export function assertSumAndTime(s: number, v: number): void {
  assertArgument(Number.isFinite(s), 's', s, 'finite');
  assertArgument(v >= 0 && v < Infinity, 'v', v, 'not negative and finite');
}

/**
 * Shape of a gamma law: a variance in squared units of a scale.
 *
 * @throws {StatisticsError} `invalid_argument` when it is not from 1e-300 to 1e12: beyond, sums of its
 * root in terms would take seconds, and the normal mixture is the same to six digits.
 */
export function gammaShape(variance: number, scale: number): number {
  assertArgument(scale > 0 && scale < Infinity, 'scale', scale, 'positive and finite');
  const shape = variance / scale / scale;
  assertArgument(
    shape >= 1e-300 && shape <= 1e12,
    'scale',
    scale,
    'such that (v + ρ) / scale² is from 1e-300 to 1e12',
  );
  return shape;
}

/** @throws {StatisticsError} `invalid_argument` unless 0 < alpha < 1 and 0 <= v < ∞. */
export function assertTimeAndLevel(v: number, alpha: number): void {
  assertArgument(v >= 0 && v < Infinity, 'v', v, 'not negative and finite');
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
}

/**
 * The sum at which a log supermartingale that rises from s = 0 on reaches ln(1 / alpha).
 *
 * @param largest The greatest sum possible, returned when even that does not reach the level.
 */
export function mixtureBoundary(
  alpha: number,
  largest: number,
  logSupermartingale: (s: number) => number,
): number {
  const isBelow = (s: number): boolean => logSupermartingale(s) < -Math.log(alpha);
  let high = Math.min(1, largest);
  while (high < largest && isBelow(high)) high *= 2;
  high = Math.min(high, largest);
  return isBelow(high) ? high : lastWhere(0, high, isBelow);
}
