import {
  chunksBySize,
  countInNannymlBins,
  isBeyondThresholds,
  jensenShannonDistance,
  nannymlBins,
  nannymlCategories,
  standardDeviationThresholds,
} from '@marigraph/statistics';
import type { BinnedPair, Chunk, FeatureDrift, Thresholds } from '@marigraph/statistics';

import { vectors } from '../../../../test/support/vectors.ts';
import { csvColumns, numbers, timestamps } from './csv-columns.ts';
import type { CsvColumns } from './csv-columns.ts';
import { chunkColumns } from './nannyml-table.ts';
import type { Columns } from './nannyml-table.ts';

export const CHUNK_ROWS = 5000;

/** One of the two tables of NannyML's car loans. */
export interface LoanPeriod {
  readonly table: CsvColumns;
  readonly chunks: readonly Chunk[];
  readonly timestampsMs: Float64Array;
  /** The columns that describe the chunks. */
  readonly describing: Columns;
  readonly period: 'reference' | 'analysis';
}

export interface CarLoan {
  readonly reference: LoanPeriod;
  readonly analysis: LoanPeriod;
}

export function readCarLoan(path: string): CarLoan {
  return {
    reference: readPeriod(path, 'reference.csv.gz', 'reference'),
    analysis: readPeriod(path, 'monitoring.csv.gz', 'analysis'),
  };
}

function readPeriod(path: string, file: string, period: LoanPeriod['period']): LoanPeriod {
  const table = csvColumns(vectors.text(path, file));
  const timestampsMs = timestamps(table['timestamp']);
  const chunks = chunksBySize(timestampsMs.length, CHUNK_ROWS);
  return {
    table,
    chunks,
    timestampsMs,
    describing: chunkColumns(chunks, { period, timestampsMs }),
    period,
  };
}

/** What is compared as categories: text, and numbers that the tutorials declare to be. */
const CATEGORICAL = new Set([
  'salary_range',
  'repaid_loan_on_prev_car',
  'size_of_downpayment',
  'y_pred',
  'repaid',
]);

export interface LoanDrift extends FeatureDrift {
  readonly values: readonly number[];
  readonly alerts: readonly boolean[];
  readonly thresholds: Thresholds;
}

/** Jensen-Shannon distance of each chunk of a column, with NannyML's default thresholds. */
export function jensenShannonDrift(
  { reference, analysis }: CarLoan,
  name: string,
  periods: readonly LoanPeriod[] = [analysis],
): LoanDrift {
  const binned = CATEGORICAL.has(name)
    ? categories(reference, name)
    : ranges(numbers(reference.table[name]), name);
  const distances = (period: LoanPeriod): number[] =>
    period.chunks.map((chunk) => {
      const { expected, actual } = binned(period, chunk);
      return jensenShannonDistance(expected, actual, { base: 2 });
    });
  const thresholds = standardDeviationThresholds(distances(reference), {
    limits: { lower: 0 },
    lowerMultiplier: null,
  });
  const values = periods.flatMap((period) => distances(period));
  const alerts = values.map((value) => isBeyondThresholds(value, thresholds));
  return { name, values, alerts, thresholds };
}

type Binned = (period: LoanPeriod, chunk: Chunk) => BinnedPair;

function ranges(reference: Float64Array, name: string): Binned {
  const bins = nannymlBins(reference);
  return ({ table }, { start, end }) => {
    const values = numbers(table[name]?.slice(start, end));
    return { expected: bins.expected, actual: countInNannymlBins(bins, values) };
  };
}

function categories({ table }: LoanPeriod, name: string): Binned {
  // One file writes the classes as 1.0, the other as 1.
  const plain = (fields: readonly string[]): string[] =>
    fields.map((field) => field.replace(/\.0$/, ''));
  const reference = plain(table[name] ?? []);
  return (period, { start, end }) =>
    nannymlCategories(reference, plain(period.table[name]?.slice(start, end) ?? []));
}
