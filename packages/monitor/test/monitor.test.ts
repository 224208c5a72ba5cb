import { ALL, createMonitor, type Evaluation } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { FEATURE_IDS_MAX, MODELS_MAX, VERSIONS_MAX } from '../src/monitor.ts';
import {
  addRow,
  addTruth,
  define,
  DEFINITION,
  HOUR,
  keyOf,
  MINUTE,
  monitorOf,
  START,
} from './support/monitor.ts';
import { REFERENCE } from './support/script.ts';

describe('addRow', () => {
  it('counts a second carrier of an open prediction, of whatever version, and does not add it', () => {
    const monitor = monitorOf();
    expect(addRow(monitor, { id: 'a', timeMs: START })).toBe('added');
    expect(addRow(monitor, { id: 'a', timeMs: START + 1 })).toBe('duplicate');
    expect(addRow(monitor, { id: 'a', timeMs: START, version: '2' })).toBe('duplicate');
    expect(addRow(monitor, { id: 'a', timeMs: START, model: 'snow' })).toBe('added');
    expect(monitor.report().models.map(({ rows }) => rows)).toEqual([
      { added: 1, inCells: 1, duplicate: 2, late: 0, clamped: 0 },
      { added: 0, inCells: 0, duplicate: 2, late: 0, clamped: 0 },
      { added: 1, inCells: 1, duplicate: 0, late: 0, clamped: 0 },
    ]);
  });

  it.each([
    {
      name: 'just within the skew',
      timeMs: START + 5 * MINUTE,
      clamped: 0,
      minute: START / MINUTE + 5,
    },
    {
      name: 'ahead of the skew',
      timeMs: START + 5 * MINUTE + 1,
      clamped: 1,
      minute: START / MINUTE,
    },
    { name: 'far ahead', timeMs: 1e300, clamped: 1, minute: START / MINUTE },
    { name: 'infinite', timeMs: Infinity, clamped: 1, minute: START / MINUTE },
    { name: 'no number', timeMs: Number.NaN, clamped: 1, minute: START / MINUTE },
    {
      name: 'with fractions of a millisecond',
      timeMs: START + 0.25,
      clamped: 0,
      minute: START / MINUTE,
    },
    { name: 'at the epoch', timeMs: 0, clamped: 0, minute: 0 },
  ])('puts a row whose time is $name where it belongs', ({ timeMs, clamped, minute }) => {
    const monitor = monitorOf();
    expect(addRow(monitor, { id: 'a', timeMs }, START)).toBe('added');
    expect(monitor.report().models[0]?.rows).toMatchObject({ added: 1, clamped });
    expect([...(monitor.models.get('rain')?.versions[0]?.slices[0]?.cells.keys() ?? [])]).toEqual([
      minute,
    ]);
  });

  it.each([
    { name: 'before 1970', timeMs: -1, receivedAtMs: START },
    { name: 'infinitely long ago', timeMs: -Infinity, receivedAtMs: START },
    { name: 'received at no time', timeMs: Number.NaN, receivedAtMs: Number.NaN },
  ])('is too late for a row $name', ({ timeMs, receivedAtMs }) => {
    const monitor = monitorOf();
    expect(addRow(monitor, { id: 'a', timeMs }, receivedAtMs)).toBe('late');
    expect(monitor.report().models[0]?.rows).toMatchObject({ added: 0, late: 1 });
    expect(addTruth(monitor, 'a', { label: 'wet' })).toBe('waiting');
    expect(monitor.advance(START + HOUR).evaluations).toEqual([]);
  });

  it('refuses models and versions beyond the maximum, and counts them', () => {
    const monitor = monitorOf();
    for (let model = 0; model < MODELS_MAX; model++) {
      expect(addRow(monitor, { id: 'a', model: `m${model}`, timeMs: START })).toBe('added');
    }
    expect(addRow(monitor, { id: 'a', model: 'more', timeMs: START })).toBe('refused');
    expect(addTruth(monitor, 'a', { model: 'more', label: 'wet' })).toBe('refused');
    for (let version = 1; version <= VERSIONS_MAX; version++) {
      expect(
        addRow(monitor, { id: `b${version}`, model: 'm0', version: `${version}`, timeMs: START }),
      ).toBe('added');
    }
    expect(addRow(monitor, { id: 'c', model: 'm0', version: 'more', timeMs: START })).toBe(
      'refused',
    );
    expect(monitor.refused).toBe(3);
    expect(monitor.report().refused).toBe(3);
    expect(monitorOf({}, {}, monitor.snapshot()).refused).toBe(3);
  });

  it('makes room for a new version when one has had no rows for the retention', () => {
    const monitor = monitorOf();
    const { retentionMs } = DEFINITION;
    for (let version = 0; version < VERSIONS_MAX; version++) {
      addRow(monitor, {
        id: `${version}`,
        version: `v${version}`,
        timeMs: START + version,
        label: 'wet',
      });
    }
    const later = START + retentionMs;
    expect(addRow(monitor, { id: 'x', version: 'new', timeMs: later })).toBe('refused');
    expect(addRow(monitor, { id: 'y', version: 'new', timeMs: later + 1, label: 'wet' })).toBe(
      'added',
    );
    expect(addRow(monitor, { id: 'z', version: 'newer', timeMs: later + 1 })).toBe('refused');
    const versions = monitor.report().models.map(({ version }) => version);
    expect(versions).toHaveLength(VERSIONS_MAX);
    expect(versions).not.toContain('v0');
    // What is left of the forgotten version in the store of predictions goes to no other version.
    expect(addTruth(monitor, '0', { label: 'wet' })).toBe('matched');
    const restarted = monitorOf({}, {}, monitor.snapshot());
    expect(addTruth(restarted, 'y', { label: 'wet' })).toBe('matched');
    expect(restarted.report().models.map(({ version }) => version)).toEqual(versions);
    const labelled = restarted
      .report()
      .models.map(({ scopes }) => scopes[0]?.performance.labelled ?? 0);
    expect(labelled).toEqual([...versions.slice(1).map(() => 0), 1]);
  });

  it('folds slices beyond the maximum into one', () => {
    const monitor = monitorOf({ slicesMax: 2 });
    for (const [at, region] of ['a', 'b', 'c', 'd', undefined, 'a'].entries()) {
      addRow(monitor, { id: `${at}`, timeMs: START, segments: { region, device: 'x' } });
    }
    monitor.advance(START + HOUR);
    const scopes = monitor
      .report()
      .models[0]?.scopes.map(({ segment, rows }) => [segment?.value, rows]);
    expect(scopes).toEqual([
      [undefined, 6],
      ['a', 2],
      ['b', 1],
      ['_OTHER', 3],
    ]);
  });

  it('passes over features whose name has no number left, but knows those of its references', () => {
    const monitor = monitorOf({}, { references: [REFERENCE] });
    for (let name = 0; name < FEATURE_IDS_MAX - 3; name++)
      expect(monitor.featureId(`f${name}`)).toBe(name + 3);
    expect(monitor.featureId('one more')).toBe(-1);
    expect(monitor.featureId('f0')).toBe(3);
    expect(monitor.featureId('x')).toBe(0);
    for (let id = 0; id < 60; id++) {
      addRow(monitor, {
        id: `${id}`,
        timeMs: START,
        features: [
          ['one more', 1],
          ['x', 7],
          ['c', 'a'],
        ],
      });
    }
    const [evaluation] = monitor.advance(START + HOUR).evaluations;
    expect(evaluation?.features.map(({ rows, missing }) => [rows, missing])).toEqual([
      [60, 0],
      [0, 60],
      [60, 0],
    ]);
  });

  it('tells models apart, each with its own definition', () => {
    const defaults = define({ segmentKeys: [], evaluate: [ALL], window: { count: 1 } });
    const monitor = createMonitor({
      defaults,
      definitions: [define({ model: 'snow', segmentKeys: ['device'], evaluate: ['device'] })],
      references: [],
    });
    expect(monitor.segmentKeys).toEqual(['device']);
    expect(monitor.definitionOf('rain')).toEqual({ ...defaults, model: 'rain' });
    expect(monitor.definitionOf('snow').evaluate).toEqual(['device']);
    for (const model of ['rain', 'snow']) {
      addRow(monitor, { id: 'a', model, timeMs: START, segments: { device: 'phone' } });
    }
    const found = monitor
      .advance(START + HOUR)
      .evaluations.map(({ modelName, segment, startMs, endMs }) => ({
        modelName,
        segment,
        minutes: (endMs - startMs) / MINUTE,
      }));
    expect(found).toEqual([
      { modelName: 'rain', segment: undefined, minutes: 1 },
      { modelName: 'snow', segment: { key: 'device', value: 'phone' }, minutes: 5 },
    ]);
  });
});

