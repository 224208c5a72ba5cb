import type { Moments } from './absolute-noise.ts';

/** Parts of the axis whose errors are taken as one: their moments change by less than 1 %. */
const CELLS = 64;

/** Two distribution functions that are constant over stretches of the axis, in ascending order. */
export interface Stretches {
  /** Their values there, as estimated: at most one of the two exactly 0 or 1. */
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly width: Float64Array;
}

/**
 * Moments of ∫ |Z| dx over the stretches that `isIncluded` accepts, where Z is the normal limit of
 * the error of the difference of two empirical distribution functions of n and m values: two scaled
 * Brownian bridges.
 *
 * E |Z| = σ √(2 / π), and the covariance of two |Z| of correlation ρ is
 * 2/π σσ' (√(1 - ρ²) + ρ arcsin ρ - 1). O(stretches + 64²).
 */
export function areaNoise(
  stretches: Stretches,
  sizes: { readonly n: number; readonly m: number },
  isIncluded: (stretch: number) => boolean,
): Moments {
  const { n, m } = sizes;
  const { f, g, width } = stretches;
  const weights = width.map((length, index) =>
    isIncluded(index) ? Math.sqrt(varianceOf(f[index]!, g[index]!, sizes)) * length : 0,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { mean: 0, variance: 0 };

  const cells = Array.from({ length: CELLS }, () => ({ weight: 0, f: 0, g: 0 }));
  let passed = 0;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index]!;
    const cell = cells[Math.min(CELLS - 1, Math.floor(((passed + weight / 2) / total) * CELLS))]!;
    cell.weight += weight;
    cell.f += weight * f[index]!;
    cell.g += weight * g[index]!;
    passed += weight;
  }
  const used = cells
    .filter((cell) => cell.weight > 0)
    .map(({ weight, ...sums }) => ({ weight, f: sums.f / weight, g: sums.g / weight }));

  let variance = 0;
  for (const [index, left] of used.entries()) {
    for (const right of used.slice(index)) {
      const covariance = (left.f * (1 - right.f)) / n + (left.g * (1 - right.g)) / m;
      const squares = varianceOf(left.f, left.g, sizes) * varianceOf(right.f, right.g, sizes);
      const both = left.weight * right.weight * absoluteCovariance(covariance / Math.sqrt(squares));
      variance += left === right ? both : 2 * both;
    }
  }
  return { mean: Math.sqrt(2 / Math.PI) * total, variance };
}

/** Variance of the error of f - g. */
function varianceOf(
  f: number,
  g: number,
  sizes: { readonly n: number; readonly m: number },
): number {
  return (f * (1 - f)) / sizes.n + (g * (1 - g)) / sizes.m;
}

/** Covariance of the absolute values of two standard normal variables. */
function absoluteCovariance(correlation: number): number {
  const rho = Math.min(1, correlation);
  return (2 / Math.PI) * (Math.sqrt(1 - rho * rho) + rho * Math.asin(rho) - 1);
}
