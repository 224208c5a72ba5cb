import { type Cell, createCell, mergeCells } from './cell.ts';
import type { DriftRule } from './definition.ts';
import { loadDrift, saveDrift } from './drift-snapshot.ts';
import { MonitorError } from './errors.ts';
import { WHOLE_MODEL } from './evaluation.ts';
import type { Model } from './monitor.ts';
import { loadQuality, saveQuality } from './quality-state.ts';
import { createScope, type Scope, type Window } from './scope.ts';
import {
  createPartReader,
  createPartWriter,
  type PartReader,
  type PartWriter,
  type Snapshot,
  type SnapshotPart,
} from './snapshot-parts.ts';
import {
  createStateReader,
  createStateWriter,
  type StateReader,
  type StateWriter,
} from './state-codec.ts';
import { addSlice, compactAll, findScope, type ModelVersion, rebuildWindows } from './version.ts';

/** Raised with every change of what is written below. */
const FORMAT = 'marigraph.monitor/4';
/** The part with everything but open predictions. It is small, and changes with every row. */
const CORE = 'core';

/** How a monitor makes what a snapshot names. */
interface Makers {
  modelOf(name: string): Model | undefined;
  addVersion(
    model: Model,
    identity: { readonly version: string; readonly number: number },
  ): ModelVersion;
}

export interface SaveOptions {
  readonly models: Iterable<Model>;
  readonly refused: number;
  /** Versions of the parts that are saved already. */
  readonly saved: ReadonlyMap<string, number>;
  /** Above that of every snapshot before. */
  readonly version: number;
}

/** Writes all models, for `loadMonitor`. */
export function saveMonitor({ models, refused, saved, version }: SaveOptions): Snapshot {
  const parts = new Map<string, SnapshotPart>();
  const writer = createStateWriter();
  const all = [...models];
  writer.text(FORMAT);
  writer.number(refused);
  writer.number(all.length);
  for (const [at, model] of all.entries()) {
    saveModel(writer, createPartWriter(parts, saved, predictionsOf(at)), model);
  }
  parts.set(CORE, { version, bytes: writer.finish() });
  return parts;
}

/** Open predictions of the model at a place in the order of the models. */
function predictionsOf(at: number): string {
  return `predictions/${at}/`;
}

/** Fills models and versions from the parts of a snapshot. Returns the count of refused rows. */
export function loadMonitor(parts: ReadonlyMap<string, Uint8Array>, makers: Makers): number {
  const core = parts.get(CORE);
  if (core === undefined) {
    throw new MonitorError('snapshot_unreadable', `the snapshot has no part ${CORE}`);
  }
  const reader = createStateReader(core);
  const format = reader.text();
  if (format !== FORMAT) {
    throw new MonitorError(
      'snapshot_unreadable',
      `the snapshot is of format ${format}, expected ${FORMAT}`,
    );
  }
  const refused = reader.number();
  const models = reader.number();
  for (let at = 0; at < models; at++) {
    loadModel(reader, createPartReader(parts, predictionsOf(at)), makers);
  }
  return refused;
}

function saveModel(writer: StateWriter, parts: PartWriter, model: Model): void {
  writer.text(model.name);
  writer.numbers([
    model.counters.duplicates,
    model.counters.matched,
    model.counters.duplicateLabels,
    model.counters.versions,
  ]);
  writer.texts(model.labels.labels);
  writer.number(model.versions.length);
  for (const version of model.versions) saveVersion(writer, version);
  model.predictions.save(writer, parts);
  model.waiting.save(writer);
  writer.text(saveQuality(model));
}

function loadModel(reader: StateReader, parts: PartReader, makers: Makers): void {
  const name = reader.text();
  const model = makers.modelOf(name);
  if (model === undefined) {
    throw new MonitorError('snapshot_unreadable', `the snapshot holds too many models, at ${name}`);
  }
  const [duplicates, matched, duplicateLabels, seen] = reader.numbers();
  Object.assign(model.counters, { duplicates, matched, duplicateLabels, versions: seen });
  for (const label of reader.texts()) model.labels.idOf(label);
  const slices = new Map<number, readonly number[]>();
  const versions = reader.number();
  for (let at = 0; at < versions; at++) {
    const identity = { version: reader.text(), number: reader.number() };
    slices.set(identity.number, loadVersion(reader, makers.addVersion(model, identity)));
  }
  const sliceOf = (version: number, slice: number): number => slices.get(version)?.[slice] ?? 0;
  model.predictions.load(reader, parts, sliceOf);
  model.waiting.load(reader);
  loadQuality(model, reader.json());
}

