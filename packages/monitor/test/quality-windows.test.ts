import { buildReference, type LoadedReference, type QualityFinding } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { HOUR, MINUTE, START } from './support/monitor.ts';
import {
  randomOf,
  type RowMaker,
  said,
  type Stream,
  streamOf,
  windReference,
} from './support/quality.ts';

/** Rows of whole hours, 500 each, and what is said until ten minutes into the next one. */
function hours(stream: Stream, count: number, of?: RowMaker): QualityFinding[] {
  return stream.rows(count * 500, of, 7200);
}

/** An hour changes at random, for a part of the rows. */
const sometimes =
  (share: number, change: RowMaker, random: () => number = randomOf(5)): RowMaker =>
  (good, at) =>
    random() < share ? change(good, at) : {};

describe('shares of values', () => {
  const missing: RowMaker = ({ city = 'a', flag = 0 }) => ({ values: { wind: null, city, flag } });
  const unseen: RowMaker = (good) => ({ values: { ...good, city: 'new' } });
  const outside: RowMaker = (good) => ({ values: { ...good, wind: 250 } });

  it.each<{ name: string; change: RowMaker; share: number; says: string }>([
    { name: 'missing', change: missing, share: 0.25, says: 'missing wind' },
    {
      name: 'of categories that the reference has not',
      change: unseen,
      share: 0.05,
      says: 'unseen_category city',
    },
    {
      name: 'beyond the largest of the reference',
      change: outside,
      share: 0.05,
      says: 'out_of_range wind',
    },
  ])(
    'open a fault at the first hour that clears the reference: $name',
    ({ change, share, says }) => {
      const stream = streamOf();
      expect(said(hours(stream, 3))).toEqual([]);
      const findings = hours(stream, 3, sometimes(share, change));
      expect(said(findings)).toEqual([`firing ${says}`]);
      const [finding] = findings;
      const window = { startMs: START + 3 * HOUR, endMs: START + 4 * HOUR };
      expect(finding).toMatchObject({ beganMs: window.startMs, window });
      expect(finding?.share).toBeGreaterThan(finding?.threshold ?? 1);
      expect(finding?.exemplars).toHaveLength(5);
      expect(finding?.expectation).toMatch(
        /^a share of at most [\d.]+ % \([\d.]+ % in the reference\)$/,
      );
      const [resolved, ...others] = hours(stream, 3);
      expect(others).toEqual([]);
      expect(resolved).toMatchObject({
        state: 'resolved',
        endedMs: START + 6 * HOUR,
        beganMs: window.startMs,
      });
    },
  );

  it('are no fault where a person allows them, and one where a person does not', () => {
    const expected = {
      wind: { missingShareMax: 0.3 },
      city: { categories: ['a', 'b', 'c', 'd', 'new'] },
    };
    const lenient = streamOf({ references: [windReference({ expected })] });
    expect(hours(lenient, 3, sometimes(0.2, missing))).toEqual([]);
    expect(hours(lenient, 3, sometimes(0.5, unseen))).toEqual([]);
    expect(said(hours(lenient, 3, sometimes(0.6, missing)))).toEqual(['firing missing wind']);
    const strict = streamOf({ rule: { expectations: { wind: { missingShareMax: 0.001 } } } });
    expect(said(hours(strict, 3))).toEqual(['firing missing wind']);
  });

  it('say nothing below twenty rows, until hours together have as many', () => {
    const stream = streamOf();
    const of: RowMaker = (good) => ({ values: { ...good, wind: null } });
    // Four rows an hour.
    const findings = stream.rows(60, of, 15 * MINUTE);
    expect(findings[0]).toMatchObject({
      check: 'schema_change',
      window: { rows: 23, endMs: START + 6 * HOUR },
    });
  });

  it('forget rows that are too few in a week', () => {
    const stream = streamOf();
    expect(stream.rows(60, (good) => ({ values: { ...good, wind: null } }), 12 * HOUR)).toEqual([]);
  });

  it('go on after years without rows', () => {
    const stream = streamOf();
    stream.rows(30);
    stream.pass(2 * HOUR);
    expect(said(stream.rows(1, () => ({}), 3 * 365 * 24 * HOUR))).toEqual([]);
    expect(said(hours(stream, 3, (good) => ({ values: { ...good, wind: null } })))).toEqual([
      'firing schema_change',
    ]);
  });

  it('are judged by the worst hour of a reference that knows its hours', () => {
    // A batch job without `x` once a day: a quarter of the rows of that hour.
    const random = randomOf(3);
    const rows = Array.from({ length: 28 * 24 * 100 }, (_, at) => {
      const isBatch = Math.floor(at / 100) % 24 === 3;
      return isBatch && random() < 0.25 ? null : random();
    });
    const times = {
      timesMs: rows.map((_, at) => START - 28 * 24 * HOUR + at * 36_000),
      timeZone: 'UTC',
    };
    const document = buildReference(
      { name: 'rain', version: '1' },
      [{ name: 'x', values: rows }],
      times,
    );
    const stream = streamOf({ references: [{ id: 'r', document }] });
    const live: RowMaker = (_, at) => ({
      values: { x: random() < (Math.floor(at / 100) % 24 === 3 ? 0.25 : 0) ? null : random() },
    });
    expect(stream.rows(2400, live, 36_000)).toEqual([]);
    expect(
      said(stream.rows(300, () => ({ values: { x: random() < 0.7 ? null : random() } }), 36_000)),
    ).toEqual(['firing missing x']);
  });
});

