/** Added to every bin of a side that has an empty one: Jeffreys' prior of a multinomial law. */
const PSEUDO_COUNT = 0.5;

/**
 * What an empty bin counts for, so that the logarithm of a ratio of shares exists.
 *
 * - `pseudo_count`: bins that are empty on both sides are left out; with B bins remaining, a side
 *   of n values that has an empty bin takes (count + 0.5) / (n + 0.5 B) as the share of each of its
 *   bins. A side without an empty bin keeps count / n.
 * - `evidently`: each side replaces its zero shares, without renormalising the others, by 0.0001,
 *   or by a millionth of its smallest non-zero share if that is 0.0001 or less.
 * - a number in (0, 1): the share of every empty bin, without renormalising the others.
 */
export type EmptyBinFill = 'pseudo_count' | 'evidently' | number;

/** Shares of the two sides, none of them 0, in the same bins. Lengths and totals are checked. */
export function filledShares(
  expected: { readonly counts: ArrayLike<number>; readonly total: number },
  actual: { readonly counts: ArrayLike<number>; readonly total: number },
  fill: EmptyBinFill,
): readonly [Float64Array, Float64Array] {
  if (fill !== 'pseudo_count') {
    return [replacedShares(expected, fill), replacedShares(actual, fill)];
  }
  const bins = occupiedBins(expected.counts, actual.counts);
  return [pseudoCountShares(expected, bins), pseudoCountShares(actual, bins)];
}

/** Indices of the bins that at least one side has counted in. */
function occupiedBins(expected: ArrayLike<number>, actual: ArrayLike<number>): number[] {
  const bins: number[] = [];
  for (let bin = 0; bin < expected.length; bin++) {
    if (expected[bin]! > 0 || actual[bin]! > 0) bins.push(bin);
  }
  return bins;
}

function pseudoCountShares(
  side: { readonly counts: ArrayLike<number>; readonly total: number },
  bins: readonly number[],
): Float64Array {
  const { counts, total } = side;
  const added = bins.some((bin) => counts[bin] === 0) ? PSEUDO_COUNT : 0;
  const divisor = total + added * bins.length;
  return Float64Array.from(bins, (bin) => (counts[bin]! + added) / divisor);
}

function replacedShares(
  side: { readonly counts: ArrayLike<number>; readonly total: number },
  fill: 'evidently' | number,
): Float64Array {
  const shares = Float64Array.from(side.counts, (count) => count / side.total);
  const replacement = fill === 'evidently' ? evidentlyFill(shares) : fill;
  return shares.map((share) => (share === 0 ? replacement : share));
}

function evidentlyFill(shares: Float64Array): number {
  let smallest = 1;
  for (const share of shares) if (share > 0) smallest = Math.min(smallest, share);
  return smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
}
