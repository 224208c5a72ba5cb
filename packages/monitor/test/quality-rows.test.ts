import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UNKNOWN_FEATURES_MAX } from '../src/quality-unknown.ts';
import { addRow, HOUR, MINUTE, START, type Value } from './support/monitor.ts';
import { type RowMaker, said, streamOf, windReference } from './support/quality.ts';

const wind =
  (value: Value): RowMaker =>
  (good) => ({ values: { ...good, wind: value } });
const city =
  (value: Value): RowMaker =>
  (good) => ({ values: { ...good, city: value } });

describe('a row that cannot be right', () => {
  const expected = {
    wind: { minimum: 0, maximum: 120, integer: true, missingShareMax: 0 },
    city: { categories: ['a', 'b', 'c', 'd', 'z'] },
  };

  it.each<{ name: string; of: RowMaker; says: string; words?: string }>([
    {
      name: 'a text for a number',
      of: wind('9'),
      says: 'type_mismatch wind',
      words: 'a whole number',
    },
    { name: 'a list for a number', of: wind(true), says: 'type_mismatch wind' },
    { name: 'infinity', of: wind(Infinity), says: 'non_finite wind', words: 'a finite number' },
    { name: 'minus infinity', of: wind(-Infinity), says: 'non_finite wind' },
    {
      name: 'too large',
      of: wind(121),
      says: 'out_of_range wind',
      words: 'at least 0, at most 120',
    },
    { name: 'too small', of: wind(-1), says: 'out_of_range wind' },
    { name: 'a time for a number', of: wind(1_790_000_000_000), says: 'out_of_range wind' },
    { name: 'a fraction for a whole number', of: wind(1.5), says: 'type_mismatch wind' },
    {
      name: 'null where none may be',
      of: wind(null),
      says: 'missing wind',
      words: 'a value in every row',
    },
    { name: 'NaN where none may be', of: wind(Number.NaN), says: 'missing wind' },
    {
      name: 'absent where it may not be',
      of: ({ city: c = 'a', flag = 0 }) => ({ values: { city: c, flag } }),
      says: 'missing wind',
    },
    {
      name: 'a category that nobody expects',
      of: city('q'),
      says: 'unseen_category city',
      words: 'one of a, b, c, d, z',
    },
    { name: 'a number that is no category', of: city(7), says: 'unseen_category city' },
    {
      name: 'a list for a category',
      of: city(true),
      says: 'type_mismatch city',
      words: 'a category',
    },
    {
      name: 'an unknown feature',
      of: (good) => ({ values: { ...good, rain: 1 } }),
      says: 'unknown_feature rain',
    },
    {
      name: 'a prediction that is no number',
      of: () => ({ value: Number.NaN, hasValue: true }),
      says: 'non_finite',
    },
  ])('is said at once: $name', ({ of, says, words }) => {
    const stream = streamOf({ references: [windReference({ expected })] });
    // Rows of the reference itself have missing values, which are not expected here.
    expect(said(stream.rows(50, wind(5)))).toEqual([]);
    const findings = stream.rows(1, of);
    expect(said(findings)).toEqual([`firing ${says}`]);
    expect(findings[0]).toMatchObject({
      modelName: 'rain',
      modelVersion: '1',
      referenceId: 'rain-1-quality',
      count: 1,
      share: 1,
      beganMs: stream.now(),
      exemplars: [{ traceId: '33'.padStart(32, '0') }],
      ...(words !== undefined && { expectation: words }),
    });
    expect(said(stream.monitor.report().quality)).toEqual([`firing ${says}`]);
  });

  it.each<{ name: string; of: RowMaker }>([
    { name: 'the ends of the range', of: (_, at) => wind(at % 2 === 0 ? 0 : 120)({}, at) },
    { name: 'negative zero', of: wind(-0) },
    { name: 'a category that is expected and not in the reference', of: city('z') },
    { name: 'a whole number as a double', of: wind(7) },
    {
      name: 'the same feature again, wrong',
      of: () => ({
        features: [
          ['wind', 1],
          ['wind', 'x'],
          ['city', 'a'],
          ['flag', 0],
        ],
      }),
    },
  ])('is no fault: $name', ({ of }) => {
    const stream = streamOf({
      references: [
        windReference({
          expected: { ...expected, wind: { ...expected.wind, missingShareMax: 0.5 } },
        }),
      ],
    });
    expect(
      stream.rows(60, (good, at) => ({
        ...of(good, at),
        values: { ...good, ...of(good, at).values },
      })),
    ).toEqual([]);
  });

  it('is one finding with the rows that came, and ends after enough good ones', () => {
    const stream = streamOf({ rule: { resolveAfterRows: 50, resolveAfterMs: 10 * MINUTE } });
    stream.rows(100);
    expect(
      said(
        stream.rows(200, (good, at) => ({
          values: { ...good, ...(at % 4 === 0 && { wind: 'x' }) },
        })),
      ),
    ).toEqual(['firing type_mismatch wind']);
    // Time alone does not end it, nor do rows alone.
    expect(stream.pass(9 * MINUTE)).toEqual([]);
    expect(stream.pass(20 * MINUTE)).toEqual([]);
    expect(stream.rows(46)).toEqual([]);
    const [resolved, ...others] = stream.rows(10);
    expect(others).toEqual([]);
    expect(resolved).toMatchObject({
      state: 'resolved',
      count: 50,
      share: 50 / 197,
      beganMs: START + 101_000,
      endedMs: START + 297_000,
      exemplars: [101, 105, 109, 113, 117].map((id) => ({
        traceId: id.toString(16).padStart(32, '0'),
      })),
    });
    expect(stream.monitor.violations()).toMatchObject([
      {
        modelVersion: '1',
        feature: 'wind',
        check: 'type_mismatch',
        count: 50,
        sinceMs: START + 1000,
      },
    ]);
  });

  it('has to stay away longer each time it comes back', () => {
    const stream = streamOf({ rule: { resolveAfterRows: 1, resolveAfterMs: MINUTE } });
    const quiet: number[] = [];
    for (let time = 0; time < 5; time++) {
      stream.rows(1, wind('x'));
      const start = stream.now();
      while (stream.rows(1, undefined, 10_000).length === 0) continue;
      quiet.push((stream.now() - start) / MINUTE);
    }
    expect(quiet).toEqual([1, 2, 4, 8, 16]);
    // After a day it is a new fault.
    stream.pass(25 * HOUR);
    stream.rows(1, wind('x'));
    const start = stream.now();
    while (stream.rows(1, undefined, 10_000).length === 0) continue;
    expect((stream.now() - start) / MINUTE).toBe(1);
  });

  it('makes as many findings however seldom somebody asks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.boolean()), { maxLength: 60 }),
        fc.integer({ min: 1, max: 50 }),
        (steps, every) => {
          const rule = { resolveAfterRows: 2, resolveAfterMs: 5 * MINUTE };
          const run = (each: number): unknown[] => {
            const { monitor } = streamOf({ rule });
            let nowMs = START;
            const found = steps.flatMap(([seconds, isBad], at) => {
              nowMs += seconds * 1000;
              addRow(monitor, {
                id: `${at}`,
                timeMs: nowMs,
                features: [['wind', isBad ? 'x' : 1]],
              });
              return at % each === 0 ? monitor.judgeQuality(nowMs) : [];
            });
            return [
              ...found,
              ...monitor.judgeQuality(nowMs + 2 * HOUR),
              ...monitor.openFindings(),
            ].map(({ state, check, feature, beganMs, endedMs }) => ({
              state,
              check,
              feature,
              beganMs,
              endedMs,
            }));
          };
          expect(run(every)).toEqual(run(1));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is over when the version has had no rows for a day', () => {
    const stream = streamOf();
    stream.rows(1, wind('x'));
    expect(stream.pass(24 * HOUR)).toEqual([]);
    expect(said(stream.pass(2 * MINUTE))).toEqual(['resolved type_mismatch wind']);
  });

  it('names what was deployed shortly before', () => {
    const stream = streamOf();
    stream.rows(10, () => ({ serviceVersion: '1.8.2' }));
    stream.rows(10, (_, at) => ({ serviceVersion: at % 2 === 0 ? '1.8.3' : '1.8.2' }));
    const atMs = START + 11_000;
    const [finding] = stream.rows(1, (good) => ({
      serviceVersion: '1.8.3',
      ...wind('x')(good, 0),
    }));
    expect(finding?.deployment).toEqual({ version: '1.8.3', atMs });
    // A roll-back is a deployment, too, once the old version was away.
    stream.pass(2 * HOUR);
    const [back] = stream.rows(1, (good) => ({
      serviceVersion: '1.8.2',
      values: { ...good, snow: 1 },
    }));
    expect(back?.deployment).toEqual({ version: '1.8.2', atMs: stream.now() });
    stream.pass(2 * HOUR);
    const [late] = stream.rows(1, (good) => ({
      serviceVersion: '1.8.2',
      values: { ...good, hail: 1 },
    }));
    expect(late?.deployment).toBeUndefined();
  });

  it('is not looked for where the check is off', () => {
    const stream = streamOf({
      rule: { checks: ['volume'] },
      references: [windReference({ expected })],
    });
    const of: RowMaker = (good) => ({
      values: { ...good, wind: -5, city: 'q', rain: 1 },
      value: Number.NaN,
      hasValue: true,
    });
    expect(stream.rows(50, of)).toEqual([]);
    expect(stream.rows(50, wind('x'))).toEqual([]);
  });
});

