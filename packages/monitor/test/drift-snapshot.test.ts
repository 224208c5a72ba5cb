import {
  createMonitor,
  type DriftChange,
  type LoadedReference,
  type Monitor,
} from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addRow, DEFINITION, MINUTE, monitorOf, START } from './support/monitor.ts';
import {
  changesOf,
  DAY,
  feed,
  kinds,
  live,
  REFERENCE,
  SCAN,
  scanning,
  seededRandom,
  streamOf,
  type StreamRow,
} from './support/streams.ts';

describe('a snapshot', () => {
  /** Rows in order, some of them late. */
  function streamWith(days: number, shift: (hour: number) => number): StreamRow[] {
    return live(61, days, { shift, rowsPerHour: 21 })
      .map((row, at) => ({ row, at: at % 97 === 0 ? at + 40 : at }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ row }) => row);
  }

  /** Feeds all rows; goes back to its last snapshot and on from there wherever the process dies. */
  function runWith(
    rows: readonly StreamRow[],
    deaths: readonly number[],
  ): { readonly changes: DriftChange[]; readonly monitor: Monitor } {
    let monitor = scanning();
    let saved = { snapshot: monitor.snapshot(), at: 0, told: 0 };
    let changes: DriftChange[] = [];
    const pending = new Set(deaths);
    for (let at = 0; at < rows.length; at++) {
      if (pending.delete(at)) {
        monitor = scanning([REFERENCE], saved.snapshot);
        changes = changes.slice(0, saved.told);
        at = saved.at;
      }
      const row = rows[at];
      if (row === undefined) break;
      const { timeMs, x, y, c } = row;
      addRow(monitor, {
        id: `${at}`,
        timeMs,
        features: [
          ['x', x],
          ['y', y],
          ['c', c],
        ],
        trace: [at + 1, at + 1],
      });
      if (at % 30 === 0) changes.push(...changesOf(monitor.advance(timeMs).drift));
      if (at % 300 === 299) {
        saved = { snapshot: monitor.snapshot(), at: at + 1, told: changes.length };
      }
    }
    changes.push(...changesOf(monitor.advance(START + 20 * DAY).drift));
    return { changes, monitor };
  }

  it('goes on as if nothing had been: no finding is lost or told twice', () => {
    const rows = streamWith(4, (hour) => (hour >= 30 && hour < 40 ? 2 : 0));
    const uninterrupted = runWith(rows, []);
    expect(kinds(uninterrupted.changes)).toEqual(['opened', 'resolved']);
    fc.assert(
      fc.property(fc.array(fc.nat(rows.length - 1), { maxLength: 6 }), (deaths) => {
        const { changes, monitor } = runWith(rows, deaths);
        expect(changes).toEqual(uninterrupted.changes);
        expect(monitor.report()).toEqual(uninterrupted.monitor.report());
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('goes on with days and weeks', () => {
    const rows = streamWith(9, (hour) => (hour >= 150 && hour < 180 ? 0.7 : 0));
    const uninterrupted = runWith(rows, []);
    expect(kinds(uninterrupted.changes)).toContain('opened');
    const { changes, monitor } = runWith(rows, [700, 2100, 3400, 3900, 4500]);
    expect(changes).toEqual(uninterrupted.changes);
    expect(monitor.report()).toEqual(uninterrupted.monitor.report());
  });

  it('keeps what was acknowledged, and changes that nobody was told of', () => {
    const monitor = scanning();
    feed(monitor, live(62, 2, { shift: (hour) => (hour >= 24 ? 2 : 0) }));
    const id = monitor.report().models[0]?.drift?.finding?.id ?? '';
    monitor.acknowledge(id, 'a campaign');
    const again = scanning([REFERENCE], monitor.snapshot());
    expect(again.report()).toEqual(monitor.report());
    expect(again.advance(START + 2 * DAY - MINUTE).drift).toEqual(
      monitor.advance(START + 2 * DAY - MINUTE).drift,
    );
    expect(again.acknowledge(id)).toEqual({ outcome: 'ended' });
  });

  it.each<{ name: string; drift?: object; reference?: LoadedReference }>([
    { name: 'another budget', drift: { budget: 2 } },
    { name: 'the rule `threshold`', drift: { rule: 'threshold' } },
    { name: 'another reference', reference: { ...REFERENCE, id: 'rain-1-other' } },
  ])('forgets what the scan concluded under $name, not the cells', ({ drift, reference }) => {
    const monitor = scanning();
    const rows = live(63, 4, { shift: (hour) => (hour >= 24 ? 2 : 0) });
    feed(monitor, rows);
    expect(monitor.report().models[0]?.drift?.finding).not.toBeNull();
    const definition = { ...SCAN, drift: { ...DEFINITION.drift, rule: 'scan' as const, ...drift } };
    const references = [reference ?? REFERENCE];
    const again = monitorOf(definition, { references }, monitor.snapshot());
    const [version] = again.report().models;
    expect(version?.rows).toEqual(monitor.report().models[0]?.rows);
    expect(version?.drift?.finding ?? null).toBeNull();
    const { drift: told } = again.advance(START + 4 * DAY);
    expect(changesOf(told).filter(({ kind }) => kind !== 'state')).toEqual([]);
  });

  it('begins to judge where the rule becomes `scan`', () => {
    const threshold = { ...SCAN, drift: DEFINITION.drift };
    const monitor = monitorOf(threshold, { references: [REFERENCE] });
    feed(monitor, live(64, 4, { shift: (hour) => (hour >= 24 ? 2 : 0) }));
    const again = scanning([REFERENCE], monitor.snapshot());
    expect(changesOf(again.advance(START + 4 * DAY - MINUTE).drift)).toEqual([
      expect.objectContaining({ kind: 'state', state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA }),
    ]);
    const later = streamOf(seededRandom(65), {
      startMs: START + 4 * DAY,
      hours: 3,
      rowsPerHour: 40,
      shift: () => 2,
    });
    feed(again, later);
    expect(kinds(changesOf(again.advance(START + 5 * DAY).drift))).toEqual(['opened']);
  });
});

describe('memory', () => {
  it('keeps the cells of the hour that is open, however short the retention', () => {
    const definition = {
      ...SCAN,
      window: { durationMs: MINUTE },
      retentionMs: MINUTE,
      allowedLatenessMs: 0,
    };
    const monitor = monitorOf(definition, { references: [REFERENCE] });
    for (const row of live(71, 1)) {
      feed(monitor, [row]);
      monitor.advance(row.timeMs);
    }
    const [version] = monitor.models.get('rain')?.versions ?? [];
    const rows = [...(version?.drift?.series.hours.values() ?? [])].map((scores) => scores.at(-2));
    expect(rows).toEqual(Array.from({ length: 23 }).fill(40));
    expect(monitor.report().models[0]?.cells.kept).toBeLessThanOrEqual(61);
  });

  it('has a scan of its own for each version', () => {
    const document = { ...REFERENCE.document, model: { name: 'rain', version: '2' } };
    const definition = { ...DEFINITION, ...SCAN };
    const monitor = createMonitor({
      definitions: [definition],
      defaults: definition,
      references: [REFERENCE, { id: 'second', document }],
    });
    for (const row of live(72, 1)) {
      for (const version of ['1', '2']) {
        const features = [
          ['x', (row.x ?? 0) + (version === '2' ? 3 : 0)],
          ['y', row.y],
          ['c', row.c],
        ] as const;
        addRow(monitor, { id: `${version} ${row.timeMs}`, timeMs: row.timeMs, version, features });
      }
    }
    const { drift } = monitor.advance(START + DAY);
    expect(drift.map(({ modelVersion, status }) => [modelVersion, status.state])).toEqual([
      ['1', ML_DRIFT_STATE_VALUE_OK],
      ['2', ML_DRIFT_STATE_VALUE_DRIFTED],
    ]);
  });
});
