/** |actual - expected| / |expected|; 0 when both are equal, also when both are 0 or infinite. */
export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