describe('addGroundTruth', () => {
  it('joins once, whether it comes after its prediction or before', () => {
    const monitor = monitorOf();
    addRow(monitor, { id: 'first', timeMs: START, label: 'wet' });
    expect(addTruth(monitor, 'first', { label: 'wet' })).toBe('matched');
    expect(addTruth(monitor, 'first', { label: 'dry' })).toBe('duplicate');
    expect(addTruth(monitor, 'second', { label: 'dry' })).toBe('waiting');
    expect(addTruth(monitor, 'second', { label: 'wet' })).toBe('duplicate');
    addRow(monitor, { id: 'second', timeMs: START, label: 'wet' });
    expect(addTruth(monitor, 'second', { label: 'wet' })).toBe('duplicate');
    expect(addTruth(monitor, 'unknown', { label: 'wet' })).toBe('waiting');
    expect(monitor.report().models[0]).toMatchObject({
      groundTruth: { matched: 2, waiting: 1, unmatched: 0, duplicate: 3 },
      openPredictions: 2,
      scopes: [{ performance: { labelled: 2, accuracy: 0.5 } }],
    });
  });

  it('compares classes with classes and values with values, both where there are both', () => {
    const monitor = monitorOf();
    addRow(monitor, { id: 'both', timeMs: START, label: 'wet', value: 2 });
    addRow(monitor, { id: 'class', timeMs: START, label: 'wet' });
    addRow(monitor, { id: 'value', timeMs: START, value: 2 });
    addRow(monitor, { id: 'none', timeMs: START });
    for (const id of ['both', 'class', 'value', 'none']) {
      expect(addTruth(monitor, id, { label: 'wet', value: 5 })).toBe('matched');
    }
    expect(monitor.report().models[0]?.scopes[0]?.performance).toEqual({
      labelled: 2,
      accuracy: 1,
      valued: 2,
      meanAbsoluteError: 3,
      rootMeanSquaredError: 3,
    });
  });

  it('evaluates the window again, under the next revision, and leaves the features as they are', () => {
    const monitor = monitorOf({}, { references: [REFERENCE] });
    for (let id = 0; id < 60; id++) {
      addRow(monitor, { id: `${id}`, timeMs: START, label: 'wet', features: [['x', 7]] });
    }
    const [first] = monitor.advance(START + HOUR).evaluations;
    expect(monitor.advance(START + HOUR).evaluations).toEqual([]);
    addTruth(monitor, '0', { label: 'wet' });
    addTruth(monitor, '1', { label: 'dry' });
    expect(monitor.advance(START + HOUR).evaluations).toEqual([
      {
        ...first,
        revision: 1,
        changes: [],
        performance: { labelled: 2, accuracy: 0.5, valued: 0 },
      },
    ]);
  });

  it('finds no prediction any more once that is behind the retention', () => {
    const monitor = monitorOf({ retentionMs: HOUR });
    addRow(monitor, { id: 'old', timeMs: START, label: 'wet' });
    addRow(monitor, { id: 'new', timeMs: START + 2 * HOUR, label: 'wet' });
    monitor.advance(START + 2 * HOUR);
    expect(addTruth(monitor, 'old', { label: 'wet' })).toBe('waiting');
    expect(addTruth(monitor, 'new', { label: 'wet' })).toBe('matched');
    expect(monitor.report().models[0]?.openPredictions).toBe(1);
  });

  it('does not keep the predictions of a version that is gone for ever', () => {
    const monitor = monitorOf({ retentionMs: HOUR });
    addRow(monitor, { id: 'old', version: '1', timeMs: START });
    addRow(monitor, { id: 'mid', version: '2', timeMs: START + 30 * MINUTE });
    monitor.advance(START + 30 * MINUTE);
    expect(monitor.report().models[0]?.openPredictions).toBe(2);
    addRow(monitor, { id: 'new', version: '2', timeMs: START + 3 * HOUR });
    monitor.advance(START + 3 * HOUR);
    expect(monitor.report().models[0]?.openPredictions).toBe(1);
  });

  it('keeps the predictions of a version that replays the past beside one that is live', () => {
    const monitor = monitorOf({ retentionMs: HOUR });
    const now = START + 100 * HOUR;
    addRow(monitor, { id: 'live', version: 'live', timeMs: now });
    addRow(monitor, { id: 'past', version: 'past', timeMs: START, label: 'wet' }, now);
    monitor.advance(now);
    expect(addTruth(monitor, 'past', { label: 'wet' })).toBe('matched');
  });

  it('matches a prediction whose cell is gone, without effect', () => {
    const monitor = monitorOf({ cellBytesMax: 1 });
    addRow(monitor, { id: 'old', timeMs: START, label: 'wet' });
    addRow(monitor, { id: 'new', timeMs: START + HOUR, label: 'wet' });
    monitor.advance(START + HOUR);
    expect(addTruth(monitor, 'old', { label: 'wet' })).toBe('matched');
    expect(monitor.report().models[0]).toMatchObject({
      rows: { added: 2, inCells: 1 },
      cells: { kept: 1, dropped: 1 },
      groundTruth: { matched: 1 },
      scopes: [{ performance: { labelled: 0 } }],
    });
  });

  it('copies its key', () => {
    const monitor = monitorOf();
    const key = keyOf('a');
    monitor.addGroundTruth({ modelName: 'rain', key, label: 'wet', value: Number.NaN });
    key.fill(0);
    addRow(monitor, { id: 'a', timeMs: START, label: 'wet' });
    expect(monitor.report().models[0]?.groundTruth).toMatchObject({ matched: 1, waiting: 0 });
  });
});

