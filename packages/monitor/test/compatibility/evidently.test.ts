import type { EvidentlyTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import {
  evidentlyDatasetDrift,
  evidentlyScore,
  evidentlyScoreOfBins,
} from '../../src/compatibility/evidently.ts';
import type { RawValue } from '../../src/compatibility/score.ts';

/** What a file calls the test that evidently chooses. */
const DEFAULT = '_default';

interface Score {
  readonly score: number;
  readonly drifted: boolean;
  readonly threshold: number;
}
type Column = Readonly<Record<string, Score | { readonly error: string } | string>> & {
  readonly type: 'num' | 'cat';
  readonly [DEFAULT]: EvidentlyTest;
};
type Row = Readonly<Record<string, string>>;

const ATTENDED = new Set(['Some-college', 'HS-grad', 'Bachelors']);
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
/** Their p-values depend on numpy's random numbers, or are of two columns at most. */
const RANDOM = new Set(['TVD', 'empirical_mmd', 'fisher_exact']);
const TOLERANCES: Readonly<Record<string, number>> = {
  ks: 1e-9,
  chisquare: 1e-9,
  wasserstein: 1e-11,
  anderson: 1e-9,
  cramer_von_mises: 1e-9,
  es: 1e-6,
  mannw: 1e-9,
  t_test: 1e-9,
  ed: 1e-9,
};

vectors.describe('statistics/evidently-stattests', (path) => {
  const [header = '', ...lines] = vectors.text(path, 'adults.csv.gz').trimEnd().split('\n');
  const names = header.split(',');
  const rows = lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']));
  });

  describe.each(SPLITS)('$file', (split) => {
    const { columns } = vectors.json<{ columns: Record<string, Column> }>(path, split.file);
    const sidesOf = (name: string, type: 'num' | 'cat') => {
      const values = (keep: (row: Row, index: number) => boolean): RawValue[] =>
        rows.filter(keep).map((row) => {
          const field = row[name] ?? '';
          if (field === '') return null;
          return type === 'num' ? Number(field) : field;
        });
      // All numeric columns of Adult are of an integer type.
      const sides = { reference: values(split.reference), current: values(split.current) };
      return { type, integers: true, ...sides };
    };

    it.each(Object.entries(columns))('every test of %s', (name, column) => {
      const sides = sidesOf(name, column.type);
      let compared = 0;
      for (const [test, wanted] of Object.entries(column)) {
        if (typeof wanted === 'string' || !('score' in wanted) || RANDOM.has(test)) continue;
        const found = evidentlyScore(sides, { test: test as EvidentlyTest });
        // Where scipy subtracts from 1 its own error is absolute, and its Cramér-von Mises series ends at terms of 1e-7.
        const rounding = test === 'cramer_von_mises' && wanted.score < 1e-6 ? 1e-6 : 1e-12;
        const tolerance = (TOLERANCES[test] ?? 1e-12) * wanted.score + rounding;
        expect.soft(Math.abs(found.score - wanted.score), test).toBeLessThanOrEqual(tolerance);
        const { thresholds } = found;
        expect.soft(thresholds.upper ?? thresholds.lower, test).toBe(wanted.threshold);
        expect.soft(found.drifted, test).toBe(wanted.drifted);
        expect.soft(found.fidelity, test).toBe('exact');
        compared++;
      }
      expect(compared).toBeGreaterThanOrEqual(4);
    });

    it('the default choice, and whether the data set drifted', () => {
      const scores = Object.entries(columns).map(([name, column]) => {
        const found = evidentlyScore(sidesOf(name, column.type));
        const wanted = column[column[DEFAULT]] as Score;
        expect(found.method).toBe(column[DEFAULT]);
        expect(found.drifted).toBe(wanted.drifted);
        return found;
      });
      const drifted = Object.values(columns).filter(
        (column) => (column[column[DEFAULT]] as Score).drifted,
      ).length;
      expect(evidentlyDatasetDrift(scores)).toEqual({
        columns: drifted,
        share: drifted / scores.length,
        drifted: drifted / scores.length >= 0.5,
      });
    });
  });
});

