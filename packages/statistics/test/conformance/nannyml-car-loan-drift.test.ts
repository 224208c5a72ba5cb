import {
  chunksByCount,
  chunksByPeriod,
  countInNannymlGrid,
  fitReconstruction,
  meanStandardError,
  median,
  medianStandardError,
  momentsOf,
  nannymlGrid,
  nannymlKolmogorovSmirnov,
  rankByAlertCount,
  reconstructionErrors,
  standardDeviation,
  standardDeviationStandardError,
  standardDeviationThresholds,
  sumStandardError,
} from '@marigraph/statistics';
import type { Chunk, FeatureColumn } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { CHUNK_ROWS, jensenShannonDrift, readCarLoan } from '../support/car-loan.ts';
import type { LoanPeriod } from '../support/car-loan.ts';
import { numbers } from '../support/csv-columns.ts';
import {
  chunkColumns,
  compareTable,
  sideBySide,
  stacked,
  withAlerts,
  withErrors,
} from '../support/nannyml-table.ts';
import type { Columns } from '../support/nannyml-table.ts';

const FEATURES = [
  'car_value',
  'salary_range',
  'debt_to_income_ratio',
  'loan_length',
  'repaid_loan_on_prev_car',
  'size_of_downpayment',
  'driver_tenure',
] as const;
const TEXT = new Set(['salary_range', 'repaid_loan_on_prev_car', 'size_of_downpayment']);
const SUMMARISED = ['car_value', 'debt_to_income_ratio', 'driver_tenure'] as const;

/** A summary of a column and the error of it that the reference tells for a chunk's rows. */
const SUMMARIES = {
  avg: {
    valueOf: (sample: Float64Array) => momentsOf(sample).mean,
    errorOf: (reference: Float64Array) => meanStandardError(momentsOf(reference), CHUNK_ROWS),
  },
  std: {
    valueOf: (sample: Float64Array) => standardDeviation(momentsOf(sample)),
    errorOf: (reference: Float64Array) =>
      standardDeviationStandardError(momentsOf(reference), CHUNK_ROWS),
  },
  median: {
    valueOf: (sample: Float64Array) => median(sample.toSorted()),
    errorOf: (reference: Float64Array) => medianStandardError(reference.toSorted(), CHUNK_ROWS),
  },
  sum: {
    valueOf: (sample: Float64Array) => sample.length * momentsOf(sample).mean,
    errorOf: (reference: Float64Array) => sumStandardError(momentsOf(reference), CHUNK_ROWS),
  },
} as const;

/** Row counts have no error. */
const TOLERANCE = 1e-9;

