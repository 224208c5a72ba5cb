import type { WindowDefinition } from './definition.ts';
import type { FeatureScore } from './evaluate.ts';
import type { Performance } from './performance.ts';
import type { Slice } from './slice.ts';

/** Milliseconds of a minute, the extent of a cell. */
export const MINUTE_MS = 60_000;

/** A closed window of a scope: minutes `startMinute` to before `endMinute`. The end never changes and names it. */
export interface Window {
  /** Moves back when a row comes late between two windows of a number of rows. */
  startMinute: number;
  readonly endMinute: number;
  /** Evaluations so far, less one; -1 before the first. */
  revision: number;
  /** Whether rows came since the last evaluation. Ground truth alone leaves the features as they are. */
  hasNewRows: boolean;
  /** Whether it is as a snapshot had it, evaluated: it is then evaluated again under the same revision. */
  isRestored: boolean;
  result: WindowResult | undefined;
}

/** What the last evaluation of a window found. */
export interface WindowResult {
  readonly rows: number;
  readonly features: readonly FeatureScore[];
  readonly performance: Performance;
}

/**
 * The windows of all rows of a model version, or of one segment.
 *
 * Windows do not overlap, and every row of a closed minute is in exactly one: a closed one, or the open one.
 * Between windows there are only minutes without rows.
 */
export interface Scope {
  /** `undefined` for all rows. */
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly slices: Slice[];
  /** Closed windows, oldest first. */
  readonly windows: Window[];
  /** Those of them that are to be evaluated: they are new, or changed. */
  readonly due: Set<Window>;
  open: OpenWindow | undefined;
  /** End of the newest window that is no longer kept. Rows before it are in cells only. */
  forgottenUntil: number;
  /** End of the newest window that was compared with its predecessor, and the state each feature had in it. */
  judgedUntil: number;
  readonly states: Map<string, string>;
}

/** Rows of closed minutes whose window is not closed yet. */
export interface OpenWindow {
  startMinute: number;
  /** Where a window of a duration ends; for a window of a number of rows, the first minute after its rows. */
  endMinute: number;
  rows: number;
}

/** A scope without rows. */
export function createScope(key: string | undefined, value: string | undefined): Scope {
  return {
    key,
    value,
    slices: [],
    windows: [],
    due: new Set(),
    open: undefined,
    forgottenUntil: Number.NEGATIVE_INFINITY,
    judgedUntil: Number.NEGATIVE_INFINITY,
    states: new Map(),
  };
}

/** What decides where a minute belongs; a `ModelVersion` is one. */
export interface WindowTime {
  readonly definition: { readonly window: WindowDefinition };
  /** Minutes before this one are closed. */
  readonly closedMinute: number;
}

/**
 * Counts rows of one closed minute, on time or late: the open window grows, or a closed one is evaluated again.
 * `closeDue` must have been called since `closedMinute` changed.
 */
export function countRows(
  scope: Scope,
  minute: number,
  rows: number,
  { definition: { window: definition }, closedMinute }: WindowTime,
): void {
  if (minute < scope.forgottenUntil) return;
  const at = firstWindowAfter(scope, minute);
  const window = scope.windows[at];
  if (window !== undefined && ('count' in definition || window.startMinute <= minute)) {
    window.startMinute = Math.min(window.startMinute, minute);
    window.hasNewRows = true;
    change(scope, window);
  } else if ('count' in definition) {
    const open = (scope.open ??= { startMinute: minute, endMinute: minute + 1, rows: 0 });
    open.startMinute = Math.min(open.startMinute, minute);
    open.endMinute = Math.max(open.endMinute, minute + 1);
    open.rows += rows;
    if (open.rows >= definition.count) closeOpen(scope);
  } else {
    const startMinute = alignedStart(minute, definition);
    const endMinute = startMinute + definition.durationMs / MINUTE_MS;
    if (endMinute <= closedMinute) addWindow(scope, at, startMinute, endMinute);
    else (scope.open ??= { startMinute, endMinute, rows: 0 }).rows += rows;
  }
}

/** Closes a window of a duration once every minute of it is closed. */
export function closeDue(
  scope: Scope,
  { definition: { window: definition }, closedMinute }: WindowTime,
): void {
  if (scope.open === undefined || 'count' in definition) return;
  if (closedMinute >= scope.open.endMinute) closeOpen(scope);
}

/** Closes the open window, whatever it holds. */
export function closeOpen(scope: Scope): void {
  const { open } = scope;
  if (open === undefined) return;
  addWindow(scope, scope.windows.length, open.startMinute, open.endMinute);
  scope.open = undefined;
}

function addWindow(scope: Scope, at: number, startMinute: number, endMinute: number): void {
  const window: Window = {
    startMinute,
    endMinute,
    revision: -1,
    hasNewRows: true,
    isRestored: false,
    result: undefined,
  };
  scope.windows.splice(at, 0, window);
  scope.due.add(window);
}

function change(scope: Scope, window: Window): void {
  window.isRestored = false;
  scope.due.add(window);
}

/** Has the window of a minute evaluated again, because ground truth of its rows came. */
export function countOutcome(scope: Scope, minute: number): void {
  const window = scope.windows[firstWindowAfter(scope, minute)];
  if (window !== undefined && window.startMinute <= minute) change(scope, window);
}

/** Where the first window stands that ends after `minute`. O(log windows). */
function firstWindowAfter({ windows }: Scope, minute: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((windows[middle] as Window).endMinute <= minute) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Start of the window of a duration that holds `minute`; windows are aligned with the epoch. */
export function alignedStart(
  minute: number,
  { durationMs }: { readonly durationMs: number },
): number {
  const minutes = durationMs / MINUTE_MS;
  return Math.floor(minute / minutes) * minutes;
}
