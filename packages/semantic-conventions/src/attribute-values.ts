// Generated from conventions/model by `npm run generate`. Do not edit.

/** Compute predictions for one or more rows. */
export const ML_OPERATION_NAME_VALUE_PREDICT = 'predict' as const;

/** Compute embedding vectors. */
export const ML_OPERATION_NAME_VALUE_EMBED = 'embed' as const;

/** Compute an explanation of a prediction. */
export const ML_OPERATION_NAME_VALUE_EXPLAIN = 'explain' as const;

/** Load a model into memory. */
export const ML_OPERATION_NAME_VALUE_LOAD_MODEL = 'load_model' as const;

/** Read features from a feature store. */
export const ML_OPERATION_NAME_VALUE_RETRIEVE_FEATURES = 'retrieve_features' as const;

/** Transform raw input into model features or model output into a response. */
export const ML_OPERATION_NAME_VALUE_TRANSFORM = 'transform' as const;

/** Run a graph or ensemble of models. */
export const ML_OPERATION_NAME_VALUE_RUN_PIPELINE = 'run_pipeline' as const;

/** All values of `ml.operation.name`, in the order of the registry. */
export const ML_OPERATION_NAME_VALUES = [
  'predict',
  'embed',
  'explain',
  'load_model',
  'retrieve_features',
  'transform',
  'run_pipeline',
] as const;

/** A value of `ml.operation.name`. The name of the ML operation being performed. */
export type MlOperationNameValue = (typeof ML_OPERATION_NAME_VALUES)[number];

/** The model whose result is used. */
export const ML_MODEL_ROLE_VALUE_CHAMPION = 'champion' as const;

/** A model that serves part of the traffic for comparison. */
export const ML_MODEL_ROLE_VALUE_CHALLENGER = 'challenger' as const;

/** A model that runs on live traffic and whose result is not used. */
export const ML_MODEL_ROLE_VALUE_SHADOW = 'shadow' as const;

/** All values of `ml.model.role`, in the order of the registry. */
export const ML_MODEL_ROLE_VALUES = ['champion', 'challenger', 'shadow'] as const;

/** A value of `ml.model.role`. The role of the model in the deployment. */
export type MlModelRoleValue = (typeof ML_MODEL_ROLE_VALUES)[number];

/** Same meaning as in `service.criticality`. */
export const ML_MODEL_CRITICALITY_VALUE_CRITICAL = 'critical' as const;

/** Same meaning as in `service.criticality`. */
export const ML_MODEL_CRITICALITY_VALUE_HIGH = 'high' as const;

/** Same meaning as in `service.criticality`. */
export const ML_MODEL_CRITICALITY_VALUE_MEDIUM = 'medium' as const;

/** Same meaning as in `service.criticality`. */
export const ML_MODEL_CRITICALITY_VALUE_LOW = 'low' as const;

/** All values of `ml.model.criticality`, in the order of the registry. */
export const ML_MODEL_CRITICALITY_VALUES = ['critical', 'high', 'medium', 'low'] as const;

/** A value of `ml.model.criticality`. The operational and regulatory criticality of the model. */
export type MlModelCriticalityValue = (typeof ML_MODEL_CRITICALITY_VALUES)[number];

/** The model is being loaded. */
export const ML_MODEL_STATE_VALUE_LOADING = 'loading' as const;

/** The model is loaded and accepts requests. */
export const ML_MODEL_STATE_VALUE_READY = 'ready' as const;

/** Loading failed. */
export const ML_MODEL_STATE_VALUE_FAILED = 'failed' as const;

/** The model was unloaded. */
export const ML_MODEL_STATE_VALUE_UNLOADED = 'unloaded' as const;

/** All values of `ml.model.state`, in the order of the registry. */
export const ML_MODEL_STATE_VALUES = ['loading', 'ready', 'failed', 'unloaded'] as const;

/** A value of `ml.model.state`. The state of a model in the server. */
export type MlModelStateValue = (typeof ML_MODEL_STATE_VALUES)[number];

/** ONNX Runtime. */
export const ML_SYSTEM_NAME_VALUE_ONNXRUNTIME = 'onnxruntime' as const;

