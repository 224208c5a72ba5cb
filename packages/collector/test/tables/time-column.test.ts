import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addTyped, addWritten } from '../../src/tables/cell-sink.ts';
import { createTimeColumn } from '../../src/tables/time-column.ts';

/** Times as they are understood, as ISO 8601. */
function read(cells: readonly string[], timeZone = 'UTC'): string[] {
  const column = createTimeColumn({ name: 'at', timeZone });
  for (const cell of cells) addWritten(column, cell);
  return Array.from(column.finish().timesMs, (timeMs) => new Date(timeMs).toISOString());
}

describe('a time', () => {
  it.each([
    ['2026-10-01T09:30:00Z', '2026-10-01T09:30:00.000Z'],
    ['2026-10-01T09:30:00.123456789Z', '2026-10-01T09:30:00.123Z'],
    ['2026-10-01 09:30:00,5 UTC', '2026-10-01T09:30:00.500Z'],
    ['2026-10-01T09:30:00+02:00', '2026-10-01T07:30:00.000Z'],
    ['2026-10-01t09:30-0530', '2026-10-01T15:00:00.000Z'],
    ['2026-10-01T09:30+02', '2026-10-01T07:30:00.000Z'],
    [' 2026-10-01 ', '2026-10-01T00:00:00.000Z'],
    ['20261001', '2026-10-01T00:00:00.000Z'],
    ['1790847000', '2026-10-01T09:30:00.000Z'],
    ['1790847000.25', '2026-10-01T09:30:00.250Z'],
    ['1790847000123', '2026-10-01T09:30:00.123Z'],
    ['1790847000123456', '2026-10-01T09:30:00.123Z'],
    ['1790847000123456789', '2026-10-01T09:30:00.123Z'],
    ['-86400', '1969-12-31T00:00:00.000Z'],
  ])('written %j is %s', (written, expected) => {
    expect(read([written])).toEqual([expected]);
  });

  it.each([
    '2026-10-01T09+02',
    '2026-02-30',
    '2026-13-01T00:00:00Z',
    '2026-10-01T25:00:00Z',
    '20261301',
    'yesterday',
    'inf',
    '01/10/2026',
  ])('is not %j', (written) => {
    expect(() => read([written])).toThrow(/is no time/);
  });

  it('without an offset is that of a clock on the wall of the zone', () => {
    const times = ['2026-01-01 12:00', '2026-07-01 12:00', '2026-07-01'];
    expect(read(times, 'Europe/Oslo')).toEqual([
      '2026-01-01T11:00:00.000Z',
      '2026-07-01T10:00:00.000Z',
      '2026-06-30T22:00:00.000Z',
    ]);
    expect(read(['2026-07-01 12:00'], 'Asia/Kathmandu')).toEqual(['2026-07-01T06:15:00.000Z']);
  });

  it('in an hour that is shown twice is the first, in one that is skipped an hour later', () => {
    expect(read(['2026-10-25 02:30', '2026-03-29 02:30'], 'Europe/Oslo')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]);
  });

  it('written with or without its offset is the same', () => {
    const day = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2050-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString();
        const forms = [iso, iso.replace('Z', '+00:00'), iso.slice(0, -1).replace('T', ' ')];
        expect(read(forms)).toEqual([iso, iso, iso]);
      }),
    );
  });

  it('of a typed column is taken as it is', () => {
    const column = createTimeColumn({ name: 'at', timeZone: 'Europe/Oslo' });
    addTyped(column, 1_790_847_000_123n);
    addTyped(column, 1_790_847_000_124);
    expect(column.finish()).toEqual({
      timesMs: [1_790_847_000_123, 1_790_847_000_124],
      timeZone: 'Europe/Oslo',
    });
  });
});

describe('a column of times is refused', () => {
  it.each<{ readonly cells: readonly string[]; readonly says: string }>([
    { cells: ['1', ''], says: 'time `at`, row 2: it is missing; every row needs one' },
    {
      cells: ['1790847000', '1790847000123'],
      says: 'time `at`, row 2: 1790847000123 is of milliseconds, where rows before are of seconds',
    },
    { cells: ['2026-10-01', '20261002'], says: 'is of dates, where rows before are of texts' },
    { cells: ['2026-10-01', 'x'], says: 'time `at`, row 2: "x" is no time; expected ISO 8601 as' },
  ])('$says', ({ cells, says }) => {
    expect(() => read(cells)).toThrow(says);
  });

  it('in a zone that is none', () => {
    expect(() => read([], 'Europe/Bergen')).toThrow(
      '"Europe/Bergen" is no time zone; give an IANA name as Europe/Oslo',
    );
  });
});
