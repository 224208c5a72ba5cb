/**
 * Autocorrelations of residuals about zero: Σ z_i z_{i-k} / Σ z² for k = 1, 2, …
 *
 * @param z In the order of time; 0 where there is none.
 * @param lags Lags wanted, >= 0. Those for which fewer than three products exist are left out.
 * @returns At most `lags` values in [-1, 1]; zeros when all of z is 0. O(n · lags).
 */
export function autocorrelations(z: Float64Array, lags: number): Float64Array {
  let squares = 0;
  for (const value of z) squares += value * value;
  const result = new Float64Array(Math.max(0, Math.min(lags, z.length - 3)));
  if (squares === 0) return result;
  for (let lag = 1; lag <= result.length; lag++) {
    let products = 0;
    for (let index = lag; index < z.length; index++) products += z[index]! * z[index - lag]!;
    result[lag - 1] = products / squares;
  }
  return result;
}

/**
 * How many independent windows would tell as much of the variance between them.
 *
 * windows / (1 + 2 Σ max(0, ρ_k² - 1 / windows)), less the share that the means of the phases take.
 * The squares of autocorrelations count, not they themselves, for a variance is estimated here and
 * not a mean; 1 / windows is the square that noise alone gives.
 *
 * @param windows Windows with a residual, >= 1.
 * @param groups Phases whose means were estimated.
 * @returns In [0, windows]. O(lags).
 * @see Bartlett (1946), doi:10.2307/2983611.
 */
export function effectiveWindows(
  windows: number,
  groups: number,
  correlations: Float64Array,
): number {
  let excess = 0;
  for (const correlation of correlations) {
    excess += Math.max(0, correlation * correlation - 1 / windows);
  }
  return (windows / (1 + 2 * excess)) * Math.max(0, 1 - groups / windows);
}
