// Instrumentation
export type { OnnxRuntimeInstrumentationConfig } from './config.ts';
export { ONNXRUNTIME_MODULES, OnnxRuntimeInstrumentation } from './instrumentation.ts';
export type { ModelDescription, ModelSource, ResolveModel } from './model.ts';

// ONNX files
export {
  type ByteSource,
  type OnnxHeader,
  OnnxHeaderError,
  type OnnxHeaderErrorCode,
  readOnnxHeader,
} from './onnx-header.ts';
