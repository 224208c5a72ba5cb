import {
  ALL,
  buildReference,
  type Evaluation,
  type LoadedReference,
  type Monitor,
  type MonitorDefinition,
  MonitorError,
  type Snapshot,
  DEFAULT_QUALITY,
} from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { createModelQuality } from '../src/quality-model.ts';
import { saveQuality } from '../src/quality-state.ts';
import { createStateWriter } from '../src/state-codec.ts';
import {
  addRow,
  addTruth,
  bytesOf,
  DEFINITION,
  HOUR,
  MINUTE,
  monitorOf,
  START,
} from './support/monitor.ts';
import { REFERENCE } from './support/script.ts';

const OTHER_REFERENCE: LoadedReference = {
  id: 'rain-1-other',
  document: buildReference({ name: 'rain', version: '1' }, [
    { name: 'x', values: Array.from({ length: 400 }, (_, at) => at / 4) },
    { name: 'z', values: Array.from({ length: 400 }, (_, at) => at) },
  ]),
};

/** One row every ten seconds for 33 minutes, in three regions, on phones and desktops; all of them drifted. */
function filled(change: Partial<MonitorDefinition> = {}, references = [REFERENCE]): Monitor {
  const monitor = monitorOf({ evaluate: [ALL, 'region'], ...change }, { references });
  for (let at = 0; at < 200; at++) {
    addRow(monitor, {
      id: `${at}`,
      timeMs: START + at * 10_000,
      segments: { region: `r${at % 3}`, device: at % 2 === 0 ? 'phone' : 'desktop' },
      features: [
        ['x', 99],
        ['c', 'a'],
      ],
      label: 'wet',
      trace: [at, at],
    });
  }
  monitor.advance(START + 200 * 10_000);
  return monitor;
}

function restoredFrom(snapshot: Snapshot): Monitor {
  return monitorOf({ evaluate: [ALL, 'region'] }, { references: [REFERENCE] }, snapshot);
}

function restored(
  monitor: Monitor,
  change: Partial<MonitorDefinition> = {},
  references: readonly LoadedReference[] = [REFERENCE],
): Monitor {
  return monitorOf({ evaluate: [ALL, 'region'], ...change }, { references }, monitor.snapshot());
}

const NOW = START + 200 * 10_000;

function summary(evaluations: readonly Evaluation[]): unknown[] {
  return evaluations.map(({ segment, startMs, rows, revision }) => [
    segment?.value,
    (startMs - START) / MINUTE,
    rows,
    revision,
  ]);
}

