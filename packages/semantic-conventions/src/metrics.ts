// Generated from conventions/model by `npm run generate`. Do not edit.

/**
 * Duration of model executions in this process.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.0005, 0.001, 0.0025, 0.005, 0.01,
 * 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]`.
 */
export const METRIC_ML_INFERENCE_DURATION = 'ml.inference.duration' as const;

/**
 * Duration of calls to models served by another process.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.001, 0.0025, 0.005, 0.01, 0.025,
 * 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]`.
 */
export const METRIC_ML_CLIENT_INFERENCE_DURATION = 'ml.client.inference.duration' as const;

/**
 * Duration of the stages of an inference.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.0001, 0.0005, 0.001, 0.0025, 0.005,
 * 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]`.
 */
export const METRIC_ML_INFERENCE_STAGE_DURATION = 'ml.inference.stage.duration' as const;

/** Number of inferences in progress. */
export const METRIC_ML_INFERENCE_ACTIVE = 'ml.inference.active' as const;

/**
 * Number of rows in a batch inference.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[1, 2, 4, 8, 16, 32, 64, 128, 256,
 * 512, 1024]`.
 */
export const METRIC_ML_INFERENCE_BATCH_SIZE = 'ml.inference.batch.size' as const;

/** Number of predictions, one per row. */
export const METRIC_ML_INFERENCE_PREDICTIONS = 'ml.inference.predictions' as const;

/**
 * Distribution of prediction scores and probabilities.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.05, 0.1, 0.15, 0.2, 0.25, 0.3,
 * 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1]`.
 */
export const METRIC_ML_PREDICTION_SCORE = 'ml.prediction.score' as const;

/** Number of feature values that failed a data quality check. */
export const METRIC_ML_FEATURE_VIOLATIONS = 'ml.feature.violations' as const;

/** State of a data quality fault, 1 for the current state and 0 for the others. */
export const METRIC_ML_DATA_QUALITY_STATUS = 'ml.data_quality.status' as const;

/**
 * Duration of feature store reads.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.0005, 0.001, 0.0025, 0.005, 0.01,
 * 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]`.
 */
export const METRIC_ML_FEATURE_RETRIEVAL_DURATION = 'ml.feature.retrieval.duration' as const;

/**
 * Age of features when they are read.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[1, 10, 60, 300, 900, 3600, 21600,
 * 86400, 604800]`.
 */
export const METRIC_ML_FEATURE_AGE = 'ml.feature.age' as const;

/**
 * Duration of model loads.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
 * 5, 10, 30, 60, 120, 300]`.
 */
export const METRIC_ML_MODEL_LOAD_DURATION = 'ml.model.load.duration' as const;

/** State of a model in the server, 1 for the current state and 0 for the others. */
export const METRIC_ML_MODEL_STATUS = 'ml.model.status' as const;

/**
 * Distribution of the values of a numeric feature.
 *
 * It SHOULD be recorded as an exponential histogram. Negative buckets are allowed, and the sum is
 * left unset as soon as one value is negative.
 */
export const METRIC_ML_FEATURE_VALUE = 'ml.feature.value' as const;

/**
 * Distribution of the predicted values of a regression model.
 *
 * It SHOULD be recorded as an exponential histogram. Negative buckets are allowed, and the sum is
 * left unset as soon as one value is negative.
 */
export const METRIC_ML_PREDICTION_VALUE = 'ml.prediction.value' as const;

/**
 * Number of values of a categorical feature by category.
 *
 * The most frequent categories are counted by name, all others together as `_OTHER`.
 */
export const METRIC_ML_FEATURE_OBSERVATIONS = 'ml.feature.observations' as const;

/** Number of predictions in the last closed window. */
export const METRIC_ML_WINDOW_PREDICTIONS = 'ml.window.predictions' as const;

/** Value of the drift statistic in the last closed window. */
export const METRIC_ML_DRIFT_SCORE = 'ml.drift.score' as const;