function saveVersion(writer: StateWriter, version: ModelVersion): void {
  compactAll(version);
  writer.text(version.version);
  writer.number(version.number);
  writer.texts(version.definition.segmentKeys);
  writer.optionalText(version.reference?.id);
  writer.text(JSON.stringify(version.definition.drift));
  writer.text(JSON.stringify(version.definition.window));
  writer.numbers([
    version.latestMs,
    version.closedMinute,
    version.retainedMinute,
    version.prunedMinute,
    version.lastRowAtMs,
    version.counters.rows,
    version.counters.late,
    version.counters.clamped,
    version.counters.cellsDropped,
  ]);
  writer.number(version.slices.length);
  for (const slice of version.slices) {
    for (const value of slice.values) writer.optionalText(value);
    writer.number(slice.cells.size);
    for (const cell of slice.cells.values()) saveCell(writer, cell);
  }
  writer.number(version.scopes.length);
  for (const scope of version.scopes) saveScope(writer, scope);
  saveDrift(writer, version.drift);
}

/** What of a saved version fits the definition and reference that it has now. */
interface Fit {
  readonly reference: boolean;
  /** Whether drift is judged as it was. */
  readonly drift: boolean;
  /** Whether examples stand by the same coarse bins. */
  readonly bins: boolean;
  readonly window: boolean;
}

/** Returns the number that each slice has now. */
function loadVersion(reader: StateReader, version: ModelVersion): number[] {
  const { definition, reference } = version;
  const savedKeys = reader.texts();
  const referenceId = reader.optionalText();
  const drift = reader.json() as Partial<DriftRule>;
  const fit: Fit = {
    reference: referenceId === reference?.id,
    drift: JSON.stringify(drift) === JSON.stringify(definition.drift),
    bins: drift.bins === definition.drift.bins,
    window: reader.text() === JSON.stringify(definition.window),
  };
  const [latest, closed, retained, pruned, lastRowAt, ...counts] = reader.numbers();
  version.latestMs = latest as number;
  version.closedMinute = closed as number;
  version.retainedMinute = retained as number;
  version.prunedMinute = pruned as number;
  version.lastRowAtMs = lastRowAt as number;
  const [rows, late, clamped, cellsDropped] = counts;
  Object.assign(version.counters, { rows, late, clamped, cellsDropped });

  const slices = Array.from({ length: reader.number() }, () =>
    loadSlice(reader, version, { savedKeys, fit }),
  );
  const kept = new Set<Scope | undefined>();
  const scopes = reader.number();
  for (let at = 0; at < scopes; at++) kept.add(loadScope(reader, version, fit));
  for (const scope of version.scopes) if (!kept.has(scope)) rebuildWindows(version, scope);
  loadDrift(reader, version, fit.reference && fit.drift);
  return slices;
}

/** A key that is new has no value in rows of before; slices that only a former key told apart become one. */
function loadSlice(
  reader: StateReader,
  version: ModelVersion,
  { savedKeys, fit }: { readonly savedKeys: readonly string[]; readonly fit: Fit },
): number {
  const saved = new Map(savedKeys.map((key) => [key, reader.optionalText()]));
  const values = version.definition.segmentKeys.map((key) => saved.get(key));
  const slice = version.index.find(values) ?? addSlice(version, values);
  const cells = reader.number();
  for (let at = 0; at < cells; at++) {
    const cell = loadCell(reader, fit);
    const known = slice.cells.get(cell.minute);
    if (known !== undefined) mergeCells(known, cell, version.scratch.window);
    else {
      slice.cells.set(cell.minute, cell);
      if (cell.minute >= version.closedMinute) version.pending.push({ minute: cell.minute, slice });
    }
  }
  return slice.id;
}

