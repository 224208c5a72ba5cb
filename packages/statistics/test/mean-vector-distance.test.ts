import { meanVectorDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';
import { REFUSED_PAIRS, vectorPair, WAVES } from './support/vector-samples.ts';

describe('meanVectorDistance', () => {
  // scipy.spatial.distance of numpy's means, scipy 1.15.3.
  it.each([
    { metric: 'euclidean', distance: 0.6470679586122506 },
    { metric: 'cosine', distance: 0.15122868264945277 },
    { metric: 'cityblock', distance: 0.7963098858650139 },
    { metric: 'chebyshev', distance: 0.637188041485016 },
  ] as const)('is $distance by $metric', ({ metric, distance }) => {
    const found = meanVectorDistance(WAVES.x, WAVES.y, { metric });
    expect(relativeError(found, distance)).toBeLessThan(1e-14);
  });

  it('is Euclidean unless told', () => {
    expect(
      meanVectorDistance(
        [
          [0, 0],
          [2, 2],
        ],
        [[4, 5]],
      ),
    ).toBe(5);
  });

  it('keeps the digits of a tiny angle', () => {
    // 1 - cos(1e-8) = 5e-17, which a difference of products would lose.
    const found = meanVectorDistance([[1, 0]], [[1, 1e-8]], { metric: 'cosine' });
    expect(relativeError(found, 5e-17)).toBeLessThan(1e-8);
  });

  it('is 2 by cosine for opposite means', () => {
    expect(meanVectorDistance([[1, 1, 1]], [[-3, -3, -3]], { metric: 'cosine' })).toBe(2);
  });

  it('is symmetric, 0 at equality and blind to order', () => {
    const metrics = fc.constantFrom('euclidean', 'cityblock', 'chebyshev');
    fc.assert(
      fc.property(vectorPair, metrics, ([x, y], metric) => {
        const distance = meanVectorDistance(x, y, { metric });
        expect(meanVectorDistance(y, x, { metric })).toBe(distance);
        expect(meanVectorDistance(x, x, { metric })).toBe(0);
        const reversed = meanVectorDistance(x.toReversed(), y, { metric });
        expect(Math.abs(reversed - distance)).toBeLessThan(1e-14);
      }),
    );
  });

  it.each(REFUSED_PAIRS)('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => meanVectorDistance(x, y)).toThrow(statisticsError(code, wrong));
  });

  it('throws for a mean without direction and an unknown metric', () => {
    expect(() => meanVectorDistance([[1], [-1]], [[1]], { metric: 'cosine' })).toThrow(
      statisticsError('invalid_value', 'the mean of x is 0'),
    );
    expect(() => meanVectorDistance([[1]], [[0]], { metric: 'cosine' })).toThrow(
      statisticsError('invalid_value', 'the mean of y is 0'),
    );
    expect(() => meanVectorDistance([[1]], [[2]], { metric: 'other' as 'cosine' })).toThrow(
      statisticsError('invalid_argument', 'metric is other'),
    );
  });
});
