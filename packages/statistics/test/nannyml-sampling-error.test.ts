import {
  f1Score,
  nannymlBusinessValueError,
  nannymlConfusionErrors,
  nannymlSamplingError,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const REFERENCE = { truePositives: 40, falsePositives: 10, falseNegatives: 20, trueNegatives: 30 };
const EMPTY = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
const METRICS = ['accuracy', 'precision', 'recall', 'specificity', 'f1'] as const;

describe('nannymlSamplingError', () => {
  // By hand from the formula of NannyML's documentation.
  it.each([
    { metric: 'accuracy', error: Math.sqrt((0.7 * 0.3) / 25) },
    { metric: 'precision', error: Math.sqrt((0.8 * 0.2) / (25 * 0.5)) },
    { metric: 'recall', error: Math.sqrt(((2 / 3) * (1 / 3)) / (25 * 0.6)) },
    { metric: 'specificity', error: Math.sqrt((0.75 * 0.25) / (25 * 0.4)) },
    { metric: 'f1', error: (Math.sqrt(((4 / 7) * (3 / 7)) / (25 * 0.7)) * 70) / 55 },
  ] as const)('of $metric over 25 rows is $error', ({ metric, error }) => {
    expect(nannymlSamplingError(metric, REFERENCE, 25)).toBeCloseTo(error, 15);
  });

  // The counts of the 50,000 rows of NannyML's car loans.
  it('is 1.8 times the error by the delta method for F1', () => {
    const loans = {
      truePositives: 23_207,
      falsePositives: 1046,
      falseNegatives: 1772,
      trueNegatives: 23_975,
    };
    const { variance = NaN, n } = f1Score(loans);
    const ratio = nannymlSamplingError('f1', loans, 50_000) / Math.sqrt(variance);
    expect(n).toBe(26_025);
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(1.95);
  });

  it('throws for metrics without rows, and outside of its ranges', () => {
    for (const metric of METRICS) {
      expect(() => nannymlSamplingError(metric, EMPTY, 10)).toThrow(
        expect.objectContaining({ code: 'empty_input' }),
      );
      expect(() => nannymlSamplingError(metric, REFERENCE, 0)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
    expect(() => nannymlSamplingError('lift' as 'f1', REFERENCE, 10)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
    expect(() => nannymlSamplingError('f1', { ...REFERENCE, truePositives: NaN }, 10)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('nannymlConfusionErrors', () => {
  it('are √(p (1 - p) / n)', () => {
    const errors = nannymlConfusionErrors(REFERENCE, 25);
    expect(errors.truePositives).toBeCloseTo(Math.sqrt(0.24 / 25), 15);
    expect(errors.falsePositives).toBeCloseTo(Math.sqrt(0.09 / 25), 15);
    expect(errors.falseNegatives).toBeCloseTo(Math.sqrt(0.16 / 25), 15);
    expect(errors.trueNegatives).toBeCloseTo(Math.sqrt(0.21 / 25), 15);
    expect(nannymlConfusionErrors({ ...EMPTY, truePositives: 5 }, 25)).toEqual(EMPTY);
  });
});

describe('nannymlBusinessValueError', () => {
  it('is the population deviation of a row’s worth over √n', () => {
    const values = [
      [5, -10],
      [-50, 50],
    ];
    const worth = [
      ...Array.from({ length: 40 }, () => 50),
      ...Array.from({ length: 10 }, () => -10),
    ];
    worth.push(...Array.from({ length: 20 }, () => -50), ...Array.from({ length: 30 }, () => 5));
    const mean = worth.reduce((sum, value) => sum + value, 0) / 100;
    const variance = worth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 100;
    expect(nannymlBusinessValueError(REFERENCE, values, 25)).toBeCloseTo(
      Math.sqrt(variance / 25),
      13,
    );
  });

  it('throws for values that are no 2 × 2', () => {
    expect(() => nannymlBusinessValueError(REFERENCE, [[1, 2]], 25)).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('both', () => {
  it('throw for an empty reference and an impossible size', () => {
    const values = [
      [1, 0],
      [0, 1],
    ];
    for (const error of [
      (reference: typeof EMPTY, n: number) => nannymlConfusionErrors(reference, n),
      (reference: typeof EMPTY, n: number) => nannymlBusinessValueError(reference, values, n),
    ]) {
      expect(() => error(EMPTY, 10)).toThrow(expect.objectContaining({ code: 'empty_input' }));
      expect(() => error(REFERENCE, NaN)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });
});
