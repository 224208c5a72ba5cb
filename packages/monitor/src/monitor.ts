import { checkReference } from './check-reference.ts';
import { type MonitorDefinition, problemsOf } from './definition.ts';
import { type FindingReport, toFindingReport } from './drift-report.ts';
import { MonitorError } from './errors.ts';
import { evaluateVersion, type Evaluation } from './evaluation.ts';
import { addError, addOutcome, createLabelTable, type LabelTable } from './performance.ts';
import {
  emptyPrediction,
  NO_LABEL,
  type OpenPrediction,
  PredictionStore,
} from './prediction-store.ts';
import type { Reference } from './reference.ts';
import { type MonitorReport, toReport } from './report.ts';
import { closeOverdue, prune } from './retention.ts';
import { createRow, type GroundTruth, type Row } from './row.ts';
import { countOutcome, MINUTE_MS } from './scope.ts';
import { cellOf } from './slice.ts';
import type { Snapshot } from './snapshot-parts.ts';
import { loadMonitor, saveMonitor } from './snapshot.ts';
import {
  acknowledgeFinding,
  type DriftUpdate,
  judgeIdle,
  noteRow,
  takeDriftUpdate,
} from './version-drift.ts';
import {
  addRowToVersion,
  closeWhenIdle,
  createModelVersion,
  type ModelVersion,
} from './version.ts';
import { createWaitingLabels, type WaitingLabels } from './waiting-labels.ts';

/** Models kept at most; rows and ground truth of further ones are refused and counted. */
export const MODELS_MAX = 1000;
/** Versions of a model at most. One without rows for the retention makes room; else further ones are refused. */
export const VERSIONS_MAX = 50;
/** Feature names numbered at most, unless the references alone have more. */
export const FEATURE_IDS_MAX = 65_536;

/** A reference as loaded: the document and the id that findings name. */
export interface LoadedReference {
  readonly id: string;
  readonly document: Reference;
}

/** What a monitor is made of. */
export interface MonitorOptions {
  readonly definitions: readonly MonitorDefinition[];
  /** For models that no definition names. */
  readonly defaults: Omit<MonitorDefinition, 'model'>;
  readonly references: readonly LoadedReference[];
}

/**
 * What became of a row: counted in its cell; a second carrier of an open prediction; older than what is kept;
 * of one model too many.
 */
export type RowOutcome = 'added' | 'duplicate' | 'late' | 'refused';

/** What became of ground truth; `waiting` until its prediction comes. */
export type GroundTruthOutcome = 'matched' | 'waiting' | 'duplicate' | 'refused';

/**
 * The engine. Pure in the sense that matters: time comes in as a parameter, nothing goes out but return values,
 * and the same rows in the same order give the same state.
 */
export interface Monitor {
  /** Tags that rows must carry in `Row.segments`, in this order. */
  readonly segmentKeys: readonly string[];
  /** A row that fits this monitor, to be filled again and again. */
  createRow(): Row;
  /** Number of a feature name, -1 for a name that no reference has once 65,536 names are known. */
  featureId(name: string): number;
  definitionOf(modelName: string): Omit<MonitorDefinition, 'model'>;
  /** @param receivedAtMs The receiver's clock, milliseconds since the epoch. */
  addRow(row: Row, receivedAtMs: number): RowOutcome;
  addGroundTruth(groundTruth: GroundTruth): GroundTruthOutcome;
  /** Closes windows of idle models, evaluates every window that closed or changed, and forgets what is too old. */
  advance(nowMs: number): Advance;
  /**
   * Says that an open finding is expected: it ends, and what made its alerts makes no new finding until a day has
   * none of them.
   */
  acknowledge(findingId: string, reason?: string): Acknowledgement;
  readonly models: ReadonlyMap<string, Model>;
  /** Rows and ground truth refused because too many models or versions were named. */
  readonly refused: number;
  /** Everything the monitor knows, for people and dashboards. */
  report(): MonitorReport;
  /**
   * Everything the monitor needs to go on after a restart.
   * @param saved Versions of the parts that are saved by now; none unless given.
   */
  snapshot(saved?: ReadonlyMap<string, number>): Snapshot;
}

/** What there is to tell since the last `advance`. */
export interface Advance {
  readonly evaluations: readonly Evaluation[];
  /** At most one per model version whose rule is `scan`. */
  readonly drift: readonly DriftUpdate[];
}

