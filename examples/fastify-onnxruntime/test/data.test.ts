import { describe, expect, it } from 'vitest';

import { CITIES, FEATURES, isTraining, readWeather } from '../model/data.ts';

describe('readWeather', () => {
  const days = readWeather();

  it.each(CITIES)('holds every day of 2012 to 2015 once, in order, for %s', (city) => {
    const dates = days.filter((day) => day.city === city).map((day) => day.date);
    const expected = Array.from({ length: 1461 }, (_, index) =>
      new Date(Date.UTC(2012, 0, 1 + index)).toISOString().slice(0, 10),
    );
    expect(dates).toEqual(expected);
  });

  it('reads the first row as the file has it', () => {
    // Seattle,2012-01-01,0.0,12.8,5.0,4.7,drizzle: a drizzle too light to be measured is no rain.
    expect(days[0]).toEqual({
      date: '2012-01-01',
      city: 'Seattle',
      features: [12.8, 5, 4.7, 1],
      actual: 'no_rain',
    });
  });

  it('has finite features, ordered temperatures and months of the calendar', () => {
    const odd = days.filter(({ date, features }) => {
      const [high = NaN, low = NaN, wind = NaN, month = NaN] = features;
      const right = high >= low && wind >= 0 && month === Number(date.slice(5, 7));
      return !right || features.length !== FEATURES.length || !features.every(Number.isFinite);
    });
    expect(odd).toEqual([]);
  });

  it('trains on the 731 days of Seattle before 2014 only', () => {
    const training = days.filter(isTraining);
    expect(training).toHaveLength(731);
    expect(training.map((day) => day.city)).not.toContain('New York');
    expect(training.at(-1)?.date).toBe('2013-12-31');
  });
});
