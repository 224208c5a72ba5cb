import { type Prediction, resolvePrediction } from '@marigraph/api';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_TAG,
  EVENT_ML_PREDICTION_RESULT,
} from '@marigraph/semantic-conventions';
import {
  type AnyValue,
  type Context,
  type Counter,
  isSpanContextValid,
  SeverityNumber,
  type Span,
} from '@opentelemetry/api';

import type { Settings } from './config.ts';
import {
  createFeatureWriter,
  type FeatureWriter,
  firstDimension,
  fitsPlan,
  planFeatures,
  rowsOf,
  type SetAttribute,
} from './features.ts';
import { type Predictions, readPredictions } from './outputs.ts';
import type { SessionState } from './session.ts';
import type { Telemetry } from './telemetry.ts';

/** One call that has succeeded. */
export interface FinishedRun {
  readonly state: SessionState;
  readonly inputNames: readonly string[];
  readonly feeds: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly span: Span;
  /** The context that the call was made in, without the span: baggage and the caller's identity live there. */
  readonly callerContext: Context;
  /** The same context with the span. */
  readonly spanContext: Context;
}

/** Inputs of changing widths have a problem each; the log must not grow with them. */
const PROBLEMS_MAX = 10;

interface Rows {
  readonly count: number;
  readonly predictions: Predictions | undefined;
  readonly features: FeatureWriter | undefined;
}

/**
 * Records the predictions of a call: one row on its span, the rows of a batch as one event each. The span
 * of a batch carries nothing of a row, since a prediction has one carrier.
 */
export function recordRows(run: FinishedRun, telemetry: Telemetry): void {
  const { predictions: counter } = telemetry.instruments;
  const { count, areInputsRows } = countRows(run);
  if (count === undefined) {
    // Whatever was predicted, it was at least one thing.
    counter.add(1, run.state.labelled(undefined));
    return;
  }
  if (count === 0) return;
  if (count > 1) run.span.setAttribute(ATTR_ML_BATCH_SIZE, count);

  const rows: Rows = {
    count,
    predictions: telemetry.settings.predictions
      ? readPredictions(run.results, count, run.state)
      : undefined,
    features: areInputsRows ? featureWriter(run, telemetry) : undefined,
  };
  countPredictions(run.state, rows, counter);
  if (count === 1) recordOnSpan(run, rows, telemetry.settings);
  else recordAsEvents(run, rows, telemetry);
}

/**
 * The number of rows of a call. The first dimension of the inputs is only a number of rows where an output
 * has it too: it may also be the length of a sequence or of a vector. One row of output is one
 * prediction, whatever went in.
 */
function countRows({ feeds, results }: FinishedRun): {
  readonly count: number | undefined;
  readonly areInputsRows: boolean;
} {
  const inputs = rowsOf(feeds);
  const outputs = Object.values(results).map(firstDimension);
  const known = outputs.filter((size) => size !== undefined);
  if (inputs !== undefined && (known.length === 0 || known.includes(inputs))) {
    return { count: inputs, areInputsRows: true };
  }
  const isOneRow = known.length > 0 && known.every((size) => size === 1);
  return { count: isOneRow ? 1 : undefined, areInputsRows: false };
}

function featureWriter(run: FinishedRun, { settings, diag }: Telemetry): FeatureWriter | undefined {
  const { features } = settings;
  const { state, inputNames, feeds } = run;
  if (features === 'none') return undefined;
  if (state.plan === undefined || !fitsPlan(state.plan, inputNames, feeds)) {
    state.plan = planFeatures(inputNames, feeds, { names: state.model.featureNames, features });
    const { problem } = state.plan;
    if (
      problem !== undefined &&
      state.problems.size < PROBLEMS_MAX &&
      !state.problems.has(problem)
    ) {
      state.problems.add(problem);
      diag.warn(`features of model ${state.model.name} are not recorded: ${problem}`);
    }
  }
  return createFeatureWriter(state.plan, feeds);
}

