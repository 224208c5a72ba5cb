import {
  createExemplarSet,
  EXEMPLARS_PER_BIN,
  type ExemplarSet,
  TRACE_BYTES,
} from './exemplars.ts';
import { hashTrace } from './key.ts';
import {
  type CellLayout,
  FIRST_BIN,
  type FeatureLayout,
  MISMATCHED,
  MISSING,
  OUTSIDE,
} from './layout.ts';
import { createPerformanceSums, mergePerformance, type PerformanceSums } from './performance.ts';
import type { UnknownWatch } from './quality-unknown.ts';
import type { RowWatch } from './quality-watch.ts';
import { FeatureKind, type Row } from './row.ts';

/**
 * The counters of an open cell or of a window: rows, one counter per bin and the example rows.
 *
 * Dense, so that a row costs a few additions; used again after `clear`.
 */
export interface DenseCell {
  rows: number;
  readonly counts: Float64Array;
  readonly exemplars: ExemplarSet;
}

/** An empty dense cell. */
export function createDenseCell(layout: CellLayout): DenseCell {
  return {
    rows: 0,
    counts: new Float64Array(layout.counters),
    exemplars: createExemplarSet(layout.slots),
  };
}

/** Bytes of a dense cell, for budgets: its counters and examples, and about a kilobyte of objects. */
export function denseCellBytes({ counters, slots }: CellLayout): number {
  return 1024 + counters * 8 + slots * EXEMPLARS_PER_BIN * (8 + TRACE_BYTES);
}

/** Makes a dense cell empty, to be used again. */
export function clearDenseCell(cell: DenseCell): void {
  cell.rows = 0;
  cell.counts.fill(0);
  cell.exemplars.clear();
}

/**
 * Adds one row. A feature of the reference that the row does not name counts as missing.
 *
 * @param indexOf Entry i is the layout's index of feature id i, -1 where the reference has no such feature.
 * @param seen Scratch of `layout.features.length` entries, all zero before and after.
 * @param quality Looks at values that may be bad ones; nothing is checked without it.
 */
export function addRowToCell(
  cell: DenseCell,
  layout: CellLayout,
  row: Row,
  scratch: RowScratch,
): void {
  const { indexOf, seen, quality } = scratch;
  const { offsets } = layout;
  const { slotOf } = quality?.watch ?? layout;
  const { counts, exemplars } = cell;
  const hash = row.hasTrace ? hashTrace(row.trace) : -1;
  let found = 0;
  cell.rows++;
  for (let at = 0; at < row.featureCount; at++) {
    const id = row.featureId[at] as number;
    const index = id >= 0 && id < indexOf.length ? (indexOf[id] as number) : -1;
    if (index < 0) {
      quality?.unknown.see(row, at);
      continue;
    }
    // Twice the same feature in one row: the first value stands.
    if (seen[index] === 1) continue;
    seen[index] = 1;
    found++;
    const offset = offsets[index] as number;
    const part = counterOf(layout, index, row, at);
    const counter = offset + part;
    counts[counter] = (counts[counter] as number) + 1;
    let slot = slotOf[counter] as number;
    if (slot < 0 && quality !== undefined) {
      // Undoes what `RowWatch.slotOf` says; a value without a slot still has none.
      slot = -2 - slot;
      const outside = quality.watch.see(row, at, index, part);
      counts[offset + OUTSIDE] = (counts[offset + OUTSIDE] as number) + outside;
    }
    if (slot >= 0 && hash >= 0) exemplars.add(slot, hash, row.trace, 0);
  }
  if (found < seen.length) countAbsent(cell, layout, row, scratch);
  seen.fill(0);
}

/** What a version keeps for adding rows. */
export interface RowScratch {
  readonly indexOf: Int32Array;
  readonly seen: Uint8Array;
  readonly quality?: { readonly watch: RowWatch; readonly unknown: UnknownWatch };
}

/** Which of a feature's counters a value adds to. */
function counterOf(layout: CellLayout, index: number, row: Row, at: number): number {
  if (row.featureKind[at] === FeatureKind.NUMBER && layout.isNumber[index] === 1) {
    const value = row.featureNumber[at] as number;
    if (Number.isFinite(value)) return FIRST_BIN + layout.bins.find(index, value);
    return Number.isNaN(value) ? MISSING : MISMATCHED;
  }
  return rareCounterOf(layout.features[index] as FeatureLayout, row, at);
}

