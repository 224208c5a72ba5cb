import { type ExemplarTrace, toExemplarTrace } from './exemplar-trace.ts';
import { FIRST_TRACES_MAX } from './quality-fault.ts';
import type { Row } from './row.ts';

/** What a value can be that only a window can judge. */
export const Kind = { MISSING: 0, UNSEEN: 1, OUTSIDE: 2 } as const;
const KINDS = 3;
/** Windows that rows come for at once: the one that is open, those late rows are of, and those ahead of the clock. */
const WINDOWS_MAX = 4;
/** Features and kinds with traces in one window; what is wrong with more than these is wrong with all rows. */
const PLACES_MAX = 256;

/** The first rows of each window that may turn out to be bad ones. */
export interface FirstTraces {
  note(window: number, feature: number, kind: number, row: Row): void;
  /** Those of the windows from `start` to before `end`, the first of the first window foremost. */
  find(
    feature: number,
    kind: number,
    windows: { readonly start: number; readonly end: number },
  ): ExemplarTrace[];
  /** Forgets windows before this one. */
  forget(window: number): void;
  save(): SavedTraces;
  load(saved: SavedTraces): void;
}

/** By window and place, a place being a feature and a kind. */
export type SavedTraces = [window: number, places: [place: number, traces: ExemplarTrace[]][]][];

interface OfWindow {
  /** How many are known of each place, so that all rows but the first few cost one look. */
  readonly taken: Uint8Array;
  readonly traces: Map<number, ExemplarTrace[]>;
}

/** No traces, of `features` features. */
export function createFirstTraces(features: number): FirstTraces {
  const windows = new Map<number, OfWindow>();
  let last = Number.NaN;
  let ofLast: OfWindow | undefined;

  function ofWindow(window: number): OfWindow | undefined {
    const known = windows.get(window);
    if (known !== undefined || windows.size === WINDOWS_MAX) return known;
    const own: OfWindow = { taken: new Uint8Array(features * KINDS), traces: new Map() };
    windows.set(window, own);
    return own;
  }

  return {
    note(window, feature, kind, row) {
      if (window !== last) {
        last = window;
        ofLast = ofWindow(window);
      }
      const place = feature * KINDS + kind;
      if (ofLast === undefined || !row.hasTrace) return;
      const { taken, traces } = ofLast;
      if ((taken[place] as number) === FIRST_TRACES_MAX) return;
      taken[place] = (taken[place] as number) + 1;
      let own = traces.get(place);
      if (own === undefined) {
        if (traces.size === PLACES_MAX) return;
        traces.set(place, (own = []));
      }
      own.push(toExemplarTrace(row.trace, 0));
    },
    find(feature, kind, { start, end }) {
      const place = feature * KINDS + kind;
      return [...windows]
        .filter(([window]) => window >= start && window < end)
        .toSorted(([a], [b]) => a - b)
        .flatMap(([, { traces }]) => traces.get(place) ?? [])
        .slice(0, FIRST_TRACES_MAX);
    },
    forget(window) {
      for (const known of windows.keys()) if (known < window) windows.delete(known);
      last = Number.NaN;
    },
    save: () => [...windows].map(([window, { traces }]) => [window, [...traces]]),
    load(saved) {
      for (const [window, places] of saved) {
        const own = ofWindow(window);
        for (const [place, traces] of places) {
          own?.traces.set(place, traces);
          if (own !== undefined) own.taken[place] = traces.length;
        }
      }
    },
  };
}
