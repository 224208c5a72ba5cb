import {
  chunksBySize,
  estimatedLoss,
  gradientBoostingPrediction,
  gradientBoostingPredictions,
  lossStandardError,
  nannymlOrdinals,
  parseLightGbmDump,
  regressionLosses,
  standardDeviationThresholds,
} from '@marigraph/statistics';
import type { Chunk, GradientBoostingModel, LossMetric, Thresholds } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { csvColumns, numbers, timestamps } from '../support/csv-columns.ts';
import {
  chunkColumns,
  compareTable,
  sideBySide,
  withAlerts,
  withErrors,
} from '../support/nannyml-table.ts';
import type { Columns } from '../support/nannyml-table.ts';
import { relativeError } from '../support/relative-error.ts';

interface RowCheck {
  readonly first_20_rows_encoded: readonly (readonly number[])[];
  readonly predictions_first_20: Readonly<Record<string, readonly number[]>>;
  readonly categorical_encoding_plus_1: Readonly<Record<string, readonly [readonly string[]]>>;
}

interface Data {
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly chunks: readonly Chunk[];
  readonly describing: Columns;
  readonly losses: (metric: LossMetric) => Float64Array;
}

const METRICS: readonly LossMetric[] = ['mae', 'mape', 'mse', 'msle', 'rmse', 'rmsle'];
const ESTIMATED = ['rmse', 'rmsle'] as const;
const CATEGORIES = new Set(['fuel', 'transmission']);
const CHUNK_ROWS = 6000;

vectors.describe('statistics/nannyml-car-price-regression', (path) => {
  const rowCheck = vectors.json<RowCheck>(path, 'dle_rowcheck.json');
  const models = Object.fromEntries(
    ESTIMATED.map((metric) => [
      metric,
      parseLightGbmDump(vectors.json(path, `dle_model_${metric}.json`)),
    ]),
  ) as Record<(typeof ESTIMATED)[number], GradientBoostingModel>;

  const analysis = dataOf('analysis', 'monitoring.csv.gz');
  const reference = dataOf('reference', 'reference.csv.gz');

  function dataOf(period: 'analysis' | 'reference', file: string): Data {
    const table = csvColumns(vectors.text(path, file));
    const columns = Object.fromEntries(
      models.rmse.featureNames.map((name) => [
        name,
        CATEGORIES.has(name)
          ? nannymlOrdinals(
              table[name] ?? [],
              rowCheck.categorical_encoding_plus_1[name]?.[0] ?? [],
            )
          : numbers(table[name]),
      ]),
    );
    const timestampsMs = timestamps(table['timestamp']);
    const chunks = chunksBySize(timestampsMs.length, CHUNK_ROWS);
    const [actual, predicted] = [numbers(table['y_true']), numbers(table['y_pred'])];
    return {
      columns,
      chunks,
      describing: chunkColumns(chunks, { period, timestampsMs }),
      losses: (metric) => regressionLosses(metric, actual, predicted),
    };
  }

  function chunked(metric: LossMetric, { chunks }: Data, losses: Float64Array): number[] {
    return chunks.map(({ start, end }) => estimatedLoss(metric, losses.subarray(start, end)));
  }

  /**
   * What the reference says of a metric: the values of its chunks, their error, their thresholds.
   */
  function realized(metric: LossMetric): {
    values: number[];
    errors: number[];
    thresholds: Thresholds;
  } {
    const losses = reference.losses(metric);
    const values = chunked(metric, reference, losses);
    const error = lossStandardError(metric, losses, CHUNK_ROWS);
    return {
      values,
      errors: values.map(() => error),
      thresholds: standardDeviationThresholds(values, { limits: { lower: 0 } }),
    };
  }

  describe.each(ESTIMATED)('the error model of %s', (metric) => {
    it('scores the first rows as LightGBM 4.7.0', () => {
      const expected = rowCheck.predictions_first_20[metric] ?? [];
      expect(expected).toHaveLength(20);
      for (const [index, row] of rowCheck.first_20_rows_encoded.entries()) {
        const score = gradientBoostingPrediction(models[metric], row);
        expect(relativeError(score, expected[index] ?? NaN)).toBeLessThan(1e-13);
      }
    });
  });

  it.each([
    { data: analysis, file: 'estimating-performance-regression__cell4', cells: 230 },
    { data: reference, file: 'estimating-performance-regression__cell6', cells: 230 },
  ])('$file: $cells cells to 1e-9', ({ data, file, cells }) => {
    const estimates = ESTIMATED.map((metric): Columns => {
      const losses = gradientBoostingPredictions(models[metric], data.columns);
      const values = chunked(metric, data, losses);
      const { values: truth, errors, thresholds } = realized(metric);
      const known = data === reference ? truth : truth.map(() => null);
      return sideBySide([
        withAlerts(metric, values, thresholds),
        withErrors(metric, values, errors),
        { [`${metric}|realized`]: known },
      ]);
    });
    const computed = sideBySide([data.describing, ...estimates]);
    expect(compareTable(path, file, { computed, tolerance: 1e-9 })).toEqual({
      cells,
      differences: [],
    });
  });

  it.each([
    { data: analysis, file: 'realized-performance-regression__cell4', cells: 380 },
    { data: reference, file: 'realized-performance-regression__cell6', cells: 380 },
  ])('$file: $cells cells to 1e-9', ({ data, file, cells }) => {
    const metrics = METRICS.map((metric): Columns => {
      const { errors, thresholds } = realized(metric);
      return sideBySide([
        withAlerts(metric, chunked(metric, data, data.losses(metric)), thresholds),
        { [`${metric}|sampling_error`]: errors },
      ]);
    });
    const labelled = { 'chunk|targets_missing_rate': data.chunks.map(() => 0) };
    const computed = sideBySide([data.describing, labelled, ...metrics]);
    expect(compareTable(path, file, { computed, tolerance: 1e-9 })).toEqual({
      cells,
      differences: [],
    });
  });
});
