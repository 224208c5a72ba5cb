import {
  METRIC_ML_INFERENCE_ACTIVE,
  METRIC_ML_INFERENCE_DURATION,
  METRIC_ML_INFERENCE_PREDICTIONS,
  METRIC_ML_INFERENCE_STAGE_DURATION,
  METRIC_ML_MODEL_LOAD_DURATION,
  METRICS,
  type MlMetricName,
} from '@marigraph/semantic-conventions';
import {
  type Counter,
  type DiagLogger,
  type Histogram,
  type Logger,
  type Meter,
  type MetricOptions,
  type Tracer,
  type UpDownCounter,
  ValueType,
} from '@opentelemetry/api';

import type { OnnxRuntimeInstrumentationConfig, Settings } from './config.ts';

/** Where telemetry goes, and what of it is wanted. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly instruments: Instruments;
  readonly diag: DiagLogger;
  readonly settings: Settings;
  readonly config: OnnxRuntimeInstrumentationConfig;
}

/** `error.type` of OpenTelemetry's own conventions: the kind of failure on spans and duration metrics. */
export const ATTR_ERROR_TYPE = 'error.type' as const;

/** The instruments, with the units and bucket boundaries of the conventions. */
export interface Instruments {
  readonly duration: Histogram;
  readonly stageDuration: Histogram;
  readonly active: UpDownCounter;
  readonly predictions: Counter;
  readonly loadDuration: Histogram;
}

export function createInstruments(meter: Meter): Instruments {
  return {
    duration: histogram(meter, METRIC_ML_INFERENCE_DURATION),
    stageDuration: histogram(meter, METRIC_ML_INFERENCE_STAGE_DURATION),
    active: meter.createUpDownCounter(
      METRIC_ML_INFERENCE_ACTIVE,
      optionsOf(METRIC_ML_INFERENCE_ACTIVE),
    ),
    predictions: meter.createCounter(
      METRIC_ML_INFERENCE_PREDICTIONS,
      optionsOf(METRIC_ML_INFERENCE_PREDICTIONS),
    ),
    loadDuration: histogram(meter, METRIC_ML_MODEL_LOAD_DURATION),
  };
}

function histogram(meter: Meter, name: MlMetricName): Histogram {
  return meter.createHistogram(name, optionsOf(name));
}

function optionsOf(name: MlMetricName): MetricOptions {
  const { description, unit, valueType, bucketBoundaries } = METRICS[name];
  return {
    description,
    unit,
    valueType: valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
    ...(bucketBoundaries !== undefined && {
      advice: { explicitBucketBoundaries: [...bucketBoundaries] },
    }),
  };
}
