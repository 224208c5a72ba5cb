import { energyDistance, energyDistanceNoiseFloor, energyTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

function meanDistance(a: readonly number[], b: readonly number[]): number {
  const sum = a.reduce((total, p) => total + b.reduce((inner, q) => inner + Math.abs(p - q), 0), 0);
  return sum / a.length / b.length;
}

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];

describe('energyDistance', () => {
  // scipy 1.15.3, energy_distance; the last two by hand.
  it.each([
    { x: X, y: Y, distance: 0.8013876853447539 },
    { x: [1, 2, 2, 3, 5, 9], y: [2, 4, 4, 7, 8], distance: 0.9775252199076788 },
    { x: [0, 1], y: [1, 2], distance: 1 },
    { x: [3], y: [3], distance: 0 },
    { x: [0], y: [8], distance: 4 },
    { x: [Number.MIN_VALUE], y: [3 * Number.MIN_VALUE], distance: 2 * Math.sqrt(Number.MIN_VALUE) },
  ])('of $x and $y is $distance', ({ x, y, distance }) => {
    expect(relativeError(energyDistance(x, y), distance)).toBeLessThan(1e-14);
  });

  it('is the root of 2 E|X - Y| - E|X - X| - E|Y - Y|', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const square = 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
        expect(energyDistance(x, y) ** 2).toBeCloseTo(square, 12);
      }),
    );
  });

  it('is a metric, and scales with the root of the unit', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, tiedSample, (x, y, z) => {
        const distance = energyDistance(x, y);
        expect(energyDistance(y, x)).toBeCloseTo(distance, 14);
        expect(energyDistance(x, x)).toBe(0);
        expect(distance).toBeLessThanOrEqual(energyDistance(x, z) + energyDistance(z, y) + 1e-12);
        const nine = (value: number): number => 9 * value;
        expect(energyDistance(x.map(nine), y.map(nine))).toBeCloseTo(3 * distance, 12);
      }),
    );
  });

  it('takes 1 against 1,000,000 values', () => {
    const y = Float64Array.from({ length: 1_000_000 }, (_, index) => (index + 0.5) / 1_000_000);
    // 2 ∫ u² over (0, ½) twice is 1/6.
    expect(energyDistance([0.5], y) ** 2).toBeCloseTo(1 / 6, 6);
  });

  it.each([
    { x: [], y: [1], code: 'empty_input', wrong: 'x has no values' },
    { x: [1], y: [3, 2], code: 'invalid_value', wrong: 'y[1] is 2' },
    { x: [NaN], y: [1], code: 'invalid_value', wrong: 'x[0] is NaN' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => energyDistance(x, y)).toThrow(statisticsError(code, wrong));
  });
});

describe('energyTest', () => {
  it('has the p-value of all deals: 0.842', () => {
    // scipy 1.15.3, permutation_test of energy_distance squared, all 462 deals.
    const { statistic, pValue, method } = energyTest(X, Y, { random: Math.random });
    expect(method).toBe('exact');
    expect(relativeError(pValue, 0.841991341991342)).toBeLessThan(1e-12);
    expect(relativeError(statistic, (30 / 11) * 0.8013876853447539 ** 2)).toBeLessThan(1e-12);
  });

  it('tells of a spread that changed, which tests of location do not see', () => {
    const random = seededRandom(8);
    const sample = (scale: number): number[] =>
      Array.from({ length: 150 }, () => scale * (random() - 0.5)).toSorted((a, b) => a - b);
    expect(energyTest(sample(1), sample(3), { random, permutations: 199 }).pValue).toBe(1 / 200);
  });
});

describe('energyDistanceNoiseFloor', () => {
  it('is the root mean square over all deals of a pool', () => {
    const pool = [...X, ...Y].toSorted((a, b) => a - b);
    let sum = 0;
    let deals = 0;
    for (let mask = 0; mask < 2 ** 11; mask++) {
      const x = pool.filter((_, index) => (mask >>> index) & 1);
      if (x.length !== 6) continue;
      sum +=
        energyDistance(
          x,
          pool.filter((_, index) => ((mask >>> index) & 1) === 0),
        ) ** 2;
      deals++;
    }
    expect(energyDistanceNoiseFloor(pool, 6, 5)).toBeCloseTo(Math.sqrt(sum / deals), 12);
  });

  it('is 0 for a constant sample and for a single value', () => {
    expect(energyDistanceNoiseFloor([4, 4, 4], 10, 20)).toBe(0);
    expect(energyDistanceNoiseFloor([4], 10, 20)).toBe(0);
  });

  it('needs values', () => {
    expect(() => energyDistanceNoiseFloor([], 1, 1)).toThrow(
      statisticsError('empty_input', 'sample has no values'),
    );
  });
});

describe('the energy distance of values without a finite range', () => {
  it.each([
    [[-1e308, 1e308], [0]],
    [[-1e308], [1e308]],
  ])('is refused: %j and %j', (x, y) => {
    const refusal = expect.objectContaining({ code: 'invalid_value' });
    expect(() => energyDistance(x, y)).toThrow(refusal);
    expect(() => energyDistanceNoiseFloor([-1e308, 1e308], 3, 3)).toThrow(refusal);
  });
});
