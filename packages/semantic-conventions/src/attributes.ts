// Generated from conventions/model by `npm run generate`. Do not edit.

/**
 * The name of the ML operation being performed.
 *
 * Examples: `predict`, `load_model`.
 */
export const ATTR_ML_OPERATION_NAME = 'ml.operation.name' as const;

/**
 * The name of the model, unique within `service.namespace`, low cardinality.
 *
 * It SHOULD NOT contain the version. The Open Inference Protocol path parameter `model_name` maps
 * to this attribute.
 *
 * Examples: `fraud-detector`, `churn`.
 */
export const ATTR_ML_MODEL_NAME = 'ml.model.name' as const;

/**
 * The version of the model that produced the result.
 *
 * The version actually used, as resolved by the server, not an alias such as `latest` or
 * `champion`.
 *
 * Examples: `3`, `2026.09.1`.
 */
export const ATTR_ML_MODEL_VERSION = 'ml.model.version' as const;

/**
 * The identifier of the model version in its registry.
 *
 * Examples: `models:/fraud-detector/3`, `arn:aws:sagemaker:eu-north-1:123456789012:model/fraud`.
 */
export const ATTR_ML_MODEL_ID = 'ml.model.id' as const;

/**
 * The role of the model in the deployment.
 *
 * Examples: `champion`, `shadow`.
 */
export const ATTR_ML_MODEL_ROLE = 'ml.model.role' as const;

/**
 * The operational and regulatory criticality of the model.
 *
 * Values are those of `service.criticality`; needed since one service may serve several models.
 *
 * Examples: `critical`.
 */
export const ATTR_ML_MODEL_CRITICALITY = 'ml.model.criticality' as const;

/**
 * The state of a model in the server.
 *
 * Examples: `ready`.
 */
export const ATTR_ML_MODEL_STATE = 'ml.model.state' as const;

/**
 * The runtime or model server that executes the model.
 *
 * A custom value MAY be used.
 *
 * Examples: `onnxruntime`, `open_inference_protocol`.
 */
export const ATTR_ML_SYSTEM_NAME = 'ml.system.name' as const;

/**
 * The type of task that the model performs.
 *
 * Examples: `binary_classification`, `regression`.
 */
export const ATTR_ML_TASK_TYPE = 'ml.task.type' as const;

/**
 * The name of the graph or ensemble of models.
 *
 * Examples: `checkout-risk`.
 */
export const ATTR_ML_PIPELINE_NAME = 'ml.pipeline.name' as const;

/**
 * The stage of an inference.
 *
 * Examples: `queue`, `compute`.
 */
export const ATTR_ML_INFERENCE_STAGE = 'ml.inference.stage' as const;

/**
 * The number of rows in a batch inference.
 *
 * It SHOULD be set only for batch inference, zero included, as for `db.operation.batch.size`.
 *
 * Examples: `32`.
 */
export const ATTR_ML_BATCH_SIZE = 'ml.batch.size' as const;

/**
 * The zero-based index of the row within the batch.
 *
 * Examples: `0`.
 */
export const ATTR_ML_BATCH_INDEX = 'ml.batch.index' as const;

/**
 * The identifier of one prediction, unique per `ml.model.name`; the key by which ground truth is
 * joined.
 *
 * If the application gives none, instrumentation SHOULD use `<trace id>-<span id>` and append
 * `-<ml.batch.index>` for batch rows.
 *
 * Examples: `order-81723`, `5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-0`.
 */
export const ATTR_ML_PREDICTION_ID = 'ml.prediction.id' as const;

/**
 * The predicted class.
 *
 * Examples: `fraud`, `not_fraud`.
 */
export const ATTR_ML_PREDICTION_LABEL = 'ml.prediction.label' as const;

/**
 * The predicted classes of a multi-label model.
 *
 * Examples: `["sports","politics"]`.
 */
export const ATTR_ML_PREDICTION_LABELS = 'ml.prediction.labels' as const;

/**
 * The score of the class in `ml.prediction.label`, or the anomaly score.
 *
 * A probability in [0, 1] when the model gives one. The score of the positive class of a binary
 * model is `ml.prediction.probability.<class>`.
 *
 * Examples: `0.93`.
 */
