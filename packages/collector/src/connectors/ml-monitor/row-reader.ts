import {
  addFeature,
  clearRow,
  FeatureKind,
  FEATURES_PER_ROW_MAX,
  type GroundTruth,
  type Monitor,
  type Row,
} from '@marigraph/monitor';
import {
  type AttributeView,
  createInterner,
  createScanner,
  type Interner,
  type KeyValueVisitor,
  readKeyValueList,
  type RecordView,
  ValueType,
} from '@marigraph/otlp';
import {
  EVENT_ML_GROUND_TRUTH_RESULT,
  EVENT_ML_PREDICTION_RESULT,
} from '@marigraph/semantic-conventions';

import { Field, fieldOf } from './fields.ts';
import { hashDefaultId, hashGivenId } from './prediction-key.ts';
import { parsePredictionTime } from './prediction-time.ts';

/** Texts shared between rows: model names, classes, tags, categories. Further ones are made anew each time. */
const TEXTS_MAX = 65_536;
/** Beside its features: more than there are fields and segment keys of one monitor. */
const OTHER_ATTRIBUTES_MAX = 1024;
const PREDICTION_EVENT = Buffer.from(EVENT_ML_PREDICTION_RESULT);
const GROUND_TRUTH_EVENT = Buffer.from(EVENT_ML_GROUND_TRUTH_RESULT);
/**
 * Why telemetry that looks like a row or a label could not be used. Records: `no_model`, `no_prediction_id`,
 * `no_ground_truth`. Parts of records, whose rest counts: `invalid_time`, a prediction time that cannot be read, so
 * that the row counts at the time of its record; `too_many_features`, features beyond 4,096 of a row.
 */
export type InvalidReason =
  | 'no_model'
  | 'no_prediction_id'
  | 'no_ground_truth'
  | 'invalid_time'
  | 'too_many_features';

