/**
 * Two empirical distribution functions as steps: how many values of each are at or below a value.
 */
export interface PooledSteps {
  /** Distinct values of both samples, ascending; only the first `length` elements are in use. */
  readonly values: Float64Array;
  /** Values of the first sample at or below each. */
  readonly ofFirst: Float64Array;
  /** Values of the second sample at or below each. */
  readonly ofSecond: Float64Array;
  readonly length: number;
}

/** Of two ascending samples. O(n + m). */
export function pooledSteps(first: ArrayLike<number>, second: ArrayLike<number>): PooledSteps {
  const [n, m] = [first.length, second.length];
  const values = new Float64Array(n + m);
  const ofFirst = new Float64Array(n + m);
  const ofSecond = new Float64Array(n + m);
  let length = 0;
  for (let i = 0, j = 0; i < n || j < m; length++) {
    const isFirst = j === m || (i < n && first[i]! <= second[j]!);
    const value = isFirst ? first[i]! : second[j]!;
    while (i < n && first[i] === value) i++;
    while (j < m && second[j] === value) j++;
    values[length] = value;
    ofFirst[length] = i;
    ofSecond[length] = j;
  }
  return { values, ofFirst, ofSecond, length };
}

/** A share of `size` values, with half a value added to either side: none is certain. */
export function smoothedShare(share: number, size: number): number {
  return (share * size + 0.5) / (size + 1);
}

/** Variance of such a share. */
export function shareVariance(share: number, size: number): number {
  const estimate = smoothedShare(share, size);
  return (estimate * (1 - estimate)) / size;
}
