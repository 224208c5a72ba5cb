import {
  autoEdges,
  bhattacharyyaDistance,
  energyDistance,
  equalWidthEdges,
  hellingerDistance,
  histogramCounts,
  histogramIntersection,
  jensenShannonDistance,
  kullbackLeiblerDivergence,
  pooledValues,
  populationStabilityIndex,
  wassersteinDistance,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type Sample = readonly number[];
interface Part {
  readonly reference: Sample;
  readonly current: Sample;
  readonly cases: readonly {
    readonly method: string;
    readonly published: number;
    readonly recomputed: number;
  }[];
}
interface Frouros {
  readonly different: Part;
  readonly same: Part;
}

const sorted = (values: Sample): Float64Array => Float64Array.from(values).toSorted();

/** Ten bins of equal width over both samples: frouros' default for all distances of counts. */
function tenBins(reference: Sample, current: Sample): readonly [Float64Array, Float64Array] {
  const edges = equalWidthEdges(pooledValues(reference, current), 10);
  return [histogramCounts(reference, edges), histogramCounts(current, edges)];
}

/** Shares with empty bins at the spacing of doubles, as before frouros' Bhattacharyya distance. */
function withoutZeros(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? Number.EPSILON : count / total));
}

/** Masses between ten points over both samples, of the histogram of one in numpy's `auto` bins. */
function massesOfAutoHistogram(sample: Sample, points: Float64Array): Float64Array {
  const edges = autoEdges(sample);
  const counts = histogramCounts(sample, edges);
  const cumulative = (at: number): number => {
    let below = 0;
    for (const [bin, count] of counts.entries()) {
      const left = edges[bin] ?? NaN;
      const right = edges[bin + 1] ?? NaN;
      below += count * Math.min(1, Math.max(0, (at - left) / (right - left)));
    }
    return below / sample.length;
  };
  return Float64Array.from(
    { length: points.length - 1 },
    (_, index) => cumulative(points[index + 1] ?? NaN) - cumulative(points[index] ?? NaN),
  );
}

function autoMasses(reference: Sample, current: Sample): readonly [Float64Array, Float64Array] {
  const points = equalWidthEdges(pooledValues(reference, current), 9);
  return [massesOfAutoHistogram(reference, points), massesOfAutoHistogram(current, points)];
}

const METHODS: Readonly<Record<string, (reference: Sample, current: Sample) => number>> = {
  EMD: (x, y) => wassersteinDistance(sorted(x), sorted(y)),
  EnergyDistance: (x, y) => energyDistance(sorted(x), sorted(y)),
  // sys.float_info.min for empty bins, hence 461.
  PSI: (x, y) => populationStabilityIndex(...tenBins(x, y), { fill: 2 ** -1022 }),
  HellingerDistance: (x, y) => hellingerDistance(...tenBins(x, y)),
  HINormalizedComplement: (x, y) => 1 - histogramIntersection(...tenBins(x, y)),
  BhattacharyyaDistance: (x, y) => {
    const [expected, actual] = tenBins(x, y);
    return bhattacharyyaDistance(withoutZeros(expected), withoutZeros(actual));
  },
  JS: (x, y) => jensenShannonDistance(...autoMasses(x, y)),
};

vectors.describe('statistics/frouros', (path) => {
  const data = vectors.json<Frouros>(path, 'frouros.json');

  describe.each(['different', 'same'] as const)('%s laws', (part) => {
    const { reference, current, cases } = data[part];

    it.each(cases)('$method is $published', ({ method, published, recomputed }) => {
      const value = METHODS[method]?.(reference, current) ?? NaN;
      // Published with eight decimals.
      expect(Math.abs(value - published)).toBeLessThan(1e-8);
      expect(relativeError(value, recomputed)).toBeLessThan(1e-9);
    });

    it('the Kullback-Leibler divergence of the same masses, for which frouros has no value', () => {
      // scipy 1.15.3: entropy of the masses.
      const [expected, actual] = autoMasses(reference, current);
      const divergence = kullbackLeiblerDivergence(expected, actual, { fill: 'none' });
      const wanted = { different: Infinity, same: 0.004050957779025883 }[part];
      expect(relativeError(divergence, wanted)).toBeLessThan(1e-9);
    });
  });

  it('has seven cases of different laws and three of one', () => {
    expect([data.different.cases.length, data.same.cases.length]).toEqual([7, 3]);
  });
});
