import { mergeSampleMoments, sampleMoments } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 50,
});

describe('sampleMoments', () => {
  it.each([
    { name: 'one value', sample: [7], mean: 7, variance: 0 },
    { name: 'three values', sample: [3, 1, 2], mean: 2, variance: 1 },
    { name: 'equal values', sample: [0.1, 0.1, 0.1], mean: 0.1, variance: 0 },
    { name: 'values far from 0', sample: [1e9 - 1, 1e9, 1e9 + 1], mean: 1e9, variance: 1 },
    { name: 'values next to 0', sample: [1e-160, 3e-160], mean: 2e-160, variance: 2e-320 },
  ])('of $name', ({ sample, mean, variance }) => {
    const moments = sampleMoments(sample);
    expect(moments.n).toBe(sample.length);
    expect(relativeError(moments.mean, mean)).toBeLessThan(1e-15);
    expect(relativeError(moments.variance, variance)).toBeLessThan(1e-3);
  });

  it('of parts merged are those of the whole', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = mergeSampleMoments(sampleMoments(a), sampleMoments(b));
        const whole = sampleMoments([...a, ...b]);
        expect(merged.n).toBe(whole.n);
        const scale = Math.max(...[...a, ...b].map(Math.abs), 1e-300);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * scale);
        expect(Math.abs(merged.variance - whole.variance)).toBeLessThanOrEqual(
          1e-12 * scale * scale + 1e-300,
        );
      }),
    );
  });

  it('of 10,000,000 values keep their digits', () => {
    const sample = new Float64Array(10_000_000);
    for (let index = 0; index < sample.length; index++) sample[index] = 1e6 + (index % 2);
    const { mean, variance } = sampleMoments(sample);
    expect(mean).toBeCloseTo(1e6 + 0.5, 8);
    expect(variance).toBeCloseTo(0.25, 7);
  });

  it.each([
    { sample: [], code: 'empty_input', wrong: 'values has no values' },
    { sample: [1, NaN], code: 'invalid_value', wrong: 'values[1] is NaN' },
    { sample: [-Infinity], code: 'invalid_value', wrong: 'values[0] is -Infinity' },
    { sample: [-1e200, 1e200], code: 'invalid_value', wrong: 'above the largest double' },
    { sample: [-1.7e308, 1.7e308], code: 'invalid_value', wrong: 'above the largest double' },
  ])('throws $code: $wrong', ({ sample, code, wrong }) => {
    expect(() => sampleMoments(sample)).toThrow(statisticsError(code, wrong));
  });
});

describe('mergeSampleMoments', () => {
  const fine = { n: 2, mean: 0, variance: 1 };

  it.each([
    { wrong: 'a.n is 0', moments: { ...fine, n: 0 } },
    { wrong: 'a.n is 0.5', moments: { ...fine, n: 0.5 } },
    { wrong: 'a.mean is NaN', moments: { ...fine, mean: NaN } },
    { wrong: 'a.variance is -1', moments: { ...fine, variance: -1 } },
    { wrong: 'a.variance is Infinity', moments: { ...fine, variance: Infinity } },
  ])('throws invalid_argument: $wrong', ({ moments, wrong }) => {
    expect(() => mergeSampleMoments(moments, fine)).toThrow(
      statisticsError('invalid_argument', wrong),
    );
  });
});
