import {
  bernoulliConfidenceSequence,
  dirichletMultinomialLogEValue,
  rateChangeSequence,
  wilsonInterval,
  type Trials,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const trials = fc
  .integer({ min: 1, max: 400 })
  .chain((n) => fc.record({ successes: fc.nat(n), n: fc.constant(n) }));

/** Least evidence against a difference over a fine grid of reference rates. */
function byBruteForce(reference: Trials, current: Trials, difference: number): number {
  const evidence = 2 * Math.log(20);
  const draws = reference.n / (evidence + Math.log1p(evidence)) - 1;
  const concentrations = [Math.max(draws, 1e-3)];
  const against = ({ successes, n }: Trials, rate: number): number =>
    dirichletMultinomialLogEValue([successes, n - successes], [rate, 1 - rate], { concentrations });
  let least = Infinity;
  for (let step = 0; step <= 3000; step++) {
    const rate = Math.min(1 - 1e-12, Math.max(1e-12, step / 3000));
    const other = rate + difference;
    if (other <= 0 || other >= 1) continue;
    least = Math.min(least, against(reference, rate) + against(current, other));
  }
  return least;
}

describe('rateChangeSequence', () => {
  it('has least evidence 1 / alpha at its bounds, by brute force over the reference rate', () => {
    for (const [reference, current] of [
      [
        { successes: 90, n: 100 },
        { successes: 120, n: 200 },
      ],
      [
        { successes: 40, n: 400 },
        { successes: 3, n: 60 },
      ],
      [
        { successes: 0, n: 50 },
        { successes: 30, n: 50 },
      ],
    ] as const) {
      const { lower, upper, logEValue } = rateChangeSequence(reference, current);
      for (const bound of [lower, upper]) {
        expect(byBruteForce(reference, current, bound)).toBeCloseTo(Math.log(20), 2);
      }
      expect(logEValue).toBeCloseTo(byBruteForce(reference, current, 0), 2);
    }
  });

  it('mirrors when successes and failures, or both sides of equal size, change places', () => {
    fc.assert(
      fc.property(trials, trials, (reference, current) => {
        const { change, lower, upper, logEValue } = rateChangeSequence(reference, current);
        expect(lower).toBeGreaterThanOrEqual(-1);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(change);
        expect(upper).toBeGreaterThanOrEqual(change);
        const failures = ({ successes, n }: Trials): Trials => ({ successes: n - successes, n });
        const mirrored = rateChangeSequence(failures(reference), failures(current));
        expect(mirrored.lower).toBeCloseTo(-upper, 8);
        expect(mirrored.upper).toBeCloseTo(-lower, 8);
        expect(mirrored.logEValue).toBeCloseTo(logEValue, 8);
        // 0 is outside of the bounds exactly when the evidence against it is enough.
        const isRejected = lower > 0 || upper < 0;
        expect(isRejected).toBe(logEValue >= Math.log(20));
      }),
      { numRuns: 10 },
    );
  });

  it('is the sequence of the current rate less a reference of thousands of millions', () => {
    const current = { successes: 170, n: 200 };
    const change = rateChangeSequence({ successes: 9e9, n: 1e10 }, current, { optimalTime: 200 });
    const alone = bernoulliConfidenceSequence(170, 200, { optimalTime: 200 });
    // The reference itself costs ½ ln(1 + n / κ), which makes the interval a little wider.
    expect(change.lower + 0.9).toBeLessThan(alone.lower);
    expect(change.lower + 0.9).toBeGreaterThan(alone.lower - 0.02);
    expect(change.upper + 0.9).toBeGreaterThan(alone.upper);
    expect(change.upper + 0.9).toBeLessThan(alone.upper + 0.02);
  });

  it('is wider than Wilson’s intervals for one look, and narrower than adding up two sequences', () => {
    const { lower, upper } = rateChangeSequence(
      { successes: 900, n: 1000 },
      { successes: 850, n: 1000 },
    );
    const [before, after] = [wilsonInterval(900, 1000), wilsonInterval(850, 1000)];
    const once = Math.hypot(before.upper - before.lower, after.upper - after.lower);
    expect(upper - lower).toBeGreaterThan(once);
    const [first, second] = [900, 850].map((successes) =>
      bernoulliConfidenceSequence(successes, 1000, { alpha: 0.025, optimalTime: 1000 }),
    );
    const added =
      (first?.upper ?? NaN) -
      (first?.lower ?? NaN) +
      (second?.upper ?? NaN) -
      (second?.lower ?? NaN);
    expect(upper - lower).toBeLessThan(0.9 * added);
  });

  it('reaches -1 and 1 while there is too little to tell', () => {
    const { lower, upper, logEValue } = rateChangeSequence(
      { successes: 1, n: 2 },
      { successes: 1, n: 2 },
    );
    expect(lower).toBe(-1);
    expect(upper).toBe(1);
    expect(logEValue).toBeLessThan(0);
  });

  it.each([
    { reference: [0, 0], current: [1, 2], code: 'empty_input', wrong: 'reference.n is 0' },
    { reference: [1, 2], current: [0, 0], code: 'empty_input', wrong: 'current.n is 0' },
    { reference: [3, 2], current: [1, 2], code: 'invalid_argument', wrong: 'successes is 3' },
    { reference: [1, 2], current: [1, -2], code: 'invalid_argument', wrong: 'current.n is -2' },
  ])('throws $code: $wrong', ({ reference, current, code, wrong }) => {
    const side = ([successes = NaN, n = NaN]: number[]): Trials => ({ successes, n });
    expect(() => rateChangeSequence(side(reference), side(current))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });

  it.each([{ alpha: 0 }, { alpha: 1 }, { optimalTime: 0 }])(
    'throws invalid_argument for $alpha, $optimalTime',
    (options) => {
      const side = { successes: 1, n: 2 };
      expect(() => rateChangeSequence(side, side, options)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    },
  );
});
