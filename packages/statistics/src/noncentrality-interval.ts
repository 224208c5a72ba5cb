/** Halvings of a bracket: down to the spacing of doubles. */
const HALVINGS = 60;

/**
 * The non-centralities for which a value of the non-central chi-square law is within `reach`
 * standard normal deviations of its median.
 *
 * @param x.lower, x.upper The value that decides on the lower and on the upper bound, positive.
 * @param dof Degrees of freedom, positive, not necessarily whole.
 *
 * By Sankaran's third transform to a normal law, whose probabilities are within 0.001 of the exact
 * ones for 4 and more degrees of freedom, and, as the caller takes no upper bound from below the
 * mean of the central law, within 0.003 for 1. O(1).
 *
 * @see Sankaran (1963), doi:10.1093/biomet/50.1-2.199.
 */
export function noncentralityInterval(
  x: { readonly lower: number; readonly upper: number },
  dof: number,
  reach: number,
): { readonly lower: number; readonly upper: number } {
  return {
    lower: crossing(x.lower, dof, reach),
    upper: crossing(x.upper, dof, -reach),
  };
}

/**
 * The non-centrality at which x lies `deviations` above the median; 0 where it is below that at 0.
 */
function crossing(x: number, dof: number, deviations: number): number {
  if (normalDeviation(x, dof, 0) <= deviations) return 0;
  let low = 0;
  let high = x + dof;
  while (normalDeviation(x, dof, high) > deviations) {
    low = high;
    high *= 2;
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (normalDeviation(x, dof, middle) > deviations) low = middle;
    else high = middle;
  }
  return high;
}

/** Falls as the non-centrality rises. */
function normalDeviation(x: number, dof: number, noncentrality: number): number {
  const mean = dof + noncentrality;
  const spread = dof + 2 * noncentrality;
  const power = 1 - (2 * mean * (dof + 3 * noncentrality)) / (3 * spread * spread);
  const p = spread / (mean * mean);
  const m = (power - 1) * (1 - 3 * power);
  const centre = 1 + power * p * (power - 1 - ((2 - power) * m * p) / 2);
  return ((x / mean) ** power - centre) / (power * Math.sqrt(2 * p) * (1 + (m * p) / 2));
}
