import {
  regularizedIncompleteBeta,
  regularizedIncompleteBetaComplement,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('regularizedIncompleteBeta', () => {
  // mpmath 1.4.1 with 50 digits: betainc, or the continued fraction of DLMF 8.17.22 for large shapes.
  it.each([
    { a: 1e-3, b: 5, x: 0.3, lower: 0.9999152891767765, upper: 8.47108232234981e-5 },
    { a: 1e-3, b: 1e-3, x: 0.5, lower: 0.5, upper: 0.5 },
    { a: 0.5, b: 0.5, x: 0.1, lower: 0.20483276469913345, upper: 0.7951672353008665 },
    { a: 2, b: 3, x: 0.3, lower: 0.3483, upper: 0.6517 },
    { a: 20, b: 1000, x: 0.5, lower: 1, upper: 1.8015173896422416e-267 },
    { a: 300, b: 1000, x: 0.69, lower: 1, upper: 1.0291066197783316e-254 },
    { a: 50, b: 70, x: 0.01, lower: 5.4279070731626306e-67, upper: 1 },
    { a: 3, b: 60, x: 0.9999, lower: 1, upper: 1.8906280182875067e-237 },
    { a: 1e7, b: 1e7, x: 0.49664589811760285, lower: 4.857392231412713e-198, upper: 1 },
    { a: 1e7, b: 1e7, x: 0.4998881966039201, lower: 0.15865525998070798, upper: 0.841344740019292 },
    { a: 1e7, b: 1e7, x: 0.5, lower: 0.5, upper: 0.5 },
    { a: 1e7, b: 1e7, x: 0.5027950849019976, lower: 1, upper: 3.041855218716717e-138 },
    { a: 1e7, b: 0.5, x: 0.9999978286799242, lower: 4.401981431076819e-11, upper: 1 - 4.4e-11 },
    {
      a: 1e-3,
      b: 1e7,
      x: 7.915693753949418e-8,
      lower: 0.9996843548208231,
      upper: 0.0003156451791768842,
    },
    {
      a: 1e7,
      b: 1e-3,
      x: 0.9999999998683772,
      lower: 0.006039593845341897,
      upper: 0.9939604061546581,
    },
    {
      a: 12345.678,
      b: 987654.321,
      x: 0.009032986499522017,
      lower: 1.96727341559369e-241,
      upper: 1,
    },
    {
      a: 12345.678,
      b: 987654.321,
      x: 0.012400889537559407,
      lower: 0.6922395988912816,
      upper: 0.30776040110871833,
    },
    {
      a: 12345.678,
      b: 987654.321,
      x: 0.015106254273032063,
      lower: 1,
      upper: 4.153701645659431e-121,
    },
  ])('of ($a, $b) at $x is $lower below and $upper above', ({ a, b, x, lower, upper }) => {
    expect(relativeError(regularizedIncompleteBeta(a, b, x), lower)).toBeLessThan(1e-12);
    expect(relativeError(regularizedIncompleteBetaComplement(a, b, x), upper)).toBeLessThan(1e-12);
  });

  const shape = fc.double({ min: -7, max: 14, noNaN: true }).map((power) => Math.exp(power));
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  it('and its complement add up to 1 and stay in [0, 1]', () => {
    fc.assert(
      fc.property(shape, shape, share, (a, b, x) => {
        const lower = regularizedIncompleteBeta(a, b, x);
        const upper = regularizedIncompleteBetaComplement(a, b, x);
        expect(Math.abs(lower + upper - 1)).toBeLessThan(1e-12);
        expect(Math.min(lower, upper)).toBeGreaterThanOrEqual(0);
        expect(Math.max(lower, upper)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps the digits of both tails across its methods: closed forms for one shape of 1', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, x) => {
        const lower = Math.exp(a * Math.log(x));
        const upper = -Math.expm1(a * Math.log(x));
        const tolerance = 1e-13 + 1e-15 * a * Math.abs(Math.log(x));
        fc.pre(lower > 1e-290);
        expect(relativeError(regularizedIncompleteBeta(a, 1, x), lower)).toBeLessThan(tolerance);
        expect(relativeError(regularizedIncompleteBetaComplement(a, 1, x), upper)).toBeLessThan(
          1e-13,
        );
      }),
    );
  });

  it('is the complement with shapes and ends changed', () => {
    // Whole 64ths have an exact difference from 1.
    fc.assert(
      fc.property(shape, shape, fc.integer({ min: 0, max: 64 }), (a, b, step) => {
        const upper = regularizedIncompleteBetaComplement(a, b, step / 64);
        expect(regularizedIncompleteBeta(b, a, 1 - step / 64)).toBe(upper);
      }),
    );
  });

  it('rises with x', () => {
    fc.assert(
      fc.property(shape, shape, share, share, (a, b, x, other) => {
        const [low, high] = [Math.min(x, other), Math.max(x, other)];
        const [below, above] = [low, high].map((at) => regularizedIncompleteBeta(a, b, at));
        expect(below).toBeLessThanOrEqual((above ?? NaN) * (1 + 1e-12));
      }),
    );
  });

  it('is 0 at 0 and 1 at 1, and 0 where the tail is below the range of doubles', () => {
    expect([0, 1].map((x) => regularizedIncompleteBeta(3, 4, x))).toEqual([0, 1]);
    expect([0, 1].map((x) => regularizedIncompleteBetaComplement(3, 4, x))).toEqual([1, 0]);
    expect(regularizedIncompleteBeta(1e7, 1e7, 0.1)).toBe(0);
    expect(regularizedIncompleteBeta(1e7, 1e7, 0.9)).toBe(1);
  });

  it.each([
    { a: 0, b: 1, x: 0.5, wrong: 'a is 0' },
    { a: 1e16, b: 1, x: 0.5, wrong: 'a is 10000000000000000' },
    { a: 1, b: NaN, x: 0.5, wrong: 'b is NaN' },
    { a: 1, b: 1, x: -0.1, wrong: 'x is -0.1' },
    { a: 1, b: 1, x: NaN, wrong: 'x is NaN' },
  ])('and its complement throw invalid_argument: $wrong', ({ a, b, x, wrong }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(wrong),
    });
    expect(() => regularizedIncompleteBeta(a, b, x)).toThrow(error);
    expect(() => regularizedIncompleteBetaComplement(a, b, x)).toThrow(error);
  });
});