export const ATTR_ML_PREDICTION_SCORE = 'ml.prediction.score' as const;

/**
 * The probability of a class, `<key>` being the class.
 *
 * It SHOULD be recorded for models of at most 10 classes.
 *
 * Examples: `0.93`, `0.07`.
 */
export const ATTR_ML_PREDICTION_PROBABILITY = (
  key: string,
): `ml.prediction.probability.${string}` => `ml.prediction.probability.${key}`;

/** The keys of `ATTR_ML_PREDICTION_PROBABILITY` begin with it, the dot included. */
export const ATTR_ML_PREDICTION_PROBABILITY_PREFIX = 'ml.prediction.probability.' as const;

/**
 * The predicted value of a regression or forecasting model.
 *
 * Examples: `-12.5`, `301.75`.
 */
export const ATTR_ML_PREDICTION_VALUE = 'ml.prediction.value' as const;

/**
 * Identifiers of the ranked items, best first, at most 100.
 *
 * Examples: `["sku-1","sku-9"]`.
 */
export const ATTR_ML_PREDICTION_ITEMS = 'ml.prediction.items' as const;

/**
 * Scores of the ranked items, in the order of `ml.prediction.items`.
 *
 * Examples: `[0.9,0.4]`.
 */
export const ATTR_ML_PREDICTION_ITEM_SCORES = 'ml.prediction.item_scores' as const;

/**
 * Identifier of the query, session or list that a ranking belongs to.
 *
 * Examples: `search-5512`.
 */
export const ATTR_ML_PREDICTION_GROUP_ID = 'ml.prediction.group.id' as const;

/**
 * The embedding vector.
 *
 * Examples: `[0.12,-0.3]`.
 */
export const ATTR_ML_PREDICTION_EMBEDDING = 'ml.prediction.embedding' as const;

/**
 * The decision threshold applied to the score.
 *
 * Examples: `0.5`.
 */
export const ATTR_ML_PREDICTION_THRESHOLD = 'ml.prediction.threshold' as const;

/**
 * What produced the result.
 *
 * Examples: `model`, `fallback`.
 */
export const ATTR_ML_PREDICTION_SOURCE = 'ml.prediction.source' as const;

/**
 * The time of the prediction, ISO 8601.
 *
 * Examples: `2026-09-23T08:15:30.120Z`.
 */
export const ATTR_ML_PREDICTION_TIME = 'ml.prediction.time' as const;

/**
 * The value of a model input feature, `<key>` being the feature name as the model knows it.
 *
 * Values are strings, booleans, numbers or arrays of them. A missing value SHOULD be recorded as an
 * empty value (null) or left out. Consumers MUST treat integer and floating point values of one
 * feature alike, since some SDKs send 3.0 as an integer.
 *
 * Warning: This attribute may contain sensitive (PII) information.
 *
 * Examples: `42.5`, `NO`, `true`.
 */
export const ATTR_ML_FEATURE_VALUE = (key: string): `ml.feature.value.${string}` =>
  `ml.feature.value.${key}`;

/** The keys of `ATTR_ML_FEATURE_VALUE` begin with it, the dot included. */
export const ATTR_ML_FEATURE_VALUE_PREFIX = 'ml.feature.value.' as const;

/**
 * All captured feature values as one map from feature name to value.
 *
 * Used instead of `ml.feature.value.<key>` when the number of features would pass the attribute
 * count limit of the SDK (128 by default). The same rules for values apply.
 *
 * Warning: This attribute may contain sensitive (PII) information.
 *
 * Examples: `{"age": 41, "country": "NO"}`.
 */
export const ATTR_ML_FEATURES = 'ml.features' as const;

/**
 * The name of a feature.
 *
 * Examples: `age`.
 */
export const ATTR_ML_FEATURE_NAME = 'ml.feature.name' as const;

/**
 * A value of a categorical feature; values outside the tracked set are `_OTHER`.
 *
 * Examples: `NO`, `_OTHER`.
 */
export const ATTR_ML_FEATURE_CATEGORY = 'ml.feature.category' as const;

