import {
  evidentlyBinning,
  jensenShannonDistance,
  kolmogorovSmirnov,
  populationStabilityIndex,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

interface Score {
  readonly score: number;
}
interface Column {
  readonly type: 'num' | 'cat';
  readonly psi: Score;
  readonly jensenshannon: Score;
  readonly ks?: Score;
}
interface Split {
  readonly columns: Readonly<Record<string, Column>>;
}
type Record_ = Readonly<Record<string, string>>;

/** The table of Adult, rows in file order; no field of it is quoted. */
function parseRows(text: string): Record_[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    expect(fields).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}

/** The present values of a column: evidently drops missing ones before it compares. */
function column(rows: readonly Record_[], name: string): string[] {
  return rows.map((row) => row[name] ?? '').filter((value) => value !== '');
}

function categoryCounts(
  reference: readonly string[],
  current: readonly string[],
): { expected: number[]; actual: number[] } {
  const counts = new Map(
    [...reference, ...current].map((key) => [key, { expected: 0, actual: 0 }]),
  );
  for (const key of reference) (counts.get(key) ?? { expected: 0 }).expected++;
  for (const key of current) (counts.get(key) ?? { actual: 0 }).actual++;
  const pairs = [...counts.values()];
  return { expected: pairs.map((p) => p.expected), actual: pairs.map((p) => p.actual) };
}

const ATTENDED = new Set(['Some-college', 'HS-grad', 'Bachelors']);

/** The two splits, as the files state them. */
const SPLITS = [
  {
    file: 'adults_education_split.json',
    reference: (row: Record_) => !ATTENDED.has(row['education'] ?? ''),
    current: (row: Record_) => ATTENDED.has(row['education'] ?? ''),
  },
  {
    file: 'adults_first1500.json',
    reference: (_: Record_, index: number) => index < 800,
    current: (_: Record_, index: number) => index >= 800 && index < 1500,
  },
] as const;

vectors.describe('statistics/evidently-stattests', (path) => {
  const rows = parseRows(vectors.text(path, 'adults.csv.gz'));

  it('has no published unit value for psi, jensenshannon or ks', () => {
    const cases = vectors.json<readonly { test: string }[]>(path, 'unit_tests.json');
    expect(cases.map(({ test }) => test)).not.toContain(
      expect.stringMatching(/^(psi|jensenshannon|ks)$/),
    );
    expect(cases).toHaveLength(17);
  });

  describe.each(SPLITS)('$file', (split) => {
    const { columns } = vectors.json<Split>(path, split.file);
    const referenceRows = rows.filter(split.reference);
    const currentRows = rows.filter(split.current);

    it.each(Object.entries(columns))('%s', (name, expected) => {
      const reference = column(referenceRows, name);
      const current = column(currentRows, name);
      const counts =
        expected.type === 'cat'
          ? categoryCounts(reference, current)
          : evidentlyBinning(reference.map(Number), current.map(Number), { integers: true });

      const psi = populationStabilityIndex(counts.expected, counts.actual, { fill: 'evidently' });
      expect(relativeError(psi, expected.psi.score)).toBeLessThan(1e-12);
      const distance = jensenShannonDistance(counts.expected, counts.actual);
      expect(relativeError(distance, expected.jensenshannon.score)).toBeLessThan(1e-12);
    });

    const numeric = Object.entries(columns).filter(([, { type }]) => type === 'num');

    it.each(numeric)('%s by Kolmogorov-Smirnov', (name, { ks }) => {
      const sorted = (sample: readonly Record_[]): Float64Array =>
        Float64Array.from(column(sample, name), Number).toSorted();
      const { pValue } = kolmogorovSmirnov(sorted(referenceRows), sorted(currentRows));
      expect(relativeError(pValue, ks?.score ?? NaN)).toBeLessThan(1e-9);
    });
  });
});
