/** Sample sizes and the greatest difference D of the distribution functions, as whole numbers. */
export interface LatticeDistance {
  readonly n: number;
  readonly m: number;
  /** Greatest common divisor of n and m. */
  readonly divisor: number;
  /** D times the least common multiple n m / divisor. */
  readonly steps: number;
}

/**
 * P(D >= steps / lcm) exactly for two samples of one continuous law, in [0, 1].
 *
 * Under that hypothesis all orders of the pooled sample are alike, and an order is a lattice path
 * from (0, 0) to (n, m); the result is the share of paths that leave the band around the diagonal.
 * O(n) for equal sizes, else O(steps · divisor + n) time and O(min(n, m)) space.
 */
export function shareOfPathsOutside({ n, m, divisor, steps }: LatticeDistance): number {
  if (steps === 0) return 1;
  if (n === m) return shareBySymmetry(n, steps);
  return n > m
    ? shareByRecursion(n / divisor, m / divisor, divisor, steps)
    : shareByRecursion(m / divisor, n / divisor, divisor, steps);
}

/**
 * P(D+ >= steps / lcm) exactly for two samples of one continuous law, in [0, 1]; the same for D-.
 *
 * The share of paths that rise above the diagonal by that much. O(steps) for equal sizes, where it
 * is C(2n, n - steps) / C(2n, n), else O(n m) time and O(min(n, m)) space.
 */
export function shareOfPathsAbove({ n, m, divisor, steps }: LatticeDistance): number {
  if (steps === 0) return 1;
  if (n === m) {
    let ratio = 1;
    for (let k = 0; k < steps; k++) ratio *= (n - k) / (n + k + 1);
    return ratio;
  }
  return shareAboveByRecursion(Math.max(n, m), Math.min(n, m), divisor, steps);
}

/** As `shareByRecursion`, with the band open below: (i, j) is outside when b i - a j >= steps. */
function shareAboveByRecursion(n: number, m: number, divisor: number, steps: number): number {
  const a = n / divisor;
  const b = m / divisor;
  const share = new Float64Array(m + 1);
  for (let i = 1; i <= n; i++) {
    const first = Math.max(0, Math.floor((b * i - steps) / a) + 1);
    let below = 1;
    for (let j = first; j <= m; j++) {
      below = (i * share[j]! + j * below) / (i + j);
      share[j] = below;
    }
  }
  return share[m]!;
}

/** The greatest whole number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/**
 * Equal sizes, by reflection (Gnedenko & Korolyuk 1951): 2 Σ (-1)^(k-1) C(2n, n - k h) / C(2n, n).
 *
 * Each ratio follows from the one before by h factors below one, so nothing overflows.
 */
function shareBySymmetry(n: number, steps: number): number {
  let ratio = 1;
  let sum = 0;
  let sign = 2;
  for (let shift = 0; shift < n; shift++) {
    ratio *= (n - shift) / (n + shift + 1);
    if ((shift + 1) % steps === 0) {
      sum += sign * ratio;
      sign = -sign;
    }
  }
  return Math.min(1, sum);
}

/**
 * Carries the share of paths to (i, j) that have left the band, column by column over i.
 *
 * A point outside has share 1; one inside averages its two predecessors by how many paths come
 * from each: (i A(i-1, j) + j A(i, j-1)) / (i + j). Shares, unlike path counts, neither overflow nor
 * cancel (Viehmann 2021, arXiv:2102.08037), so small p-values keep their digits. `a` > `b` are the
 * sizes without their common divisor: (i, j) is outside when |b i - a j| >= steps.
 */
function shareByRecursion(a: number, b: number, divisor: number, steps: number): number {
  const n = a * divisor;
  const m = b * divisor;
  // Not yet reached entries are outside; entries below the band are never read again.
  const share = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    const first = Math.max(0, Math.floor((b * i - steps) / a) + 1);
    const last = Math.min(m, Math.ceil((b * i + steps) / a) - 1);
    let below = 1;
    for (let j = first; j <= last; j++) {
      below = i + j === 0 ? 0 : (i * share[j]! + j * below) / (i + j);
      share[j] = below;
    }
  }
  return share[m]!;
}
