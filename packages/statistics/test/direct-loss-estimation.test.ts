import { estimatedLoss, lossStandardError, regressionLosses } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const METRICS = ['mae', 'mape', 'mse', 'msle', 'rmse', 'rmsle'] as const;

describe('regressionLosses', () => {
  it.each([
    { metric: 'mae', losses: [1, 2] },
    { metric: 'mape', losses: [0.5, 0.5] },
    { metric: 'mse', losses: [1, 4] },
    { metric: 'rmse', losses: [1, 4] },
    { metric: 'msle', losses: [Math.log(4 / 3) ** 2, Math.log(5 / 3) ** 2] },
    { metric: 'rmsle', losses: [Math.log(4 / 3) ** 2, Math.log(5 / 3) ** 2] },
  ] as const)('are those of $metric', ({ metric, losses }) => {
    const computed = regressionLosses(metric, [2, 4], [3, 2]);
    for (const [row, loss] of losses.entries()) expect(computed[row]).toBeCloseTo(loss, 14);
  });

  // scikit-learn 1.6.1: mean_absolute_percentage_error and mean_squared_log_error.
  it('average to the metrics of scikit-learn', () => {
    const percentage = estimatedLoss('mape', regressionLosses('mape', [0, 2], [1e-17, 3]));
    expect(percentage).toBeCloseTo(0.27251799813685246, 14);
    const logarithmic = estimatedLoss('msle', regressionLosses('msle', [0, 2], [1, 3]));
    expect(logarithmic).toBeCloseTo(0.2816069943641765, 14);
  });

  it.each([
    { metric: 'mae', actual: [], predicted: [], code: 'empty_input' },
    { metric: 'mae', actual: [1], predicted: [1, 2], code: 'shape_mismatch' },
    { metric: 'mse', actual: [NaN], predicted: [1], code: 'invalid_value' },
    { metric: 'mse', actual: [1], predicted: [Infinity], code: 'invalid_value' },
    { metric: 'msle', actual: [-1], predicted: [1], code: 'invalid_value' },
    { metric: 'rmsle', actual: [1], predicted: [-1], code: 'invalid_value' },
  ] as const)('throw $code for $metric of $actual and $predicted', (row) => {
    expect(() => regressionLosses(row.metric, row.actual, row.predicted)).toThrow(
      expect.objectContaining({ code: row.code }),
    );
  });
});

describe('estimatedLoss', () => {
  it('is the mean, or its root, with 0 for a loss predicted below it', () => {
    expect(estimatedLoss('mse', [4, 14, -3])).toBe(6);
    expect(estimatedLoss('rmse', [4, 14, -3])).toBe(Math.sqrt(6));
    expect(estimatedLoss('rmsle', [9])).toBe(3);
    expect(estimatedLoss('mae', [-1])).toBe(0);
  });

  it('throws for nothing and for NaN', () => {
    expect(() => estimatedLoss('mae', [])).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => estimatedLoss('mae', [NaN])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('lossStandardError', () => {
  it('is the population deviation over √n, over twice the root for a root', () => {
    expect(lossStandardError('mae', [1, 3], 100)).toBe(0.1);
    expect(lossStandardError('rmse', [1, 3], 100)).toBeCloseTo(0.1 / (2 * Math.sqrt(2)), 15);
  });

  it('is 0 for equal losses, also for losses of 0', () => {
    for (const metric of METRICS) {
      expect(lossStandardError(metric, [0, 0], 10)).toBe(0);
      expect(lossStandardError(metric, [2], 10)).toBe(0);
    }
  });

  it('shrinks with the root of n', () => {
    const losses = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(losses, fc.constantFrom(...METRICS), (sample, metric) => {
        const [one, four] = [1, 4].map((n) => lossStandardError(metric, sample, n));
        expect(Math.abs((one ?? NaN) - 2 * (four ?? NaN))).toBeLessThan(1e-12 * (1 + (one ?? NaN)));
      }),
    );
  });

  it.each([
    { losses: [], n: 1, code: 'empty_input' },
    { losses: [NaN], n: 1, code: 'invalid_value' },
    { losses: [-1], n: 1, code: 'invalid_value' },
    { losses: [1], n: 0, code: 'invalid_argument' },
  ])('throws $code for $losses and $n', ({ losses, n, code }) => {
    expect(() => lossStandardError('mae', losses, n)).toThrow(expect.objectContaining({ code }));
  });
});
