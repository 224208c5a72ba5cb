import { quadraticSurvival } from './smirnov-inversion.ts';
import { assertArgument } from './validate.ts';

/** Less than 1e-16 of the law lies below, and nothing that a double can hold above. */
const NOTHING_BELOW = 0.03;
const NOTHING_ABOVE = 745;

/** √(1 + 8 s) at the angle t of stretch k: the transform changes sign at the odd whole numbers. */
function root(k: number, t: number): number {
  return 4 * k - 1 + (2 / Math.PI) * t;
}

/** Σ Z_j² / (j (j + 1)), with transform √(2π s / -cos(π √(1 + 8 s) / 2)). */
const LAW = {
  rate: (k: number, t: number): number => (root(k, t) ** 2 - 1) / 8,
  weight: (k: number, t: number): number =>
    ((root(k, t) / Math.PI) * Math.sqrt(1 / (2 * Math.PI))) / Math.sqrt((root(k, t) ** 2 - 1) / 8),
};

/**
 * Share of the Anderson-Darling law above x: the limit of A² for one sample against a known law,
 * and of the two-sample statistics of Pettitt, Scholz & Stephens and Baumgartner, Weiß & Schindler.
 *
 * @param x Any number; below 0 gives 1.
 * @returns In [0, 1]; the relative error is about 1e-14, 1e-13 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` for NaN.
 *
 * O(1/√x + √x), at most 30 stretches or 350 nodes.
 * @see Anderson & Darling (1952), doi:10.1214/aoms/1177729437, and (1954), doi:10.2307/2281537.
 */
export function andersonDarlingSurvival(x: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  if (x < NOTHING_BELOW) return 1;
  return x > NOTHING_ABOVE ? 0 : quadraticSurvival(LAW, x);
}
