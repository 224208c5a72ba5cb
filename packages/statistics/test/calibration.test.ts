import {
  calibratedClassProbabilities,
  calibratedProbability,
  fitCalibration,
  fitIsotonicRegression,
  fitPlattScaling,
  isotonicPrediction,
  needsCalibration,
  parseCalibration,
  plattProbability,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';

const SCORES = [0.1, 0.4, 0.35, 0.8, 0.9, 0.2];
const LABELS = [0, 0, 1, 1, 1, 0];

/** Scores of 0 to 1, whose labels are positive with the probability that `truth` gives them. */
function drawn(
  seed: number,
  truth: (score: number) => number,
): { scores: number[]; labels: number[] } {
  const random = seededRandom(seed);
  const scores = Array.from({ length: 2000 }, () => random());
  return { scores, labels: scores.map((score) => Number(random() < truth(score))) };
}

const UNIFORM = seededRandom(20_260_802);

describe('fitCalibration', () => {
  it('is an isotonic regression on all rows unless told otherwise', () => {
    const calibration = fitCalibration(SCORES, LABELS);
    const fit = fitIsotonicRegression(SCORES, LABELS);
    expect(calibration).toEqual({ method: 'isotonic', ...fit });
    expect(calibratedProbability(calibration, 0.5)).toBe(isotonicPrediction(fit, 0.5));
  });

  it('is Platt’s scaling, or nothing, on demand', () => {
    const calibration = fitCalibration(SCORES, LABELS, { method: 'platt' });
    const fit = fitPlattScaling(SCORES, LABELS);
    expect(calibration).toEqual({ method: 'platt', ...fit });
    expect(calibratedProbability(calibration, 0.5)).toBe(plattProbability(fit, 0.5));
    const none = fitCalibration(SCORES, LABELS, { when: 'never' });
    expect(none).toEqual({ method: 'none' });
    expect(calibratedProbability(none, 0.5)).toBe(0.5);
  });

  it.each(['isotonic', 'platt'] as const)('decides on held-out rows, %s', (method) => {
    const bent = drawn(11, (score) => score ** 3);
    expect(
      fitCalibration(bent.scores, bent.labels, { method, when: 'auto', random: UNIFORM }).method,
    ).toBe(method);
  });

  it('leaves separating scores as they are, automatically', () => {
    const labels = SCORES.map((score) => Number(score > 0.3));
    const calibration = fitCalibration(SCORES, labels, { when: 'auto', random: UNIFORM });
    expect(calibration).toEqual({ method: 'none' });
  });

  it.each([
    { scores: [], labels: [], code: 'empty_input' },
    { scores: [0.5], labels: [1, 0], code: 'shape_mismatch' },
    { scores: [1.5], labels: [1], code: 'invalid_value' },
    { scores: [0.5], labels: [0.5], code: 'invalid_value' },
  ])('throws $code for $scores and $labels', ({ scores, labels, code }) => {
    for (const when of ['always', 'never'] as const) {
      expect(() => fitCalibration(scores, labels, { when })).toThrow(
        expect.objectContaining({ code }),
      );
    }
    expect(() => needsCalibration(scores, labels, UNIFORM)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('throws invalid_argument for auto without chance, and for another time', () => {
    for (const options of [{ when: 'auto' }, { when: 'sometimes' as 'auto' }] as const) {
      expect(() => fitCalibration(SCORES, LABELS, options)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });
});

describe('needsCalibration', () => {
  it('weighs the error of held-out scores before and after', () => {
    const bent = drawn(12, (score) => score ** 3);
    const { isNeeded, errorBefore, errorAfter } = needsCalibration(
      bent.scores,
      bent.labels,
      UNIFORM,
    );
    expect(isNeeded).toBe(true);
    // The mean of score - score³ is a quarter.
    expect(errorBefore).toBeCloseTo(0.25, 1);
    expect(errorAfter).toBeLessThan(0.06);
  });

  it('decides the same for the same chance', () => {
    const calibrated = drawn(13, (score) => score);
    const [first, second] = [7, 7].map((seed) =>
      needsCalibration(calibrated.scores, calibrated.labels, seededRandom(seed)),
    );
    expect(first).toEqual(second);
    expect(first?.errorBefore).toBeLessThan(0.06);
  });

  it.each([
    { name: 'one label', labels: [1, 1, 1, 1, 1, 1] },
    { name: 'a single row of a label', labels: [0, 0, 1, 0, 0, 0] },
    { name: 'separating scores', labels: [0, 0, 0, 1, 1, 0] },
  ])('says no, without an error, for $name', ({ labels }) => {
    expect(needsCalibration(SCORES, labels, UNIFORM)).toEqual({
      isNeeded: false,
      errorBefore: 0,
      errorAfter: 0,
    });
  });
});

describe('calibratedProbability', () => {
  it('throws invalid_value for what is no score', () => {
    for (const calibration of [fitCalibration(SCORES, LABELS), { method: 'none' } as const]) {
      expect(() => calibratedProbability(calibration, NaN)).toThrow(
        expect.objectContaining({ code: 'invalid_value' }),
      );
    }
    expect(() => calibratedProbability({ method: 'none' }, 1.5)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('calibratedClassProbabilities', () => {
  const none = { method: 'none' } as const;

  it('divides by the sum of a row, and is even where that is 0', () => {
    const probabilities = calibratedClassProbabilities(
      [none, none],
      [
        [0.6, 0, 1],
        [0.2, 0, 0],
      ],
    );
    expect(probabilities[0]?.[0]).toBeCloseTo(0.75, 15);
    expect(probabilities[1]?.[0]).toBeCloseTo(0.25, 15);
    expect(probabilities.map((column) => column[1])).toEqual([0.5, 0.5]);
    expect(probabilities.map((column) => column[2])).toEqual([1, 0]);
  });

  it.each([
    { calibrations: [none], scores: [], code: 'shape_mismatch' },
    { calibrations: [], scores: [], code: 'empty_input' },
    { calibrations: [none], scores: [[]], code: 'empty_input' },
    { calibrations: [none, none], scores: [[1], [1, 0]], code: 'shape_mismatch' },
    { calibrations: [none], scores: [[2]], code: 'invalid_value' },
  ])('throws $code for $scores', ({ calibrations, scores, code }) => {
    expect(() => calibratedClassProbabilities(calibrations, scores)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('parseCalibration', () => {
  it.each([
    { method: 'none' as const },
    fitCalibration(SCORES, LABELS),
    fitCalibration(SCORES, LABELS, { method: 'platt' }),
  ])('reads back what JSON wrote of $method', (calibration) => {
    expect(parseCalibration(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
  });

  it.each([null, {}, { method: 'beta' }, { method: 'isotonic' }, { method: 'platt', slope: 1 }])(
    'throws invalid_argument for %j',
    (parsed) => {
      expect(() => parseCalibration(parsed)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    },
  );
});
