// Errors.
export { OtlpError, type OtlpErrorCode } from './errors.ts';

// Whole requests, any signal.
export type { Signal } from './signal.ts';
export type { Allocate } from './allocate.ts';
export { countItems } from './count-items.ts';
export { countItemsJson, jsonToProtobuf } from './json-to-protobuf.ts';
export { protobufToJson } from './protobuf-to-json.ts';
export { concatenate } from './concatenate.ts';
export { splitRequest, type SplitLimits } from './split.ts';

// Spans and log records in place.
export {
  createScanner,
  type RecordView,
  type Scanner,
  type ScannerCounters,
  type ScannerOptions,
} from './scanner.ts';
export type { AttributeView } from './attribute-view.ts';
export {
  readArrayValue,
  readKeyValueList,
  type KeyValueVisitor,
  type ValueVisitor,
} from './attribute-values.ts';
export { ValueType } from './value-type.ts';
export { createInterner, type Interner, type InternerOptions } from './interner.ts';

// Whole requests, changed in place.
export {
  createSplicer,
  type Splicer,
  type SplicerCounters,
  type SplicerOptions,
} from './splice.ts';
export type { DroppableMetric, EditableRecord } from './editable-record.ts';
export type { AttributeEntries, EditableAttributes } from './attribute-editor.ts';

// Metrics and logs as plain objects: low volume, clear first.
export { decodeMetrics, encodeMetrics } from './metrics-codec.ts';
export { decodeLogs, encodeLogs } from './logs-codec.ts';
export type * from './model.ts';

// Responses.
export {
  createBadRequest,
  createRetryInfo,
  decodePartialSuccess,
  decodeStatus,
  encodePartialSuccess,
  encodeStatus,
  retryDelayMs,
  type FieldViolation,
  type PartialSuccess,
  type Status,
  type StatusDetail,
} from './responses.ts';
export { encodePartialSuccessJson, encodeStatusJson } from './responses-json.ts';
