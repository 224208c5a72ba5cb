import {
  fitReconstruction,
  parseReconstructionModel,
  reconstructionErrors,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const COLUMNS = {
  weight: { kind: 'numeric', values: [1, 2, NaN, 4] },
  colour: { kind: 'categorical', values: ['a', 'b', '__proto__', null] },
} as const;
const MODEL = fitReconstruction(COLUMNS);
const NUMERIC = { name: 'x', kind: 'numeric', mean: 0, scale: 1 };
const CATEGORICAL = { ...NUMERIC, kind: 'categorical', mostFrequent: 'a', shares: [['a', 1]] };
const GOOD = { features: [NUMERIC], components: [[1]], varianceShares: [1] };

describe('parseReconstructionModel', () => {
  it('reads back what JSON wrote, to the last bit', () => {
    const read = parseReconstructionModel(JSON.parse(JSON.stringify(MODEL)));
    expect(read).toEqual(MODEL);
    expect(reconstructionErrors(read, COLUMNS)).toEqual(reconstructionErrors(MODEL, COLUMNS));
    expect(parseReconstructionModel(GOOD)).toEqual(GOOD);
  });

  it.each([
    { parsed: null, path: 'model' },
    { parsed: {}, path: 'features' },
    { parsed: { ...GOOD, features: [] }, path: 'features.length' },
    { parsed: { ...GOOD, features: [1] }, path: 'features[0]' },
    { parsed: { ...GOOD, features: [NUMERIC, NUMERIC] }, path: 'features' },
    { parsed: { ...GOOD, features: [{ ...NUMERIC, name: 1 }] }, path: 'features[0].name' },
    { parsed: { ...GOOD, features: [{ ...NUMERIC, mean: null }] }, path: 'features[0].mean' },
    { parsed: { ...GOOD, features: [{ ...NUMERIC, scale: 0 }] }, path: 'features[0].scale' },
    { parsed: { ...GOOD, features: [{ ...NUMERIC, kind: 'date' }] }, path: 'features[0].kind' },
    {
      parsed: { ...GOOD, features: [{ ...CATEGORICAL, mostFrequent: null }] },
      path: 'features[0].mostFrequent',
    },
    { parsed: { ...GOOD, features: [{ ...CATEGORICAL, shares: {} }] }, path: 'features[0].shares' },
    {
      parsed: { ...GOOD, features: [{ ...CATEGORICAL, shares: [['a', 2]] }] },
      path: 'features[0].shares[0][1]',
    },
    { parsed: { ...GOOD, components: [] }, path: 'components.length' },
    { parsed: { ...GOOD, components: [[1, 2]] }, path: 'components[0].length' },
    { parsed: { ...GOOD, components: [['1']] }, path: 'components[0][0]' },
    { parsed: { ...GOOD, components: [[1], [1]] }, path: 'components.length' },
    { parsed: { ...GOOD, varianceShares: [-1] }, path: 'varianceShares[0]' },
    { parsed: { ...GOOD, varianceShares: [] }, path: 'varianceShares.length' },
  ])('throws invalid_argument at $path for $parsed', ({ parsed, path }) => {
    expect(() => parseReconstructionModel(parsed)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(path),
      }),
    );
  });
});
