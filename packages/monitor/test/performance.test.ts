import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  addError,
  addOutcome,
  createLabelTable,
  createPerformanceSums,
  LABELS_MAX,
  mergePerformance,
  OTHER,
  OTHER_LABEL,
  toPerformance,
} from '../src/performance.ts';

describe('createLabelTable', () => {
  it('numbers names in the order in which they come, and folds those beyond the maximum', () => {
    const table = createLabelTable();
    const names = Array.from({ length: LABELS_MAX + 10 }, (_, at) => `class-${at}`);
    const ids = names.map((name) => table.idOf(name));
    expect(ids.slice(0, OTHER_LABEL)).toEqual(Array.from({ length: OTHER_LABEL }, (_, at) => at));
    expect(new Set(ids.slice(OTHER_LABEL))).toEqual(new Set([OTHER_LABEL]));
    expect(names.map((name) => table.idOf(name))).toEqual(ids);
    expect(table.labels).toEqual(names.slice(0, OTHER_LABEL));
  });

  it('knows the name of what is folded from the start', () => {
    const table = createLabelTable();
    expect(table.idOf(OTHER)).toBe(OTHER_LABEL);
    expect(table.idOf('')).toBe(0);
    expect(table.labels).toEqual(['']);
  });
});

const outcome = fc.tuple(fc.nat(3), fc.nat(3));
const pair = fc.tuple(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: -10, max: 10, noNaN: true }),
);

describe('toPerformance', () => {
  it('has no metric without ground truth', () => {
    expect(toPerformance(createPerformanceSums())).toEqual({ labelled: 0, valued: 0 });
  });

  it('equals the metrics of the pairs themselves, in whatever parts they are added', () => {
    fc.assert(
      fc.property(
        fc.array(outcome, { minLength: 1, maxLength: 30 }),
        fc.array(pair, { minLength: 1, maxLength: 30 }),
        fc.nat(30),
        (outcomes, pairs, split) => {
          const parts = [createPerformanceSums(), createPerformanceSums()] as const;
          for (const [at, of] of outcomes.entries()) addOutcome(parts[at < split ? 0 : 1], ...of);
          for (const [at, of] of pairs.entries()) addError(parts[at < split ? 1 : 0], ...of);
          mergePerformance(parts[0], parts[1]);
          const performance = toPerformance(parts[0]);
          const correct = outcomes.filter(([predicted, actual]) => predicted === actual).length;
          const errors = pairs.map(([predicted, actual]) => Math.abs(predicted - actual));
          expect(performance.labelled).toBe(outcomes.length);
          expect(performance.accuracy).toBe(correct / outcomes.length);
          expect(performance.valued).toBe(pairs.length);
          expect(performance.meanAbsoluteError).toBeCloseTo(
            errors.reduce((a, b) => a + b) / pairs.length,
            10,
          );
          expect(performance.rootMeanSquaredError).toBeCloseTo(
            Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / pairs.length),
            10,
          );
        },
      ),
    );
  });

  it('does not call two classes the same that were both folded', () => {
    const sums = createPerformanceSums();
    addOutcome(sums, OTHER_LABEL, OTHER_LABEL);
    expect(toPerformance(sums)).toEqual({ labelled: 1, valued: 0 });
    addOutcome(sums, OTHER_LABEL, 3);
    addOutcome(sums, 3, 3);
    expect(toPerformance(sums)).toEqual({ labelled: 3, accuracy: 0.5, valued: 0 });
  });

  it.each([
    { name: 'infinite predictions', predicted: Infinity, actual: 1 },
    { name: 'infinite on both sides', predicted: Infinity, actual: Infinity },
    { name: 'errors whose square is infinite', predicted: 1e200, actual: 0 },
  ])('leaves out $name', ({ predicted, actual }) => {
    const sums = createPerformanceSums();
    addError(sums, 1, 3);
    addError(sums, predicted, actual);
    expect(toPerformance(sums)).toEqual({
      labelled: 0,
      valued: 1,
      meanAbsoluteError: 2,
      rootMeanSquaredError: 2,
    });
  });
});
