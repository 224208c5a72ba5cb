/** A law Σ c_j Z_j² of squared normal values whose transform has a sine for its denominator. */
export interface QuadraticLaw {
  /**
   * Rate s of the exponential in the density of the tail, at the angle t in (0, π) of the k-th
   * stretch, k = 1, 2, …; rises with both.
   */
  rate(k: number, t: number): number;
  /** What multiplies exp(-x s) / √(sin t) dt there. */
  weight(k: number, t: number): number;
}

/** Exponents from here on add nothing to a probability that is not small itself. */
const NEGLIGIBLE = 45;

/**
 * Share of the law above x > 0, by Smirnov's inversion: the sum over k of (-1)^(k+1) times the
 * integral of weight · exp(-x rate) / √(sin t) over 0 < t < π. The first stretch alone carries the
 * far tail, so it keeps its digits; near 1 the error is some 1e-15.
 *
 * The roots at both ends vanish under t = π sin²(θ/2); the integrand is then smooth and periodic in
 * θ and the midpoint rule exact to rounding. O(1/√x + √x).
 *
 * @see Smirnov (1937), Matematicheskii Sbornik 2, 973-993, for the inversion.
 */
export function quadraticSurvival(law: QuadraticLaw, x: number): number {
  const lowest = law.rate(1, 0);
  let sum = 0;
  for (let k = 1; x * (law.rate(k, 0) - lowest) < NEGLIGIBLE; k++) {
    sum += (k % 2 === 1 ? 1 : -1) * stretch(law, k, x);
  }
  return Math.min(1, sum);
}

function stretch(law: QuadraticLaw, k: number, x: number): number {
  // For a large x all of the integrand is at the left end: its width falls as 1/√x.
  const nodes = 32 + Math.ceil(11 * Math.sqrt(x));
  let sum = 0;
  for (let node = 0; node < nodes; node++) {
    const theta = ((node + 0.5) / nodes) * Math.PI;
    const half = Math.sin(theta / 2) ** 2;
    const t = Math.PI * half;
    // sin t from the nearer end, where the difference to π would lose its digits.
    const sine = Math.sin(Math.PI * Math.min(half, Math.cos(theta / 2) ** 2));
    sum += (law.weight(k, t) * Math.exp(-x * law.rate(k, t)) * Math.sin(theta)) / Math.sqrt(sine);
  }
  return (sum * Math.PI * Math.PI) / (2 * nodes);
}
