import { assertArgument } from './validate.ts';

/** A window length of the scan, with its part of the budget. */
export interface ScanScale {
  /** How often a window of this length is judged in 30 days. */
  readonly windowsPer30Days: number;
  /** Part of the budget; the shares of the scales that are used add up to 1. */
  readonly share: number;
  /** Autocorrelations that count when its windows are fitted. */
  readonly lags: number;
  /** The grouping in which a window's phase must occur in the reference; see `WindowFitOptions`. */
  readonly coverage: number;
}

/**
 * The three scales of the scan: hours, days, and the last seven days judged daily.
 *
 * Lags and coverage of `week` are those of the days that it consists of. A scale of 6 hours added to
 * these makes more false alerts on autocorrelated traffic than it finds.
 */
export const SCAN_SCALES: Readonly<Record<'hour' | 'day' | 'week', ScanScale>> = {
  hour: { windowsPer30Days: 720, share: 1 / 3, lags: 24, coverage: 2 },
  day: { windowsPer30Days: 30, share: 1 / 3, lags: 7, coverage: 1 },
  week: { windowsPer30Days: 30, share: 1 / 3, lags: 7, coverage: 1 },
};

/**
 * Phases of an hour, from the coarsest grouping to the finest: none, hour of the day, hour and
 * whether it is a weekend, hour of the week.
 *
 * @param hour Local hour of the day, 0 to 23.
 * @param weekday Local day of the week, 0 (Monday) to 6; 5 and 6 are the weekend.
 * @throws {StatisticsError} `invalid_argument` for anything else.
 * @example
 * hourPhases(9, 5); // Saturday at nine: [0, 9, 19, 68]
 */
export function hourPhases(hour: number, weekday: number): [0, number, number, number] {
  const isHour = Number.isInteger(hour) && hour >= 0 && hour <= 23;
  assertArgument(isHour, 'hour', hour, 'a whole number from 0 to 23');
  return [0, hour, 2 * hour + weekend(weekday), 7 * hour + weekday];
}

/**
 * Phases of a day, from the coarsest grouping to the finest: none, weekend, day of the week.
 *
 * @param weekday Local day of the week, 0 (Monday) to 6; 5 and 6 are the weekend.
 * @throws {StatisticsError} `invalid_argument` for anything else.
 */
export function dayPhases(weekday: number): [0, number, number] {
  return [0, weekend(weekday), weekday];
}

function weekend(weekday: number): number {
  const isWeekday = Number.isInteger(weekday) && weekday >= 0 && weekday <= 6;
  assertArgument(isWeekday, 'weekday', weekday, 'a whole number from 0 to 6');
  return weekday >= 5 ? 1 : 0;
}
