import { betaQuantile } from '@marigraph/statistics';

import { CLUMP_ROWS, type HourlyShare, hourlyShares } from './quality-hours.ts';
import type { ReferenceFeature } from './reference.ts';
import { createScanBins } from './scan-bins.ts';

/** How often something is in the reference, and how unevenly. */
export interface RateReference {
  readonly count: number;
  readonly rows: number;
  /** Largest share within an hour; 0 where hours are not known. */
  readonly worst: number;
  /** Variance of hours beyond that of independent rows, as a factor of at least 1; 1 where hours are not known. */
  readonly dispersion: number;
  /** How many events that is where so many rows fail together. */
  readonly eventsAt: (dispersion: number) => number;
}

/** Median of the chi-square law with one degree of freedom. */
const CHI_SQUARE_MEDIAN = 0.4549;

/** Missing values of a feature in the reference. */
export function missingRate(feature: ReferenceFeature, rows: number): RateReference {
  const { count: bins } = createScanBins(feature);
  const hours = hourlyShares(feature, bins - 1);
  const count = feature.missing;
  const worst = Math.max(0, ...hours.map((hour) => hour.count / hour.rows));
  // Few events say little of how they clump.
  const isKnown = count >= CLUMP_ROWS && count < rows;
  const dispersion = isKnown ? dispersionOf(hours, count / rows) : 1;
  return { count, rows, worst, dispersion, eventsAt: (own) => count / own };
}

/**
 * Values outside what the reference has, next: categories it has not, or numbers beyond its smallest and largest.
 *
 * The chance of another category is estimated by the categories that occur once (Good 1953, doi:10.1093/biomet/40.3-4.237);
 * that of a number beyond either end of n has the law of the share above the second largest. Neither is taken as 0.
 */
export function outsideRate(feature: ReferenceFeature): RateReference {
  const rows = feature.counts.reduce((total, count) => total + count, 0);
  const { inRange } = createScanBins(feature);
  const dispersions = Array.from({ length: inRange }, (_, bin) => {
    const hours = hourlyShares(feature, bin);
    const total = hours.reduce((sum, hour) => sum + hour.rows, 0);
    const share = hours.reduce((sum, hour) => sum + hour.count, 0) / total;
    return share > 0 && share < 1 ? dispersionOf(hours, share) : 1;
  }).toSorted((a, b) => a - b);
  const dispersion = dispersions[dispersions.length >> 1] ?? 1;
  const kinds = feature.type === 'category' ? feature.counts : [];
  // A category with hardly more rows than come together was seen once.
  const eventsAt = (own: number): number =>
    Math.max(1, kinds.filter((count) => count > 0 && count < 2 * own).length);
  return { count: eventsAt(1), rows, worst: 0, dispersion, eventsAt };
}

/** By the median, so that single hours, which the worst one stands for, do not make all rows look clumped. */
function dispersionOf(hours: readonly HourlyShare[], share: number): number {
  const squares = hours
    .map(({ count, rows }) => (count - rows * share) ** 2 / (rows * share * (1 - share)))
    .toSorted((a, b) => a - b);
  return Math.max(1, (squares[squares.length >> 1] ?? 0) / CHI_SQUARE_MEDIAN);
}

/**
 * The largest share that the reference explains: the upper end of the Clopper–Pearson interval of its share, or the
 * share of its worst hour, whichever is larger. Rows count as fewer when they come together.
 *
 * @param level Chance that the interval's end is too low.
 */
export function rateLimit(
  { rows, worst, eventsAt }: RateReference,
  { dispersion, level }: { readonly dispersion: number; readonly level: number },
): number {
  const events = eventsAt(dispersion);
  const others = rows / dispersion - events;
  if (others <= 0) return 1;
  return Math.max(betaQuantile(1 - level, events + 1, others), worst);
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
