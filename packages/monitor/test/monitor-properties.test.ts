import {
  ALL,
  type Monitor,
  type MonitorDefinition,
  type Performance,
  type Snapshot,
} from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bytesOf, define, DEFINITION, HOUR, MINUTE, monitorOf, START } from './support/monitor.ts';
import { isInScope, performanceOf, type RawRow, rawRows, scoresOf } from './support/oracle.ts';
import { afterwards, REFERENCE, runStep, script, type Step } from './support/script.ts';

/** A failure names its seed; making a script of 250 steps smaller would take many minutes. */
const RUNS = { numRuns: 40, endOnFailure: true } as const;

const SETTINGS: { name: string; change: Partial<MonitorDefinition> }[] = [
  { name: 'windows of five minutes', change: {} },
  {
    name: 'windows of an hour, 20 bins',
    change: { window: { durationMs: HOUR }, drift: { ...DEFINITION.drift, bins: 20 } },
  },
  {
    name: 'no allowance for late rows',
    change: { allowedLatenessMs: 0, window: { durationMs: MINUTE } },
  },
  { name: 'windows of 60 rows', change: { window: { count: 60 } } },
  { name: 'windows of one row', change: { window: { count: 1 }, evaluate: ['device', ALL] } },
];

/** Shows at the end which predictions are still open. */
const ALL_TRUTHS = Array.from({ length: 151 }, (_, id): Step => ({
  kind: 'truth',
  id: `${id}`,
  label: 'wet',
}));

const monitorFor = (change: Partial<MonitorDefinition>, snapshot?: Snapshot): Monitor =>
  monitorOf(change, { references: [REFERENCE] }, snapshot);

/** Runs a script; `restarts` are steps before which the monitor is made anew from its snapshot. */
function run(
  change: Partial<MonitorDefinition>,
  steps: readonly Step[],
  restarts: ReadonlySet<number> = new Set(),
): { readonly monitor: Monitor; readonly outcomes: unknown[] } {
  let monitor = monitorFor(change);
  const outcomes = steps.map((step, at) => {
    if (restarts.has(at)) monitor = monitorFor(change, monitor.snapshot());
    return runStep(monitor, step);
  });
  monitor.advance(afterwards(steps));
  return { monitor, outcomes };
}

function minutesOf({
  start,
  end,
}: {
  readonly start: string;
  readonly end: string;
}): [number, number] {
  return [Date.parse(start) / MINUTE, Date.parse(end) / MINUTE];
}

