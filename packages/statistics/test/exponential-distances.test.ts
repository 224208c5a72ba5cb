import {
  alignExponentialHistograms,
  ExponentialHistogram,
  wassersteinFromExponentialHistograms,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { statisticsErrorOf } from './support/sketches.ts';

function histogramOf(
  values: ArrayLike<number>,
  settings: ConstructorParameters<typeof ExponentialHistogram>[0] = {},
): ExponentialHistogram {
  const histogram = new ExponentialHistogram(settings);
  for (const value of Array.from(values)) histogram.add(value);
  return histogram;
}

/** The area between the distribution functions, by definition. */
function wassersteinOf(x: readonly number[], y: readonly number[]): number {
  const all = [...x, ...y].toSorted((a, b) => a - b);
  const shareUpTo = (sample: readonly number[], value: number): number =>
    sample.filter((other) => other <= value).length / sample.length;
  let distance = 0;
  for (const [index, value] of all.entries()) {
    const width = (all[index + 1] ?? value) - value;
    distance += Math.abs(shareUpTo(x, value) - shareUpTo(y, value)) * width;
  }
  return distance;
}

const sample = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), {
  minLength: 1,
  maxLength: 30,
});

describe('alignExponentialHistograms', () => {
  it('has every bucket of either once, ascending, at the lower scale', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [left, right] = [histogramOf(x), histogramOf(y, { maxBuckets: 20 })];
        const { values, expected, actual, scale } = alignExponentialHistograms(left, right);
        expect(scale).toBe(Math.min(left.scale, right.scale));
        expect([...values]).toEqual([...values].toSorted((a, b) => a - b));
        const counts = (histogram: ExponentialHistogram): number[] =>
          histogram.buckets(scale).map(({ count }) => count);
        expect([...expected].filter((count) => count > 0)).toEqual(counts(left));
        expect([...actual].filter((count) => count > 0)).toEqual(counts(right));
        expect([...expected].every((count, bin) => count > 0 || actual[bin] !== 0)).toBe(true);
      }),
    );
  });

  it('is empty for two empty histograms', () => {
    expect(alignExponentialHistograms(histogramOf([]), histogramOf([])).values).toHaveLength(0);
  });

  it('refuses histograms that are centred otherwise', () => {
    const run = () => alignExponentialHistograms(histogramOf([1]), histogramOf([1], { centre: 1 }));
    expect(statisticsErrorOf(run).code).toBe('shape_mismatch');
  });
});

describe('wassersteinFromExponentialHistograms', () => {
  it('is within its bound of the distance of the values', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(0, 0.5), (x, y, zeroThreshold) => {
        const settings = { centre: 3, unit: 7, zeroThreshold, maxBuckets: 30 };
        const { distance, errorBound } = wassersteinFromExponentialHistograms(
          histogramOf(x, settings),
          histogramOf(y, settings),
        );
        expect(Math.abs(distance - wassersteinOf(x, y))).toBeLessThanOrEqual(errorBound + 1e-9);
      }),
    );
  });

  it('is 0 for equal samples and symmetric', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [left, right] = [histogramOf(x), histogramOf(y)];
        expect(wassersteinFromExponentialHistograms(left, left).distance).toBe(0);
        const there = wassersteinFromExponentialHistograms(left, right);
        const back = wassersteinFromExponentialHistograms(right, left);
        expect(back.distance).toBe(there.distance);
      }),
    );
  });

  it('is far nearer than its bound where two samples overlap: seed 20', () => {
    const random = seededRandom(20);
    const draw = (): number =>
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const reference = Float64Array.from({ length: 50_000 }, draw);
    const current = Float64Array.from({ length: 50_000 }, () => draw() + 0.2);
    const ascending = current.toSorted();
    let exact = 0;
    for (const [index, value] of reference.toSorted().entries()) {
      exact += Math.abs(value - (ascending[index] ?? NaN)) / 50_000;
    }
    const centring = { centre: 0, unit: 1.349 };
    const { distance, errorBound } = wassersteinFromExponentialHistograms(
      histogramOf(reference, centring),
      histogramOf(current, centring),
    );
    expect(Math.abs(distance - exact)).toBeLessThan(0.002);
    expect(errorBound).toBeGreaterThan(0.01);
  });

  it('is 0 with the bound 0 when everything is at the centre', () => {
    const constant = histogramOf([5, 5], { centre: 5, maxScale: -11 });
    expect(wassersteinFromExponentialHistograms(constant, constant)).toEqual({
      distance: 0,
      errorBound: 0,
    });
  });

  it('refuses empty histograms and values too far apart', () => {
    const [empty, one] = [histogramOf([]), histogramOf([1])];
    for (const run of [
      () => wassersteinFromExponentialHistograms(empty, one),
      () => wassersteinFromExponentialHistograms(one, empty),
    ]) {
      expect(statisticsErrorOf(run).code).toBe('empty_input');
    }
    const run = () =>
      wassersteinFromExponentialHistograms(histogramOf([-1.7e308]), histogramOf([1.7e308]));
    expect(statisticsErrorOf(run).code).toBe('invalid_value');
  });
});
