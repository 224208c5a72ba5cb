/** Even Bernoulli numbers over factorials, B_2k / (2k)!, k = 1 … 8. */
const CORRECTIONS = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
] as const;

/** Terms that are summed before Euler and Maclaurin's formula takes over. */
const SUMMED = 12;

/**
 * Riemann's zeta function Σ k^-s for s > 1.
 *
 * Relative error about 1e-15. O(1): twelve terms, then Euler and Maclaurin's formula.
 * @see NIST Digital Library of Mathematical Functions, 25.2.9.
 */
export function riemannZeta(s: number): number {
  let sum = 0;
  // Small terms first.
  let rising = s * SUMMED ** (-s - 1);
  for (const [index, correction] of CORRECTIONS.entries()) {
    sum += correction * rising;
    const odd = s + 2 * index + 1;
    rising *= (odd * (odd + 1)) / SUMMED ** 2;
  }
  sum += SUMMED ** -s / 2;
  for (let k = SUMMED - 1; k >= 1; k--) sum += k ** -s;
  return sum + SUMMED ** (1 - s) / (s - 1);
}
