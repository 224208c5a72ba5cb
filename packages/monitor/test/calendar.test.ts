import { MonitorError } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createCalendar,
  dayOfDate,
  firstHourOfDay,
  lastHourOfDay,
  type LocalHour,
} from '../src/calendar.ts';

const HOUR = 3_600_000;
const hourOf = (iso: string): number => Date.parse(iso) / HOUR;

describe('a calendar', () => {
  it.each<{ zone: string; utc: string; date: string; local: Omit<LocalHour, 'day'> }>([
    { zone: 'UTC', utc: '1970-01-01T00:00Z', date: '1970-01-01', local: { hour: 0, weekday: 3 } },
    { zone: 'UTC', utc: '1969-12-28T23:00Z', date: '1969-12-28', local: { hour: 23, weekday: 6 } },
    {
      zone: 'America/New_York',
      utc: '2026-01-05T04:00Z',
      date: '2026-01-04',
      local: { hour: 23, weekday: 6 },
    },
    // An hour that begins at half past is counted where it begins.
    {
      zone: 'Asia/Kolkata',
      utc: '2026-01-05T18:00Z',
      date: '2026-01-05',
      local: { hour: 23, weekday: 0 },
    },
    {
      zone: 'Asia/Kathmandu',
      utc: '2026-01-05T19:00Z',
      date: '2026-01-06',
      local: { hour: 0, weekday: 1 },
    },
  ])('says that $utc is $date in $zone', ({ zone, utc, date, local }) => {
    expect(createCalendar(zone)(hourOf(utc))).toEqual({ ...local, day: dayOfDate(date) });
  });

  it.each([
    { zone: 'Europe/Berlin', date: '2026-03-28', hours: 24 },
    { zone: 'Europe/Berlin', date: '2026-03-29', hours: 23 },
    { zone: 'Europe/Berlin', date: '2026-10-25', hours: 25 },
    { zone: 'America/New_York', date: '2026-11-01', hours: 25 },
    // Clocks change by half an hour there.
    { zone: 'Australia/Lord_Howe', date: '2026-04-05', hours: 25 },
    { zone: 'Asia/Kolkata', date: '2026-03-29', hours: 24 },
    { zone: 'UTC', date: '2026-03-29', hours: 24 },
  ])('gives $date in $zone $hours hours', ({ zone, date, hours }) => {
    const calendar = createCalendar(zone);
    const noon = hourOf(`${date}T06:00:00Z`);
    const first = firstHourOfDay(calendar, noon);
    const last = lastHourOfDay(calendar, noon);
    expect(calendar(noon).day).toBe(dayOfDate(date));
    expect(last - first + 1).toBe(hours);
    expect(calendar(first - 1).day).toBe(calendar(noon).day - 1);
    expect(calendar(last + 1).day).toBe(calendar(noon).day + 1);
  });

  it('counts as a zone without changes does', () => {
    const utc = createCalendar('UTC');
    const greenwich = createCalendar('Etc/GMT');
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (hour) => {
        expect(greenwich(hour)).toEqual(utc(hour));
        expect(utc(hour).weekday).toBe((new Date(hour * HOUR).getUTCDay() + 6) % 7);
      }),
    );
  });

  it('goes from hour to hour with days that never go back', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/Santiago');
    fc.assert(
      fc.property(zone, fc.integer({ min: 300_000, max: 500_000 }), (name, hour) => {
        const calendar = createCalendar(name);
        const step = calendar(hour + 1).day - calendar(hour).day;
        expect([0, 1]).toContain(step);
      }),
    );
  });

  it('needs a time zone', () => {
    expect(() => createCalendar('Mars/Olympus')).toThrow(MonitorError);
  });
});