/**
 * The number of features in one row.
 *
 * Examples: `30`.
 */
export const ATTR_ML_FEATURE_COUNT = 'ml.feature.count' as const;

/**
 * The number of expected features that were missing or empty.
 *
 * Examples: `0`, `2`.
 */
export const ATTR_ML_FEATURE_MISSING_COUNT = 'ml.feature.missing.count' as const;

/**
 * The names of the expected features that were missing or empty.
 *
 * Examples: `["age"]`.
 */
export const ATTR_ML_FEATURE_MISSING_NAMES = 'ml.feature.missing.names' as const;

/**
 * The name of the feature set, feature view or input schema.
 *
 * Examples: `fraud_features`.
 */
export const ATTR_ML_FEATURE_SET_NAME = 'ml.feature.set.name' as const;

/**
 * The version of the feature set.
 *
 * Examples: `7`.
 */
export const ATTR_ML_FEATURE_SET_VERSION = 'ml.feature.set.version' as const;

/**
 * Metadata of a prediction that is no model input, `<key>` being its name; used for segments and
 * fairness groups.
 *
 * Examples: `gold`, `eu-north`.
 */
export const ATTR_ML_TAG = (key: string): `ml.tag.${string}` => `ml.tag.${key}`;

/** The keys of `ATTR_ML_TAG` begin with it, the dot included. */
export const ATTR_ML_TAG_PREFIX = 'ml.tag.' as const;

/**
 * The data quality check that a value failed.
 *
 * Examples: `missing`.
 */
export const ATTR_ML_DATA_QUALITY_CHECK = 'ml.data_quality.check' as const;

/**
 * The actual class.
 *
 * Examples: `fraud`.
 */
export const ATTR_ML_GROUND_TRUTH_LABEL = 'ml.ground_truth.label' as const;

/**
 * The actual classes of a multi-label task.
 *
 * Examples: `["sports"]`.
 */
export const ATTR_ML_GROUND_TRUTH_LABELS = 'ml.ground_truth.labels' as const;

/**
 * The actual value of a regression target.
 *
 * Examples: `299`.
 */
export const ATTR_ML_GROUND_TRUTH_VALUE = 'ml.ground_truth.value' as const;

/**
 * Identifiers of the relevant (clicked, bought) items of a ranking.
 *
 * Examples: `["sku-9"]`.
 */
export const ATTR_ML_GROUND_TRUTH_ITEMS = 'ml.ground_truth.items' as const;

/**
 * Where the ground truth comes from.
 *
 * Examples: `outcome`.
 */
export const ATTR_ML_GROUND_TRUTH_SOURCE = 'ml.ground_truth.source' as const;

/**
 * The result of joining ground truth with its prediction.
 *
 * Examples: `matched`.
 */
export const ATTR_ML_GROUND_TRUTH_JOIN_RESULT = 'ml.ground_truth.join.result' as const;

/**
 * The identifier of the reference (baseline) that current data is compared with.
 *
 * Examples: `fraud-detector-3-train-2026-08`.
 */
export const ATTR_ML_REFERENCE_ID = 'ml.reference.id' as const;

/**
 * What the reference was made from.
 *
 * Examples: `training`.
 */
export const ATTR_ML_REFERENCE_TYPE = 'ml.reference.type' as const;

/**
 * The number of rows in the reference.
 *
 * Examples: `10000`.
 */
export const ATTR_ML_REFERENCE_ROW_COUNT = 'ml.reference.row_count' as const;

/**
 * The length of the evaluation window, ISO 8601 duration.
 *
 * Examples: `PT1H`, `P1D`.
 */
export const ATTR_ML_WINDOW_DURATION = 'ml.window.duration' as const;

/**
 * The start of the evaluation window, ISO 8601.
 *
 * Examples: `2026-09-23T08:00:00Z`.
 */
export const ATTR_ML_WINDOW_START_TIME = 'ml.window.start_time' as const;

/**
 * The end (exclusive) of the evaluation window, ISO 8601.
 *
 * Examples: `2026-09-23T09:00:00Z`.
 */
export const ATTR_ML_WINDOW_END_TIME = 'ml.window.end_time' as const;

