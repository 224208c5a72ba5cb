import {
  ONNXRUNTIME_MODULES,
  OnnxRuntimeInstrumentation,
  type OnnxRuntimeInstrumentationConfig,
} from '@marigraph/instrumentation-onnxruntime';
import type { Instrumentation } from '@opentelemetry/instrumentation';

/** Modules that ESM loader hooks have to pass on; wrapping every module breaks some applications. */
export const INSTRUMENTED_MODULES: readonly string[] = [...ONNXRUNTIME_MODULES];

/** Modules of the HTTP instrumentation, which joins the predictions of a request to its span. */
export const HTTP_MODULES: readonly string[] = ['http', 'https'];

export interface InstrumentationOptions {
  readonly onnxruntime?: OnnxRuntimeInstrumentationConfig;
}

/**
 * The model instrumentations of this package, to be given to an SDK that the application sets up itself.
 *
 * Create them after the SDK was imported: the first instrumentation that is created makes `http`
 * unpatchable for what is loaded before.
 *
 * @since 0.1.0
 * @example
 * startNodeSdk({ instrumentations: createInstrumentations({ onnxruntime: { captureFeatures: true } }) });
 */
export function createInstrumentations(options: InstrumentationOptions = {}): Instrumentation[] {
  return [new OnnxRuntimeInstrumentation(options.onnxruntime)];
}
