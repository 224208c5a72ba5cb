import {
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_GROUND_TRUTH_LABELS,
  ATTR_ML_GROUND_TRUTH_SOURCE,
  ATTR_ML_GROUND_TRUTH_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_TAG,
  EVENT_ML_GROUND_TRUTH_RESULT,
  ML_GROUND_TRUTH_SOURCE_VALUE_HUMAN_LABEL,
  ML_GROUND_TRUTH_SOURCE_VALUE_MODEL,
  ML_GROUND_TRUTH_SOURCE_VALUE_OUTCOME,
  ML_GROUND_TRUTH_SOURCE_VALUE_USER_FEEDBACK,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';
import {
  type AnyValue,
  type Context,
  type Logger,
  logs,
  ROOT_CONTEXT,
  SeverityNumber,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

import { isIdentifier, normalizeTags, VALUE_LENGTH_MAX } from './tags.ts';
import { parseTime, type TimeValue } from './time.ts';
import { VERSION } from './version.ts';
import { kindOf, warn } from './warnings.ts';

const LABELS_MAX = 100;

/** The default prediction id: trace and span id of the inference span, and the row of a batch. */
const DEFAULT_ID = /^([\da-f]{32})-([\da-f]{16})(?:-\d+)?$/;

/** Where ground truth comes from: the outcome itself, a person, a user's feedback, or a stronger model. */
export type GroundTruthSource =
  | typeof ML_GROUND_TRUTH_SOURCE_VALUE_OUTCOME
  | typeof ML_GROUND_TRUTH_SOURCE_VALUE_HUMAN_LABEL
  | typeof ML_GROUND_TRUTH_SOURCE_VALUE_USER_FEEDBACK
  | typeof ML_GROUND_TRUTH_SOURCE_VALUE_MODEL;

const SOURCES: readonly GroundTruthSource[] = [
  ML_GROUND_TRUTH_SOURCE_VALUE_OUTCOME,
  ML_GROUND_TRUTH_SOURCE_VALUE_HUMAN_LABEL,
  ML_GROUND_TRUTH_SOURCE_VALUE_USER_FEEDBACK,
  ML_GROUND_TRUTH_SOURCE_VALUE_MODEL,
];

/** A class, as the model names it; numbers and booleans are written as strings. */
export type ClassLabel = string | number | boolean;

/** What really happened after a prediction. At least one of `label`, `value` and `labels` is needed. */
export interface GroundTruth {
  /** Name of the model whose prediction it was. */
  readonly model: string;
  /** The id of that prediction, 1 to 256 characters. */
  readonly predictionId: string;
  /** The actual class. */
  readonly label?: ClassLabel | undefined;
  /** The actual value of a regression target, finite. */
  readonly value?: number | undefined;
  /** The actual classes of a multi-label task, at most 100. */
  readonly labels?: readonly ClassLabel[] | undefined;
  /**
   * When the outcome occurred.
   *
   * @default now
   */
  readonly time?: TimeValue | undefined;
  readonly source?: GroundTruthSource | undefined;
  /** Metadata for segments, at most 16. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Version of the model; the join does not need it. */
  readonly version?: string | undefined;
}

export interface RecordOptions {
  /**
   * The OpenTelemetry logger to emit through.
   *
   * @default one of the global logger provider
   */
  readonly logger?: Logger | undefined;
}

/**
 * Records what really happened after a prediction, as a ground-truth event on the OpenTelemetry logs signal.
 *
 * Never throws. Invalid input is refused as a whole, with a warning on the diagnostics logger that says
 * what was expected. An id of the default form puts the event into the trace of its prediction.
 *
 * @returns Whether the event was handed to a logger that takes it: `false` for invalid input and where no
 * logger provider is registered.
 * @since 0.1.0
 * @example
 * recordGroundTruth({ model: 'fraud-detector', predictionId: 'order-81723', label: 'fraud' });
 */
export function recordGroundTruth(groundTruth: GroundTruth, options: RecordOptions = {}): boolean {
  try {
    const fault = faultOf(groundTruth);
    if (fault !== undefined) {
      warn(`the ground truth is not recorded: ${fault}`);
      return false;
    }
    return emit(groundTruth, options.logger ?? defaultLogger());
  } catch (error) {
    warn(`the ground truth is not recorded: ${String(error)}`);
    return false;
  }
}

function defaultLogger(): Logger {
  return logs.getLogger('@marigraph/api', VERSION, { schemaUrl: SCHEMA_URL });
}

function emit(groundTruth: GroundTruth, logger: Logger): boolean {
  const context = traceContextOf(groundTruth.predictionId);
  const event = {
    eventName: EVENT_ML_GROUND_TRUTH_RESULT,
    severityNumber: SeverityNumber.INFO,
    ...(context !== undefined && { context }),
  };
  if (!logger.enabled(event)) return false;
  logger.emit({
    ...event,
    timestamp: parseTime(groundTruth.time) ?? Date.now(),
    attributes: attributesOf(groundTruth),
  });
  return true;
}

function attributesOf(groundTruth: GroundTruth): Record<string, AnyValue> {
  const { model, predictionId, label, value, labels, source, tags, version } = groundTruth;
  const attributes: Record<string, AnyValue> = {
    [ATTR_ML_MODEL_NAME]: model,
    [ATTR_ML_PREDICTION_ID]: predictionId,
  };
  if (version !== undefined) attributes[ATTR_ML_MODEL_VERSION] = version;
  if (label !== undefined) attributes[ATTR_ML_GROUND_TRUTH_LABEL] = String(label);
  if (value !== undefined) attributes[ATTR_ML_GROUND_TRUTH_VALUE] = value;
  if (labels !== undefined) attributes[ATTR_ML_GROUND_TRUTH_LABELS] = labels.map(String);
  if (source !== undefined) attributes[ATTR_ML_GROUND_TRUTH_SOURCE] = source;
  for (const [name, tag] of Object.entries(normalizeTags(tags))) {
    attributes[ATTR_ML_TAG(name)] = tag;
  }
  return attributes;
}

/** An outcome is known long after its span was sampled, so the flag only keeps trace-based log filters from dropping it. */
function traceContextOf(predictionId: string): Context | undefined {
  const ids = DEFAULT_ID.exec(predictionId);
  if (ids?.[1] === undefined || ids[2] === undefined) return undefined;
  const spanContext = { traceId: ids[1], spanId: ids[2], traceFlags: TraceFlags.SAMPLED };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

function faultOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) {
    return `expected an object, got ${kindOf(input)}`;
  }
  const { model, predictionId, time, source, version } = input as Partial<GroundTruth>;
  const text = `a string of 1 to ${VALUE_LENGTH_MAX} characters`;
  if (!isIdentifier(model)) return `model must be ${text}, got ${kindOf(model)}`;
  if (!isIdentifier(predictionId)) {
    return `predictionId must be ${text}, got ${kindOf(predictionId)}`;
  }
  if (version !== undefined && !isIdentifier(version)) {
    return `version must be ${text}, got ${kindOf(version)}`;
  }
  if (time !== undefined && parseTime(time) === undefined) {
    return `time must be a Date, milliseconds or ISO 8601 with a time zone, got ${kindOf(time)}`;
  }
  if (source !== undefined && !SOURCES.includes(source)) {
    return `source must be one of ${SOURCES.join(', ')}, got ${kindOf(source)}`;
  }
  return outcomeFaultOf(input);
}

function outcomeFaultOf({ label, value, labels }: Partial<GroundTruth>): string | undefined {
  if (label === undefined && value === undefined && labels === undefined) {
    return 'one of label, value and labels is needed';
  }
  if (label !== undefined && !isLabel(label)) {
    return `label must be a string of at most ${VALUE_LENGTH_MAX} characters, a number or a boolean, got ${kindOf(label)}`;
  }
  if (value !== undefined && !Number.isFinite(value)) {
    return `value must be a finite number, got ${kindOf(value)}`;
  }
  if (labels !== undefined && !isLabelList(labels)) {
    return `labels must be an array of at most ${LABELS_MAX} classes, got ${kindOf(labels)}`;
  }
  return undefined;
}

function isLabelList(value: unknown): boolean {
  return Array.isArray(value) && value.length <= LABELS_MAX && value.every(isLabel);
}

function isLabel(value: unknown): value is ClassLabel {
  if (typeof value === 'string') return value.length > 0 && value.length <= VALUE_LENGTH_MAX;
  return typeof value === 'boolean' || Number.isFinite(value);
}
