import {
  accuracy,
  averageOverClasses,
  averagePrecision,
  balancedAccuracy,
  binaryConfusion,
  brierScore,
  cohenKappa,
  confusionMatrix,
  COUNT_RATIOS,
  determination,
  discountedCumulativeGain,
  errorQuantile,
  explainedVariance,
  f1Score,
  fBetaScore,
  gammaDeviance,
  kendallCorrelation,
  labelRankingAveragePrecision,
  logLoss,
  matthewsCorrelation,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanOverQueries,
  meanSquaredError,
  meanSquaredLogError,
  multiClassAuc,
  multiClassLogLoss,
  normalizedDiscountedCumulativeGain,
  oneVsRest,
  pinballLoss,
  poissonDeviance,
  precision,
  precisionRecallCurve,
  recall,
  regressionSums,
  reliabilityCurve,
  rocAuc,
  rocCurve,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  spearmanCorrelation,
  topKAccuracy,
} from '@marigraph/statistics';
import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

type Numbers = readonly number[];

interface Binary {
  readonly y: Numbers;
  readonly score: Numbers;
  readonly pred: Numbers;
  readonly confusion: readonly [readonly [number, number], readonly [number, number]];
  /** False positive rates, true positive rates, thresholds, of which the first is written `inf`. */
  readonly roc_curve: readonly [Numbers, Numbers, readonly (number | 'inf')[]];
  readonly pr_curve: readonly [Numbers, Numbers, Numbers];
  readonly calibration_uniform10: readonly [Numbers, Numbers];
  readonly calibration_quantile5: readonly [Numbers, Numbers];
}
type Values = Readonly<Record<string, number>>;
interface Multiclass {
  readonly labels: readonly string[];
  readonly y: readonly string[];
  readonly pred: readonly string[];
  readonly proba: readonly Numbers[];
  readonly confusion: readonly Numbers[];
  readonly f1_by_class: Numbers;
}
interface Ranking {
  readonly relevance: readonly Numbers[];
  readonly scores: readonly Numbers[];
  readonly ndcg: number;
  readonly ndcg_at_5: number;
  readonly dcg_at_5: number;
  readonly lrap_binary: number;
}
interface Metrics {
  readonly small: Binary;
  readonly ties: Binary;
  readonly imbalanced: Binary;
  readonly multiclass: Multiclass;
  readonly regression: {
    readonly y: Numbers;
    readonly pred: Numbers;
    /** Correlation and p-value. */
    readonly spearman: readonly [number, number];
    readonly kendall: readonly [number, number];
  };
  readonly ranking: Ranking;
}

const TOLERANCE = 1e-12;

/**
 * The file's log losses are of scores that were cut at 1e-15; scikit-learn itself cuts at 2^-52.
 */
const cut = (score: number): number => Math.min(1 - 1e-15, Math.max(1e-15, score));

/** The names of the metrics that differ from the file by more than the tolerance. */
function deviating(
  actual: Readonly<Record<string, number | undefined>>,
  expected: object,
): string[] {
  return Object.keys(actual).filter((name) => {
    const error = relativeError(actual[name] ?? NaN, (expected as Values)[name] ?? NaN);
    return !(error < TOLERANCE);
  });
}

/** The greatest relative error of an element; infinite unless the lengths agree. */
function worstError(actual: ArrayLike<number>, expected: readonly (number | 'inf')[]): number {
  if (actual.length !== expected.length) return Infinity;
  const errors = expected.map((value, index) =>
    relativeError(actual[index] ?? NaN, value === 'inf' ? Infinity : value),
  );
  return Math.max(...errors);
}