/** TensorFlow.js. */
export const ML_SYSTEM_NAME_VALUE_TENSORFLOW_JS = 'tensorflow_js' as const;

/** Transformers.js. */
export const ML_SYSTEM_NAME_VALUE_TRANSFORMERS_JS = 'transformers_js' as const;

/** Any server that speaks the Open Inference Protocol (V2), such as KServe, Triton or MLServer. */
export const ML_SYSTEM_NAME_VALUE_OPEN_INFERENCE_PROTOCOL = 'open_inference_protocol' as const;

/** All values of `ml.system.name`, in the order of the registry. */
export const ML_SYSTEM_NAME_VALUES = [
  'onnxruntime',
  'tensorflow_js',
  'transformers_js',
  'open_inference_protocol',
] as const;

/** A value of `ml.system.name`. The runtime or model server that executes the model. */
export type MlSystemNameValue = (typeof ML_SYSTEM_NAME_VALUES)[number];

/** Binary classification. */
export const ML_TASK_TYPE_VALUE_BINARY_CLASSIFICATION = 'binary_classification' as const;

/** Multi-class classification. */
export const ML_TASK_TYPE_VALUE_MULTICLASS_CLASSIFICATION = 'multiclass_classification' as const;

/** Multi-label classification. */
export const ML_TASK_TYPE_VALUE_MULTILABEL_CLASSIFICATION = 'multilabel_classification' as const;

/** Regression. */
export const ML_TASK_TYPE_VALUE_REGRESSION = 'regression' as const;

/** Ranking or recommendation. */
export const ML_TASK_TYPE_VALUE_RANKING = 'ranking' as const;

/** Time-series forecasting. */
export const ML_TASK_TYPE_VALUE_FORECASTING = 'forecasting' as const;

/** Anomaly detection. */
export const ML_TASK_TYPE_VALUE_ANOMALY_DETECTION = 'anomaly_detection' as const;

/** Clustering. */
export const ML_TASK_TYPE_VALUE_CLUSTERING = 'clustering' as const;

/** Embedding. */
export const ML_TASK_TYPE_VALUE_EMBEDDING = 'embedding' as const;

/** All values of `ml.task.type`, in the order of the registry. */
export const ML_TASK_TYPE_VALUES = [
  'binary_classification',
  'multiclass_classification',
  'multilabel_classification',
  'regression',
  'ranking',
  'forecasting',
  'anomaly_detection',
  'clustering',
  'embedding',
] as const;

/** A value of `ml.task.type`. The type of task that the model performs. */
export type MlTaskTypeValue = (typeof ML_TASK_TYPE_VALUES)[number];

/** Waiting for execution or for a batch to fill. */
export const ML_INFERENCE_STAGE_VALUE_QUEUE = 'queue' as const;

/** Turning the request into model input. */
export const ML_INFERENCE_STAGE_VALUE_PREPROCESS = 'preprocess' as const;

/** Executing the model. */
export const ML_INFERENCE_STAGE_VALUE_COMPUTE = 'compute' as const;

/** Turning model output into the response. */
export const ML_INFERENCE_STAGE_VALUE_POSTPROCESS = 'postprocess' as const;

/** Computing an explanation. */
export const ML_INFERENCE_STAGE_VALUE_EXPLAIN = 'explain' as const;

/** All values of `ml.inference.stage`, in the order of the registry. */
export const ML_INFERENCE_STAGE_VALUES = [
  'queue',
  'preprocess',
  'compute',
  'postprocess',
  'explain',
] as const;

/** A value of `ml.inference.stage`. The stage of an inference. */
export type MlInferenceStageValue = (typeof ML_INFERENCE_STAGE_VALUES)[number];

/** The model computed the result. */
export const ML_PREDICTION_SOURCE_VALUE_MODEL = 'model' as const;

/** The result came from a cache. */
export const ML_PREDICTION_SOURCE_VALUE_CACHE = 'cache' as const;

/** A default or rule gave the result since the model could not. */
export const ML_PREDICTION_SOURCE_VALUE_FALLBACK = 'fallback' as const;

/** All values of `ml.prediction.source`, in the order of the registry. */
export const ML_PREDICTION_SOURCE_VALUES = ['model', 'cache', 'fallback'] as const;

