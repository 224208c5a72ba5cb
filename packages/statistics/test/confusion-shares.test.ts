import { confusionShares } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const CONFUSION = { truePositives: 4, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 };

describe('confusionShares', () => {
  // scikit-learn 1.6.1: confusion_matrix(normalize='all' | 'true' | 'pred'), TN FP FN TP.
  it.each([
    { of: 'all', shares: [0.25, 0.125, 0.125, 0.5] },
    { of: 'actual', shares: [2 / 3, 1 / 3, 0.2, 0.8] },
    { of: 'predicted', shares: [2 / 3, 0.2, 1 / 3, 0.8] },
  ] as const)('of $of are those of scikit-learn', ({ of, shares }) => {
    const { trueNegatives, falsePositives, falseNegatives, truePositives } = confusionShares(
      CONFUSION,
      of,
    );
    expect([trueNegatives, falsePositives, falseNegatives, truePositives]).toEqual(shares);
  });

  it('are 0 where there is nothing to share', () => {
    const none = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
    for (const base of ['all', 'actual', 'predicted'] as const) {
      expect(confusionShares(none, base)).toEqual(none);
    }
    expect(confusionShares({ ...none, trueNegatives: 3 }, 'predicted')).toEqual({
      ...none,
      trueNegatives: 1,
    });
  });

  it('throws invalid_argument for counts that are none and for another way', () => {
    for (const bad of [
      () => confusionShares({ ...CONFUSION, truePositives: -1 }, 'all'),
      () => confusionShares(CONFUSION, 'pred' as 'all'),
    ]) {
      expect(bad).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
  });
});
