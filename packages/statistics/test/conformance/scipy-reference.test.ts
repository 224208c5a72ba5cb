import {
  benjaminiHochberg,
  benjaminiYekutieli,
  betaQuantile,
  chiSquareGoodnessOfFit,
  chiSquareHomogeneity,
  chiSquareInverseSurvival,
  chiSquareSurvival,
  clopperPearsonInterval,
  fisherExact,
  histogramCounts,
  jensenShannonDistance,
  kolmogorovOneSampleSurvival,
  kolmogorovSmirnov,
  kolmogorovInverseSurvival,
  kolmogorovSurvival,
  logGamma,
  logNormalCumulative,
  noncentralChiSquareSurvival,
  normalQuantile,
  normalSurvival,
  regularizedIncompleteBeta,
  regularizedUpperGamma,
  studentTSurvival,
  twoProportionTest,
  sturgesEdges,
  wilsonInterval,
} from '@marigraph/statistics';
import type { TwoByTwo } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type Row = readonly number[];

interface Distributions {
  readonly [law: string]: readonly Row[] | readonly BenjaminiHochbergCase[];
  readonly bh: readonly BenjaminiHochbergCase[];
}
interface BenjaminiHochbergCase {
  readonly p: readonly number[];
  readonly adjusted: readonly number[];
  readonly by: readonly number[];
}
type StatisticAndP = readonly [number, number | 'nan'];
interface TwoSampleCase {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly ks_2samp_auto: { readonly statistic: number; readonly pvalue: number };
  readonly ks_2samp_asymp: StatisticAndP;
  readonly ks_2samp_exact: StatisticAndP;
  readonly bin_edges_sturges: readonly number[];
  readonly hist10: readonly number[];
}
interface ContingencyCase {
  readonly table: readonly (readonly number[])[];
  readonly chi2_contingency: {
    readonly statistic: number;
    readonly p: number;
    readonly dof: number;
    readonly expected: readonly (readonly number[])[];
  };
  readonly no_yates: readonly [number, number];
  readonly g: readonly [number, number];
  /** Left out where a column of the first row is empty. */
  readonly gof_chisquare_row1_vs_row0?: readonly [number, number];
  /** Two by two only. */
  readonly fisher?: readonly [number | 'inf', number];
}
interface Divergence {
  readonly p: readonly number[];
  readonly q: readonly number[];
  readonly js_e: number;
  readonly js_2: number;
}

const arg = (row: Row, index: number): number => row[index] ?? NaN;

const LAWS = [
  { law: 'chi2_sf', value: (r: Row) => chiSquareSurvival(arg(r, 0), arg(r, 1)) },
  { law: 'chi2_isf', value: (r: Row) => chiSquareInverseSurvival(arg(r, 0), arg(r, 1)) },
  { law: 'kstwo_sf', value: (r: Row) => kolmogorovOneSampleSurvival(arg(r, 0), arg(r, 1)) },
  { law: 'kstwobign_sf', value: (r: Row) => kolmogorovSurvival(arg(r, 0)) },
  { law: 'kstwobign_isf', value: (r: Row) => kolmogorovInverseSurvival(arg(r, 0)) },
  { law: 'norm_sf', value: (r: Row) => normalSurvival(arg(r, 0)) },
  { law: 'norm_ppf', value: (r: Row) => normalQuantile(arg(r, 0)) },
  // Despite its name this table holds the upper function: e^-0.1 at (1, 0.1).
  { law: 'gammainc', value: (r: Row) => regularizedUpperGamma(arg(r, 0), arg(r, 1)) },
  { law: 't_sf', value: (r: Row) => studentTSurvival(arg(r, 0), arg(r, 1)) },
  { law: 'beta_ppf', value: (r: Row) => betaQuantile(arg(r, 0), arg(r, 1), arg(r, 2)) },
  {
    law: 'betainc',
    value: (r: Row) => regularizedIncompleteBeta(arg(r, 0), arg(r, 1), arg(r, 2)),
  },
  { law: 'ndtr_log', value: (r: Row) => logNormalCumulative(arg(r, 0)) },
  {
    law: 'ncx2_sf',
    value: (r: Row) => noncentralChiSquareSurvival(arg(r, 0), arg(r, 1), arg(r, 2)),
  },
  { law: 'gammaln', value: (r: Row) => logGamma(arg(r, 0)) },
] as const;

