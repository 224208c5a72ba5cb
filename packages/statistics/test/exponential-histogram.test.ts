import { ExponentialHistogram, exponentialValueError } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { malformed, statisticsErrorOf, withDouble, withWord } from './support/sketches.ts';

const CENTRED = { centre: 20, unit: 5 };
/** Without -0, which is the same value as 0 here. */
const finite = fc
  .oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
  )
  .map((value) => value + 0);
const sample = fc.array(finite, { maxLength: 60 });
const options = fc.record({
  centre: fc.double({ min: -100, max: 100, noNaN: true }),
  unit: fc.double({ min: 0.01, max: 100, noNaN: true }),
  maxBuckets: fc.integer({ min: 2, max: 40 }),
  zeroThreshold: fc.constantFrom(0, 0.1),
});

function histogramOf(
  values: readonly number[],
  settings: ConstructorParameters<typeof ExponentialHistogram>[0] = {},
): ExponentialHistogram {
  const histogram = new ExponentialHistogram(settings);
  for (const value of values) histogram.add(value);
  return histogram;
}

/** All but the sum, which depends on the order of additions. */
function countsOf(histogram: ExponentialHistogram): unknown {
  const { scale, minimum, maximum, total, effectiveSize } = histogram;
  return { scale, minimum, maximum, total, effectiveSize, buckets: histogram.buckets() };
}

