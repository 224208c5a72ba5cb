import {
  createBinLookup,
  ExponentialHistogram,
  HyperLogLog,
  kllRankError,
  KllSketch,
  ReferenceHistogram,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

/** A stream is a full cycle modulo this, so that the share at most v is (floor(v) + 1) / PRIME. */
const PRIME = 10_007;
const RANKS = [0.05, 0.25, 0.5, 0.75, 0.95];

type Build = (random: () => number, k: number) => KllSketch;

const BUILDS: readonly { readonly name: string; readonly build: Build }[] = [
  {
    name: 'one stream',
    build(random, k) {
      const sketch = new KllSketch(random, { k });
      const step = 1 + Math.floor(random() * (PRIME - 1));
      for (let row = 0; row < PRIME; row++) sketch.add((row * step) % PRIME);
      return sketch;
    },
  },
  {
    name: 'the merge of 16 streams',
    build(random, k) {
      const merged = new KllSketch(random, { k });
      for (let part = 0; part < 16; part++) {
        const sketch = new KllSketch(random, { k });
        for (let value = part; value < PRIME; value += 16) sketch.add(value);
        merged.merge(sketch);
      }
      return merged;
    },
  },
  {
    name: 'values of weight 7',
    build(random, k) {
      const sketch = new KllSketch(random, { k });
      const step = 1 + Math.floor(random() * (PRIME - 1));
      for (let row = 0; row < PRIME; row++) sketch.add((row * step) % PRIME, 7);
      return sketch;
    },
  },
];

/** Largest difference of the distribution functions, which is next to a value that is kept. */
function largestError(sketch: KllSketch): number {
  const { values, weights } = sketch.weightedValues();
  let largest = 0;
  let below = 0;
  for (const [index, value] of values.entries()) {
    largest = Math.max(largest, Math.abs(below / sketch.total - value / PRIME));
    below += weights[index] ?? NaN;
    largest = Math.max(largest, Math.abs(below / sketch.total - (value + 1) / PRIME));
  }
  return largest;
}

describe('ranks of KllSketch', () => {
  it.each(BUILDS)(
    'are all within kllRankError 99 times of 100 and right on the average: $name, k = 64, seed 1001',
    ({ build }) => {
      const random = seededRandom(1001);
      const k = 64;
      const repetitions = 100 * SIMULATIONS;
      let beyond = 0;
      let sum = 0;
      let squares = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const sketch = build(random, k);
        if (largestError(sketch) > kllRankError(k)) beyond++;
        for (const p of RANKS) {
          const value = Math.floor(p * PRIME);
          const error = sketch.rank(value) - (value + 1) / PRIME;
          sum += error;
          squares += error * error;
        }
      }
      const answers = repetitions * RANKS.length;
      const deviation = Math.sqrt(squares / answers);
      // One in a hundred, and four standard errors.
      const allowed = 0.01 + 4 * Math.sqrt((0.01 * 0.99) / repetitions);
      expect(beyond / repetitions).toBeLessThanOrEqual(allowed);
      const meanAllowed = (4 * deviation) / Math.sqrt(repetitions);
      expect(Math.abs(sum / answers)).toBeLessThanOrEqual(meanAllowed);
    },
  );
});

describe('estimates of HyperLogLog', () => {
  it.each([3, 30, 100, 300, 700, 1500, 5000])(
    'of %d items are right on the average to 1.1 / 2^p and deviate by the standard error: p = 8, seed 2002',
    (items) => {
      const random = seededRandom(2002);
      const repetitions = 200 * SIMULATIONS;
      let sum = 0;
      let squares = 0;
      let standardError = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const sketch = new HyperLogLog({ precision: 8 });
        for (let item = 0; item < items; item++) {
          sketch.addHash(random() * 2 ** 32, random() * 2 ** 32);
        }
        const error = sketch.estimate() / items - 1;
        sum += error;
        squares += error * error;
        ({ standardError } = sketch);
      }
      const bias = sum / repetitions;
      const deviation = Math.sqrt(squares / repetitions);
      // The estimator's own bias, then four standard errors of a mean and of a standard deviation.
      const biasMax = 1.1 / 2 ** 8 + (4 * standardError) / Math.sqrt(repetitions);
      expect(Math.abs(bias)).toBeLessThan(biasMax);
      const slack = 1 + 4 / Math.sqrt(2 * repetitions);
      expect(deviation).toBeLessThan(standardError * slack);
    },
  );
});

describe('memory', () => {
  it('stays within its bounds over a long stream of a heavy tail: seed 3003', () => {
    const random = seededRandom(3003);
    const edges = Array.from({ length: 127 }, (_, edge) => 1.05 ** edge);
    const fixed = new ReferenceHistogram(edges, createBinLookup(edges));
    const exponential = new ExponentialHistogram();
    const kll = new KllSketch(random, { k: 200 });
    const distinct = new HyperLogLog();
    const rows = 500_000 * SIMULATIONS;
    for (let row = 0; row < rows; row++) {
      const value = random() ** -2 - 2;
      fixed.add(value);
      exponential.add(value);
      kll.add(value);
      distinct.add(row);
    }
    expect([fixed.total, exponential.total, kll.total]).toEqual([rows, rows, rows]);
    expect(Math.abs(distinct.estimate() / rows - 1)).toBeLessThan(4 * distinct.standardError);
    expect(fixed.toBytes().length).toBeLessThan(44 + 16 * 128);
    expect(exponential.toBytes().length).toBeLessThan(2700);
    expect(kll.toBytes().length).toBeLessThan(8 * (3 * 200 + 8 * 30));
    expect(distinct.toBytes()).toHaveLength(4108);
  });
});
