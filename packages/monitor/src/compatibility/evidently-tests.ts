import {
  andersonDarling,
  type BinnedPair,
  cramerVonMises,
  energyDistance,
  eppsSingleton,
  evidentlyBinning,
  evidentlyChiSquarePValue,
  evidentlyGTestPValue,
  evidentlyHellingerBinning,
  type EvidentlyTest,
  evidentlyWassersteinDistance,
  evidentlyZPValue,
  hellingerDistance,
  jensenShannonDistance,
  kolmogorovSmirnov,
  kullbackLeiblerDivergence,
  mannWhitney,
  populationStabilityIndex,
  sampleMoments,
  studentTTest,
} from '@marigraph/statistics';

import { MonitorError } from '../errors.ts';
import { presentCategories, presentNumbers, type RawValue } from './score.ts';

/** Both sides of a column as evidently sees them. */
export interface EvidentlySides {
  readonly type: 'num' | 'cat';
  readonly reference: readonly RawValue[];
  readonly current: readonly RawValue[];
  /** Whether both are of an integer type, whose bins are at least 1 wide. */
  readonly integers?: boolean;
}

/**
 * The score of one of evidently's tests on raw values: the library's own number.
 *
 * Not offered are `TVD` and `empirical_mmd`, whose p-values depend on numpy's random numbers, and `fisher_exact`.
 *
 * @throws {MonitorError} `definition_invalid` for a test that is not offered, or a test of numbers on categories.
 * @throws {StatisticsError} For samples that the test refuses, such as empty ones, or different sizes in `g_test`.
 */
export function evidentlyRawScore(test: EvidentlyTest, sides: EvidentlySides): number {
  const counted = COUNTED[test];
  if (counted !== undefined) {
    const { expected, actual } = binsOf(test, sides);
    return counted(expected, actual);
  }
  const sampled = SAMPLED[test];
  if (sampled === undefined) {
    const offered = [...Object.keys(COUNTED), ...Object.keys(SAMPLED)].join(', ');
    throw new MonitorError('definition_invalid', `test is ${test}, expected one of ${offered}`);
  }
  if (sides.type === 'cat') {
    throw new MonitorError('definition_invalid', `test ${test} is of numbers, the column is not`);
  }
  return sampled(
    presentNumbers(sides.reference).toSorted(),
    presentNumbers(sides.current).toSorted(),
  );
}

/** Tests of counts, which can be had from bins too. */
export const COUNTED: Readonly<
  Partial<Record<EvidentlyTest, (expected: ArrayLike<number>, actual: ArrayLike<number>) => number>>
> = {
  psi: (expected, actual) => populationStabilityIndex(expected, actual, { fill: 'evidently' }),
  jensenshannon: (expected, actual) => jensenShannonDistance(expected, actual),
  kl_div: (expected, actual) => kullbackLeiblerDivergence(expected, actual, { fill: 'evidently' }),
  hellinger: (expected, actual) => hellingerDistance(expected, actual),
  chisquare: (expected, actual) => evidentlyChiSquarePValue(expected, actual),
  g_test: (expected, actual) => evidentlyGTestPValue(expected, actual),
  z: (expected, actual) => evidentlyZPValue(expected, actual),
};

/** Tests of ascending samples. */
const SAMPLED: Readonly<
  Partial<Record<EvidentlyTest, (reference: Float64Array, current: Float64Array) => number>>
> = {
  wasserstein: (reference, current) => evidentlyWassersteinDistance(reference, current),
  ks: (reference, current) => kolmogorovSmirnov(reference, current).pValue,
  anderson: (reference, current) => andersonDarling([reference, current]).pValue,
  cramer_von_mises: (reference, current) =>
    cramerVonMises(reference, current, { ties: 'midranks' }).pValue,
  ed: (reference, current) => energyDistance(reference, current),
  es: (reference, current) => eppsSingleton(reference, current).pValue,
  mannw: (reference, current) => mannWhitney(reference, current, { alternative: 'less' }).pValue,
  t_test: (reference, current) =>
    studentTTest(sampleMoments(reference), sampleMoments(current)).pValue,
};

/** Tests that evidently makes of distinct values, whatever the column is. */
const OF_CATEGORIES: ReadonlySet<EvidentlyTest> = new Set(['chisquare', 'g_test', 'z']);

function binsOf(test: EvidentlyTest, sides: EvidentlySides): BinnedPair {
  const { type, reference, current, integers = false } = sides;
  if (type === 'cat' || OF_CATEGORIES.has(test)) return countCategories(sides);
  const pair = [presentNumbers(reference), presentNumbers(current)] as const;
  if (test === 'hellinger') return evidentlyHellingerBinning(...pair, { integers });
  return evidentlyBinning(...pair, { integers });
}

/** Counts per category of either side; the smallest key first, which is the one that `z` compares. */
function countCategories({ type, reference, current }: EvidentlySides): BinnedPair {
  const ofText = [presentCategories(reference), presentCategories(current)] as const;
  const keys = [...new Set([...ofText[0], ...ofText[1]])];
  if (type === 'num') keys.sort((a, b) => Number(a) - Number(b));
  else keys.sort();
  const counts = ofText.map((values) => {
    const of = new Map(keys.map((key) => [key, 0]));
    for (const value of values) of.set(value, (of.get(value) ?? 0) + 1);
    return Float64Array.from(of.values());
  });
  return {
    expected: counts[0] ?? new Float64Array(),
    actual: counts[1] ?? new Float64Array(),
  };
}