describe('ExponentialHistogram', () => {
  it('begins empty at scale 20 with 160 buckets of each sign, as the OpenTelemetry SDKs do', () => {
    const histogram = new ExponentialHistogram();
    expect(histogram.settings).toEqual({
      centre: 0,
      unit: 1,
      maxBuckets: 160,
      maxScale: 20,
      zeroThreshold: 0,
    });
    expect(countsOf(histogram)).toEqual({
      scale: 20,
      minimum: Infinity,
      maximum: -Infinity,
      total: 0,
      effectiveSize: 0,
      buckets: [],
    });
  });

  it('counts below, at and above the centre', () => {
    const histogram = histogramOf([18, 20, 27], { ...CENTRED, maxScale: 0 });
    // -0.4 is in (2^-2, 2^-1], 1.4 in (2^0, 2^1].
    expect(histogram.buckets()).toEqual([
      { sign: -1, index: -2, count: 1 },
      { sign: 0, index: 0, count: 1 },
      { sign: 1, index: 0, count: 1 },
    ]);
    expect(histogram.quantile(0.5)).toBe(20);
  });

  it('counts as zero what is within the threshold', () => {
    const histogram = histogramOf([-0.5, 0.25, 0.5, 0.51], { zeroThreshold: 0.5 });
    expect(histogram.buckets().map(({ sign, count }) => [sign, count])).toEqual([
      [0, 3],
      [1, 1],
    ]);
  });

  it('halves its resolution only when the buckets do not reach', () => {
    const histogram = histogramOf([1, 2 ** 4], { maxBuckets: 4 });
    // 2^0 and 2^4 are in the buckets -1 and 3 of scale 0, one too many for 4.
    expect(histogram.scale).toBe(-1);
    expect(histogramOf([2, 2 ** 4], { maxBuckets: 4 }).scale).toBe(0);
  });

  it('keeps a factor of 32 at scale 5, and all doubles in two buckets', () => {
    expect(histogramOf([1.0001, 32]).scale).toBe(5);
    const extremes = [Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, -Number.MIN_VALUE];
    const histogram = histogramOf(extremes, { maxBuckets: 2 });
    expect(histogram).toMatchObject({ scale: -11, total: 4, valueError: 1 });
    // All that is left of the values is their sign and whether they are above 1.
    expect(histogram.quantile(0.2)).toBe(-2);
  });

  it('has quantiles within the error of a value, the extremes exactly', () => {
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 60 }),
        options,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, settings, p) => {
          const histogram = histogramOf(values, settings);
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil(p * values.length) - 1)] ?? NaN;
          const { centre, unit, zeroThreshold } = settings;
          const bound =
            histogram.valueError * Math.abs(exact - centre) * (1 + 1e-12) +
            zeroThreshold * unit +
            1e-13 * Math.max(Math.abs(exact), Math.abs(centre)) +
            4 * Number.MIN_VALUE;
          expect(Math.abs(histogram.quantile(p) - exact)).toBeLessThanOrEqual(bound);
          expect(histogram.quantile(0)).toBe(Math.min(...sorted) + 0);
          expect(histogram.quantile(1)).toBe(Math.max(...sorted) + 0);
        },
      ),
    );
  });

  it('has values that the exponential error bounds', () => {
    const histogram = histogramOf([1, 100, 1000]);
    expect(histogram.valueError).toBe(exponentialValueError(histogram.scale));
  });

  it('merges to the whole in any order: buckets and scale exactly, the mean to 1e-12', () => {
    fc.assert(
      fc.property(sample, sample, sample, options, (a, b, c, settings) => {
        const whole = histogramOf([...a, ...b, ...c], settings);
        const left = histogramOf(a, settings);
        left.merge(histogramOf(b, settings));
        left.merge(histogramOf(c, settings));
        const right = histogramOf(c, settings);
        right.merge(histogramOf(a, settings));
        right.merge(histogramOf(b, settings));
        expect(countsOf(left)).toEqual(countsOf(whole));
        expect(countsOf(right)).toEqual(countsOf(whole));
        if (whole.total === 0) return;
        const range = Math.max(
          Math.abs(whole.maximum),
          Math.abs(whole.minimum),
          Math.abs(settings.centre),
        );
        expect(Math.abs(left.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * range);
      }),
    );
  });

  it('can be merged with itself', () => {
    const histogram = histogramOf([1, -2, 3]);
    histogram.merge(histogram);
    expect(histogram).toMatchObject({ total: 6, mean: 2 / 3 });
  });

  it('counts a weight as so many values', () => {
    const repeated = histogramOf([2, 2, 2, -7, -7], CENTRED);
    const weighted = new ExponentialHistogram(CENTRED);
    weighted.add(2, 3);
    weighted.add(-7, 2);
    weighted.add(100, 0);
    expect(weighted.buckets()).toEqual(repeated.buckets());
    expect(weighted.mean).toBeCloseTo(repeated.mean, 12);
    expect(weighted.effectiveSize).toBeCloseTo(25 / 13, 14);
    expect(repeated.effectiveSize).toBe(5);
  });

  it('has a last quantile where rounding of the weights leaves it short of the target', () => {
    const histogram = new ExponentialHistogram();
    for (let value = -50; value < 50; value++) histogram.add(value, 0.1);
    expect(histogram.quantile(1 - 2 ** -53)).toBeCloseTo(49, 12);
  });

  it('has the mean of values that cancel, which a plain sum loses', () => {
    expect(histogramOf([1e16, 1, -1e16]).mean).toBeCloseTo(1 / 3, 15);
    expect(histogramOf([1, 1e16, 1, -1e16]).mean).toBe(0.5);
  });

  it('is empty after clear', () => {
    const histogram = histogramOf([1, 1e9, -3, 0], CENTRED);
    histogram.clear();
    expect(countsOf(histogram)).toEqual(countsOf(new ExponentialHistogram(CENTRED)));
    expect(histogram.toBytes()).toEqual(new ExponentialHistogram(CENTRED).toBytes());
  });

  it('adds up neighbours for a lower scale', () => {
    const histogram = histogramOf([1.1, 1.6, 3, -5], { maxScale: 3 });
    expect(histogram.buckets(0)).toEqual(histogramOf([1.1, 1.6, 3, -5], { maxScale: 0 }).buckets());
  });

  it.each([4, -12, 0.5, NaN])('has no buckets at the scale %d', (scale) => {
    const histogram = histogramOf([1.1, 3], { maxScale: 3 });
    expect(statisticsErrorOf(() => histogram.buckets(scale)).code).toBe('invalid_argument');
  });

  it.each([
    { centre: NaN },
    { centre: Infinity },
    { unit: 0 },
    { unit: NaN },
    { unit: Infinity },
    { maxBuckets: 1 },
    { maxBuckets: 2.5 },
    { maxBuckets: 65_537 },
    { maxScale: 21 },
    { maxScale: -12 },
    { maxScale: 0.5 },
    { zeroThreshold: -1 },
    { zeroThreshold: Infinity },
  ])('refuses %j', (settings) => {
    const error = statisticsErrorOf(() => new ExponentialHistogram(settings));
    expect(error.code).toBe('invalid_argument');
    expect(error.message).toContain(Object.keys(settings)[0]);
  });

  it.each([
    [NaN, 1],
    [Infinity, 1],
    [-Infinity, 0],
    [1, -1],
    [1, NaN],
  ])('refuses the value %d of weight %d and counts nothing', (value, weight) => {
    const histogram = new ExponentialHistogram();
    expect(statisticsErrorOf(() => histogram.add(value, weight)).code).toBe('invalid_value');
    expect(histogram.total).toBe(0);
  });

  it('refuses a value too far from the centre for a double', () => {
    const histogram = new ExponentialHistogram({ centre: -1e308 });
    expect(statisticsErrorOf(() => histogram.add(1e308)).message).toContain('Infinity');
  });

  it('refuses what nothing can be said of', () => {
    const empty = new ExponentialHistogram();
    expect(statisticsErrorOf(() => empty.quantile(0.5)).code).toBe('empty_input');
    expect(statisticsErrorOf(() => empty.mean).code).toBe('empty_input');
    expect(statisticsErrorOf(() => histogramOf([1]).quantile(1.1)).code).toBe('invalid_argument');
    const large = histogramOf([1.7e308, 1.7e308]);
    expect(statisticsErrorOf(() => large.mean).code).toBe('invalid_value');
  });

  it.each([{ centre: 1 }, { unit: 2 }, { zeroThreshold: 1 }])(
    'refuses to merge one with %j',
    (settings) => {
      const error = statisticsErrorOf(() => histogramOf([1]).merge(histogramOf([1], settings)));
      expect(error.code).toBe('shape_mismatch');
      expect(error.message).toContain(Object.keys(settings)[0]);
    },
  );

  it('reads what it has written', () => {
    fc.assert(
      fc.property(sample, options, (values, settings) => {
        const histogram = histogramOf(values, settings);
        const bytes = histogram.toBytes();
        const read = ExponentialHistogram.fromBytes(bytes);
        expect(read.toBytes()).toEqual(bytes);
        expect(countsOf(read)).toEqual(countsOf(histogram));
        expect(read.settings).toEqual(histogram.settings);
      }),
    );
  });

  it('refuses bytes of anything else', () => {
    const bytes = histogramOf([3, 0], { maxScale: 3 }).toBytes();
    // 4 of the header, 5 settings, then scale, zero count, sum, squares and range, then the run.
    const wrong = [
      ...malformed(bytes),
      withDouble(bytes, 12, 0),
      withDouble(bytes, 44, 4),
      withDouble(bytes, 44, 0.5),
      withDouble(bytes, 44, -12),
      withDouble(bytes, 52, -1),
      withDouble(bytes, 52, Infinity),
      withDouble(bytes, 68, -1),
      withDouble(bytes, 68, NaN),
      withDouble(bytes, 76, 4),
      withDouble(bytes, 76, -Infinity),
      withDouble(bytes, 84, Infinity),
      withDouble(bytes, 92, 0.5),
      withDouble(bytes, 92, 8192),
      withDouble(bytes, 92, -8601),
      withWord(bytes, 100, 161),
      withDouble(bytes, 104, -1),
      withDouble(bytes, 104, Infinity),
      withDouble(new ExponentialHistogram().toBytes(), 76, 0),
      withDouble(new ExponentialHistogram().toBytes(), 84, 0),
    ];
    for (const one of wrong) {
      const error = statisticsErrorOf(() => ExponentialHistogram.fromBytes(one));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('ExponentialHistogram');
    }
  });

  it('names the setting that bytes have wrong as the cause', () => {
    const bytes = withDouble(histogramOf([1]).toBytes(), 12, -5);
    const error = statisticsErrorOf(() => ExponentialHistogram.fromBytes(bytes));
    expect((error.cause as Error).message).toContain('unit is -5');
  });

  it('counts a million values in 160 buckets of each sign', () => {
    const random = seededRandom(3);
    const histogram = new ExponentialHistogram();
    for (let row = 0; row < 1_000_000; row++) histogram.add(random() ** -3 * (row % 2 ? 1 : -1));
    expect(histogram.total).toBe(1_000_000);
    expect(histogram.buckets().length).toBeLessThanOrEqual(320);
    expect(histogram.toBytes().length).toBeLessThan(2700);
  });
});
