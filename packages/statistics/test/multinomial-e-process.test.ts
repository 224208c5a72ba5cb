import {
  createMultinomialEProcess,
  dirichletMultinomialLogEValue,
  type MultinomialEProcessState,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const window = fc.array(fc.nat(40), { minLength: 3, maxLength: 3 });
const EXPECTED = [5, 3, 2];

describe('createMultinomialEProcess', () => {
  it('is the e-value of all counts since the start, however they are cut into windows', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 8 }), (windows) => {
        const process = createMultinomialEProcess(EXPECTED);
        let [last, largest] = [0, 0];
        for (const counts of windows) {
          last = process.update(counts);
          largest = Math.max(largest, last);
        }
        const sums = EXPECTED.map((_, bin) =>
          windows.reduce((sum, counts) => sum + (counts[bin] ?? NaN), 0),
        );
        expect(last).toBe(dirichletMultinomialLogEValue(sums, EXPECTED));
        expect(process.pValue()).toBe(Math.min(1, Math.exp(-largest)));
        expect(process.toJSON().counts).toEqual(sums);
      }),
    );
  });

  it('goes on from a saved state as if nothing had happened', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 8 }), fc.nat(8), (windows, at) => {
        const whole = createMultinomialEProcess(EXPECTED);
        let saved = createMultinomialEProcess(EXPECTED);
        for (const [index, counts] of windows.entries()) {
          if (index === at) {
            const state = JSON.parse(JSON.stringify(saved)) as MultinomialEProcessState;
            saved = createMultinomialEProcess(EXPECTED, {}, state);
          }
          expect(saved.update(counts)).toBe(whole.update(counts));
        }
        expect(saved.toJSON()).toEqual(whole.toJSON());
        expect(saved.pValue()).toBe(whole.pValue());
      }),
    );
  });

  it('has a p-value of 1 at first, which never rises', () => {
    const process = createMultinomialEProcess([1, 1]);
    expect(process.pValue()).toBe(1);
    process.update([90, 10]);
    const low = process.pValue();
    expect(low).toBeLessThan(1e-10);
    process.update([10, 90]);
    expect(process.pValue()).toBe(low);
  });

  it('keeps certainty through JSON', () => {
    const process = createMultinomialEProcess([1, 0]);
    expect(process.update([3, 1])).toBe(Infinity);
    const state = JSON.parse(JSON.stringify(process)) as MultinomialEProcessState;
    expect(createMultinomialEProcess([1, 0], {}, state).pValue()).toBe(0);
  });

  it.each([
    { counts: [1], code: 'shape_mismatch' },
    { counts: [-1, 1], code: 'invalid_value' },
    { counts: [NaN, 1], code: 'invalid_value' },
  ])('throws $code for $counts and stays as it was', ({ counts, code }) => {
    const process = createMultinomialEProcess([1, 1]);
    process.update([5, 3]);
    const before = process.toJSON();
    expect(() => process.update(counts)).toThrow(expect.objectContaining({ code }));
    expect(process.toJSON()).toEqual(before);
  });

  it.each([
    { state: { counts: [1], largestLogEValue: 0 }, code: 'shape_mismatch' },
    { state: { counts: [1, -1], largestLogEValue: 0 }, code: 'invalid_value' },
    { state: { counts: [1, 1], largestLogEValue: -1 }, code: 'invalid_argument' },
    { state: { counts: [1, 1], largestLogEValue: Infinity }, code: 'invalid_argument' },
  ])('throws $code for the state $state', ({ state, code }) => {
    expect(() => createMultinomialEProcess([1, 1], {}, state)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('throws for a wrong option or nothing expected before the first window', () => {
    const invalid = expect.objectContaining({ code: 'invalid_argument' });
    expect(() => createMultinomialEProcess([1, 1], { designEffect: 0 })).toThrow(invalid);
    const empty = expect.objectContaining({ code: 'empty_input' });
    expect(() => createMultinomialEProcess([0, 0])).toThrow(empty);
  });
});
