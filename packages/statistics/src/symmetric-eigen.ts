import { StatisticsError } from './errors.ts';
import { assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Jacobi's method converges quadratically; large matrices take some ten sweeps. */
const SWEEPS_MAX = 64;

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /**
   * Row k is the unit vector of value k, its greatest component positive; the rows are orthogonal.
   */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * @param matrix Its d × d elements, finite, by rows; only the upper triangle is read.
 * @param size d, a whole number from 1.
 * @throws {StatisticsError} `invalid_argument` for another size, `shape_mismatch` when the elements
 * are not d², `invalid_value` for NaN or infinite ones.
 *
 * O(d³) a sweep, O(d²) space: cyclic Jacobi rotations, whose error is some 1e-15 of the greatest
 * eigenvalue. Meant for some hundred rows.
 * @see Golub & Van Loan (2013), "Matrix computations", section 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  assertArgument(Number.isSafeInteger(size) && size >= 1, 'size', size, 'a whole number from 1');
  if (matrix.length !== size * size) {
    throw new StatisticsError(
      'shape_mismatch',
      `matrix has ${matrix.length} elements, ${size} rows have ${size * size}`,
    );
  }
  assertValues('matrix', matrix);
  const { scale, a, v } = scaledCopy(matrix, size);
  for (let sweep = 0; sweep < SWEEPS_MAX && rotateAll(a, v, size); sweep++);

  const order = Array.from({ length: size }, (_, row) => row).toSorted(
    (left, right) => a[right * size + right]! - a[left * size + left]!,
  );
  const vectors = new Float64Array(size * size);
  for (const [rank, row] of order.entries()) {
    const vector = v.subarray(row * size, (row + 1) * size);
    const greatest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    vectors.set(greatest < 0 ? vector.map((x) => -x) : vector, rank * size);
  }
  return { values: Float64Array.from(order, (row) => scale * a[row * size + row]!), vectors };
}

/**
 * The matrix over a power of two near its greatest element, so that no product overflows; and
 * unity.
 */
function scaledCopy(
  matrix: ArrayLike<number>,
  size: number,
): { scale: number; a: Float64Array; v: Float64Array } {
  let greatest = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      greatest = Math.max(greatest, Math.abs(matrix[row * size + column]!));
    }
  }
  const scale = greatest === 0 ? 1 : 2 ** Math.floor(Math.log2(greatest));
  const a = new Float64Array(size * size);
  const v = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    v[row * size + row] = 1;
    for (let column = row; column < size; column++) {
      a[row * size + column] = a[column * size + row] = matrix[row * size + column]! / scale;
    }
  }
  return { scale, a, v };
}

/** One sweep over the elements off the diagonal; whether any was still worth a rotation. */
function rotateAll(a: Float64Array, v: Float64Array, size: number): boolean {
  let rotated = false;
  for (let p = 0; p < size - 1; p++) {
    for (let q = p + 1; q < size; q++) {
      const off = a[p * size + q]!;
      const diagonal = Math.abs(a[p * size + p]!) + Math.abs(a[q * size + q]!);
      if (Math.abs(off) <= (Number.EPSILON / 4) * diagonal || Math.abs(off) < 1e-200) continue;
      rotated = true;
      const tau = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
      const tangent = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
      const cosine = 1 / Math.hypot(1, tangent);
      rotate(a, v, { size, p, q, cosine, sine: tangent * cosine });
      a[p * size + q] = a[q * size + p] = 0;
    }
  }
  return rotated;
}

/** Turns the plane of rows p and q, in the matrix from both sides and in the vectors from one. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  turn: { size: number; p: number; q: number; cosine: number; sine: number },
): void {
  const { size, p, q, cosine, sine } = turn;
  for (let k = 0; k < size; k++) {
    const [ap, aq] = [a[k * size + p]!, a[k * size + q]!];
    a[k * size + p] = cosine * ap - sine * aq;
    a[k * size + q] = sine * ap + cosine * aq;
  }
  for (let k = 0; k < size; k++) {
    const [ap, aq] = [a[p * size + k]!, a[q * size + k]!];
    a[p * size + k] = cosine * ap - sine * aq;
    a[q * size + k] = sine * ap + cosine * aq;
    const [vp, vq] = [v[p * size + k]!, v[q * size + k]!];
    v[p * size + k] = cosine * vp - sine * vq;
    v[q * size + k] = sine * vp + cosine * vq;
  }
}