/** A value of `ml.prediction.source`. What produced the result. */
export type MlPredictionSourceValue = (typeof ML_PREDICTION_SOURCE_VALUES)[number];

/** The value is missing or empty. */
export const ML_DATA_QUALITY_CHECK_VALUE_MISSING = 'missing' as const;

/** The value has another type than the schema says. */
export const ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH = 'type_mismatch' as const;

/** The number lies outside the expected range. */
export const ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE = 'out_of_range' as const;

/** The category does not occur in the reference. */
export const ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY = 'unseen_category' as const;

/** The schema has no such feature. */
export const ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE = 'unknown_feature' as const;

/** All values of `ml.data_quality.check`, in the order of the registry. */
export const ML_DATA_QUALITY_CHECK_VALUES = [
  'missing',
  'type_mismatch',
  'out_of_range',
  'unseen_category',
  'unknown_feature',
] as const;

/** A value of `ml.data_quality.check`. The data quality check that a value failed. */
export type MlDataQualityCheckValue = (typeof ML_DATA_QUALITY_CHECK_VALUES)[number];

/** Observed business outcome (chargeback, churn, delivery time). */
export const ML_GROUND_TRUTH_SOURCE_VALUE_OUTCOME = 'outcome' as const;

/** A person labelled it. */
export const ML_GROUND_TRUTH_SOURCE_VALUE_HUMAN_LABEL = 'human_label' as const;

/** Feedback of the end user. */
export const ML_GROUND_TRUTH_SOURCE_VALUE_USER_FEEDBACK = 'user_feedback' as const;

/** Another model labelled it. */
export const ML_GROUND_TRUTH_SOURCE_VALUE_MODEL = 'model' as const;

/** All values of `ml.ground_truth.source`, in the order of the registry. */
export const ML_GROUND_TRUTH_SOURCE_VALUES = [
  'outcome',
  'human_label',
  'user_feedback',
  'model',
] as const;

/** A value of `ml.ground_truth.source`. Where the ground truth comes from. */
export type MlGroundTruthSourceValue = (typeof ML_GROUND_TRUTH_SOURCE_VALUES)[number];

/** Joined with a prediction. */
export const ML_GROUND_TRUTH_JOIN_RESULT_VALUE_MATCHED = 'matched' as const;

/** No prediction of that id is known. */
export const ML_GROUND_TRUTH_JOIN_RESULT_VALUE_UNMATCHED = 'unmatched' as const;

/** It came after the join window had closed. */
export const ML_GROUND_TRUTH_JOIN_RESULT_VALUE_LATE = 'late' as const;

/** The prediction already had ground truth. */
export const ML_GROUND_TRUTH_JOIN_RESULT_VALUE_DUPLICATE = 'duplicate' as const;

/** All values of `ml.ground_truth.join.result`, in the order of the registry. */
export const ML_GROUND_TRUTH_JOIN_RESULT_VALUES = [
  'matched',
  'unmatched',
  'late',
  'duplicate',
] as const;

/**
 * A value of `ml.ground_truth.join.result`. The result of joining ground truth with its prediction.
 */
export type MlGroundTruthJoinResultValue = (typeof ML_GROUND_TRUTH_JOIN_RESULT_VALUES)[number];

/** Training data. */
export const ML_REFERENCE_TYPE_VALUE_TRAINING = 'training' as const;

/** Held-out test data. */
export const ML_REFERENCE_TYPE_VALUE_TEST = 'test' as const;

/** A fixed window of production data. */
export const ML_REFERENCE_TYPE_VALUE_PRODUCTION = 'production' as const;

/** The window before. */
export const ML_REFERENCE_TYPE_VALUE_PREVIOUS_WINDOW = 'previous_window' as const;

/** All values of `ml.reference.type`, in the order of the registry. */
export const ML_REFERENCE_TYPE_VALUES = [
  'training',
  'test',
  'production',
  'previous_window',
] as const;

/** A value of `ml.reference.type`. What the reference was made from. */
export type MlReferenceTypeValue = (typeof ML_REFERENCE_TYPE_VALUES)[number];

/** A model input. */
export const ML_DRIFT_TARGET_VALUE_FEATURE = 'feature' as const;

