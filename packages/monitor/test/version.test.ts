import { ALL, buildReference, type LoadedReference } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { addRow, MINUTE, monitorOf, type RowOf, START } from './support/monitor.ts';

/** Four features of a thousand categories: so large that only 256 cells are open at once. */
const LARGE: LoadedReference = {
  id: 'large',
  document: buildReference(
    { name: 'rain', version: '1' },
    ['x', 'y', 'z', 'c'].map((name) => ({
      name,
      values: Array.from({ length: 1000 }, (_, at) => `${at}`),
    })),
  ),
};

describe('a model version', () => {
  it('keeps counts right with more slices than there are open cells', () => {
    const monitor = monitorOf(
      {
        segmentKeys: ['device'],
        evaluate: [ALL, 'device'],
        slicesMax: 1000,
        window: { durationMs: MINUTE },
      },
      { references: [LARGE] },
    );
    const rows = Array.from({ length: 3000 }, (_, at): RowOf => ({
      id: `${at}`,
      timeMs: START + (at % 3) * 1000,
      segments: { device: `d${at % 600}` },
      features: [['x', at % 100]],
      trace: [at % 50, at],
    }));
    for (const row of rows) addRow(monitor, row);
    monitor.advance(START + 60 * MINUTE);
    const [version] = monitor.report().models;
    const [all, ...devices] = version?.scopes ?? [];
    expect(all).toMatchObject({ rows: 3000, windows: [{ rows: 3000 }] });
    expect(devices).toHaveLength(600);
    expect(devices.every(({ rows: own, windows }) => own === 5 && windows[0]?.rows === 5)).toBe(
      true,
    );
    expect(version?.cells.kept).toBe(600);
    expect(monitor.models.get('rain')?.versions[0]?.scratch.denseMax).toBe(256);
  });

  it('counts a minute once, however its rows are spread over slices and evaluations', () => {
    const monitor = monitorOf({ evaluate: [ALL], window: { count: 4 }, allowedLatenessMs: 0 });
    const add = (id: string, minute: number, region: string): unknown =>
      addRow(monitor, { id, timeMs: START + minute * MINUTE, segments: { region } });
    add('a', 0, 'north');
    monitor.report();
    add('b', 0, 'south');
    add('c', 0, 'north');
    monitor.snapshot();
    add('d', 0, 'south');
    add('e', 0, 'north');
    add('f', 1, 'north');
    expect(monitor.advance(START + MINUTE).evaluations).toMatchObject([
      { startMs: START, endMs: START + MINUTE, rows: 5, revision: 0 },
    ]);
  });

  it('takes a row of a minute that idling has closed as late, in the same window', () => {
    const monitor = monitorOf({ evaluate: [ALL] });
    addRow(monitor, { id: 'a', timeMs: START });
    expect(monitor.advance(START + 60 * MINUTE).evaluations).toMatchObject([
      { rows: 1, revision: 0 },
    ]);
    addRow(monitor, { id: 'b', timeMs: START + 1000 }, START + 60 * MINUTE);
    expect(monitor.advance(START + 60 * MINUTE).evaluations).toMatchObject([
      { rows: 2, revision: 1 },
    ]);
  });

  it('takes the values of its own segment keys only', () => {
    const monitor = monitorOf({
      segmentKeys: ['device', 'region'],
      evaluate: ['region', 'device'],
    });
    addRow(monitor, { id: 'a', timeMs: START, segments: { region: 'north', device: 'phone' } });
    addRow(monitor, { id: 'b', timeMs: START, segments: { region: '' } });
    expect(
      monitor
        .report()
        .models[0]?.scopes.map(({ segment, rows }) => [segment?.key, segment?.value, rows]),
    ).toEqual([
      ['region', 'north', 1],
      ['device', 'phone', 1],
      ['region', '', 1],
    ]);
  });
});
