import { dayPhases, driftLevel, hourPhases, SCAN_SCALES } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('SCAN_SCALES', () => {
  it('spend the budget once', () => {
    const scales = Object.values(SCAN_SCALES);
    const spent = scales.map((scale) => driftLevel({ scale }) * scale.windowsPer30Days);
    expect(spent.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 15);
  });

  it('want the hour on weekdays and weekends, and the kind of day, to have been seen', () => {
    const saturday = 5;
    const monday = 0;
    const { hour, day } = SCAN_SCALES;
    expect(hourPhases(9, saturday)[hour.coverage]).not.toBe(hourPhases(9, monday)[hour.coverage]);
    expect(hourPhases(9, monday)[hour.coverage]).toBe(hourPhases(9, 4)[hour.coverage]);
    expect(dayPhases(saturday)[day.coverage]).not.toBe(dayPhases(monday)[day.coverage]);
    expect(dayPhases(1)[day.coverage]).toBe(dayPhases(monday)[day.coverage]);
  });
});

describe('phases', () => {
  it('of hours tell 1, 24, 48 and 168 apart', () => {
    const week = Array.from({ length: 168 }, (_, at) => hourPhases(at % 24, Math.floor(at / 24)));
    const distinct = [0, 1, 2, 3].map((grouping) => new Set(week.map((all) => all[grouping])).size);
    expect(distinct).toEqual([1, 24, 48, 168]);
    expect(Math.max(...week.flat())).toBe(167);
  });

  it('of days tell 1, 2 and 7 apart', () => {
    const week = [0, 1, 2, 3, 4, 5, 6].map(dayPhases);
    expect(week.map(([, weekend]) => weekend)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(week.map(([none, , weekday]) => [none, weekday])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((weekday) => [0, weekday]),
    );
  });

  it.each([-1, 24, 1.5, NaN])('are not made of hour %d', (hour) => {
    expect(() => hourPhases(hour, 0)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });

  it.each([-1, 7, 0.5, NaN])('are not made of weekday %d', (weekday) => {
    const invalid = expect.objectContaining({ code: 'invalid_argument' });
    expect(() => hourPhases(0, weekday)).toThrow(invalid);
    expect(() => dayPhases(weekday)).toThrow(invalid);
  });
});
