import { fitReconstruction, reconstructionErrors } from '@marigraph/statistics';
import type { FeatureColumn } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

type FeatureColumns = Readonly<Record<string, FeatureColumn>>;

const numeric = (values: ArrayLike<number>): FeatureColumn => ({ kind: 'numeric', values });
const categorical = (values: ArrayLike<string | null>): FeatureColumn => ({
  kind: 'categorical',
  values,
});

const REFERENCE: FeatureColumns = {
  weight: numeric([1, 2, NaN, 4, 5, 9, 2, 3]),
  colour: categorical(['a', 'b', 'a', null, 'c', 'b', 'a', 'a']),
  age: numeric([10, 8, 7, 7, 3, 1, 9, 4]),
};

/** Greatest difference of two rows of numbers; infinite where their lengths differ. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  const differences = Array.from(actual, (value, row) => Math.abs(value - (expected[row] ?? NaN)));
  return Math.max(...differences);
}

describe('fitReconstruction', () => {
  // scikit-learn 1.6.1: SimpleImputer, shares for categories, StandardScaler,
  // PCA(n_components=share).
  it.each([
    {
      componentShare: 0.65,
      shares: [0.7767788382275385],
      errors: [
        0.24509585601117634, 1.4137375753020198, 0.5892732218489357, 0.6640693655022265,
        0.9385138536319126, 0.6458585784911658, 0.16573503791115937, 1.0885500724526058,
      ],
    },
    {
      componentShare: 0.9,
      shares: [0.7767788382275385, 0.183525319577917],
      errors: [
        0.11068435000516329, 0.04782248328063234, 0.15821577286834634, 0.24164993066440046,
        0.27065822070785106, 0.35340883815218627, 0.15433954355824225, 0.7954626978211201,
      ],
    },
  ])('is that of scikit-learn for a share of $componentShare', (expected) => {
    const model = fitReconstruction(REFERENCE, { componentShare: expected.componentShare });
    expect(distance(model.varianceShares, expected.shares)).toBeLessThan(1e-14);
    expect(distance(reconstructionErrors(model, REFERENCE), expected.errors)).toBeLessThan(1e-14);
  });

  it('survives JSON to the last bit', () => {
    const model = fitReconstruction(REFERENCE);
    const read = JSON.parse(JSON.stringify(model)) as typeof model;
    expect(read).toEqual(model);
    expect(reconstructionErrors(read, REFERENCE)).toEqual(reconstructionErrors(model, REFERENCE));
  });

  it('keeps all components where the share needs them, and reconstructs without error', () => {
    const model = fitReconstruction(REFERENCE, { componentShare: 0.999 });
    expect(model.components).toHaveLength(3);
    for (const error of reconstructionErrors(model, REFERENCE)) expect(error).toBeLessThan(1e-14);
  });

  it('takes a reference of constants, one row and equally frequent categories', () => {
    const constants = { x: numeric([2, 2]), y: categorical(['a', 'b']) };
    const model = fitReconstruction(constants);
    expect(model.components).toHaveLength(1);
    expect([...reconstructionErrors(model, constants)]).toEqual([0, 0]);
    expect(fitReconstruction({ x: numeric([7]) }).features).toEqual([
      { name: 'x', kind: 'numeric', mean: 7, scale: 1 },
    ]);
  });

  it('fills a missing category with the most frequent one, the first by name where two are', () => {
    const [feature] = fitReconstruction({
      y: categorical(['b', 'a', null, 'b', 'a', 'c']),
    }).features;
    expect(feature).toMatchObject({ mostFrequent: 'a' });
    expect(feature?.kind === 'categorical' ? new Map(feature.shares) : undefined).toEqual(
      new Map([
        ['a', 3 / 6],
        ['b', 2 / 6],
        ['c', 1 / 6],
      ]),
    );
  });

  it('is blind to the unit of a column', () => {
    const scaled = {
      ...REFERENCE,
      age: numeric([10, 8, 7, 7, 3, 1, 9, 4].map((x) => 32 - 1e6 * x)),
    };
    const own = reconstructionErrors(fitReconstruction(REFERENCE), REFERENCE);
    expect(distance(reconstructionErrors(fitReconstruction(scaled), scaled), own)).toBeLessThan(
      1e-13,
    );
  });

  it.each([
    { name: 'no columns', columns: {}, code: 'empty_input' },
    { name: 'no rows', columns: { x: numeric([]) }, code: 'empty_input' },
    { name: 'missing numbers alone', columns: { x: numeric([NaN]) }, code: 'empty_input' },
    { name: 'missing categories alone', columns: { x: categorical([null]) }, code: 'empty_input' },
    { name: 'an infinity', columns: { x: numeric([1, Infinity]) }, code: 'invalid_value' },
    {
      name: 'different lengths',
      columns: { x: numeric([1]), y: numeric([1, 2]) },
      code: 'shape_mismatch',
    },
  ])('throws $code for $name', ({ columns, code }) => {
    expect(() => fitReconstruction(columns as FeatureColumns)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([0, 1, NaN])('throws invalid_argument for a share of %s', (componentShare) => {
    expect(() => fitReconstruction(REFERENCE, { componentShare })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('reconstructionErrors', () => {
  const model = fitReconstruction(REFERENCE);

  // scikit-learn 1.6.1, with a missing weight at the mean, a known and an unknown colour.
  it('fills missing values, gives unseen categories a share of 0, and ignores further columns', () => {
    const rows: FeatureColumns = {
      age: numeric([0, 5]),
      unrelated: numeric([1]),
      colour: categorical([null, 'z']),
      weight: numeric([NaN, 100]),
    };
    const errors = reconstructionErrors(model, rows);
    expect(distance(errors, [2.02989255594011, 31.921266357449166])).toBeLessThan(1e-13);
  });

  it.each([
    {
      name: 'a feature without a column',
      columns: { weight: numeric([1]), colour: categorical(['a']) },
      code: 'invalid_argument',
    },
    {
      name: 'a feature of another kind',
      columns: { ...REFERENCE, colour: numeric([1, 1, 1, 1, 1, 1, 1, 1]) },
      code: 'invalid_argument',
    },
    {
      name: 'different lengths',
      columns: { ...REFERENCE, age: numeric([1]) },
      code: 'shape_mismatch',
    },
    {
      name: 'an infinity',
      columns: { ...REFERENCE, age: numeric([1, 2, 3, 4, 5, 6, 7, -Infinity]) },
      code: 'invalid_value',
    },
  ])('throws $code for $name', ({ columns, code }) => {
    expect(() => reconstructionErrors(model, columns)).toThrow(expect.objectContaining({ code }));
  });
});
