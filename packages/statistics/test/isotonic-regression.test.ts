import {
  fitIsotonicRegression,
  isotonicPrediction,
  parseIsotonicRegression,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const PLACES = [-5, 1.5, 2.25, 2.75, 10];

/** Rows with ties in x, and weights of which the first is above 0. */
const weightedRows = fc
  .array(
    fc.record({
      x: fc.integer({ min: -6, max: 6 }),
      y: fc.double({ min: -10, max: 10, noNaN: true }),
      weight: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .filter((rows) => rows.some(({ weight }) => weight > 0));

describe('fitIsotonicRegression', () => {
  // scikit-learn 1.6.1, IsotonicRegression(out_of_bounds='clip'): its thresholds and predictions.
  it.each([
    {
      name: 'a violation',
      x: [1, 2, 3, 4],
      y: [0, 1, 0, 1],
      knots: [1, 2, 3, 4],
      values: [0, 0.5, 0.5, 1],
      predicted: [0, 0.25, 0.5, 0.5, 1],
    },
    {
      name: 'ties out of order',
      x: [3, 1, 2, 2, 5],
      y: [1, 0.5, 0.2, 0.9, 0.7],
      knots: [1, 2, 3, 5],
      values: [0.5, 0.55, 0.85, 0.85],
      predicted: [0.5, 0.525, 0.625, 0.775, 0.85],
    },
    {
      name: 'all ties',
      x: [1, 1, 1],
      y: [0, 1, 1],
      knots: [1],
      values: [2 / 3],
      predicted: [2 / 3, 2 / 3, 2 / 3, 2 / 3, 2 / 3],
    },
    {
      name: 'scores and outcomes',
      x: [0.1, 0.4, 0.35, 0.8, 0.9, 0.2],
      y: [0, 0, 1, 1, 1, 1],
      knots: [0.1, 0.2, 0.4, 0.8, 0.9],
      values: [0, 2 / 3, 2 / 3, 1, 1],
      predicted: [0, 1, 1, 1, 1],
    },
    {
      name: 'nothing but violations',
      x: [1, 2, 3, 4, 5],
      y: [5, 4, 3, 2, 1],
      knots: [1, 5],
      values: [3, 3],
      predicted: [3, 3, 3, 3, 3],
    },
    {
      name: 'weights',
      x: [1, 2, 3, 4],
      y: [1, 3, 2, 4],
      weights: [1, 2, 0.5, 1],
      knots: [1, 2, 3, 4],
      values: [1, 2.8, 2.8, 4],
      predicted: [1, 1.9, 2.8, 2.8, 4],
    },
    {
      name: 'a weight of 0',
      x: [1, 2, 3, 4],
      y: [1, 3, 2, 0],
      weights: [1, 0, 2, 1],
      knots: [1, 3, 4],
      values: [1, 4 / 3, 4 / 3],
      predicted: [1, 1.0833333333333333, 1.2083333333333333, 1.2916666666666665, 4 / 3],
    },
    {
      name: 'a falling fit',
      x: [1, 2, 3, 4, 5],
      y: [1, 4, 2, 3, 0],
      increasing: false,
      knots: [1, 4, 5],
      values: [2.5, 2.5, 0],
      predicted: [2.5, 2.5, 2.5, 2.5, 0],
    },
  ])('is that of scikit-learn for $name', ({ x, y, knots, values, predicted, ...options }) => {
    const fit = fitIsotonicRegression(x, y, options);
    expect(fit.knots).toEqual(knots);
    expect(fit.values).toHaveLength(values.length);
    for (const [index, value] of values.entries()) expect(fit.values[index]).toBeCloseTo(value, 14);
    for (const [index, place] of PLACES.entries()) {
      expect(isotonicPrediction(fit, place)).toBeCloseTo(predicted[index] ?? NaN, 14);
    }
  });

  it('keeps distinct values that are closer than 1e-15, and subnormal ones', () => {
    const fit = fitIsotonicRegression([0, 5e-324, 1e-16], [0, 1, 2]);
    expect(fit).toEqual({ knots: [0, 5e-324, 1e-16], values: [0, 1, 2] });
  });

  it('rises, and keeps the weighted mean', () => {
    fc.assert(
      fc.property(weightedRows, (rows) => {
        const weights = rows.map(({ weight }) => weight);
        const fit = fitIsotonicRegression(
          rows.map(({ x }) => x),
          rows.map(({ y }) => y),
          { weights },
        );
        expect(fit.values).toEqual(fit.values.toSorted((a, b) => a - b));
        let [difference, total] = [0, 0];
        for (const { x, y, weight } of rows) {
          difference += weight * (y - isotonicPrediction(fit, x));
          total += weight;
        }
        expect(Math.abs(difference)).toBeLessThan(1e-12 * Math.max(1, total) * 10);
      }),
    );
  });

  it('is closer to the data than any other rising step: the characterization by partial sums', () => {
    fc.assert(
      fc.property(weightedRows, (rows) => {
        const used = rows.filter(({ weight }) => weight > 0).toSorted((a, b) => a.x - b.x);
        const fit = fitIsotonicRegression(
          used.map(({ x }) => x),
          used.map(({ y }) => y),
          { weights: used.map(({ weight }) => weight) },
        );
        // Every start of the rows, cut between different x, sums to no less than its fit.
        let partial = 0;
        let least = 0;
        for (const [index, { x, y, weight }] of used.entries()) {
          partial += weight * (y - isotonicPrediction(fit, x));
          if (used[index + 1]?.x !== x) least = Math.min(least, partial);
        }
        expect(least).toBeGreaterThan(-1e-11);
      }),
    );
  });

  it('takes a weight for a number of rows, and no weights for ones', () => {
    fc.assert(
      fc.property(weightedRows, (rows) => {
        const repeated = rows.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const xs = (of: typeof rows): number[] => of.map(({ x }) => x);
        const ys = (of: typeof rows): number[] => of.map(({ y }) => y);
        const once = fitIsotonicRegression(xs(repeated), ys(repeated));
        const weighted = fitIsotonicRegression(xs(rows), ys(rows), {
          weights: rows.map(({ weight }) => weight),
        });
        for (const { x } of rows) {
          const difference = isotonicPrediction(once, x) - isotonicPrediction(weighted, x);
          expect(Math.abs(difference)).toBeLessThan(1e-12);
        }
        const ones = fitIsotonicRegression(xs(repeated), ys(repeated), {
          weights: repeated.map(() => 1),
        });
        expect(ones).toEqual(once);
      }),
    );
  });

  it('is the falling fit of the mirrored rows', () => {
    fc.assert(
      fc.property(weightedRows, (rows) => {
        const [x, y] = [rows.map((row) => row.x), rows.map((row) => row.y)];
        const falling = fitIsotonicRegression(x, y, { increasing: false });
        const mirrored = fitIsotonicRegression(
          x.map((value) => -value),
          y,
        );
        for (const place of x) {
          const difference =
            isotonicPrediction(falling, place) - isotonicPrediction(mirrored, -place);
          expect(Math.abs(difference)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('takes a million rows in any order', () => {
    const x = Float64Array.from({ length: 1e6 }, (_, row) => (row * 7919) % 1e6);
    const fit = fitIsotonicRegression(
      x,
      x.map((value) => (value < 5e5 ? 0 : 1)),
    );
    expect(fit).toEqual({ knots: [0, 499_999, 500_000, 999_999], values: [0, 0, 1, 1] });
  });

  it.each([
    { x: [], y: [], code: 'empty_input' },
    { x: [1, 2], y: [1], code: 'shape_mismatch' },
    { x: [1, NaN], y: [1, 2], code: 'invalid_value' },
    { x: [1, 2], y: [Infinity, 2], code: 'invalid_value' },
    { x: [1, 2], y: [1, 2], weights: [1], code: 'shape_mismatch' },
    { x: [1, 2], y: [1, 2], weights: [1, NaN], code: 'invalid_value' },
    { x: [1, 2], y: [1, 2], weights: [1, -1], code: 'invalid_value' },
    { x: [1, 2], y: [1, 2], weights: [0, 0], code: 'empty_input' },
  ])('throws $code for $x, $y, $weights', ({ x, y, code, weights }) => {
    const options = weights === undefined ? {} : { weights };
    expect(() => fitIsotonicRegression(x, y, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('isotonicPrediction', () => {
  const fit = { knots: [1, 2, 4], values: [0.1, 0.2, 0.9] };

  it('gives the end values outside, and the fitted ones at the knots', () => {
    expect([-Infinity, 1, 2, 4, Infinity].map((x) => isotonicPrediction(fit, x))).toEqual([
      0.1, 0.1, 0.2, 0.9, 0.9,
    ]);
  });

  it('throws invalid_value for NaN', () => {
    expect(() => isotonicPrediction(fit, NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('parseIsotonicRegression', () => {
  it('reads back what JSON wrote', () => {
    fc.assert(
      fc.property(weightedRows, fc.boolean(), (rows, increasing) => {
        const [x, y] = [rows.map((row) => row.x), rows.map((row) => row.y)];
        const fit = fitIsotonicRegression(x, y, { increasing });
        const written = JSON.stringify(fit);
        expect(JSON.stringify(parseIsotonicRegression(JSON.parse(written)))).toBe(written);
      }),
    );
  });

  it.each([
    null,
    {},
    { knots: [1], values: 'a' },
    { knots: [], values: [] },
    { knots: [1, 2], values: [1] },
    { knots: [1, null], values: [1, 2] },
    { knots: [2, 1], values: [1, 2] },
    { knots: [1, 1], values: [1, 2] },
    { knots: [1, 2, 3], values: [1, 3, 2] },
    { knots: [1, 2, 3], values: [1, 0, 1] },
  ])('throws invalid_argument for %j', (parsed) => {
    expect(() => parseIsotonicRegression(parsed)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('isotonicPrediction over the range of doubles', () => {
  it.each([
    { knots: [-1e308, 1e308], values: [0, 1], x: 0.99e308, y: 0.995 },
    { knots: [0, 1], values: [-1e308, 1e308], x: 0.5, y: 0 },
  ])('at $x is $y', ({ knots, values, x, y }) => {
    expect(isotonicPrediction({ knots, values }, x)).toBeCloseTo(y, 12);
  });
});
