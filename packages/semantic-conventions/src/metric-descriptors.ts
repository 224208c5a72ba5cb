// Generated from conventions/model by `npm run generate`. Do not edit.

import type { MlMetricName } from './metrics.ts';

/** The kinds of instrument; `updowncounter` is a sum that may fall. */
export type MlInstrument = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

/** Who records a metric: the instrumented application, or the collector that watches its predictions. */
export type MlEmitter = 'instrumentation' | 'collector';

/** What one has to know of a metric to create its instrument or to encode it. */
export interface MlMetricDescriptor {
  readonly name: MlMetricName;
  readonly instrument: MlInstrument;
  /** In UCUM notation; braces annotate. */
  readonly unit: string;
  readonly description: string;
  readonly valueType: 'int' | 'double';
  readonly emittedBy: readonly MlEmitter[];
  /** Upper bounds of the explicit buckets. Absent for a histogram: its buckets are exponential. */
  readonly bucketBoundaries?: readonly number[];
}

/** Every metric by its name. The objects and their arrays are frozen. */
export const METRICS: Readonly<Record<MlMetricName, MlMetricDescriptor>> = Object.freeze({
  'ml.inference.duration': Object.freeze({
    name: 'ml.inference.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of model executions in this process.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]),
  }),
  'ml.client.inference.duration': Object.freeze({
    name: 'ml.client.inference.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of calls to models served by another process.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]),
  }),
  'ml.inference.stage.duration': Object.freeze({
    name: 'ml.inference.stage.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of the stages of an inference.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([
      0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
    ]),
  }),
  'ml.inference.active': Object.freeze({
    name: 'ml.inference.active',
    instrument: 'updowncounter',
    unit: '{inference}',
    description: 'Number of inferences in progress.',
    valueType: 'int',
    emittedBy: Object.freeze(['instrumentation'] as const),
  }),
  'ml.inference.batch.size': Object.freeze({
    name: 'ml.inference.batch.size',
    instrument: 'histogram',
    unit: '{row}',
    description: 'Number of rows in a batch inference.',
    valueType: 'int',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]),
  }),
  'ml.inference.predictions': Object.freeze({
    name: 'ml.inference.predictions',
    instrument: 'counter',
    unit: '{prediction}',
    description: 'Number of predictions, one per row.',
    valueType: 'int',
    emittedBy: Object.freeze(['instrumentation'] as const),
  }),
  'ml.prediction.score': Object.freeze({
    name: 'ml.prediction.score',
    instrument: 'histogram',
    unit: '{score}',
    description: 'Distribution of prediction scores and probabilities.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([
      0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
      0.9, 0.95, 1,
    ]),
  }),
  'ml.feature.violations': Object.freeze({
    name: 'ml.feature.violations',
    instrument: 'counter',
    unit: '{value}',
    description: 'Number of feature values that failed a data quality check.',
    valueType: 'int',
    emittedBy: Object.freeze(['instrumentation', 'collector'] as const),
  }),
  'ml.data_quality.status': Object.freeze({
    name: 'ml.data_quality.status',
    instrument: 'updowncounter',
    unit: '1',
    description: 'State of a data quality fault, 1 for the current state and 0 for the others.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.feature.retrieval.duration': Object.freeze({
    name: 'ml.feature.retrieval.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of feature store reads.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
    ]),
  }),
  'ml.feature.age': Object.freeze({
    name: 'ml.feature.age',
    instrument: 'histogram',
    unit: 's',
    description: 'Age of features when they are read.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([1, 10, 60, 300, 900, 3600, 21600, 86400, 604800]),
  }),
  'ml.model.load.duration': Object.freeze({
    name: 'ml.model.load.duration',
    instrument: 'histogram',
    unit: 's',
    description: 'Duration of model loads.',
    valueType: 'double',
    emittedBy: Object.freeze(['instrumentation'] as const),
    bucketBoundaries: Object.freeze([0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]),
  }),
  'ml.model.status': Object.freeze({
    name: 'ml.model.status',
    instrument: 'updowncounter',
    unit: '1',
    description: 'State of a model in the server, 1 for the current state and 0 for the others.',
    valueType: 'int',
    emittedBy: Object.freeze(['instrumentation'] as const),
  }),
  'ml.feature.value': Object.freeze({
    name: 'ml.feature.value',
    instrument: 'histogram',
    unit: '1',
    description: 'Distribution of the values of a numeric feature.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.prediction.value': Object.freeze({
    name: 'ml.prediction.value',
    instrument: 'histogram',
    unit: '1',
    description: 'Distribution of the predicted values of a regression model.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.feature.observations': Object.freeze({
    name: 'ml.feature.observations',
    instrument: 'counter',
    unit: '{value}',
    description: 'Number of values of a categorical feature by category.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.window.predictions': Object.freeze({
    name: 'ml.window.predictions',
    instrument: 'gauge',
    unit: '{prediction}',
    description: 'Number of predictions in the last closed window.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.drift.score': Object.freeze({
    name: 'ml.drift.score',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Value of the drift statistic in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.drift.noise_floor': Object.freeze({
    name: 'ml.drift.noise_floor',
    instrument: 'gauge',
    unit: '{score}',
    description:
      'Expected value of the drift statistic in the last closed window when nothing drifted, for its number of rows.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.drift.threshold_ratio': Object.freeze({
    name: 'ml.drift.threshold_ratio',
    instrument: 'gauge',
    unit: '1',
    description:
      'Drift statistic over its threshold, above 1 when drifted, comparable between methods.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.drift.status': Object.freeze({
    name: 'ml.drift.status',
    instrument: 'updowncounter',
    unit: '1',
    description: 'State of a drift monitor, 1 for the current state and 0 for the others.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.drift.feature.ratio': Object.freeze({
    name: 'ml.drift.feature.ratio',
    instrument: 'gauge',
    unit: '1',
    description: 'Share of the monitored features that drifted.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.accuracy': Object.freeze({
    name: 'ml.performance.accuracy',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Accuracy in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.precision': Object.freeze({
    name: 'ml.performance.precision',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Precision in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.recall': Object.freeze({
    name: 'ml.performance.recall',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Recall in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.f1': Object.freeze({
    name: 'ml.performance.f1',
    instrument: 'gauge',
    unit: '{score}',
    description: 'F1 score in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.roc_auc': Object.freeze({
    name: 'ml.performance.roc_auc',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Area under the ROC curve in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.average_precision': Object.freeze({
    name: 'ml.performance.average_precision',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Average precision in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.log_loss': Object.freeze({
    name: 'ml.performance.log_loss',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Log loss in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.brier_score': Object.freeze({
    name: 'ml.performance.brier_score',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Brier score in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.mae': Object.freeze({
    name: 'ml.performance.mae',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Mean absolute error in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.rmse': Object.freeze({
    name: 'ml.performance.rmse',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Root mean squared error in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.mape': Object.freeze({
    name: 'ml.performance.mape',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Mean absolute percentage error in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.r2': Object.freeze({
    name: 'ml.performance.r2',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Coefficient of determination in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.ndcg': Object.freeze({
    name: 'ml.performance.ndcg',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Normalised discounted cumulative gain in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.relative_change': Object.freeze({
    name: 'ml.performance.relative_change',
    instrument: 'gauge',
    unit: '1',
    description:
      'Relative change of a performance metric against the reference, negative when worse.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.outcomes': Object.freeze({
    name: 'ml.performance.outcomes',
    instrument: 'counter',
    unit: '{prediction}',
    description:
      'Number of predictions joined with ground truth, by predicted and actual class (the confusion matrix).',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.performance.calibration_error': Object.freeze({
    name: 'ml.performance.calibration_error',
    instrument: 'gauge',
    unit: '{score}',
    description: 'Expected calibration error in the last closed window.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.ground_truth.records': Object.freeze({
    name: 'ml.ground_truth.records',
    instrument: 'counter',
    unit: '{record}',
    description: 'Number of ground truth records by join result.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.ground_truth.delay': Object.freeze({
    name: 'ml.ground_truth.delay',
    instrument: 'histogram',
    unit: 's',
    description: 'Time from a prediction to its ground truth.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
    bucketBoundaries: Object.freeze([
      60, 600, 3600, 21600, 86400, 259200, 604800, 1209600, 2592000,
    ]),
  }),
  'ml.fairness.demographic_parity.difference': Object.freeze({
    name: 'ml.fairness.demographic_parity.difference',
    instrument: 'gauge',
    unit: '1',
    description: 'Difference of the positive rate between a group and the reference group.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.fairness.disparate_impact': Object.freeze({
    name: 'ml.fairness.disparate_impact',
    instrument: 'gauge',
    unit: '1',
    description: 'Positive rate of a group over that of the reference group.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.fairness.equal_opportunity.difference': Object.freeze({
    name: 'ml.fairness.equal_opportunity.difference',
    instrument: 'gauge',
    unit: '1',
    description: 'Difference of the true positive rate between a group and the reference group.',
    valueType: 'double',
    emittedBy: Object.freeze(['collector'] as const),
  }),
  'ml.alert.status': Object.freeze({
    name: 'ml.alert.status',
    instrument: 'updowncounter',
    unit: '1',
    description: 'State of an alert rule, 1 for the current state and 0 for the others.',
    valueType: 'int',
    emittedBy: Object.freeze(['collector'] as const),
  }),
});
