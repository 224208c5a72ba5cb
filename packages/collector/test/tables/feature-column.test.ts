import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addWritten } from '../../src/tables/cell-sink.ts';
import { createFeatureColumn } from '../../src/tables/feature-column.ts';

/** The values of a column of written cells. */
function valuesOf(cells: readonly string[]): readonly (number | string | null)[] {
  const column = createFeatureColumn('x');
  for (const cell of cells) addWritten(column, cell);
  return column.finish().values;
}

describe('a column', () => {
  it('of numbers and texts keeps its numbers as they were written', () => {
    expect(valuesOf(['1', '1.0', '1e0', '', 'N/A', ' 2'])).toEqual([
      '1',
      '1.0',
      '1e0',
      null,
      'N/A',
      ' 2',
    ]);
  });

  it('is of numbers only when every value is one, whatever the order of the rows', () => {
    const cell = fc.constantFrom('1', '2.50', '-3', '01', 'x', '', 'NaN', ' 7 ');
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (cells) => {
        const isNumeric = cells.every((text) => !['01', 'x'].includes(text));
        const expected = cells.map((text) => {
          const isMissing = text === '' || text === 'NaN';
          if (isNumeric) return isMissing ? Number.NaN : Number(text);
          return isMissing ? null : text;
        });
        expect(valuesOf(cells)).toEqual(expected);
      }),
    );
  });

  it('of more different numbers than there may be categories is of numbers', () => {
    const cells = Array.from({ length: 100_000 }, (_, at) => String(at));
    expect(valuesOf(cells)).toEqual(cells.map(Number));
  });

  it('of so many numbers with a text among them names the text and its row', () => {
    const cells = [...Array.from({ length: 2000 }, (_, at) => String(at)), 'N/A\n'];
    expect(() => valuesOf(cells)).toThrow(
      'feature `x`: its values are numbers up to row 2001, where it has "N/A\\n"; leave such cells empty, or leave the column out',
    );
  });

  it('of a hundred thousand categories is refused at the thousand and first', () => {
    let read = 0;
    const cells = Array.from({ length: 100_000 }, (_, at) => `id-${at}`);
    const column = createFeatureColumn('x');
    expect(() => {
      for (const cell of cells) {
        read++;
        addWritten(column, cell);
      }
    }).toThrow('feature `x`: more than 1000 categories, with "id-1000" in row 1001');
    expect(read).toBe(1001);
  });
});
