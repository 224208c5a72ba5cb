import {
  andersonDarling,
  cramerVonMises,
  energyDistance,
  eppsSingleton,
  mannWhitney,
  sampleMoments,
  studentTTest,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type Sample = Float64Array;

/** evidently's tests of raw samples; every one calls scipy with these settings. */
const TESTS: Readonly<Record<string, (reference: Sample, current: Sample) => number>> = {
  anderson: (reference, current) => andersonDarling([reference, current]).pValue,
  cramer_von_mises: (reference, current) =>
    cramerVonMises(reference, current, { ties: 'midranks' }).pValue,
  ed: energyDistance,
  es: (reference, current) => eppsSingleton(reference, current).pValue,
  // evidently passes the current sample second and asks whether the reference is less.
  mannw: (reference, current) => mannWhitney(reference, current, { alternative: 'less' }).pValue,
  t_test: (reference, current) =>
    studentTTest(sampleMoments(reference), sampleMoments(current)).pValue,
};

interface UnitCase {
  readonly test: string;
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly published: number;
  readonly published_abs_tol: number;
  readonly recomputed: number;
}
type Score = { readonly score: number } | { readonly error: string } | undefined;
interface Column {
  readonly type: 'num' | 'cat';
  readonly [test: string]: Score | 'num' | 'cat';
}
type Row = Readonly<Record<string, string>>;

const sorted = (values: Iterable<number>): Sample => Float64Array.from(values).toSorted();

function parseRows(text: string): Row[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}

const ATTENDED = new Set(['Some-college', 'HS-grad', 'Bachelors']);
const attended = (row: Row): boolean => ATTENDED.has(row['education'] ?? '');

const SPLITS = [
  {
    file: 'adults_education_split.json',
    reference: (row: Row) => !attended(row),
    current: attended,
    counts: [25, 5, 0],
  },
  {
    file: 'adults_first1500.json',
    reference: (_: Row, index: number) => index < 800,
    current: (_: Row, index: number) => index >= 800 && index < 1500,
    counts: [34, 0, 2],
  },
] as const;

vectors.describe('statistics/evidently-stattests', (path) => {
  const unit = vectors
    .json<readonly UnitCase[]>(path, 'unit_tests.json')
    .filter(({ test }) => test in TESTS);

  it('publishes six unit values of these tests', () => {
    expect(unit).toHaveLength(6);
  });

  it.each(unit)('the published value of $test: $published', (at) => {
    const value = TESTS[at.test]?.(sorted(at.reference), sorted(at.current)) ?? NaN;
    expect(Math.abs(value - at.published)).toBeLessThanOrEqual(at.published_abs_tol);
    expect(relativeError(value, at.recomputed)).toBeLessThan(1e-9);
  });

  const rows = parseRows(vectors.text(path, 'adults.csv.gz'));

  describe.each(SPLITS)('$file', (split) => {
    const { columns } = vectors.json<{ columns: Record<string, Column> }>(path, split.file);
    const sample = (name: string, part: 'reference' | 'current'): Sample =>
      sorted(
        rows
          .filter(split[part])
          .map((row) => row[name] ?? '')
          .filter((value) => value !== '')
          .map(Number),
      );
    const scores = Object.entries(columns)
      .filter(([, { type }]) => type === 'num')
      .flatMap(([name, column]) =>
        Object.keys(TESTS).map((test) => ({ name, test, score: column[test] as Score })),
      )
      .filter((at) => at.score !== undefined);

    const run = ({ name, test }: { name: string; test: string }): number =>
      TESTS[test]?.(sample(name, 'reference'), sample(name, 'current')) ?? NaN;
    const valueOf = ({ score }: { score: Score }): number =>
      score && 'score' in score ? score.score : NaN;
    // scipy ends its Cramér-von Mises series at terms of 1e-7: what is left of 1 is noise.
    const isNoise = (at: { test: string; score: Score }): boolean =>
      at.test === 'cramer_von_mises' && valueOf(at) < 1e-6;
    const refused = scores.filter((at) => Number.isNaN(valueOf(at)));
    const compared = scores.filter((at) => !Number.isNaN(valueOf(at)) && !isNoise(at));

    it('has as many values as counted', () => {
      expect([compared.length, scores.filter(isNoise).length, refused.length]).toEqual(
        split.counts,
      );
    });

    it.each(compared)('$test of $name', (at) => {
      const score = valueOf(at);
      // Where scipy subtracts from 1 its own error is absolute.
      expect(Math.abs(run(at) - score)).toBeLessThan(1e-9 * score + 1e-12);
    });

    it.each(scores.filter(isNoise))('$test of $name, which scipy has as noise', (at) => {
      expect(run(at)).toBeLessThan(1e-20);
    });

    it.each(refused)('$test of $name has no scale and is refused', (at) => {
      expect(() => run(at)).toThrow(expect.objectContaining({ code: 'invalid_value' }));
    });
  });
});