describe('a snapshot', () => {
  it('is refused when it is damaged or of another format', () => {
    const whole = filled().snapshot();
    const read = (core: Uint8Array) => () =>
      monitorOf({}, {}, new Map([...whole, ['core', { version: 0, bytes: core }]]));
    const core = whole.get('core')?.bytes ?? new Uint8Array(0);
    expect(read(core.subarray(0, -1))).toThrow(MonitorError);
    expect(read(Uint8Array.of(1, 2, 3))).toThrow(
      expect.objectContaining({ code: 'snapshot_unreadable' }),
    );
    expect(() => monitorOf({}, {}, new Map())).toThrow(/has no part core/);
    const writer = createStateWriter();
    writer.text('marigraph.monitor/0');
    expect(read(writer.finish())).toThrow(
      /is of format marigraph.monitor\/0, expected marigraph.monitor\/4/,
    );
  });

  it('is refused when it holds more models than there may be', () => {
    const quality = saveQuality({
      quality: createModelQuality('m', DEFAULT_QUALITY),
      versions: [],
    });
    const writer = createStateWriter();
    writer.text('marigraph.monitor/4');
    writer.number(0);
    writer.number(1001);
    for (let model = 0; model < 1001; model++) {
      writer.text(`m${model}`);
      writer.numbers([0, 0, 0, 0]);
      writer.texts([]);
      writer.number(0);
      for (let zero = 0; zero < 4; zero++) writer.number(0);
      writer.text(quality);
    }
    const core = { version: 0, bytes: writer.finish() };
    expect(() => monitorOf({}, {}, new Map([['core', core]]))).toThrow(/too many models, at m1000/);
  });

  it('is refused when a part of the open predictions is missing or damaged', () => {
    const whole = filled().snapshot();
    const name = [...whole.keys()].find((part) => part.startsWith('predictions/')) ?? '';
    const bytes = whole.get(name)?.bytes ?? new Uint8Array(0);
    expect(bytes.length).toBeGreaterThan(40);
    const without = new Map([...whole].filter(([part]) => part !== name));
    expect(() => restoredFrom(without)).toThrow(/has no part predictions\/0\/0/);
    const damaged = bytes.with(5, (bytes[5] ?? 0) ^ 1);
    expect(() => restoredFrom(new Map([...whole, [name, { version: 0, bytes: damaged }]]))).toThrow(
      /is damaged/,
    );
  });

  it('holds only those open predictions that are new or changed since it was saved', () => {
    const monitor = monitorOf();
    const add = (from: number, to: number): void => {
      for (let id = from; id < to; id++) addRow(monitor, { id: `p${id}`, timeMs: START });
    };
    add(0, 10_000);
    const first = monitor.snapshot();
    const saved = new Map([...first].map(([name, { version }]) => [name, version]));
    const written = (snapshot: Snapshot): string[] =>
      [...snapshot].flatMap(([name, { bytes }]) => (bytes === undefined ? [] : [name]));
    expect(written(first)).toEqual([
      'predictions/0/0',
      'predictions/0/1',
      'predictions/0/2',
      'core',
    ]);
    expect(written(monitor.snapshot(saved))).toEqual(['core']);
    add(10_000, 10_001);
    // The first prediction gets its ground truth; the second time nothing changes any more.
    for (let time = 0; time < 2; time++) addTruth(monitor, 'p0', { label: 'a' });
    const second = monitor.snapshot(saved);
    expect(written(second)).toEqual(['predictions/0/0', 'predictions/0/2', 'core']);
    // What was saved and what is new together are the whole.
    const together = new Map(
      [...second].map(([name, part]) => [
        name,
        part.bytes === undefined ? (first.get(name) ?? part) : part,
      ]),
    );
    const again = monitorOf({}, {}, together);
    expect(again.report()).toEqual(monitor.report());
    expect(bytesOf(again.snapshot())).toEqual(bytesOf(monitor.snapshot()));
  });

  it('evaluates its windows again under the same revision', () => {
    const monitor = filled();
    const before = monitor.report();
    const again = restored(monitor);
    expect(again.report().models[0]?.scopes[0]?.windows).toEqual([]);
    const evaluations = again.advance(NOW).evaluations;
    expect(summary(evaluations)).toContainEqual([undefined, 0, 30, 0]);
    expect(
      evaluations.every(({ revision, changes }) => revision === 0 && changes.length === 0),
    ).toBe(true);
    expect(again.report()).toEqual(before);
  });

  it('evaluates under the next revision what changed before it could be evaluated again', () => {
    const again = restored(filled());
    addRow(again, { id: 'late', timeMs: START }, NOW);
    addTruth(again, '31', { label: 'wet' });
    const once = restored(again);
    expect(summary(once.advance(NOW).evaluations).slice(0, 3)).toEqual([
      [undefined, 0, 31, 1],
      [undefined, 5, 30, 1],
      [undefined, 10, 30, 0],
    ]);
  });

  it('keeps what is waiting: open cells, ground truth, predictions, classes', () => {
    const monitor = monitorOf({ evaluate: [ALL] });
    addTruth(monitor, 'future', { label: 'dry' });
    addTruth(monitor, 'future value', { value: 4 });
    addRow(monitor, { id: 'open', timeMs: START, label: 'wet' });
    const again = restored(monitor, { evaluate: [ALL] }, []);
    addRow(again, { id: 'future', timeMs: START, label: 'dry' });
    addRow(again, { id: 'future value', timeMs: START, value: 1 });
    expect(addTruth(again, 'open', { label: 'wet' })).toBe('matched');
    expect(addRow(again, { id: 'open', timeMs: START })).toBe('duplicate');
    expect(again.advance(START + HOUR).evaluations).toMatchObject([
      { rows: 3, performance: { labelled: 2, accuracy: 1, valued: 1, meanAbsoluteError: 3 } },
    ]);
  });
});

