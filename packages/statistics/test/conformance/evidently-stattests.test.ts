import {
  evidentlyBinning,
  evidentlyChiSquarePValue,
  evidentlyDefaultTest,
  evidentlyGTestPValue,
  evidentlyHellingerBinning,
  evidentlyIsDrift,
  evidentlyThreshold,
  evidentlyWassersteinDistance,
  evidentlyZPValue,
  hellingerDistance,
  jensenShannonDistance,
  kolmogorovSmirnov,
  kullbackLeiblerDivergence,
  populationStabilityIndex,
  totalVariationTest,
} from '@marigraph/statistics';
import type { BinnedPair, EvidentlyTest } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { seededRandom } from '../support/random.ts';
import { relativeError } from '../support/relative-error.ts';

interface Score {
  readonly score: number;
  readonly drifted: boolean;
  readonly threshold: number;
}
type Column = Readonly<Record<string, Score | { readonly error: string } | string>> & {
  readonly type: 'num' | 'cat';
  readonly _default: EvidentlyTest;
};
type Row = Readonly<Record<string, string>>;
interface Sides {
  readonly reference: readonly string[];
  readonly current: readonly string[];
}

/** The table of Adult, rows in file order; no field of it is quoted. */
function parseRows(text: string): Row[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    expect(fields).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}

/** The present values of a column: evidently drops missing ones before it compares. */
function column(rows: readonly Row[], name: string): string[] {
  return rows.map((row) => row[name] ?? '').filter((value) => value !== '');
}

/** Counts per category of either side, the categories in ascending order. */
function categoryCounts({ reference, current }: Sides): BinnedPair {
  const keys = [...new Set([...reference, ...current])].toSorted();
  const countsOf = (values: readonly string[]): Float64Array => {
    const counts = new Map(keys.map((key) => [key, 0]));
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return Float64Array.from(counts.values());
  };
  return { expected: countsOf(reference), actual: countsOf(current) };
}

function numbers({ reference, current }: Sides): readonly [number[], number[]] {
  return [reference.map(Number), current.map(Number)];
}

function sortedNumbers(sides: Sides): readonly [Float64Array, Float64Array] {
  const [reference, current] = numbers(sides);
  return [Float64Array.from(reference).toSorted(), Float64Array.from(current).toSorted()];
}

/** All numeric columns of Adult are of an integer type. */
const INTEGERS = { integers: true } as const;

const common = (type: 'num' | 'cat', sides: Sides): BinnedPair =>
  type === 'cat' ? categoryCounts(sides) : evidentlyBinning(...numbers(sides), INTEGERS);

/** evidently's tests that are made of distances and counts; those of raw samples have their own file. */
const TESTS: Readonly<Record<string, (sides: Sides, type: 'num' | 'cat') => number>> = {
  psi: (sides, type) => {
    const { expected, actual } = common(type, sides);
    return populationStabilityIndex(expected, actual, { fill: 'evidently' });
  },
  jensenshannon: (sides, type) => {
    const { expected, actual } = common(type, sides);
    return jensenShannonDistance(expected, actual);
  },
  kl_div: (sides, type) => {
    const { expected, actual } = common(type, sides);
    return kullbackLeiblerDivergence(expected, actual, { fill: 'evidently' });
  },
  hellinger: (sides, type) => {
    const { expected, actual } =
      type === 'cat'
        ? categoryCounts(sides)
        : evidentlyHellingerBinning(...numbers(sides), INTEGERS);
    return hellingerDistance(expected, actual);
  },
  wasserstein: (sides) => evidentlyWassersteinDistance(...sortedNumbers(sides)),
  ks: (sides) => kolmogorovSmirnov(...sortedNumbers(sides)).pValue,
  chisquare: (sides) => {
    const { expected, actual } = categoryCounts(sides);
    return evidentlyChiSquarePValue(expected, actual);
  },
  g_test: (sides) => {
    const { expected, actual } = categoryCounts(sides);
    return evidentlyGTestPValue(expected, actual);
  },
  z: (sides) => {
    const { expected, actual } = categoryCounts(sides);
    return evidentlyZPValue(expected, actual);
  },
};

/** In `evidently-samples.test.ts`. */
const OF_SAMPLES = new Set(['anderson', 'cramer_von_mises', 'ed', 'es', 'mannw', 't_test']);

const ATTENDED = new Set(['Some-college', 'HS-grad', 'Bachelors']);

