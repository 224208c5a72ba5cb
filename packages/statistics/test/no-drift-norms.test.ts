import {
  lInfinityDistanceNoiseFloor,
  lInfinityDistancePValue,
  totalVariationDistanceNoiseFloor,
  totalVariationDistancePValue,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';

const EQUAL = Array.from<number>({ length: 10 }).fill(1);

describe('totalVariationDistanceNoiseFloor', () => {
  it.each([
    // n m / (n + m) = 50; √((B - 1) / 2π) / √50 for equal bins, √(p (1 - p)) √(2 / π) / √50 for two.
    { shares: EQUAL, floor: Math.sqrt(9 / (2 * Math.PI * 50)) },
    { shares: [9, 1], floor: 0.3 * Math.sqrt(2 / (Math.PI * 50)) },
    { shares: [9, 0, 1], floor: 0.3 * Math.sqrt(2 / (Math.PI * 50)) },
    { shares: [5], floor: 0 },
  ])('of $shares is $floor', ({ shares, floor }) => {
    expect(totalVariationDistanceNoiseFloor(shares, 100, 100)).toBeCloseTo(floor, 15);
  });

  it('is at most 1, and greatest for equal shares', () => {
    expect(totalVariationDistanceNoiseFloor(Array.from<number>({ length: 99 }).fill(1), 1, 1)).toBe(
      1,
    );
    fc.assert(
      fc.property(countPair(0), ([shares]) => {
        const equal = shares.map(() => 1);
        expect(totalVariationDistanceNoiseFloor(shares, 300, 200)).toBeLessThanOrEqual(
          totalVariationDistanceNoiseFloor(equal, 300, 200) + 1e-15,
        );
      }),
    );
  });
});

describe('totalVariationDistancePValue', () => {
  it('is that of the half-normal law for two bins', () => {
    // 1.959964 standard errors of √(0.25 / 50).
    const distance = 1.959964 * Math.sqrt(0.25 / 50);
    expect(totalVariationDistancePValue(distance, [1, 1], 100, 100)).toBeCloseTo(0.05, 6);
    expect(totalVariationDistancePValue(distance, [1, 0, 1], 100, 100)).toBeCloseTo(0.05, 6);
  });

  it('is that of a gamma law from three bins on, 1 at 0, and 1 for a single bin', () => {
    // scipy 1.15.3: gamma.sf of the moments from the exact covariance of absolute normal values.
    const floor = totalVariationDistanceNoiseFloor(EQUAL, 100, 100);
    expect(totalVariationDistancePValue(floor, EQUAL, 100, 100)).toBeCloseTo(0.4667, 3);
    expect(totalVariationDistancePValue(1.5 * floor, EQUAL, 100, 100)).toBeCloseTo(0.03454, 4);
    expect(totalVariationDistancePValue(0, EQUAL, 100, 100)).toBe(1);
    expect(totalVariationDistancePValue(0.5, [0, 3], 100, 100)).toBe(1);
  });
});

describe('lInfinityDistanceNoiseFloor', () => {
  it.each([
    // Two bins: the half-normal mean. Equal bins: scipy 1.15.3, quad of
    // 1 - (2 Φ(x / σ) - 1)^B with σ = √(p (1 - p) / 50).
    { shares: [1, 1], floor: 0.5 * Math.sqrt(2 / (Math.PI * 50)) },
    { shares: [0, 1, 1], floor: 0.5 * Math.sqrt(2 / (Math.PI * 50)) },
    { shares: EQUAL, floor: 0.07979200923509427 },
    { shares: [7, 2, 1], floor: 0.07379339947154163 },
    { shares: [5], floor: 0 },
  ])('of $shares is $floor', ({ shares, floor }) => {
    expect(lInfinityDistanceNoiseFloor(shares, 100, 100)).toBeCloseTo(floor, 6);
  });

  it('is at most 1', () => {
    expect(lInfinityDistanceNoiseFloor(EQUAL, 0.01, 0.01)).toBe(1);
  });
});

describe('lInfinityDistancePValue', () => {
  it.each([
    // 1 - (2 Φ(z) - 1)^B at z = 2 for ten bins, and half-normal for two.
    { shares: EQUAL, sigma: Math.sqrt(0.09 / 50), p: 0.3722913309 },
    { shares: [1, 1], sigma: Math.sqrt(0.25 / 50), p: 0.0455003 },
  ])('of two standard errors for $shares is $p', ({ shares, sigma, p }) => {
    expect(lInfinityDistancePValue(2 * sigma, shares, 100, 100)).toBeCloseTo(p, 6);
  });

  it('has the digits of a tiny one', () => {
    // 20 Q(20) with Q(20) = 2.753624e-89.
    const p = lInfinityDistancePValue(20 * Math.sqrt(0.09 / 5000), EQUAL, 10_000, 10_000);
    expect(p / 5.507248e-88).toBeCloseTo(1, 6);
  });

  it('is 1 at 0 and for a single bin', () => {
    expect(lInfinityDistancePValue(0, EQUAL, 100, 100)).toBe(1);
    expect(lInfinityDistancePValue(0.5, [0, 3], 100, 100)).toBe(1);
  });
});

describe('p-values and floors of norms', () => {
  it('fall as the difference and the samples grow', () => {
    const distance = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(countPair(0), distance, distance, ([shares], value, more) => {
        for (const pValue of [totalVariationDistancePValue, lInfinityDistancePValue]) {
          const p = pValue(value, shares, 100, 50);
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
          expect(pValue(value + more, shares, 100, 50)).toBeLessThanOrEqual(p + 1e-14);
        }
        for (const floor of [totalVariationDistanceNoiseFloor, lInfinityDistanceNoiseFloor]) {
          expect(floor(shares, 200, 50)).toBeLessThanOrEqual(floor(shares, 100, 50) + 1e-15);
        }
      }),
    );
  });

  it.each([
    { distance: -0.1, shares: [1, 1], n: 1, code: 'invalid_argument' },
    { distance: NaN, shares: [1, 1], n: 1, code: 'invalid_argument' },
    { distance: 1.1, shares: [1, 1], n: 1, code: 'invalid_argument' },
    { distance: 0.1, shares: [1, 1], n: 0, code: 'invalid_argument' },
    { distance: 0.1, shares: [], n: 1, code: 'empty_input' },
    { distance: 0.1, shares: [1, -1], n: 1, code: 'invalid_value' },
  ])('throw $code for $distance, $shares, $n', ({ distance, shares, n, code }) => {
    for (const pValue of [totalVariationDistancePValue, lInfinityDistancePValue]) {
      expect(() => pValue(distance, shares, n, 1)).toThrow(expect.objectContaining({ code }));
    }
  });

  it('throw for what is no law', () => {
    for (const floor of [totalVariationDistanceNoiseFloor, lInfinityDistanceNoiseFloor]) {
      expect(() => floor([0], 1, 1)).toThrow(expect.objectContaining({ code: 'empty_input' }));
      expect(() => floor([1], 1, -1)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });
});