/** What became of an acknowledgement. `ended`: the finding is not open any more. */
export type Acknowledgement =
  | { readonly outcome: 'acknowledged'; readonly finding: FindingReport }
  | { readonly outcome: 'ended' }
  | { readonly outcome: 'unknown' };

/** All versions of one model: they share predictions and class names. */
export interface Model {
  readonly name: string;
  readonly versions: ModelVersion[];
  readonly predictions: PredictionStore;
  readonly labels: LabelTable;
  readonly waiting: WaitingLabels;
  readonly counters: ModelCounters;
}

/** What became of rows and ground truth of a model, beyond what its cells say. */
export interface ModelCounters {
  duplicates: number;
  matched: number;
  duplicateLabels: number;
  /** Versions seen so far, also those that made room. */
  versions: number;
}

/** What a monitor keeps between calls. */
interface State {
  readonly options: MonitorOptions;
  readonly definitions: ReadonlyMap<string, MonitorDefinition>;
  readonly segmentKeys: readonly string[];
  readonly featureIds: Map<string, number>;
  readonly models: Map<string, Model>;
  refused: number;
  /** Taken so far. */
  snapshots: number;
  /** The prediction that ground truth was joined with last. */
  readonly found: OpenPrediction;
}

/**
 * @param snapshot Bytes of the parts that an earlier monitor's `snapshot()` named. Definitions and references may have changed since:
 * cells of a version with another reference keep their rows and performance, not their feature counts; windows of
 * another kind are counted anew from the cells; slices are merged when segment keys are gone.
 * @throws {MonitorError} `definition_invalid`, `reference_invalid`; `snapshot_unreadable` when the snapshot is
 * damaged or of another format.
 */
export function createMonitor(
  options: MonitorOptions,
  snapshot?: ReadonlyMap<string, Uint8Array>,
): Monitor {
  checkOptions(options);
  const segmentKeys = new Set(
    [options.defaults, ...options.definitions].flatMap((definition) => definition.segmentKeys),
  );
  const state: State = {
    options,
    definitions: new Map(options.definitions.map((definition) => [definition.model, definition])),
    segmentKeys: [...segmentKeys],
    featureIds: new Map(),
    models: new Map(),
    refused: 0,
    snapshots: 0,
    found: emptyPrediction(),
  };
  for (const { document } of options.references) {
    for (const { name } of document.features) numberFeature(state.featureIds, name);
  }
  if (snapshot !== undefined) {
    state.refused = loadMonitor(snapshot, {
      modelOf: (name) => modelOf(state, name),
      addVersion: (model, identity) => addVersion(state, model, identity),
    });
  }

  return {
    segmentKeys: state.segmentKeys,
    models: state.models,
    get refused() {
      return state.refused;
    },
    createRow: () => createRow(state.segmentKeys.length),
    featureId: (name) => featureId(state.featureIds, name),
    definitionOf: (name) => definitionOf(state, name),
    addRow: (row, receivedAtMs) => addRow(state, row, receivedAtMs),
    addGroundTruth: (groundTruth) => addGroundTruth(state, groundTruth),
    advance(nowMs) {
      const all = [...state.models.values()].map((model) => advanceModel(model, nowMs));
      return {
        evaluations: all.flatMap(({ evaluations }) => evaluations),
        drift: all.flatMap(({ drift }) => drift),
      };
    },
    acknowledge: (findingId, reason) => acknowledge(state, findingId, reason),
    report: () => toReport(state.models.values(), state.refused),
    snapshot: (saved = new Map()) => {
      const { models, refused } = state;
      return saveMonitor({ models: models.values(), refused, saved, version: state.snapshots++ });
    },
  };
}

function checkOptions({ definitions, defaults, references }: MonitorOptions): void {
  const problems = [
    ...problemsOf(defaults).map((problem) => `defaults: ${problem}`),
    ...definitions.flatMap((definition) =>
      problemsOf(definition).map((problem) => `model ${definition.model}: ${problem}`),
    ),
    ...repeated(definitions.map(({ model }) => `model ${model}`)),
    ...repeated(
      references.map(({ document }) => `model ${document.model.name} ${document.model.version}`),
    ).map((name) => `${name} as a reference`),
  ];
  if (problems.length > 0) throw new MonitorError('definition_invalid', problems.join('; '));
  for (const { document } of references) checkReference(document);
}

