import { chunksBySize } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { begin, drawHours } from '../../bench/drift-alerts/draw.ts';
import { FEATURES, valueOf } from '../../bench/drift-alerts/features.ts';
import { createChunkJudge, RULES } from '../../bench/drift-alerts/judge-chunks.ts';
import { prepareModes } from '../../bench/drift-alerts/modes.ts';
import { SETTINGS, type Setting } from '../../bench/drift-alerts/settings.ts';
import { evidentlyScore } from '../../packages/monitor/src/compatibility/evidently.ts';
import { nannymlColumn } from '../../packages/monitor/src/compatibility/nannyml.ts';

const DAYS = 7;
const setting = { ...SETTINGS.find(({ id }) => id === 'ar-5000'), rowsPerDay: 300 } as Setting;
const beginning = begin({ ...setting, referenceDays: DAYS }, [5, 1], 1);
const live = drawHours(beginning, { from: 24 * DAYS, days: 1 });
const found = prepareModes(beginning.reference).judge(
  live.map(({ cells }) => cells),
  'day',
);
const valuesOf = (hours: readonly Uint16Array[], at: number): (number | string | null)[] =>
  hours.flatMap((cells) =>
    [...cells].flatMap((cell, place) => {
      const feature = FEATURES[at];
      const isOwn = place % FEATURES.length === at;
      return isOwn && feature !== undefined ? [valueOf(feature, cell)] : [];
    }),
  );

describe.each(FEATURES.map((feature, at) => ({ ...feature, at })))('$name', ({ law, at }) => {
  const reference = valuesOf(beginning.reference.drawn, at);
  const current = valuesOf(
    live.map(({ cells }) => cells),
    at,
  );

  it('has the number of NannyML’s compatibility mode from rows', () => {
    const days = Array.from({ length: DAYS }, (_, day) =>
      beginning.reference.drawn.slice(24 * day, 24 * (day + 1)),
    ).map((hours) => valuesOf(hours, at).length);
    let start = 0;
    const chunks = days.map((rows) => {
      const [chunk] = chunksBySize(rows, rows);
      const shifted = { key: chunk?.key ?? '', start, end: start + rows };
      start += rows;
      return shifted;
    });
    const column = nannymlColumn({
      type: law === 'category' ? 'categorical' : 'continuous',
      values: reference,
      chunks,
    });
    const mean = column.reference.reduce((sum, value) => sum + value, 0) / DAYS;
    const deviation = ((column.thresholds.upper ?? 0) - mean) / 3;
    const expected = (column.score(current).score - mean) / deviation;
    expect(found.nannyml[at]).toBeCloseTo(expected, 9);
  });

  it('has the number of evidently’s compatibility mode from rows, but for the width of bins', () => {
    const type = law === 'category' ? 'cat' : 'num';
    const expected = evidentlyScore({ type, reference, current });
    expect(expected.method).toBe(law === 'category' ? 'jensenshannon' : 'wasserstein');
    expect(Math.abs((found.evidently[at] ?? 0) - expected.score)).toBeLessThan(
      law === 'category' ? 1e-12 : 0.01,
    );
  });
});

it('half of the columns reach the score of the data set', () => {
  const half = found.evidently_dataset[0] ?? 0;
  expect(found.evidently.filter((score) => score >= half)).toHaveLength(FEATURES.length / 2);
});

it('every rule has a statistic for each of its chunks', () => {
  const judged = createChunkJudge(beginning)(live);
  for (const { chunk, statistics } of judged) {
    const wanted = RULES.filter(({ chunks }) => chunks.includes(chunk)).map(({ name }) => name);
    expect([...statistics.keys()].toSorted()).toEqual(wanted.toSorted());
    for (const values of statistics.values()) {
      expect(values).toHaveLength(FEATURES.length);
      expect(values.some((value) => Number.isNaN(value))).toBe(false);
    }
  }
  expect(judged.map(({ endHours }) => endHours)).toEqual([
    ...Array.from({ length: 24 }, (_, at) => at + 1),
    24,
  ]);
});