/** The two splits, as the files state them. */
const SPLITS = [
  {
    file: 'adults_education_split.json',
    reference: (row: Row) => !ATTENDED.has(row['education'] ?? ''),
    current: (row: Row) => ATTENDED.has(row['education'] ?? ''),
  },
  {
    file: 'adults_first1500.json',
    reference: (_: Row, index: number) => index < 800,
    current: (_: Row, index: number) => index >= 800 && index < 1500,
  },
] as const;

interface UnitCase {
  readonly test: string;
  readonly feature_type: 'num' | 'cat';
  readonly reference: readonly (string | number)[];
  readonly current: readonly (string | number)[];
  readonly published: number;
  readonly published_abs_tol: number;
  readonly recomputed: number;
}

vectors.describe('statistics/evidently-stattests', (path) => {
  const unit = vectors
    .json<readonly UnitCase[]>(path, 'unit_tests.json')
    .filter(({ test }) => test in TESTS);

  it.each(unit)('the published value of $test: $published', (at) => {
    const sides = { reference: at.reference.map(String), current: at.current.map(String) };
    const value = TESTS[at.test]?.(sides, at.feature_type) ?? NaN;
    expect(Math.abs(value - at.published)).toBeLessThanOrEqual(at.published_abs_tol);
    expect(relativeError(value, at.recomputed)).toBeLessThan(1e-12);
  });

  const rows = parseRows(vectors.text(path, 'adults.csv.gz'));

  describe.each(SPLITS)('$file', (split) => {
    const { columns } = vectors.json<{ columns: Record<string, Column> }>(path, split.file);
    const [referenceRows, currentRows] = [rows.filter(split.reference), rows.filter(split.current)];
    const sidesOf = (name: string): Sides => ({
      reference: column(referenceRows, name),
      current: column(currentRows, name),
    });
    const cases = Object.entries(columns).flatMap(([name, at]) =>
      Object.entries(at).flatMap(([test, result]) =>
        typeof result === 'string' ? [] : [{ name, test, type: at.type, result }],
      ),
    );

    it('asks for no test that is in neither file', () => {
      expect(cases.filter(({ test }) => !(test in TESTS) && !OF_SAMPLES.has(test))).toEqual([]);
    });

    const scored = cases.flatMap(({ result, ...at }) =>
      'score' in result ? [{ ...at, ...result }] : [],
    );
    const refused = cases.filter(({ test, result }) => test in TESTS && 'error' in result);

    it.each(scored.filter(({ test }) => test in TESTS))('$test of $name', (at) => {
      const value = TESTS[at.test]?.(sidesOf(at.name), at.type) ?? NaN;
      // evidently subtracts from 1 for `z`, so that its own error is absolute.
      const rounding = at.test === 'z' ? 1e-15 : 0;
      const within = { ks: 1e-9, chisquare: 1e-9, wasserstein: 1e-11 }[at.test] ?? 1e-12;
      expect(Math.abs(value - at.score)).toBeLessThanOrEqual(within * at.score + rounding);
    });

    it.each(refused)('$test of $name is refused, as the sizes differ', ({ name, test, type }) => {
      expect(test).toBe('g_test');
      expect(() => TESTS[test]?.(sidesOf(name), type)).toThrow(
        expect.objectContaining({ code: 'shape_mismatch' }),
      );
    });

    it.each(scored)('the verdict of $test on $name', ({ test, score, threshold, drifted }) => {
      expect(evidentlyThreshold(test as EvidentlyTest)).toBe(threshold);
      expect(evidentlyIsDrift(test as EvidentlyTest, score)).toBe(drifted);
    });

    it.each(Object.entries(columns))('the default test of %s', (name, { type, _default }) => {
      const { reference, current } = sidesOf(name);
      const distinctValues = new Set([...reference, ...current]).size;
      const choice = evidentlyDefaultTest({
        type,
        referenceRows: reference.length,
        distinctValues,
      });
      expect(choice).toBe(_default);
    });
  });

  it('TVD agrees with its definition by other random numbers', () => {
    // numpy 2.2.6, MT19937 of seed 0, 1000 permutations of 800 and 700 rows of `sex`: 0.487. numpy's
    // generator cannot be matched, so four standard errors of both simulations are allowed.
    const split = SPLITS[1];
    const { expected, actual } = categoryCounts({
      reference: column(rows.filter(split.reference), 'sex'),
      current: column(rows.filter(split.current), 'sex'),
    });
    const { reached, permutations } = totalVariationTest(expected, actual, {
      random: seededRandom(1),
      permutations: 1000,
    });
    const evidently = 0.487;
    const error = Math.sqrt((2 * evidently * (1 - evidently)) / 1000);
    expect(Math.abs(reached / permutations - evidently)).toBeLessThan(4 * error);
  });
});
