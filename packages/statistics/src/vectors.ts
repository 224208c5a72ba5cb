import { StatisticsError } from './errors.ts';

/** Vectors of one length, such as embeddings: one a row. */
export type Vectors = readonly ArrayLike<number>[];

/** Up to here squared distances stay finite. */
const MAGNITUDE_MAX = 1e100;

/**
 * The dimension that all vectors of a sample share.
 *
 * @throws {StatisticsError} `empty_input` without vectors or elements, `shape_mismatch` for vectors
 * of different lengths, `invalid_value` unless each element is finite and within ±1e100.
 */
export function dimensionOf(name: string, vectors: Vectors): number {
  const dimension = vectors.length === 0 ? 0 : vectors[0]!.length;
  if (dimension === 0) {
    const what = vectors.length === 0 ? 'no vectors' : 'vectors without elements';
    throw new StatisticsError('empty_input', `${name} has ${what}`);
  }
  for (let row = 0; row < vectors.length; row++) {
    assertVector(`${name}[${row}]`, vectors[row]!, dimension);
  }
  return dimension;
}

/** @throws {StatisticsError} `shape_mismatch`, `invalid_value`, as `dimensionOf`. */
export function assertVector(name: string, vector: ArrayLike<number>, dimension: number): void {
  if (vector.length !== dimension) {
    throw new StatisticsError(
      'shape_mismatch',
      `${name} has ${vector.length} elements; the dimension is ${dimension}`,
    );
  }
  for (let index = 0; index < dimension; index++) {
    // Written so that NaN fails as well.
    if (!(Math.abs(vector[index]!) <= MAGNITUDE_MAX)) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${index}] is ${vector[index]}; an element is finite and within ±1e100`,
      );
    }
  }
}

/** @throws {StatisticsError} as `dimensionOf`, and `shape_mismatch` for two dimensions. */
export function commonDimension(x: Vectors, y: Vectors): number {
  const dimension = dimensionOf('x', x);
  const other = dimensionOf('y', y);
  if (dimension !== other) {
    throw new StatisticsError(
      'shape_mismatch',
      `x has vectors of ${dimension} elements, y of ${other}`,
    );
  }
  return dimension;
}

/** Squared Euclidean distance of two vectors of one length. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = a[index]! - b[index]!;
    sum += difference * difference;
  }
  return sum;
}
