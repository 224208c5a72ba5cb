import { betaQuantile } from '@marigraph/statistics';

import { CLUMP_ROWS, hourlyShares } from './quality-hours.ts';
import type { ReferenceFeature } from './reference.ts';
import { createScanBins } from './scan-bins.ts';

/** How often something is in the reference, and how unevenly. */
export interface RateReference {
  readonly count: number;
  readonly rows: number;
  /** Largest share within an hour; 0 where hours are not known. */
  readonly worst: number;
  /** Variance within hours beyond that of independent rows, as a factor of at least 1. */
  readonly dispersion: number;
}

/** Variance taken where no hours tell it: rows that come in pairs. */
const UNKNOWN_DISPERSION = 2;

/** Median of the chi-square law with one degree of freedom. */
const CHI_SQUARE_MEDIAN = 0.4549;

/** Missing values of a feature in the reference. */
export function missingRate(feature: ReferenceFeature, rows: number): RateReference {
  const { count } = createScanBins(feature);
  return rateOf(feature, { count: feature.missing, rows, bin: count - 1 });
}

/**
 * Values outside what the reference has, next: categories it has not, or numbers beyond its smallest and largest.
 *
 * The chance of another category is estimated by the categories that occur once (Good 1953, doi:10.1093/biomet/40.3-4.237);
 * that of a number beyond either end of n has the law of the share above the second largest. Neither is taken as 0.
 */
export function outsideRate(feature: ReferenceFeature): RateReference {
  const rows = feature.counts.reduce((total, count) => total + count, 0);
  const single = feature.counts.filter((count) => count === 1).length;
  const count = feature.type === 'category' ? Math.max(1, single) : 1;
  return { count: Math.min(count, rows), rows, worst: 0, dispersion: UNKNOWN_DISPERSION };
}

function rateOf(
  feature: ReferenceFeature,
  { count, rows, bin }: { readonly count: number; readonly rows: number; readonly bin: number },
): RateReference {
  const hours = hourlyShares(feature, bin);
  if (hours.length === 0) return { count, rows, worst: 0, dispersion: UNKNOWN_DISPERSION };
  const share = count / rows;
  const worst = Math.max(...hours.map((hour) => hour.count / hour.rows));
  // Few events say little of how they clump: what they cannot show is taken as for unknown hours.
  if (count < CLUMP_ROWS || count === rows)
    return { count, rows, worst, dispersion: UNKNOWN_DISPERSION };
  const squares = hours
    .map((hour) => (hour.count - hour.rows * share) ** 2 / (hour.rows * share * (1 - share)))
    .toSorted((a, b) => a - b);
  // By the median, so that single hours, which the worst one stands for, do not make all rows look clumped.
  const dispersion = (squares[squares.length >> 1] as number) / CHI_SQUARE_MEDIAN;
  return { count, rows, worst, dispersion: Math.max(1, dispersion) };
}

/**
 * The largest share that the reference explains: the upper end of the Clopper–Pearson interval of its share, or the
 * share of its worst hour, whichever is larger.
 *
 * @param level Chance that the interval's end is too low.
 */
export function rateLimit(
  { count, rows, worst, dispersion }: RateReference,
  level: number,
): number {
  if (count >= rows) return 1;
  const upper = betaQuantile(1 - level, count / dispersion + 1, (rows - count) / dispersion);
  return Math.max(upper, worst);
}

/**
 * Whether a window's share is above a limit: the lower end of its Clopper–Pearson interval is, with rows counted as
 * fewer when they clump.
 */
export function isAboveLimit(
  { count, rows }: { readonly count: number; readonly rows: number },
  limit: number,
  { dispersion, level }: { readonly dispersion: number; readonly level: number },
): boolean {
  if (count === 0 || count / rows <= limit) return false;
  return betaQuantile(level, count / dispersion, (rows - count) / dispersion + 1) > limit;
}
