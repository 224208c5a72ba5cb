import fc from 'fast-check';
import { expect, it } from 'vitest';

import { cellOf, createSliceIndex, type Slice } from '../src/slice.ts';

const value = fc.constantFrom('a', 'b', '', undefined);
const tuple = fc
  .integer({ min: 0, max: 3 })
  .chain((keys) =>
    fc.array(fc.array(value, { minLength: keys, maxLength: keys }), { maxLength: 30 }),
  );

function sliceOf(id: number, values: readonly (string | undefined)[]): Slice {
  return { id, values, cells: new Map(), dense: new Map(), scopes: [] };
}

it('finds the slice of the same values and no other', () => {
  fc.assert(
    fc.property(tuple, (tuples) => {
      const index = createSliceIndex();
      const slices: Slice[] = [];
      for (const values of tuples) {
        const known = slices.find((slice) => slice.values.every((own, at) => own === values[at]));
        expect(index.find(values)).toBe(known);
        if (known !== undefined) continue;
        const slice = sliceOf(slices.length, values);
        slices.push(slice);
        index.insert(slice);
      }
      for (const slice of slices) expect(index.find(slice.values)).toBe(slice);
    }),
  );
});

it('makes the cell of a minute once', () => {
  const slice = sliceOf(0, []);
  const cell = cellOf(slice, 7);
  expect(cell).toMatchObject({ minute: 7, rows: 0 });
  expect(cellOf(slice, 7)).toBe(cell);
});