describe('a feature that does not vary any more', () => {
  const stuck: RowMaker = (good) => ({ values: { ...good, wind: 42 } });

  it('is stale where the hours of the reference vary', () => {
    const stream = streamOf({ references: [windReference({ hours: 20 })] });
    hours(stream, 1);
    const findings = hours(stream, 3, stuck);
    expect(said(findings)).toEqual(['firing stale wind']);
    expect(findings[0]).toMatchObject({ count: 500, share: 1, exemplars: [{}, {}, {}, {}, {}] });
    expect(said(hours(stream, 2))).toEqual(['resolved stale wind']);
  });

  it('is stale without such hours only where it has varied for a day', () => {
    const young = streamOf();
    expect(hours(young, 4, stuck)).toEqual([]);
    const old = streamOf();
    expect(said(hours(old, 26))).toEqual([]);
    expect(said(hours(old, 3, stuck))).toEqual(['firing stale wind']);
  });

  it('is none where it stands still by nature', () => {
    const values = Array.from({ length: 48 * 100 }, (_, at) => Math.floor(at / 100) % 24);
    const times = {
      timesMs: values.map((_, at) => START - 48 * HOUR + at * 36_000),
      timeZone: 'UTC',
    };
    const document = buildReference(
      { name: 'rain', version: '1' },
      [{ name: 'hour', values }],
      times,
    );
    const stream = streamOf({ references: [{ id: 'r', document }] });
    expect(
      stream.rows(3000, (_, at) => ({ values: { hour: Math.floor(at / 100) % 24 } }), 36_000),
    ).toEqual([]);
  });
});

