import type { WindowDefinition } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  alignedStart,
  closeDue,
  closeOpen,
  countOutcome,
  countRows,
  createScope,
  type Scope,
} from '../src/scope.ts';
import { MINUTE } from './support/monitor.ts';

const HOURLY = { durationMs: 60 * MINUTE };
const TEN = { count: 10 };

interface Step {
  /** Minutes before this one are closed from now on. */
  readonly closedMinute: number;
  /** Rows of one minute before it. */
  readonly minute: number;
  readonly rows: number;
}

function run(window: WindowDefinition, steps: readonly Step[]): Scope {
  const scope = createScope(undefined, undefined);
  for (const { closedMinute, minute, rows } of steps) {
    const time = { definition: { window }, closedMinute };
    closeDue(scope, time);
    countRows(scope, minute, rows, time);
  }
  return scope;
}

function extents(scope: Scope): number[][] {
  return scope.windows.map(({ startMinute, endMinute }) => [startMinute, endMinute]);
}

describe('windows of a duration', () => {
  it.each<{ name: string; steps: Step[]; closed: number[][]; open: number[] | undefined }>([
    {
      name: 'stays open until its last minute is closed',
      steps: [{ closedMinute: 60 + 59, minute: 70, rows: 3 }],
      closed: [],
      open: [60, 120, 3],
    },
    {
      name: 'closes with its last minute',
      steps: [
        { closedMinute: 119, minute: 70, rows: 3 },
        { closedMinute: 120, minute: 119, rows: 1 },
      ],
      closed: [[60, 120]],
      open: undefined,
    },
    {
      name: 'leaves out windows without rows',
      steps: [
        { closedMinute: 11, minute: 10, rows: 1 },
        { closedMinute: 301, minute: 300, rows: 1 },
      ],
      closed: [[0, 60]],
      open: [300, 360, 1],
    },
    {
      name: 'is closed from the start when time has passed it',
      steps: [
        { closedMinute: 301, minute: 10, rows: 1 },
        { closedMinute: 301, minute: 200, rows: 1 },
        { closedMinute: 301, minute: 300, rows: 1 },
      ],
      closed: [
        [0, 60],
        [180, 240],
      ],
      open: [300, 360, 1],
    },
    {
      name: 'takes a late row between windows into one of its own',
      steps: [
        { closedMinute: 61, minute: 10, rows: 1 },
        { closedMinute: 301, minute: 300, rows: 1 },
        { closedMinute: 301, minute: 100, rows: 1 },
        { closedMinute: 301, minute: 119, rows: 1 },
      ],
      closed: [
        [0, 60],
        [60, 120],
      ],
      open: [300, 360, 1],
    },
    {
      name: 'takes a late row into the open window',
      steps: [
        { closedMinute: 90, minute: 80, rows: 2 },
        { closedMinute: 90, minute: 60, rows: 1 },
      ],
      closed: [],
      open: [60, 120, 3],
    },
  ])('$name', ({ steps, closed, open }) => {
    const scope = run(HOURLY, steps);
    expect(extents(scope)).toEqual(closed);
    const own = scope.open && [scope.open.startMinute, scope.open.endMinute, scope.open.rows];
    expect(own).toEqual(open);
  });

  it('are aligned with the epoch, also before it', () => {
    expect([-61, -60, -1, 0, 59, 60].map((minute) => alignedStart(minute, HOURLY))).toEqual([
      -120, -60, -60, 0, 0, 60,
    ]);
  });
});

describe('windows of a number of rows', () => {
  it.each<{ name: string; steps: Step[]; closed: number[][]; open: number[] | undefined }>([
    {
      name: 'stays open below the number',
      steps: [
        { closedMinute: 4, minute: 3, rows: 5 },
        { closedMinute: 8, minute: 7, rows: 4 },
      ],
      closed: [],
      open: [3, 8, 9],
    },
    {
      name: 'closes with the minute in which the number is reached',
      steps: [
        { closedMinute: 4, minute: 3, rows: 5 },
        { closedMinute: 8, minute: 7, rows: 50 },
        { closedMinute: 9, minute: 8, rows: 1 },
      ],
      closed: [[3, 8]],
      open: [8, 9, 1],
    },
    {
      name: 'closes when late rows fill it',
      steps: [
        { closedMinute: 9, minute: 8, rows: 9 },
        { closedMinute: 9, minute: 5, rows: 1 },
      ],
      closed: [[5, 9]],
      open: undefined,
    },
    {
      name: 'takes late rows from before it, unless they belong to the window before',
      steps: [
        { closedMinute: 4, minute: 3, rows: 10 },
        { closedMinute: 30, minute: 20, rows: 10 },
        { closedMinute: 30, minute: 10, rows: 1 },
        { closedMinute: 30, minute: 3, rows: 1 },
        { closedMinute: 30, minute: 1, rows: 1 },
        { closedMinute: 30, minute: 25, rows: 1 },
        { closedMinute: 30, minute: 22, rows: 1 },
      ],
      closed: [
        [1, 4],
        [10, 21],
      ],
      open: [22, 26, 2],
    },
  ])('$name', ({ steps, closed, open }) => {
    const scope = run(TEN, steps);
    expect(extents(scope)).toEqual(closed);
    const own = scope.open && [scope.open.startMinute, scope.open.endMinute, scope.open.rows];
    expect(own).toEqual(open);
  });
});