function repeated(names: readonly string[]): string[] {
  return names
    .filter((name, at) => names.indexOf(name) !== at)
    .map((name) => `${name} is given twice`);
}

function addRow(state: State, row: Row, receivedAtMs: number): RowOutcome {
  const model = modelOf(state, row.modelName);
  const version = model === undefined ? undefined : versionOf(state, model, row, receivedAtMs);
  if (model === undefined || version === undefined) {
    state.refused++;
    return 'refused';
  }
  if (model.predictions.has(row.key)) {
    model.counters.duplicates++;
    return 'duplicate';
  }
  indexFeatures(state, version);
  const place = addRowToVersion(version, row, ownSegments(version, row), receivedAtMs);
  if (place === undefined) return 'late';
  if (version.drift !== undefined) noteRow(version, version.drift, place.minute);
  model.predictions.add(row.key, {
    minute: place.minute,
    version: version.number,
    slice: place.slice.id,
    label: row.label === undefined ? NO_LABEL : model.labels.idOf(row.label),
    value: row.value,
    joined: false,
  });
  const waiting = model.waiting.size > 0 ? model.waiting.take(row.key) : undefined;
  if (waiting !== undefined && model.predictions.join(row.key, state.found)) {
    joinOutcome(model, state.found, waiting);
  }
  return 'added';
}

function addGroundTruth(state: State, groundTruth: GroundTruth): GroundTruthOutcome {
  const model = modelOf(state, groundTruth.modelName);
  if (model === undefined) {
    state.refused++;
    return 'refused';
  }
  const isOpen = model.predictions.join(groundTruth.key, state.found);
  if (!isOpen && model.waiting.put(groundTruth)) return 'waiting';
  if (!isOpen || state.found.joined) {
    model.counters.duplicateLabels++;
    return 'duplicate';
  }
  joinOutcome(model, state.found, groundTruth);
  return 'matched';
}

function advanceModel(model: Model, nowMs: number): Advance {
  const all = model.versions.map((version): Advance => {
    const isIdle = closeWhenIdle(version, nowMs);
    closeOverdue(version);
    if (version.drift !== undefined && isIdle) judgeIdle(version, version.drift);
    const evaluations = evaluateVersion(version);
    prune(version);
    const update = takeDriftUpdate(version);
    return { evaluations, drift: update === undefined ? [] : [update] };
  });
  forgetOld(model, nowMs);
  return {
    evaluations: all.flatMap(({ evaluations }) => evaluations),
    drift: all.flatMap(({ drift }) => drift),
  };
}

function acknowledge(
  { models }: State,
  findingId: string,
  reason: string | undefined,
): Acknowledgement {
  const versions = [...models.values()].flatMap((model) => model.versions);
  for (const version of versions) {
    const finding = acknowledgeFinding(version, findingId, reason);
    if (finding === undefined) continue;
    return { outcome: 'acknowledged', finding: toFindingReport(version, finding) };
  }
  const isKnown = versions.some(({ drift }) => drift?.series.findings.ended.includes(findingId));
  return { outcome: isKnown ? 'ended' : 'unknown' };
}

function definitionOf(state: State, name: string): MonitorDefinition {
  return state.definitions.get(name) ?? { ...state.options.defaults, model: name };
}

function modelOf(state: State, name: string): Model | undefined {
  const known = state.models.get(name);
  // A model that somebody set up is never crowded out by names that nobody did.
  const isFull = state.models.size >= MODELS_MAX && !state.definitions.has(name);
  if (known !== undefined || isFull) return known;
  const { retentionMs, predictionsMax } = definitionOf(state, name);
  const retentionMinutes = retentionMs / MINUTE_MS;
  const model: Model = {
    name,
    versions: [],
    predictions: new PredictionStore({ retentionMinutes, max: predictionsMax }),
    labels: createLabelTable(),
    waiting: createWaitingLabels(),
    counters: { duplicates: 0, matched: 0, duplicateLabels: 0, versions: 0 },
  };
  state.models.set(name, model);
  return model;
}

