import {
  addFourierFeatures,
  createFourierFeatureSums,
  maximumMeanDiscrepancy,
  maximumMeanDiscrepancyFromFeatures,
  mergeFourierFeatureSums,
  randomFourierFeatures,
} from '@marigraph/statistics';
import type { FourierFeatureSums, RandomFourierFeatures } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { vectorPair, WAVES } from './support/vector-samples.ts';

const SMALL = { dimension: 3, bandwidth: 1.5, frequencies: 40 } as const;

function sumsOf(features: RandomFourierFeatures, rows: readonly number[][]): FourierFeatureSums {
  const sums = createFourierFeatureSums(features);
  for (const row of rows) addFourierFeatures(sums, features, row);
  return sums;
}

describe('randomFourierFeatures', () => {
  it('draws frequencies of the normal law with standard deviation 1/σ, seed 1', () => {
    const { frequencies } = randomFourierFeatures({
      dimension: 10,
      bandwidth: 4,
      frequencies: 2000,
      random: seededRandom(1),
    });
    expect(frequencies).toHaveLength(20_000);
    const square = frequencies.reduce((sum, w) => sum + (4 * w) ** 2, 0) / 20_000;
    const fourth = frequencies.reduce((sum, w) => sum + (4 * w) ** 4, 0) / 20_000;
    expect(Math.abs(frequencies.reduce((sum, w) => sum + 4 * w, 0) / 20_000)).toBeLessThan(0.03);
    // Moments 1 and 3; four standard errors √(2/n) and √(96/n).
    expect(Math.abs(square - 1)).toBeLessThan(0.04);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.28);
  });

  it('has 256 frequencies unless told', () => {
    const features = randomFourierFeatures({ dimension: 2, bandwidth: 1, random: seededRandom(1) });
    expect(features.frequencies).toHaveLength(512);
    expect(createFourierFeatureSums(features)).toStrictEqual({
      count: 0,
      sums: Array<number>(512).fill(0),
    });
  });

  it('stays finite where random gives 0', () => {
    const { frequencies } = randomFourierFeatures({ ...SMALL, random: () => 0 });
    expect(frequencies.every((frequency) => Number.isFinite(frequency))).toBe(true);
  });

  it.each([
    { dimension: 0 },
    { dimension: 1.5 },
    { bandwidth: 0 },
    { bandwidth: NaN },
    { bandwidth: 1e-101 },
    { frequencies: 1 },
    { random: () => 1 },
    { random: () => NaN },
  ])('refuses %j', (options) => {
    expect(() => randomFourierFeatures({ ...SMALL, random: Math.random, ...options })).toThrow(
      statisticsError('invalid_argument', Object.keys(options)[0] ?? ''),
    );
  });
});

