import { type ExemplarTrace, toExemplarTrace } from './exemplar-trace.ts';
import { FIRST_TRACES_MAX } from './quality-fault.ts';
import { CLUMP_ROWS } from './quality-hours.ts';
import type { Row } from './row.ts';

/** What a value can be that only a window can judge. */
export const Kind = { MISSING: 0, UNSEEN: 1, OUTSIDE: 2 } as const;
const KINDS = 3;
/** Windows that rows come for at once: the one that is open, those late rows are of, and those ahead of the clock. */
const WINDOWS_MAX = 4;
/** Features and kinds with traces in one window; what is wrong with more than these is wrong with all rows. */
const PLACES_MAX = 256;
/** Rows that are taken to come together at most. */
const CLUMP_MAX = 20;

/** Whole windows, from `start` to before `end`. */
export interface WindowRange {
  readonly start: number;
  readonly end: number;
}

/** Values that may turn out to be bad, by window: which rows the first were of, and how they come together. */
export interface Suspects {
  note(window: number, index: number, kind: number, row: Row): void;
  /** The first rows, the first of the first window foremost. */
  tracesOf(index: number, kind: number, windows: WindowRange): ExemplarTrace[];
  /**
   * How many rows come together, at least 1: those of a session or of a batch that are bad together are one event.
   *
   * The mean length of their runs beside that of independent rows, 1/(1 - share). Ten good rows are added, so that
   * where all rows are bad, and nothing is known, it tends to ten. At most 20: a fault, too, comes without a break.
   *
   * @param windows With the rows that they have together.
   */
  clumpOf(index: number, kind: number, windows: WindowRange & { readonly rows: number }): number;
  /** Rows without a value up to the last row; 0 where that one has one. */
  absentRows(index: number): number;
  /** Forgets windows before this one. */
  forget(window: number): void;
  save(): SavedSuspects;
  load(saved: SavedSuspects): void;
}

/** By place, a place being a feature and a kind; those where nothing was noted are left out. */
export interface SavedSuspects {
  readonly streaks: (readonly [place: number, rows: number, lastRow: number])[];
  readonly windows: (readonly [window: number, places: SavedPlace[]])[];
}

type SavedPlace = readonly [place: number, values: number, runs: number, traces: ExemplarTrace[]];

interface OfWindow {
  readonly values: Float64Array;
  readonly runs: Float64Array;
  /** How many traces are known of each place, so that all rows but the first few cost one look. */
  readonly taken: Uint8Array;
  readonly traces: Map<number, ExemplarTrace[]>;
}

/** @param ledger Says which row is the last one. */
export function createSuspects(features: number, ledger: { readonly rows: number }): Suspects {
  const places = features * KINDS;
  const streaks = createStreaks(places, ledger);
  const windows = new Map<number, OfWindow>();
  let last = Number.NaN;
  let ofLast: OfWindow | undefined;

  /** Beyond the maximum, that of the newest one: windows with few rows are judged together. */
  function ofWindow(window: number): OfWindow {
    const known = windows.get(window);
    if (known !== undefined) return known;
    if (windows.size === WINDOWS_MAX) return windows.get(Math.max(...windows.keys())) as OfWindow;
    const own = createOfWindow(places);
    windows.set(window, own);
    return own;
  }

  function within({ start, end }: WindowRange): OfWindow[] {
    return [...windows]
      .filter(([window]) => window >= start && window < end)
      .toSorted(([a], [b]) => a - b)
      .map(([, own]) => own);
  }

  return {
    note(window, index, kind, row) {
      if (window !== last || ofLast === undefined) {
        last = window;
        ofLast = ofWindow(window);
      }
      const place = index * KINDS + kind;
      const { values, runs } = ofLast;
      const length = streaks.note(place);
      if (length === 1 || runs[place] === 0) runs[place] = (runs[place] as number) + 1;
      values[place] = (values[place] as number) + 1;
      if (row.hasTrace) noteTrace(ofLast, place, row);
    },
    tracesOf: (index, kind, range) =>
      within(range)
        .flatMap(({ traces }) => traces.get(index * KINDS + kind) ?? [])
        .slice(0, FIRST_TRACES_MAX),
    clumpOf(index, kind, range) {
      const place = index * KINDS + kind;
      let count = 0;
      let runs = 0;
      for (const own of within(range)) {
        count += own.values[place] as number;
        runs += own.runs[place] as number;
      }
      if (runs === 0) return 1;
      const rows = Math.max(range.rows, count) + CLUMP_ROWS;
      return Math.min(Math.max(1, ((count / runs) * (rows - count)) / rows), CLUMP_MAX);
    },
    absentRows: (index) => streaks.length(index * KINDS + Kind.MISSING),
    forget(window) {
      for (const known of windows.keys()) if (known < window) windows.delete(known);
      ofLast = undefined;
    },
    save: () => ({
      streaks: streaks.save(),
      windows: [...windows].map(([window, own]) => [window, savePlaces(own)] as const),
    }),
    load(saved) {
      streaks.load(saved.streaks);
      for (const [window, own] of saved.windows) windows.set(window, loadPlaces(places, own));
      ofLast = undefined;
    },
  };
}

type SavedStreaks = SavedSuspects['streaks'];

/** How many rows in a row, up to which one, were noted. */
interface Streaks {
  /** Returns the length of the streak. */
  note(place: number): number;
  /** 0 where the last row was not noted. */
  length(place: number): number;
  save(): SavedStreaks;
  load(saved: SavedStreaks): void;
}

function createStreaks(places: number, ledger: { readonly rows: number }): Streaks {
  const lengths = new Float64Array(places);
  const lastRows = new Float64Array(places);
  return {
    note(place) {
      // Rows with a good value are not looked at: they are told by the gap.
      const isNext = lastRows[place] === ledger.rows - 1;
      const length = isNext ? (lengths[place] as number) + 1 : 1;
      lengths[place] = length;
      lastRows[place] = ledger.rows;
      return length;
    },
    length: (place) => (lastRows[place] === ledger.rows ? (lengths[place] as number) : 0),
    save: () =>
      Array.from(
        lengths,
        (rows, place) => [place, rows, lastRows[place] as number] as const,
      ).filter(([, rows]) => rows > 0),
    load(saved) {
      for (const [place, rows, lastRow] of saved) {
        lengths[place] = rows;
        lastRows[place] = lastRow;
      }
    },
  };
}

function createOfWindow(places: number): OfWindow {
  return {
    values: new Float64Array(places),
    runs: new Float64Array(places),
    taken: new Uint8Array(places),
    traces: new Map(),
  };
}

function noteTrace({ taken, traces }: OfWindow, place: number, row: Row): void {
  if ((taken[place] as number) === FIRST_TRACES_MAX) return;
  let own = traces.get(place);
  if (own === undefined) {
    if (traces.size === PLACES_MAX) return;
    traces.set(place, (own = []));
  }
  own.push(toExemplarTrace(row.trace, 0));
  taken[place] = own.length;
}

function savePlaces({ values, runs, traces }: OfWindow): SavedPlace[] {
  return Array.from(values, (count, place): SavedPlace => [
    place,
    count,
    runs[place] as number,
    traces.get(place) ?? [],
  ]).filter(([, count]) => count > 0);
}

function loadPlaces(places: number, saved: readonly SavedPlace[]): OfWindow {
  const own = createOfWindow(places);
  for (const [place, count, runs, traces] of saved) {
    own.values[place] = count;
    own.runs[place] = runs;
    own.taken[place] = traces.length;
    if (traces.length > 0) own.traces.set(place, traces);
  }
  return own;
}