function versionOf(
  state: State,
  model: Model,
  { modelVersion }: Row,
  receivedAtMs: number,
): ModelVersion | undefined {
  for (const version of model.versions) if (version.version === modelVersion) return version;
  const isFull = model.versions.length >= VERSIONS_MAX && !makeRoom(model, receivedAtMs);
  // Nor is a version that has a reference.
  if (isFull && referenceOf(state, model.name, modelVersion) === undefined) return undefined;
  // 65,536 versions later the predictions of the first one are long forgotten.
  const number = model.counters.versions++ % 0x1_0000;
  return addVersion(state, model, { version: modelVersion, number });
}

/** Forgets the version that has been without rows the longest, if it has been for the retention. */
function makeRoom({ versions }: Model, receivedAtMs: number): boolean {
  const [oldest] = versions.toSorted((a, b) => a.lastRowAtMs - b.lastRowAtMs);
  if (oldest === undefined) return false;
  if (oldest.lastRowAtMs + oldest.definition.retentionMs >= receivedAtMs) return false;
  versions.splice(versions.indexOf(oldest), 1);
  return true;
}

function addVersion(
  state: State,
  model: Model,
  identity: { readonly version: string; readonly number: number },
): ModelVersion {
  const reference = referenceOf(state, model.name, identity.version);
  const definition = definitionOf(state, model.name);
  const segmentAt = definition.segmentKeys.map((key) => state.segmentKeys.indexOf(key));
  const version = createModelVersion(
    { name: model.name, ...identity, segmentAt },
    definition,
    reference,
  );
  model.versions.push(version);
  return version;
}

function referenceOf(state: State, model: string, version: string): LoadedReference | undefined {
  return state.options.references.find(
    ({ document }) => document.model.name === model && document.model.version === version,
  );
}

function featureId(featureIds: Map<string, number>, name: string): number {
  if (featureIds.size < FEATURE_IDS_MAX) return numberFeature(featureIds, name);
  return featureIds.get(name) ?? -1;
}

function numberFeature(featureIds: Map<string, number>, name: string): number {
  const known = featureIds.get(name);
  if (known !== undefined) return known;
  featureIds.set(name, featureIds.size);
  return featureIds.size - 1;
}

/** Brings the version's index from feature id to place in its layout up to the names known by now. */
function indexFeatures({ featureIds }: State, version: ModelVersion): void {
  const { row } = version.scratch;
  if (row.indexOf.length === featureIds.size) return;
  const indexOf = new Int32Array(featureIds.size).fill(-1);
  for (const [index, { feature }] of version.layout.features.entries()) {
    const id = featureIds.get(feature.name);
    if (id !== undefined) indexOf[id] = index;
  }
  row.indexOf = indexOf;
}

/** The tags of the version's own segment keys, out of those of all monitors. */
function ownSegments(
  { segmentAt, scratch }: ModelVersion,
  row: Row,
): readonly (string | undefined)[] {
  for (let at = 0; at < segmentAt.length; at++) {
    scratch.segments[at] = row.segments[segmentAt[at] as number];
  }
  return scratch.segments;
}

/** Adds an outcome to the cell of the prediction's time, and has the windows around it evaluated again. */
function joinOutcome(
  model: Model,
  prediction: OpenPrediction,
  actual: { readonly label: string | undefined; readonly value: number },
): void {
  model.counters.matched++;
  const version = model.versions.find(({ number }) => number === prediction.version);
  const slice = version?.slices[prediction.slice];
  if (version === undefined || slice === undefined || prediction.minute < version.retainedMinute)
    return;
  const { performance } = cellOf(slice, prediction.minute);
  if (actual.label !== undefined && prediction.label !== NO_LABEL) {
    addOutcome(performance, prediction.label, model.labels.idOf(actual.label));
  }
  if (!Number.isNaN(actual.value) && !Number.isNaN(prediction.value)) {
    addError(performance, prediction.value, actual.value);
  }
  for (const scope of slice.scopes) countOutcome(scope, prediction.minute);
}

/** Forgets predictions that are behind the retention of every version that still has rows. */
function forgetOld({ versions, predictions }: Model, nowMs: number): void {
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const { latestMs, lastRowAtMs, definition } of versions) {
    if (nowMs - lastRowAtMs > definition.retentionMs) continue;
    oldestMs = Math.min(oldestMs, latestMs - definition.retentionMs);
  }
  if (Number.isFinite(oldestMs)) predictions.expire(Math.floor(oldestMs / MINUTE_MS));
}
