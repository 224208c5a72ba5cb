/** Sweeps of rotations; a matrix of this size is diagonal to rounding after six to ten. */
const SWEEPS_MAX = 60;
/** NumPy's: eigenvalues smaller than this share of the largest have no inverse. */
const SMALLEST_SHARE = 1e-15;

/**
 * v' A⁺ v for a symmetric matrix A >= 0 with Moore and Penrose's inverse A⁺, and the rank of A.
 *
 * @param matrix Symmetric, d rows of d values; overwritten by its diagonal form.
 * @param vector Length d; overwritten.
 *
 * O(d³). Jacobi's rotations, which keep the relative accuracy of small eigenvalues. Eigenvalues of
 * less than 1e-15 of the largest are taken as 0, as in `numpy.linalg.pinv`.
 */
export function pseudoInverseForm(
  matrix: Float64Array,
  vector: Float64Array,
): { form: number; rank: number } {
  const dimension = vector.length;
  for (let sweep = 0; sweep < SWEEPS_MAX && !isDiagonal(matrix, dimension); sweep++) {
    for (let p = 0; p < dimension - 1; p++) {
      for (let q = p + 1; q < dimension; q++) rotate(matrix, vector, p, q);
    }
  }
  let largest = 0;
  for (let k = 0; k < dimension; k++) largest = Math.max(largest, matrix[k * dimension + k]!);
  let form = 0;
  let rank = 0;
  for (let k = 0; k < dimension; k++) {
    const eigenvalue = matrix[k * dimension + k]!;
    if (eigenvalue <= SMALLEST_SHARE * largest) continue;
    form += (vector[k]! * vector[k]!) / eigenvalue;
    rank++;
  }
  return { form, rank };
}

function isDiagonal(matrix: Float64Array, dimension: number): boolean {
  for (let row = 1; row < dimension; row++) {
    for (let column = 0; column < row; column++) {
      const scale = Math.sqrt(
        Math.abs(matrix[row * dimension + row]! * matrix[column * dimension + column]!),
      );
      if (Math.abs(matrix[row * dimension + column]!) > Number.EPSILON * 0.01 * scale) return false;
    }
  }
  return true;
}

/** Turns axes p and q so that their common element vanishes, and the vector with them. */
function rotate(matrix: Float64Array, vector: Float64Array, p: number, q: number): void {
  const dimension = vector.length;
  const common = matrix[p * dimension + q]!;
  if (common === 0) return;
  const ratio = (matrix[q * dimension + q]! - matrix[p * dimension + p]!) / (2 * common);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < dimension; k++) turn(matrix, k * dimension + p, k * dimension + q);
  for (let k = 0; k < dimension; k++) turn(matrix, p * dimension + k, q * dimension + k);
  turn(vector, p, q);
  matrix[p * dimension + q] = 0;
  matrix[q * dimension + p] = 0;

  function turn(values: Float64Array, first: number, second: number): void {
    const value = values[first]!;
    values[first] = cosine * value - sine * values[second]!;
    values[second] = sine * value + cosine * values[second]!;
  }
}
