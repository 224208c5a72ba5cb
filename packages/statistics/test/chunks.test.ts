import { chunksByCount, chunksByPeriod, chunksBySize } from '@marigraph/statistics';
import type { Period } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const INCOMPLETE = ['keep', 'drop', 'append'] as const;

function keys(chunks: readonly { key: string }[]): string[] {
  return chunks.map(({ key }) => key);
}

describe('chunksBySize', () => {
  it.each([
    { rows: 6, size: 2, incomplete: 'keep', expected: ['[0:1]', '[2:3]', '[4:5]'] },
    { rows: 5, size: 2, incomplete: 'keep', expected: ['[0:1]', '[2:3]', '[4:4]'] },
    { rows: 5, size: 2, incomplete: 'drop', expected: ['[0:1]', '[2:3]'] },
    { rows: 5, size: 2, incomplete: 'append', expected: ['[0:1]', '[2:4]'] },
    { rows: 1, size: 2, incomplete: 'append', expected: ['[0:0]'] },
    { rows: 1, size: 2, incomplete: 'drop', expected: [] },
    { rows: 0, size: 2, incomplete: 'keep', expected: [] },
  ] as const)('of $rows rows by $size, $incomplete', ({ rows, size, incomplete, expected }) => {
    expect(keys(chunksBySize(rows, size, { incomplete }))).toEqual(expected);
  });

  it('follow each other without a gap from the first row', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...INCOMPLETE),
        (rows, size, incomplete) => {
          let next = 0;
          for (const { start, end } of chunksBySize(rows, size, { incomplete })) {
            expect(start).toBe(next);
            expect(end).toBeGreaterThan(start);
            next = end;
          }
          expect(next).toBe(incomplete === 'drop' ? rows - (rows % size) : rows);
        },
      ),
    );
  });

  it.each([
    { rows: -1, size: 1 },
    { rows: 1.5, size: 1 },
    { rows: 5, size: 0 },
    { rows: 5, size: NaN },
  ])('throws invalid_argument for $rows rows by $size', ({ rows, size }) => {
    expect(() => chunksBySize(rows, size)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('chunksByCount', () => {
  it('makes one more chunk of what is left over, as NannyML does', () => {
    expect(chunksByCount(891, 10)).toHaveLength(11);
    expect(keys(chunksByCount(891, 10)).at(-1)).toBe('[890:890]');
    expect(keys(chunksByCount(891, 10, { incomplete: 'append' })).at(-1)).toBe('[801:890]');
    expect(chunksByCount(50_000, 10)).toHaveLength(10);
  });

  it.each([
    { rows: 5, count: 6 },
    { rows: NaN, count: 6 },
    { rows: 5, count: 0 },
  ])('throws invalid_argument for $count chunks of $rows rows', ({ rows, count }) => {
    expect(() => chunksByCount(rows, count)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('chunksByPeriod', () => {
  // pandas 2.2.3: str(pd.Timestamp('2018-05-17 13:45:06.789').to_period(…)).
  it.each([
    { period: 'hour', key: '2018-05-17 13:00' },
    { period: 'day', key: '2018-05-17' },
    { period: 'week', key: '2018-05-14/2018-05-20' },
    { period: 'month', key: '2018-05' },
    { period: 'quarter', key: '2018Q2' },
    { period: 'year', key: '2018' },
  ] as const)('names a $period as pandas does', ({ period, key }) => {
    const [chunk] = chunksByPeriod([Date.UTC(2018, 4, 17, 13, 45, 6, 789)], period);
    expect(chunk).toMatchObject({ key, start: 0, end: 1 });
  });

  it('opens a chunk with the first millisecond of a period, and skips empty ones', () => {
    const times = [
      Date.UTC(2019, 11, 31, 23, 59, 59, 999),
      Date.UTC(2020, 0, 1),
      Date.UTC(2020, 4, 2),
    ];
    expect(chunksByPeriod(times, 'month')).toEqual([
      {
        key: '2019-12',
        start: 0,
        end: 1,
        startMs: Date.UTC(2019, 11, 1),
        endMs: Date.UTC(2020, 0, 1),
      },
      {
        key: '2020-01',
        start: 1,
        end: 2,
        startMs: Date.UTC(2020, 0, 1),
        endMs: Date.UTC(2020, 1, 1),
      },
      {
        key: '2020-05',
        start: 2,
        end: 3,
        startMs: Date.UTC(2020, 4, 1),
        endMs: Date.UTC(2020, 5, 1),
      },
    ]);
    expect(chunksByPeriod([], 'day')).toEqual([]);
  });

  it('reaches from year 1, whose first day was a Monday, to year 9999', () => {
    const first = -62_135_596_800_000;
    const last = 253_402_300_799_999;
    expect(keys(chunksByPeriod([first, last], 'week'))).toEqual([
      '0001-01-01/0001-01-07',
      '9999-12-27/+010000-01-02',
    ]);
    expect(keys(chunksByPeriod([first, last], 'quarter'))).toEqual(['0001Q1', '9999Q4']);
    for (const times of [[first - 1], [last + 1], [NaN], [Infinity], [1, 0]]) {
      expect(() => chunksByPeriod(times, 'day')).toThrow(
        expect.objectContaining({ code: 'invalid_value' }),
      );
    }
  });

  it('holds every row between the bounds of its chunk', () => {
    const time = fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2060, 0) });
    const periods: readonly Period[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];
    fc.assert(
      fc.property(fc.array(time), fc.constantFrom(...periods), (times, period) => {
        const sorted = times.toSorted((a, b) => a - b);
        const chunks = chunksByPeriod(sorted, period);
        expect(new Set(keys(chunks)).size).toBe(chunks.length);
        let next = 0;
        for (const { start, end, startMs, endMs } of chunks) {
          expect(start).toBe(next);
          for (const row of sorted.slice(start, end)) {
            expect(row).toBeGreaterThanOrEqual(startMs);
            expect(row).toBeLessThan(endMs);
          }
          next = end;
        }
        expect(next).toBe(times.length);
      }),
    );
  });
});