describe('a change of the schema', () => {
  it('is one finding that names what is gone and what is new', () => {
    const stream = streamOf();
    hours(stream, 1);
    const of: RowMaker = ({ wind = 0, city = '', flag = 0 }) => ({
      values: { wind_speed: wind, town: city, flag },
    });
    const findings = hours(stream, 2, of);
    expect(said(findings)).toEqual([
      'firing unknown_feature wind_speed',
      'firing unknown_feature town',
      'firing schema_change',
    ]);
    expect(findings[2]).toMatchObject({
      count: 2,
      share: 2 / 3,
      features: ['wind', 'city', 'wind_speed', 'town'],
      expectation:
        'the features of the reference; 2 of 3 features are gone: wind, city; 2 are new: wind_speed, town',
      exemplars: [{}, {}, {}, {}, {}],
    });
    expect(said(hours(stream, 2))).toEqual([
      'resolved unknown_feature wind_speed',
      'resolved unknown_feature town',
      'resolved schema_change',
    ]);
  });

  it('is one finding also when a feature goes and comes back within an hour', () => {
    const stream = streamOf();
    stream.rows(250, undefined, 7200);
    const gone: RowMaker = ({ wind = 0, flag = 0 }) => ({ values: { wind, flag } });
    expect(said(stream.rows(1250, gone, 7200))).toEqual(['firing schema_change']);
    stream.rows(50, gone, 7200);
    expect(said(hours(stream, 3))).toEqual(['resolved schema_change']);
  });

  it('is none while some rows have the feature: those without are missing', () => {
    const stream = streamOf();
    const random = randomOf(4);
    const mixed: RowMaker = ({ wind = 0, city = '', flag = 0 }) => ({
      values: random() < 0.5 ? { wind, flag } : { wind, city, flag },
    });
    expect(said(hours(stream, 3, mixed))).toEqual(['firing missing city']);
    // It goes altogether: the fault is what it was.
    expect(
      said(hours(stream, 2, ({ wind = 0, flag = 0 }) => ({ values: { wind, flag } }))),
    ).toEqual([]);
    expect(said(hours(stream, 3))).toEqual(['resolved missing city']);
  });
});

describe('predictions', () => {
  it.each<{ name: string; before: RowMaker; stuck: RowMaker; needed: number }>([
    {
      name: 'classes',
      before: (_, at) => ({ label: at % 5 === 0 ? 'wet' : 'dry' }),
      stuck: () => ({ label: 'dry' }),
      needed: 192,
    },
    {
      name: 'values',
      before: (_, at) => ({ label: undefined, value: at }),
      stuck: () => ({ label: undefined, value: 5 }),
      needed: 128,
    },
  ])('that do not vary any more are a fault: $name', ({ before, stuck, needed }) => {
    const stream = streamOf();
    expect(stream.rows(1000, before)).toEqual([]);
    const findings = stream.rows(1000, stuck);
    expect(said(findings)).toEqual(['firing constant']);
    expect(findings[0]?.beganMs).toBeLessThanOrEqual(START + (1001 + needed) * 1000);
    expect(findings[0]?.expectation).toBe('predictions that vary as they did before');
    expect(said(stream.rows(2000, before))).toEqual(['resolved constant']);
  });

  it('may be the same for long where they often are', () => {
    const stream = streamOf();
    const random = randomOf(9);
    const rare: RowMaker = () => ({ label: random() < 0.002 ? 'fraud' : 'fine' });
    expect(stream.rows(30_000, rare, 200)).toEqual([]);
    expect(stream.rows(2000, () => ({ label: 'fine' }), 200)).toEqual([]);
  });

  it('that were never anything but one fraction are a fault, zeros are not', () => {
    expect(said(streamOf().rows(300, () => ({ label: undefined, value: 0.5 })))).toEqual([
      'firing constant',
    ]);
    expect(streamOf().rows(300, () => ({ label: undefined, value: 0 }))).toEqual([]);
    expect(streamOf().rows(300, () => ({ label: 'fine' }))).toEqual([]);
  });
});

describe('versions', () => {
  const versions =
    (names: readonly string[]): RowMaker =>
    (_, at) => ({ version: names[at % names.length] ?? '' });

  it('are mixed when more than expected have rows for two windows', () => {
    const stream = streamOf({ references: [], rule: { versionsMax: 1 } });
    hours(stream, 2, versions(['1']));
    // A roll-out within an hour.
    stream.rows(250, versions(['1']), 7200);
    expect(hours(stream, 3, versions(['2']))).toEqual([]);
    const findings = hours(stream, 3, versions(['2', '2', '2', '1']));
    expect(said(findings)).toEqual(['firing version_mix']);
    expect(findings[0]).toMatchObject({
      modelVersion: '',
      count: 125,
      share: 0.25,
      expectation: expect.stringMatching(/^rows of at most 1 versions at once; they are of [12] /),
    });
    expect(said(hours(stream, 3, versions(['2'])))).toEqual(['resolved version_mix']);
  });

  it('may be as many as there are unless somebody says how many', () => {
    expect(hours(streamOf({ references: [] }), 5, versions(['1', '2', '3']))).toEqual([]);
  });
});

