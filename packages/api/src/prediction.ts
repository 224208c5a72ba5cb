import { ATTR_ML_PREDICTION_ID, ATTR_ML_PREDICTION_TIME } from '@marigraph/semantic-conventions';
import { type Context, context, createContextKey, propagation } from '@opentelemetry/api';

import { cutValue, isIdentifier, normalizeTags, tagName, TAGS_MAX } from './tags.ts';
import { parseTime, type TimeValue } from './time.ts';
import { kindOf, warn } from './warnings.ts';

/** What the caller knows about the predictions of a block of code. */
export interface PredictionInput {
  /**
   * The key by which ground truth will be joined, 1 to 256 characters, unique per model.
   *
   * @default `<traceId>-<spanId>` of the inference span
   */
  readonly id?: string | undefined;
  /** When the prediction counts, where that is not now: replays, backfills, simulations. */
  readonly time?: TimeValue | undefined;
  /** Metadata that is no model input, for segments and fairness groups; at most 16, values of at most 256 characters. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The identity of predictions as instrumentations read it, already checked. */
export interface Prediction {
  readonly id?: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly time?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Keys of equal description are equal in OpenTelemetry JS, so two copies of this package share the value. */
const PREDICTION = createContextKey('marigraph.prediction');

/**
 * Runs `fn` so that every prediction made inside, also after an `await`, carries this identity.
 *
 * An inner call adds to the outer one: its id and time win, tags are merged. What is invalid is left
 * out with a warning on the diagnostics logger; `fn` runs in any case and its result or error passes through.
 *
 * @since 0.1.0
 * @example
 * const result = await withPrediction({ id: order.id, tags: { country: order.country } }, () =>
 *   session.run(feeds),
 * );
 */
export function withPrediction<Result>(input: PredictionInput, fn: () => Result): Result {
  const active = context.active();
  const prediction = mergePredictions(activePrediction(active), toPrediction(input));
  return context.with(
    prediction === undefined ? active : active.setValue(PREDICTION, prediction),
    fn,
  );
}

/**
 * The identity that `withPrediction` has set in this context, the active one unless given.
 *
 * @since 0.1.0
 */
export function activePrediction(from: Context = context.active()): Prediction | undefined {
  return from.getValue(PREDICTION) as Prediction | undefined;
}

/**
 * Reads the identity that a caller sent as W3C baggage.
 *
 * Only keys of the allow-list are read. The keys named like the attributes for prediction id and
 * prediction time become id and time, every other key becomes a tag. Values are cut at 256 characters,
 * an id that is longer is ignored (a cut one could match another), so is an invalid time; 16 tags at most.
 *
 * @since 0.1.0
 */
export function predictionFromBaggage(
  from: Context,
  allowedKeys: readonly string[],
): Prediction | undefined {
  if (allowedKeys.length === 0) return undefined;
  const baggage = propagation.getBaggage(from);
  if (baggage === undefined) return undefined;

  let id: string | undefined;
  let time: string | undefined;
  const tags = new Map<string, string>();
  for (const key of allowedKeys) {
    const value = baggage.getEntry(key)?.value;
    if (value === undefined) continue;
    if (key === ATTR_ML_PREDICTION_ID) id = checkId(value);
    else if (key === ATTR_ML_PREDICTION_TIME) time = checkTime(value);
    else if (tags.size < TAGS_MAX && tagName(key) !== '') tags.set(tagName(key), cutValue(value));
  }
  return createPrediction(id, time, Object.fromEntries(tags));
}

/**
 * The identity of predictions made in this context: what `withPrediction` has set, and below it what
 * the allowed baggage says.
 *
 * @since 0.1.0
 */
export function resolvePrediction(
  from: Context,
  allowedBaggageKeys: readonly string[],
): Prediction | undefined {
  return mergePredictions(predictionFromBaggage(from, allowedBaggageKeys), activePrediction(from));
}

/**
 * The allow-list in the value of `MARIGRAPH_BAGGAGE_KEYS`: keys between commas, blanks around them ignored.
 *
 * @since 0.1.0
 */
export function parseBaggageKeys(value: string | undefined): readonly string[] {
  const keys = (value ?? '').split(',').map((key) => key.trim());
  return [...new Set(keys)].filter((key) => key !== '');
}

function toPrediction(input: unknown): Prediction | undefined {
  if (typeof input !== 'object' || input === null) {
    warn(`withPrediction needs an object with id, time or tags, got ${kindOf(input)}`);
    return undefined;
  }
  try {
    const { id, time, tags } = input as PredictionInput;
    return createPrediction(
      id === undefined ? undefined : checkId(id),
      time === undefined ? undefined : checkTime(time),
      normalizeTags(tags),
    );
  } catch (error) {
    warn(`withPrediction could not read its input: ${String(error)}`);
    return undefined;
  }
}

function mergePredictions(
  below: Prediction | undefined,
  above: Prediction | undefined,
): Prediction | undefined {
  if (below === undefined || above === undefined) return above ?? below;
  // The nearer tags come first, so that the limit cuts the farther ones.
  const tags = Object.entries({ ...above.tags, ...below.tags, ...above.tags });
  return { ...below, ...above, tags: Object.fromEntries(tags.slice(0, TAGS_MAX)) };
}

function createPrediction(
  id: string | undefined,
  time: string | undefined,
  tags: Readonly<Record<string, string>>,
): Prediction | undefined {
  if (id === undefined && time === undefined && Object.keys(tags).length === 0) return undefined;
  return { ...(id !== undefined && { id }), ...(time !== undefined && { time }), tags };
}

function checkId(value: unknown): string | undefined {
  if (isIdentifier(value)) return value;
  warn(`a prediction id is a string of 1 to 256 characters, got ${kindOf(value)}; it is ignored`);
  return undefined;
}

function checkTime(value: unknown): string | undefined {
  const time = parseTime(value);
  if (time !== undefined) return time.toISOString();
  warn(
    `a prediction time is a Date, milliseconds or ISO 8601 with a time zone, got ${kindOf(value)}; it is ignored`,
  );
  return undefined;
}
