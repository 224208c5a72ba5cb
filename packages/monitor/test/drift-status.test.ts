import { type LoadedReference } from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_STATE_VALUE_PROVISIONAL,
  ML_DRIFT_STATE_VALUE_UNSEEN_PHASE,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { START } from './support/monitor.ts';
import {
  changesOf,
  DAY,
  feed,
  live,
  REFERENCE,
  referenceDays,
  referenceOf,
  run,
  scanning,
  seededRandom,
  streamOf,
  type StreamRow,
} from './support/streams.ts';

describe('states', () => {
  /** The state at the end, and the changes of state on the way. */
  function statesOf(reference: LoadedReference | undefined, rows: readonly StreamRow[]): unknown {
    const monitor = scanning(reference === undefined ? [] : [reference]);
    const updates = run(monitor, rows);
    const { state, reason } = updates.at(-1)?.status ?? {};
    return { state, reason, changes: changesOf(updates).map((change) => change.state) };
  }

  it('is no_reference without a reference, in windows as under `threshold`', () => {
    const monitor = scanning([]);
    feed(monitor, live(41, 2));
    const { evaluations, drift } = monitor.advance(START + 3 * DAY);
    expect(drift).toEqual([]);
    expect(evaluations.map(({ state }) => state)).toEqual([
      ML_DRIFT_STATE_VALUE_NO_REFERENCE,
      ML_DRIFT_STATE_VALUE_NO_REFERENCE,
    ]);
    expect(monitor.report().models[0]).toMatchObject({ rule: 'scan', drift: null });
  });

  it('is insufficient_reference without time stamps', () => {
    const reference = referenceOf(referenceDays(42, { days: 3 }), { hasTimes: false });
    expect(statesOf(reference, live(42, 2))).toEqual({
      state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
      reason: expect.stringMatching(/^the reference has no time stamps/) as string,
      changes: [ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE],
    });
  });

  it('is insufficient_reference where no scale has windows enough', () => {
    const reference = referenceOf(referenceDays(43, { days: 1, rowsPerHour: 5 }));
    expect(statesOf(reference, live(43, 2))).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
      reason: expect.stringContaining('no verdict on scale hour, day, week') as string,
    });
  });

  it('is provisional with a short reference, and says what it covers', () => {
    const monday = START - 7 * DAY;
    const day = referenceOf(
      streamOf(seededRandom(44), { startMs: monday, hours: 24, rowsPerHour: 40 }),
    );
    expect(statesOf(day, live(44, 1))).toEqual({
      state: ML_DRIFT_STATE_VALUE_PROVISIONAL,
      reason:
        'the reference covers 1.0 daily, 0.14 weekly cycles; no verdict on scale day, week: it has too few such windows',
      changes: [ML_DRIFT_STATE_VALUE_PROVISIONAL],
    });
    const week = referenceOf(referenceDays(45, { days: 7 }));
    expect(statesOf(week, live(45, 2))).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_PROVISIONAL,
      reason: 'the reference covers 7.0 daily, 1.00 weekly cycles',
    });
  });

  it('is insufficient_data until some window has rows enough', () => {
    expect(statesOf(REFERENCE, live(46, 1, { rowsPerHour: 3 }).slice(0, 30))).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
    });
    expect(statesOf(REFERENCE, live(46, 2, { rowsPerHour: 3 }))).toEqual({
      state: ML_DRIFT_STATE_VALUE_OK,
      reason: 'the reference covers 28.0 daily, 4.00 weekly cycles',
      changes: [ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA, ML_DRIFT_STATE_VALUE_OK],
    });
  });

  it('is unseen_phase on days of which the reference has none', () => {
    const weekdays = referenceDays(47, { days: 28 }).filter(
      ({ timeMs }) => new Date(timeMs).getUTCDay() % 6 !== 0,
    );
    expect(statesOf(referenceOf(weekdays), live(47, 6))).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_UNSEEN_PHASE,
      reason: expect.stringContaining('no rows of this hour or day of the week') as string,
    });
    expect(statesOf(referenceOf(weekdays), live(47, 8))).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_OK,
      changes: [ML_DRIFT_STATE_VALUE_UNSEEN_PHASE, ML_DRIFT_STATE_VALUE_OK],
    });
  });
});
