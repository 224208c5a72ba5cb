import fc from 'fast-check';

import { normalDraws } from './detector-streams.ts';

/** Two small samples of three elements from sines and cosines, which scikit-learn was given too. */
export const WAVES = {
  x: Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(2 * i), i / 6]),
  y: Array.from({ length: 9 }, (_, j) => [Math.sin(j) + 0.5, Math.cos(3 * j), j / 4]),
} as const;

/** Standard normal vectors, moved by `shift` in each element. */
export function normalVectors(
  random: () => number,
  { count, dimension, shift = 0 }: { count: number; dimension: number; shift?: number },
): number[][] {
  const draw = normalDraws(random);
  return Array.from({ length: count }, () =>
    Array.from({ length: dimension }, () => draw() + shift),
  );
}

/** Two samples of vectors of one length; small whole elements, so that equal vectors occur. */
export const vectorPair: fc.Arbitrary<[number[][], number[][]]> = fc
  .integer({ min: 1, max: 4 })
  .chain((dimension) => {
    const vector = fc.array(fc.integer({ min: -3, max: 3 }), {
      minLength: dimension,
      maxLength: dimension,
    });
    const sample = fc.array(vector, { minLength: 2, maxLength: 12 });
    return fc.tuple(sample, sample);
  });

/** Samples that no function of two samples of vectors takes. */
export const REFUSED_PAIRS = [
  { x: [], y: [[1], [2]], code: 'empty_input', wrong: 'x has no vectors' },
  { x: [[1], [2]], y: [[], []], code: 'empty_input', wrong: 'y has vectors without elements' },
  { x: [[1], [2, 3]], y: [[1], [2]], code: 'shape_mismatch', wrong: 'x[1] has 2 elements' },
  {
    x: [[1], [2]],
    y: [
      [1, 2],
      [2, 3],
    ],
    code: 'shape_mismatch',
    wrong: 'y of 2',
  },
  { x: [[1], [NaN]], y: [[1], [2]], code: 'invalid_value', wrong: 'x[1][0] is NaN' },
  { x: [[1], [2]], y: [[1], [-Infinity]], code: 'invalid_value', wrong: 'y[1][0] is -Infinity' },
  { x: [[2e100], [2]], y: [[1], [2]], code: 'invalid_value', wrong: 'x[0][0] is 2e+100' },
] as const;