export interface RowReader {
  /**
   * Reads rows from an uncompressed export request of traces or logs, and ground truth from logs.
   *
   * @throws {OtlpError} for bytes that are no such request. Rows before the fault have been handed over then; what
   * came through a receiver was checked there as a whole, so that this cannot happen to it.
   */
  read(signal: 'traces' | 'logs', bytes: Uint8Array): void;
  /** What was left out, by reason. */
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
 * A span is a row when it carries a prediction or a feature, unless it stands for a batch, whose rows are events; a
 * log record is one when it is a prediction event. The identity of the model and tags may stand on the record or on
 * its resource; the record wins. A record whose time is absent counts at the receiver's clock.
 */
export function createRowReader(options: RowReaderOptions): RowReader {
  const { monitor } = options;
  const invalid = {
    no_model: 0,
    no_prediction_id: 0,
    no_ground_truth: 0,
    invalid_time: 0,
    too_many_features: 0,
  };
  const reading: Reading = {
    options,
    row: monitor.createRow(),
    found: createFound(),
    texts: createInterner(TEXTS_MAX),
    invalid,
    bytes: NO_BYTES,
    visitFeature: createFeatureVisitor(() => reading),
  };
  const classify = (key: string): number => fieldOf(key, monitor);
  const attributesMax = FEATURES_PER_ROW_MAX + OTHER_ATTRIBUTES_MAX;
  const scanners = {
    traces: createScanner({ signal: 'traces', classify, attributesMax }),
    logs: createScanner({ signal: 'logs', classify, attributesMax }),
  };
  const onSpan = (record: RecordView): void => readSpan(reading, record);
  const onLog = (record: RecordView): void => readLog(reading, record);
  return {
    get invalid() {
      const { traces, logs } = scanners;
      const dropped = traces.counters.droppedAttributes + logs.counters.droppedAttributes;
      return { ...invalid, too_many_features: invalid.too_many_features + dropped };
    },
    read(signal, bytes) {
      if (signal === 'traces') scanners.traces.scan(bytes, onSpan);
      else scanners.logs.scan(bytes, onLog);
    },
  };
}

const NO_BYTES = new Uint8Array(0);

/** The record at hand and what was read of it. */
interface Reading {
  readonly options: RowReaderOptions;
  readonly row: Row;
  readonly found: Found;
  readonly texts: Interner;
  readonly invalid: Record<InvalidReason, number>;
  /** The request whose feature map is visited: its visitor is made once, not per row. */
  bytes: Uint8Array;
  readonly visitFeature: KeyValueVisitor;
}

function readSpan(reading: Reading, record: RecordView): void {
  readRecord(reading, record);
  const { isRow, batchSize } = reading.found;
  if (isRow && (Number.isNaN(batchSize) || batchSize === 1)) finishRow(reading, record);
}

function readLog(reading: Reading, record: RecordView): void {
  const { bytes, nameStart, nameEnd } = record;
  if (isText(bytes, nameStart, nameEnd, PREDICTION_EVENT)) {
    readRecord(reading, record);
    finishRow(reading, record);
  } else if (isText(bytes, nameStart, nameEnd, GROUND_TRUTH_EVENT)) {
    readRecord(reading, record);
    finishGroundTruth(reading);
  }
}

/** Compared as bytes: the names of other events are any number of texts, of which none must be kept. */
function isText(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}

function readRecord(reading: Reading, record: RecordView): void {
  clearRow(reading.row);
  clearFound(reading.found);
  readResource(reading, record.bytes, record.resource);
  readAttributes(reading, record.bytes, record.attributes);
}

/** A resource names the model and the tags of all its records; a prediction or a feature on it is of none of them. */
function readResource(reading: Reading, bytes: Uint8Array, view: AttributeView): void {
  for (let at = 0; at < view.count; at++) {
    const field = view.action[at] as number;
    if (field === Field.MODEL_NAME || field === Field.MODEL_VERSION) {
      readIdentity(reading, bytes, view, at);
    } else if (field === Field.SERVICE_VERSION) {
      reading.row.serviceVersion = textOf(reading, bytes, view, at);
    } else if (field >= Field.TAG && field < Field.FEATURE) {
      reading.row.segments[field - Field.TAG] = textOf(reading, bytes, view, at);
    }
  }
  // From here on a version is the record's own.
  reading.found.hasVersion = false;
}

function readAttributes(reading: Reading, bytes: Uint8Array, view: AttributeView): void {
  const { row, found } = reading;
  const { count, action, type, number } = view;
  let isRow = false;
  for (let at = 0; at < count; at++) {
    const field = action[at] as number;
    if (field >= Field.FEATURE) {
      isRow = true;
      if (type[at] === ValueType.DOUBLE)
        addNumber(reading, field - Field.FEATURE, number[at] as number);
      else readFeature(reading, bytes, view, at);
    } else if (field >= Field.TAG) {
      row.segments[field - Field.TAG] = textOf(reading, bytes, view, at);
    } else if (field >= Field.BATCH_INDEX) {
      readIdentity(reading, bytes, view, at);
    } else {
      isRow = true;
      readPrediction(reading, bytes, view, at);
    }
  }
  found.isRow = isRow;
}

/** Fields that say of what model and row a record is, and ground truth: a record is no row for having them. */
function readIdentity(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  const { row, found } = reading;
  switch (view.action[at]) {
    case Field.MODEL_NAME:
      takeModelName(reading, textOf(reading, bytes, view, at));
      return;
    case Field.MODEL_VERSION:
      row.modelVersion = textOf(reading, bytes, view, at) ?? '';
      found.hasVersion = true;
      return;
    case Field.BATCH_INDEX:
      found.batchIndex = numberOf(view, at);
      return;
    case Field.BATCH_SIZE:
      found.batchSize = numberOf(view, at);
      return;
    case Field.ACTUAL_LABEL:
      found.actualLabel = textOf(reading, bytes, view, at);
      return;
    case Field.ACTUAL_VALUE:
      found.actualValue = numberOf(view, at);
      return;
    case undefined:
    default:
  }
}

/** A name that is empty, or no text, names nothing. The version of another model is not this one's. */
function takeModelName({ row, found }: Reading, name: string | undefined): void {
  if (name === undefined || name === '' || name === row.modelName) return;
  if (row.modelName !== '' && !found.hasVersion) row.modelVersion = '';
  row.modelName = name;
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
      found.hasId = hashGivenId(bytes, view, at, row.key);
      return;
    case Field.PREDICTION_TIME:
      // Read only where it counts, which is known once the model is. As a text it would be a new one per row.
      found.hasTime = true;
      found.timeStart = view.start[at] as number;
      found.timeEnd = view.end[at] as number;
      return;
    case Field.LABEL:
      row.label = textOf(reading, bytes, view, at);
      return;
    case Field.VALUE:
      row.value = numberOf(view, at);
      row.hasValue = true;
      return;
    case Field.FEATURES:
      if (view.type[at] === ValueType.KEY_VALUE_LIST) readFeatures(reading, bytes, view, at);
      return;
    case undefined:
    default:
  }
}

function readFeature(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  const id = (view.action[at] as number) - Field.FEATURE;
  const type = view.type[at] as number;
  if (type === ValueType.DOUBLE || type === ValueType.INT) {
    addNumber(reading, id, view.number[at] as number);
  } else if (type === ValueType.STRING) {
    addText(reading, id, textAt(reading, bytes, view.start[at] as number, view.end[at] as number));
  } else {
    addOther(reading, id, type, view.number[at] as number);
  }
}

