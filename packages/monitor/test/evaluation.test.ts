import {
  ALL,
  type Evaluation,
  type LoadedReference,
  type Monitor,
  type Snapshot,
} from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { addRow, HOUR, MINUTE, monitorOf, START } from './support/monitor.ts';
import { REFERENCE, SAMPLES } from './support/script.ts';

const NORMAL = (at: number): number => SAMPLES.x[at % 400] ?? 0;
const SHIFTED = (): number => 99;

let ids = 0;

/** Fills window number `window` of an hour, and evaluates the one before it. */
function fill(
  monitor: Monitor,
  window: number,
  x: (at: number) => number,
  rows = 400,
): readonly Evaluation[] {
  for (let at = 0; at < rows; at++) {
    addRow(monitor, {
      id: `${ids++}`,
      timeMs: START + window * HOUR + at * 1000,
      features: [
        ['x', x(at)],
        ['y', SAMPLES.y[at % 400] ?? 0],
        ['c', SAMPLES.c[at % 400] ?? ''],
      ],
    });
  }
  return monitor.advance(START + window * HOUR + rows * 1000).evaluations;
}

function hourly(
  references: readonly LoadedReference[] = [REFERENCE],
  snapshot?: Snapshot,
): Monitor {
  return monitorOf(
    { evaluate: [ALL], window: { durationMs: HOUR }, allowedLatenessMs: 0 },
    { references },
    snapshot,
  );
}

function changesOf(evaluations: readonly Evaluation[]): unknown[] {
  return evaluations.flatMap(({ changes }) =>
    changes.map(({ feature, state }) => [feature?.feature, state]),
  );
}

describe('evaluations', () => {
  it('tell what window of what they are', () => {
    const monitor = hourly();
    fill(monitor, 0, NORMAL);
    expect(fill(monitor, 1, NORMAL)).toMatchObject([
      {
        modelName: 'rain',
        modelVersion: '1',
        referenceId: REFERENCE.id,
        segment: undefined,
        startMs: START,
        endMs: START + HOUR,
        rows: 400,
        revision: 0,
        state: ML_DRIFT_STATE_VALUE_OK,
        features: [{ feature: 'x' }, { feature: 'y' }, { feature: 'c' }],
        performance: { labelled: 0, valued: 0 },
        changes: [],
      },
    ]);
  });

  it('are drifted when a feature is, and name changes of state only when there are some', () => {
    const monitor = hourly();
    const states: unknown[] = [];
    const changes: unknown[] = [];
    for (const [window, x] of [NORMAL, SHIFTED, SHIFTED, NORMAL, NORMAL, NORMAL].entries()) {
      const found = fill(monitor, window, x);
      states.push(...found.map(({ state }) => state));
      changes.push(changesOf(found));
    }
    expect(states).toEqual([
      ML_DRIFT_STATE_VALUE_OK,
      ML_DRIFT_STATE_VALUE_DRIFTED,
      ML_DRIFT_STATE_VALUE_DRIFTED,
      ML_DRIFT_STATE_VALUE_OK,
      ML_DRIFT_STATE_VALUE_OK,
    ]);
    expect(changes).toEqual([
      [],
      [],
      [['x', ML_DRIFT_STATE_VALUE_DRIFTED]],
      [],
      [['x', ML_DRIFT_STATE_VALUE_OK]],
      [],
    ]);
  });

  it('report insufficient data as a state of its own, until there are enough rows again', () => {
    const monitor = hourly();
    fill(monitor, 0, NORMAL, 10);
    const few = fill(monitor, 1, NORMAL);
    expect(few[0]?.state).toBe(ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA);
    expect(changesOf(few)).toEqual(
      ['x', 'y', 'c'].map((feature) => [feature, ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA]),
    );
    expect(changesOf(fill(monitor, 2, NORMAL))).toEqual(
      ['x', 'y', 'c'].map((feature) => [feature, ML_DRIFT_STATE_VALUE_OK]),
    );
  });

  it('say once per scope that there is no reference', () => {
    const monitor = hourly([]);
    fill(monitor, 0, NORMAL);
    const [first] = fill(monitor, 1, NORMAL);
    expect(first).toMatchObject({
      referenceId: undefined,
      state: ML_DRIFT_STATE_VALUE_NO_REFERENCE,
      features: [],
      rows: 400,
    });
    expect(first?.changes).toEqual([
      { feature: undefined, state: ML_DRIFT_STATE_VALUE_NO_REFERENCE },
    ]);
    expect(changesOf(fill(monitor, 2, NORMAL))).toEqual([]);
  });

  it('change the state by a revision of the newest window, not by one of an older window', () => {
    const monitor = hourly();
    fill(monitor, 0, NORMAL);
    fill(monitor, 1, NORMAL);
    fill(monitor, 2, NORMAL);
    const late = (window: number): readonly Evaluation[] => {
      for (let at = 0; at < 400; at++) {
        const timeMs = START + window * HOUR + at;
        addRow(monitor, { id: `${ids++}`, timeMs, features: [['x', 99]] }, START + 3 * HOUR);
      }
      return monitor.advance(START + 3 * HOUR - 1).evaluations;
    };
    const [older] = late(0);
    expect(older).toMatchObject({ revision: 1, state: ML_DRIFT_STATE_VALUE_DRIFTED, changes: [] });
    const revised = late(1);
    expect(revised).toMatchObject([
      { revision: 1, rows: 800, state: ML_DRIFT_STATE_VALUE_DRIFTED },
    ]);
    expect(changesOf(revised)).toEqual([['x', ML_DRIFT_STATE_VALUE_DRIFTED]]);
  });

  it('come oldest first, segment by segment', () => {
    const monitor = monitorOf({
      evaluate: ['region', ALL],
      window: { durationMs: MINUTE },
      allowedLatenessMs: 0,
    });
    for (const [at, region] of ['a', 'b', 'a', 'b'].entries()) {
      addRow(monitor, { id: `${at}`, timeMs: START + at * MINUTE, segments: { region } });
    }
    const late = { id: 'late', timeMs: START - 10 * MINUTE, segments: { region: 'a' } };
    addRow(monitor, late, START + 4 * MINUTE);
    const found = monitor
      .advance(START + 4 * MINUTE)
      .evaluations.map(({ segment, startMs }) => [segment?.value, (startMs - START) / MINUTE]);
    expect(found).toEqual([
      [undefined, -10],
      [undefined, 0],
      [undefined, 1],
      [undefined, 2],
      ['a', -10],
      ['a', 0],
      ['a', 2],
      ['b', 1],
    ]);
  });
});
