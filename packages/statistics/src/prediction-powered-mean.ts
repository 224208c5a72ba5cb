import { StatisticsError } from './errors.ts';
import type { Estimate } from './estimate.ts';
import { meanSumsOf } from './mean-sums.ts';
import { assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Few rows with their truth, and many with only a prediction of it. */
export interface PartlyLabelled {
  /** What was true of the labelled rows, finite, length n >= 2. */
  readonly actual: ArrayLike<number>;
  /** What was predicted for them, finite, same length. */
  readonly predicted: ArrayLike<number>;
  /** What was predicted for the rows without truth, finite, length N >= 2. */
  readonly predictedOnly: ArrayLike<number>;
}

export interface PredictionPoweredOptions {
  /**
   * How much the predictions count: 0 leaves them out, 1 is the first form of the method.
   *
   * @default the weight of the least variance, estimated from the rows and kept in [0, 1]
   */
  readonly tuning?: number;
}

/** An estimate together with the weight that predictions had in it. */
export interface PredictionPoweredEstimate extends Estimate {
  readonly value: number;
  readonly variance: number;
  /** In [0, 1]. */
  readonly tuning: number;
}

/**
 * Mean of a quantity of which few rows know the truth and all have a prediction: the mean
 * prediction of the other rows, corrected by the mean error on the labelled ones.
 *
 * A realized metric, as accuracy, is such a mean: its rows are right or wrong, and their prediction
 * is the calibrated probability of being right.
 *
 * @returns `value` in the quantity's unit, right on average however bad the predictions are; `n`
 * the labelled rows. value ± z √variance covers for large n and N; good predictions make it short.
 * @throws {StatisticsError} `empty_input` for fewer than two rows of either kind, `shape_mismatch`,
 * `invalid_value`, `invalid_argument`.
 *
 * O(n + N). Both kinds of rows must come from one law: labels that arrive for some kinds of rows
 * only break it.
 * @see Angelopoulos et al. (2023), doi:10.1126/science.adi6000; Angelopoulos, Duchi and Zrnic
 * (2023), "PPI++", arXiv:2311.01453, for the tuning.
 */
export function predictionPoweredMean(
  rows: PartlyLabelled,
  options: PredictionPoweredOptions = {},
): PredictionPoweredEstimate {
  const { actual, predicted, predictedOnly } = rows;
  const n = assertRows({ actual, predicted });
  const others = assertRows({ predictedOnly });
  for (const [name, column] of Object.entries({ actual, predicted, predictedOnly })) {
    assertValues(name, column);
    if (column.length < 2) {
      throw new StatisticsError('empty_input', `${name} has 1 row; a variance needs 2`);
    }
  }
  const { tuning = bestTuning(rows) } = options;
  assertArgument(tuning >= 0 && tuning <= 1, 'tuning', tuning, 'from 0 to 1');
  const prediction = meanSumsOf(others, (row) => predictedOnly[row]!);
  const correction = meanSumsOf(n, (row) => actual[row]! - tuning * predicted[row]!);
  return {
    value: tuning * prediction.mean + correction.mean,
    n,
    variance:
      (tuning * tuning * prediction.squaredDeviations) / (others - 1) / others +
      correction.squaredDeviations / (n - 1) / n,
    tuning,
  };
}

/** Covariance of truth and prediction over (1 + n / N) times the variance of all predictions. */
function bestTuning({ actual, predicted, predictedOnly }: PartlyLabelled): number {
  const n = actual.length;
  const others = predictedOnly.length;
  const { mean: meanActual } = meanSumsOf(n, (row) => actual[row]!);
  const { mean: meanPredicted } = meanSumsOf(n, (row) => predicted[row]!);
  const covariance =
    (meanSumsOf(n, (row) => (actual[row]! - meanActual) * (predicted[row]! - meanPredicted)).mean *
      n) /
    (n - 1);
  const all = meanSumsOf(n + others, (row) =>
    row < n ? predicted[row]! : predictedOnly[row - n]!,
  );
  const variance = all.squaredDeviations / (n + others - 1);
  if (!(variance > 0)) return 0;
  return Math.min(1, Math.max(0, covariance / variance / (1 + n / others)));
}
