/** What a feature value is. A missing value is a value that is absent, null or NaN. */
export const FeatureKind = { MISSING: 0, NUMBER: 1, TEXT: 2, OTHER: 3 } as const;

/**
 * One prediction with its features, tags and identity.
 *
 * Mutable and reused: the reader fills one `Row` per prediction and the monitor copies what it keeps, so that
 * nothing is allocated per row. Texts are expected to be shared strings (the same bytes give the same string).
 */
export interface Row {
  modelName: string;
  /** Empty when the telemetry names none. */
  modelVersion: string;
  /** Event time, milliseconds since the epoch. */
  timeMs: number;
  /** `hashKey` of the prediction id: 128 bits. */
  readonly key: Uint32Array;
  /** Predicted class, `undefined` for a model without classes. */
  label: string | undefined;
  /** Predicted value of a regression, NaN when there is none. */
  value: number;
  /** Whether the row says a predicted value, also one that is no number. */
  hasValue: boolean;
  /** `service.version` of what made the prediction. */
  serviceVersion: string | undefined;
  /** One entry per `Monitor.segmentKeys`, `undefined` where the row has no such tag. */
  readonly segments: (string | undefined)[];
  /** Features in the first `featureCount` entries of the four arrays below. */
  featureCount: number;
  /** `Monitor.featureId` of each feature. */
  featureId: Int32Array;
  /** A `FeatureKind`. */
  featureKind: Uint8Array;
  /** The value of a `NUMBER`. */
  featureNumber: Float64Array;
  /** The value of a `TEXT`. */
  featureText: (string | undefined)[];
  /** Whether `trace` holds the ids of the span behind the row. */
  hasTrace: boolean;
  /** Trace id (16 bytes) and span id (8 bytes). */
  readonly trace: Uint8Array;
}

/** Features of a row at most. */
export const FEATURES_PER_ROW_MAX = 4096;

/** An empty row for a monitor with `segmentKeys` segment keys. */
export function createRow(segmentKeys: number): Row {
  return {
    modelName: '',
    modelVersion: '',
    timeMs: 0,
    key: new Uint32Array(4),
    label: undefined,
    value: Number.NaN,
    hasValue: false,
    serviceVersion: undefined,
    segments: Array.from<string | undefined>({ length: segmentKeys }).fill(undefined),
    featureCount: 0,
    featureId: new Int32Array(64),
    featureKind: new Uint8Array(64),
    featureNumber: new Float64Array(64),
    featureText: Array.from<string | undefined>({ length: 64 }).fill(undefined),
    hasTrace: false,
    trace: new Uint8Array(24),
  };
}

/** Makes `row` ready for the next prediction. */
export function clearRow(row: Row): void {
  row.modelName = '';
  row.modelVersion = '';
  row.timeMs = 0;
  row.key.fill(0);
  row.label = undefined;
  row.value = Number.NaN;
  row.hasValue = false;
  row.serviceVersion = undefined;
  row.segments.fill(undefined);
  row.featureCount = 0;
  row.hasTrace = false;
}

/**
 * Adds one feature. Returns false, and adds nothing, once the row holds `FEATURES_PER_ROW_MAX` features.
 *
 * @param id `Monitor.featureId` of its name; a feature with -1 is in no cell.
 * @param kind A `FeatureKind`.
 * @param value A number where `kind` is `NUMBER`, a string where it is `TEXT`, else not read.
 */
export function addFeature(row: Row, id: number, kind: number, value: number | string): boolean {
  const at = row.featureCount;
  if (at === FEATURES_PER_ROW_MAX) return false;
  if (at === row.featureId.length) grow(row);
  row.featureId[at] = id;
  row.featureKind[at] = kind;
  if (typeof value === 'number') row.featureNumber[at] = value;
  else row.featureText[at] = value;
  row.featureCount = at + 1;
  return true;
}

function grow(row: Row): void {
  const size = row.featureId.length * 2;
  const id = new Int32Array(size);
  id.set(row.featureId);
  row.featureId = id;
  const kind = new Uint8Array(size);
  kind.set(row.featureKind);
  row.featureKind = kind;
  const number = new Float64Array(size);
  number.set(row.featureNumber);
  row.featureNumber = number;
  while (row.featureText.length < size) row.featureText.push(undefined);
}

/** The actual outcome of an earlier prediction. */
export interface GroundTruth {
  readonly modelName: string;
  /** `hashKey` of the prediction id: 128 bits. Copied by the monitor. */
  readonly key: Uint32Array;
  /** Actual class, `undefined` where the outcome is a value. */
  readonly label: string | undefined;
  /** Actual value, NaN where the outcome is a class. */
  readonly value: number;
}
