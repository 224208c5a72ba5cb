import {
  buildReference,
  type DriftChange,
  type DriftUpdate,
  type LoadedReference,
  type Monitor,
  type MonitorDefinition,
  type Reference,
  type ReferenceTimes,
  type Snapshot,
} from '@marigraph/monitor';

import { addRow, DEFINITION, HOUR, monitorOf, START, type Value } from './monitor.ts';

export const DAY: number = 24 * HOUR;

/** A seeded stream of numbers in [0, 1): a Weyl sequence through a 32-bit mixer. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Of mean 0 and variance 1. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** One row: the values of `x`, of `y` and of the category `c`, and when. */
export interface StreamRow {
  readonly timeMs: number;
  readonly x: number | null;
  readonly y: number;
  readonly c: string;
}

export interface StreamOptions {
  readonly startMs: number;
  readonly hours: number;
  readonly rowsPerHour: number;
  /** Hours in which there are rows at all. */
  readonly isOpen?: (hour: number) => boolean;
  /** What is added to `x`, in standard deviations of a row. */
  readonly shift?: (hour: number) => number;
}

/** Independent rows with a daily season of `x`; the category leans with the hour of the day. */
export function streamOf(random: () => number, options: StreamOptions): StreamRow[] {
  const { startMs, hours, rowsPerHour, isOpen = () => true, shift = () => 0 } = options;
  const rows: StreamRow[] = [];
  for (let hour = 0; hour < hours; hour++) {
    if (!isOpen(hour)) continue;
    const ofDay = ((startMs / HOUR + hour) % 24) / 24;
    for (let at = 0; at < rowsPerHour; at++) {
      const season = Math.sin(2 * Math.PI * ofDay);
      rows.push({
        timeMs: startMs + hour * HOUR + Math.floor((at * HOUR) / rowsPerHour),
        x: random() < 0.01 ? null : season + shift(hour) + normal(random),
        y: normal(random),
        c: ['a', 'b', 'c'][Math.floor(3 * random() ** (1 + ofDay))] ?? 'a',
      });
    }
  }
  return rows;
}

/** A reference of the rows of a stream, in UTC unless told otherwise; without times on demand. */
export function referenceOf(
  rows: readonly StreamRow[],
  { timeZone = 'UTC', hasTimes = true } = {},
): LoadedReference {
  const times: ReferenceTimes = { timeZone, timesMs: rows.map(({ timeMs }) => timeMs) };
  const document: Reference = buildReference(
    { name: 'rain', version: '1' },
    [
      { name: 'x', values: rows.map(({ x }) => x) },
      { name: 'y', values: rows.map(({ y }) => y) },
      { name: 'c', values: rows.map(({ c }) => c) },
    ],
    hasTimes ? times : undefined,
  );
  return { id: `rain-1-${rows.length}`, document };
}

/** Days of rows that end where live rows begin. */
export function referenceDays(
  seed: number,
  { days, rowsPerHour = 40 }: { readonly days: number; readonly rowsPerHour?: number },
): StreamRow[] {
  const startMs = START - days * DAY;
  return streamOf(seededRandom(seed), { startMs, hours: 24 * days, rowsPerHour });
}

let ids = 0;

/** Adds rows of a stream, received when they happened, each with a span. */
export function feed(monitor: Monitor, rows: readonly StreamRow[]): void {
  for (const { timeMs, x, y, c } of rows) {
    const features: [string, Value][] = [
      ['x', x],
      ['y', y],
      ['c', c],
    ];
    const id = ids++;
    addRow(monitor, { id: `s${id}`, timeMs, features, trace: [id + 1, id + 1] });
  }
}

/** The rule `scan` over all rows. */
export const SCAN: Partial<MonitorDefinition> = {
  window: { durationMs: DAY },
  evaluate: ['all'],
  segmentKeys: [],
  drift: { ...DEFINITION.drift, rule: 'scan' },
};

/** Four weeks before `START`. */
export const REFERENCE: LoadedReference = referenceOf(referenceDays(101, { days: 28 }));

export function scanning(
  references: readonly LoadedReference[] = [REFERENCE],
  snapshot?: Snapshot,
): Monitor {
  return monitorOf(SCAN, { references }, snapshot);
}

/** Live rows from `START` on. */
export function live(seed: number, days: number, more: Partial<StreamOptions> = {}): StreamRow[] {
  return streamOf(seededRandom(seed), {
    startMs: START,
    hours: 24 * days,
    rowsPerHour: 40,
    ...more,
  });
}

/** Feeds rows and asks after every day; gives all that was told. */
export function run(monitor: Monitor, rows: readonly StreamRow[]): DriftUpdate[] {
  const updates: DriftUpdate[] = [];
  let day = 0;
  for (const row of rows) {
    const own = Math.floor((row.timeMs - START) / DAY);
    if (own !== day) updates.push(...monitor.advance(row.timeMs).drift);
    day = own;
    feed(monitor, [row]);
  }
  const last = rows.at(-1)?.timeMs ?? START;
  updates.push(...monitor.advance(last).drift, ...monitor.advance(last + DAY).drift);
  return updates;
}

export function changesOf(updates: readonly DriftUpdate[]): DriftChange[] {
  return updates.flatMap(({ changes }) => changes);
}

export const kinds = (changes: readonly DriftChange[]): string[] => changes.map(({ kind }) => kind);
