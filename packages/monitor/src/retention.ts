import { cellBytes } from './cell.ts';
import { alignedStart, closeOpen, MINUTE_MS, type Scope } from './scope.ts';
import { compactAll, type ModelVersion } from './version.ts';

/**
 * Closes windows of a number of rows whose first row is about to be forgotten: a segment that fills no window
 * within the retention would otherwise keep the cells of all segments for ever.
 */
export function closeOverdue(version: ModelVersion): void {
  if (!('count' in version.definition.window)) return;
  const oldest = oldestMinute(version);
  for (const scope of version.scopes) {
    if (scope.open !== undefined && scope.open.startMinute < oldest) closeOpen(scope);
  }
}

/**
 * Drops cells and windows behind the retention, and the oldest cells while the byte budget is exceeded; cells
 * that an open window needs are kept. Works once per closed minute. Every due window must have been evaluated.
 */
export function prune(version: ModelVersion): void {
  if (version.prunedMinute === version.closedMinute) return;
  version.prunedMinute = version.closedMinute;
  compactAll(version);
  const needed = neededMinute(version);
  const floor = budgetFloor(version, Math.min(needed, oldestMinute(version)), needed);
  if (floor <= version.retainedMinute) return;
  version.retainedMinute = floor;
  for (const slice of version.slices) {
    for (const minute of slice.cells.keys()) if (minute < floor) slice.cells.delete(minute);
  }
  for (const scope of version.scopes) forgetWindows(scope, floor);
}

function oldestMinute({ latestMs, definition }: ModelVersion): number {
  return Math.floor((latestMs - definition.retentionMs) / MINUTE_MS);
}

/** The first minute of the windows, and of the hour to be judged, that are not closed yet. */
function neededMinute(version: ModelVersion): number {
  const { closedMinute, drift } = version;
  const needed = neededForWindows(version);
  return drift === undefined ? needed : Math.min(needed, alignedStart(closedMinute, AN_HOUR));
}

const AN_HOUR = { durationMs: 60 * MINUTE_MS };

function neededForWindows({ definition: { window }, closedMinute, scopes }: ModelVersion): number {
  if (!('count' in window)) return alignedStart(closedMinute, window);
  let needed = closedMinute;
  for (const { open } of scopes) {
    if (open !== undefined) needed = Math.min(needed, open.startMinute);
  }
  return needed;
}

/** The first minute from which on the cells fit the byte budget, at least `floor` and at most `needed`. */
function budgetFloor(version: ModelVersion, floor: number, needed: number): number {
  const minutes = new Map<number, { bytes: number; cells: number }>();
  let bytes = 0;
  for (const slice of version.slices) {
    for (const cell of slice.cells.values()) {
      if (cell.minute < floor) continue;
      let minute = minutes.get(cell.minute);
      if (minute === undefined) minutes.set(cell.minute, (minute = { bytes: 0, cells: 0 }));
      const own = cellBytes(cell);
      minute.bytes += own;
      minute.cells++;
      bytes += own;
    }
  }
  if (bytes <= version.definition.cellBytesMax) return floor;
  let fits = floor;
  for (const [minute, own] of [...minutes].toSorted(([a], [b]) => a - b)) {
    if (bytes <= version.definition.cellBytesMax || minute >= needed) break;
    bytes -= own.bytes;
    version.counters.cellsDropped += own.cells;
    fits = minute + 1;
  }
  return fits;
}

/** A window that lost cells could only be evaluated wrongly again. */
function forgetWindows(scope: Scope, floor: number): void {
  let forgotten = 0;
  for (const { startMinute, endMinute } of scope.windows) {
    if (startMinute >= floor) break;
    forgotten++;
    scope.forgottenUntil = endMinute;
  }
  scope.windows.splice(0, forgotten);
}