const steps = fc
  .array(
    fc.record({
      forward: fc.nat(40),
      back: fc.integer({ min: 1, max: 200 }),
      rows: fc.integer({ min: 1, max: 6 }),
    }),
    {
      maxLength: 60,
    },
  )
  .map((moves) => {
    let closedMinute = 200;
    return moves.map(({ forward, back, rows }) => {
      closedMinute += forward;
      return { closedMinute, minute: closedMinute - back, rows };
    });
  });

describe('windows of any kind', () => {
  it.each<{ name: string; window: WindowDefinition }>([
    { name: 'an hour', window: HOURLY },
    { name: 'a minute', window: { durationMs: MINUTE } },
    { name: 'seven minutes', window: { durationMs: 7 * MINUTE } },
    { name: 'ten rows', window: TEN },
    { name: 'one row', window: { count: 1 } },
  ])('of $name do not overlap, and hold every row once', ({ window }) => {
    fc.assert(
      fc.property(steps, (all) => {
        const scope = run(window, all);
        const closedMinute = all.at(-1)?.closedMinute ?? 0;
        // Ascending, without overlap, and none that is not closed yet.
        const bounds = [...extents(scope).flat(), closedMinute];
        expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
        const outside = all.filter((step) => !scope.windows.some((own) => isIn(own, step)));
        const { open } = scope;
        expect(open?.rows ?? 0).toBe(rowsOf(outside));
        expect(outside.every((step) => open !== undefined && isIn(open, step))).toBe(true);
        expect(new Set(scope.windows)).toEqual(scope.due);
        expect(scope.windows.every((own) => isShaped(own, window, all))).toBe(true);
      }),
    );
  });
});

interface Extent {
  readonly startMinute: number;
  readonly endMinute: number;
}

function isIn({ startMinute, endMinute }: Extent, { minute }: Step): boolean {
  return minute >= startMinute && minute < endMinute;
}

function rowsOf(all: readonly Step[]): number {
  return all.reduce((total, { rows }) => total + rows, 0);
}

/** Of its duration and aligned, or full. */
function isShaped(own: Extent, window: WindowDefinition, all: readonly Step[]): boolean {
  const { startMinute, endMinute } = own;
  if ('count' in window) return rowsOf(all.filter((step) => isIn(own, step))) >= window.count;
  const minutes = window.durationMs / MINUTE;
  return startMinute % minutes === 0 && endMinute - startMinute === minutes;
}

describe('a closed window', () => {
  it('is due when rows come, and knows that they are new', () => {
    const scope = run(HOURLY, [{ closedMinute: 60, minute: 10, rows: 1 }]);
    const [window] = scope.windows;
    scope.due.clear();
    Object.assign(window as object, { hasNewRows: false, isRestored: true });
    countOutcome(scope, 10);
    expect(window).toMatchObject({ hasNewRows: false, isRestored: false });
    expect([...scope.due]).toEqual([window]);
    scope.due.clear();
    countRows(scope, 59, 1, { definition: { window: HOURLY }, closedMinute: 60 });
    expect(window).toMatchObject({ hasNewRows: true });
    expect([...scope.due]).toEqual([window]);
  });

  it('is not due for ground truth of other minutes', () => {
    const scope = run(TEN, [
      { closedMinute: 60, minute: 10, rows: 10 },
      { closedMinute: 60, minute: 20, rows: 10 },
      { closedMinute: 60, minute: 30, rows: 1 },
    ]);
    scope.due.clear();
    for (const minute of [9, 15, 25, 30, 59]) countOutcome(scope, minute);
    expect(scope.due.size).toBe(0);
  });

  it('takes no rows once it is forgotten', () => {
    const scope = createScope('region', 'north');
    scope.forgottenUntil = 60;
    countRows(scope, 59, 1, { definition: { window: HOURLY }, closedMinute: 200 });
    expect(scope).toMatchObject({ windows: [], open: undefined });
  });

  it('can be closed before its time, and only when it is open', () => {
    const scope = run(TEN, [{ closedMinute: 60, minute: 10, rows: 3 }]);
    closeOpen(scope);
    closeOpen(scope);
    expect(extents(scope)).toEqual([[10, 11]]);
    expect(scope.open).toBeUndefined();
  });
});