describe('features that nobody knows', () => {
  it('are told apart up to a thousand, and have one finding together beyond', () => {
    const stream = streamOf();
    const values = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`f${at}`, at]));
    const findings = stream.rows(3, () => ({ values }));
    expect(findings).toHaveLength(UNKNOWN_FEATURES_MAX + 1);
    expect(findings.at(-1)).toMatchObject({ feature: '_OTHER', count: 2000, share: 1 });
    expect(stream.monitor.openFindings()).toHaveLength(UNKNOWN_FEATURES_MAX + 1);
  });

  it('have names of a bounded length', () => {
    const stream = streamOf();
    const [finding] = stream.rows(1, (good) => ({
      values: { ...good, ['x'.repeat(1_000_000)]: 1 },
    }));
    expect(finding?.feature).toHaveLength(256);
  });

  it('are no fault without a reference, and are held to what the definition expects', () => {
    const expectations = {
      wind: { minimum: 0, missingShareMax: 0 },
      city: { categories: ['a'] },
      '1': { integer: true },
    };
    const stream = streamOf({ references: [], rule: { expectations } });
    expect(
      stream.rows(100, () => ({ values: { wind: 1, city: 'a', '1': 2, other: 'x' } })),
    ).toEqual([]);
    expect(said(stream.rows(1, () => ({ values: { wind: -1, city: 'b', '1': 0.5 } })))).toEqual([
      'firing type_mismatch 1',
      'firing out_of_range wind',
      'firing unseen_category city',
    ]);
    expect(said(stream.rows(1, () => ({ values: { wind: 'x', city: true } })))).toEqual([
      'firing type_mismatch wind',
      'firing type_mismatch city',
    ]);
    expect(said(stream.rows(1, () => ({ values: { wind: null, city: 4 } })))).toEqual([
      'firing missing wind',
    ]);
    expect(said(stream.rows(1, () => ({ values: { wind: Number.NaN, city: null } })))).toEqual([]);
    expect(said(stream.rows(1, () => ({ values: { wind: Infinity } })))).toEqual([
      'firing non_finite wind',
    ]);
  });
});

