import {
  addFeature,
  clearRow,
  FeatureKind,
  type GroundTruth,
  hashKey,
  type Monitor,
  type Row,
} from '@marigraph/monitor';
import {
  type AttributeView,
  createInterner,
  createScanner,
  type Interner,
  readKeyValueList,
  type RecordView,
  ValueType,
} from '@marigraph/otlp';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_FEATURE_VALUE_PREFIX,
  ATTR_ML_FEATURES,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_GROUND_TRUTH_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_PREDICTION_VALUE,
  ATTR_ML_TAG_PREFIX,
  EVENT_ML_GROUND_TRUTH_RESULT,
  EVENT_ML_PREDICTION_RESULT,
} from '@marigraph/semantic-conventions';

/** Texts shared between rows: model names, classes, tags, categories. Further ones are made anew each time. */
const TEXTS_MAX = 65_536;
const PREDICTION_PREFIX = ATTR_ML_PREDICTION_ID.slice(
  0,
  ATTR_ML_PREDICTION_ID.lastIndexOf('.') + 1,
);

/**
 * What a wanted attribute is. Up to `OTHER_PREDICTION` it makes a record a row; tags and features have one number
 * per name, from `TAG` and `FEATURE` on.
 */
const Field = {
  PREDICTION_ID: 1,
  PREDICTION_TIME: 2,
  LABEL: 3,
  VALUE: 4,
  FEATURES: 5,
  OTHER_PREDICTION: 6,
  BATCH_INDEX: 7,
  MODEL_NAME: 8,
  MODEL_VERSION: 9,
  ACTUAL_LABEL: 10,
  ACTUAL_VALUE: 11,
  TAG: 1000,
  FEATURE: 100_000,
} as const;

const FIELDS: Readonly<Record<string, number>> = {
  [ATTR_ML_MODEL_NAME]: Field.MODEL_NAME,
  [ATTR_ML_MODEL_VERSION]: Field.MODEL_VERSION,
  [ATTR_ML_PREDICTION_ID]: Field.PREDICTION_ID,
  [ATTR_ML_PREDICTION_TIME]: Field.PREDICTION_TIME,
  [ATTR_ML_PREDICTION_LABEL]: Field.LABEL,
  [ATTR_ML_PREDICTION_VALUE]: Field.VALUE,
  [ATTR_ML_FEATURES]: Field.FEATURES,
  [ATTR_ML_BATCH_INDEX]: Field.BATCH_INDEX,
  [ATTR_ML_GROUND_TRUTH_LABEL]: Field.ACTUAL_LABEL,
  [ATTR_ML_GROUND_TRUTH_VALUE]: Field.ACTUAL_VALUE,
};

/** Why telemetry that looks like a row or a label could not be used. */
export type InvalidReason =
  | 'no_model'
  | 'no_prediction_id'
  | 'no_ground_truth'
  | 'too_many_features';

export interface RowReader {
  /** Reads rows from an uncompressed export request of traces or logs, and ground truth from logs. */
  read(signal: 'traces' | 'logs', bytes: Uint8Array): void;
  /** Records that were neither counted nor passed on, by reason. */
  readonly invalid: Readonly<Record<InvalidReason, number>>;
}

export interface RowReaderOptions {
  readonly monitor: Monitor;
  /** Whether rows of this model carry their time in the prediction, not in the span. */
  readonly usesPredictionTime: (modelName: string) => boolean;
  /** Gets every row; it is valid during the call only. */
  readonly onRow: (row: Row) => void;
  readonly onGroundTruth: (groundTruth: GroundTruth) => void;
}

/**
 * Turns records into rows: the one place that knows both OTLP and the `ml.*` conventions.
 *
 * A span is a row when it carries a prediction or a feature; a log record when it is a prediction event. The
 * identity of the model may stand on the record or on its resource; the record wins.
 */
export function createRowReader(options: RowReaderOptions): RowReader {
  const { monitor } = options;
  const reading: Reading = {
    options,
    row: monitor.createRow(),
    found: createFound(),
    texts: createInterner(TEXTS_MAX),
    invalid: { no_model: 0, no_prediction_id: 0, no_ground_truth: 0, too_many_features: 0 },
  };
  const classify = (key: string): number => fieldOf(key, monitor);
  const scanners = {
    traces: createScanner({ signal: 'traces', classify }),
    logs: createScanner({ signal: 'logs', classify }),
  };
  const onSpan = (record: RecordView): void => readSpan(reading, record);
  const onLog = (record: RecordView): void => readLog(reading, record);
  return {
    invalid: reading.invalid,
    read(signal, bytes) {
      if (signal === 'traces') scanners.traces.scan(bytes, onSpan);
      else scanners.logs.scan(bytes, onLog);
    },
  };
}

/** The record at hand and what was read of it. */
interface Reading {
  readonly options: RowReaderOptions;
  readonly row: Row;
  readonly found: Found;
  readonly texts: Interner;
  readonly invalid: Record<InvalidReason, number>;
}

function readSpan(reading: Reading, record: RecordView): void {
  readRecord(reading, record);
  if (reading.found.isRow) finishRow(reading, record);
}

