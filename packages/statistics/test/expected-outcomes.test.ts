import {
  accuracy,
  averageOverClasses,
  averagePrecision,
  binaryConfusion,
  COUNT_RATIOS,
  confusionMatrix,
  expectedAveragePrecision,
  expectedBinaryConfusion,
  expectedConfusionMatrix,
  expectedScoreCounts,
  mergeExpectedBinaryConfusions,
  realizationEstimate,
  rocAuc,
  rocAucFromBins,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const row = fc.record({
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
  prediction: fc.nat(1),
  label: fc.nat(1),
  // Few values, so that scores tie.
  score: fc.integer({ min: 0, max: 5 }).map((score) => score / 5),
  weight: fc.integer({ min: 1, max: 3 }),
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

describe('expectedScoreCounts', () => {
  it('gives the realized area and average precision for labels, weighted or not', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (sample, isWeighted) => {
        const [labels, scores] = [column(sample, 'label'), column(sample, 'score')];
        const options = isWeighted ? { weights: column(sample, 'weight') } : {};
        const groups = expectedScoreCounts(labels, scores, options);
        const area = rocAucFromBins(groups, { zeroDivision: 0.5 }).value ?? NaN;
        expect(area).toBeCloseTo(
          rocAuc(labels, scores, { ...options, zeroDivision: 0.5 }).value ?? NaN,
          13,
        );
        const average = expectedAveragePrecision(groups, { zeroDivision: 0 }).value ?? NaN;
        expect(average).toBeCloseTo(
          averagePrecision(labels, scores, { ...options, zeroDivision: 0 }).value ?? NaN,
          13,
        );
      }),
    );
  });

  it('is half for one probability, whatever the scores', () => {
    const scores = [0.1, 0.7, 0.7, 0.9];
    const { value } = rocAucFromBins(expectedScoreCounts([0.3, 0.3, 0.3, 0.3], scores));
    expect(value).toBeCloseTo(0.5, 15);
  });

  it('never has more positive rows than rows', () => {
    const { counts, positives } = expectedScoreCounts([1, 1, 1], [2, 2, 2], {
      weights: [0.1, 0.2, 0.3],
    });
    expect(positives[0]).toBe(counts[0]);
  });

  it('throws for scores that are none and for rows that do not pair up', () => {
    expect(() => expectedScoreCounts([0.5], [NaN])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
    expect(() => expectedScoreCounts([2], [1])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
    expect(() => expectedScoreCounts([0.5], [1, 2])).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('expectedAveragePrecision', () => {
  // scikit-learn 1.6.1: average_precision_score.
  it('is that of scikit-learn for labels', () => {
    const labels = [0, 1, 1, 0, 1, 0, 1, 1];
    const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.9, 0.4];
    expect(expectedAveragePrecision(expectedScoreCounts(labels, scores)).value).toBeCloseTo(
      0.82,
      14,
    );
  });

  it('is at least the share of expected positive rows where probabilities rise with scores', () => {
    const groups = expectedScoreCounts([0.1, 0.4, 0.9], [1, 2, 3]);
    expect(expectedAveragePrecision(groups).value).toBeGreaterThan(1.4 / 3);
    expect(expectedAveragePrecision(groups).n).toBe(3);
  });

  it('has no value without positive rows, and leaves a group without weight out', () => {
    const none = expectedScoreCounts([0, 0], [1, 2]);
    expect(expectedAveragePrecision(none)).toEqual({ value: undefined, n: 2, variance: undefined });
    const weightless = expectedScoreCounts([1, 1], [1, 2], { weights: [1, 0] });
    expect(expectedAveragePrecision(weightless).value).toBe(1);
  });
});

describe('expectedConfusionMatrix', () => {
  const probabilities = [
    [0.7, 0.1, 0.2],
    [0.2, 0.6, 0.2],
    [0.1, 0.3, 0.6],
  ];

  it('adds each class’s chance to the column of the prediction', () => {
    const { classes, counts } = expectedConfusionMatrix(probabilities, [0, 1, 1]);
    expect(classes).toBe(3);
    const wanted = [0.7, 0.3, 0, 0.2, 0.8, 0, 0.1, 0.9, 0];
    for (const [cell, count] of wanted.entries()) expect(counts[cell]).toBeCloseTo(count, 14);
    const matrix = expectedConfusionMatrix(probabilities, [0, 1, 2]);
    expect(accuracy(matrix).value).toBeCloseTo((0.7 + 0.6 + 0.6) / 3, 14);
    expect(averageOverClasses(matrix, COUNT_RATIOS.recall).value).toBeCloseTo(0.63, 2);
  });

  it('is the realized matrix when certain', () => {
    const classOf = fc.nat(2);
    fc.assert(
      fc.property(fc.array(fc.tuple(classOf, classOf), { minLength: 1 }), (sample) => {
        const actual = sample.map(([one]) => one);
        const predicted = sample.map(([, other]) => other);
        const certain = [0, 1, 2].map((k) => actual.map((one) => Number(one === k)));
        expect(expectedConfusionMatrix(certain, predicted)).toEqual(
          confusionMatrix(actual, predicted, { classes: 3 }),
        );
      }),
    );
  });

  it('takes weights', () => {
    const { counts } = expectedConfusionMatrix([[0.5], [0.5]], [1], { weights: [4] });
    expect(Array.from(counts)).toEqual([0, 2, 0, 2]);
  });

  it.each([
    { name: 'no classes', probabilities: [], predicted: [0], code: 'invalid_argument' },
    { name: 'no rows', probabilities: [[]], predicted: [], code: 'empty_input' },
    { name: 'another length', probabilities: [[1, 1]], predicted: [0], code: 'shape_mismatch' },
    { name: 'an unknown class', probabilities: [[1]], predicted: [1], code: 'invalid_value' },
    { name: 'no probability', probabilities: [[1], [NaN]], predicted: [1], code: 'invalid_value' },
    { name: 'another sum', probabilities: [[0.5], [0.4]], predicted: [1], code: 'invalid_value' },
  ])('throws $code for $name', ({ code, predicted, probabilities: columns }) => {
    expect(() => expectedConfusionMatrix(columns, predicted)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
