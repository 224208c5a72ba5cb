import {
  autoEdges,
  doaneEdges,
  equalWidthEdges,
  freedmanDiaconisEdges,
  hellingerDistance,
  histogramCounts,
  kullbackLeiblerDivergence,
  lInfinityDistance,
  riceEdges,
  scottEdges,
  squareRootEdges,
  sturgesEdges,
  totalVariationDistance,
  wassersteinDistance,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

const BIN_RULES = [
  { rule: 'bin_edges_sturges', edgesOf: sturgesEdges },
  { rule: 'bin_edges_doane', edgesOf: doaneEdges },
  { rule: 'bin_edges_fd', edgesOf: freedmanDiaconisEdges },
  { rule: 'bin_edges_scott', edgesOf: scottEdges },
  { rule: 'bin_edges_auto', edgesOf: autoEdges },
  { rule: 'bin_edges_rice', edgesOf: riceEdges },
  { rule: 'bin_edges_sqrt', edgesOf: squareRootEdges },
] as const;

type EdgesByRule = Readonly<Record<(typeof BIN_RULES)[number]['rule'], readonly number[]>>;
interface TwoSampleCase extends EdgesByRule {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly wasserstein: number;
  readonly hist10: readonly number[];
}
interface Divergence {
  readonly p: readonly number[];
  readonly q: readonly number[];
  readonly kl_pq: number | 'inf';
  readonly kl_qp: number | 'inf';
  readonly hellinger: number;
  readonly tvd: number;
  readonly linf: number;
}

vectors.describe('statistics/scipy-reference', (path) => {
  const twoSample = Object.entries(
    vectors.json<Record<string, TwoSampleCase>>(path, 'two_sample.json'),
  );

  describe.each(twoSample)('two samples: %s', (_name, pair) => {
    it('Wasserstein-1', () => {
      const [x, y] = [pair.x, pair.y].map((values) => Float64Array.from(values).toSorted());
      const distance = wassersteinDistance(x ?? [], y ?? []);
      expect(Math.abs(distance - pair.wasserstein)).toBeLessThan(1e-13);
    });

    it.each(BIN_RULES)('bin edges by $rule, bit for bit', ({ rule, edgesOf }) => {
      expect([...edgesOf(pair.x)]).toEqual(pair[rule]);
    });

    it('counts in ten bins of equal width', () => {
      expect([...histogramCounts(pair.x, equalWidthEdges(pair.x, 10))]).toEqual(pair.hist10);
    });
  });

  const { divergences } = vectors.json<{ divergences: readonly Divergence[] }>(
    path,
    'discrete.json',
  );

  it.each(divergences)('distances of $p and $q', (row) => {
    const { p, q } = row;
    const unfilled = { fill: 'none' } as const;
    const infinite = (value: number | 'inf'): number => (value === 'inf' ? Infinity : value);
    const pairs = [
      [kullbackLeiblerDivergence(p, q, unfilled), infinite(row.kl_pq)],
      [kullbackLeiblerDivergence(q, p, unfilled), infinite(row.kl_qp)],
      [hellingerDistance(p, q), row.hellinger],
      [totalVariationDistance(p, q), row.tvd],
      [lInfinityDistance(p, q), row.linf],
    ] as const;
    for (const [value, expected] of pairs) {
      expect(relativeError(value, expected)).toBeLessThan(1e-14);
    }
  });
});
