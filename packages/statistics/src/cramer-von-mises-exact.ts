/** Sizes of two samples and the squared distance of their distribution functions. */
export interface SquaredDistance {
  readonly n: number;
  readonly m: number;
  /** Greatest common divisor of n and m. */
  readonly divisor: number;
  /**
   * The sum of (m i - n j)² / divisor² over all points (i, j) of a path: the statistic times
   * (n + m)² n m / divisor², without ties a whole number.
   */
  readonly steps: number;
}

/** What the paths to one point have summed up so far: ascending sums and the share of each. */
interface Sums {
  readonly sums: Float64Array;
  readonly shares: Float64Array;
  /** Share of the paths whose sum has reached the statistic already. */
  readonly reached: number;
}

const NOTHING: Sums = { sums: new Float64Array(0), shares: new Float64Array(0), reached: 0 };
const START: Sums = { sums: Float64Array.of(0), shares: Float64Array.of(1), reached: 0 };

/**
 * P(T >= observed) exactly for two samples of one continuous law, in (0, 1].
 *
 * All lattice paths from (0, 0) to (n, m) are alike; each sums (b i - a j)² over its points. As in
 * the Kolmogorov-Smirnov test the law at a point is the average of the laws at its two
 * predecessors, weighted by how many paths come from each. Shares instead of numbers of paths stay
 * below one, and sums that have reached the statistic are one number, so small p-values are fast
 * and keep their digits.
 *
 * @see Xiao, Gordon & Yakovlev (2006), doi:10.18637/jss.v017.i08, for the recursion.
 */
export function shareOfPathsReaching({ n, m, divisor, steps }: SquaredDistance): number {
  if (steps <= 0) return 1;
  const a = n / divisor;
  const b = m / divisor;
  const column: Sums[] = Array.from({ length: m + 1 }, () => START);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (i === 0 && j === 0) continue;
      const left = i === 0 ? NOTHING : column[j]!;
      const below = j === 0 ? NOTHING : column[j - 1]!;
      const added = (b * i - a * j) ** 2;
      column[j] = average(left, below, { weight: i / (i + j), limit: steps - added, added });
    }
  }
  return Math.min(1, column[m]!.reached);
}

/** The law of the sums at a point from those of its predecessors, with `added` for the point. */
function average(
  left: Sums,
  below: Sums,
  { weight, limit, added }: { weight: number; limit: number; added: number },
): Sums {
  const sums = new Float64Array(left.sums.length + below.sums.length);
  const shares = new Float64Array(sums.length);
  let reached = weight * left.reached + (1 - weight) * below.reached;
  let count = 0;
  for (let i = 0, j = 0; i < left.sums.length || j < below.sums.length;) {
    const leftSum = left.sums[i] ?? Infinity;
    const belowSum = below.sums[j] ?? Infinity;
    const sum = Math.min(leftSum, belowSum);
    let share = 0;
    if (leftSum === sum) share += weight * left.shares[i++]!;
    if (belowSum === sum) share += (1 - weight) * below.shares[j++]!;
    if (sum >= limit) {
      reached += share;
      continue;
    }
    sums[count] = sum + added;
    shares[count++] = share;
  }
  return { sums: sums.subarray(0, count), shares: shares.subarray(0, count), reached };
}
