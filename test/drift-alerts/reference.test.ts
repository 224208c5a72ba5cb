import { buildReference, createScanBins } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { begin, countsOf, drawHours, hoursOf } from '../../bench/drift-alerts/draw.ts';
import { FEATURES, valueOf } from '../../bench/drift-alerts/features.ts';
import { FIRST_HOUR, MODEL } from '../../bench/drift-alerts/reference.ts';
import { SETTINGS, type Setting } from '../../bench/drift-alerts/settings.ts';
import { SHIFTS } from '../../bench/drift-alerts/shifts.ts';

const HOUR_MS = 3_600_000;
const DAYS = 3;
/** With missing values, and categories that move. */
const shift = SHIFTS.find(({ name }) => name === 'null20');

describe.each(['iid-500', 'season_days-500', 'sessions-2000'])('%s', (id) => {
  const setting = { ...SETTINGS.find((one) => one.id === id), referenceDays: DAYS } as Setting;
  const beginning = begin(setting, [1, 2], 2);
  const rows = (hours: { readonly from: number; readonly count: number; planted: boolean }) => {
    const buffer = { rows: 0, cells: new Uint16Array(0) };
    return Array.from({ length: hours.count }, (_, at) => {
      const planted = hours.planted && shift !== undefined ? { shift, startHour: 0 } : undefined;
      beginning.simulation.draw(hours.from + at, buffer, planted);
      return Array.from({ length: buffer.rows }, (__, row) => ({
        timeMs: (FIRST_HOUR + hours.from + at) * HOUR_MS + row,
        values: FEATURES.map((feature, place) =>
          valueOf(feature, buffer.cells[row * FEATURES.length + place] as number),
        ),
      }));
    }).flat();
  };

  it('makes the reference that the product builds from the same rows', () => {
    const drawn = rows({ from: 0, count: 24 * DAYS, planted: false });
    const built = buildReference(
      MODEL,
      FEATURES.map(({ name }, at) => ({
        name,
        values: drawn.map(({ values }) => values[at] ?? null),
      })),
      { timesMs: drawn.map(({ timeMs }) => timeMs), timeZone: 'UTC' },
    );
    expect(beginning.reference.document).toEqual(built);
  });

  it('counts rows as the bins of the product do', () => {
    const from = 24 * DAYS;
    const planted = shift === undefined ? {} : { planted: { shift, startHour: 0 } };
    const counted = countsOf(drawHours(beginning, { from, days: 2, ...planted }));
    const expected = beginning.reference.document.features.map((feature) => {
      const bins = createScanBins(feature);
      const counts = Array.from({ length: 48 }, () => new Float64Array(bins.count));
      return { bins, counts };
    });
    for (const { timeMs, values } of rows({ from, count: 48, planted: true })) {
      const hour = Math.floor(timeMs / HOUR_MS) - FIRST_HOUR - from;
      for (const [at, { bins, counts }] of expected.entries()) {
        const ofHour = counts[hour] as Float64Array;
        const bin = bins.find(values[at] ?? null);
        ofHour[bin] = (ofHour[bin] as number) + 1;
      }
    }
    expect(counted).toEqual(
      Array.from({ length: 48 }, (_, hour) => expected.map(({ counts }) => counts[hour])),
    );
  });

  it('reads the hours of the reference back', () => {
    expect(hoursOf(beginning.reference)).toEqual(
      countsOf(drawHours(beginning, { from: 0, days: DAYS })),
    );
  });
});
