import { logNormalCumulative, normalCumulative } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('logNormalCumulative', () => {
  // scipy.special.log_ndtr 1.15.3.
  it.each([
    { z: -1000, value: -500007.8266948122 },
    { z: -40, value: -804.6084420137539 },
    { z: -1.5, value: -2.7059444008238898 },
    { z: 0, value: -Math.LN2 },
    { z: 3, value: -0.001350809964748193 },
    { z: 10, value: -7.619853024160473e-24 },
    { z: 37, value: -5.725571222523926e-300 },
    { z: Infinity, value: 0 },
    { z: -Infinity, value: -Infinity },
    { z: -1e200, value: -Infinity },
  ])('of $z is $value', ({ z, value }) => {
    expect(relativeError(logNormalCumulative(z) + 0, value)).toBeLessThan(2e-13);
  });

  it('is the logarithm of normalCumulative and rises', () => {
    const number = fc.double({ min: -37, max: 8, noNaN: true });
    fc.assert(
      fc.property(number, number, (z, other) => {
        expect(relativeError(Math.exp(logNormalCumulative(z)), normalCumulative(z))).toBeLessThan(
          5e-13,
        );
        const [low, high] = [Math.min(z, other), Math.max(z, other)];
        const limit = logNormalCumulative(high) * (1 - 1e-14);
        expect(logNormalCumulative(low)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => logNormalCumulative(NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