/**
 * The number of rows in the evaluation window.
 *
 * Rows are counted as they arrived, without sampling weights.
 *
 * Examples: `4210`.
 */
export const ATTR_ML_WINDOW_ROW_COUNT = 'ml.window.row_count' as const;

/**
 * The number of independent rows that the rows of the window are worth to the statistic.
 *
 * Fewer than rows where some were sampled with weights, or have no value that the statistic counts.
 *
 * Examples: `4187`.
 */
export const ATTR_ML_WINDOW_EFFECTIVE_ROW_COUNT = 'ml.window.effective_row_count' as const;

/**
 * The revision of the window's result, 0 for the first evaluation and one more each time late data
 * changes it.
 *
 * Of two results of one window, the one with the higher revision is valid.
 *
 * Examples: `0`, `1`.
 */
export const ATTR_ML_WINDOW_REVISION = 'ml.window.revision' as const;

/**
 * The trace ids of example predictions behind a finding, at most 10.
 *
 * Each is a trace id of 32 lower-case hexadecimal digits.
 *
 * Examples: `["5b8efff798038103d269b633813fc60c"]`.
 */
export const ATTR_ML_EXEMPLAR_TRACE_IDS = 'ml.exemplar.trace_ids' as const;

/**
 * The dimension by which data is split.
 *
 * Examples: `country`.
 */
export const ATTR_ML_SEGMENT_NAME = 'ml.segment.name' as const;

/**
 * The value of the segment; values outside the tracked set are `_OTHER`.
 *
 * Examples: `NO`.
 */
export const ATTR_ML_SEGMENT_VALUE = 'ml.segment.value' as const;

/**
 * What drifted.
 *
 * Examples: `feature`.
 */
export const ATTR_ML_DRIFT_TARGET = 'ml.drift.target' as const;

/**
 * The statistic used to measure drift.
 *
 * Examples: `psi`.
 */
export const ATTR_ML_DRIFT_METHOD = 'ml.drift.method' as const;

/**
 * The state of a drift monitor.
 *
 * Only `ok` says that drift was looked for and not found. `ml.drift.reason` says why it is another
 * one.
 *
 * Examples: `drifted`.
 */
export const ATTR_ML_DRIFT_STATE = 'ml.drift.state' as const;

/**
 * Why the drift monitor is in its state, in words.
 *
 * Examples: `the reference covers 7.0 daily, 1.00 weekly cycles`.
 */
export const ATTR_ML_DRIFT_REASON = 'ml.drift.reason' as const;

/**
 * What the drift monitor does not promise, in words.
 *
 * Examples: `["The reference covers 0.08 yearly cycles: whatever changes with the seasons of the
 * year is drift against it."]`.
 */
export const ATTR_ML_DRIFT_LIMITATIONS = 'ml.drift.limitations' as const;

/**
 * What about a distribution changed.
 *
 * Examples: `location`.
 */
export const ATTR_ML_DRIFT_CONTRAST = 'ml.drift.contrast' as const;

/**
 * The category whose share changed.
 *
 * Examples: `chrome`.
 */
export const ATTR_ML_DRIFT_CATEGORY = 'ml.drift.category' as const;

/**
 * The windows of the reference that a window was compared with, in words.
 *
 * Examples: `09:00 on weekdays`, `Mondays`.
 */
export const ATTR_ML_DRIFT_PHASE = 'ml.drift.phase' as const;

/**
 * The level that the p-value is compared with.
 *
 * What the budget of false alerts leaves for one window of this duration. There is an alert where
 * `ml.drift.p_value` is at most the level.
 *
 * Examples: `0.00046`.
 */
export const ATTR_ML_DRIFT_LEVEL = 'ml.drift.level' as const;

/**
 * The finding that an event is about, the same for all of its features and as long as it is open.
 *
 * 32 lower-case hexadecimal digits.
 *
 * Examples: `5f0c94b1a2d34e6f8091a2b3c4d5e6f7`.
 */
export const ATTR_ML_DRIFT_FINDING_ID = 'ml.drift.finding.id' as const;

/**
 * How a finding changed.
 *
 * Examples: `opened`.
 */
