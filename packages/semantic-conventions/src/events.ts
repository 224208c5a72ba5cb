// Generated from conventions/model by `npm run generate`. Do not edit.

/**
 * One prediction with its inputs.
 *
 * Emitted in the context of the inference span, for every row of a batch, and for single
 * predictions when traces are sampled before the collector. Severity number 9 (INFO).
 */
export const EVENT_ML_PREDICTION_RESULT = 'ml.prediction.result' as const;

/**
 * The actual outcome of an earlier prediction.
 *
 * The timestamp is when the outcome occurred. Joined by `ml.model.name` and `ml.prediction.id`; if
 * the trace is known the event SHOULD carry the trace and span id of the inference span. Severity
 * number 9 (INFO).
 */
export const EVENT_ML_GROUND_TRUTH_RESULT = 'ml.ground_truth.result' as const;

/**
 * A reference (baseline) was registered for a model.
 *
 * Severity number 9 (INFO).
 */
export const EVENT_ML_REFERENCE_REGISTERED = 'ml.reference.registered' as const;

/**
 * A drift monitor changed its state.
 *
 * Emitted on changes only. Severity number 13 (WARN) for `drifted`, 9 (INFO) otherwise. What one
 * finding says of several features is one alert - the event of its opening, whose target is
 * `multivariate`, is a WARN; the events of its features, and of those that join, have the same
 * `ml.drift.finding.id` and are INFO.
 */
export const EVENT_ML_DRIFT_STATE_CHANGE = 'ml.drift.state_change' as const;

/**
 * An alert rule over drift, performance or data quality changed its state.
 *
 * The event that a retraining trigger listens for. Severity number 17 (ERROR) for `firing`, 9
 * (INFO) otherwise.
 */
export const EVENT_ML_ALERT_STATE_CHANGE = 'ml.alert.state_change' as const;

/**
 * A model was loaded, unloaded or failed to load.
 *
 * Severity number 17 (ERROR) for `failed`, 9 (INFO) otherwise.
 */
export const EVENT_ML_MODEL_STATE_CHANGE = 'ml.model.state_change' as const;

/**
 * An exception that made an inference fail.
 *
 * Severity number 13 (WARN).
 */
export const EVENT_ML_INFERENCE_EXCEPTION = 'ml.inference.exception' as const;

/** The name of an event. */
export type MlEventName =
  | typeof EVENT_ML_PREDICTION_RESULT
  | typeof EVENT_ML_GROUND_TRUTH_RESULT
  | typeof EVENT_ML_REFERENCE_REGISTERED
  | typeof EVENT_ML_DRIFT_STATE_CHANGE
  | typeof EVENT_ML_ALERT_STATE_CHANGE
  | typeof EVENT_ML_MODEL_STATE_CHANGE
  | typeof EVENT_ML_INFERENCE_EXCEPTION;
