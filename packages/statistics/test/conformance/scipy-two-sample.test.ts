import {
  andersonDarling,
  cramerVonMises,
  energyDistance,
  eppsSingleton,
  kolmogorovSmirnov,
  mannWhitney,
  sampleMoments,
  studentTTest,
  welchTTest,
} from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type StatisticAndP = readonly [number | 'nan', number | 'nan'];
type OrError<T> = T | { readonly error: string };
interface TwoSampleCase {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly ks_less: StatisticAndP;
  readonly energy: number;
  readonly cvm_asymp: StatisticAndP;
  readonly cvm_exact?: StatisticAndP;
  readonly anderson_ksamp: OrError<{
    readonly statistic: number;
    readonly critical_values: readonly number[];
    readonly pvalue_clipped: number;
  }>;
  readonly mannwhitney_two_sided: StatisticAndP;
  readonly mannwhitney_less_asymp: StatisticAndP;
  readonly ttest_ind: StatisticAndP;
  readonly welch: StatisticAndP;
  readonly epps_singleton: OrError<StatisticAndP>;
}

type Sample = Float64Array;
interface Result {
  readonly statistic: number;
  readonly pValue: number;
}

/** Each field with the test it is of; relative tolerance of both numbers. */
const TESTS: readonly {
  readonly field: keyof TwoSampleCase;
  readonly run: (x: Sample, y: Sample) => Result;
  readonly expected: (pair: TwoSampleCase) => OrError<StatisticAndP> | undefined;
  readonly tolerance: number;
}[] = [
  {
    field: 'ks_less',
    run: (x, y) => kolmogorovSmirnov(x, y, { alternative: 'less', method: 'asymptotic' }),
    expected: (pair) => pair.ks_less,
    tolerance: 1e-12,
  },
  {
    field: 'energy',
    run: (x, y) => ({ statistic: energyDistance(x, y), pValue: 0 }),
    expected: (pair) => [pair.energy, 0],
    tolerance: 1e-13,
  },
  {
    // scipy subtracts its series from one: in the case of disjoint samples that costs ten digits.
    field: 'cvm_asymp',
    run: (x, y) => cramerVonMises(x, y, { method: 'asymptotic', ties: 'midranks' }),
    expected: (pair) => pair.cvm_asymp,
    tolerance: 1e-9,
  },
  {
    field: 'cvm_exact',
    run: (x, y) => cramerVonMises(x, y, { method: 'exact', ties: 'midranks' }),
    expected: (pair) => pair.cvm_exact,
    tolerance: 1e-12,
  },
  {
    field: 'anderson_ksamp',
    run: (x, y) => andersonDarling([x, y]),
    expected: ({ anderson_ksamp: field }) =>
      'error' in field ? field : [field.statistic, field.pvalue_clipped],
    tolerance: 1e-12,
  },
  {
    field: 'mannwhitney_two_sided',
    run: (x, y) => mannWhitney(x, y),
    expected: (pair) => pair.mannwhitney_two_sided,
    tolerance: 1e-13,
  },
  {
    field: 'mannwhitney_less_asymp',
    run: (x, y) => mannWhitney(x, y, { alternative: 'less', method: 'asymptotic' }),
    expected: (pair) => pair.mannwhitney_less_asymp,
    tolerance: 1e-13,
  },
  {
    field: 'ttest_ind',
    run: (x, y) => studentTTest(sampleMoments(x), sampleMoments(y)),
    expected: (pair) => pair.ttest_ind,
    tolerance: 1e-11,
  },
  {
    field: 'welch',
    run: (x, y) => welchTTest(sampleMoments(x), sampleMoments(y)),
    expected: (pair) => pair.welch,
    tolerance: 1e-11,
  },
  {
    field: 'epps_singleton',
    run: (x, y) => eppsSingleton(x, y),
    expected: (pair) => pair.epps_singleton,
    tolerance: 1e-10,
  },
];

vectors.describe('statistics/scipy-reference', (path) => {
  const cases = Object.entries(
    vectors.json<Record<string, TwoSampleCase>>(path, 'two_sample.json'),
  );
  const all = cases.flatMap(([name, pair]) =>
    TESTS.map(({ field, run, tolerance, expected }) => ({
      name,
      field,
      run,
      tolerance,
      x: Float64Array.from(pair.x).toSorted(),
      y: Float64Array.from(pair.y).toSorted(),
      expected: expected(pair),
    })),
  );
  const isUndefined = (expected: OrError<StatisticAndP>): boolean =>
    'error' in expected || expected[0] === 'nan';
  const defined = all.filter(({ expected }) => expected && !isUndefined(expected));
  const undefinedInScipy = all.filter(({ expected }) => expected && isUndefined(expected));

  it('has 74 values, and ten that scipy does not define', () => {
    expect(cases).toHaveLength(9);
    expect(defined).toHaveLength(74);
    expect(undefinedInScipy.map(({ name, field }) => `${field} of ${name}`)).toEqual([
      'cvm_asymp of n1',
      'cvm_exact of n1',
      'anderson_ksamp of n1',
      'ttest_ind of n1',
      'welch of n1',
      'epps_singleton of n1',
      'anderson_ksamp of constant',
      'ttest_ind of constant',
      'welch of constant',
      'epps_singleton of constant',
    ]);
  });

  it.each(defined)('$field of $name', ({ x, y, run, expected, tolerance }) => {
    const [statistic, pValue] = (expected as StatisticAndP).map(Number);
    const result = run(x, y);
    expect(relativeError(result.statistic, statistic ?? NaN)).toBeLessThanOrEqual(
      // A statistic near 0 is a difference of numbers of order one.
      Math.max(tolerance, 1e-15 / Math.abs(statistic ?? NaN)),
    );
    expect(relativeError(result.pValue, pValue ?? NaN)).toBeLessThanOrEqual(tolerance);
  });

  it.each(undefinedInScipy.filter(({ name }) => name === 'n1'))(
    '$field of one value against one says what it needs',
    ({ x, y, run }) => {
      expect(() => run(x, y)).toThrow(expect.objectContaining({ code: 'empty_input' }));
    },
  );

  it.each(undefinedInScipy.filter(({ name }) => name === 'constant'))(
    '$field of constant samples finds nothing',
    ({ x, y, run }) => {
      expect(run(x, y).pValue).toBeGreaterThanOrEqual(0.25);
    },
  );

  it.each(cases)('critical values of Anderson-Darling: %s', (_name, { anderson_ksamp: field }) => {
    const expected = 'error' in field ? [] : field.critical_values;
    const { criticalValues } = andersonDarling([
      [1, 2],
      [3, 4],
    ]);
    const errors = expected.map((value, index) =>
      relativeError(criticalValues[index] ?? NaN, value),
    );
    expect(Math.max(0, ...errors)).toBeLessThan(1e-14);
  });
});

vectors.describe('statistics/frouros', (path) => {
  interface Frouros {
    readonly different: {
      readonly reference: readonly number[];
      readonly current: readonly number[];
      readonly cases: readonly { readonly method: string; readonly recomputed: number }[];
    };
  }

  it('energy distance', () => {
    const { reference, current, cases } = vectors.json<Frouros>(path, 'frouros.json').different;
    const expected = cases.find(({ method }) => method === 'EnergyDistance')?.recomputed ?? NaN;
    const x = Float64Array.from(reference).toSorted();
    const y = Float64Array.from(current).toSorted();
    expect(relativeError(energyDistance(x, y), expected)).toBeLessThan(1e-13);
  });
});
