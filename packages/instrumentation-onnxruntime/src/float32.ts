/** Below this magnitude a float32 has fewer than 24 significant bits. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * The shortest decimal number that becomes the same float32 again.
 *
 * A float32 widened to a double shows digits that nobody wrote: 12.8 becomes 12.800000190734863. The
 * reference that predictions are compared with was written in decimals, so bin edges and categories
 * would not match. 12.8 and the widened value are the same float32; the shorter one is recorded.
 *
 * @param value A value of a float32 array: `Math.fround(value)` equals it. NaN and the infinities pass unchanged.
 */
export function shortestFloat32(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;

  // Six digits always survive a round trip through float32, so a match with at most six is the shortest.
  if (value > -100 && value < 100) {
    const rounded = Math.round(value * 10_000) / 10_000;
    if (rounded !== 0 && Math.fround(rounded) === value) return rounded;
  }
  const first = Math.abs(value) < SMALLEST_NORMAL ? 1 : 6;
  for (let digits = first; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}