describe('a definition or reference that changed since', () => {
  it('another reference: rows and performance stay, features are judged anew', () => {
    const monitor = filled();
    addTruth(monitor, '0', { label: 'wet' });
    monitor.advance(NOW);
    const again = restored(monitor, {}, [OTHER_REFERENCE]);
    const [first] = again.advance(NOW).evaluations;
    expect(first).toMatchObject({
      referenceId: 'rain-1-other',
      rows: 30,
      // The same window has other contents, so it is another finding.
      revision: 2,
      state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
      performance: { labelled: 1, accuracy: 1 },
      features: [
        { feature: 'x', rows: 0 },
        { feature: 'z', rows: 0 },
      ],
    });
    for (let at = 0; at < 400; at++) {
      const timeMs = NOW + HOUR + at;
      addRow(again, {
        id: `new ${at}`,
        timeMs,
        features: [
          ['x', at / 4],
          ['z', at],
        ],
      });
    }
    const last = again
      .advance(NOW + 3 * HOUR)
      .evaluations.find(({ segment, rows }) => segment === undefined && rows === 400);
    expect(last?.state).toBe(ML_DRIFT_STATE_VALUE_OK);
  });

  it('a reference that came or went: the state of the model as a whole comes and goes with it', () => {
    const without = filled({ evaluate: [ALL] }, []);
    const withOne = restored(without, { evaluate: [ALL] });
    expect(withOne.advance(NOW).evaluations.at(-1)?.state).toBe(
      ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
    );
    const withoutAgain = restored(withOne, { evaluate: [ALL] }, []);
    const last = withoutAgain.advance(NOW).evaluations.at(-1);
    expect(last?.changes).toEqual([
      { feature: undefined, state: ML_DRIFT_STATE_VALUE_NO_REFERENCE },
    ]);
  });

  it('other bins: counts stay, examples of the former bins do not', () => {
    const { drift } = DEFINITION;
    const hour = { window: { durationMs: HOUR }, evaluate: [ALL] };
    const monitor = filled({ ...hour, drift });
    const again = restored(monitor, { ...hour, drift: { ...drift, bins: 20 } });
    const slots: number[] = [];
    for (const slice of again.models.get('rain')?.versions[0]?.slices ?? []) {
      for (const { exemplarSlots } of slice.cells.values()) slots.push(...exemplarSlots);
    }
    expect(slots).toEqual([]);
    const examplesOf = (own: Monitor): unknown => {
      const evaluation = own.advance(NOW + 10 * HOUR).evaluations.find(({ rows }) => rows === 200);
      const x = evaluation?.features.find(({ feature }) => feature === 'x');
      expect(x).toMatchObject({ state: ML_DRIFT_STATE_VALUE_DRIFTED, rows: 200 });
      return x?.exemplars.length;
    };
    expect(examplesOf(again)).toBe(0);
    expect(examplesOf(monitor)).toBe(2);
  });

  it('windows of another kind: they are counted anew from the cells', () => {
    for (const window of [{ durationMs: 10 * MINUTE }, { count: 66 }, { durationMs: MINUTE }]) {
      const again = restored(filled(), { window });
      again.advance(NOW);
      const direct = filled({ window });
      direct.advance(NOW);
      const scopes = (monitor: Monitor): unknown =>
        monitor
          .report()
          .models[0]?.scopes.map(({ segment, rows, openRows, windows }) => [
            segment,
            rows,
            openRows,
            windows.map((own) => [own.start, own.end, own.rows, own.features]),
          ]);
      expect(scopes(again)).toEqual(scopes(direct));
    }
  });

  it('windows of another kind: those that have lost cells are not made', () => {
    const monitor = filled({ retentionMs: 12 * MINUTE });
    const again = restored(monitor, {
      window: { durationMs: 10 * MINUTE },
      retentionMs: 12 * MINUTE,
    });
    const starts = (own: Monitor): unknown =>
      own.report().models[0]?.scopes[0]?.windows.map(({ start }) => start.slice(14, 16));
    expect(starts(monitor)).toEqual(['25']);
    again.advance(NOW);
    expect(starts(again)).toEqual([]);
    const counted = restored(monitor, { window: { count: 10 }, retentionMs: 12 * MINUTE });
    counted.advance(NOW);
    expect(
      counted.report().models[0]?.scopes[0]?.windows.reduce((rows, own) => rows + own.rows, 0),
    ).toBe(60);
  });

  it('another scope: it gets the windows that the cells give', () => {
    const again = restored(filled({ evaluate: ['region'] }), { evaluate: ['device', ALL] });
    again.advance(NOW);
    const direct = filled({ evaluate: ['device', ALL] });
    const scopes = (monitor: Monitor): unknown[] =>
      (monitor.report().models[0]?.scopes ?? []).toSorted((a, b) =>
        (a.segment?.value ?? '').localeCompare(b.segment?.value ?? ''),
      );
    expect(scopes(again)).toEqual(scopes(direct));
  });

  it('a segment key less: its slices are merged, and ground truth finds the merged one', () => {
    const monitor = filled();
    addRow(monitor, {
      id: 'open',
      timeMs: NOW,
      segments: { region: 'r0', device: 'phone' },
      label: 'wet',
    });
    addRow(monitor, { id: 'open too', timeMs: NOW, segments: { region: 'r0', device: 'desktop' } });
    const again = restored(monitor, { segmentKeys: ['region'] });
    for (const id of ['0', '1', '2', '3', 'open']) addTruth(again, id, { label: 'wet' });
    again.advance(NOW + HOUR);
    const [version] = again.report().models;
    expect(version?.rows).toMatchObject({ added: 202, inCells: 202 });
    expect(
      version?.scopes.map(({ segment, rows, performance }) => [
        segment?.value,
        rows,
        performance.labelled,
      ]),
    ).toEqual([
      [undefined, 202, 5],
      ['r0', 69, 3],
      ['r1', 67, 1],
      ['r2', 66, 1],
    ]);
    expect(again.models.get('rain')?.versions[0]?.slices).toHaveLength(3);
    const windows = version?.scopes[0]?.windows ?? [];
    expect(windows.reduce((rows, own) => rows + own.rows, 0)).toBe(202);
    expect(windows[0]?.features.find(({ feature }) => feature === 'x')).toMatchObject({ rows: 30 });
  });

  it('a segment key more: rows of before have no value of it', () => {
    const again = restored(filled({ segmentKeys: ['region'] }), {
      segmentKeys: ['device', 'region'],
      evaluate: [ALL, 'region', 'device'],
    });
    addRow(again, { id: 'new', timeMs: NOW, segments: { region: 'r0', device: 'phone' } });
    again.advance(NOW + HOUR);
    expect(
      again.report().models[0]?.scopes.map(({ segment, rows }) => [segment?.value, rows]),
    ).toEqual([
      [undefined, 201],
      ['r0', 68],
      ['r1', 67],
      ['r2', 66],
      ['phone', 1],
    ]);
  });

  it('a model without definition goes on with the defaults', () => {
    const again = restored(filled(), { segmentKeys: [], evaluate: [] }, []);
    again.advance(NOW);
    expect(again.report().models[0]).toMatchObject({ rows: { inCells: 200 }, scopes: [] });
  });

  it('fewer predictions than are open: the oldest give way with the next row', () => {
    const again = restored(filled(), { predictionsMax: 80 });
    expect(again.report().models[0]?.openPredictions).toBe(200);
    addRow(again, { id: 'next', timeMs: NOW });
    expect(again.report().models[0]?.openPredictions).toBeLessThanOrEqual(80);
    expect(addTruth(again, '199', { label: 'wet' })).toBe('matched');
    expect(addTruth(again, '0', { label: 'wet' })).toBe('waiting');
  });
});
