import { addFeature, clearRow, createMonitor, FeatureKind, hashKey } from '@marigraph/monitor';
import { expect, it } from 'vitest';

import { begin, countsOf, drawHours } from '../../bench/drift-alerts/draw.ts';
import { FEATURES, valueOf } from '../../bench/drift-alerts/features.ts';
import { FIRST_HOUR, MODEL } from '../../bench/drift-alerts/reference.ts';
import { DEFAULT_RULE, planScan, scanChanges, scoreHours } from '../../bench/drift-alerts/scan.ts';
import { SETTINGS, type Setting } from '../../bench/drift-alerts/settings.ts';
import { SHIFTS } from '../../bench/drift-alerts/shifts.ts';

const HOUR_MS = 3_600_000;
const REFERENCE_DAYS = 14;
const LIVE_DAYS = 10;
const setting = {
  ...SETTINGS.find(({ id }) => id === 'season_days-500'),
  referenceDays: REFERENCE_DAYS,
} as Setting;

/** A week without drift, then three days with it. */
function drawLive(shiftName: string) {
  const beginning = begin(setting, [71, 1], LIVE_DAYS);
  const shift = SHIFTS.find(({ name }) => name === shiftName);
  if (shift === undefined) throw new Error(`no shift ${shiftName}`);
  const from = 24 * REFERENCE_DAYS;
  const planted = { shift, startHour: from + 24 * 7 };
  const hours = drawHours(beginning, { from, days: LIVE_DAYS, planted });
  return { beginning, hours, firstHour: FIRST_HOUR + from };
}

it.each(['null20', 'vanish', 'mean1'])('%s: the monitor concludes the same from rows', (name) => {
  const { beginning, hours, firstHour } = drawLive(name);
  const monitor = createMonitor({
    definitions: [],
    defaults: {
      segmentKeys: [],
      evaluate: ['all'],
      window: { durationMs: 24 * HOUR_MS },
      allowedLatenessMs: 0,
      idleTimeoutMs: 24 * HOUR_MS,
      maxFutureSkewMs: HOUR_MS,
      retentionMs: 30 * 24 * HOUR_MS,
      predictionsMax: 10_000,
      slicesMax: 10,
      cellBytesMax: 1e9,
      drift: {
        rule: 'scan',
        ...DEFAULT_RULE,
        excludedDays: [],
        bins: 20,
        minimumEffect: 0.1,
        pValueMax: 0.05,
      },
    },
    references: [{ id: 'laboratory', document: beginning.reference.document }],
  });
  const ids = FEATURES.map((feature) => monitor.featureId(feature.name));
  const row = monitor.createRow();
  let rows = 0;
  for (const [at, { cells }] of hours.entries()) {
    for (let start = 0; start < cells.length; start += FEATURES.length) {
      clearRow(row);
      row.modelName = MODEL.name;
      row.modelVersion = MODEL.version;
      row.timeMs = (firstHour + at) * HOUR_MS + start;
      const id = new TextEncoder().encode(`row-${rows++}`);
      hashKey(id, 0, id.length, row.key);
      for (const [place, feature] of FEATURES.entries()) {
        const value = valueOf(feature, cells[start + place] as number);
        const kind = typeof value === 'number' ? FeatureKind.NUMBER : FeatureKind.TEXT;
        if (value === null) addFeature(row, ids[place] as number, FeatureKind.MISSING, 0);
        else addFeature(row, ids[place] as number, kind, value);
      }
      expect(monitor.addRow(row, row.timeMs)).toBe('added');
    }
  }
  const endMs = (firstHour + hours.length) * HOUR_MS;
  const told = [endMs, endMs + 48 * HOUR_MS].flatMap((nowMs) =>
    monitor.advance(nowMs).drift.flatMap(({ changes }) => changes),
  );
  const fromRows = told.flatMap(({ kind, finding, atMs, features }) =>
    finding === undefined ? [] : [{ kind, atMs, features, number: finding.number }],
  );

  const plan = planScan(beginning.reference);
  const scores = scoreHours(plan, countsOf(hours));
  const expected = scanChanges({ plan, rule: DEFAULT_RULE, scores, firstHour });
  expect(fromRows).toEqual(
    expected.map(({ kind, atMs, features, finding }) => ({
      kind,
      atMs,
      features,
      number: finding.number,
    })),
  );
  expect(fromRows.some(({ kind }) => kind === 'opened')).toBe(true);
});
