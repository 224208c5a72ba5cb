import {
  averagePrecision,
  binScores,
  expectedAveragePrecision,
  expectedMultiClassAuc,
  expectedScoreBins,
  expectedScoreCounts,
  mergeScoreBins,
  multiClassAuc,
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

describe('expectedScoreBins', () => {
  const edges = [0, 0.25, 0.5, 0.75, 1];

  it('is the realized bins for labels', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const [labels, scores] = [column(sample, 'label'), column(sample, 'score')];
        expect(expectedScoreBins(edges, labels, scores)).toEqual(binScores(edges, labels, scores));
      }),
    );
  });

  it('is that of the whole when parts are merged, to 1e-12', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const of = (part: readonly Row[]): ReturnType<typeof expectedScoreBins> =>
          expectedScoreBins(edges, column(part, 'probability'), column(part, 'score'));
        const merged = mergeScoreBins(of(left), of(right));
        const whole = of([...left, ...right]);
        expect(merged.counts).toEqual(whole.counts);
        for (const [bin, sum] of Array.from(whole.positives).entries()) {
          expect(Math.abs((merged.positives[bin] ?? NaN) - sum)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('loses no area with bins at the distinct scores, and takes scores outside of the edges', () => {
    const probabilities = [0.2, 0.4, 0.9, 0.7];
    const scores = [0, 0.25, 0.75, 0.5];
    const binned = rocAucFromBins(expectedScoreBins(edges, probabilities, scores)).value ?? NaN;
    const exact = rocAucFromBins(expectedScoreCounts(probabilities, scores)).value ?? NaN;
    expect(binned).toBeCloseTo(exact, 15);
    expect(expectedScoreBins(edges, [0.5, 0.25], [-1, 2]).positives).toEqual(
      Float64Array.of(0.5, 0, 0, 0.25),
    );
  });

  it('throws for probabilities that are none, rows that do not pair up and edges out of order', () => {
    expect(() => expectedScoreBins(edges, [2], [0.5])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
    expect(() => expectedScoreBins(edges, [0.5], [])).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
    expect(() => expectedScoreBins([1, 0], [0.5], [0.5])).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('expectedMultiClassAuc', () => {
  it('is the realized mean over classes when certain', () => {
    const actual = [0, 1, 2, 1, 0];
    const scores = [
      [0.6, 0.3, 0.2, 0.3, 0.3],
      [0.3, 0.4, 0.3, 0.3, 0.4],
      [0.1, 0.3, 0.5, 0.4, 0.3],
    ];
    const certain = [0, 1, 2].map((k) => actual.map((one) => Number(one === k)));
    const byRow = actual.flatMap((_, index) => scores.map((ofClass) => ofClass[index] ?? NaN));
    expect(expectedMultiClassAuc(certain, scores).value).toBeCloseTo(
      multiClassAuc(actual, byRow, { classes: 3 }).value ?? NaN,
      14,
    );
  });

  it('leaves a class without area out, and has no value when none has', () => {
    const [one, none] = [
      [1, 1],
      [0, 0],
    ];
    const half = [0.5, 0.5];
    const scores = [half, half, half];
    expect(expectedMultiClassAuc([half, half, none], scores).value).toBe(0.5);
    expect(expectedMultiClassAuc([one, none, none], scores)).toEqual({
      value: undefined,
      n: 2,
      variance: undefined,
    });
    expect(expectedMultiClassAuc([one, none, none], scores, { zeroDivision: 0 }).value).toBe(0);
  });

  it('throws without classes, and for numbers of classes that differ', () => {
    expect(() => expectedMultiClassAuc([], [])).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => expectedMultiClassAuc([[1]], [])).toThrow(
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
