import {
  addFeature,
  ALL,
  clearRow,
  createMonitor,
  FeatureKind,
  type GroundTruthOutcome,
  hashKey,
  type Monitor,
  type MonitorDefinition,
  type MonitorOptions,
  type Row,
  type Snapshot,
  type RowOutcome,
} from '@marigraph/monitor';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A Monday at midnight. */
export const START: number = Date.UTC(2026, 0, 5);

export const DEFINITION: MonitorDefinition = {
  model: 'rain',
  segmentKeys: ['region', 'device'],
  evaluate: [ALL, 'region'],
  window: { durationMs: 5 * MINUTE },
  allowedLatenessMs: 2 * MINUTE,
  idleTimeoutMs: 5 * MINUTE,
  maxFutureSkewMs: 5 * MINUTE,
  retentionMs: 30 * 24 * HOUR,
  predictionsMax: 1_000_000,
  slicesMax: 200,
  cellBytesMax: 256 * 1024 * 1024,
  drift: {
    rule: 'threshold',
    budget: 1,
    minimumScore: 0,
    excludedDays: [],
    bins: 10,
    minimumEffect: 0.1,
    pValueMax: 0.05,
  },
};

export function define(overrides: Partial<MonitorDefinition> = {}): MonitorDefinition {
  return { ...DEFINITION, ...overrides };
}

/** What a snapshot would be read back as. */
export function bytesOf(snapshot: Snapshot): Map<string, Uint8Array> {
  return new Map(
    [...snapshot].flatMap(([name, { bytes }]) => (bytes === undefined ? [] : [[name, bytes]])),
  );
}

/** A monitor of one model, by default without reference. */
export function monitorOf(
  overrides: Partial<MonitorDefinition> = {},
  { references = [] }: Partial<Pick<MonitorOptions, 'references'>> = {},
  snapshot?: Snapshot,
): Monitor {
  const definition = define(overrides);
  return createMonitor(
    { definitions: [definition], defaults: definition, references },
    snapshot && bytesOf(snapshot),
  );
}

/** What one value is of, as telemetry would say: `true` stands for a value of another type. */
export type Value = number | string | null | true;

export interface RowOf {
  readonly id: string;
  readonly timeMs: number;
  readonly model?: string;
  readonly version?: string;
  readonly segments?: Readonly<Record<string, string | undefined>>;
  /** In order; a name may come twice. */
  readonly features?: readonly (readonly [name: string, value: Value])[];
  readonly label?: string | undefined;
  readonly value?: number;
  /** Trace and span id as numbers, no span without them. */
  readonly trace?: readonly [traceId: number, spanId: number] | undefined;
}

export function fillRow(monitor: Monitor, row: Row, of: RowOf): void {
  clearRow(row);
  row.modelName = of.model ?? DEFINITION.model;
  row.modelVersion = of.version ?? '1';
  row.timeMs = of.timeMs;
  row.key.set(keyOf(of.id));
  row.label = of.label;
  row.value = of.value ?? Number.NaN;
  for (const [at, key] of monitor.segmentKeys.entries()) row.segments[at] = of.segments?.[key];
  for (const [name, value] of of.features ?? []) {
    addFeature(
      row,
      monitor.featureId(name),
      kindOf(value),
      typeof value === 'string' ? value : Number(value),
    );
  }
  if (of.trace !== undefined) {
    row.hasTrace = true;
    row.trace.set(traceOf(...of.trace));
  }
}

function kindOf(value: Value): number {
  if (value === null) return FeatureKind.MISSING;
  if (value === true) return FeatureKind.OTHER;
  return typeof value === 'number' ? FeatureKind.NUMBER : FeatureKind.TEXT;
}

export function keyOf(id: string): Uint32Array {
  const bytes = new TextEncoder().encode(id);
  const key = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, key);
  return key;
}

/** The 24 bytes of a trace id and a span id. */
export function traceOf(traceId: number, spanId: number): Uint8Array {
  const bytes = new Uint8Array(24);
  new DataView(bytes.buffer).setUint32(12, traceId);
  new DataView(bytes.buffer).setUint32(20, spanId);
  return bytes;
}

/** Adds one row, received when it happened unless told otherwise. */
export function addRow(monitor: Monitor, of: RowOf, receivedAtMs: number = of.timeMs): RowOutcome {
  const row = monitor.createRow();
  fillRow(monitor, row, of);
  return monitor.addRow(row, receivedAtMs);
}

export function addTruth(
  monitor: Monitor,
  id: string,
  of: { readonly label?: string; readonly value?: number; readonly model?: string },
): GroundTruthOutcome {
  return monitor.addGroundTruth({
    modelName: of.model ?? DEFINITION.model,
    key: keyOf(id),
    label: of.label,
    value: of.value ?? Number.NaN,
  });
}