/**
 * Expected value of the drift statistic in the last closed window when nothing drifted, for its
 * number of rows.
 */
export const METRIC_ML_DRIFT_NOISE_FLOOR = 'ml.drift.noise_floor' as const;

/** Drift statistic over its threshold, above 1 when drifted, comparable between methods. */
export const METRIC_ML_DRIFT_THRESHOLD_RATIO = 'ml.drift.threshold_ratio' as const;

/** State of a drift monitor, 1 for the current state and 0 for the others. */
export const METRIC_ML_DRIFT_STATUS = 'ml.drift.status' as const;

/** Share of the monitored features that drifted. */
export const METRIC_ML_DRIFT_FEATURE_RATIO = 'ml.drift.feature.ratio' as const;

/** Accuracy in the last closed window. */
export const METRIC_ML_PERFORMANCE_ACCURACY = 'ml.performance.accuracy' as const;

/** Precision in the last closed window. */
export const METRIC_ML_PERFORMANCE_PRECISION = 'ml.performance.precision' as const;

/** Recall in the last closed window. */
export const METRIC_ML_PERFORMANCE_RECALL = 'ml.performance.recall' as const;

/** F1 score in the last closed window. */
export const METRIC_ML_PERFORMANCE_F1 = 'ml.performance.f1' as const;

/** Area under the ROC curve in the last closed window. */
export const METRIC_ML_PERFORMANCE_ROC_AUC = 'ml.performance.roc_auc' as const;

/** Average precision in the last closed window. */
export const METRIC_ML_PERFORMANCE_AVERAGE_PRECISION = 'ml.performance.average_precision' as const;

/** Log loss in the last closed window. */
export const METRIC_ML_PERFORMANCE_LOG_LOSS = 'ml.performance.log_loss' as const;

/** Brier score in the last closed window. */
export const METRIC_ML_PERFORMANCE_BRIER_SCORE = 'ml.performance.brier_score' as const;

/** Mean absolute error in the last closed window. */
export const METRIC_ML_PERFORMANCE_MAE = 'ml.performance.mae' as const;

/** Root mean squared error in the last closed window. */
export const METRIC_ML_PERFORMANCE_RMSE = 'ml.performance.rmse' as const;

/** Mean absolute percentage error in the last closed window. */
export const METRIC_ML_PERFORMANCE_MAPE = 'ml.performance.mape' as const;

/** Coefficient of determination in the last closed window. */
export const METRIC_ML_PERFORMANCE_R2 = 'ml.performance.r2' as const;

/** Normalised discounted cumulative gain in the last closed window. */
export const METRIC_ML_PERFORMANCE_NDCG = 'ml.performance.ndcg' as const;

/** Relative change of a performance metric against the reference, negative when worse. */
export const METRIC_ML_PERFORMANCE_RELATIVE_CHANGE = 'ml.performance.relative_change' as const;

/**
 * Number of predictions joined with ground truth, by predicted and actual class (the confusion
 * matrix).
 */
export const METRIC_ML_PERFORMANCE_OUTCOMES = 'ml.performance.outcomes' as const;

/** Expected calibration error in the last closed window. */
export const METRIC_ML_PERFORMANCE_CALIBRATION_ERROR = 'ml.performance.calibration_error' as const;

/** Number of ground truth records by join result. */
export const METRIC_ML_GROUND_TRUTH_RECORDS = 'ml.ground_truth.records' as const;

/**
 * Time from a prediction to its ground truth.
 *
 * It SHOULD be recorded with the explicit bucket boundaries `[60, 600, 3600, 21600, 86400, 259200,
 * 604800, 1209600, 2592000]`.
 */
export const METRIC_ML_GROUND_TRUTH_DELAY = 'ml.ground_truth.delay' as const;

/** Difference of the positive rate between a group and the reference group. */
export const METRIC_ML_FAIRNESS_DEMOGRAPHIC_PARITY_DIFFERENCE =
  'ml.fairness.demographic_parity.difference' as const;

