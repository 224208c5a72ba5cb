import { describe, expect, it } from 'vitest';

import type { Instrument } from './model.ts';
import { isKnownUnit, prometheusName } from './prometheus-name.ts';

const SPECIFICATION = 'OpenTelemetry, Prometheus and OpenMetrics compatibility';
const TRANSLATOR = 'prometheus/otlptranslator, metric_namer.go';

/** Metric, unit, instrument, Prometheus name, the source of the rule. */
const CASES: readonly (readonly [string, string, Instrument, string, string])[] = [
  ['ml.inference.active', '{row}', 'updowncounter', 'ml_inference_active', SPECIFICATION],
  ['a..b--c__d', '{row}', 'gauge', 'a_b_c_d', SPECIFICATION],
  ['a:b', '{row}', 'gauge', 'a:b', SPECIFICATION],
  ['1st.row', '{row}', 'gauge', '_1st_row', SPECIFICATION],
  ['ml.inference.duration', 's', 'histogram', 'ml_inference_duration_seconds', SPECIFICATION],
  ['ml.inference.duration', 'ms', 'histogram', 'ml_inference_duration_milliseconds', TRANSLATOR],
  ['ml.model.size', 'By', 'gauge', 'ml_model_size_bytes', SPECIFICATION],
  ['ml.delay.seconds', 's', 'gauge', 'ml_delay_seconds', TRANSLATOR],
  ['ml.seconds.delay', 's', 'gauge', 'ml_seconds_delay', TRANSLATOR],
  ['ml.load', '%', 'gauge', 'ml_load_percent', TRANSLATOR],
  ['ml.rate', 'By/s', 'gauge', 'ml_rate_bytes_per_second', SPECIFICATION],
  ['ml.rate', '1/s', 'gauge', 'ml_rate_per_second', TRANSLATOR],
  ['ml.rate', '{row}/s', 'gauge', 'ml_rate_per_second', SPECIFICATION],
  ['ml.size', 'By/{row}', 'gauge', 'ml_size_bytes', TRANSLATOR],
  ['ml.rate', 'kg/w', 'gauge', 'ml_rate_kg_per_week', TRANSLATOR],
  ['ml.inference.predictions', '{row}', 'counter', 'ml_inference_predictions_total', SPECIFICATION],
  ['ml.total.rows', '{row}', 'counter', 'ml_rows_total', TRANSLATOR],
  ['ml.busy', 's', 'counter', 'ml_busy_seconds_total', SPECIFICATION],
  ['ml.items', '1', 'counter', 'ml_items_total', TRANSLATOR],
  ['ml.share', '1', 'gauge', 'ml_share_ratio', SPECIFICATION],
  ['ml.drift.threshold_ratio', '1', 'gauge', 'ml_drift_threshold_ratio', TRANSLATOR],
  ['ml.ratio.share', '1', 'gauge', 'ml_share_ratio', TRANSLATOR],
  ['ml.model.status', '1', 'updowncounter', 'ml_model_status', TRANSLATOR],
  ['ml.prediction.value', '1', 'histogram', 'ml_prediction_value', TRANSLATOR],
  ['ml.drift.score', '{score}', 'gauge', 'ml_drift_score', SPECIFICATION],
];

describe('Prometheus names', () => {
  it.each(CASES)('%s in %s as %s is %s (%s)', (name, unit, instrument, expected) => {
    expect(prometheusName(name, unit, instrument)).toBe(expected);
  });

  it.each(['s', '1', '%', '{row}', 'By/s', '{row}/s', 'By/{row}'])('know the unit %s', (unit) => {
    expect(isKnownUnit(unit)).toBe(true);
  });

  it.each(['', 'kg', 's/kg', '{row', '{}', 'By/'])('do not know the unit "%s"', (unit) => {
    expect(isKnownUnit(unit)).toBe(false);
  });
});
