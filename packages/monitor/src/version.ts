import {
  addRowToCell,
  type Cell,
  clearDenseCell,
  compact,
  createDenseCell,
  denseCellBytes,
  type DenseCell,
  mergeIntoWindow,
  mergePerformanceOf,
} from './cell.ts';
import { ALL, type MonitorDefinition } from './definition.ts';
import { createVersionDrift, type VersionDrift } from './drift-state.ts';
import { evaluateFeatures } from './evaluate.ts';
import { type CellLayout, createLayout } from './layout.ts';
import type { LoadedReference } from './monitor.ts';
import { OTHER, toPerformance } from './performance.ts';
import type { Row } from './row.ts';
import {
  alignedStart,
  closeDue,
  countRows,
  createScope,
  MINUTE_MS,
  type Scope,
  type Window,
  type WindowResult,
} from './scope.ts';
import { cellOf, createSliceIndex, type Slice, type SliceIndex } from './slice.ts';

/**
 * Bytes of dense cells at once, and the fewest cells whatever their size; then all are compacted. A cell that takes
 * rows again after that costs a thousand times a row, so there is room for the default of slices in many minutes.
 */
const DENSE_BYTES_MAX = 64 * 1024 * 1024;
const DENSE_CELLS_MIN = 256;

const HOUR_MINUTES = 60;

/** Everything kept of one version of one model. */
export interface ModelVersion {
  readonly name: string;
  readonly version: string;
  /** What its open predictions name it by, below 65,536. */
  readonly number: number;
  /** Where the segment keys of the definition stand in `Row.segments`. */
  readonly segmentAt: readonly number[];
  readonly definition: MonitorDefinition;
  readonly reference: LoadedReference | undefined;
  readonly layout: CellLayout;
  readonly slices: Slice[];
  readonly index: SliceIndex;
  readonly scopes: Scope[];
  /** Scopes by segment key and value. */
  readonly scopeIndex: Map<string | undefined, Map<string | undefined, Scope>>;
  /** Latest event time, milliseconds; -Infinity before the first row. */
  latestMs: number;
  /** Minutes before this one are closed. */
  closedMinute: number;
  /** Minutes before this one are no longer kept. */
  retainedMinute: number;
  /** Value of `closedMinute` when the retention was looked after last. */
  prunedMinute: number;
  /** When the last row came, by the receiver's clock. */
  lastRowAtMs: number;
  /** Cells whose minute is not closed yet. */
  pending: { readonly minute: number; readonly slice: Slice }[];
  readonly counters: VersionCounters;
  /** Of the rule `scan`, where there is a reference. */
  readonly drift: VersionDrift | undefined;
  readonly scratch: Scratch;
}

/** What became of the rows of a version. */
export interface VersionCounters {
  rows: number;
  /** Rows older than what is kept; they are in no cell. */
  late: number;
  /** Rows whose time was ahead of the receiver's clock, or was no number: they count at that clock. */
  clamped: number;
  /** Cells dropped to stay within the byte budget. */
  cellsDropped: number;
}

interface Scratch {
  /** All dense cells, at most `denseMax`. */
  readonly dense: { readonly slice: Slice; readonly minute: number; readonly cell: DenseCell }[];
  readonly denseMax: number;
  /** Empty dense cells to be used again. */
  readonly free: DenseCell[];
  readonly row: { indexOf: Int32Array; readonly seen: Uint8Array };
  readonly window: DenseCell;
  /** The segments of the row at hand. */
  readonly segments: (string | undefined)[];
}

/** A version without rows. @param reference What its rows are compared with, if there is one. */
export function createModelVersion(
  identity: Pick<ModelVersion, 'name' | 'version' | 'number' | 'segmentAt'>,
  definition: MonitorDefinition,
  reference: LoadedReference | undefined,
): ModelVersion {
  const layout = createLayout(reference?.document, definition.drift.bins);
  const isScanned = definition.drift.rule === 'scan' && reference !== undefined;
  const version: ModelVersion = {
    ...identity,
    definition,
    reference,
    layout,
    slices: [],
    index: createSliceIndex(),
    scopes: [],
    scopeIndex: new Map(),
    latestMs: Number.NEGATIVE_INFINITY,
    closedMinute: 0,
    retainedMinute: 0,
    prunedMinute: 0,
    lastRowAtMs: 0,
    pending: [],
    counters: { rows: 0, late: 0, clamped: 0, cellsDropped: 0 },
    drift: isScanned ? createVersionDrift(identity.name, identity.version) : undefined,
    scratch: {
      dense: [],
      denseMax: Math.max(DENSE_CELLS_MIN, Math.floor(DENSE_BYTES_MAX / denseCellBytes(layout))),
      free: [],
      row: { indexOf: new Int32Array(0), seen: new Uint8Array(layout.features.length) },
      window: createDenseCell(layout),
      segments: [],
    },
  };
  if (definition.evaluate.includes(ALL)) addScope(version, undefined, undefined);
  return version;
}

