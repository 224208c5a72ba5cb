import { buildReference, type DriftChange } from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import { beforeAll, describe, expect, it } from 'vitest';

import { addRow, DEFINITION, HOUR, monitorOf, START } from './support/monitor.ts';
import {
  changesOf,
  DAY,
  kinds,
  live,
  normal,
  REFERENCE,
  run,
  SCAN,
  scanning,
  seededRandom,
  type StreamRow,
} from './support/streams.ts';

describe('the rule `scan`', () => {
  /** A shift of half a standard deviation over three days. */
  let planted: DriftChange[] = [];
  beforeAll(() => {
    const seed = 20_261_201;
    console.log(`planted shift of 0.5 standard deviations, seed ${seed}`);
    const shift = (hour: number): number => (hour >= 72 && hour < 144 ? 0.5 : 0);
    planted = changesOf(run(scanning(), live(seed, 15, { shift })));
  });

  it('finds a shift that was planted, and ends with it', () => {
    expect(kinds(planted)).toEqual(['opened', 'resolved']);
    const [opened, resolved] = planted;
    expect(opened).toMatchObject({ state: ML_DRIFT_STATE_VALUE_DRIFTED, features: ['x'] });
    // Within a day of where it was planted.
    expect(opened?.atMs).toBeGreaterThan(START + 3 * DAY);
    expect(opened?.atMs).toBeLessThanOrEqual(START + 4 * DAY);
    // The seven days that end with a day hold the shift for six more.
    expect(resolved?.finding?.id).toBe(opened?.finding?.id);
    expect(resolved?.state).toBe(ML_DRIFT_STATE_VALUE_OK);
    expect(resolved?.atMs).toBeLessThanOrEqual(START + 14 * DAY);
  });

  it('says what moved and how sure that is, and shows rows', () => {
    const x = planted[0]?.finding?.features[0];
    if (x === undefined) throw new Error('no feature');
    const { contrast, pValue, level, phase, scale } = x.first;
    expect(contrast).toMatchObject({ kind: 'location', contrast: 0 });
    expect(pValue).toBeLessThanOrEqual(level);
    expect(scale === 'hour' ? phase : '00:00 on any day').toMatch(/^\d\d:00 on /);
    expect(contrast.interval[0]).toBeLessThan(0.5);
    expect(contrast.interval[1]).toBeGreaterThan(0.2);
    const { moved, exemplars } = x.evidence;
    expect(moved).toHaveLength(5);
    const sizes = moved.map(({ from, to }) => Math.abs(to - from));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(moved.every(({ bin }) => /^(?:up to|above|\()/.test(bin))).toBe(true);
    expect(exemplars.length).toBeGreaterThan(0);
    expect(exemplars.length).toBeLessThanOrEqual(10);
  });

  it('is quiet without one', () => {
    const seeds = [20_261_211, 20_261_212];
    console.log(`no drift in twice 10 days, seeds ${seeds.join(', ')}`);
    for (const seed of seeds) {
      const updates = run(scanning(), live(seed, 10));
      expect(changesOf(updates)).toEqual([]);
      expect(updates.at(-1)?.status.state).toBe(ML_DRIFT_STATE_VALUE_OK);
    }
  });

  it.each<{ name: string; edit: (row: StreamRow) => StreamRow; feature: string; moved: string }>([
    {
      name: 'values go missing',
      edit: (row) => ({ ...row, x: row.y > 0 ? null : row.x }),
      feature: 'x',
      moved: 'missing',
    },
    {
      name: 'a category is new',
      edit: (row) => ({ ...row, c: row.y > 0 ? 'new' : row.c }),
      feature: 'c',
      moved: 'unseen',
    },
    {
      name: 'a category vanishes',
      edit: (row) => ({ ...row, c: row.c === 'a' ? 'b' : row.c }),
      feature: 'c',
      moved: 'b',
    },
  ])('finds within two hours that $name', ({ edit, feature, moved }) => {
    const monitor = scanning();
    const rows = live(7, 2).map((row) => (row.timeMs >= START + DAY ? edit(row) : row));
    const [opened] = changesOf(run(monitor, rows));
    expect(opened).toMatchObject({ kind: 'opened' });
    expect(opened?.atMs).toBeGreaterThan(START + 24 * HOUR);
    expect(opened?.atMs).toBeLessThanOrEqual(START + 26 * HOUR);
    const own = opened?.finding?.features.find(({ feature: name }) => name === feature);
    expect(own?.evidence.moved[0]?.bin).toBe(moved);
  });

  it('tells fifty features that drift together as one finding', () => {
    const names = Array.from({ length: 50 }, (_, at) => `f${at}`);
    const random = seededRandom(31);
    const rowOf = (shift: number): number[] => {
      const common = normal(random) + shift;
      return names.map(() => common + normal(random) / 2);
    };
    const hours = 24 * 14;
    const values = Array.from({ length: hours * 12 }, () => rowOf(0));
    const document = buildReference(
      { name: 'rain', version: '1' },
      names.map((name, at) => ({ name, values: values.map((row) => row[at] ?? 0) })),
      {
        timeZone: 'UTC',
        timesMs: values.map((_, at) => START - hours * HOUR + (at * HOUR) / 12),
      },
    );
    const monitor = scanning([{ id: 'fifty', document }]);
    for (let at = 0; at < 24 * 12 * 3; at++) {
      const row = rowOf(at > 24 * 12 ? 2 : 0);
      addRow(monitor, {
        id: `${at}`,
        timeMs: START + (at * HOUR) / 12,
        features: names.map((name, own) => [name, row[own] ?? 0]),
      });
    }
    const changes = changesOf(monitor.advance(START + 3 * DAY).drift);
    expect(new Set(changes.map(({ finding }) => finding?.id)).size).toBe(1);
    expect(kinds(changes).filter((kind) => kind === 'opened')).toHaveLength(1);
    expect(changes.at(-1)?.finding?.features).toHaveLength(50);
  });

  it('does not end a finding, nor begin one, on excluded days', () => {
    const excludedDays = ['2026-01-07'];
    const definition = {
      ...SCAN,
      drift: { ...DEFINITION.drift, rule: 'scan', excludedDays },
    } as const;
    const monitor = monitorOf(definition, { references: [REFERENCE] });
    const shift = (hour: number): number => (hour >= 48 && hour < 72 ? 3 : 0);
    expect(changesOf(run(monitor, live(8, 5, { shift })))).toEqual([]);
    expect(changesOf(run(scanning(), live(8, 5, { shift })))).not.toEqual([]);
  });

  it('judges no segment and no window, but shows their scores', () => {
    const monitor = monitorOf(
      { ...SCAN, evaluate: ['all', 'region'], segmentKeys: ['region'] },
      {
        references: [REFERENCE],
      },
    );
    for (const row of live(9, 2)) {
      const features = [
        ['x', row.x],
        ['y', row.y],
        ['c', row.c],
      ] as const;
      const id = `${row.timeMs}`;
      addRow(monitor, { id, timeMs: row.timeMs, features, segments: { region: 'north' } });
    }
    const { evaluations } = monitor.advance(START + 3 * DAY);
    expect(evaluations.map(({ segment }) => segment?.value)).toEqual([
      undefined,
      undefined,
      'north',
      'north',
    ]);
    for (const { state, features, changes } of evaluations) {
      expect(state).toBeUndefined();
      expect(changes).toEqual([]);
      for (const { state: own, score, noiseFloor, pValue } of features) {
        expect([own, pValue]).toEqual([undefined, undefined]);
        expect(score).toBeLessThan(5 * (noiseFloor ?? 0));
      }
    }
  });
});

describe('an acknowledgement', () => {
  it('ends the finding, of which there is no other until it is over', () => {
    const monitor = scanning();
    const rows = live(51, 19, {
      rowsPerHour: 25,
      shift: (hour) => (hour >= 192 && hour < 264 ? 2 : 0),
    });
    const until = (day: number): StreamRow[] =>
      rows.filter(({ timeMs }) => timeMs < START + day * DAY);
    const [opened] = changesOf(run(monitor, until(9)));
    const id = opened?.finding?.id ?? '';
    expect(monitor.acknowledge('0'.repeat(32))).toEqual({ outcome: 'unknown' });
    expect(monitor.acknowledge(id, 'a campaign')).toMatchObject({
      outcome: 'acknowledged',
      finding: { id, model: 'rain', version: '1', state: 'acknowledged', reason: 'a campaign' },
    });
    expect(monitor.acknowledge(id)).toEqual({ outcome: 'ended' });
    expect(monitor.report().models[0]?.drift).toMatchObject({
      finding: null,
      acknowledged: expect.arrayContaining([
        expect.objectContaining({
          id,
          reason: 'a campaign',
          sources: expect.arrayContaining([
            { feature: 'x', contrast: 'location', category: undefined, direction: 'up' },
            expect.objectContaining({ feature: 'x', contrast: 'spread' }),
          ]) as unknown,
        }),
      ]) as unknown,
      reason: expect.stringContaining('is acknowledged and lasts') as string,
    });
    const [told] = monitor.advance(START + 9 * DAY).drift;
    expect(told?.changes).toMatchObject([
      { kind: 'acknowledged', finding: { id, acknowledgement: { reason: 'a campaign' } } },
    ]);
    const later = rows.slice(until(9).length);
    expect(kinds(changesOf(run(monitor, later)))).toEqual([]);
    expect(monitor.report().models[0]?.drift?.acknowledged).toEqual([]);
  });
});
