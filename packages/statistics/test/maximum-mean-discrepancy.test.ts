import { maximumMeanDiscrepancy } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { REFUSED_PAIRS, vectorPair, WAVES } from './support/vector-samples.ts';

describe('maximumMeanDiscrepancy', () => {
  // Means of sklearn.metrics.pairwise.rbf_kernel(gamma=1/(2σ²)), scikit-learn 1.6.1.
  it.each([
    { bandwidth: 0.1, squared: -0.020830211708572636, biasedSquared: 0.17359932454774107 },
    { bandwidth: 0.5, squared: -0.07961727430004979, biasedSquared: 0.10622407358202032 },
    { bandwidth: 1, squared: -0.066206389916585, biasedSquared: 0.07508569826793732 },
    { bandwidth: 3, squared: 0.0037158791504123823, biasedSquared: 0.035251441411174644 },
    { bandwidth: 100, squared: 1.0079050923872401e-5, biasedSquared: 4.185880935381192e-5 },
  ])(
    'is $squared and $biasedSquared at a bandwidth of $bandwidth',
    ({ bandwidth, ...expected }) => {
      const found = maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth });
      expect(Math.abs(found.squared - expected.squared)).toBeLessThan(1e-14);
      expect(Math.abs(found.biasedSquared - expected.biasedSquared)).toBeLessThan(1e-14);
    },
  );

  it('is 2 for the biased form of points far apart, and 0 of equal samples', () => {
    const options = { bandwidth: 1 };
    const apart = maximumMeanDiscrepancy([[0], [0]], [[1e100], [1e100]], options);
    expect(apart).toStrictEqual({ squared: 2, biasedSquared: 2 });
    const equal = maximumMeanDiscrepancy([[1], [2]], [[2], [1]], options);
    expect(equal.biasedSquared).toBeLessThan(1e-15);
    // Without the pairs of a row and itself the equal rows across weigh too much.
    expect(equal.squared).toBeCloseTo(Math.exp(-0.5) - 1, 14);
  });

  it('stays finite at extreme bandwidths', () => {
    const near = maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth: 1e300 });
    expect(near.biasedSquared).toBeLessThan(1e-15);
    const far = maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth: 5e-324 });
    expect(far.biasedSquared).toBeCloseTo(1 / 12 + 1 / 9, 15);
  });

  it('is symmetric, bounded, and blind to order, place and a common scale', () => {
    const bandwidths = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(vectorPair, bandwidths, ([x, y], bandwidth) => {
        const found = maximumMeanDiscrepancy(x, y, { bandwidth });
        expect(found.biasedSquared).toBeGreaterThanOrEqual(0);
        expect(found.biasedSquared).toBeLessThanOrEqual(2);
        expect(found.squared).toBeLessThanOrEqual(found.biasedSquared + 1e-15);
        const others = [
          maximumMeanDiscrepancy(y, x, { bandwidth }),
          maximumMeanDiscrepancy(x.toReversed(), y, { bandwidth }),
          maximumMeanDiscrepancy(
            x.map((v) => v.map((e) => 2 * (e + 5))),
            y.map((v) => v.map((e) => 2 * (e + 5))),
            { bandwidth: 2 * bandwidth },
          ),
        ];
        for (const other of others) {
          expect(Math.abs(other.squared - found.squared)).toBeLessThan(1e-14);
          expect(Math.abs(other.biasedSquared - found.biasedSquared)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it.each(REFUSED_PAIRS)('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => maximumMeanDiscrepancy(x, y, { bandwidth: 1 })).toThrow(
      statisticsError(code, wrong),
    );
  });

  it.each([
    { x: [[1]], y: [[1], [2]], wrong: 'x has 1 value' },
    { x: [[1], [2]], y: [[1]], wrong: 'y has 1 value' },
  ])('throws empty_input for a single vector: $wrong', ({ x, y, wrong }) => {
    expect(() => maximumMeanDiscrepancy(x, y, { bandwidth: 1 })).toThrow(
      statisticsError('empty_input', wrong),
    );
  });

  it.each([0, -1, Infinity, NaN])('throws invalid_argument for a bandwidth of %s', (bandwidth) => {
    expect(() => maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth })).toThrow(
      statisticsError('invalid_argument', `bandwidth is ${bandwidth}`),
    );
  });
});