/** Adds a row to its cell. Returns the cell's slice, or undefined when the row is older than what is kept. */
export function addRowToVersion(
  version: ModelVersion,
  row: Row,
  segments: readonly (string | undefined)[],
  receivedAtMs: number,
): { readonly slice: Slice; readonly minute: number } | undefined {
  const { definition, counters } = version;
  version.lastRowAtMs = receivedAtMs;
  let { timeMs } = row;
  if (!(timeMs <= receivedAtMs + definition.maxFutureSkewMs)) {
    timeMs = receivedAtMs;
    counters.clamped++;
  }
  const minute = Math.floor(timeMs / MINUTE_MS);
  // Also without a clock that can be read: a minute that is no number is not kept.
  if (!(minute >= version.retainedMinute)) {
    counters.late++;
    return undefined;
  }
  const slice = version.index.find(segments) ?? createSlice(version, segments);
  const dense = denseCellOf(version, slice, minute);
  addRowToCell(dense, version.layout, row, version.scratch.row);
  counters.rows++;
  if (minute < version.closedMinute) {
    for (const scope of slice.scopes) countRows(scope, minute, 1, version);
  }
  if (timeMs > version.latestMs) {
    version.latestMs = timeMs;
    closeMinutes(version, Math.floor((timeMs - definition.allowedLatenessMs) / MINUTE_MS));
  }
  return { slice, minute };
}

function createSlice(version: ModelVersion, segments: readonly (string | undefined)[]): Slice {
  if (version.slices.length < version.definition.slicesMax) return addSlice(version, [...segments]);
  const other = segments.map(() => OTHER);
  return version.index.find(other) ?? addSlice(version, other);
}

/** Adds a slice whatever the cap says: a snapshot holds what was within it. */
export function addSlice(version: ModelVersion, values: readonly (string | undefined)[]): Slice {
  const slice: Slice = {
    id: version.slices.length,
    values,
    cells: new Map(),
    dense: new Map(),
    scopes: version.definition.evaluate.flatMap((key) => scopeOf(version, key, values) ?? []),
  };
  for (const scope of slice.scopes) scope.slices.push(slice);
  version.slices.push(slice);
  version.index.insert(slice);
  return slice;
}

function scopeOf(
  version: ModelVersion,
  key: string,
  values: readonly (string | undefined)[],
): Scope | undefined {
  if (key === ALL) return findScope(version, undefined, undefined);
  const value = values[version.definition.segmentKeys.indexOf(key)];
  if (value === undefined) return undefined;
  return findScope(version, key, value) ?? addScope(version, key, value);
}

/** The scope of a segment, or of all rows where key and value are `undefined`. */
export function findScope(
  { scopeIndex }: ModelVersion,
  key: string | undefined,
  value: string | undefined,
): Scope | undefined {
  return scopeIndex.get(key)?.get(value);
}

function addScope(
  { scopes, scopeIndex }: ModelVersion,
  key: string | undefined,
  value: string | undefined,
): Scope {
  const scope = createScope(key, value);
  scopes.push(scope);
  let ofKey = scopeIndex.get(key);
  if (ofKey === undefined) scopeIndex.set(key, (ofKey = new Map()));
  ofKey.set(value, scope);
  return scope;
}

function denseCellOf(version: ModelVersion, slice: Slice, minute: number): DenseCell {
  const known = slice.dense.get(minute);
  if (known !== undefined) return known;
  if (!slice.cells.has(minute)) {
    cellOf(slice, minute);
    if (minute >= version.closedMinute) version.pending.push({ minute, slice });
  }
  const { dense, denseMax, free } = version.scratch;
  if (dense.length === denseMax) compactAll(version);
  const cell = free.pop() ?? createDenseCell(version.layout);
  dense.push({ slice, minute, cell });
  slice.dense.set(minute, cell);
  return cell;
}

/** Brings all rows into the sparse cells, for reading them. */
export function compactAll({ scratch }: ModelVersion): void {
  for (const { slice, minute, cell } of scratch.dense) {
    compact(cell, cellOf(slice, minute));
    slice.dense.delete(minute);
    if (scratch.free.length < DENSE_CELLS_MIN) scratch.free.push(cell);
  }
  scratch.dense.length = 0;
}

/** Closes all minutes before `minute`: their rows are counted in windows, and windows that are full close. */
export function closeMinutes(version: ModelVersion, minute: number): void {
  if (minute <= version.closedMinute) return;
  version.closedMinute = minute;
  for (const scope of version.scopes) closeDue(scope, version);
  const due = version.pending.filter((entry) => entry.minute < minute);
  if (due.length === 0) return;
  version.pending = version.pending.filter((entry) => entry.minute >= minute);
  due.sort((a, b) => a.minute - b.minute);
  // A minute is counted once all its slices are: a window never ends within a minute.
  const rowsOf = new Map<Scope, number>();
  for (const [at, { minute: own, slice }] of due.entries()) {
    const rows = rowsInCell(slice, own);
    for (const scope of slice.scopes) rowsOf.set(scope, (rowsOf.get(scope) ?? 0) + rows);
    if (due[at + 1]?.minute === own) continue;
    for (const [scope, total] of rowsOf) countRows(scope, own, total, version);
    rowsOf.clear();
  }
}