vectors.describe('statistics/scipy-reference', (path) => {
  const distributions = vectors.json<Distributions>(path, 'distributions.json');

  describe.each(LAWS)('$law', ({ law, value }) => {
    it.each(distributions[law] as readonly Row[])('at %j, %j, %j', (...row) => {
      expect(relativeError(value(row), row.at(-1) ?? NaN)).toBeLessThan(1e-12);
    });
  });

  it.each(distributions.bh)('Benjamini-Hochberg of $p', ({ p, adjusted }) => {
    const errors = benjaminiHochberg(p).map((value, i) => relativeError(value, adjusted[i] ?? NaN));
    expect(errors).toHaveLength(p.length);
    expect(Math.max(...errors)).toBeLessThan(1e-15);
  });

  it.each(distributions.bh)('Benjamini-Yekutieli of $p', ({ p, by }) => {
    const errors = benjaminiYekutieli(p).map((value, i) => relativeError(value, by[i] ?? NaN));
    expect(errors).toHaveLength(p.length);
    expect(Math.max(...errors)).toBeLessThan(1e-14);
  });

  it.each(distributions['clopper95'] as readonly Row[])('Clopper-Pearson of %i in %i', (...row) => {
    const { lower, upper } = clopperPearsonInterval(arg(row, 0), arg(row, 1));
    expect(Math.abs(lower - arg(row, 2))).toBeLessThan(4e-12);
    expect(Math.abs(upper - arg(row, 3))).toBeLessThan(4e-12);
  });

  it.each(distributions['wilson95'] as readonly Row[])('Wilson of %i in %i', (...row) => {
    const { lower, upper } = wilsonInterval(arg(row, 0), arg(row, 1));
    expect(relativeError(lower, arg(row, 2))).toBeLessThan(1e-13);
    expect(relativeError(upper, arg(row, 3))).toBeLessThan(1e-13);
  });

  const twoSample = Object.entries(
    vectors.json<Record<string, TwoSampleCase>>(path, 'two_sample.json'),
  );

  describe.each(twoSample)('two samples: %s', (_name, pair) => {
    const x = Float64Array.from(pair.x).toSorted();
    const y = Float64Array.from(pair.y).toSorted();

    it('Kolmogorov-Smirnov, auto', () => {
      const { statistic, pValue, method } = kolmogorovSmirnov(x, y);
      expect(method).toBe('exact');
      expect(Math.abs(statistic - pair.ks_2samp_auto.statistic)).toBeLessThan(1e-15);
      expect(relativeError(pValue, pair.ks_2samp_auto.pvalue)).toBeLessThan(1e-10);
    });

    it.each(['asymptotic', 'exact'] as const)('Kolmogorov-Smirnov, %s', (wanted) => {
      const [expectedStatistic, expectedP] =
        wanted === 'exact' ? pair.ks_2samp_exact : pair.ks_2samp_asymp;
      const { statistic, pValue, method } = kolmogorovSmirnov(x, y, { method: wanted });
      expect(method).toBe(wanted);
      expect(Math.abs(statistic - expectedStatistic)).toBeLessThan(1e-15);
      // scipy has no asymptotic p-value for one value against one; here it is the exact one.
      expect(relativeError(pValue, expectedP === 'nan' ? 1 : expectedP)).toBeLessThan(1e-9);
    });

    it('bin edges by Sturges, bit for bit', () => {
      expect([...sturgesEdges(pair.x)]).toEqual(pair.bin_edges_sturges);
    });

    it('counts in ten equal bins', () => {
      const constant = x[0] === x.at(-1);
      const [low, high] = [
        (x[0] ?? NaN) - Number(constant) / 2,
        (x.at(-1) ?? NaN) + Number(constant) / 2,
      ];
      const step = (high - low) / 10;
      const edges = Array.from({ length: 11 }, (_, k) => (k === 10 ? high : low + k * step));
      expect([...histogramCounts(pair.x, edges)]).toEqual(pair.hist10);
    });
  });

  const { contingency, divergences } = vectors.json<{
    readonly contingency: readonly ContingencyCase[];
    readonly divergences: readonly Divergence[];
  }>(path, 'discrete.json');

  describe.each(contingency)('table $table', (expected) => {
    const { table } = expected;

    it('chi-square, corrected by Yates as in scipy', () => {
      const result = chiSquareHomogeneity(table);
      const wanted = expected.chi2_contingency;
      expect(relativeError(result.statistic, wanted.statistic)).toBeLessThan(1e-13);
      expect(relativeError(result.pValue, wanted.p)).toBeLessThan(1e-12);
      expect(result.dof).toBe(wanted.dof);
      const errors = result.expected.flatMap((row, i) =>
        Array.from(row, (count, j) => relativeError(count, wanted.expected[i]?.[j] ?? NaN)),
      );
      expect(errors).toHaveLength(wanted.expected.flat().length);
      expect(Math.max(...errors)).toBeLessThan(1e-14);
    });

    it('chi-square without correction', () => {
      const { statistic, pValue } = chiSquareHomogeneity(table, { yates: false });
      expect(relativeError(statistic, expected.no_yates[0])).toBeLessThan(1e-13);
      expect(relativeError(pValue, expected.no_yates[1])).toBeLessThan(1e-12);
    });

    it('G, corrected by Yates as in scipy', () => {
      const { statistic, pValue } = chiSquareHomogeneity(table, {
        statistic: 'log_likelihood_ratio',
      });
      expect(relativeError(statistic, expected.g[0])).toBeLessThan(1e-12);
      expect(relativeError(pValue, expected.g[1])).toBeLessThan(1e-12);
    });
  });

  // Left out by the data where a column of the first row is empty.
  const known = contingency.filter((expected) => expected.gof_chisquare_row1_vs_row0 !== undefined);

  it.each(known)('goodness of fit of table $table', ({ table, ...expected }) => {
    const [first = [], second = []] = table;
    const { statistic, pValue } = chiSquareGoodnessOfFit(first, second);
    const [wantedStatistic = NaN, wantedP = NaN] = expected.gof_chisquare_row1_vs_row0 ?? [];
    expect(relativeError(statistic, wantedStatistic)).toBeLessThan(1e-13);
    expect(relativeError(pValue, wantedP)).toBeLessThan(1e-12);
  });

  const twoByTwo = contingency.filter((expected) => expected.fisher !== undefined);

  it.each(twoByTwo)('Fisher and z of two proportions of $table', ({ table, fisher, no_yates }) => {
    const [[a, b], [c, d]] = table as TwoByTwo;
    const { oddsRatio, pValue } = fisherExact([
      [a, b],
      [c, d],
    ]);
    const [wantedOdds, wantedP = NaN] = fisher ?? [];
    expect(oddsRatio).toBe(wantedOdds === 'inf' ? Infinity : wantedOdds);
    expect(relativeError(pValue, wantedP)).toBeLessThan(1e-12);
    const z = twoProportionTest({ successes: a, n: a + b }, { successes: c, n: c + d });
    expect(relativeError(z.statistic ** 2, no_yates[0])).toBeLessThan(1e-13);
    expect(relativeError(z.pValue, no_yates[1])).toBeLessThan(1e-12);
  });

  it.each(divergences)('Jensen-Shannon of $p and $q', ({ p, q, js_e, js_2 }) => {
    expect(relativeError(jensenShannonDistance(p, q), js_e)).toBeLessThan(1e-14);
    expect(relativeError(jensenShannonDistance(p, q, { base: 2 }), js_2)).toBeLessThan(1e-14);
  });
});