function saveCell(writer: StateWriter, cell: Cell): void {
  writer.number(cell.minute);
  writer.number(cell.rows);
  writer.numbers(cell.counters);
  writer.numbers(cell.counts);
  writer.numbers(cell.exemplarSlots);
  writer.numbers(cell.exemplarHashes);
  writer.bytes(cell.exemplarTraces);
  writer.numbers([...cell.performance.outcomes].flat());
  writer.numbers([
    cell.performance.values,
    cell.performance.absoluteError,
    cell.performance.squaredError,
  ]);
}

function loadCell(reader: StateReader, fit: Fit): Cell {
  const cell = createCell(reader.number());
  cell.rows = reader.number();
  const counters = Uint32Array.from(reader.numbers());
  const counts = reader.numbers();
  const slots = Uint32Array.from(reader.numbers());
  const hashes = reader.numbers();
  const traces = reader.bytes();
  if (fit.reference) {
    cell.counters = counters;
    cell.counts = counts;
  }
  if (fit.reference && fit.bins) {
    cell.exemplarSlots = slots;
    cell.exemplarHashes = hashes;
    cell.exemplarTraces = traces;
  }
  const outcomes = reader.numbers();
  for (let at = 0; at < outcomes.length; at += 2) {
    cell.performance.outcomes.set(outcomes[at] as number, outcomes[at + 1] as number);
  }
  const [values = 0, absoluteError = 0, squaredError = 0] = reader.numbers();
  Object.assign(cell.performance, { values, absoluteError, squaredError });
  return cell;
}

/** Windows are saved by their extent; their results are computed again from the cells. */
function saveScope(writer: StateWriter, scope: Scope): void {
  writer.optionalText(scope.key);
  writer.optionalText(scope.value);
  writer.number(scope.forgottenUntil);
  writer.number(scope.judgedUntil);
  const { open } = scope;
  writer.numbers(open === undefined ? [] : [open.startMinute, open.endMinute, open.rows]);
  writer.numbers(
    scope.windows.flatMap((window) => [
      window.startMinute,
      window.endMinute,
      window.revision,
      scope.due.has(window) && !window.isRestored ? 1 : 0,
    ]),
  );
  writer.texts([...scope.states].flat());
}

/** Returns the scope, nothing where the definition no longer asks for it or for such windows. */
function loadScope(reader: StateReader, version: ModelVersion, fit: Fit): Scope | undefined {
  const key = reader.optionalText();
  const value = reader.optionalText();
  const known = findScope(version, key, value);
  const scope = known ?? createScope(key, value);
  scope.forgottenUntil = reader.number();
  scope.judgedUntil = reader.number();
  const [openStart, openEnd, openRows] = reader.numbers();
  if (openStart !== undefined && openEnd !== undefined && openRows !== undefined) {
    scope.open = { startMinute: openStart, endMinute: openEnd, rows: openRows };
  }
  loadWindows(reader, scope, fit);
  const states = reader.texts();
  for (let at = 0; at < states.length; at += 2) {
    scope.states.set(states[at] as string, states[at + 1] as string);
  }
  if (!fit.reference) forgetFormerStates(scope, version);
  return fit.window ? known : undefined;
}

function loadWindows(reader: StateReader, scope: Scope, fit: Fit): void {
  const windows = reader.numbers();
  for (let at = 0; at < windows.length; at += 4) {
    const [startMinute = 0, endMinute = 0, revision = 0, due = 0] = windows.subarray(at, at + 4);
    const window: Window = {
      startMinute,
      endMinute,
      revision,
      hasNewRows: true,
      // What was evaluated and has not changed gets the same revision again, and so the same ids.
      isRestored: due === 0 && fit.reference && fit.drift,
      result: undefined,
    };
    scope.windows.push(window);
    scope.due.add(window);
  }
}

/** States of what the reference that is loaded now has not. */
function forgetFormerStates(scope: Scope, { layout, reference }: ModelVersion): void {
  const names = new Set(layout.features.map(({ feature }) => feature.name));
  if (reference === undefined) names.add(WHOLE_MODEL);
  for (const name of scope.states.keys()) if (!names.has(name)) scope.states.delete(name);
}