describe('evidentlyScore', () => {
  const numbers = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => from + at / count);

  it('leaves out missing values and infinities', () => {
    const reference = numbers(0, 50);
    const current = numbers(0.2, 40);
    const clean = evidentlyScore({ type: 'num', reference, current });
    const holes = evidentlyScore({
      type: 'num',
      reference: [null, ...reference, Number.NaN],
      current: [...current, Number.POSITIVE_INFINITY, null],
    });
    expect(holes).toEqual(clean);
    expect(clean).toMatchObject({ method: 'ks', rows: 40, referenceRows: 50 });
  });

  it('takes a threshold of the user', () => {
    const sides = { type: 'num' as const, reference: numbers(0, 2000), current: numbers(0.5, 99) };
    const { score } = evidentlyScore(sides);
    expect(evidentlyScore(sides, { threshold: score + 1e-9 }).drifted).toBe(false);
    expect(evidentlyScore(sides, { threshold: score }).drifted).toBe(true);
  });

  it('says which tests there are', () => {
    const sides = { type: 'num' as const, reference: [1, 2], current: [1, 3] };
    expect(() => evidentlyScore(sides, { test: 'TVD' })).toThrow(
      /test is TVD, expected one of psi/,
    );
    const categories = { type: 'cat' as const, reference: ['a'], current: ['b'] };
    expect(() => evidentlyScore(categories, { test: 'ks' })).toThrow(/test ks is of numbers/);
  });
});

describe('evidentlyScoreOfBins', () => {
  it('is exact for categories, and for unseen ones where distances add up', () => {
    const category = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const column = fc.array(category, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(column, column, (reference, current) => {
        const known: string[] = [...new Set(reference)].toSorted();
        const count = (values: readonly string[]): number[] => [
          ...known.map((key) => values.filter((value) => value === key).length),
          values.filter((value) => !known.includes(value)).length,
        ];
        const binned = evidentlyScoreOfBins(
          { type: 'cat', expected: count(reference), actual: count(current) },
          { test: 'jensenshannon' },
        );
        const raw = evidentlyScore({ type: 'cat', reference, current }, { test: 'jensenshannon' });
        expect(binned.score).toBeCloseTo(raw.score, 12);
        expect(binned).toEqual({ ...raw, score: binned.score });
      }),
    );
  });

  it('is approximate for numbers, and close', () => {
    const reference = Array.from({ length: 4000 }, (_, at) => Math.sin(at) + at / 4000);
    const current = Array.from({ length: 900 }, (_, at) => Math.sin(at) + at / 900 + 0.3);
    const sorted = reference.toSorted((a, b) => a - b);
    const edges = Array.from(
      { length: 119 },
      (_, at) => sorted[Math.ceil(((at + 1) * 4000) / 120)] ?? 0,
    );
    const count = (values: readonly number[]): number[] => {
      const counts = Array.from({ length: 120 }, () => 0);
      for (const value of values) {
        const bin = edges.findIndex((edge) => value <= edge);
        const at = bin < 0 ? 119 : bin;
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    };
    const range = { minimum: sorted[0] ?? 0, maximum: sorted.at(-1) ?? 0 };
    const sides = { expected: count(reference), actual: count(current), edges, range };
    const raw = { type: 'num' as const, reference, current };
    const found = evidentlyScoreOfBins({ type: 'num', ...sides });
    expect(found.fidelity).toBe('approx');
    expect(found.method).toBe('wasserstein');
    expect(Math.abs(found.score - evidentlyScore(raw).score)).toBeLessThan(0.03);
    const ks = evidentlyScoreOfBins({ type: 'num', ...sides }, { test: 'ks' });
    expect(ks.drifted).toBe(evidentlyScore(raw, { test: 'ks' }).drifted);
  });

  it('refuses tests that need the rows', () => {
    const sides = { type: 'cat' as const, expected: [1, 0], actual: [1, 0] };
    expect(() => evidentlyScoreOfBins(sides, { test: 'mannw' })).toThrow(/needs the rows/);
  });
});

it('a data set without columns has not drifted', () => {
  expect(evidentlyDatasetDrift([])).toEqual({ drifted: false, columns: 0, share: 0 });
});
