import type { Moments } from './absolute-noise.ts';

/** Parts of the axis whose errors are taken as one: their moments change by less than 1 %. */
const CELLS = 64;

/** A stretch of the axis over which two distribution functions are constant. */
export interface Stretch {
  /** Their values there, as estimated: above 0 and below 1. */
  readonly f: number;
  readonly g: number;
  readonly width: number;
}

/**
 * Moments of ∫ |Z| dx over stretches in ascending order, where Z is the normal limit of the error of the
 * difference of two empirical distribution functions of n and m values: two scaled Brownian bridges.
 *
 * E |Z| = σ √(2 / π), and the covariance of two |Z| of correlation ρ is
 * 2/π σσ' (√(1 - ρ²) + ρ arcsin ρ - 1). O(stretches + 64²).
 */
export function areaNoise(
  stretches: readonly Stretch[],
  sizes: { readonly n: number; readonly m: number },
): Moments {
  const { n, m } = sizes;
  const weights = stretches.map(
    ({ f, g, width }) => Math.sqrt((f * (1 - f)) / n + (g * (1 - g)) / m) * width,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { mean: 0, variance: 0 };

  const cells = Array.from({ length: CELLS }, () => ({ weight: 0, f: 0, g: 0 }));
  let passed = 0;
  for (const [index, { f, g }] of stretches.entries()) {
    const weight = weights[index]!;
    const cell = cells[Math.min(CELLS - 1, Math.floor(((passed + weight / 2) / total) * CELLS))]!;
    cell.weight += weight;
    cell.f += weight * f;
    cell.g += weight * g;
    passed += weight;
  }
  const used = cells
    .filter(({ weight }) => weight > 0)
    .map(({ weight, f, g }) => ({ weight, f: f / weight, g: g / weight }));

  let variance = 0;
  for (const [index, left] of used.entries()) {
    for (const right of used.slice(index)) {
      const covariance = (left.f * (1 - right.f)) / n + (left.g * (1 - right.g)) / m;
      const squares =
        ((left.f * (1 - left.f)) / n + (left.g * (1 - left.g)) / m) *
        ((right.f * (1 - right.f)) / n + (right.g * (1 - right.g)) / m);
      const both = left.weight * right.weight * absoluteCovariance(covariance / Math.sqrt(squares));
      variance += left === right ? both : 2 * both;
    }
  }
  return { mean: Math.sqrt(2 / Math.PI) * total, variance };
}

/** Covariance of the absolute values of two standard normal variables. */
function absoluteCovariance(correlation: number): number {
  const rho = Math.min(1, correlation);
  return (2 / Math.PI) * (Math.sqrt(1 - rho * rho) + rho * Math.asin(rho) - 1);
}
