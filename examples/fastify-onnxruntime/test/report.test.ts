import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { FEATURES, readWeather } from '../model/data.ts';
import { driftTable, driftWindows, performanceTable } from '../model/report.ts';
import { trainWeatherModel } from '../model/train.ts';

const days = readWeather();
const windows = driftWindows(days);

/** Excess population stability of one feature over the windows that start in or after `from`. */
function excess(city: string, feature: (typeof FEATURES)[number], from = '2012'): number[] {
  return windows
    .filter((window) => window.city === city && window.from >= from)
    .map((window) => window.excess[FEATURES.indexOf(feature)] ?? NaN);
}

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('shows the performance as it is', () => {
    expect(readme).toContain(performanceTable(days, trainWeatherModel(days)));
  });

  it('shows the drift as it is', () => {
    expect(readme).toContain(driftTable(days));
  });
});

describe('drift of the weather', () => {
  it('has four full windows per city', () => {
    expect(windows.map(({ city, from, to }) => `${city} ${from} ${to}`)).toEqual(
      ['Seattle', 'New York'].flatMap((city) => [
        `${city} 2012-01-01 2012-12-30`,
        `${city} 2012-12-31 2013-12-30`,
        `${city} 2013-12-31 2014-12-30`,
        `${city} 2014-12-31 2015-12-30`,
      ]),
    );
  });

  it.each(FEATURES)(
    'is at most 0.08, to two decimals, in Seattle after the training for %s',
    (feature) => {
      const later = excess('Seattle', feature, '2013-12-31');
      expect(later).toHaveLength(2);
      expect(Math.max(...later)).toBeLessThan(0.085);
    },
  );

  it.each([
    // The lowest is 2012, the New York year most like Seattle.
    { feature: 'temp_max', atLeast: 0.13 },
    { feature: 'temp_min', atLeast: 0.5 },
    { feature: 'wind', atLeast: 1 },
  ] as const)('is at least $atLeast in every New York year for $feature', (row) => {
    const all = excess('New York', row.feature);
    expect(all).toHaveLength(4);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(row.atLeast);
  });

  it('is only the floor for the month, which every year has alike', () => {
    const floor = 9 * (1 / 731 + 1 / 365);
    for (const score of [...excess('Seattle', 'month'), ...excess('New York', 'month')]) {
      expect(score).toBeCloseTo(-floor, 3);
    }
  });
});