function readLog(reading: Reading, record: RecordView): void {
  if (record.nameEnd === record.nameStart) return;
  const name = textAt(reading, record.bytes, record.nameStart, record.nameEnd);
  if (name === EVENT_ML_PREDICTION_RESULT) {
    readRecord(reading, record);
    finishRow(reading, record);
  } else if (name === EVENT_ML_GROUND_TRUTH_RESULT) {
    readRecord(reading, record);
    finishGroundTruth(reading);
  }
}

function readRecord(reading: Reading, record: RecordView): void {
  clearRow(reading.row);
  clearFound(reading.found);
  readAttributes(reading, record.bytes, record.resource);
  // Only the record itself says whether it is a row; a resource may name the model of all its spans.
  reading.found.isRow = false;
  readAttributes(reading, record.bytes, record.attributes);
}

function readAttributes(reading: Reading, bytes: Uint8Array, view: AttributeView): void {
  const { row, found } = reading;
  for (let at = 0; at < view.count; at++) {
    const field = view.action[at] as number;
    if (field >= Field.FEATURE) {
      found.isRow = true;
      readFeature(reading, bytes, view, at);
    } else if (field >= Field.TAG) {
      row.segments[field - Field.TAG] = textOf(reading, bytes, view, at);
    } else if (field >= Field.BATCH_INDEX) {
      readIdentity(reading, bytes, view, at);
    } else {
      found.isRow = true;
      readPrediction(reading, bytes, view, at);
    }
  }
}

/** Fields that say of what model and row a record is, and ground truth: a record is no row for having them. */
function readIdentity(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  const { row, found } = reading;
  switch (view.action[at]) {
    case Field.MODEL_NAME:
      row.modelName = textOf(reading, bytes, view, at) ?? '';
      return;
    case Field.MODEL_VERSION:
      row.modelVersion = textOf(reading, bytes, view, at) ?? '';
      return;
    case Field.BATCH_INDEX:
      found.batchIndex = view.number[at] as number;
      return;
    case Field.ACTUAL_LABEL:
      found.actualLabel = textOf(reading, bytes, view, at);
      return;
    case Field.ACTUAL_VALUE:
      found.actualValue = view.number[at] as number;
      return;
    case undefined:
    default:
  }
}

function readPrediction(
  reading: Reading,
  bytes: Uint8Array,
  view: AttributeView,
  at: number,
): void {
  const { row, found } = reading;
  switch (view.action[at]) {
    case Field.PREDICTION_ID:
      found.hasId = hashId(bytes, view, at, row.key);
      return;
    case Field.PREDICTION_TIME:
      found.timeMs = Date.parse(textOf(reading, bytes, view, at) ?? '');
      return;
    case Field.LABEL:
      row.label = textOf(reading, bytes, view, at);
      return;
    case Field.VALUE:
      row.value = view.number[at] as number;
      return;
    case Field.FEATURES:
      if (view.type[at] === ValueType.KEY_VALUE_LIST) readFeatures(reading, bytes, view, at);
      return;
    case undefined:
    default:
  }
}

function readFeature(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  addValue(reading, bytes, (view.action[at] as number) - Field.FEATURE, {
    type: view.type[at] as number,
    number: view.number[at] as number,
    start: view.start[at] as number,
    end: view.end[at] as number,
  });
}

/** The map that carries all features in one attribute. */
function readFeatures(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  const visit: Parameters<typeof readKeyValueList>[3] = (
    ...[keyStart, keyEnd, type, number, start, end]
  ) => {
    const id = reading.options.monitor.featureId(textAt(reading, bytes, keyStart, keyEnd));
    if (id >= 0) addValue(reading, bytes, id, { type, number, start, end });
  };
  readKeyValueList(bytes, view.start[at] as number, view.end[at] as number, visit);
}