vectors.describe('statistics/sklearn-reference', (path) => {
  const metrics = vectors.json<Metrics>(path, 'metrics.json');

  it.each(['small', 'ties', 'imbalanced'] as const)('binary: %s', (name) => {
    const expected = metrics[name];
    const { y, score, pred } = expected;
    const confusion = binaryConfusion(y, pred);
    const [[tn, fp], [fn, tp]] = expected.confusion;
    expect(confusion).toStrictEqual({
      truePositives: tp,
      falsePositives: fp,
      falseNegatives: fn,
      trueNegatives: tn,
    });
    expect(
      deviating(
        {
          roc_auc: rocAuc(y, score).value,
          average_precision: averagePrecision(y, score).value,
          log_loss: logLoss(y, score.map(cut)).value,
          brier: brierScore(y, score).value,
          accuracy: accuracy(confusion).value,
          balanced_accuracy: balancedAccuracy(confusion).value,
          f1: f1Score(confusion).value,
          f2: fBetaScore(confusion, 2).value,
          precision: precision(confusion).value,
          recall: recall(confusion).value,
          mcc: matthewsCorrelation(confusion).value,
          kappa: cohenKappa(confusion).value,
        },
        expected,
      ),
    ).toStrictEqual([]);
  });

  it.each(['small', 'ties', 'imbalanced'] as const)('curves: %s', (name) => {
    const { y, score, ...expected } = metrics[name];
    const roc = rocCurve(y, score);
    expect(worstError(roc.falsePositiveRates, expected.roc_curve[0])).toBeLessThan(TOLERANCE);
    expect(worstError(roc.truePositiveRates, expected.roc_curve[1])).toBeLessThan(TOLERANCE);
    expect(worstError(roc.thresholds, expected.roc_curve[2])).toBeLessThan(TOLERANCE);
    const precisionRecall = precisionRecallCurve(y, score);
    expect(worstError(precisionRecall.precisions, expected.pr_curve[0])).toBeLessThan(TOLERANCE);
    expect(worstError(precisionRecall.recalls, expected.pr_curve[1])).toBeLessThan(TOLERANCE);
    expect(worstError(precisionRecall.thresholds, expected.pr_curve[2])).toBeLessThan(TOLERANCE);
    const uniform = reliabilityCurve(y, score);
    expect(worstError(uniform.positiveShares, expected.calibration_uniform10[0])).toBeLessThan(
      TOLERANCE,
    );
    expect(worstError(uniform.meanScores, expected.calibration_uniform10[1])).toBeLessThan(
      TOLERANCE,
    );
    const quantile = reliabilityCurve(y, score, { bins: 5, strategy: 'quantile' });
    expect(worstError(quantile.positiveShares, expected.calibration_quantile5[0])).toBeLessThan(
      TOLERANCE,
    );
    expect(worstError(quantile.meanScores, expected.calibration_quantile5[1])).toBeLessThan(
      TOLERANCE,
    );
  });

  it('multi-class', () => {
    const { labels, y, pred, proba, ...expected } = metrics.multiclass;
    const actual = y.map((label) => labels.indexOf(label));
    const predicted = pred.map((label) => labels.indexOf(label));
    const classes = labels.length;
    const matrix = confusionMatrix(actual, predicted, { classes });
    expect(Array.from(matrix.counts)).toStrictEqual(expected.confusion.flat());
    const scores = proba.flat();
    const { f1, precision: ofPredicted, recall: ofActual } = COUNT_RATIOS;
    const averages = (['macro', 'micro', 'weighted'] as const).flatMap((average) => [
      [`f1_${average}`, averageOverClasses(matrix, f1, { average }).value],
      [`precision_${average}`, averageOverClasses(matrix, ofPredicted, { average }).value],
      [`recall_${average}`, averageOverClasses(matrix, ofActual, { average }).value],
    ]);
    expect(deviating(Object.fromEntries(averages) as Values, expected)).toStrictEqual([]);
    expect(
      deviating(
        {
          accuracy: accuracy(matrix).value,
          mcc: matthewsCorrelation(matrix).value,
          kappa: cohenKappa(matrix).value,
          balanced_accuracy: balancedAccuracy(matrix).value,
          roc_auc_ovr_macro: multiClassAuc(actual, scores, { classes }).value,
          roc_auc_ovr_weighted: multiClassAuc(actual, scores, { classes, average: 'weighted' })
            .value,
          roc_auc_ovo_macro: multiClassAuc(actual, scores, { classes, comparison: 'ovo' }).value,
          log_loss: multiClassLogLoss(actual, scores, { classes }).value,
          top2: topKAccuracy(actual, scores, { classes, k: 2 }).value,
        },
        expected,
      ),
    ).toStrictEqual([]);
    const byClass = oneVsRest(matrix).map((confusion) => f1Score(confusion).value ?? NaN);
    expect(worstError(byClass, expected.f1_by_class)).toBeLessThan(TOLERANCE);
  });

  it('regression', () => {
    const { y, pred, ...expected } = metrics.regression;
    const sums = regressionSums(y, pred);
    expect(
      deviating(
        {
          mae: meanAbsoluteError(sums).value,
          mse: meanSquaredError(sums).value,
          rmse: rootMeanSquaredError(sums).value,
          msle: meanSquaredLogError(sums).value,
          rmsle: rootMeanSquaredLogError(sums).value,
          mape: meanAbsolutePercentageError(sums).value,
          medae: errorQuantile(y, pred, 0.5),
          r2: determination(sums).value,
          explained_variance: explainedVariance(sums).value,
          max_error: sums.maxError,
          'pinball_0.9': pinballLoss(y, pred, 0.9).value,
          poisson_dev: poissonDeviance(y, pred).value,
          gamma_dev: gammaDeviance(y, pred).value,
        },
        expected,
      ),
    ).toStrictEqual([]);
  });

  it('rank correlations', () => {
    const { y, pred, spearman, kendall } = metrics.regression;
    const rho = spearmanCorrelation(y, pred);
    const tau = kendallCorrelation(y, pred);
    expect(worstError([rho?.correlation ?? NaN], [spearman[0]])).toBeLessThan(TOLERANCE);
    expect(worstError([tau?.correlation ?? NaN], [kendall[0]])).toBeLessThan(TOLERANCE);
    // Next to a correlation of 1 the rounding of the correlation decides about a p-value's digits.
    expect(worstError([rho?.pValue ?? NaN], [spearman[1]])).toBeLessThan(1e-9);
    expect(worstError([tau?.pValue ?? NaN], [kendall[1]])).toBeLessThan(TOLERANCE);
  });

  it('ranking', () => {
    const { relevance, scores, ...expected } = metrics.ranking;
    const mean = (metric: (row: Numbers, scores: Numbers) => number | undefined): number =>
      meanOverQueries(relevance.map((row, query) => metric(row, scores[query] ?? []))).value ?? NaN;
    expect(
      deviating(
        {
          ndcg: mean((row, own) => normalizedDiscountedCumulativeGain(row, own)),
          ndcg_at_5: mean((row, own) => normalizedDiscountedCumulativeGain(row, own, { k: 5 })),
          dcg_at_5: mean((row, own) => discountedCumulativeGain(row, own, { k: 5 })),
          lrap_binary: mean((row, own) =>
            labelRankingAveragePrecision(
              row.map((value) => (value >= 2 ? 1 : 0)),
              own,
            ),
          ),
        },
        expected,
      ),
    ).toStrictEqual([]);
  });
});
