import { hashKey } from '@marigraph/monitor';
import type { Attributes, NumberDataPoint } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_DRIFT_TARGET,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  METRIC_ML_DRIFT_STATUS,
  ML_DRIFT_TARGET_VALUE_FEATURE,
  ML_DRIFT_TARGET_VALUE_MULTIVARIATE,
  type MlMetricName,
} from '@marigraph/semantic-conventions';

export const SEVERITY_INFO = 9;
export const SEVERITY_WARN = 13;

/** Makes a data point of what is known of its time and model. */
export type MakePoint = (value: number | bigint, attributes?: Attributes) => NumberDataPoint;
export type NamedPoint = readonly [MlMetricName, NumberDataPoint];

/** Which model a statement is about. */
export function modelOf({
  modelName,
  modelVersion,
}: {
  readonly modelName: string;
  readonly modelVersion: string;
}): Attributes {
  return {
    [ATTR_ML_MODEL_NAME]: modelName,
    ...(modelVersion !== '' && { [ATTR_ML_MODEL_VERSION]: modelVersion }),
  };
}

/** A feature, or the model as a whole. */
export function targetOf(feature: string | undefined): Attributes {
  if (feature === undefined) return { [ATTR_ML_DRIFT_TARGET]: ML_DRIFT_TARGET_VALUE_MULTIVARIATE };
  return {
    [ATTR_ML_DRIFT_TARGET]: ML_DRIFT_TARGET_VALUE_FEATURE,
    [ATTR_ML_FEATURE_NAME]: feature,
  };
}

/** One point per state: 1 for the current one. */
export function statePoints(
  current: string,
  { states, target }: { readonly states: readonly string[]; readonly target: Attributes },
  point: MakePoint,
): NamedPoint[] {
  return states.map((state) => {
    const attributes = { ...target, [ATTR_ML_DRIFT_STATE]: state };
    return [METRIC_ML_DRIFT_STATUS, point(state === current ? 1n : 0n, attributes)];
  });
}

/** The same statement has the same id however often it is emitted, so backends can tell repetitions. */
export function uidOf(parts: readonly unknown[]): string {
  const bytes = Buffer.from(JSON.stringify(parts));
  const hash = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, hash);
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
}

export function toNanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}