interface Value {
  readonly type: number;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

function addValue(reading: Reading, bytes: Uint8Array, id: number, value: Value): void {
  if (!addFeature(reading.row, id, kindOf(value.type), contentOf(reading, bytes, value))) {
    reading.invalid.too_many_features++;
  }
}

function kindOf(type: number): number {
  switch (type) {
    case ValueType.INT:
    case ValueType.DOUBLE:
      return FeatureKind.NUMBER;
    case ValueType.BOOL:
    case ValueType.STRING:
      return FeatureKind.TEXT;
    case ValueType.EMPTY:
      return FeatureKind.MISSING;
    default:
      return FeatureKind.OTHER;
  }
}

function contentOf(reading: Reading, bytes: Uint8Array, value: Value): number | string {
  if (value.type === ValueType.STRING) return textAt(reading, bytes, value.start, value.end);
  if (value.type === ValueType.BOOL) return value.number === 1 ? 'true' : 'false';
  return value.number;
}

/** A text as it is; a boolean or number as its text; nothing for other values. */
function textOf(
  reading: Reading,
  bytes: Uint8Array,
  view: AttributeView,
  at: number,
): string | undefined {
  switch (view.type[at]) {
    case ValueType.STRING:
      return textAt(reading, bytes, view.start[at] as number, view.end[at] as number);
    case ValueType.BOOL:
      return view.number[at] === 1 ? 'true' : 'false';
    case ValueType.INT:
    case ValueType.DOUBLE:
      return String(view.number[at]);
    case undefined:
    default:
      return undefined;
  }
}

function textAt({ texts }: Reading, bytes: Uint8Array, start: number, end: number): string {
  const id = texts.intern(bytes, start, end);
  if (id >= 0) return texts.text(id);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

function finishRow({ options, row, found, invalid }: Reading, record: RecordView): void {
  if (row.modelName === '') {
    invalid.no_model++;
    return;
  }
  row.hasTrace = record.traceIdStart >= 0 && record.spanIdStart >= 0;
  if (row.hasTrace) copyTrace(record, row.trace);
  if (!found.hasId && !hashDefaultId(row, found.batchIndex)) {
    invalid.no_prediction_id++;
    return;
  }
  const hasTime = !Number.isNaN(found.timeMs) && options.usesPredictionTime(row.modelName);
  row.timeMs = hasTime ? found.timeMs : record.timeUnixMs;
  options.onRow(row);
}

function finishGroundTruth({ options, row, found, invalid }: Reading): void {
  if (row.modelName === '') invalid.no_model++;
  else if (!found.hasId) invalid.no_prediction_id++;
  else if (found.actualLabel === undefined && Number.isNaN(found.actualValue)) {
    invalid.no_ground_truth++;
  } else {
    const { actualLabel: label, actualValue: value } = found;
    options.onGroundTruth({ modelName: row.modelName, key: row.key, label, value });
  }
}

/** What a record holds beside the row itself. */
interface Found {
  isRow: boolean;
  hasId: boolean;
  timeMs: number;
  batchIndex: number;
  actualLabel: string | undefined;
  actualValue: number;
}

function createFound(): Found {
  return {
    isRow: false,
    hasId: false,
    timeMs: Number.NaN,
    batchIndex: Number.NaN,
    actualLabel: undefined,
    actualValue: Number.NaN,
  };
}

function clearFound(found: Found): void {
  found.isRow = false;
  found.hasId = false;
  found.timeMs = Number.NaN;
  found.batchIndex = Number.NaN;
  found.actualLabel = undefined;
  found.actualValue = Number.NaN;
}

function fieldOf(key: string, monitor: Monitor): number {
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key] as number;
  if (key.startsWith(ATTR_ML_FEATURE_VALUE_PREFIX)) {
    const id = monitor.featureId(key.slice(ATTR_ML_FEATURE_VALUE_PREFIX.length));
    return id < 0 ? Field.OTHER_PREDICTION : Field.FEATURE + id;
  }
  if (key.startsWith(ATTR_ML_TAG_PREFIX)) {
    const at = monitor.segmentKeys.indexOf(key.slice(ATTR_ML_TAG_PREFIX.length));
    return at < 0 ? 0 : Field.TAG + at;
  }
  return key.startsWith(PREDICTION_PREFIX) ? Field.OTHER_PREDICTION : 0;
}

/** Hashes an id that the application gave. Numbers count as their text. */
function hashId(bytes: Uint8Array, view: AttributeView, at: number, key: Uint32Array): boolean {
  const type = view.type[at];
  const start = view.start[at] as number;
  const end = view.end[at] as number;
  if (type === ValueType.STRING) {
    if (end > start) hashKey(bytes, start, end, key);
    return end > start;
  }
  if (type !== ValueType.INT && type !== ValueType.DOUBLE) return false;
  const id = Buffer.from(String(view.number[at]));
  hashKey(id, 0, id.length, key);
  return true;
}

/** `<trace id>-<span id>[-<row>]` in hexadecimal, as instrumentation gives where the application names no id. */
const defaultId = new Uint8Array(32 + 1 + 16 + 1 + 16);

function hashDefaultId(row: Row, batchIndex: number): boolean {
  if (!row.hasTrace) return false;
  let at = writeHex(row.trace, 0, 16, 0);
  defaultId[at++] = DASH;
  at = writeHex(row.trace, 16, 24, at);
  if (!Number.isNaN(batchIndex)) {
    defaultId[at++] = DASH;
    for (const digit of String(batchIndex).slice(0, 16)) defaultId[at++] = digit.charCodeAt(0);
  }
  hashKey(defaultId, 0, at, row.key);
  return true;
}

const DASH = '-'.charCodeAt(0);
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

function writeHex(bytes: Uint8Array, start: number, end: number, to: number): number {
  let at = to;
  for (let from = start; from < end; from++) {
    const byte = bytes[from] as number;
    defaultId[at++] = HEX[byte >> 4] as number;
    defaultId[at++] = HEX[byte & 15] as number;
  }
  return at;
}

function copyTrace(record: RecordView, trace: Uint8Array): void {
  for (let at = 0; at < 16; at++) trace[at] = record.bytes[record.traceIdStart + at] as number;
  for (let at = 0; at < 8; at++) trace[16 + at] = record.bytes[record.spanIdStart + at] as number;
}
