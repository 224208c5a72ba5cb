/**
 * Quantile of a sample by linear interpolation, Hyndman and Fan's type 7 and NumPy's default.
 *
 * @param sorted Ascending, length n >= 1.
 * @param p In [0, 1].
 */
export function linearQuantile(sorted: ArrayLike<number>, p: number): number {
  const position = (sorted.length - 1) * p;
  const index = Math.floor(position);
  const share = position - index;
  const low = sorted[index]!;
  const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
  // From the nearer end, so that equal neighbours and whole positions come out exactly.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
