import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parsePredictionTime } from '../../../src/connectors/ml-monitor/prediction-time.ts';

/** Within other bytes, so that a read beyond either end shows. */
function parse(text: string, around = '9'): number {
  const bytes = Buffer.from(`${around}${text}${around}`);
  return parsePredictionTime(bytes, around.length, bytes.length - around.length);
}

const AT = Date.UTC(2026, 8, 23, 8, 15, 30);

describe('the time of a prediction', () => {
  it.each<readonly [text: string, ms: number]>([
    ['2026-09-23T08:15:30Z', AT],
    ['2026-09-23t08:15:30z', AT],
    ['2026-09-23 08:15:30Z', AT],
    ['2026-09-23T08:15:30.1Z', AT + 100],
    ['2026-09-23T08:15:30.120Z', AT + 120],
    ['2026-09-23T08:15:30.000001Z', AT + 0.001],
    ['2026-09-23T08:15:30.1200000000000000000Z', AT + 120],
    ['2026-09-23T08:15Z', AT - 30_000],
    ['2026-09-23T08:15:30+00:00', AT],
    ['2026-09-23T10:15:30+02:00', AT],
    ['2026-09-23T10:15:30+0200', AT],
    ['2026-09-23T10:15:30+02', AT],
    ['2026-09-23T02:45:30-05:30', AT],
    ['2026-09-22T23:15+15:00', AT - 86_400_000 - 30_000],
    // Without a zone it is UTC, on every machine.
    ['2026-09-23T08:15:30', AT],
    ['2026-09-23', Date.UTC(2026, 8, 23)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2000-02-29', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59Z', -1000],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
    // A leap second is the first second of the next minute, as POSIX has it.
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('%s is read', (text, ms) => {
    expect(parse(text)).toBe(ms);
  });

  it.each([
    '',
    '5',
    '2026',
    '2026-09',
    '20260923',
    '2026-9-23',
    '2026/09/23',
    'Sep 23 2026',
    '1790000000000',
    'x026-09-23',
    '2026-00-23',
    '2026-13-23',
    '2026-09-00',
    '2026-09-31',
    '2025-02-29',
    '1900-02-29',
    '0099-01-01',
    '2026-09-23T',
    '2026-09-23Z',
    '2026-09-23x08:15:30Z',
    '2026-09-23T8:15:30Z',
    '2026-09-23T08Z',
    '2026-09-23T08.15Z',
    '2026-09-23T24:00:00Z',
    '2026-09-23T08:60:30Z',
    '2026-09-23T08:15:61Z',
    '2026-09-23T08:15:3Z',
    '2026-09-23T08:15.30Z',
    '2026-09-23T08:15:30,5Z',
    '2026-09-23T08:15:30.Z',
    '2026-09-23T08:15:30.x5Z',
    '2026-09-23T08:15:30.123456789xZ',
    '2026-09-23T08:15:30Zx',
    '2026-09-23T08:15:30+',
    '2026-09-23T08:15:30+2',
    '2026-09-23T08:15:30+2:00',
    '2026-09-23T08:15:30+02:0',
    '2026-09-23T08:15:30+02.00',
    '2026-09-23T08:15:30+24:00',
    '2026-09-23T08:15:30+02:60',
    '2026-09-23T08:15:30+02:00:00',
    '２026-09-23',
  ])('"%s" is none', (text) => {
    expect(parse(text)).toBeNaN();
    expect(parse(text, '')).toBeNaN();
  });

  it('is what Date.parse says of every time that both take', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.integer({ min: -23 * 60, max: 23 * 60 }),
        (date, offset) => {
          const local = date.toISOString().slice(0, -1);
          const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
          const size = Math.abs(offset);
          const zone = `${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
          for (const text of [`${local}Z`, `${local}${zone}`, local.slice(0, 10)]) {
            expect(parse(text)).toBe(Date.parse(text));
          }
        },
      ),
    );
  });

  it('is none for any text that is not made like one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/^\d{4}-\d{2}-\d{2}/.test(text));
        expect(parse(text)).toBeNaN();
      }),
    );
  });
});
