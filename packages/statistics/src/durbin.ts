import { stirlingError } from './log-gamma.ts';

/**
 * P(D <= d) exactly, for the two-sided one-sample Kolmogorov-Smirnov statistic of n values.
 *
 * Durbin's (1973) matrix in the arrangement of Marsaglia, Tsang & Wang (2003): with k = ⌈n d⌉ the
 * probability is n!/n^n times the middle element of the n-th power of a (2k-1)² matrix. Dividing
 * that matrix by e makes its rows Poisson probabilities, so no power of it can overflow.
 *
 * O(k³ log n): the caller keeps n d small. Relative error about n · 1e-16.
 */
export function durbinCumulative(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let matrix = durbinMatrix(size, k - n * d);
  let row: Float64Array = new Float64Array(size);
  row[k - 1] = 1;
  for (let power = n; ; matrix = multiply(matrix, matrix, size)) {
    if (power % 2 === 1) row = multiply(row, matrix, size);
    power = Math.floor(power / 2);
    if (power === 0) break;
  }
  return row[k - 1]! * Math.sqrt(2 * Math.PI * n) * Math.exp(stirlingError(n));
}

/** Row-major; `h` = k - n d in [0, 1) corrects the first column and the last row. */
function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorials = new Float64Array(size + 1);
  inverseFactorials[0] = 1 / Math.E;
  for (let i = 1; i <= size; i++) inverseFactorials[i] = inverseFactorials[i - 1]! / i;

  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= Math.min(i + 1, size - 1); j++) {
      let weight = 1;
      if (j === 0) weight -= h ** (i + 1);
      if (i === size - 1) weight -= h ** (size - j);
      if (j === 0 && i === size - 1 && h > 0.5) weight += (2 * h - 1) ** size;
      matrix[i * size + j] = weight * inverseFactorials[i - j + 1]!;
    }
  }
  return matrix;
}

/** Product of a matrix of any number of rows with a square one, both row-major. */
function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(left.length);
  for (let start = 0; start < left.length; start += size) {
    for (let k = 0; k < size; k++) {
      const factor = left[start + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) product[start + j]! += factor * right[k * size + j]!;
    }
  }
  return product;
}
