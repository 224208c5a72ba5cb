import {
  buildReference,
  CATEGORIES_MAX,
  createScanBins,
  FINE_BINS,
  MonitorError,
  type NumericReference,
  type Reference,
  type ReferenceColumn,
  type ReferenceFeature,
} from '@marigraph/monitor';
import { quantileEdges } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { checkReference } from '../src/check-reference.ts';
import { coarseGroups } from '../src/coarse-groups.ts';

const MODEL = { name: 'rain', version: '1' };

/** Samples with ties from none to nearly all. */
const sample = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 400 }),
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 600 }),
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 100 }),
);

function numericOf(values: readonly (number | null)[]): NumericReference {
  const [feature] = buildReference(MODEL, [{ name: 'x', values }]).features;
  if (feature?.type !== 'number') throw new Error('expected a numeric feature');
  return feature;
}

/** Counts by linear search: bin i holds what is above edge i - 1 and at most edge i. */
function countBins(edges: ArrayLike<number>, values: readonly number[]): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    const bin = Array.from(edges).filter((edge) => edge < value).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Of at least two values; a constant has no quantiles between its values. */
const varied = sample.filter((values) => values.some((value) => value !== values[0]));

describe('buildReference of numbers', () => {
  it('has edges at the quantiles by rank, and counts every value where it lies', () => {
    fc.assert(
      fc.property(varied, (values) => {
        const { edges, counts } = numericOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        expect(counts).toEqual(countBins(edges, values));
        expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
        // Every quantile but the greatest value, by rank, is an edge.
        const quantiles = Array.from(
          { length: FINE_BINS - 1 },
          (_, k) => sorted[Math.ceil(((k + 1) * sorted.length) / FINE_BINS) - 1] ?? 0,
        ).filter((quantile) => quantile < (sorted.at(-1) ?? 0));
        expect(quantiles.every((quantile) => edges.some((edge) => edge === quantile))).toBe(true);
        expect(edges.every((edge) => values.some((value) => value === edge))).toBe(true);
      }),
    );
  });

  it.each([10, 20])('has coarse bins that are those of %i quantiles of the raw values', (bins) => {
    fc.assert(
      fc.property(varied, (values) => {
        const feature = numericOf(values);
        const groups = coarseGroups(feature, bins);
        const coarse = Array.from({ length: (groups.at(-1) ?? 0) + 1 }, () => 0);
        for (const [bin, count] of feature.counts.entries()) {
          const group = groups[bin] ?? 0;
          coarse[group] = (coarse[group] ?? 0) + count;
        }
        const sorted = Float64Array.from(values).toSorted();
        expect(coarse).toEqual(countBins(quantileEdges(sorted, bins), values));
      }),
    );
  });

  it('counts null and NaN as missing', () => {
    expect(numericOf([1, null, 2, Number.NaN])).toEqual({
      name: 'x',
      type: 'number',
      missing: 2,
      range: { minimum: 1, maximum: 2 },
      integer: true,
      edges: [1],
      counts: [1, 1],
    });
  });

  it.each([7, 0, -0, -1e300, 5e-324, 1.5])('has a bin of its own for the constant %d', (value) => {
    const { edges, counts } = numericOf([value, value, value]);
    expect(edges[1]).toBe(value);
    expect(edges[0]).toBeLessThan(value);
    expect(counts).toEqual([0, 3, 0]);
  });
});

describe('buildReference of categories', () => {
  it('counts each, in the order of their names, and reads numbers among texts as texts', () => {
    const [feature] = buildReference(MODEL, [
      { name: 'c', values: ['b', 'a', 1, null, 'b', Number.NaN, ''] },
    ]).features;
    expect(feature).toEqual({
      name: 'c',
      type: 'category',
      missing: 2,
      categories: ['', '1', 'a', 'b'],
      counts: [1, 1, 1, 2],
    });
  });

  it('gives the document that is kept', () => {
    const columns = [
      { name: 'x', values: [1, 2, 3] },
      { name: 'c', values: ['a', 'b', 'a'] },
    ];
    const document = buildReference(MODEL, columns);
    expect(document).toMatchObject({ format: 'marigraph.reference/2', model: MODEL, rows: 3 });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(buildReference(MODEL, columns)).toEqual(document);
    expect(() => checkReference(document)).not.toThrow();
  });
});

