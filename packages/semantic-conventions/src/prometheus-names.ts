// Generated from conventions/model by `npm run generate`. Do not edit.

import type { MlMetricName } from './metrics.ts';

/**
 * The Prometheus name of every metric, by the rules of the OTLP translator of Prometheus: dots
 * become underscores, the unit is appended in words, counters end in `_total`, gauges of unit `1`
 * in `_ratio`. Histograms are stored as `<name>_bucket`, `<name>_sum` and `<name>_count`.
 */
export const PROMETHEUS_NAMES: Readonly<Record<MlMetricName, string>> = Object.freeze({
  'ml.inference.duration': 'ml_inference_duration_seconds',
  'ml.client.inference.duration': 'ml_client_inference_duration_seconds',
  'ml.inference.stage.duration': 'ml_inference_stage_duration_seconds',
  'ml.inference.active': 'ml_inference_active',
  'ml.inference.batch.size': 'ml_inference_batch_size',
  'ml.inference.predictions': 'ml_inference_predictions_total',
  'ml.prediction.score': 'ml_prediction_score',
  'ml.feature.violations': 'ml_feature_violations_total',
  'ml.data_quality.status': 'ml_data_quality_status',
  'ml.feature.retrieval.duration': 'ml_feature_retrieval_duration_seconds',
  'ml.feature.age': 'ml_feature_age_seconds',
  'ml.model.load.duration': 'ml_model_load_duration_seconds',
  'ml.model.status': 'ml_model_status',
  'ml.feature.value': 'ml_feature_value',
  'ml.prediction.value': 'ml_prediction_value',
  'ml.feature.observations': 'ml_feature_observations_total',
  'ml.window.predictions': 'ml_window_predictions',
  'ml.drift.score': 'ml_drift_score',
  'ml.drift.noise_floor': 'ml_drift_noise_floor',
  'ml.drift.threshold_ratio': 'ml_drift_threshold_ratio',
  'ml.drift.status': 'ml_drift_status',
  'ml.drift.feature.ratio': 'ml_drift_feature_ratio',
  'ml.performance.accuracy': 'ml_performance_accuracy',
  'ml.performance.precision': 'ml_performance_precision',
  'ml.performance.recall': 'ml_performance_recall',
  'ml.performance.f1': 'ml_performance_f1',
  'ml.performance.roc_auc': 'ml_performance_roc_auc',
  'ml.performance.average_precision': 'ml_performance_average_precision',
  'ml.performance.log_loss': 'ml_performance_log_loss',
  'ml.performance.brier_score': 'ml_performance_brier_score',
  'ml.performance.mae': 'ml_performance_mae',
  'ml.performance.rmse': 'ml_performance_rmse',
  'ml.performance.mape': 'ml_performance_mape',
  'ml.performance.r2': 'ml_performance_r2',
  'ml.performance.ndcg': 'ml_performance_ndcg',
  'ml.performance.relative_change': 'ml_performance_relative_change_ratio',
  'ml.performance.outcomes': 'ml_performance_outcomes_total',
  'ml.performance.calibration_error': 'ml_performance_calibration_error',
  'ml.ground_truth.records': 'ml_ground_truth_records_total',
  'ml.ground_truth.delay': 'ml_ground_truth_delay_seconds',
  'ml.fairness.demographic_parity.difference': 'ml_fairness_demographic_parity_difference_ratio',
  'ml.fairness.disparate_impact': 'ml_fairness_disparate_impact_ratio',
  'ml.fairness.equal_opportunity.difference': 'ml_fairness_equal_opportunity_difference_ratio',
  'ml.alert.status': 'ml_alert_status',
});
