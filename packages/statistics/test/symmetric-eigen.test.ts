import { symmetricEigen } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SIZES = [1, 2, 3, 5, 8];

/** A symmetric matrix by rows, with repeated and zero elements likely. */
const symmetric = fc.constantFrom(...SIZES).chain((size) =>
  fc
    .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: size * size,
      maxLength: size * size,
    })
    .map((elements) => ({
      size,
      matrix: elements.map((_, index) => {
        const [row, column] = [Math.floor(index / size), index % size];
        return elements[Math.min(row, column) * size + Math.max(row, column)] ?? NaN;
      }),
    })),
);

describe('symmetricEigen', () => {
  // numpy 2.2.6, numpy.linalg.eigh of [[2, 1, .5], [1, 3, .2], [.5, .2, 4]].
  it('is that of numpy', () => {
    const { values, vectors } = symmetricEigen([2, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 4], 3);
    const expected = [
      {
        value: 4.307122937862622,
        vector: [0.3570192071768204, 0.40213512032730514, 0.8431041636157292],
      },
      {
        value: 3.350715494353738,
        vector: [0.3733124124320827, 0.7659465678268955, -0.5234154162406162],
      },
      {
        value: 1.342161567783639,
        vector: [0.8562564618331199, -0.5016106061812713, -0.12333560449231272],
      },
    ];
    for (const [rank, { value, vector }] of expected.entries()) {
      expect(values[rank]).toBeCloseTo(value, 14);
      for (const [element, x] of vector.entries()) {
        expect(vectors[rank * 3 + element]).toBeCloseTo(x, 14);
      }
    }
  });

  it('has values in descending order, orthogonal unit vectors, and gives the matrix back', () => {
    fc.assert(
      fc.property(symmetric, ({ matrix, size }) => {
        const { values, vectors } = symmetricEigen(matrix, size);
        expect([...values]).toEqual([...values].toSorted((a, b) => b - a));
        const greatest = Math.max(1, ...matrix.map(Math.abs));
        for (let row = 0; row < size; row++) {
          for (let column = 0; column < size; column++) {
            let [product, element] = [0, 0];
            for (let k = 0; k < size; k++) {
              product += (vectors[row * size + k] ?? NaN) * (vectors[column * size + k] ?? NaN);
              element +=
                (values[k] ?? NaN) *
                (vectors[k * size + row] ?? NaN) *
                (vectors[k * size + column] ?? NaN);
            }
            expect(Math.abs(product - (row === column ? 1 : 0))).toBeLessThan(1e-14 * size);
            const difference = element - (matrix[row * size + column] ?? NaN);
            expect(Math.abs(difference)).toBeLessThan(1e-14 * size * greatest);
          }
        }
      }),
    );
  });

  it('takes 0, and elements near both ends of the range of doubles', () => {
    expect(symmetricEigen([0, 0, 0, 0], 2)).toEqual({
      values: Float64Array.of(0, 0),
      vectors: Float64Array.of(1, 0, 0, 1),
    });
    for (const unit of [1e300, 1e-300]) {
      const { values } = symmetricEigen([2 * unit, unit, unit, 2 * unit], 2);
      expect((values[0] ?? NaN) / unit).toBeCloseTo(3, 13);
      expect((values[1] ?? NaN) / unit).toBeCloseTo(1, 13);
    }
  });

  it('reads the upper triangle alone', () => {
    expect(symmetricEigen([2, 1, 99, 3], 2)).toEqual(symmetricEigen([2, 1, 1, 3], 2));
  });

  it.each([
    { matrix: [], size: 0, code: 'invalid_argument' },
    { matrix: [1, 2], size: 1.5, code: 'invalid_argument' },
    { matrix: [1, 2], size: 2, code: 'shape_mismatch' },
    { matrix: [NaN], size: 1, code: 'invalid_value' },
  ])('throws $code for $matrix of $size rows', ({ matrix, size, code }) => {
    expect(() => symmetricEigen(matrix, size)).toThrow(expect.objectContaining({ code }));
  });
});