describe('bad inputs', () => {
  it('rows without features are missing values, and end nothing', () => {
    const stream = streamOf();
    expect(said(stream.rows(3601, () => ({ values: {} }), 1000))).toEqual([]);
    expect(said(stream.rows(200))).toEqual(['firing schema_change']);
  });

  it('all NaN is as all missing', () => {
    const stream = streamOf();
    const of: RowMaker = () => ({
      values: { wind: Number.NaN, city: Number.NaN, flag: Number.NaN },
    });
    expect(said(stream.rows(3900, of))).toEqual(['firing schema_change']);
  });

  it('a megabyte of text is one more category', () => {
    const stream = streamOf({
      references: [
        windReference({ expected: { city: { categories: ['a'.repeat(1_000_000), 'b'] } } }),
      ],
    });
    const [finding] = stream.rows(1, city('é'.repeat(1_000_000)));
    expect(finding).toMatchObject({ check: 'unseen_category', feature: 'city' });
    expect(JSON.stringify(finding).length).toBeLessThan(1000);
  });

  it('ten thousand features in the reference are each looked after', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `f${at}`);
    const { document } = windReference();
    const [feature] = document.features;
    if (feature === undefined) throw new Error('no feature');
    const features = names.map((name) => ({ ...feature, name }));
    const stream = streamOf({ references: [{ id: 'wide', document: { ...document, features } }] });
    const values = Object.fromEntries(names.slice(0, 4000).map((name) => [name, 'x']));
    expect(stream.rows(2, () => ({ values }))).toHaveLength(4000);
    expect(stream.monitor.openFindings()).toHaveLength(4000);
  });
});
