import { createKswin, kolmogorovSmirnov } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedValues } from './support/detector-streams.ts';
import { seededRandom } from './support/random.ts';

describe('createKswin', () => {
  it('says drift exactly when the test of the last window does', () => {
    const sizes = fc.record({ recentSize: fc.integer({ min: 4, max: 12 }), extra: fc.nat(12) });
    fc.assert(
      fc.property(sizes, fc.nat(1e6), ({ recentSize, extra }, seed) => {
        const olderSize = recentSize + extra;
        const random = seededRandom(seed);
        // Few different values, so that ties are common.
        const older = Array.from({ length: olderSize }, () => Math.floor(random() * 8));
        const recent = Array.from({ length: recentSize }, () => Math.floor(random() * 8) + 2);
        const detector = createKswin({
          alpha: 0.05,
          windowSize: olderSize + recentSize,
          recentSize,
        });
        const states = statesOf(detector, [...older, ...recent]);
        const test = kolmogorovSmirnov(
          older.toSorted((a, b) => a - b),
          recent.toSorted((a, b) => a - b),
        );
        const isDrift = test.pValue <= 0.05 && test.statistic > 0.1;
        expect(states.at(-1)).toBe(isDrift ? 'drift' : 'stable');
        expect(new Set(states.slice(0, -1))).toStrictEqual(new Set(['stable']));
      }),
    );
  });

  it('keeps in step with its window, value by value', () => {
    const small = fc.array(fc.integer({ min: -2, max: 4 }), { minLength: 12, maxLength: 60 });
    fc.assert(
      fc.property(small, fc.integer({ min: 2, max: 11 }), (values, recentSize) => {
        const detector = createKswin({ alpha: 0.3, windowSize: 12, recentSize });
        for (const [index, value] of values.entries()) {
          const state = detector.update(value);
          if (index < 11) continue;
          const window = values.slice(index - 11, index + 1);
          const test = kolmogorovSmirnov(
            window.slice(0, -recentSize).toSorted((a, b) => a - b),
            window.slice(-recentSize).toSorted((a, b) => a - b),
          );
          expect(state).toBe(test.pValue <= 0.3 && test.statistic > 0.1 ? 'drift' : 'stable');
          // What follows drift starts afresh.
          if (state === 'drift') break;
        }
      }),
    );
  });

  // river 0.26.1, drift.KSWIN with seeds 0 to 399: median and 5 % point of the first drift from 500
  // on.
  it.each([
    { alpha: 0.0001, windowSize: 100, recentSize: 30, median: 519, early: 511 },
    { alpha: 0.0001, windowSize: 200, recentSize: 50, median: 525, early: 521 },
  ])('sees a step as soon as River with $alpha, $windowSize, $recentSize', (settings) => {
    const { median, early, ...options } = settings;
    const stream = steppedValues(43).slice(0, 700);
    const found = Array.from({ length: 40 }, (_, seed) => {
      const detector = createKswin({ ...options, random: seededRandom(seed) });
      return detections(detector, stream).drift.find((index) => index >= 500) ?? Infinity;
    }).toSorted((a, b) => a - b);
    expect(Math.abs((found[20] ?? NaN) - median)).toBeLessThanOrEqual(2);
    expect(Math.abs((found[2] ?? NaN) - early)).toBeLessThanOrEqual(4);
  });

  // Two of four older values are drawn and held against 5, 5: drift when both lie on one side.
  it.each([
    { older: [0, 9, 9, 9], share: 1 / 2 },
    { older: [9, 0, 9, 9], share: 1 / 2 },
    { older: [9, 9, 0, 9], share: 1 / 2 },
    { older: [9, 9, 9, 0], share: 1 / 2 },
    { older: [0, 0, 9, 9], share: 1 / 3 },
    { older: [0, 9, 0, 9], share: 1 / 3 },
    { older: [0, 9, 9, 0], share: 1 / 3 },
  ])('draws every pair of $older alike, seed 5', ({ older, share }) => {
    const random = seededRandom(5);
    const runs = 2000;
    let drifts = 0;
    for (let run = 0; run < runs; run++) {
      const detector = createKswin({ alpha: 0.4, windowSize: 6, recentSize: 2, random });
      if (statesOf(detector, [...older, 5, 5]).at(-1) === 'drift') drifts++;
    }
    const deviation = Math.sqrt((share * (1 - share)) / runs);
    expect(Math.abs(drifts / runs - share)).toBeLessThan(4 * deviation);
  });

  it.each([1, -0.1, NaN])('throws invalid_argument for a random number of %s', (number) => {
    const detector = createKswin({ windowSize: 20, recentSize: 10, random: () => number });
    expect(() => statesOf(detector, steppedValues(1))).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: `random() is ${number}; it must be from 0 to below 1`,
      }),
    );
  });

  it('sees a change of spread that leaves the mean as it is', () => {
    const random = seededRandom(7);
    const stream = Array.from({ length: 1000 }, (_, i) => (random() - 0.5) * (i < 500 ? 1 : 8));
    const { drift } = detections(createKswin({ alpha: 0.0001 }), stream);
    expect(drift[0]).toBeGreaterThanOrEqual(500);
    expect(drift[0]).toBeLessThan(540);
  });

  it('keeps the recent values where it is told to', () => {
    const options = { windowSize: 20, recentSize: 8, alpha: 0.01 };
    const stream = [...Array<number>(12).fill(0), ...Array<number>(8).fill(1)];
    const keeping = createKswin({ ...options, afterDrift: 'keep_recent' });
    expect(detections(keeping, stream).drift).toStrictEqual([19]);
    expect(keeping).toMatchObject({ count: 8, estimate: 1 });
    statesOf(keeping, [1, 1]);
    expect(keeping).toMatchObject({ count: 10, estimate: 1 });
    const restarting = createKswin(options);
    statesOf(restarting, [...stream, 1]);
    expect(restarting).toMatchObject({ count: 1, estimate: 1 });
  });

  it.each([
    { alpha: 0 },
    { alpha: 1 },
    // With 30 against 70 values the smallest p-value is 2 / C(100, 30), some 7e-26.
    { alpha: 1e-26 },
    { windowSize: 1 },
    { windowSize: 10_001 },
    { recentSize: 0 },
    { recentSize: 100 },
    { recentSize: 60, random: () => 0.5 },
    { minimumDistance: -0.1 },
    { minimumDistance: 1 },
    { afterDrift: 'other' as 'restart' },
  ])('refuses %j', (options) => {
    expect(() => createKswin(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
