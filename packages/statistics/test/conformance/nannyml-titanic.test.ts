import {
  chunksByCount,
  missingCount,
  shareStandardError,
  standardDeviationThresholds,
  unseenCount,
} from '@marigraph/statistics';
import type { Chunk, Thresholds } from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { csvColumns } from '../support/csv-columns.ts';
import {
  chunkColumns,
  compareTable,
  sideBySide,
  stacked,
  withAlerts,
  withErrors,
} from '../support/nannyml-table.ts';
import type { Columns } from '../support/nannyml-table.ts';

const MISSING_COLUMNS = [
  'Pclass',
  'Name',
  'Sex',
  'Age',
  'SibSp',
  'Parch',
  'Ticket',
  'Fare',
  'Cabin',
  'Embarked',
] as const;
const UNSEEN_COLUMNS = ['Sex', 'Ticket', 'Cabin', 'Embarked'] as const;
const SHARE: Thresholds = { lower: 0, upper: 1 };

vectors.describe('statistics/nannyml-titanic', (path) => {
  const table = (file: string): Readonly<Record<string, readonly (string | null)[]>> =>
    Object.fromEntries(
      Object.entries(csvColumns(vectors.text(path, file))).map(([name, fields]) => [
        name,
        fields.map((field) => (field === '' ? null : field)),
      ]),
    );
  const reference = { rows: table('reference.csv.gz'), period: 'reference' } as const;
  const analysis = { rows: table('monitoring.csv.gz'), period: 'analysis' } as const;

  /** What `columnsOf` gives for both tables, below each other, with the columns of their chunks. */
  function bothPeriods(
    columnsOf: (rows: typeof reference.rows, chunks: readonly Chunk[]) => Columns,
  ): Columns {
    const [first, second] = [reference, analysis].map(({ rows, period }) => {
      const chunks = chunksByCount(rows['Sex']?.length ?? 0, 10);
      return sideBySide([chunkColumns(chunks, { period }), columnsOf(rows, chunks)]);
    });
    return stacked(first ?? {}, second ?? {});
  }

  /** The share of a column's rows that `count` counts, per chunk. */
  function shares(
    column: readonly (string | null)[],
    chunks: readonly Chunk[],
    count: (values: readonly (string | null)[]) => number,
  ): number[] {
    return chunks.map(({ start, end }) => count(column.slice(start, end)) / (end - start));
  }

  it('missing values: 1694 cells to 1e-9', () => {
    const referenceChunks = chunksByCount(reference.rows['Sex']?.length ?? 0, 10);
    const computed = bothPeriods((rows, chunks) =>
      sideBySide(
        MISSING_COLUMNS.map((name): Columns => {
          const column = reference.rows[name] ?? [];
          const limits = standardDeviationThresholds(
            shares(column, referenceChunks, missingCount),
            { limits: SHARE },
          );
          const values = shares(rows[name] ?? [], chunks, missingCount);
          const errors = chunks.map(({ start, end }) =>
            shareStandardError(missingCount(column) / column.length, end - start),
          );
          return sideBySide([
            withAlerts(name, values, limits),
            withErrors(name, values, errors, SHARE),
          ]);
        }),
      ),
    );
    expect(compareTable(path, 'missing-values__cell4', { computed, tolerance: 1e-9 })).toEqual({
      cells: 1694,
      differences: [],
    });
  });

  it('unseen values: 506 cells to 1e-9', () => {
    const referenceChunks = chunksByCount(reference.rows['Sex']?.length ?? 0, 10);
    const computed = bothPeriods((rows, chunks) =>
      sideBySide(
        UNSEEN_COLUMNS.map((name): Columns => {
          const seen = new Set(reference.rows[name]);
          const unseen = (values: readonly (string | null)[]): number => unseenCount(values, seen);
          const limits = standardDeviationThresholds(
            shares(reference.rows[name] ?? [], referenceChunks, unseen),
            { limits: SHARE, lowerMultiplier: null },
          );
          return withAlerts(name, shares(rows[name] ?? [], chunks, unseen), limits);
        }),
      ),
    );
    expect(compareTable(path, 'unseen-values__cell4', { computed, tolerance: 1e-9 })).toEqual({
      cells: 506,
      differences: [],
    });
  });
});