/** Of a category, or of a value that is not what the reference has. */
function rareCounterOf({ categories, numbers, bins }: FeatureLayout, row: Row, at: number): number {
  switch (row.featureKind[at]) {
    case FeatureKind.TEXT:
      if (categories === undefined) return MISMATCHED;
      return FIRST_BIN + (categories.get(row.featureText[at] as string) ?? bins - 1);
    case FeatureKind.NUMBER: {
      const value = row.featureNumber[at] as number;
      return Number.isNaN(value) ? MISSING : FIRST_BIN + (numbers?.get(value) ?? bins - 1);
    }
    case FeatureKind.MISSING:
      return MISSING;
    case undefined:
    default:
      return MISMATCHED;
  }
}

function countAbsent(
  cell: DenseCell,
  layout: CellLayout,
  row: Row,
  { seen, quality }: RowScratch,
): void {
  for (let index = 0; index < seen.length; index++) {
    if (seen[index] === 1) continue;
    quality?.watch.seeAbsent(row, index);
    const at = (layout.features[index] as FeatureLayout).offset + MISSING;
    cell.counts[at] = (cell.counts[at] as number) + 1;
  }
}

/**
 * The rows of one model version and slice in one minute of event time, as kept: only counters above zero.
 * Every part is additive, so any window is a merge of cells.
 */
export interface Cell {
  readonly minute: number;
  rows: number;
  /** Positions of the counters above zero, ascending. */
  counters: Uint32Array;
  counts: Float64Array;
  /** Example rows: slot, hash and 24 bytes each. */
  exemplarSlots: Uint32Array;
  exemplarHashes: Float64Array;
  exemplarTraces: Uint8Array;
  readonly performance: PerformanceSums;
}

/** An empty cell. */
export function createCell(minute: number): Cell {
  return {
    minute,
    rows: 0,
    counters: new Uint32Array(0),
    counts: new Float64Array(0),
    exemplarSlots: new Uint32Array(0),
    exemplarHashes: new Float64Array(0),
    exemplarTraces: new Uint8Array(0),
    performance: createPerformanceSums(),
  };
}

/** Adds the cell's counters to a window. */
export function mergeIntoWindow(window: DenseCell, cell: Cell): void {
  window.rows += cell.rows;
  for (let at = 0; at < cell.counters.length; at++) {
    const counter = cell.counters[at] as number;
    window.counts[counter] = (window.counts[counter] as number) + (cell.counts[at] as number);
  }
  for (let at = 0; at < cell.exemplarSlots.length; at++) {
    window.exemplars.add(
      cell.exemplarSlots[at] as number,
      cell.exemplarHashes[at] as number,
      cell.exemplarTraces,
      at * TRACE_BYTES,
    );
  }
}

/** Moves the content of a dense cell into `cell`, added to what it holds. The dense cell is empty afterwards. */
export function compact(dense: DenseCell, cell: Cell): void {
  mergeIntoWindow(dense, cell);
  cell.rows = dense.rows;

  const all = dense.counts;
  let used = 0;
  for (let counter = 0; counter < all.length; counter++) if (all[counter] !== 0) used++;
  const counters = new Uint32Array(used);
  const counts = new Float64Array(used);
  for (let counter = 0, at = 0; at < used; counter++) {
    const count = all[counter] as number;
    if (count === 0) continue;
    counters[at] = counter;
    counts[at++] = count;
  }
  cell.counters = counters;
  cell.counts = counts;

  let examples = 0;
  dense.exemplars.each(0, dense.exemplars.slots, () => examples++);
  cell.exemplarSlots = new Uint32Array(examples);
  cell.exemplarHashes = new Float64Array(examples);
  cell.exemplarTraces = new Uint8Array(examples * TRACE_BYTES);
  let at = 0;
  dense.exemplars.each(0, dense.exemplars.slots, (slot, hash, traces, offset) => {
    cell.exemplarSlots[at] = slot;
    cell.exemplarHashes[at] = hash;
    for (let byte = 0; byte < TRACE_BYTES; byte++) {
      cell.exemplarTraces[at * TRACE_BYTES + byte] = traces[offset + byte] as number;
    }
    at++;
  });
  clearDenseCell(dense);
}

/** Adds a cell to another. @param scratch What it holds is lost. */
export function mergeCells(into: Cell, from: Cell, scratch: DenseCell): void {
  clearDenseCell(scratch);
  mergeIntoWindow(scratch, from);
  compact(scratch, into);
  mergePerformance(into.performance, from.performance);
}

/** Bytes a cell takes, for budgets: typed arrays and about 200 bytes of objects. */
export function cellBytes(cell: Cell): number {
  return (
    200 +
    cell.counters.length * 12 +
    cell.exemplarSlots.length * (12 + TRACE_BYTES) +
    cell.performance.outcomes.size * 40
  );
}

/** Adds the performance sums of cells. */
export function mergePerformanceOf(cells: Iterable<Cell>): PerformanceSums {
  const sums = createPerformanceSums();
  for (const cell of cells) mergePerformance(sums, cell.performance);
  return sums;
}
