import {
  bhattacharyyaDistance,
  bhattacharyyaDistanceNoiseFloor,
  bhattacharyyaDistancePValue,
  hellingerDistance,
  hellingerDistanceNoiseFloor,
  hellingerDistancePValue,
  kullbackLeiblerDivergenceNoiseFloor,
  kullbackLeiblerDivergencePValue,
  populationStabilityIndexNoiseFloor,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

const P_VALUES = [
  hellingerDistancePValue,
  bhattacharyyaDistancePValue,
  kullbackLeiblerDivergencePValue,
] as const;
const FLOORS = [
  hellingerDistanceNoiseFloor,
  bhattacharyyaDistanceNoiseFloor,
  kullbackLeiblerDivergenceNoiseFloor,
] as const;

describe('noise floors of divergences', () => {
  it.each([
    { bins: 10, n: 10_000, m: 200 },
    { bins: 3, n: Infinity, m: 90 },
    { bins: 1, n: 10, m: 10 },
  ])('are fixed parts of that of the index for $bins bins, $n and $m values', ({ bins, n, m }) => {
    const psi = populationStabilityIndexNoiseFloor(bins, n, m);
    expect(kullbackLeiblerDivergenceNoiseFloor(bins, n, m)).toBeCloseTo(psi / 2, 15);
    expect(bhattacharyyaDistanceNoiseFloor(bins, n, m)).toBeCloseTo(psi / 8, 15);
    expect(hellingerDistanceNoiseFloor(bins, n, m)).toBeCloseTo(Math.sqrt(psi / 8), 15);
  });

  it('do not exceed the largest possible Hellinger distance', () => {
    expect(hellingerDistanceNoiseFloor(100, 1, 1)).toBe(1);
  });
});

describe('p-values of divergences', () => {
  it('are 0.05 at the critical value of chi-square, 16.919 with 9 degrees of freedom', () => {
    // n m / (n + m) = 50.
    expect(hellingerDistancePValue(Math.sqrt(16.918978 / 400), 10, 100, 100)).toBeCloseTo(0.05, 7);
    expect(kullbackLeiblerDivergencePValue(16.918978 / 100, 10, 100, 100)).toBeCloseTo(0.05, 7);
    const distance = -Math.log1p(-16.918978 / 400);
    expect(bhattacharyyaDistancePValue(distance, 10, 100, 100)).toBeCloseTo(0.05, 7);
  });

  it('are the same for the Hellinger and the Bhattacharyya distance', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const ofHellinger = hellingerDistancePValue(
          hellingerDistance(expected, actual),
          12,
          40,
          50,
        );
        const distance = bhattacharyyaDistance(expected, actual);
        const ofBhattacharyya = bhattacharyyaDistancePValue(distance, 12, 40, 50);
        expect(relativeError(ofBhattacharyya, ofHellinger)).toBeLessThan(1e-10);
      }),
    );
  });

  it('are 1 for no difference and for a single bin', () => {
    for (const pValue of P_VALUES) {
      expect(pValue(0, 10, 5, 5)).toBe(1);
      expect(pValue(0.5, 1, 5, 5)).toBe(1);
    }
  });

  it('take an infinite divergence', () => {
    expect(kullbackLeiblerDivergencePValue(Infinity, 3, 10, 10)).toBe(0);
    expect(bhattacharyyaDistancePValue(Infinity, 3, 10, 10)).toBe(
      hellingerDistancePValue(1, 3, 10, 10),
    );
  });

  it('fall as the difference grows', () => {
    const distance = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(distance, distance, (value, more) => {
        for (const pValue of P_VALUES) {
          const p = pValue(value, 10, 100, 50);
          expect(pValue(value + more, 10, 100, 50)).toBeLessThanOrEqual(p + 1e-14);
        }
      }),
    );
  });

  it('and floors throw invalid_argument out of range', () => {
    const refused = expect.objectContaining({ code: 'invalid_argument' });
    for (const pValue of P_VALUES) {
      expect(() => pValue(-1e-9, 10, 1, 1)).toThrow(refused);
      expect(() => pValue(NaN, 10, 1, 1)).toThrow(refused);
      expect(() => pValue(0.1, 0, 1, 1)).toThrow(refused);
      expect(() => pValue(0.1, 10, 0, 1)).toThrow(refused);
    }
    expect(() => hellingerDistancePValue(1.01, 10, 1, 1)).toThrow(refused);
    for (const floor of FLOORS) {
      expect(() => floor(2.5, 1, 1)).toThrow(refused);
      expect(() => floor(2, Infinity, Infinity)).toThrow(refused);
    }
  });
});