vectors.describe('statistics/nannyml-car-loan', (path) => {
  const loan = readCarLoan(path);
  const { reference, analysis } = loan;
  const periods = { reference, analysis } as const;

  describe('drift of one column', () => {
    const name = 'debt_to_income_ratio';
    const grid = nannymlGrid(numbers(reference.table[name]));
    const statistics = ({ table, chunks }: LoanPeriod): number[] =>
      chunks.map(({ start, end }) => {
        const sample = numbers(table[name]).subarray(start, end);
        return nannymlKolmogorovSmirnov(grid, countInNannymlGrid(grid, sample));
      });
    const thresholds = standardDeviationThresholds(statistics(reference), {
      limits: { lower: 0, upper: 1 },
      lowerMultiplier: null,
    });

    it.each([
      { file: 'drift-univariate__cell4', of: 'analysis', cells: 150 },
      { file: 'drift-univariate__cell6', of: 'analysis', cells: 150 },
      { file: 'drift-univariate__cell8', of: 'reference', cells: 150 },
      { file: 'ranking__cell1', of: 'analysis', cells: 150 },
    ] as const)('$file: $cells cells to 1e-9', ({ file, of, cells }) => {
      const drift = jensenShannonDrift(loan, name, [periods[of]]);
      const computed = sideBySide([
        periods[of].describing,
        withAlerts(`${name}|kolmogorov_smirnov`, statistics(periods[of]), thresholds),
        withAlerts(`${name}|jensen_shannon`, drift.values, drift.thresholds),
      ]);
      expect(compareTable(path, file, { computed, tolerance: TOLERANCE })).toEqual({
        cells,
        differences: [],
      });
    });
  });

  it('ranking__cell3, by alert count: 30 cells exactly', () => {
    const names = [...FEATURES, 'y_pred_proba', 'y_pred', 'repaid'];
    const ranks = rankByAlertCount(names.map((name) => jensenShannonDrift(loan, name)));
    const computed = {
      number_of_alerts: ranks.map(({ alertCount }) => alertCount),
      column_name: ranks.map(({ name }) => name),
      rank: ranks.map(({ rank }) => rank),
    };
    expect(compareTable(path, 'ranking__cell3', { computed, tolerance: 0 })).toEqual({
      cells: 30,
      differences: [],
    });
  });

  describe('drift of all columns together', () => {
    const columnsOf = ({ table }: LoanPeriod): Readonly<Record<string, FeatureColumn>> =>
      Object.fromEntries(
        FEATURES.map((name): [string, FeatureColumn] => [
          name,
          TEXT.has(name)
            ? { kind: 'categorical', values: table[name] ?? [] }
            : { kind: 'numeric', values: numbers(table[name]) },
        ]),
      );
    const model = fitReconstruction(columnsOf(reference));
    const momentsPerChunk = (period: LoanPeriod): ReturnType<typeof momentsOf>[] => {
      const errors = reconstructionErrors(model, columnsOf(period));
      return period.chunks.map(({ start, end }) => momentsOf(errors.subarray(start, end)));
    };
    const thresholds = standardDeviationThresholds(
      momentsPerChunk(reference).map(({ mean }) => mean),
    );

    it.each([
      { file: 'drift-multivariate__cell4', of: 'analysis', cells: 140 },
      { file: 'drift-multivariate__cell6', of: 'reference', cells: 140 },
    ] as const)('$file: $cells cells to 1e-9', ({ file, of, cells }) => {
      const moments = momentsPerChunk(periods[of]);
      const values = moments.map(({ mean }) => mean);
      const errors = moments.map((chunk) => meanStandardError(chunk));
      const computed = sideBySide([
        periods[of].describing,
        withAlerts('reconstruction_error', values, thresholds, 'alert'),
        withErrors('reconstruction_error', values, errors),
      ]);
      expect(compareTable(path, file, { computed, tolerance: TOLERANCE })).toEqual({
        cells,
        differences: [],
      });
    });
  });

  it.each(['avg', 'std', 'median', 'sum'] as const)('stats-%s__cell4: 560 cells to 1e-9', (key) => {
    const { valueOf, errorOf } = SUMMARIES[key];
    const columns = SUMMARISED.map((name): Columns => {
      const valuesOf = ({ table }: LoanPeriod, chunks: readonly Chunk[]): number[] => {
        const column = numbers(table[name]);
        return chunks.map(({ start, end }) => valueOf(column.subarray(start, end)));
      };
      const chunks = chunksByCount(reference.timestampsMs.length, 10);
      const referenceValues = valuesOf(reference, chunks);
      const values = [...referenceValues, ...valuesOf(analysis, chunks)];
      const error = errorOf(numbers(reference.table[name]));
      return sideBySide([
        withAlerts(name, values, standardDeviationThresholds(referenceValues)),
        withErrors(
          name,
          values,
          values.map(() => error),
        ),
      ]);
    });
    const describing = stacked(
      chunkColumns(reference.chunks, { period: 'reference' }),
      chunkColumns(analysis.chunks, { period: 'analysis' }),
    );
    const computed = sideBySide([describing, ...columns]);
    expect(compareTable(path, `stats-${key}__cell4`, { computed, tolerance: TOLERANCE })).toEqual({
      cells: 560,
      differences: [],
    });
  });

  it('stats-count__cell4, by month: 231 cells to 1e-9', () => {
    const chunksOf = ({ timestampsMs }: LoanPeriod): ReturnType<typeof chunksByPeriod> =>
      chunksByPeriod(timestampsMs, 'month');
    const rows = (period: LoanPeriod): number[] =>
      chunksOf(period).map(({ start, end }) => end - start);
    const thresholds = standardDeviationThresholds(rows(reference), { limits: { lower: 0 } });
    const [first, second] = [reference, analysis].map((period) =>
      sideBySide([
        chunkColumns(chunksOf(period), { period: period.period }),
        {
          'chunk|start_date': chunksOf(period).map(({ startMs }) => isoSecond(startMs)),
          // pandas ends a period one nanosecond before the next.
          'chunk|end_date': chunksOf(period).map(
            ({ endMs }) => `${isoSecond(endMs - 1)}.999999999`,
          ),
        },
        withAlerts('rows_count', rows(period), thresholds),
      ]),
    );
    const computed = stacked(first ?? {}, second ?? {});
    expect(compareTable(path, 'stats-count__cell4', { computed, tolerance: TOLERANCE })).toEqual({
      cells: 231,
      differences: [],
    });
  });
});

function isoSecond(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19);
}