/** The model output. */
export const ML_DRIFT_TARGET_VALUE_PREDICTION = 'prediction' as const;

/** The target. */
export const ML_DRIFT_TARGET_VALUE_GROUND_TRUTH = 'ground_truth' as const;

/** All features together. */
export const ML_DRIFT_TARGET_VALUE_MULTIVARIATE = 'multivariate' as const;

/** All values of `ml.drift.target`, in the order of the registry. */
export const ML_DRIFT_TARGET_VALUES = [
  'feature',
  'prediction',
  'ground_truth',
  'multivariate',
] as const;

/** A value of `ml.drift.target`. What drifted. */
export type MlDriftTargetValue = (typeof ML_DRIFT_TARGET_VALUES)[number];

/** Population stability index. */
export const ML_DRIFT_METHOD_VALUE_PSI = 'psi' as const;

/** Jensen-Shannon distance. */
export const ML_DRIFT_METHOD_VALUE_JS_DISTANCE = 'js_distance' as const;

/** Hellinger distance. */
export const ML_DRIFT_METHOD_VALUE_HELLINGER = 'hellinger' as const;

/** Two-sample Kolmogorov-Smirnov statistic. */
export const ML_DRIFT_METHOD_VALUE_KS = 'ks' as const;

/** Wasserstein distance, normalised by the reference standard deviation. */
export const ML_DRIFT_METHOD_VALUE_WASSERSTEIN = 'wasserstein' as const;

/** Chi-square statistic. */
export const ML_DRIFT_METHOD_VALUE_CHI_SQUARE = 'chi_square' as const;

/**
 * Calibrated window scan: a contrast of the bin counts, compared with the same hours and days of
 * the week of the reference.
 */
export const ML_DRIFT_METHOD_VALUE_WINDOW_SCAN = 'window_scan' as const;

/** All values of `ml.drift.method`, in the order of the registry. */
export const ML_DRIFT_METHOD_VALUES = [
  'psi',
  'js_distance',
  'hellinger',
  'ks',
  'wasserstein',
  'chi_square',
  'window_scan',
] as const;

/** A value of `ml.drift.method`. The statistic used to measure drift. */
export type MlDriftMethodValue = (typeof ML_DRIFT_METHOD_VALUES)[number];

/** Below the warning threshold. */
export const ML_DRIFT_STATE_VALUE_OK = 'ok' as const;

/** Between the warning and the drift threshold. */
export const ML_DRIFT_STATE_VALUE_WARNING = 'warning' as const;

/** Above the drift threshold. */
export const ML_DRIFT_STATE_VALUE_DRIFTED = 'drifted' as const;

/** Too few rows to decide. */
export const ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA = 'insufficient_data' as const;

/** No reference is known for this model version. */
export const ML_DRIFT_STATE_VALUE_NO_REFERENCE = 'no_reference' as const;

/** The reference does not say how rows vary without drift, so drift is not judged. */
export const ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE = 'insufficient_reference' as const;

/** As `ok`, but the reference is too short to promise how often that is wrong. */
export const ML_DRIFT_STATE_VALUE_PROVISIONAL = 'provisional' as const;

/** The reference has no rows of this hour of the day or day of the week. */
export const ML_DRIFT_STATE_VALUE_UNSEEN_PHASE = 'unseen_phase' as const;

/** All values of `ml.drift.state`, in the order of the registry. */
export const ML_DRIFT_STATE_VALUES = [
  'ok',
  'warning',
  'drifted',
  'insufficient_data',
  'no_reference',
  'insufficient_reference',
  'provisional',
  'unseen_phase',
] as const;

/** A value of `ml.drift.state`. The state of a drift monitor. */
export type MlDriftStateValue = (typeof ML_DRIFT_STATE_VALUES)[number];

/** Larger or smaller values. */
export const ML_DRIFT_CONTRAST_VALUE_LOCATION = 'location' as const;

/** More or fewer values far from the middle. */
export const ML_DRIFT_CONTRAST_VALUE_SPREAD = 'spread' as const;

/** Values that are longer drawn out to one side. */
export const ML_DRIFT_CONTRAST_VALUE_SKEW = 'skew' as const;

