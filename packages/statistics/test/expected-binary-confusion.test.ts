import {
  binaryConfusion,
  COUNT_RATIOS,
  expectedBinaryConfusion,
  mergeExpectedBinaryConfusions,
  realizationEstimate,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const row = fc.record({
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  prediction: fc.nat(1),
  label: fc.nat(1),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;
const rows = fc.array(row, { minLength: 1, maxLength: 30 });
const column = (of: readonly Row[], name: keyof Row): number[] => of.map((one) => one[name]);

describe('expectedBinaryConfusion', () => {
  it('adds the chances of each outcome', () => {
    const expected = expectedBinaryConfusion([0.9, 0.25, 0.5], [1, 0, 1]);
    expect(expected.truePositives).toBeCloseTo(1.4, 15);
    expect(expected.falsePositives).toBeCloseTo(0.6, 15);
    expect(expected.falseNegatives).toBe(0.25);
    expect(expected.trueNegatives).toBe(0.75);
    expect(expected.truePositiveVariance).toBeCloseTo(0.09 + 0.25, 15);
    expect(expected.falseNegativeVariance).toBe(0.1875);
  });

  it('is the realized confusion, without variance, when labels stand for probabilities', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const [labels, predictions] = [column(sample, 'label'), column(sample, 'prediction')];
        expect(expectedBinaryConfusion(labels, predictions)).toEqual({
          ...binaryConfusion(labels, predictions),
          truePositiveVariance: 0,
          falseNegativeVariance: 0,
        });
      }),
    );
  });

  it('is that of the whole when parts are merged, to 1e-12', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const of = (part: readonly Row[]): ReturnType<typeof expectedBinaryConfusion> =>
          expectedBinaryConfusion(column(part, 'probability'), column(part, 'prediction'));
        const merged = Object.values(mergeExpectedBinaryConfusions(of(left), of(right)));
        for (const [index, sum] of Object.values(of([...left, ...right])).entries()) {
          expect(Math.abs((merged[index] ?? NaN) - sum)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('takes a weight for rows of one label, and weights of one for none', () => {
    const once = expectedBinaryConfusion([0.9, 0.2], [1, 0]);
    expect(expectedBinaryConfusion([0.9, 0.2], [1, 0], { weights: [1, 1] })).toEqual(once);
    const thrice = expectedBinaryConfusion([0.9, 0.2], [1, 0], { weights: [3, 3] });
    expect(thrice.truePositives).toBeCloseTo(3 * once.truePositives, 14);
    expect(thrice.truePositiveVariance).toBeCloseTo(9 * once.truePositiveVariance, 14);
  });

  it.each([
    { probabilities: [], predictions: [], code: 'empty_input' },
    { probabilities: [0.5], predictions: [1, 0], code: 'shape_mismatch' },
    { probabilities: [1.5], predictions: [1], code: 'invalid_value' },
    { probabilities: [NaN], predictions: [1], code: 'invalid_value' },
    { probabilities: [0.5], predictions: [2], code: 'invalid_value' },
  ])('throws $code for $probabilities and $predictions', (bad) => {
    expect(() => expectedBinaryConfusion(bad.probabilities, bad.predictions)).toThrow(
      expect.objectContaining({ code: bad.code }),
    );
  });
});

describe('realizationEstimate', () => {
  const expected = expectedBinaryConfusion([0.9, 0.8, 0.3, 0.1, 0.4], [1, 1, 1, 0, 0]);

  it('has the exact variance of metrics that are linear in the labels', () => {
    const right = realizationEstimate(expected, COUNT_RATIOS.accuracy);
    const variance = 0.09 + 0.16 + 0.21 + 0.09 + 0.24;
    expect(right.value).toBeCloseTo((0.9 + 0.8 + 0.3 + 0.9 + 0.6) / 5, 15);
    expect(right.variance).toBeCloseTo(variance / 25, 15);
    expect(right.n).toBeCloseTo(5, 14);
    const precise = realizationEstimate(expected, COUNT_RATIOS.precision);
    expect(precise.value).toBeCloseTo(2 / 3, 15);
    expect(precise.variance).toBeCloseTo(0.46 / 9, 15);
    expect(precise.n).toBeCloseTo(3, 14);
  });

  it('has no variance for what the predictions alone decide', () => {
    const { value, variance } = realizationEstimate(expected, COUNT_RATIOS.selectionRate);
    expect(value).toBeCloseTo(0.6, 15);
    expect(variance).toBeLessThan(1e-30);
  });

  it('has no value without a denominator, unless one is given', () => {
    const none = expectedBinaryConfusion([0.5], [0]);
    expect(realizationEstimate(none, COUNT_RATIOS.precision).value).toBeUndefined();
    expect(realizationEstimate(none, COUNT_RATIOS.precision, { zeroDivision: 0 }).value).toBe(0);
  });

  it.each(['truePositives', 'truePositiveVariance', 'falseNegativeVariance'] as const)(
    'throws invalid_argument for a %s that is none',
    (sum) => {
      for (const value of [-1, NaN, Infinity]) {
        expect(() =>
          realizationEstimate({ ...expected, [sum]: value }, COUNT_RATIOS.accuracy),
        ).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      }
    },
  );
});
