import { fisherExact } from '@marigraph/statistics';
import type { TwoByTwo } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const count = fc.integer({ min: 0, max: 25 });
const table: fc.Arbitrary<TwoByTwo> = fc
  .tuple(fc.tuple(count, count), fc.tuple(count, count))
  .filter((rows) => rows.every(([a, b]) => a + b > 0));

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

/** Ways to fill the table at every a that the margins allow: whole numbers, hence exact ties. */
function ways([[a, b], [c, d]]: TwoByTwo): { a: number; ways: number }[] {
  const [successes, draws, population] = [a + c, a + b, a + b + c + d];
  return Array.from({ length: Math.min(successes, draws) + 1 }, (_, k) => ({
    a: k,
    ways:
      draws - k > population - successes
        ? 0
        : choose(successes, k) * choose(population - successes, draws - k),
  })).filter((cell) => cell.ways > 0);
}

describe('fisherExact', () => {
  it.each([
    // Fisher's tea: 8 cups, 3 of 4 right.
    {
      table: [
        [3, 1],
        [1, 3],
      ],
      odds: 9,
      two: 34 / 70,
      less: 69 / 70,
      greater: 17 / 70,
    },
    // scipy 1.15.3.
    {
      table: [
        [8, 2],
        [1, 5],
      ],
      odds: 20,
      two: 0.034965034965034975,
      less: 0.9991258741258742,
      greater: 0.024475524475524483,
    },
    {
      table: [
        [100, 50],
        [60, 90],
      ],
      odds: 3,
      two: 5.659739023312293e-6,
      less: 0.9999990992575836,
      greater: 2.8298695116561467e-6,
    },
    {
      table: [
        [5, 0],
        [3, 9],
      ],
      odds: Infinity,
      two: 0.00904977375565611,
      less: 1,
      greater: 0.00904977375565611,
    },
    {
      table: [
        [0, 5],
        [9, 3],
      ],
      odds: 0,
      two: 0.00904977375565611,
      less: 0.00904977375565611,
      greater: 1,
    },
    {
      table: [
        [4, 0],
        [3, 0],
      ],
      odds: 1,
      two: 1,
      less: 1,
      greater: 1,
    },
    {
      table: [
        [0, 4],
        [0, 3],
      ],
      odds: 1,
      two: 1,
      less: 1,
      greater: 1,
    },
  ] as const)('of $table is $two', ({ table: rows, odds, two, less, greater }) => {
    const result = fisherExact(rows);
    expect(result.oddsRatio).toBe(odds);
    expect(relativeError(result.pValue, two)).toBeLessThan(1e-12);
    const one = (alternative: 'less' | 'greater'): number =>
      fisherExact(rows, { alternative }).pValue;
    expect(relativeError(one('less'), less)).toBeLessThan(1e-12);
    expect(relativeError(one('greater'), greater)).toBeLessThan(1e-12);
  });

  it('adds up the tables that are no likelier, ties included', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const cells = ways(rows);
        const own = cells.find(({ a }) => a === rows[0][0])?.ways ?? NaN;
        const sum = (chosen: typeof cells): number =>
          chosen.reduce((total, cell) => total + cell.ways, 0);
        // Products up to 10^28 are rounded; real differences are far larger.
        const expected = sum(cells.filter((cell) => cell.ways <= own * (1 + 1e-12))) / sum(cells);
        expect(relativeError(fisherExact(rows).pValue, expected)).toBeLessThan(1e-11);
      }),
    );
  });

  it('is the same for exchanged rows, columns or both; one-sided ones swap', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const [[a, b], [c, d]] = rows;
        const { pValue } = fisherExact(rows);
        expect(
          fisherExact([
            [c, d],
            [a, b],
          ]).pValue,
        ).toBeCloseTo(pValue, 12);
        expect(
          fisherExact([
            [b, a],
            [d, c],
          ]).pValue,
        ).toBeCloseTo(pValue, 12);
        const less = fisherExact(rows, { alternative: 'less' }).pValue;
        const greater = fisherExact(
          [
            [c, d],
            [a, b],
          ],
          { alternative: 'greater' },
        ).pValue;
        expect(greater).toBeCloseTo(less, 12);
      }),
    );
  });

  it('takes millions of counts', () => {
    // scipy 1.15.3 says 0.0212700938248, with an error of 1e-9 of its logarithms of factorials.
    const { pValue } = fisherExact([
      [1_000_000, 1_001_000],
      [2_000_000, 2_010_000],
    ]);
    expect(relativeError(pValue, 0.021270093824799267)).toBeLessThan(1e-8);
  });

  it.each([
    {
      table: [
        [1, 2],
        [0, 0],
      ],
      code: 'empty_input',
      says: 'table[1] has a total of 0',
    },
    {
      table: [
        [1, -2],
        [1, 1],
      ],
      code: 'invalid_value',
      says: 'table[0][1] is -2',
    },
    {
      table: [
        [1, 2],
        [1.5, 1],
      ],
      code: 'invalid_value',
      says: 'table[1][0] is 1.5',
    },
    {
      table: [
        [1, NaN],
        [1, 1],
      ],
      code: 'invalid_value',
      says: 'table[0][1] is NaN',
    },
    {
      table: [
        [2 ** 52, 2 ** 52],
        [1, 1],
      ],
      code: 'invalid_argument',
      says: 'total',
    },
  ] as const)('throws $code: $says', ({ table: rows, code, says }) => {
    expect(() => fisherExact(rows)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
