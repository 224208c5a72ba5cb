import { medianBandwidth } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';
import { vectorPair, WAVES } from './support/vector-samples.ts';

describe('medianBandwidth', () => {
  it.each([
    {
      name: 'three points on a line',
      vectors: [
        [0, 0],
        [3, 4],
        [6, 8],
      ],
      bandwidth: 5,
    },
    { name: 'two vectors', vectors: [[1], [3]], bandwidth: 2 },
    { name: 'equal vectors left out', vectors: [[1], [1], [1], [4]], bandwidth: 3 },
    { name: 'an even number of distances', vectors: [[0], [0], [1], [3]], bandwidth: 2 },
    { name: 'the smallest elements', vectors: [[0], [1e-150]], bandwidth: 1e-150 },
    // numpy.median(scipy.spatial.distance.pdist(…)), scipy 1.15.3.
    { name: 'waves', vectors: WAVES.x, bandwidth: 1.6760404120373447 },
    { name: 'other waves', vectors: WAVES.y, bandwidth: 1.8793012643536007 },
  ])('is $bandwidth for $name', ({ vectors, bandwidth }) => {
    expect(relativeError(medianBandwidth(vectors), bandwidth)).toBeLessThan(1e-15);
  });

  it('scales with the vectors and does not see their order or place', () => {
    fc.assert(
      fc.property(vectorPair, ([x, y]) => {
        const vectors = [...x, ...y];
        fc.pre(new Set(vectors.map(String)).size > 1);
        const bandwidth = medianBandwidth(vectors);
        expect(medianBandwidth(vectors.toReversed())).toBe(bandwidth);
        expect(medianBandwidth(vectors.map((v) => v.map((e) => 4 * e)))).toBe(4 * bandwidth);
        expect(medianBandwidth(vectors.map((v) => v.map((e) => e + 8)))).toBe(bandwidth);
      }),
    );
  });

  it.each([
    { vectors: [], code: 'empty_input', wrong: 'vectors has no vectors' },
    { vectors: [[1]], code: 'empty_input', wrong: 'vectors has 1 value' },
    { vectors: [[1], [1]], code: 'invalid_value', wrong: 'the 2 vectors are all equal' },
    { vectors: [[1], [1, 2]], code: 'shape_mismatch', wrong: 'vectors[1]' },
    { vectors: [[1], [NaN]], code: 'invalid_value', wrong: 'vectors[1][0] is NaN' },
  ])('throws $code for $vectors', ({ vectors, code, wrong }) => {
    expect(() => medianBandwidth(vectors)).toThrow(statisticsError(code, wrong));
  });
});