function countPredictions(state: SessionState, rows: Rows, counter: Counter): void {
  if (rows.predictions === undefined || rows.count === 1) {
    counter.add(rows.count, state.labelled(rows.predictions?.label(0)));
    return;
  }
  const byLabel = new Map<string | undefined, number>();
  for (let row = 0; row < rows.count; row++) {
    const label = rows.predictions.label(row);
    byLabel.set(label, (byLabel.get(label) ?? 0) + 1);
  }
  for (const [label, count] of byLabel) counter.add(count, state.labelled(label));
}

function recordOnSpan(run: FinishedRun, rows: Rows, settings: Settings): void {
  const { span } = run;
  if (!span.isRecording()) return;
  const prediction = resolvePrediction(run.callerContext, settings.baggageKeys);
  // A span that says nothing of a prediction must not be counted as one.
  const isRow =
    rows.predictions !== undefined || rows.features !== undefined || prediction?.id !== undefined;
  if (!isRow) return;

  const set: SetAttribute = (key, value) => void span.setAttribute(key, value);
  set(ATTR_ML_PREDICTION_ID, prediction?.id ?? spanIdentity(span));
  writeIdentity(prediction, set);
  rows.predictions?.write(0, set);
  rows.features?.(0, set);
}

function recordAsEvents(run: FinishedRun, rows: Rows, telemetry: Telemetry): void {
  const { state, span, spanContext } = run;
  if (rows.predictions === undefined && rows.features === undefined) return;
  const event = {
    eventName: EVENT_ML_PREDICTION_RESULT,
    severityNumber: SeverityNumber.INFO,
    context: spanContext,
  };
  if (!telemetry.logger.enabled(event)) return;

  const prediction = resolvePrediction(run.callerContext, telemetry.settings.baggageKeys);
  const identity = prediction?.id ?? batchIdentity(span);
  const { name, version } = state.model;
  const recorded = Math.min(rows.count, telemetry.settings.batchRowsMax);
  for (let row = 0; row < recorded; row++) {
    const attributes: Record<string, AnyValue> = { [ATTR_ML_MODEL_NAME]: name };
    const set: SetAttribute = (key, value) => void (attributes[key] = value);
    if (version !== undefined) attributes[ATTR_ML_MODEL_VERSION] = version;
    attributes[ATTR_ML_PREDICTION_ID] = `${identity}-${row}`;
    attributes[ATTR_ML_BATCH_INDEX] = row;
    writeIdentity(prediction, set);
    rows.predictions?.write(row, set);
    rows.features?.(row, set);
    telemetry.logger.emit({ ...event, attributes });
  }
  countDropped(state, rows.count - recorded, telemetry);
}

/** Says it again only when ten times as much was lost, so that the log does not grow with the traffic. */
function countDropped(state: SessionState, dropped: number, { diag, settings }: Telemetry): void {
  if (dropped === 0) return;
  const before = state.rowsDropped;
  state.rowsDropped += dropped;
  if (before === 0 || Math.floor(Math.log10(before)) < Math.floor(Math.log10(state.rowsDropped))) {
    diag.warn(
      `model ${state.model.name}: ${state.rowsDropped} rows of batches were not recorded, since a batch may have ${settings.batchRowsMax} (option batchRowsMax)`,
    );
  }
}

function writeIdentity(prediction: Prediction | undefined, set: SetAttribute): void {
  if (prediction === undefined) return;
  if (prediction.time !== undefined) set(ATTR_ML_PREDICTION_TIME, prediction.time);
  for (const name in prediction.tags) set(ATTR_ML_TAG(name), prediction.tags[name]);
}

function spanIdentity(span: Span): string {
  const { traceId, spanId } = span.spanContext();
  return `${traceId}-${spanId}`;
}

/** Without a tracer every span has the same zero id; a random one keeps the rows apart. */
function batchIdentity(span: Span): string {
  return isSpanContextValid(span.spanContext()) ? spanIdentity(span) : crypto.randomUUID();
}
