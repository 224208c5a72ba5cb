import { assertScanWindow } from './seasonal-residuals.ts';
import type { ReferenceWindow } from './seasonal-residuals.ts';

/** Two weekly cycles, the least that tells a weekly season from a change. */
const SPAN_DAYS_MIN = 14;
const DAYS_MIN = 14;
const ROWS_MIN = 20;
const DAYS_PER_WEEK = 7;
const DAYS_PER_YEAR = 365.25;

/** How much of the seasons a reference has seen, and what its verdicts are worth. */
export interface ReferenceCoverage {
  /**
   * `ok`: days and weeks were seen at least twice. `provisional`: verdicts lean on a wide prior, and
   * below three days there are none on days. `insufficient`: no row at all.
   */
  readonly status: 'ok' | 'provisional' | 'insufficient';
  /** From the first day with rows to the last, both counted. */
  readonly spanDays: number;
  /** Days with at least 20 rows. */
  readonly days: number;
  /** Weekly cycles in the span, a fraction. */
  readonly weeklyCycles: number;
  /** Yearly cycles in the span, a fraction: below 1, the season of the year looks like drift. */
  readonly yearlyCycles: number;
}

/**
 * Says how long a reference is in terms of the seasons it should have seen.
 *
 * @param windows The day windows of a reference, in any order; length >= 0.
 * @returns `ok` from 14 days and 14 days of at least 20 rows on.
 * @throws {StatisticsError} `invalid_value` for a window whose numbers cannot be.
 *
 * O(windows). What exceeds the span, such as a year's season, no statistic of the reference can show.
 */
export function referenceCoverage(windows: readonly ReferenceWindow[]): ReferenceCoverage {
  let first = Infinity;
  let last = -Infinity;
  let days = 0;
  for (const [index, window] of windows.entries()) {
    assertScanWindow(`windows[${index}]`, window);
    if (window.n === 0) continue;
    first = Math.min(first, window.day);
    last = Math.max(last, window.day);
    if (window.n >= ROWS_MIN) days += 1;
  }
  const spanDays = first === Infinity ? 0 : last - first + 1;
  const isLongEnough = spanDays >= SPAN_DAYS_MIN && days >= DAYS_MIN;
  return {
    status: spanDays === 0 ? 'insufficient' : isLongEnough ? 'ok' : 'provisional',
    spanDays,
    days,
    weeklyCycles: spanDays / DAYS_PER_WEEK,
    yearlyCycles: spanDays / DAYS_PER_YEAR,
  };
}