describe('buildReference refuses', () => {
  const many = Array.from({ length: CATEGORIES_MAX + 1 }, (_, at) => `id-${at}`);
  it.each<{ name: string; columns: ReferenceColumn[]; code: string; message: RegExp }>([
    { name: 'no columns', columns: [], code: 'reference_empty', message: /0 columns, 0 rows/ },
    {
      name: 'no rows',
      columns: [{ name: 'x', values: [] }],
      code: 'reference_empty',
      message: /1 columns, 0 rows/,
    },
    {
      name: 'a name twice',
      columns: [
        { name: 'x', values: [1] },
        { name: 'x', values: [2] },
      ],
      code: 'reference_invalid',
      message: /`x`: the column occurs twice/,
    },
    {
      name: 'columns of different length',
      columns: [
        { name: 'x', values: [1] },
        { name: 'y', values: [1, 2] },
      ],
      code: 'reference_invalid',
      message: /`y`: 2 values, expected 1 as in x/,
    },
    {
      name: 'a column without a value',
      columns: [{ name: 'x', values: [null, Number.NaN] }],
      code: 'reference_invalid',
      message: /`x`: every value is missing/,
    },
    {
      name: 'an infinite number',
      columns: [{ name: 'x', values: [1, Number.NEGATIVE_INFINITY] }],
      code: 'reference_invalid',
      message: /`x`: the value -Infinity is not finite/,
    },
    {
      name: 'an identifier',
      columns: [{ name: 'id', values: many }],
      code: 'reference_invalid',
      message: /`id`: 1001 categories, at most 1000/,
    },
  ])('$name', ({ columns, code, message }) => {
    const build = (): Reference => buildReference(MODEL, columns);
    expect(build).toThrow(MonitorError);
    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ code }));
  });

  it('not the greatest number of categories', () => {
    const values = many.slice(1);
    const [feature] = buildReference(MODEL, [{ name: 'c', values }]).features;
    expect(feature?.counts).toHaveLength(CATEGORIES_MAX);
  });
});

describe('a reference with times', () => {
  const hour = 3_600_000;
  const start = Date.UTC(2026, 9, 1, 5);
  const values = [1, 2, null, 3, 1, 2];
  const timesMs = [0, 0.5, 1, 2.99, 3, 3].map((hours) => start + hours * hour);
  const columns = [
    { name: 'x', values },
    { name: 'c', values: ['a', 'b', 'b', null, 'a', 'b'] },
  ];

  it('counts the rows of each hour in the bins of the window scan', () => {
    const document = buildReference(MODEL, columns, { timesMs, timeZone: 'Europe/Oslo' });
    expect(document.time).toEqual({
      timeZone: 'Europe/Oslo',
      start: '2026-10-01T05:00:00Z',
      hours: 4,
    });
    const [x, c] = document.features;
    // Two edges make three bins, which 20 quantiles do not merge; then unseen and missing.
    expect([...(x?.hourly ?? [])]).toEqual(
      [
        [1, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 1, 0, 0],
        [1, 1, 0, 0, 0],
      ].flat(),
    );
    // The more frequent category first.
    expect([...(c?.hourly ?? [])]).toEqual(
      [
        [1, 1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 1],
        [1, 1, 0, 0],
      ].flat(),
    );
    expect(() => checkReference(document)).not.toThrow();
  });

  it('adds up to the counts of the whole', () => {
    const rows = fc.array(
      fc.record({
        value: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 40 })),
        hours: fc.double({ min: 0, max: 100, noNaN: true }),
      }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(rows, (given) => {
        fc.pre(given.some(({ value }) => value !== null));
        const [feature] = buildReference(
          MODEL,
          [{ name: 'x', values: given.map((r) => r.value) }],
          {
            timesMs: given.map(({ hours }) => start + hours * hour),
            timeZone: 'UTC',
          },
        ).features;
        if (feature?.type !== 'number') throw new Error('expected a number');
        const bins = createScanBins(feature);
        const totals = Array.from({ length: bins.count }, () => 0);
        for (const [at, count] of (feature.hourly ?? []).entries()) {
          totals[at % bins.count] = (totals[at % bins.count] ?? 0) + count;
        }
        const expected = Array.from({ length: bins.count }, () => 0);
        for (const [fine, count] of feature.counts.entries()) {
          const bin = bins.groups[fine] ?? 0;
          expected[bin] = (expected[bin] ?? 0) + count;
        }
        expected[bins.count - 1] = feature.missing;
        expect(totals).toEqual(expected);
      }),
    );
  });

  it('follows the most frequent categories and takes the others together', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      Array.from({ length: 31 - at }, () => `${at}`),
    );
    const [feature] = buildReference(MODEL, [
      { name: 'c', values: [...many.flat(), null] },
    ]).features;
    if (feature === undefined) throw new Error('expected a feature');
    const bins = createScanBins(feature);
    expect(bins).toMatchObject({ count: 22, inRange: 20 });
    expect(bins.categories).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
    expect([0, '19', '20', 'never seen', null, Number.NaN].map((v) => bins.find(v))).toEqual([
      0, 19, 20, 20, 21, 21,
    ]);
  });

  it('takes what is no number as unseen where numbers are expected', () => {
    const [feature] = buildReference(MODEL, columns).features;
    if (feature === undefined) throw new Error('expected a feature');
    const bins = createScanBins(feature);
    const found = ['a', Number.POSITIVE_INFINITY, null, 1, 99].map((v) => bins.find(v));
    expect(found).toEqual([3, 3, 4, 0, 2]);
  });

  it.each([
    [{ timesMs: timesMs.slice(1), timeZone: 'UTC' }, /5 times for 6 rows/],
    [{ timesMs: [...timesMs.slice(1), Number.NaN], timeZone: 'UTC' }, /the time of row 6 is NaN/],
    [
      { timesMs: [0, ...timesMs.slice(1)], timeZone: 'UTC' },
      /the rows span \d+ hours, at most 8784/,
    ],
    [{ timesMs, timeZone: 'Mars/Olympus' }, /"Mars\/Olympus" is no time zone/],
  ])('refuses times that are none: %j', (times, message) => {
    expect(() => buildReference(MODEL, columns, times)).toThrow(message);
  });
});

