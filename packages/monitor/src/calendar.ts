import { checkTimeZone, HOUR_MS } from './reference-hours.ts';

/** Where an hour lies in the calendar of a place. */
export interface LocalHour {
  /** Running number of the local day; two hours have the same number when they are of the same day. */
  readonly day: number;
  /** Hour of the local day, 0 to 23. */
  readonly hour: number;
  /** Day of the week, 0 (Monday) to 6. */
  readonly weekday: number;
}

/** The local hour in which an hour since the epoch (UTC) begins. */
export type Calendar = (hour: number) => LocalHour;

const HOURS_PER_DAY = 24;
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_EPOCH = 3;
const FIELDS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;

/**
 * The calendar of a time zone, whose days are 23 or 25 hours long where clocks are changed.
 *
 * @param timeZone IANA name.
 * @throws {MonitorError} `reference_invalid` for a name that is none.
 */
export function createCalendar(timeZone: string): Calendar {
  checkTimeZone(timeZone);
  if (timeZone === 'UTC') return (hour) => toLocalHour(hour);
  const format = new Intl.DateTimeFormat('en', { ...FIELDS, timeZone, hourCycle: 'h23' });
  return (hour) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(hour * HOUR_MS)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour: ofDay = 0 } = parts;
    return toLocalHour(Date.UTC(year, month - 1, day, ofDay) / HOUR_MS);
  };
}

/** The first hour of the local day of an hour. Where a day begins within an hour, that hour is of the day before. */
export function firstHourOfDay(calendar: Calendar, hour: number): number {
  const { day } = calendar(hour);
  let first = hour;
  while (calendar(first - 1).day === day) first--;
  return first;
}

/** The last hour of the local day of an hour. */
export function lastHourOfDay(calendar: Calendar, hour: number): number {
  const { day } = calendar(hour);
  let last = hour;
  while (calendar(last + 1).day === day) last++;
  return last;
}

/** The running number of the day of a date, as `LocalHour.day` counts. @param date ISO 8601: `2026-12-25`. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / (HOURS_PER_DAY * HOUR_MS);
}

/** Of an hour by a clock that is never changed. */
function toLocalHour(hour: number): LocalHour {
  const day = Math.floor(hour / HOURS_PER_DAY);
  const weekday = (((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7;
  return { day, hour: hour - day * HOURS_PER_DAY, weekday };
}
