import {
  createScanBins,
  FINE_BINS,
  type Reference,
  type ReferenceFeature,
  type ScanBins,
} from '@marigraph/monitor';
import { quantileEdges } from '@marigraph/statistics';

import { CELLS, FEATURES, MISSING_CELL, type SimulatedFeature, valueOf } from './features.ts';
import type { SimulatedRows, Simulation } from './simulation.ts';

/** Streams begin on a Monday, 2026-01-05. */
export const FIRST_HOUR = Date.UTC(2026, 0, 5) / 3_600_000;
/** A model of the laboratory. */
export const MODEL = { name: 'laboratory', version: '1' };

/** How the values of a feature are counted: the scan bin of each cell, the last one for missing values. */
export interface BinnedFeature {
  readonly bins: ScanBins;
  readonly binOf: Uint8Array;
}

/** A reference made from the rows of a simulation, and what counts rows in its bins. */
export interface SimulatedReference {
  /** The document that `buildReference` makes of the same rows. */
  readonly document: Reference;
  readonly features: readonly BinnedFeature[];
  /** Rows of the whole reference by cell. */
  readonly cells: readonly Float64Array[];
  /** The rows of each hour. */
  readonly drawn: readonly Uint16Array[];
}

/** Draws the first hours of a simulation and makes a reference of them. */
export function simulateReference(simulation: Simulation, hours: number): SimulatedReference {
  const drawn: { rows: number; cells: Uint16Array }[] = [];
  const buffer: SimulatedRows = { rows: 0, cells: new Uint16Array(0) };
  const cells = FEATURES.map(() => new Float64Array(CELLS));
  for (let hour = 0; hour < hours; hour++) {
    simulation.draw(hour, buffer);
    const used = buffer.cells.slice(0, buffer.rows * FEATURES.length);
    drawn.push({ rows: buffer.rows, cells: used });
    countCells(cells, used);
  }
  const rows = drawn.reduce((sum, hour) => sum + hour.rows, 0);
  const { firstHour, lastHour } = occupied(drawn);
  const used = drawn.slice(firstHour, lastHour + 1);
  const made = FEATURES.map((feature, at) => {
    const document = toFeature(feature, cells[at] as Float64Array);
    const binned = binFeature(feature, document);
    const hourly = new Uint32Array(used.length * binned.bins.count);
    for (const [hour, { cells: ofHour }] of used.entries()) {
      const counts = hourly.subarray(hour * binned.bins.count, (hour + 1) * binned.bins.count);
      countFeature(counts, binned, { cells: ofHour, feature: at });
    }
    return { binned, document: { ...document, hourly } };
  });
  const start = new Date((FIRST_HOUR + firstHour) * 3_600_000).toISOString();
  return {
    document: {
      format: 'marigraph.reference/2',
      model: MODEL,
      rows,
      time: { timeZone: 'UTC', start: `${start.slice(0, 19)}Z`, hours: used.length },
      features: made.map(({ document }) => document),
    },
    features: made.map(({ binned }) => binned),
    cells,
    drawn: drawn.map((hour) => hour.cells),
  };
}

/** Adds the rows of an hour to the bins of one feature. */
export function countFeature(
  counts: Uint32Array | Float64Array,
  { binOf, bins }: BinnedFeature,
  { cells, feature }: { readonly cells: Uint16Array; readonly feature: number },
): void {
  for (let at = feature; at < cells.length; at += FEATURES.length) {
    const cell = cells[at] as number;
    const bin = cell === MISSING_CELL ? bins.count - 1 : (binOf[cell] as number);
    counts[bin] = (counts[bin] as number) + 1;
  }
}

/** Adds rows to the counts of cells; missing values are in none. */
export function countCells(counts: readonly Float64Array[], cells: Uint16Array): void {
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] as number;
    const ofFeature = counts[at % FEATURES.length] as Float64Array;
    if (cell !== MISSING_CELL) ofFeature[cell] = (ofFeature[cell] as number) + 1;
  }
}

function occupied(hours: readonly { readonly rows: number }[]): {
  readonly firstHour: number;
  readonly lastHour: number;
} {
  const firstHour = hours.findIndex(({ rows }) => rows > 0);
  return { firstHour, lastHour: hours.findLastIndex(({ rows }) => rows > 0) };
}

/** As `buildReference` does it, from counts of equal values instead of the values. */
function toFeature(feature: SimulatedFeature, cells: Float64Array): ReferenceFeature {
  const { name, law } = feature;
  const used = [...cells.keys()].filter((cell) => (cells[cell] as number) > 0);
  const values = new Map<number | string, number>();
  for (const cell of used) {
    const value = valueOf(feature, cell) as number | string;
    values.set(value, (values.get(value) ?? 0) + (cells[cell] as number));
  }
  if (law === 'category') {
    const categories = ([...values.keys()] as string[]).toSorted();
    const counts = categories.map((category) => values.get(category) ?? 0);
    return { name, type: 'category', missing: 0, categories, counts };
  }
  const distinct = ([...values.keys()] as number[]).toSorted((a, b) => a - b);
  const edges = [...quantileEdges(repeat(distinct, values), FINE_BINS)];
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of distinct) {
    const bin = edges.findIndex((edge) => value <= edge);
    const at = bin < 0 ? edges.length : bin;
    counts[at] = (counts[at] as number) + (values.get(value) ?? 0);
  }
  const range = { minimum: distinct[0] as number, maximum: distinct.at(-1) as number };
  return { name, type: 'number', missing: 0, range, integer: false, edges, counts };
}

/** Ascending values, each as often as it was counted. */
function repeat(
  distinct: readonly number[],
  counts: ReadonlyMap<number | string, number>,
): Float64Array {
  const total = distinct.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
  const values = new Float64Array(total);
  let at = 0;
  for (const value of distinct) {
    const end = at + (counts.get(value) ?? 0);
    values.fill(value, at, end);
    at = end;
  }
  return values;
}

function binFeature(feature: SimulatedFeature, document: ReferenceFeature): BinnedFeature {
  const bins = createScanBins(document);
  const binOf = Uint8Array.from({ length: CELLS }, (_, cell) => bins.find(valueOf(feature, cell)));
  return { bins, binOf };
}
