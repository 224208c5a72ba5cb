import { aucInterval, wilsonInterval } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const ESTIMATE = { auc: 0.9, variance: 0.0004, positives: 80, negatives: 120 };
const Z = 1.959963984540054;

describe('aucInterval', () => {
  it('is symmetric in the logit, with the standard error over AUC (1 - AUC)', () => {
    const { lower, upper } = aucInterval(ESTIMATE);
    const logit = (p: number): number => Math.log(p / (1 - p));
    expect(logit(upper) - logit(0.9)).toBeCloseTo((Z * 0.02) / 0.09, 13);
    expect(logit(0.9) - logit(lower)).toBeCloseTo((Z * 0.02) / 0.09, 13);
  });

  it('is symmetric in the area without transform, cut at 0 and 1', () => {
    const { lower, upper } = aucInterval(ESTIMATE, { transform: 'none' });
    expect(lower).toBeCloseTo(0.9 - Z * 0.02, 15);
    expect(upper).toBeCloseTo(0.9 + Z * 0.02, 15);
    const wide = { ...ESTIMATE, variance: 0.5 };
    expect(aucInterval(wide, { transform: 'none' })).toEqual({ lower: 0, upper: 1 });
  });

  it('is that of a proportion of the smaller class at 0 and 1', () => {
    const perfect = { auc: 1, variance: 0, positives: 80, negatives: 30 };
    expect(aucInterval(perfect, { confidence: 0.9 })).toEqual(wilsonInterval(30, 30, 0.9));
    expect(aucInterval({ ...perfect, auc: 0 })).toEqual(wilsonInterval(0, 30));
  });

  it('holds the area, stays in [0, 1], widens with the confidence, and mirrors', () => {
    const area = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(area, fc.double({ min: 0, max: 0.25, noNaN: true }), (auc, variance) => {
        const estimate = { ...ESTIMATE, auc, variance };
        const { lower, upper } = aucInterval(estimate);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(auc * (1 + 1e-12));
        expect(upper).toBeGreaterThanOrEqual(auc * (1 - 1e-12));
        const wide = aucInterval(estimate, { confidence: 0.999 });
        expect(wide.lower).toBeLessThanOrEqual(lower);
        expect(wide.upper).toBeGreaterThanOrEqual(upper);
        const mirrored = aucInterval({ ...estimate, auc: 1 - auc });
        expect(mirrored.lower).toBeCloseTo(1 - upper, 9);
      }),
    );
  });

  it.each([
    { change: { auc: 1.1 }, options: {}, code: 'invalid_argument', says: 'auc is 1.1' },
    { change: { auc: NaN }, options: {}, code: 'invalid_argument', says: 'auc is NaN' },
    { change: { variance: -1 }, options: {}, code: 'invalid_argument', says: 'variance is -1' },
    {
      change: { variance: Infinity },
      options: {},
      code: 'invalid_argument',
      says: 'variance is Inf',
    },
    { change: {}, options: { confidence: 1 }, code: 'invalid_argument', says: 'confidence is 1' },
    { change: { auc: 1, positives: 0 }, options: {}, code: 'empty_input', says: 'n is 0' },
  ])('throws $code: $says', ({ change, options, code, says }) => {
    expect(() => aucInterval({ ...ESTIMATE, ...change }, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