describe('advance', () => {
  const rowsOf = (evaluations: readonly Evaluation[]): unknown[] =>
    evaluations.map(({ startMs, endMs, rows, revision }) => [
      (startMs - START) / MINUTE,
      (endMs - START) / MINUTE,
      rows,
      revision,
    ]);

  it('evaluates a window once a row has come that is later than its end and the allowance', () => {
    const monitor = monitorOf({ evaluate: [ALL] });
    addRow(monitor, { id: 'a', timeMs: START });
    addRow(monitor, { id: 'b', timeMs: START + 7 * MINUTE - 1 });
    expect(monitor.advance(START + 7 * MINUTE).evaluations).toEqual([]);
    addRow(monitor, { id: 'c', timeMs: START + 5 * MINUTE - 1 }, START + 7 * MINUTE);
    addRow(monitor, { id: 'd', timeMs: START + 7 * MINUTE });
    expect(rowsOf(monitor.advance(START + 7 * MINUTE).evaluations)).toEqual([[0, 5, 2, 0]]);
  });

  it('evaluates a window again when a late row comes', () => {
    const monitor = monitorOf({ evaluate: [ALL] });
    addRow(monitor, { id: 'a', timeMs: START });
    addRow(monitor, { id: 'b', timeMs: START + HOUR });
    expect(rowsOf(monitor.advance(START + HOUR).evaluations)).toEqual([[0, 5, 1, 0]]);
    addRow(monitor, { id: 'c', timeMs: START + 4 * MINUTE }, START + HOUR);
    addRow(monitor, { id: 'd', timeMs: START + 21 * MINUTE }, START + HOUR);
    expect(rowsOf(monitor.advance(START + HOUR).evaluations)).toEqual([
      [0, 5, 2, 1],
      [20, 25, 1, 0],
    ]);
  });

  it('evaluates a segment whose first row is late', () => {
    const monitor = monitorOf({ evaluate: ['region'] });
    addRow(monitor, { id: 'a', timeMs: START + HOUR, segments: { region: 'north' } });
    addRow(monitor, { id: 'b', timeMs: START, segments: { region: 'south' } }, START + HOUR);
    expect(monitor.advance(START + HOUR).evaluations).toMatchObject([
      { segment: { key: 'region', value: 'south' }, rows: 1 },
    ]);
  });

  it.each([
    { name: 'before the idle timeout', after: 5 * MINUTE - 1, found: [] },
    { name: 'before the end of the window and the allowance', after: 56 * MINUTE, found: [] },
    {
      name: 'after the end of the window and the allowance',
      after: 57 * MINUTE,
      found: [[0, 60, 1, 0]],
    },
    { name: 'long after', after: 1e6 * HOUR, found: [[0, 60, 1, 0]] },
  ])('closes the last window when no more rows come: $name', ({ after, found }) => {
    const monitor = monitorOf({ evaluate: [ALL], window: { durationMs: HOUR } });
    addRow(monitor, { id: 'a', timeMs: START + 5 * MINUTE });
    expect(rowsOf(monitor.advance(START + 5 * MINUTE + after).evaluations)).toEqual(found);
  });

  it('closes nothing more when the clock jumps ahead, and goes on when rows come again', () => {
    const monitor = monitorOf({ evaluate: [ALL], window: { durationMs: HOUR } });
    addRow(monitor, { id: 'a', timeMs: START });
    expect(rowsOf(monitor.advance(START + 1e9 * HOUR).evaluations)).toEqual([[0, 60, 1, 0]]);
    addRow(monitor, { id: 'b', timeMs: START + HOUR });
    addRow(monitor, { id: 'c', timeMs: START + 2 * HOUR + 2 * MINUTE });
    expect(rowsOf(monitor.advance(START + 2 * HOUR + 2 * MINUTE).evaluations)).toEqual([
      [60, 120, 1, 0],
    ]);
    expect(monitor.advance(Number.NaN).evaluations).toEqual([]);
  });

  it('closes a window of rows in the minute that fills it', () => {
    const monitor = monitorOf({ evaluate: [ALL], window: { count: 3 }, allowedLatenessMs: 0 });
    for (const [at, minute] of [0, 1, 1, 1, 2, 9].entries()) {
      addRow(monitor, { id: `${at}`, timeMs: START + minute * MINUTE });
    }
    expect(rowsOf(monitor.advance(START + 9 * MINUTE).evaluations)).toEqual([[0, 2, 4, 0]]);
    expect(monitor.report().models[0]?.scopes[0]).toMatchObject({ openRows: 1, rows: 6 });
    // Idle: the minute of the latest row closes, its window stays open until it is full.
    expect(monitor.advance(START + HOUR).evaluations).toEqual([]);
    expect(monitor.report().models[0]?.scopes[0]?.openRows).toBe(2);
  });

  it('is nothing for a monitor that has seen nothing', () => {
    expect(monitorOf().advance(START).evaluations).toEqual([]);
    expect(monitorOf().report()).toEqual({ refused: 0, models: [] });
  });
});