describe('a monitor', () => {
  it.each(SETTINGS)('says of every window what its raw rows say: $name', ({ change }) => {
    const definition = define(change);
    fc.assert(
      fc.property(script, (steps) => {
        const { monitor, outcomes } = run(change, steps);
        const all = rawRows(steps, outcomes, definition);
        const report = monitor.report();
        expect(report.models.reduce((total, { rows }) => total + rows.added, 0)).toBe(all.length);
        for (const version of report.models) {
          const ofVersion = all.filter(({ row }) => row.version === version.version);
          for (const scope of version.scopes) {
            const rows = ofVersion.filter((row) => isInScope(row, scope));
            expect(scope.rows).toBe(rows.length);
            expectPerformance(scope.performance, rows);
            const inside = scope.windows.map((window) => {
              const [start, end] = minutesOf(window);
              return rows.filter(({ minute }) => minute >= start && minute < end);
            });
            expect(scope.windows.map((window) => window.rows)).toEqual(
              inside.map((own) => own.length),
            );
            expect(inside.every((own) => own.length > 0)).toBe(true);
            // Every row is in one window or in the one that is not closed yet.
            expect(scope.openRows).toBe(rows.length - inside.flat().length);
            const bounds = scope.windows.flatMap(minutesOf);
            expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
            const hasReference = version.reference !== null;
            for (const [at, { features, performance }] of scope.windows.entries()) {
              const own = inside[at] ?? [];
              expectPerformance(performance, own);
              const scores = hasReference ? scoresOf(own, definition.drift) : [];
              expect(features).toEqual(scores.map((score) => expect.objectContaining(score)));
            }
          }
        }
      }),
      RUNS,
    );
  });

  it.each(SETTINGS)('goes on from a snapshot as if nothing had been: $name', ({ change }) => {
    fc.assert(
      fc.property(script, fc.array(fc.nat(250), { maxLength: 6 }), (steps, restarts) => {
        const uninterrupted = run(change, [...steps, ...ALL_TRUTHS]);
        const restarted = run(change, [...steps, ...ALL_TRUTHS], new Set(restarts));
        const outcomes = (all: readonly unknown[]): unknown[] =>
          all.filter((own) => typeof own === 'string');
        expect(outcomes(restarted.outcomes)).toEqual(outcomes(uninterrupted.outcomes));
        expect(restarted.monitor.report()).toEqual(uninterrupted.monitor.report());
      }),
      RUNS,
    );
  });

  it.each<{ name: string; change: Partial<MonitorDefinition> }>([
    { name: 'a short retention', change: { retentionMs: 12 * MINUTE } },
    {
      name: 'a short retention and windows of rows',
      change: { retentionMs: 12 * MINUTE, window: { count: 25 } },
    },
    { name: 'few bytes', change: { cellBytesMax: 6000, window: { durationMs: 2 * MINUTE } } },
    { name: 'few slices, few predictions', change: { slicesMax: 2, predictionsMax: 20 } },
  ])(
    'goes on from a snapshot as if nothing had been, and keeps whole windows only: $name',
    ({ change }) => {
      const definition = define(change);
      fc.assert(
        fc.property(script, fc.array(fc.nat(250), { maxLength: 6 }), (steps, restarts) => {
          const uninterrupted = run(change, steps);
          const restarted = run(change, steps, new Set(restarts));
          expect(restarted.monitor.report()).toEqual(uninterrupted.monitor.report());
          const all = rawRows(steps, uninterrupted.outcomes, definition);
          for (const version of uninterrupted.monitor.report().models) {
            const [scope] = version.scopes;
            for (const window of scope?.windows ?? []) {
              const [start, end] = minutesOf(window);
              const inside = all.filter(
                ({ row, minute }) =>
                  row.version === version.version && minute >= start && minute < end,
              );
              expect(window.rows).toBe(inside.length);
            }
          }
        }),
        RUNS,
      );
    },
  );

  it('is pure: the same input gives the same output, whatever was asked in between', () => {
    fc.assert(
      fc.property(script, fc.nat(250), (steps, asked) => {
        const once = monitorFor({});
        const twice = monitorFor({});
        for (const [at, step] of steps.entries()) {
          if (at === asked) {
            twice.report();
            twice.snapshot();
          }
          const both = [once, twice].map((monitor) =>
            step.kind === 'advance'
              ? monitor.advance(step.nowMs).evaluations
              : runStep(monitor, step),
          );
          expect(both[1]).toEqual(both[0]);
        }
        expect(twice.report()).toEqual(once.report());
        expect(bytesOf(twice.snapshot())).toEqual(bytesOf(once.snapshot()));
      }),
      RUNS,
    );
  });

  it('gives the same cells for rows in any order within the allowance', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(90_000), fc.integer({ min: -5, max: 105 }), fc.nat(20)), {
          maxLength: 80,
        }),
        fc.infiniteStream(fc.nat()),
        (rows, order) => {
          const steps = rows.map(([offset, x, trace], id): Step => ({
            kind: 'row',
            receivedAtMs: START + 2 * MINUTE,
            row: { id: `${id}`, timeMs: START + offset, features: [['x', x]], trace: [trace, id] },
          }));
          const shuffled = steps
            .map((step) => ({ step, place: order.next().value as number }))
            .toSorted((a, b) => a.place - b.place)
            .map(({ step }) => step);
          const reports = [steps, shuffled].map((own) => run({}, own).monitor.report());
          expect(reports[1]).toEqual(reports[0]);
        },
      ),
    );
  });
});

function expectPerformance(actual: Performance, rows: readonly RawRow[]): void {
  const { meanAbsoluteError, rootMeanSquaredError, ...exact } = performanceOf(rows);
  expect(actual).toEqual({
    ...exact,
    ...(meanAbsoluteError !== undefined && { meanAbsoluteError: near(meanAbsoluteError) }),
    ...(rootMeanSquaredError !== undefined && { rootMeanSquaredError: near(rootMeanSquaredError) }),
  });
}

function near(value: number): unknown {
  return expect.closeTo(value, value > 1e6 ? 0 : 9);
}