/** Positive rate of a group over that of the reference group. */
export const METRIC_ML_FAIRNESS_DISPARATE_IMPACT = 'ml.fairness.disparate_impact' as const;

/** Difference of the true positive rate between a group and the reference group. */
export const METRIC_ML_FAIRNESS_EQUAL_OPPORTUNITY_DIFFERENCE =
  'ml.fairness.equal_opportunity.difference' as const;

/** State of an alert rule, 1 for the current state and 0 for the others. */
export const METRIC_ML_ALERT_STATUS = 'ml.alert.status' as const;

/** The name of a metric. */
export type MlMetricName =
  | typeof METRIC_ML_INFERENCE_DURATION
  | typeof METRIC_ML_CLIENT_INFERENCE_DURATION
  | typeof METRIC_ML_INFERENCE_STAGE_DURATION
  | typeof METRIC_ML_INFERENCE_ACTIVE
  | typeof METRIC_ML_INFERENCE_BATCH_SIZE
  | typeof METRIC_ML_INFERENCE_PREDICTIONS
  | typeof METRIC_ML_PREDICTION_SCORE
  | typeof METRIC_ML_FEATURE_VIOLATIONS
  | typeof METRIC_ML_DATA_QUALITY_STATUS
  | typeof METRIC_ML_FEATURE_RETRIEVAL_DURATION
  | typeof METRIC_ML_FEATURE_AGE
  | typeof METRIC_ML_MODEL_LOAD_DURATION
  | typeof METRIC_ML_MODEL_STATUS
  | typeof METRIC_ML_FEATURE_VALUE
  | typeof METRIC_ML_PREDICTION_VALUE
  | typeof METRIC_ML_FEATURE_OBSERVATIONS
  | typeof METRIC_ML_WINDOW_PREDICTIONS
  | typeof METRIC_ML_DRIFT_SCORE
  | typeof METRIC_ML_DRIFT_NOISE_FLOOR
  | typeof METRIC_ML_DRIFT_THRESHOLD_RATIO
  | typeof METRIC_ML_DRIFT_STATUS
  | typeof METRIC_ML_DRIFT_FEATURE_RATIO
  | typeof METRIC_ML_PERFORMANCE_ACCURACY
  | typeof METRIC_ML_PERFORMANCE_PRECISION
  | typeof METRIC_ML_PERFORMANCE_RECALL
  | typeof METRIC_ML_PERFORMANCE_F1
  | typeof METRIC_ML_PERFORMANCE_ROC_AUC
  | typeof METRIC_ML_PERFORMANCE_AVERAGE_PRECISION
  | typeof METRIC_ML_PERFORMANCE_LOG_LOSS
  | typeof METRIC_ML_PERFORMANCE_BRIER_SCORE
  | typeof METRIC_ML_PERFORMANCE_MAE
  | typeof METRIC_ML_PERFORMANCE_RMSE
  | typeof METRIC_ML_PERFORMANCE_MAPE
  | typeof METRIC_ML_PERFORMANCE_R2
  | typeof METRIC_ML_PERFORMANCE_NDCG
  | typeof METRIC_ML_PERFORMANCE_RELATIVE_CHANGE
  | typeof METRIC_ML_PERFORMANCE_OUTCOMES
  | typeof METRIC_ML_PERFORMANCE_CALIBRATION_ERROR
  | typeof METRIC_ML_GROUND_TRUTH_RECORDS
  | typeof METRIC_ML_GROUND_TRUTH_DELAY
  | typeof METRIC_ML_FAIRNESS_DEMOGRAPHIC_PARITY_DIFFERENCE
  | typeof METRIC_ML_FAIRNESS_DISPARATE_IMPACT
  | typeof METRIC_ML_FAIRNESS_EQUAL_OPPORTUNITY_DIFFERENCE
  | typeof METRIC_ML_ALERT_STATUS;