describe('maximumMeanDiscrepancyFromFeatures', () => {
  it('is the mean squared distance of the characteristic functions', () => {
    // One element, frequencies 1 and 2; x = 0, π and y = π/2, π/2. At 1: means 0 and i, distance 1;
    // at 2: means 1 and -1, squared distance 4. |mean|² of x is 0, 1, of y 1, 1.
    const features = { dimension: 1, bandwidth: 1, frequencies: [1, 2] };
    const x = sumsOf(features, [[0], [Math.PI]]);
    const y = sumsOf(features, [[Math.PI / 2], [Math.PI / 2]]);
    const found = maximumMeanDiscrepancyFromFeatures(x, y);
    expect(found.biasedSquared).toBeCloseTo(2.5, 14);
    // Without the pairs of a vector and itself: 1/(n - 1) of 1 - |mean|², ½ over the two
    // frequencies.
    expect(found.squared).toBeCloseTo(2, 14);
    expect(found.standardError).toBeCloseTo(1.5, 14);
  });

  it('is within its bounds of the exact discrepancy, seeds 0 to 199', () => {
    const { biasedSquared, squared } = maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth: 1.5 });
    const errors: number[] = [];
    let beyondTwo = 0;
    for (let seed = 0; seed < 200; seed++) {
      const features = randomFourierFeatures({ ...SMALL, random: seededRandom(seed) });
      const [x, y] = [sumsOf(features, WAVES.x), sumsOf(features, WAVES.y)];
      const found = maximumMeanDiscrepancyFromFeatures(x, y);
      const error = found.biasedSquared - biasedSquared;
      errors.push(error);
      if (Math.abs(error) > 2 * found.standardError) beyondTwo++;
      // Hoeffding at a chance of 1e-4.
      expect(Math.abs(error)).toBeLessThan(4 * Math.sqrt(Math.log(2e4) / (2 * 40)));
      // Both forms approximate theirs.
      expect(Math.abs(found.squared - squared)).toBeLessThan(0.3);
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / 200;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / 200);
    expect(deviation).toBeLessThan(2 * Math.sqrt(biasedSquared / 40));
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(200));
    // Terms are skewed, so a few more than 5 %.
    expect(beyondTwo / 200).toBeLessThan(0.15);
  });

  it('is the same for merged sums as for the whole, to 1e-12', () => {
    const features = randomFourierFeatures({ ...SMALL, random: seededRandom(3) });
    fc.assert(
      fc.property(fc.nat(12), (cut) => {
        const whole = sumsOf(features, WAVES.x);
        const merged = sumsOf(features, WAVES.x.slice(0, cut));
        mergeFourierFeatureSums(merged, sumsOf(features, WAVES.x.slice(cut)));
        expect(merged.count).toBe(whole.count);
        for (const [slot, sum] of merged.sums.entries()) {
          expect(Math.abs(sum - (whole.sums[slot] ?? NaN))).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('survives JSON: features and sums are plain data', () => {
    const features = randomFourierFeatures({ ...SMALL, random: seededRandom(4) });
    const sums = sumsOf(features, WAVES.x);
    expect(JSON.parse(JSON.stringify({ features, sums }))).toStrictEqual({ features, sums });
  });

  it('is symmetric, not negative, and 0 for the biased form of equal samples', () => {
    fc.assert(
      fc.property(vectorPair, fc.nat(1000), ([x, y], seed) => {
        const features = randomFourierFeatures({
          dimension: x[0]?.length ?? 1,
          bandwidth: 2,
          frequencies: 5,
          random: seededRandom(seed),
        });
        const [first, second] = [sumsOf(features, x), sumsOf(features, y)];
        const found = maximumMeanDiscrepancyFromFeatures(first, second);
        expect(maximumMeanDiscrepancyFromFeatures(second, first)).toStrictEqual(found);
        expect(found.biasedSquared).toBeGreaterThanOrEqual(0);
        expect(found.biasedSquared).toBeLessThanOrEqual(4);
        expect(found.squared).toBeLessThanOrEqual(found.biasedSquared + 1e-14);
        expect(maximumMeanDiscrepancyFromFeatures(first, first).biasedSquared).toBe(0);
      }),
    );
  });

  it('refuses vectors that do not fit and is as before', () => {
    const features = randomFourierFeatures({ ...SMALL, random: seededRandom(5) });
    const sums = sumsOf(features, WAVES.x);
    const before = JSON.stringify(sums);
    expect(() => addFourierFeatures(sums, features, [1, 2])).toThrow(
      statisticsError('shape_mismatch', 'vector has 2 elements; the dimension is 3'),
    );
    expect(() => addFourierFeatures(sums, features, [1, 2, NaN])).toThrow(
      statisticsError('invalid_value', 'vector[2] is NaN'),
    );
    expect(JSON.stringify(sums)).toBe(before);
  });

  it('refuses sums of other features and of fewer than two vectors', () => {
    const features = randomFourierFeatures({ ...SMALL, random: seededRandom(6) });
    const fewer = randomFourierFeatures({ ...SMALL, frequencies: 39, random: seededRandom(6) });
    const sums = sumsOf(features, WAVES.x);
    const other = sumsOf(fewer, WAVES.x);
    for (const use of [mergeFourierFeatureSums, maximumMeanDiscrepancyFromFeatures]) {
      expect(() => use(sums, other)).toThrow(
        statisticsError('shape_mismatch', 'sums of 40 frequencies, the other of 39'),
      );
    }
    const single = sumsOf(features, WAVES.y.slice(0, 1));
    expect(() => maximumMeanDiscrepancyFromFeatures(single, sums)).toThrow(
      statisticsError('empty_input', 'x has 1 value'),
    );
    expect(() => maximumMeanDiscrepancyFromFeatures(sums, single)).toThrow(
      statisticsError('empty_input', 'y has 1 value'),
    );
  });
});
