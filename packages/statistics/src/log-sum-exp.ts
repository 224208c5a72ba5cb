/** ln(e^a + e^b) without overflow; `-Infinity` is ln 0. */
export function logAddExp(a: number, b: number): number {
  const larger = Math.max(a, b);
  // Two zeros, or an infinity: the difference below would be NaN.
  if (!Number.isFinite(larger)) return larger;
  return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}

/** ln Σ e^x without overflow, O(n); `-Infinity`, ln 0, for no terms. */
export function logSumExp(logTerms: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let index = 0; index < logTerms.length; index++) {
    largest = Math.max(largest, logTerms[index]!);
  }
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < logTerms.length; index++) sum += Math.exp(logTerms[index]! - largest);
  return largest + Math.log(sum);
}