/** More or fewer extreme values. */
export const ML_DRIFT_CONTRAST_VALUE_TAILS = 'tails' as const;

/** The share of one category. */
export const ML_DRIFT_CONTRAST_VALUE_CATEGORY = 'category' as const;

/** The share of values that the reference has not, or of another type. */
export const ML_DRIFT_CONTRAST_VALUE_UNSEEN = 'unseen' as const;

/** The share of missing values. */
export const ML_DRIFT_CONTRAST_VALUE_MISSING = 'missing' as const;

/** All values of `ml.drift.contrast`, in the order of the registry. */
export const ML_DRIFT_CONTRAST_VALUES = [
  'location',
  'spread',
  'skew',
  'tails',
  'category',
  'unseen',
  'missing',
] as const;

/** A value of `ml.drift.contrast`. What about a distribution changed. */
export type MlDriftContrastValue = (typeof ML_DRIFT_CONTRAST_VALUES)[number];

/** Features drifted, which is an alert. */
export const ML_DRIFT_FINDING_CHANGE_VALUE_OPENED = 'opened' as const;

/** Further features drifted while it was open. */
export const ML_DRIFT_FINDING_CHANGE_VALUE_JOINED = 'joined' as const;

/** A day had no alert. */
export const ML_DRIFT_FINDING_CHANGE_VALUE_RESOLVED = 'resolved' as const;

/** Somebody said that it is expected. */
export const ML_DRIFT_FINDING_CHANGE_VALUE_ACKNOWLEDGED = 'acknowledged' as const;

/** All values of `ml.drift.finding.change`, in the order of the registry. */
export const ML_DRIFT_FINDING_CHANGE_VALUES = [
  'opened',
  'joined',
  'resolved',
  'acknowledged',
] as const;

/** A value of `ml.drift.finding.change`. How a finding changed. */
export type MlDriftFindingChangeValue = (typeof ML_DRIFT_FINDING_CHANGE_VALUES)[number];

/** Computed from ground truth. */
export const ML_PERFORMANCE_BASIS_VALUE_REALIZED = 'realized' as const;

/** Estimated without ground truth, for example by CBPE. */
export const ML_PERFORMANCE_BASIS_VALUE_ESTIMATED = 'estimated' as const;

/** All values of `ml.performance.basis`, in the order of the registry. */
export const ML_PERFORMANCE_BASIS_VALUES = ['realized', 'estimated'] as const;

/**
 * A value of `ml.performance.basis`. Whether performance was computed from ground truth or
 * estimated.
 */
export type MlPerformanceBasisValue = (typeof ML_PERFORMANCE_BASIS_VALUES)[number];

/** Of the positive class. */
export const ML_PERFORMANCE_AVERAGE_VALUE_BINARY = 'binary' as const;

/** Unweighted mean over classes. */
export const ML_PERFORMANCE_AVERAGE_VALUE_MACRO = 'macro' as const;

/** Over all decisions. */
export const ML_PERFORMANCE_AVERAGE_VALUE_MICRO = 'micro' as const;

/** Mean weighted by class support. */
export const ML_PERFORMANCE_AVERAGE_VALUE_WEIGHTED = 'weighted' as const;

/** All values of `ml.performance.average`, in the order of the registry. */
export const ML_PERFORMANCE_AVERAGE_VALUES = ['binary', 'macro', 'micro', 'weighted'] as const;

/** A value of `ml.performance.average`. How a per-class metric was averaged. */
export type MlPerformanceAverageValue = (typeof ML_PERFORMANCE_AVERAGE_VALUES)[number];

/** The condition does not hold. */
export const ML_ALERT_STATE_VALUE_INACTIVE = 'inactive' as const;

/** The condition holds but not yet for long enough. */
export const ML_ALERT_STATE_VALUE_PENDING = 'pending' as const;

/** The condition has held for the configured time. */
export const ML_ALERT_STATE_VALUE_FIRING = 'firing' as const;

/** All values of `ml.alert.state`, in the order of the registry. */
export const ML_ALERT_STATE_VALUES = ['inactive', 'pending', 'firing'] as const;

/** A value of `ml.alert.state`. The state of an alert rule. */
export type MlAlertStateValue = (typeof ML_ALERT_STATE_VALUES)[number];