describe('the volume', () => {
  /** 28 days with 40 rows an hour by day and 10 by night, half of that at weekends. */
  function dailyReference(days = 28): LoadedReference {
    const timesMs: number[] = [];
    for (let hour = 0; hour < days * 24; hour++) {
      const startMs = START - days * 24 * HOUR + hour * HOUR;
      for (let row = 0; row < rowsIn(startMs); row++) timesMs.push(startMs + row * 1000);
    }
    const values = timesMs.map((_, at) => at % 7);
    const document = buildReference({ name: 'rain', version: '1' }, [{ name: 'x', values }], {
      timesMs,
      timeZone: 'UTC',
    });
    return { id: `daily-${days}`, document };
  }

  function rowsIn(startMs: number): number {
    const date = new Date(startMs);
    const isDay = date.getUTCHours() >= 8 && date.getUTCHours() < 20;
    const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    return (isDay ? 40 : 10) / (isWeekend ? 2 : 1);
  }

  /** An hour of live traffic, five times that of the reference. */
  function hourOf(stream: Stream, factor = 5): QualityFinding[] {
    const findings: QualityFinding[] = [];
    const rows = Math.round(rowsIn(stream.now()) * factor);
    for (let part = 0; part < 12; part++) {
      const own = Math.round((rows * (part + 1)) / 12) - Math.round((rows * part) / 12);
      findings.push(...stream.rows(own, (_, at) => ({ values: { x: at % 7 } }), 1));
      findings.push(...stream.pass(5 * MINUTE - own));
    }
    return findings;
  }

  const many = (count: number, of: () => QualityFinding[]): QualityFinding[] =>
    Array.from({ length: count }).flatMap(of);

  it('collapses when an hour has far fewer rows than its phase, and recovers', () => {
    const stream = streamOf({ references: [dailyReference()] });
    expect(many(7 * 24, () => hourOf(stream))).toEqual([]);
    const findings = many(3, () => hourOf(stream, 0.5));
    expect(said(findings)).toEqual(['firing volume']);
    expect(findings[0]).toMatchObject({
      modelVersion: '',
      count: 5,
      share: 0.1,
      threshold: 0.5,
      expectation: 'about 50 rows in this hour, at least 25',
      window: { startMs: START + 7 * 24 * HOUR },
    });
    expect(said(many(3, () => hourOf(stream)))).toEqual(['resolved volume']);
  });

  it('is nothing at all when no rows come', () => {
    const stream = streamOf({ references: [dailyReference()] });
    many(3 * 24, () => hourOf(stream));
    const findings = stream.pass(5 * HOUR);
    expect(said(findings)).toEqual(['firing volume']);
    expect(findings[0]).toMatchObject({ count: 0, share: 0 });
  });

  it('is not judged on the first day, nor for hours in which the monitor was away', () => {
    const young = streamOf({ references: [dailyReference()] });
    many(20, () => hourOf(young));
    expect(young.pass(5 * HOUR)).toEqual([]);
    const stream = streamOf({ references: [dailyReference()] });
    many(3 * 24, () => hourOf(stream));
    // The next row is five hours later, and nobody asked in between.
    expect(stream.rows(1, () => ({ values: { x: 1 } }), 5 * HOUR)).toEqual([]);
    expect(many(3, () => hourOf(stream))).toEqual([]);
  });

  it.each([2, 5])('knows days of a reference of %i days, and says nothing below three', (days) => {
    const stream = streamOf({ references: [dailyReference(days)] });
    many(30, () => hourOf(stream));
    expect(said(stream.pass(4 * HOUR))).toEqual(days < 3 ? [] : ['firing volume']);
  });
});
