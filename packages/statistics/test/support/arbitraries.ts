import fc from 'fast-check';

/** Ascending values of a small range, so that ties within and across samples are common. */
export const tiedSample: fc.Arbitrary<number[]> = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 40 })
  .map((values) => values.toSorted((a, b) => a - b));

/** Two count vectors of the same bins, each with at least one count. */
export function countPair(min: number): fc.Arbitrary<[number[], number[]]> {
  return fc
    .integer({ min: 1, max: 12 })
    .chain((bins) => {
      const side = fc.array(fc.integer({ min, max: 1000 }), { minLength: bins, maxLength: bins });
      return fc.tuple(side, side);
    })
    .filter(([expected, actual]) => [expected, actual].every((side) => side.some((n) => n > 0)));
}

/** Ascending group indices for `bins` fine bins, chosen by one bit per inner edge. */
export function groupsFrom(bits: number, bins: number): number[] {
  let group = 0;
  return Array.from({ length: bins }, (_, bin) => {
    if (bin > 0) group += (bits >>> bin) & 1;
    return group;
  });
}
