import { ALL, type Monitor, type MonitorDefinition } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { addRow, HOUR, MINUTE, monitorOf, START } from './support/monitor.ts';

/** One row a minute for each region, evaluated every minute. */
function runMinutes(
  change: Partial<MonitorDefinition>,
  minutes: number,
  regions: readonly string[] = ['a'],
): Monitor {
  const monitor = monitorOf({ evaluate: [ALL], allowedLatenessMs: 0, ...change });
  for (let minute = 0; minute < minutes; minute++) {
    const timeMs = START + minute * MINUTE;
    for (const region of regions)
      addRow(monitor, { id: `${minute}${region}`, timeMs, segments: { region } });
    monitor.advance(timeMs);
  }
  return monitor;
}

function windowsOf(monitor: Monitor): number[][] {
  const windows = monitor.report().models[0]?.scopes[0]?.windows ?? [];
  return windows.map(({ start, end, rows }) => [
    (Date.parse(start) - START) / MINUTE,
    (Date.parse(end) - START) / MINUTE,
    rows,
  ]);
}

describe('the retention', () => {
  it('drops cells that are behind it, and windows that lost one', () => {
    const monitor = runMinutes({ retentionMs: 12 * MINUTE }, 31);
    expect(monitor.report().models[0]).toMatchObject({
      rows: { added: 31, inCells: 13, late: 0 },
      cells: { kept: 13, dropped: 0 },
    });
    expect(windowsOf(monitor)).toEqual([
      [20, 25, 5],
      [25, 30, 5],
    ]);
  });

  it('takes late rows as far as it reaches; those of a window that is gone are in no window', () => {
    const monitor = runMinutes({ retentionMs: 12 * MINUTE }, 31);
    const late = (id: string, minute: number): unknown =>
      addRow(monitor, { id, timeMs: START + minute * MINUTE }, START + 30 * MINUTE);
    expect(late('x', 17)).toBe('late');
    expect(late('y', 18)).toBe('added');
    expect(late('z', 20)).toBe('added');
    expect(monitor.advance(START + 30 * MINUTE).evaluations).toMatchObject([
      { rows: 6, revision: 1 },
    ]);
    expect(monitor.report().models[0]?.scopes[0]).toMatchObject({ rows: 15, openRows: 0 });
  });

  it('keeps the cells of the window that is open', () => {
    const monitor = runMinutes(
      { retentionMs: HOUR, window: { durationMs: HOUR }, cellBytesMax: 1 },
      60,
    );
    expect(monitor.report().models[0]).toMatchObject({ cells: { kept: 60, dropped: 0 } });
    expect(windowsOf(monitor)).toEqual([]);
  });

  it('closes a window of rows that is not full before its first row is forgotten', () => {
    const monitor = monitorOf({
      evaluate: ['region'],
      window: { count: 100 },
      retentionMs: HOUR,
      allowedLatenessMs: 0,
    });
    const found: unknown[] = [];
    for (let minute = 0; minute < 120; minute++) {
      const timeMs = START + minute * MINUTE;
      addRow(monitor, { id: `often ${minute}`, timeMs, segments: { region: 'often' } });
      const rare = { id: `rare ${minute}`, timeMs, segments: { region: 'rare' } };
      if (minute % 30 === 0) addRow(monitor, rare);
      for (const { segment, rows, startMs, endMs } of monitor.advance(timeMs).evaluations) {
        found.push([
          minute,
          segment?.value,
          rows,
          (startMs - START) / MINUTE,
          (endMs - START) / MINUTE,
        ]);
      }
    }
    // What is counted are closed minutes: in minute 61 those before it.
    expect(found).toEqual([
      [61, 'often', 61, 0, 61],
      [61, 'rare', 3, 0, 61],
    ]);
    expect(monitor.report().models[0]?.cells.kept).toBeLessThanOrEqual(2 * 62);
  });
});

describe('the byte budget', () => {
  it('drops the oldest cells, whole minutes, and counts every cell', () => {
    const regions = ['a', 'b', 'c'];
    const monitor = runMinutes({ cellBytesMax: 200 * 3 * 7 + 1 }, 30, regions);
    const [version] = monitor.report().models;
    expect(version?.cells).toEqual({ kept: 3 * 7, dropped: 3 * 23 });
    expect(version?.rows).toMatchObject({ added: 90, inCells: 21 });
    expect(windowsOf(monitor)).toEqual([]);
    expect(addRow(monitor, { id: 'late', timeMs: START + 22 * MINUTE }, START + 30 * MINUTE)).toBe(
      'late',
    );
    expect(addRow(monitor, { id: 'not', timeMs: START + 23 * MINUTE }, START + 30 * MINUTE)).toBe(
      'added',
    );
  });

  it('evaluates a window before it drops its cells', () => {
    const monitor = monitorOf({ evaluate: [ALL], allowedLatenessMs: 0, cellBytesMax: 1 });
    const found: unknown[] = [];
    for (let minute = 0; minute < 20; minute++) {
      addRow(monitor, { id: `${minute}`, timeMs: START + minute * MINUTE });
      found.push(...monitor.advance(START + minute * MINUTE).evaluations.map(({ rows }) => rows));
    }
    expect(found).toEqual([5, 5, 5]);
  });

  it('is looked after once a minute', () => {
    const window = { durationMs: MINUTE };
    const monitor = monitorOf({ evaluate: [ALL], allowedLatenessMs: 0, cellBytesMax: 500, window });
    const cellsAfter = (id: string, minute: number): unknown => {
      addRow(monitor, { id, timeMs: START + minute * MINUTE }, START + 3 * MINUTE);
      monitor.advance(START + 3 * MINUTE);
      return monitor.report().models[0]?.cells;
    };
    expect(cellsAfter('a', 1)).toEqual({ kept: 1, dropped: 0 });
    expect(cellsAfter('b', 2)).toEqual({ kept: 2, dropped: 0 });
    expect(cellsAfter('late', 0)).toEqual({ kept: 3, dropped: 0 });
    expect(cellsAfter('c', 3)).toEqual({ kept: 2, dropped: 2 });
  });
});
