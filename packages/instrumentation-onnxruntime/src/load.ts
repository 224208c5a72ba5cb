import {
  ATTR_ML_MODEL_NAME,
  ATTR_ML_OPERATION_NAME,
  ATTR_ML_SYSTEM_NAME,
  ML_OPERATION_NAME_VALUE_LOAD_MODEL,
  ML_SYSTEM_NAME_VALUE_ONNXRUNTIME,
} from '@marigraph/semantic-conventions';
import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import { errorTypeOf } from './error-type.ts';
import {
  describeModel,
  type ModelDescription,
  type ModelSource,
  refineModel,
  UNKNOWN_MODEL_NAME,
} from './model.ts';
import { readOnnxHeader } from './onnx-header.ts';
import { messageOf } from './run.ts';
import type { Method } from './session-class.ts';
import { createSessionState, keepState, modelAttributes } from './session.ts';
import { ATTR_ERROR_TYPE, type Telemetry } from './telemetry.ts';

interface Load {
  readonly model: ModelDescription;
  readonly span: Span;
  readonly startMs: number;
}

/**
 * `InferenceSession.create` inside a span. What it returns or throws is what the original returned or threw.
 *
 * The model is described also while nothing is recorded, or sessions from that time would stay without a
 * name when recording is switched on.
 */
export function tracedCreate(
  telemetry: Telemetry,
  call: {
    readonly original: Method;
    readonly sessionClass: unknown;
    readonly args: unknown[];
    readonly isEnabled: boolean;
  },
): unknown {
  const { original, sessionClass, args, isEnabled } = call;
  const model = describe(telemetry, args);
  const load = isEnabled && model.ignore !== true ? begin(telemetry, model) : undefined;

  const create = (): unknown => original.apply(sessionClass, args);
  let result: unknown;
  try {
    result =
      load === undefined
        ? create()
        : context.with(trace.setSpan(context.active(), load.span), create);
  } catch (error) {
    end(telemetry, load, { error });
    throw error;
  }
  return Promise.resolve(result).then(
    (session) => {
      if (typeof session === 'object' && session !== null) {
        keepState(session, createSessionState(model));
      }
      end(telemetry, load);
      return session;
    },
    (error: unknown) => {
      end(telemetry, load, { error });
      throw error;
    },
  );
}

function describe(telemetry: Telemetry, args: readonly unknown[]): ModelDescription {
  const { diag, config } = telemetry;
  let model: ModelDescription = { name: UNKNOWN_MODEL_NAME };
  try {
    const source = sourceOf(telemetry, args);
    model = describeModel(source);
    return refineModel(model, config.resolveModel?.({ ...source, model }));
  } catch (error) {
    diag.error('the option resolveModel has failed; the model keeps the name of its file', error);
    return model;
  }
}

function sourceOf({ diag }: Telemetry, args: readonly unknown[]): ModelSource {
  const path = typeof args[0] === 'string' ? args[0] : undefined;
  const input = path ?? bytesOf(args);
  if (input === undefined) return {};
  try {
    return { path, header: readOnnxHeader(input) };
  } catch (error) {
    diag.debug('the model has no header that can be read', error);
    return { path };
  }
}

/** The forms of a buffer that `create` takes: a view, or a buffer with offset and length. */
function bytesOf([buffer, offset, length]: readonly unknown[]): Uint8Array | undefined {
  if (buffer instanceof Uint8Array) return buffer;
  if (!(buffer instanceof ArrayBuffer) && !(buffer instanceof SharedArrayBuffer)) return undefined;
  const start = typeof offset === 'number' ? offset : 0;
  try {
    return new Uint8Array(buffer, start, typeof length === 'number' ? length : undefined);
  } catch {
    // The runtime refuses these bounds too, with an error of its own.
    return undefined;
  }
}

function begin(telemetry: Telemetry, model: ModelDescription): Load | undefined {
  try {
    const span = telemetry.tracer.startSpan(`${ML_OPERATION_NAME_VALUE_LOAD_MODEL} ${model.name}`, {
      kind: SpanKind.INTERNAL,
      attributes: {
        [ATTR_ML_OPERATION_NAME]: ML_OPERATION_NAME_VALUE_LOAD_MODEL,
        [ATTR_ML_MODEL_NAME]: model.name,
      },
    });
    span.setAttributes(modelAttributes(model));
    span.setAttribute(ATTR_ML_SYSTEM_NAME, ML_SYSTEM_NAME_VALUE_ONNXRUNTIME);
    return { model, span, startMs: performance.now() };
  } catch (error) {
    telemetry.diag.error('a model load is not recorded', error);
    return undefined;
  }
}

function end(
  telemetry: Telemetry,
  load: Load | undefined,
  failure?: { readonly error: unknown },
): void {
  if (load === undefined) return;
  try {
    const { model, span, startMs } = load;
    const attributes = { ...modelAttributes(model) };
    if (failure !== undefined) {
      const type = errorTypeOf(failure.error);
      attributes[ATTR_ERROR_TYPE] = type;
      span.setAttribute(ATTR_ERROR_TYPE, type);
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(failure.error) });
    }
    telemetry.instruments.loadDuration.record((performance.now() - startMs) / 1000, attributes);
    span.end();
  } catch (error) {
    telemetry.diag.error('a model load is not recorded completely', error);
  }
}
