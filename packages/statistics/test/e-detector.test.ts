import { createEDetector, type EDetectorState } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const RULES = ['shiryaev_roberts', 'cusum'] as const;
const increments = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
  minLength: 1,
  maxLength: 30,
});

describe('createEDetector', () => {
  it.each(RULES)('joins the evidence since each start: %s', (rule) => {
    fc.assert(
      fc.property(increments, (values) => {
        const detector = createEDetector({ rule, runLength: 50 });
        for (const [index, value] of values.entries()) {
          const alarm = detector.update(value);
          // By brute force: the product of the e-values from every start to now.
          const since = values
            .slice(0, index + 1)
            .map((_, start) => values.slice(start, index + 1).reduce((sum, log) => sum + log, 0));
          const joined =
            rule === 'cusum'
              ? Math.max(...since)
              : Math.log(since.reduce((sum, log) => sum + Math.exp(log), 0));
          expect(alarm).toBe(joined >= Math.log(50));
          const expected = rule === 'cusum' ? Math.max(0, joined) : joined;
          expect(Math.abs(detector.logValue() - expected)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  it('never has less evidence by Shiryaev-Roberts, its default, than by CUSUM', () => {
    fc.assert(
      fc.property(increments, (values) => {
        const [sum, greatest] = [
          createEDetector({ runLength: 9 }),
          createEDetector({ rule: 'cusum', runLength: 9 }),
        ];
        for (const value of values) {
          const alarms = [sum.update(value), greatest.update(value)];
          expect(alarms).not.toEqual([false, true]);
        }
      }),
    );
  });

  it.each(RULES)('goes on from a saved state as if nothing had happened: %s', (rule) => {
    fc.assert(
      fc.property(increments, fc.nat(30), (values, at) => {
        const whole = createEDetector({ rule, runLength: 20 });
        let saved = createEDetector({ rule, runLength: 20 });
        for (const [index, value] of values.entries()) {
          if (index === at) {
            const state = JSON.parse(JSON.stringify(saved)) as EDetectorState;
            saved = createEDetector({ rule, runLength: 20 }, state);
          }
          expect(saved.update(value)).toBe(whole.update(value));
        }
        expect(saved.toJSON()).toEqual(whole.toJSON());
        expect(saved.toJSON().updates).toBe(values.length);
      }),
    );
  });

  it.each(RULES)('takes e-values of 0 and certainty, and keeps both through JSON: %s', (rule) => {
    const detector = createEDetector({ rule, runLength: 1e6 });
    expect(detector.update(-Infinity)).toBe(false);
    expect(detector.toJSON().logCarry).toBe(0);
    expect(detector.update(Infinity)).toBe(true);
    const state = JSON.parse(JSON.stringify(detector)) as EDetectorState;
    expect(createEDetector({ rule, runLength: 1e6 }, state).update(-1)).toBe(true);
    expect(detector.update(-Infinity)).toBe(false);
  });

  it('has a value of 0 before any evidence, by Shiryaev-Roberts, and of 1 by CUSUM', () => {
    expect(createEDetector({ runLength: 10 }).logValue()).toBe(-Infinity);
    expect(createEDetector({ rule: 'cusum', runLength: 10 }).logValue()).toBe(0);
  });

  it('throws invalid_value for NaN and stays as it was', () => {
    const detector = createEDetector({ runLength: 10 });
    detector.update(1);
    const before = detector.toJSON();
    expect(() => detector.update(NaN)).toThrow(expect.objectContaining({ code: 'invalid_value' }));
    expect(detector.toJSON()).toEqual(before);
  });

  it.each([
    { runLength: 1, state: undefined, wrong: 'runLength is 1' },
    { runLength: Infinity, state: undefined, wrong: 'runLength is Infinity' },
    { runLength: 9, state: { updates: -1, logCarry: 0 }, wrong: 'updates is -1' },
    { runLength: 9, state: { updates: 0.5, logCarry: 0 }, wrong: 'updates is 0.5' },
    { runLength: 9, state: { updates: 1, logCarry: -1 }, wrong: 'logCarry is -1' },
    { runLength: 9, state: { updates: 1, logCarry: Infinity }, wrong: 'logCarry is Infinity' },
  ])('throws invalid_argument: $wrong', ({ runLength, state, wrong }) => {
    expect(() => createEDetector({ runLength }, state)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
