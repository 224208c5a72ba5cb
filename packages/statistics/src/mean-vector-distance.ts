import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';
import { commonDimension } from './vectors.ts';
import type { Vectors } from './vectors.ts';

export interface MeanVectorDistanceOptions {
  /**
   * How far two means are apart: `euclidean` |a - b|, `cosine` 1 - a·b / |a||b|, `cityblock` Σ |aᵢ
   * - bᵢ| or `chebyshev` max |aᵢ - bᵢ|.
   *
   * @default `euclidean`
   */
  readonly metric?: 'euclidean' | 'cosine' | 'cityblock' | 'chebyshev';
}

/**
 * Distance of the mean vectors of two samples, such as embeddings.
 *
 * @param x Vectors of one length, one or more.
 * @param y Vectors of that length, one or more.
 * @returns In the unit of the elements, >= 0; `cosine` in [0, 2], without a unit. It sees a shift
 * of the mean only. Its scale is the embedding's own: a threshold needs a reference.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value` for an element that is
 * not finite or beyond ±1e100 and for a zero mean with `cosine`, `invalid_argument`.
 *
 * O((n + m) d) time, O(d) space. Agrees with `scipy.spatial.distance` of NumPy's means to 1e-14,
 * which is evidently's `distance` method for embeddings.
 * @example
 * meanVectorDistance([[0, 0], [2, 2]], [[4, 5]]); // 5
 */
export function meanVectorDistance(
  x: Vectors,
  y: Vectors,
  { metric = 'euclidean' }: MeanVectorDistanceOptions = {},
): number {
  const dimension = commonDimension(x, y);
  const known = ['euclidean', 'cosine', 'cityblock', 'chebyshev'].includes(metric);
  assertArgument(known, 'metric', metric, 'euclidean, cosine, cityblock or chebyshev');
  const a = meanVector(x, dimension);
  const b = meanVector(y, dimension);
  if (metric === 'cosine') return cosineDistance(a, b);
  let sum = 0;
  let greatest = 0;
  for (let index = 0; index < dimension; index++) {
    const gap = Math.abs(a[index]! - b[index]!);
    sum += metric === 'euclidean' ? gap * gap : gap;
    greatest = Math.max(greatest, gap);
  }
  if (metric === 'euclidean') return Math.sqrt(sum);
  return metric === 'cityblock' ? sum : greatest;
}

/** Updated rather than divided at the end, so that no sum grows. */
function meanVector(vectors: Vectors, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let row = 0; row < vectors.length; row++) {
    const vector = vectors[row]!;
    for (let index = 0; index < dimension; index++) {
      mean[index]! += (vector[index]! - mean[index]!) / (row + 1);
    }
  }
  return mean;
}

/** Half the squared distance of the unit vectors: the same, without cancellation for close ones. */
function cosineDistance(a: Float64Array, b: Float64Array): number {
  const [lengthA, lengthB] = [lengthOf('x', a), lengthOf('y', b)];
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = a[index]! / lengthA - b[index]! / lengthB;
    sum += difference * difference;
  }
  return Math.min(2, sum / 2);
}

function lengthOf(name: string, mean: Float64Array): number {
  let squares = 0;
  for (const element of mean) squares += element * element;
  const length = Math.sqrt(squares);
  if (length === 0) {
    throw new StatisticsError('invalid_value', `the mean of ${name} is 0; it has no direction`);
  }
  return length;
}
