import { buildReference } from '@marigraph/monitor';
import { betaQuantile } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isAboveLimit, missingRate, outsideRate, rateLimit } from '../src/quality-rates.ts';
import { HOUR, START } from './support/monitor.ts';
import { randomOf } from './support/quality.ts';

function featureOf(
  values: readonly (number | string | null)[],
  timesMs?: readonly number[],
): ReturnType<typeof buildReference>['features'][number] {
  const times = timesMs && { timesMs, timeZone: 'UTC' };
  const [feature] = buildReference(
    { name: 'm', version: '1' },
    [{ name: 'x', values }],
    times,
  ).features;
  if (feature === undefined) throw new Error('no feature');
  return feature;
}

describe('the rate of a reference', () => {
  it('is that of its rows where it has no time', () => {
    const feature = featureOf([...Array.from({ length: 98 }, (_, at) => at), null, null]);
    expect(missingRate(feature, 100)).toMatchObject({
      count: 2,
      rows: 100,
      worst: 0,
      dispersion: 1,
    });
    expect(missingRate(feature, 100).eventsAt(2)).toBe(1);
  });

  it('has the share of its worst hour, and the clumping of the others', () => {
    const random = randomOf(11);
    const hour = (at: number): number => Math.floor(at / 100);
    const timesMs = Array.from({ length: 20_000 }, (_, at) => START + hour(at) * HOUR);
    const independent = timesMs.map((_, at) =>
      random() < (hour(at) === 7 ? 0.4 : 0.1) ? null : 1 + at,
    );
    const rate = missingRate(featureOf(independent, timesMs), independent.length);
    expect(rate.worst).toBeGreaterThan(0.3);
    expect(rate.dispersion).toBeLessThan(1.5);
    let isMissing = false;
    const clumped = timesMs.map((_, at) => {
      if (at % 10 === 0) isMissing = random() < 0.1;
      return isMissing ? null : 1 + at;
    });
    expect(missingRate(featureOf(clumped, timesMs), clumped.length).dispersion).toBeGreaterThan(5);
  });

  it('of what it has not is the chance of something new', () => {
    expect(outsideRate(featureOf([1, 2, 3, 4]))).toMatchObject({ count: 1, rows: 4 });
    // Three of eight values occur once.
    expect(outsideRate(featureOf(['a', 'a', 'b', 'b', 'b', 'c', 'd', 'e']))).toMatchObject({
      count: 3,
      rows: 8,
    });
    expect(outsideRate(featureOf(['a', 'a']))).toMatchObject({ count: 1, rows: 2 });
    // Of rows that come in twos, all but one.
    expect(outsideRate(featureOf(['a', 'a', 'b', 'b', 'b', 'c', 'd', 'e'])).eventsAt(1.5)).toBe(4);
  });
});

describe('a limit', () => {
  it('is the end of the interval, the worst hour, or 1 where everything is so', () => {
    const rate = {
      count: 2,
      rows: 100,
      worst: 0,
      dispersion: 1,
      eventsAt: (own: number) => 2 / own,
    };
    const level = 0.001;
    expect(rateLimit(rate, { dispersion: 1, level })).toBe(betaQuantile(0.999, 3, 98));
    expect(rateLimit(rate, { dispersion: 2, level })).toBe(betaQuantile(0.999, 2, 49));
    expect(rateLimit({ ...rate, worst: 0.5 }, { dispersion: 1, level })).toBe(0.5);
    expect(rateLimit({ ...rate, eventsAt: () => 100 }, { dispersion: 1, level })).toBe(1);
  });

  it('is passed when the lower end of the interval of the window is above it', () => {
    const options = { dispersion: 1, level: 0.001 };
    expect(isAboveLimit({ count: 0, rows: 100 }, 0, options)).toBe(false);
    expect(isAboveLimit({ count: 1, rows: 100 }, 0, options)).toBe(true);
    expect(isAboveLimit({ count: 100, rows: 100 }, 0.9, options)).toBe(true);
    expect(isAboveLimit({ count: 100, rows: 100 }, 0.95, options)).toBe(false);
  });

  it('is passed the more easily the more rows fail, and the less the more they clump', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (rows, share, limit, dispersion) => {
          const count = Math.round(share * (rows - 1));
          const options = { dispersion, level: 1e-5 };
          if (!isAboveLimit({ count, rows }, limit, options)) return;
          expect(isAboveLimit({ count: count + 1, rows }, limit, options)).toBe(true);
          expect(isAboveLimit({ count, rows }, limit, { ...options, dispersion: 1 })).toBe(true);
        },
      ),
    );
  });
});