/** Closes what no further row will close, once none came for the idle timeout. Returns whether that is so. */
export function closeWhenIdle(version: ModelVersion, nowMs: number): boolean {
  const { latestMs, lastRowAtMs, definition } = version;
  if (latestMs === Number.NEGATIVE_INFINITY) return false;
  if (!(nowMs - lastRowAtMs >= definition.idleTimeoutMs)) return false;
  const latestMinute = Math.floor(latestMs / MINUTE_MS);
  // The window of the latest row closes with the receiver's clock; a clock that jumps ahead closes nothing more.
  const { window } = definition;
  const endMinute =
    'count' in window ? 0 : alignedStart(latestMinute, window) + window.durationMs / MINUTE_MS;
  const passedMinute = Math.floor((nowMs - definition.allowedLatenessMs) / MINUTE_MS);
  closeMinutes(version, Math.max(latestMinute + 1, Math.min(endMinute, passedMinute)));
  return true;
}

function rowsInCell(slice: Slice, minute: number): number {
  return (slice.cells.get(minute)?.rows ?? 0) + (slice.dense.get(minute)?.rows ?? 0);
}

/**
 * Counts the closed minutes of a scope anew from its cells: for a scope that was not evaluated before, or with
 * windows of another kind.
 */
export function rebuildWindows(version: ModelVersion, scope: Scope): void {
  const rowsOf = new Map<number, number>();
  for (const { minute, rows } of cellsOf(scope, version.retainedMinute, version.closedMinute)) {
    rowsOf.set(minute, (rowsOf.get(minute) ?? 0) + rows);
  }
  scope.windows.length = 0;
  scope.due.clear();
  scope.open = undefined;
  scope.forgottenUntil = firstWholeWindow(version);
  for (const [minute, rows] of [...rowsOf].toSorted(([a], [b]) => a - b)) {
    countRows(scope, minute, rows, version);
  }
}

/** The first minute from which on windows have all their cells. */
function firstWholeWindow({ definition: { window }, retainedMinute }: ModelVersion): number {
  if ('count' in window) return retainedMinute;
  return alignedStart(retainedMinute - 1, window) + window.durationMs / MINUTE_MS;
}

/** Evaluates one window from its cells. `compactAll` must have been called since the last row. */
export function evaluateWindow(version: ModelVersion, scope: Scope, window: Window): WindowResult {
  const cells = cellsOf(scope, window.startMinute, window.endMinute);
  const performance = toPerformance(mergePerformanceOf(cells));
  const before = window.hasNewRows ? undefined : window.result;
  const result = { ...(before ?? evaluateRows(version, cells)), performance };
  if (!window.isRestored) window.revision++;
  window.isRestored = false;
  window.hasNewRows = false;
  window.result = result;
  return result;
}

function evaluateRows(
  version: ModelVersion,
  cells: readonly Cell[],
): Pick<WindowResult, 'rows' | 'features'> {
  const merged = version.scratch.window;
  clearDenseCell(merged);
  for (const cell of cells) mergeIntoWindow(merged, cell);
  return {
    rows: merged.rows,
    features: evaluateFeatures(version.layout, merged, version.definition.drift),
  };
}

/** The cells of a scope in the minutes from `startMinute` to before `endMinute`. */
export function cellsOf(scope: Scope, startMinute: number, endMinute: number): Cell[] {
  const cells: Cell[] = [];
  for (const slice of scope.slices) {
    for (const cell of slice.cells.values()) {
      if (cell.minute >= startMinute && cell.minute < endMinute) cells.push(cell);
    }
  }
  return cells;
}

/** The cells of all slices in an hour. O(slices). */
export function cellsInHour({ slices }: ModelVersion, hour: number): Cell[] {
  const found: Cell[] = [];
  for (const { cells } of slices) {
    for (let minute = hour * HOUR_MINUTES; minute < (hour + 1) * HOUR_MINUTES; minute++) {
      const cell = cells.get(minute);
      if (cell !== undefined) found.push(cell);
    }
  }
  return found;
}

/** Hours since the epoch that have cells, from `from` to before `to`, ascending. */
export function hoursWithRows({ slices }: ModelVersion, from: number, to: number): number[] {
  const hours = new Set<number>();
  for (const { cells } of slices) {
    // A few hours are looked up; of many, or of all there are, the cells are fewer.
    const minutes =
      (to - from) * HOUR_MINUTES < cells.size
        ? minutesBetween(from * HOUR_MINUTES, to * HOUR_MINUTES).filter((own) => cells.has(own))
        : cells.keys();
    for (const minute of minutes) {
      const hour = Math.floor(minute / HOUR_MINUTES);
      if (hour >= from && hour < to) hours.add(hour);
    }
  }
  return [...hours].toSorted((a, b) => a - b);
}

function minutesBetween(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at);
}
