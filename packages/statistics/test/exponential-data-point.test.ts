import { ExponentialHistogram, type ExponentialHistogramDataPoint } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsErrorOf } from './support/sketches.ts';

const CENTRED = { centre: 20, unit: 5 };

function histogramOf(
  values: readonly number[],
  settings: ConstructorParameters<typeof ExponentialHistogram>[0] = {},
): ExponentialHistogram {
  const histogram = new ExponentialHistogram(settings);
  for (const value of values) histogram.add(value);
  return histogram;
}

/** A value in (1, 2], one of 0 and two in (2, 4] at scale 0. */
const POINT: ExponentialHistogramDataPoint = {
  count: 4n,
  scale: 0,
  zeroCount: 1n,
  positive: { offset: -1, bucketCounts: [0n, 1n, 2n, 0n] },
};

describe('toDataPoint', () => {
  it('has the fields of OTLP, of the centred values', () => {
    const histogram = histogramOf([20, 27, 45], { ...CENTRED, maxScale: 0, zeroThreshold: 0.01 });
    expect(histogram.toDataPoint()).toEqual({
      count: 3n,
      sum: 1.4 + 5,
      min: 0,
      max: 5,
      scale: 0,
      zeroCount: 1n,
      zeroThreshold: 0.01,
      positive: { offset: 0, bucketCounts: [1n, 0n, 1n] },
      negative: { offset: 0, bucketCounts: [] },
    });
  });

  it('has no sum when a value is below the centre, no range when there is none', () => {
    expect(histogramOf([-1, 2]).toDataPoint()).not.toHaveProperty('sum');
    expect(histogramOf([]).toDataPoint()).toEqual({
      count: 0n,
      sum: 0,
      scale: 20,
      zeroCount: 0n,
      zeroThreshold: 0,
      positive: { offset: 0, bucketCounts: [] },
      negative: { offset: 0, bucketCounts: [] },
    });
  });

  it('has no sum that is infinite', () => {
    expect(histogramOf([1.7e308, 1.7e308]).toDataPoint()).not.toHaveProperty('sum');
  });

  it('refuses weights that are not whole', () => {
    const histogram = new ExponentialHistogram();
    histogram.add(1, 0.5);
    expect(statisticsErrorOf(() => histogram.toDataPoint()).code).toBe('invalid_value');
  });
});

describe('fromDataPoint', () => {
  it('has the buckets of what made the point', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 50 }), (values) => {
        const histogram = histogramOf(values, CENTRED);
        const read = ExponentialHistogram.fromDataPoint(histogram.toDataPoint(), CENTRED);
        expect(read.buckets()).toEqual(histogram.buckets());
        expect(read).toMatchObject({ scale: histogram.scale, total: histogram.total });
        if (values.length === 0) return;
        const tolerance = 1e-12 * Math.max(Math.abs(histogram.minimum), histogram.maximum, 20);
        expect(Math.abs(read.minimum - histogram.minimum)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(read.maximum - histogram.maximum)).toBeLessThanOrEqual(tolerance);
        const farthest = Math.max(20 - histogram.minimum, histogram.maximum - 20, 0);
        const meanError = histogram.valueError * farthest + tolerance;
        expect(Math.abs(read.mean - histogram.mean)).toBeLessThanOrEqual(meanError);
      }),
    );
  });

  it('estimates the sum and the range that a point lacks', () => {
    const read = ExponentialHistogram.fromDataPoint(POINT);
    expect(read.total).toBe(4);
    // The representatives of (1, 2] and (2, 4] are 4/3 and 8/3.
    expect(read.minimum).toBe(0);
    expect(read.maximum).toBeCloseTo(8 / 3, 14);
    expect(read.mean).toBeCloseTo((4 / 3 + 16 / 3) / 4, 14);
  });

  it('reads negative buckets, and a point without zeros', () => {
    const point = { count: 3n, scale: 0, zeroCount: 0n };
    const negative = { offset: 0, bucketCounts: [1n, 2n] };
    const read = ExponentialHistogram.fromDataPoint({ ...point, negative });
    expect(read.buckets()).toEqual([
      { sign: -1, index: 1, count: 2 },
      { sign: -1, index: 0, count: 1 },
    ]);
    expect(read.maximum).toBeCloseTo(-4 / 3, 14);
  });

  it('adds up buckets until they fit', () => {
    const bucketCounts = Array.from({ length: 1000 }, () => 1n);
    const point = { count: 1000n, scale: 7, zeroCount: 0n, positive: { offset: -3, bucketCounts } };
    const read = ExponentialHistogram.fromDataPoint(point);
    expect(read).toMatchObject({ scale: 4, total: 1000 });
    expect(ExponentialHistogram.fromDataPoint(POINT, { maxScale: -1 }).scale).toBe(-1);
  });

  it.each([
    { scale: 21 },
    { scale: -12 },
    { scale: 0.5 },
    { count: 5n },
    { zeroCount: -1n, count: 2n },
    { sum: NaN },
    { min: 5, max: 4 },
    { min: NaN },
    { max: Infinity },
    { positive: { offset: 1023, bucketCounts: [1n, 2n] } },
    { positive: { offset: -1076, bucketCounts: [1n, 2n] } },
    { positive: { offset: 0.5, bucketCounts: [1n, 2n] } },
    { positive: { offset: 0, bucketCounts: [-1n, 4n] } },
  ])('refuses a point with $scale $count $sum $min $max $positive', (change) => {
    const error = statisticsErrorOf(() =>
      ExponentialHistogram.fromDataPoint({ ...POINT, ...change }),
    );
    expect(error.code).toBe('invalid_value');
  });

  it('refuses a zero threshold that is none', () => {
    const run = () => ExponentialHistogram.fromDataPoint({ ...POINT, zeroThreshold: -1 });
    expect(statisticsErrorOf(run).code).toBe('invalid_argument');
  });
});
