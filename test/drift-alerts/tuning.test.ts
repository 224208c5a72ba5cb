import fc from 'fast-check';
import { expect, it } from 'vitest';

import { estimateDetection, estimateRate } from '../../bench/drift-alerts/estimate.ts';
import { countPeerFindings, tuneThreshold } from '../../bench/drift-alerts/tuning.ts';

const month = fc
  .array(fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.integer({ min: 0, max: 4 })), {
    minLength: 5,
    maxLength: 8,
  })
  .map((days) => Float64Array.from(days));

it('counts days in a row as one finding', () => {
  const days = Float64Array.from([1, 5, 5, 1, 5, 1, 1, 5]);
  expect(countPeerFindings(days, 5)).toBe(3);
  expect(countPeerFindings(days, 6)).toBe(0);
  expect(countPeerFindings(days, 0)).toBe(1);
});

it('tunes a threshold to at most as many findings as allowed', () => {
  fc.assert(
    fc.property(
      fc.array(month, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 6 }),
      (months, allowed) => {
        const threshold = tuneThreshold(months, allowed);
        const findings = (at: number): number =>
          months.reduce((sum, days) => sum + countPeerFindings(days, at), 0);
        expect(findings(threshold)).toBeLessThanOrEqual(allowed);
        if (threshold === Number.NEGATIVE_INFINITY) return;
        // The next lower statistic is one finding too many.
        const next = Math.max(
          ...months.flatMap((days) => [...days].filter((at) => at < threshold)),
        );
        expect(findings(next)).toBeGreaterThan(allowed);
      },
    ),
  );
});

it('gives the rate with its interval', () => {
  expect(estimateRate([0, 1, 0, 1])).toMatchObject({ months: 4, findings: 2, perMonth: 0.5 });
  // The Poisson bound of no finding: -ln 0.025 = 3.689 in all.
  expect(estimateRate(Array.from({ length: 100 }, () => 0)).upper).toBeCloseTo(0.0369, 4);
  // Findings in clumps say less: ten in one month of a hundred.
  const clumped = Array.from({ length: 100 }, (_, at) => (at === 3 ? 10 : 0));
  const even = Array.from({ length: 100 }, (_, at) => (at % 10 === 3 ? 1 : 0));
  expect(estimateRate(clumped).upper).toBeGreaterThan(2 * estimateRate(even).upper);
});

it('gives shares found in time and the median delay', () => {
  expect(estimateDetection([1, 24, 25, undefined])).toEqual({
    replications: 4,
    found: [25, 50, 75],
    medianHours: 24.5,
  });
  expect(estimateDetection([1, undefined, undefined]).medianHours).toBeUndefined();
});
