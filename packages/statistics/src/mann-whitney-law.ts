/**
 * P(U >= u) exactly for two samples of n and m values of one continuous law, without ties.
 *
 * @param u Whole number from 0 to n m.
 * @returns In (0, 1], with a relative error of some 1e-14; in the lower half 1 less the other tail.
 *
 * O(n m min(n, m)) time and O(n m) space. The numbers of orders with each U are the coefficients of
 * the Gaussian binomial Π (1 - q^(larger + k)) / (1 - q^k) over k = 1 … smaller, of which every
 * partial product is one as well. Divided by its total at each step they stay shares.
 */
export function mannWhitneySurvival(u: number, n: number, m: number): number {
  const pairs = n * m;
  // The law is symmetric: the shorter tail from below holds the digits.
  if (u > pairs / 2) return shareUpTo(pairs - u, n, m);
  return u === 0 ? 1 : 1 - shareUpTo(u - 1, n, m);
}

/** P(U <= last) for last < n m / 2 or so. */
function shareUpTo(last: number, n: number, m: number): number {
  const smaller = Math.min(n, m);
  const larger = Math.max(n, m);
  const shares = new Float64Array(last + 1);
  shares[0] = 1;
  for (let k = 1; k <= smaller; k++) {
    const step = larger + k;
    for (let value = last; value >= step; value--) shares[value]! -= shares[value - step]!;
    for (let value = k; value <= last; value++) shares[value]! += shares[value - k]!;
    const scale = k / step;
    for (let value = 0; value <= last; value++) shares[value]! *= scale;
  }
  let sum = 0;
  for (const share of shares) sum += share;
  return Math.min(1, sum);
}