/** The map that carries all features in one attribute. */
function readFeatures(reading: Reading, bytes: Uint8Array, view: AttributeView, at: number): void {
  const { visitFeature } = reading;
  reading.bytes = bytes;
  readKeyValueList(bytes, view.start[at] as number, view.end[at] as number, visitFeature);
  reading.bytes = NO_BYTES;
}

function createFeatureVisitor(current: () => Reading): KeyValueVisitor {
  // oxlint-disable-next-line eslint/max-params -- called per value: an object would be allocated each time
  return (keyStart, keyEnd, type, number, start, end) => {
    const reading = current();
    const { bytes, options } = reading;
    const id = options.monitor.featureId(textAt(reading, bytes, keyStart, keyEnd));
    if (id < 0) return;
    if (type === ValueType.DOUBLE || type === ValueType.INT) addNumber(reading, id, number);
    else if (type === ValueType.STRING) addText(reading, id, textAt(reading, bytes, start, end));
    else addOther(reading, id, type, number);
  };
}

function addNumber({ row, invalid }: Reading, id: number, value: number): void {
  if (!addFeature(row, id, FeatureKind.NUMBER, value)) invalid.too_many_features++;
}

function addText({ row, invalid }: Reading, id: number, value: string): void {
  if (!addFeature(row, id, FeatureKind.TEXT, value)) invalid.too_many_features++;
}

/** A boolean is a category; an empty value is missing; lists, maps and bytes are of no type a feature has. */
function addOther(reading: Reading, id: number, type: number, number: number): void {
  if (type === ValueType.BOOL) {
    addText(reading, id, number === 1 ? 'true' : 'false');
    return;
  }
  const kind = type === ValueType.EMPTY ? FeatureKind.MISSING : FeatureKind.OTHER;
  if (!addFeature(reading.row, id, kind, Number.NaN)) reading.invalid.too_many_features++;
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

/** A finite number; NaN for other values. */
function numberOf(view: AttributeView, at: number): number {
  const type = view.type[at];
  if (type !== ValueType.INT && type !== ValueType.DOUBLE) return Number.NaN;
  const number = view.number[at] as number;
  return Number.isFinite(number) ? number : Number.NaN;
}

function textAt({ texts }: Reading, bytes: Uint8Array, start: number, end: number): string {
  const id = texts.intern(bytes, start, end);
  if (id >= 0) return texts.text(id);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

function finishRow(reading: Reading, record: RecordView): void {
  const { options, row, found, invalid } = reading;
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
  row.timeMs = timeOf(reading, record);
  options.onRow(row);
}

/** NaN where there is none: the monitor then takes the receiver's clock, and counts that it did. */
function timeOf({ options, row, found, invalid }: Reading, record: RecordView): number {
  if (found.hasTime && options.usesPredictionTime(row.modelName)) {
    const timeMs = parsePredictionTime(record.bytes, found.timeStart, found.timeEnd);
    if (!Number.isNaN(timeMs)) return timeMs;
    invalid.invalid_time++;
  }
  return record.timeUnixMs === 0 ? Number.NaN : record.timeUnixMs;
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
  hasVersion: boolean;
  hasTime: boolean;
  /** Where the bytes of the prediction's time stand; an empty range for a number. */
  timeStart: number;
  timeEnd: number;
  batchIndex: number;
  batchSize: number;
  actualLabel: string | undefined;
  actualValue: number;
}

function createFound(): Found {
  return {
    isRow: false,
    hasId: false,
    hasVersion: false,
    hasTime: false,
    timeStart: 0,
    timeEnd: 0,
    batchIndex: Number.NaN,
    batchSize: Number.NaN,
    actualLabel: undefined,
    actualValue: Number.NaN,
  };
}

function clearFound(found: Found): void {
  found.isRow = false;
  found.hasId = false;
  found.hasVersion = false;
  found.hasTime = false;
  found.timeStart = 0;
  found.timeEnd = 0;
  found.batchIndex = Number.NaN;
  found.batchSize = Number.NaN;
  found.actualLabel = undefined;
  found.actualValue = Number.NaN;
}

function copyTrace(record: RecordView, trace: Uint8Array): void {
  for (let at = 0; at < 16; at++) trace[at] = record.bytes[record.traceIdStart + at] as number;
  for (let at = 0; at < 8; at++) trace[16 + at] = record.bytes[record.spanIdStart + at] as number;
}
