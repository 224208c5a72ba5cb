import { parseBaggageKeys } from '@marigraph/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';

import type { ResolveModel } from './model.ts';

/** Options of the instrumentation; an option that is set wins over its environment variable. */
export interface OnnxRuntimeInstrumentationConfig extends InstrumentationConfig {
  /**
   * Which feature values are recorded: none, all, or the named ones. Feature values may be personal data.
   *
   * @default the environment variable MARIGRAPH_CAPTURE_FEATURES (`*` or names between commas), else none
   */
  captureFeatures?: boolean | readonly string[];
  /**
   * Whether labels, scores and values of predictions are recorded.
   *
   * @default true
   */
  capturePredictions?: boolean;
  /**
   * Whether the time in the queue and the time of computing are recorded as two stages of the inference.
   *
   * @default true
   */
  captureStages?: boolean;
  /**
   * W3C baggage keys that a caller may set: prediction id, prediction time, and tags.
   *
   * @default the environment variable MARIGRAPH_BAGGAGE_KEYS (names between commas), else none
   */
  baggageKeys?: readonly string[];
  /**
   * Most rows of one batch that are recorded as events; the rest is only counted.
   *
   * @default 1000
   */
  batchRowsMax?: number;
  /** Names models and their features better than their files can. What it throws is reported, never raised. */
  resolveModel?: ResolveModel;
  /** Told of every library whose session class is instrumented. What it throws is reported, never raised. */
  onPatch?: (library: string, version: string | undefined) => void;
}

/** The options as the hot path reads them. */
export interface Settings {
  /** Names of the features to record, or all of them. */
  readonly features: 'none' | 'all' | ReadonlySet<string>;
  readonly predictions: boolean;
  readonly stages: boolean;
  readonly baggageKeys: readonly string[];
  readonly batchRowsMax: number;
}

const BATCH_ROWS_MAX = 1_000;

export function toSettings(
  config: OnnxRuntimeInstrumentationConfig,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const { batchRowsMax } = config;
  return {
    features: toFeatures(
      config.captureFeatures ?? parseCaptureFeatures(env['MARIGRAPH_CAPTURE_FEATURES']),
    ),
    predictions: config.capturePredictions ?? true,
    stages: config.captureStages ?? true,
    baggageKeys: config.baggageKeys ?? parseBaggageKeys(env['MARIGRAPH_BAGGAGE_KEYS']),
    batchRowsMax:
      batchRowsMax !== undefined && batchRowsMax >= 0 ? Math.floor(batchRowsMax) : BATCH_ROWS_MAX,
  };
}

/** The value of MARIGRAPH_CAPTURE_FEATURES: `*` for all, names between commas, nothing for none. */
export function parseCaptureFeatures(value: string | undefined): boolean | readonly string[] {
  const names = (value ?? '').split(',').map((name) => name.trim());
  return names.includes('*') || names.filter((name) => name !== '');
}

function toFeatures(capture: boolean | readonly string[]): Settings['features'] {
  if (typeof capture === 'boolean') return capture ? 'all' : 'none';
  return capture.length === 0 ? 'none' : new Set(capture);
}
