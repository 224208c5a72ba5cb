import { readFileSync } from 'node:fs';

import {
  gradientBoostingPrediction,
  gradientBoostingPredictions,
  parseLightGbmDump,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lightGbmDump, split } from './support/lightgbm.ts';
import { relativeError } from './support/relative-error.ts';

/** The leaf that a value of the first feature reaches: 1 on the left, 2 on the right. */
function leafOf(tree: Record<string, unknown>, value: number): number {
  return gradientBoostingPrediction(parseLightGbmDump(lightGbmDump([tree])), [value, 0]);
}

const AT = [NaN, -1, -1e-36, 0, 1e-35, 0.5, 0.6, Infinity];

/** Models that LightGBM trained, with its own predictions. */
interface Reference {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly models: readonly {
    readonly name: string;
    readonly dump: unknown;
    readonly predictions: readonly number[];
  }[];
}

const { rows: REFERENCE_ROWS, models: MODELS } = JSON.parse(
  readFileSync(new URL('support/lightgbm-models.json', import.meta.url), 'utf8'),
) as Reference;

describe('gradientBoostingPrediction', () => {
  // Missing, zero, negative, fractional and unknown values; the file names its source.
  it.each(MODELS)('is that of LightGBM 4.6.0 for $name', ({ dump, predictions }) => {
    const model = parseLightGbmDump(dump);
    const errors = REFERENCE_ROWS.map((row, index) => {
      const score = gradientBoostingPrediction(
        model,
        row.map((value) => value ?? NaN),
      );
      return relativeError(score, predictions[index] ?? NaN);
    });
    expect(errors.length).toBeGreaterThan(60);
    expect(Math.max(...errors)).toBeLessThan(1e-14);
  });

  // The rules of LightGBM 4: a threshold is the greatest value that goes left; `Zero` takes what is
  // within 1e-35 of 0, and NaN, for missing; without missing values in training NaN is 0.
  it.each([
    { missing_type: 'None', default_left: true, leaves: [1, 1, 1, 1, 1, 1, 2, 2] },
    { missing_type: 'None', default_left: false, leaves: [1, 1, 1, 1, 1, 1, 2, 2] },
    { missing_type: 'NaN', default_left: true, leaves: [1, 1, 1, 1, 1, 1, 2, 2] },
    { missing_type: 'NaN', default_left: false, leaves: [2, 1, 1, 1, 1, 1, 2, 2] },
    { missing_type: 'Zero', default_left: true, leaves: [1, 1, 1, 1, 1, 1, 2, 2] },
    { missing_type: 'Zero', default_left: false, leaves: [2, 1, 2, 2, 2, 1, 2, 2] },
  ])('splits with missing values $missing_type, left $default_left', ({ leaves, ...missing }) => {
    expect(AT.map((value) => leafOf(split(missing), value))).toEqual(leaves);
  });

  it('takes NaN for 0 at a threshold below 0, when training saw no missing value', () => {
    expect(leafOf(split({ threshold: -1 }), NaN)).toBe(2);
  });

  it('sends the categories of a set left, cut to whole numbers, and everything else right', () => {
    const categorical = split({ decision_type: '==', threshold: '0||3||64', default_left: false });
    const values = [0, -0.5, 0.9, 3, 64, 64.9, 1, 32, 63, 65, 96, 1e12, -1, NaN, Infinity];
    expect(values.map((value) => leafOf(categorical, value))).toEqual([
      1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    ]);
  });

  it('adds trees up, of which one may be a leaf alone', () => {
    const nested = split({
      left_child: split({ split_feature: 1, left_child: { leaf_value: 10 } }),
    });
    const model = parseLightGbmDump(lightGbmDump([nested, { leaf_value: 100 }]));
    expect(gradientBoostingPrediction(model, [0, 0])).toBe(110);
    expect(gradientBoostingPrediction(model, [0, 1])).toBe(102);
    expect(gradientBoostingPrediction(model, [1, 0])).toBe(102);
  });

  it.each([
    { objective: 'regression', expected: -3 },
    { objective: 'huber', expected: -3 },
    { objective: undefined, expected: -3 },
    { objective: 'regression sqrt', expected: -9 },
    { objective: 'poisson', expected: Math.exp(-3) },
    { objective: 'tweedie tweedie_variance_power:1.5', expected: Math.exp(-3) },
    { objective: 'binary sigmoid:1', expected: 1 / (1 + Math.exp(3)) },
    { objective: 'binary sigmoid:2', expected: 1 / (1 + Math.exp(6)) },
    { objective: 'cross_entropy', expected: 1 / (1 + Math.exp(3)) },
  ])('transforms the score as $objective does', ({ objective, expected }) => {
    const dump = lightGbmDump([{ leaf_value: -1 }, { leaf_value: -2 }], { objective });
    const prediction = gradientBoostingPrediction(parseLightGbmDump(dump), [0, 0]);
    expect(prediction).toBeCloseTo(expected, 15);
  });

  it('averages the trees of a random forest', () => {
    const trees = [{ leaf_value: 1 }, { leaf_value: 4 }];
    const model = parseLightGbmDump(lightGbmDump(trees, { average_output: true }));
    expect(gradientBoostingPrediction(model, [0, 0])).toBe(2.5);
  });

  it('throws shape_mismatch for a row of another length', () => {
    const model = parseLightGbmDump(lightGbmDump([split()]));
    expect(() => gradientBoostingPrediction(model, [1])).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('gradientBoostingPredictions', () => {
  const model = parseLightGbmDump(
    lightGbmDump([
      split(),
      split({ split_feature: 1, threshold: 2, right_child: { leaf_value: 7 } }),
    ]),
  );
  const number = fc.double({ min: -3, max: 3 });

  it('are those of the rows one by one, whatever other columns there are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number)), (rows) => {
        const columns = { b: rows.map(([, b]) => b), c: [1], a: rows.map(([a]) => a) };
        expect([...gradientBoostingPredictions(model, columns)]).toEqual(
          rows.map((row) => gradientBoostingPrediction(model, row)),
        );
      }),
    );
  });

  it('throws for a feature without a column and for columns of different lengths', () => {
    expect(() => gradientBoostingPredictions(model, { a: [1] })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining("columns['b']"),
      }),
    );
    const inherited = Object.create({ a: [1], b: [1] }) as Record<string, number[]>;
    expect(() => gradientBoostingPredictions(model, inherited)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
    expect(() => gradientBoostingPredictions(model, { a: [1], b: [1, 2] })).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });

  it('of a model without features has no rows', () => {
    const constant = parseLightGbmDump(lightGbmDump([{ leaf_value: 1 }], { feature_names: [] }));
    expect(gradientBoostingPredictions(constant, {})).toHaveLength(0);
    expect(gradientBoostingPrediction(constant, [])).toBe(1);
  });
});
