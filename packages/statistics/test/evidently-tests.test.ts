import { evidentlyDefaultTest, evidentlyIsDrift, evidentlyThreshold } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('evidentlyDefaultTest', () => {
  // registry.py of evidently 0.7.21.
  it.each([
    { type: 'num', referenceRows: 1000, distinctValues: 6, test: 'ks' },
    { type: 'num', referenceRows: 1000, distinctValues: 5, test: 'chisquare' },
    { type: 'num', referenceRows: 10, distinctValues: 2, test: 'z' },
    { type: 'num', referenceRows: 1001, distinctValues: 6, test: 'wasserstein' },
    { type: 'num', referenceRows: 1001, distinctValues: 5, test: 'jensenshannon' },
    { type: 'cat', referenceRows: 1000, distinctValues: 6, test: 'chisquare' },
    { type: 'cat', referenceRows: 1000, distinctValues: 2, test: 'z' },
    { type: 'cat', referenceRows: 0, distinctValues: 0, test: 'z' },
    { type: 'cat', referenceRows: 1001, distinctValues: 2, test: 'jensenshannon' },
  ] as const)(
    'is $test for $type of $distinctValues values and $referenceRows rows',
    ({ test, ...column }) => {
      expect(evidentlyDefaultTest(column)).toBe(test);
    },
  );

  it.each([
    { referenceRows: -1, distinctValues: 1, wrong: 'referenceRows is -1' },
    { referenceRows: 1, distinctValues: 1.5, wrong: 'distinctValues is 1.5' },
  ])('throws invalid_argument: $wrong', ({ wrong, ...counts }) => {
    expect(() => evidentlyDefaultTest({ type: 'num', ...counts })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('evidentlyIsDrift', () => {
  // The comparison in each test's file of evidently 0.7.21.
  it.each([
    { test: 'psi', threshold: 0.1, below: false, at: true, above: true },
    { test: 'ed', threshold: 0.1, below: false, at: false, above: true },
    { test: 'ks', threshold: 0.05, below: true, at: true, above: false },
    { test: 'chisquare', threshold: 0.05, below: true, at: false, above: false },
    { test: 'cramer_von_mises', threshold: 0.1, below: true, at: true, above: false },
  ] as const)('of $test is $below, $at, $above around $threshold', (row) => {
    const { test, threshold, below, at, above } = row;
    expect(evidentlyThreshold(test)).toBe(threshold);
    expect(evidentlyIsDrift(test, threshold - 1e-9)).toBe(below);
    expect(evidentlyIsDrift(test, threshold)).toBe(at);
    expect(evidentlyIsDrift(test, threshold + 1e-9)).toBe(above);
    expect(evidentlyIsDrift(test, NaN)).toBe(false);
  });

  it('takes another threshold', () => {
    expect(evidentlyIsDrift('psi', 0.15, 0.2)).toBe(false);
    expect(evidentlyIsDrift('z', 0.02, 0.01)).toBe(false);
  });
});
