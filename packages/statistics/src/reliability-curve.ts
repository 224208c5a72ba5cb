import { StatisticsError } from './errors.ts';
import { linearQuantile } from './linear-quantile.ts';
import { binIndex } from './quantile-edges.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues, rowWeights } from './rows.ts';
import type { ScoreBins } from './score-bins.ts';
import { totalsOfScores } from './score-counts.ts';
import { assertArgument } from './validate.ts';

/** What happened against what was predicted, per bin of scores that holds rows. */
export interface ReliabilityCurve {
  /** Rows per bin, all positive; bins in ascending order of scores. */
  readonly counts: Float64Array;
  /** Mean score per bin. */
  readonly meanScores: Float64Array;
  /** Share of positive rows per bin, in [0, 1]. */
  readonly positiveShares: Float64Array;
}

export interface ReliabilityCurveOptions extends WeightOptions {
  /**
   * Number of bins, a whole number from 1.
   *
   * @default 10
   */
  readonly bins?: number;
  /**
   * Bins of equal width, or between quantiles of the scores and so of about equal count.
   *
   * @default `uniform`
   */
  readonly strategy?: 'uniform' | 'quantile';
}

/**
 * Reliability curve, also calibration curve, of probabilities of label 1.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param probabilities In [0, 1], same length. Bins are open below and closed above.
 * @returns Bins with rows only; equal counts and quantiles are those of rows, whatever their
 * weights.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n log n) for quantiles, O(n log B) otherwise. Agrees with
 * `sklearn.calibration.calibration_curve` to 1e-14.
 */
export function reliabilityCurve(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: ReliabilityCurveOptions = {},
): ReliabilityCurve {
  const { bins = 10, strategy = 'uniform' } = options;
  const weightOf = rowWeights(options);
  const isCount = Number.isSafeInteger(bins) && bins >= 1;
  assertArgument(isCount, 'bins', bins, 'a whole number from 1');
  const rows = assertRows({ labels, probabilities, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  const sorted =
    strategy === 'quantile' ? Float64Array.from(probabilities).toSorted() : Float64Array.of(0, 1);
  const edges = Float64Array.from({ length: bins - 1 }, (_, k) =>
    linearQuantile(sorted, (k + 1) / bins),
  );
  const counts = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const scoreSums = new Float64Array(bins);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    const bin = binIndex(edges, probabilities[row]!);
    counts[bin]! += weight;
    positives[bin]! += weight * labels[row]!;
    scoreSums[bin]! += weight * probabilities[row]!;
  }
  return curveOf({ counts, positives, scoreSums });
}

/**
 * Reliability curve of scores that were counted in bins.
 *
 * @returns That of the scores themselves in these bins, which are closed below and open above.
 * @throws {StatisticsError} `empty_input` without rows, `shape_mismatch`, `invalid_value`.
 *
 * O(B).
 */
export function reliabilityCurveFromBins(bins: Omit<ScoreBins, 'edges'>): ReliabilityCurve {
  if (totalsOfScores(bins).rows === 0) throw new StatisticsError('empty_input', 'bins has no rows');
  assertValues('scoreSums', bins.scoreSums);
  return curveOf(bins);
}

function curveOf(bins: Omit<ScoreBins, 'edges'>): ReliabilityCurve {
  const held = Array.from({ length: bins.counts.length }, (_, bin) => bin).filter(
    (bin) => bins.counts[bin]! > 0,
  );
  return {
    counts: Float64Array.from(held, (bin) => bins.counts[bin]!),
    meanScores: Float64Array.from(held, (bin) => bins.scoreSums[bin]! / bins.counts[bin]!),
    positiveShares: Float64Array.from(held, (bin) => bins.positives[bin]! / bins.counts[bin]!),
  };
}
