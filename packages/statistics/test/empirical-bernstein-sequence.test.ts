import {
  createBettingSequence,
  createEmpiricalBernsteinSequence,
  type EmpiricalBernsteinState,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 80,
});

/** the intersected interval straight from the theorem of the paper. */
function byDefinition(sample: readonly number[], alpha: number): [number, number] {
  let [sum, squares, bets, products, costs] = [0, 0, 0, 0, 0];
  let [lower, upper] = [0, 1];
  for (const [index, value] of sample.entries()) {
    const t = index + 1;
    const variance = (0.25 + squares) / t;
    const bet = Math.min(
      0.5,
      Math.sqrt((2 * Math.log(2 / alpha)) / (variance * t * Math.log(t + 1))),
    );
    const previousMean = (0.5 + sum) / t;
    bets += bet;
    products += bet * value;
    costs += 4 * (value - previousMean) ** 2 * ((-Math.log(1 - bet) - bet) / 4);
    sum += value;
    squares += (value - (0.5 + sum) / (t + 1)) ** 2;
    const halfWidth = (Math.log(2 / alpha) + costs) / bets;
    lower = Math.max(lower, products / bets - halfWidth);
    upper = Math.min(upper, products / bets + halfWidth);
  }
  return [lower, upper];
}

describe('createEmpiricalBernsteinSequence', () => {
  it('is the intersection of the intervals of the theorem', () => {
    const random = seededRandom(8);
    for (const n of [1, 10, 100, 1000]) {
      const sample = Array.from({ length: n }, () => 0.2 + 0.3 * random());
      const sequence = createEmpiricalBernsteinSequence();
      for (const value of sample) sequence.update(value);
      const [lower, upper] = byDefinition(sample, 0.05);
      expect(sequence.interval().lower).toBeCloseTo(lower, 12);
      expect(sequence.interval().upper).toBeCloseTo(upper, 12);
    }
  });

  it('is [0, 1] at first, only narrows, and holds what betting holds or more', () => {
    const sequence = createEmpiricalBernsteinSequence();
    const betting = createBettingSequence();
    expect(sequence.interval()).toEqual({ lower: 0, upper: 1 });
    const random = seededRandom(5);
    let before = sequence.interval();
    for (let t = 0; t < 1000; t++) {
      const value = random() ** 2;
      sequence.update(value);
      betting.update(value);
      const { lower, upper } = sequence.interval();
      expect(lower).toBeGreaterThanOrEqual(before.lower);
      expect(upper).toBeLessThanOrEqual(before.upper);
      before = { lower, upper };
    }
    const narrower = betting.interval();
    expect(narrower.upper - narrower.lower).toBeLessThan(before.upper - before.lower);
    expect(before.upper - before.lower).toBeLessThan(0.1);
  });

  it('stays at one end of an empty intersection', () => {
    for (const [early, late] of [
      [0.1, 0.9],
      [0.9, 0.1],
    ] as const) {
      const sequence = createEmpiricalBernsteinSequence();
      for (let t = 0; t < 4000; t++) sequence.update(t < 1000 ? early : late);
      const { lower, upper } = sequence.interval();
      expect(lower).toBe(upper);
      expect(Math.abs(lower - early)).toBeLessThan(0.1);
    }
  });

  it('goes on from a saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(values, fc.nat(80), (sample, at) => {
        const whole = createEmpiricalBernsteinSequence();
        let saved = createEmpiricalBernsteinSequence();
        for (const [index, value] of sample.entries()) {
          if (index === at) {
            const state = JSON.parse(JSON.stringify(saved)) as EmpiricalBernsteinState;
            saved = createEmpiricalBernsteinSequence({}, state);
          }
          saved.update(value);
          whole.update(value);
        }
        expect(saved.toJSON()).toEqual(whole.toJSON());
      }),
    );
  });

  it('throws invalid_value for a value outside of [0, 1] and stays as it was', () => {
    const sequence = createEmpiricalBernsteinSequence();
    sequence.update(0.4);
    const before = sequence.toJSON();
    for (const wrong of [-0.1, 1.1, NaN]) {
      expect(() => sequence.update(wrong)).toThrow(
        expect.objectContaining({ code: 'invalid_value' }),
      );
    }
    expect(sequence.toJSON()).toEqual(before);
  });

  const STATE = {
    n: 1,
    sum: 1,
    squares: 1,
    bets: 0.5,
    products: 0.5,
    costs: 1,
    lower: 0,
    upper: 1,
  };
  it.each([
    { n: -1 },
    { bets: -1 },
    { products: NaN },
    { costs: Infinity },
    { lower: -0.1 },
    { lower: 0.5, upper: 0.4 },
    { upper: 1.1 },
  ])('throws invalid_argument for a state with %j', (wrong) => {
    expect(() => createEmpiricalBernsteinSequence({}, { ...STATE, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
