import { createBettingSequence, type BettingSequenceState } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 80,
});

/** Both capitals against one mean, straight from the paper. */
function capitals(sample: readonly number[], mean: number, alpha: number): [number, number] {
  let [above, below, sum, squares] = [1, 1, 0, 0];
  for (const [index, value] of sample.entries()) {
    const t = index + 1;
    const variance = (0.25 + squares) / t;
    const bet = Math.sqrt((2 * Math.log(2 / alpha)) / (variance * t * Math.log(t + 1)));
    above *= 1 + Math.min(bet, 0.5 / mean) * (value - mean);
    below *= 1 - Math.min(bet, 0.5 / (1 - mean)) * (value - mean);
    sum += value;
    squares += (value - (0.5 + sum) / (t + 1)) ** 2;
  }
  return [above, below];
}

describe('createBettingSequence', () => {
  it('keeps exactly the candidates that no capital refuted at any time', () => {
    fc.assert(
      fc.property(values, (sample) => {
        const sequence = createBettingSequence({ alpha: 0.3, steps: 20 });
        for (const value of sample) sequence.update(value);
        const kept = Array.from({ length: 19 }, (_, index) => (index + 1) / 20).filter((mean) =>
          sample.every((_, index) => {
            const [above, below] = capitals(sample.slice(0, index + 1), mean, 0.3);
            return above < 2 / 0.3 && below < 2 / 0.3;
          }),
        );
        const { lower, upper } = sequence.interval();
        const inside = Array.from({ length: 19 }, (_, index) => (index + 1) / 20).filter(
          (mean) => mean > lower && mean < upper,
        );
        expect(inside).toEqual(kept);
      }),
    );
  });

  it('is [0, 1] at first and only narrows', () => {
    const sequence = createBettingSequence({ steps: 50 });
    expect(sequence.interval()).toEqual({ lower: 0, upper: 1 });
    const random = seededRandom(3);
    let before = sequence.interval();
    for (let t = 0; t < 400; t++) {
      sequence.update(random());
      const { lower, upper } = sequence.interval();
      expect(lower).toBeGreaterThanOrEqual(before.lower);
      expect(upper).toBeLessThanOrEqual(before.upper);
      before = { lower, upper };
    }
    expect(before.upper - before.lower).toBeLessThan(0.2);
  });

  it.each([0, 1])('reaches but never leaves the end of values that are all %s', (value) => {
    const sequence = createBettingSequence();
    for (let t = 0; t < 2000; t++) sequence.update(value);
    const { lower, upper } = sequence.interval();
    expect(value === 0 ? lower : upper).toBe(value);
    expect(upper - lower).toBeLessThan(0.01);
  });

  it('shrinks to one step of the grid when the mean changes, and stays there', () => {
    const sequence = createBettingSequence({ steps: 100 });
    const random = seededRandom(4);
    for (let t = 0; t < 3000; t++) sequence.update((t < 1500 ? 0.1 : 0.6) * random());
    const { lower, upper } = sequence.interval();
    expect(upper - lower).toBeCloseTo(0.01, 12);
    sequence.update(1);
    expect(sequence.interval()).toEqual({ lower, upper });
  });

  it('goes on from a saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(values, fc.nat(80), (sample, at) => {
        const options = { alpha: 0.3, steps: 30 };
        const whole = createBettingSequence(options);
        let saved = createBettingSequence(options);
        for (const [index, value] of sample.entries()) {
          if (index === at) {
            const state = JSON.parse(JSON.stringify(saved)) as BettingSequenceState;
            saved = createBettingSequence(options, state);
          }
          saved.update(value);
          whole.update(value);
        }
        expect(saved.toJSON()).toEqual(whole.toJSON());
        expect(saved.interval()).toEqual(whole.interval());
      }),
    );
  });

  it.each([-0.1, 1.1, NaN, Infinity])(
    'throws invalid_value for %s and stays as it was',
    (wrong) => {
      const sequence = createBettingSequence({ steps: 5 });
      sequence.update(0.4);
      const before = sequence.toJSON();
      expect(() => sequence.update(wrong)).toThrow(
        expect.objectContaining({
          code: 'invalid_value',
          message: expect.stringContaining(`value is ${wrong}`),
        }),
      );
      expect(sequence.toJSON()).toEqual(before);
    },
  );

  it.each([
    { steps: 1 },
    { steps: 2.5 },
    { alpha: 0 },
    { alpha: 1 },
    { truncation: 0 },
    { truncation: 1 },
  ])('throws invalid_argument for the options %j', (options) => {
    expect(() => createBettingSequence(options)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });

  const ZEROS = [0, 0, 0];
  const STATE = { n: 1, sum: 1, squares: 1, first: 0, logAbove: ZEROS, logBelow: ZEROS };
  it.each([
    { n: -1 },
    { n: 0.5 },
    { sum: 2 },
    { sum: NaN },
    { squares: -1 },
    { squares: 2 },
    { first: -1 },
    { first: 0.5 },
    { first: 1 },
    { logBelow: [0] },
    { logAbove: [0, 0, NaN] },
  ])('throws invalid_argument for a state with %j', (wrong) => {
    expect(() => createBettingSequence({ steps: 2 }, { ...STATE, ...wrong })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