describe('checkReference refuses', () => {
  const number = {
    name: 'x',
    type: 'number',
    missing: 0,
    range: { minimum: 1, maximum: 3 },
    integer: true,
    edges: [1, 2],
    counts: [1, 2, 3],
  } as const;
  const category = {
    name: 'c',
    type: 'category',
    missing: 0,
    categories: ['a', 'b'],
    counts: [1, 2],
  } as const;
  const check = (...features: ReferenceFeature[]): void =>
    checkReference({ format: 'marigraph.reference/2', model: MODEL, rows: 6, features });

  it('nothing that is consistent', () => {
    expect(() => check(number, category)).not.toThrow();
  });

  it.each([
    [{ timeZone: 'UTC', start: '2026-10-01T00:30:00Z', hours: 1 }, /a whole hour/],
    [{ timeZone: 'UTC', start: '2026-10-01T00:00:00Z', hours: 0 }, /time.hours is 0/],
    [{ timeZone: 'Nowhere', start: '2026-10-01T00:00:00Z', hours: 1 }, /no time zone/],
    [{ timeZone: 'UTC', start: '2026-10-01T00:00:00Z', hours: 2 }, /0 hourly counts, expected 10/],
  ])('a time that is none, or counts that do not belong to it: %j', (time, message) => {
    const reference = { format: 'marigraph.reference/2', model: MODEL, rows: 6 } as const;
    expect(() => checkReference({ ...reference, time, features: [number] })).toThrow(message);
  });

  it('hourly counts of no hours', () => {
    expect(() => check({ ...number, hourly: new Uint32Array(5) })).toThrow(/none without a time/);
  });

  it('hourly counts without a row', () => {
    const time = { timeZone: 'UTC', start: '2026-10-01T00:00:00Z', hours: 1 };
    const hourly = new Uint32Array(createScanBins(number).count);
    const features = [{ ...number, hourly }];
    const reference = { format: 'marigraph.reference/2', model: MODEL, rows: 6 } as const;
    expect(() => checkReference({ ...reference, time, features })).toThrow(
      /all its hourly counts are 0/,
    );
  });

  it.each<{ name: string; features: ReferenceFeature[]; message: RegExp }>([
    { name: 'a feature twice', features: [number, number], message: /it occurs twice/ },
    {
      name: 'too many edges',
      features: [
        {
          ...number,
          edges: Array.from({ length: 240 }, (_, at) => at),
          counts: Array.from({ length: 241 }, () => 1),
        },
      ],
      message: /240 edges, fewer than 240 expected/,
    },
    {
      name: 'too few counts',
      features: [{ ...number, counts: [1, 2] }],
      message: /one count more/,
    },
    { name: 'equal edges', features: [{ ...number, edges: [2, 2] }], message: /at 2/ },
    {
      name: 'an infinite edge',
      features: [{ ...number, edges: [2, Number.POSITIVE_INFINITY] }],
      message: /at Infinity/,
    },
    {
      name: 'an edge that is no number',
      features: [{ ...number, edges: [Number.NaN, 2] }],
      message: /at NaN/,
    },
    {
      name: 'a negative count',
      features: [{ ...number, counts: [1, -2, 3] }],
      message: /whole numbers/,
    },
    {
      name: 'a broken count',
      features: [{ ...number, counts: [1, 0.5, 3] }],
      message: /whole numbers/,
    },
    { name: 'no rows', features: [{ ...number, counts: [0, 0, 0] }], message: /no rows/ },
    {
      name: 'a category twice',
      features: [{ ...category, categories: ['a', 'a'] }],
      message: /a category occurs twice/,
    },
    {
      name: 'too many categories',
      features: [{ ...category, categories: Array.from({ length: 1001 }, (_, at) => `${at}`) }],
      message: /1001 categories/,
    },
    {
      name: 'a count too many',
      features: [{ ...category, counts: [1, 2, 3] }],
      message: /one count per category/,
    },
  ])('$name', ({ features, message }) => {
    expect(() => check(...features)).toThrow(message);
    expect(() => check(...features)).toThrow(
      expect.objectContaining({ code: 'reference_invalid' }),
    );
  });
});