export const ATTR_ML_DRIFT_FINDING_CHANGE = 'ml.drift.finding.change' as const;

/**
 * The features that the change of a finding is about.
 *
 * Examples: `["age","income"]`.
 */
export const ATTR_ML_DRIFT_FINDING_FEATURE_NAMES = 'ml.drift.finding.feature_names' as const;

/**
 * The bins or categories whose shares changed most, the largest change first, at most 5.
 *
 * For numbers the range of the bin; `unseen` and `missing` for what is in none.
 *
 * Examples: `["above 41.5","(38, 41.5]"]`.
 */
export const ATTR_ML_DRIFT_BIN_NAMES = 'ml.drift.bin.names' as const;

/**
 * The shares that the bins have in the reference, in the order of `ml.drift.bin.names`.
 *
 * Examples: `[0.05,0.05]`.
 */
export const ATTR_ML_DRIFT_BIN_REFERENCE_SHARES = 'ml.drift.bin.reference_shares' as const;

/**
 * The shares that the bins have in the window, in the order of `ml.drift.bin.names`.
 *
 * Examples: `[0.14,0.11]`.
 */
export const ATTR_ML_DRIFT_BIN_SHARES = 'ml.drift.bin.shares' as const;

/**
 * The value of the drift statistic.
 *
 * Of `window_scan` the mean of the contrast less that of the reference, below 0 for downwards; for
 * a location about the shift in standard deviations.
 *
 * Examples: `0.31`.
 */
export const ATTR_ML_DRIFT_SCORE = 'ml.drift.score' as const;

/**
 * The interval that holds the true score with a probability of 95 %, its lower and its upper end.
 *
 * Examples: `[0.19,0.43]`.
 */
export const ATTR_ML_DRIFT_SCORE_INTERVAL = 'ml.drift.score_interval' as const;

/**
 * The expected value of the drift statistic when nothing drifted, for these sample sizes.
 *
 * Many statistics are above 0 by chance alone, the more so the fewer rows there are. A score near
 * its noise floor says nothing. Of `window_scan`, whose scores are of either sign, their standard
 * deviation when nothing drifted.
 *
 * Examples: `0.019`.
 */
export const ATTR_ML_DRIFT_NOISE_FLOOR = 'ml.drift.noise_floor' as const;

/**
 * The probability of a score at least as large when nothing drifted, adjusted for the number of
 * features tested.
 *
 * A number in [0, 1].
 *
 * Examples: `0.0004`.
 */
export const ATTR_ML_DRIFT_P_VALUE = 'ml.drift.p_value' as const;

/**
 * The threshold that the drift statistic is compared with.
 *
 * Examples: `0.2`.
 */
export const ATTR_ML_DRIFT_THRESHOLD = 'ml.drift.threshold' as const;

/**
 * The name of the performance metric, without the `ml.performance.` prefix.
 *
 * Examples: `roc_auc`, `f1`.
 */
export const ATTR_ML_PERFORMANCE_METRIC = 'ml.performance.metric' as const;

/**
 * Whether performance was computed from ground truth or estimated.
 *
 * Examples: `realized`.
 */
export const ATTR_ML_PERFORMANCE_BASIS = 'ml.performance.basis' as const;

/**
 * How a per-class metric was averaged.
 *
 * Examples: `macro`.
 */
export const ATTR_ML_PERFORMANCE_AVERAGE = 'ml.performance.average' as const;

/**
 * The protected attribute.
 *
 * Examples: `gender`.
 */
export const ATTR_ML_FAIRNESS_ATTRIBUTE = 'ml.fairness.attribute' as const;

/**
 * The group compared with the reference group.
 *
 * Examples: `female`.
 */
export const ATTR_ML_FAIRNESS_GROUP = 'ml.fairness.group' as const;

/**
 * The name of the alert rule.
 *
 * Examples: `fraud-auc-drop`.
 */
export const ATTR_ML_ALERT_NAME = 'ml.alert.name' as const;

/**
 * The state of an alert rule.
 *
 * Examples: `firing`.
 */
export const ATTR_ML_ALERT_STATE = 'ml.alert.state' as const;
