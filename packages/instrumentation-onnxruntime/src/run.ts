import {
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

import { errorTypeOf } from './error-type.ts';
import { recordRows } from './record-rows.ts';
import type { Method } from './session-class.ts';
import { type SessionState, stateOf } from './session.ts';
import { ATTR_ERROR_TYPE, type Telemetry } from './telemetry.ts';

const STATUS_LENGTH_MAX = 256;

/** One inference on its way. */
interface Call {
  readonly state: SessionState;
  readonly span: Span;
  readonly callerContext: Context;
  readonly spanContext: Context;
  readonly startMs: number;
  /** When the runtime's turn came; until then the call has waited. */
  computeMs: number;
  readonly stamp: NodeJS.Immediate;
}

/** `session.run` inside a span. What it returns or throws is what the original returned or threw. */
export function tracedRun(
  telemetry: Telemetry,
  original: Method,
  session: object,
  args: unknown[],
): unknown {
  const call = begin(telemetry, session);
  if (call === undefined) return original.apply(session, args);

  let result: unknown;
  try {
    result = context.with(call.spanContext, () => original.apply(session, args));
  } catch (error) {
    fail(telemetry, call, error);
    throw error;
  }
  return Promise.resolve(result).then(
    (results) => {
      succeed(telemetry, call, { session, feeds: args[0], results });
      return results;
    },
    (error: unknown) => {
      fail(telemetry, call, error);
      throw error;
    },
  );
}

function begin(telemetry: Telemetry, session: object): Call | undefined {
  try {
    const state = stateOf(session);
    if (state.model.ignore === true) return undefined;
    const callerContext = context.active();
    const { spanName, samplingAttributes: attributes } = state;
    // A large bag of attributes costs a multiple when it is handed over at the start.
    const span = telemetry.tracer.startSpan(
      spanName,
      { kind: SpanKind.INTERNAL, attributes },
      callerContext,
    );
    telemetry.instruments.active.add(1, state.active);
    const startMs = performance.now();
    // onnxruntime-node computes in an immediate of its own, on this thread. This one is queued right
    // before it, so its turn parts the waiting from the computing. Should the runtime become
    // asynchronous, the waiting it measures is only what it is: nearly nothing.
    const call: Call = {
      state,
      span,
      callerContext,
      spanContext: trace.setSpan(callerContext, span),
      startMs,
      computeMs: startMs,
      stamp: setImmediate(() => {
        call.computeMs = performance.now();
      }),
    };
    return call;
  } catch (error) {
    telemetry.diag.error('an inference is not recorded', error);
    return undefined;
  }
}

function succeed(
  telemetry: Telemetry,
  call: Call,
  io: { readonly session: object; readonly feeds: unknown; readonly results: unknown },
): void {
  const endMs = performance.now();
  guard(telemetry, () => {
    const { instruments, settings } = telemetry;
    const { state } = call;
    instruments.duration.record((endMs - call.startMs) / 1000, state.attributes);
    if (settings.stages) {
      instruments.stageDuration.record((call.computeMs - call.startMs) / 1000, state.stages.queue);
      instruments.stageDuration.record((endMs - call.computeMs) / 1000, state.stages.compute);
    }
  });
  guard(telemetry, () => {
    if (call.span.isRecording()) call.span.setAttributes(call.state.attributes);
    const feeds = toRecord(io.feeds);
    const inputNames = (io.session as { inputNames?: readonly string[] }).inputNames;
    recordRows(
      {
        state: call.state,
        inputNames: inputNames ?? Object.keys(feeds),
        feeds,
        results: toRecord(io.results),
        span: call.span,
        callerContext: call.callerContext,
        spanContext: call.spanContext,
      },
      telemetry,
    );
  });
  end(telemetry, call, endMs);
}

function fail(telemetry: Telemetry, call: Call, error: unknown): void {
  const endMs = performance.now();
  guard(telemetry, () => {
    const { span, state } = call;
    const type = errorTypeOf(error);
    span.setAttributes(state.attributes);
    span.setAttribute(ATTR_ERROR_TYPE, type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
    telemetry.instruments.duration.record((endMs - call.startMs) / 1000, {
      ...state.attributes,
      [ATTR_ERROR_TYPE]: type,
    });
  });
  end(telemetry, call, endMs);
}

function end(telemetry: Telemetry, call: Call, endMs: number): void {
  clearImmediate(call.stamp);
  guard(telemetry, () => {
    telemetry.instruments.active.add(-1, call.state.active);
    // The time of the result, not of what was recorded since.
    call.span.end(endMs);
  });
}

/** The text of an error for the status of a span. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, STATUS_LENGTH_MAX);
}

function guard(telemetry: Telemetry, record: () => void): void {
  try {
    record();
  } catch (error) {
    telemetry.diag.error('an inference is not recorded completely', error);
  }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
