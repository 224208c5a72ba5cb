/** How the squared residuals of windows depend on their sizes: V = dispersion · v + naturalVariance. */
export interface WindowVariance {
  /** Variance within windows over that of independent rows, >= 1: clumps of like rows raise it. */
  readonly dispersion: number;
  /** Variance between windows that no number of rows reduces, >= 0, in squared score units. */
  readonly naturalVariance: number;
}

const ROUNDS = 4;

/** Standardised residuals of a smaller mean square are the rounding of equal means. */
const MEAN_SQUARE_MIN = 1e-9;

/**
 * Splits the spread of residuals into what their sizes explain and what they do not.
 *
 * Weighted least squares of r² on (v, 1), each square weighted by the inverse square of its own
 * expected value, repeated four times as the weights depend on the result. The bounds are kept one
 * at a time: below dispersion 1 it is 1 and the constant is fitted alone; below a constant of 0 it is
 * 0 and the dispersion is fitted alone. If the standardised residuals have a mean square above 1
 * afterwards, both grow by it.
 *
 * @param residuals Length m >= 1.
 * @param samplingVariances v of each, positive: its variance if rows were independent.
 * @returns Also `standardized`: the residuals over their standard deviations; all 0 when they are
 * the rounding of equal means.
 *
 * O(m).
 */
export function windowVariance(
  residuals: Float64Array,
  samplingVariances: Float64Array,
): WindowVariance & { readonly standardized: Float64Array } {
  let variance: WindowVariance = { dispersion: 1, naturalVariance: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    variance = bounded(weightedSums(residuals, samplingVariances, variance));
  }
  const { dispersion, naturalVariance } = variance;
  const standardized = residuals.map(
    (residual, index) =>
      residual / Math.sqrt(dispersion * samplingVariances[index]! + naturalVariance),
  );
  let squares = 0;
  for (const z of standardized) squares += z * z;
  const meanSquare = squares / standardized.length;
  const inflation = Math.max(1, meanSquare);
  // A share that the reference never saw has no residuals; the kurtosis of rounding means nothing.
  const scale = meanSquare < MEAN_SQUARE_MIN ? 0 : 1 / Math.sqrt(inflation);
  return {
    dispersion: dispersion * inflation,
    naturalVariance: naturalVariance * inflation,
    standardized: standardized.map((z) => z * scale),
  };
}

/** Weighted sums over the windows, named after their terms. */
interface WeightedSums {
  readonly weight: number;
  readonly v: number;
  readonly vSquared: number;
  readonly square: number;
  readonly vTimesSquare: number;
}

function weightedSums(
  residuals: Float64Array,
  samplingVariances: Float64Array,
  { dispersion, naturalVariance }: WindowVariance,
): WeightedSums {
  const sums = { weight: 0, v: 0, vSquared: 0, square: 0, vTimesSquare: 0 };
  for (let index = 0; index < residuals.length; index++) {
    const v = samplingVariances[index]!;
    const square = residuals[index]! * residuals[index]!;
    const weight = (dispersion * v + naturalVariance) ** -2;
    sums.weight += weight;
    sums.v += weight * v;
    sums.vSquared += weight * v * v;
    sums.square += weight * square;
    sums.vTimesSquare += weight * v * square;
  }
  return sums;
}

/** The normal equations solved within the bounds. */
function bounded(sums: WeightedSums): WindowVariance {
  const { weight, v, vSquared, square, vTimesSquare } = sums;
  const determinant = vSquared * weight - v * v;
  // Windows of equal sizes cannot tell the two apart: everything beyond independence is natural.
  const isSolvable = determinant > 1e-9 * vSquared * weight;
  const dispersion = isSolvable ? (weight * vTimesSquare - v * square) / determinant : 1;
  if (!isSolvable || dispersion < 1) {
    return { dispersion: 1, naturalVariance: Math.max(0, (square - v) / weight) };
  }
  const naturalVariance = (vSquared * square - v * vTimesSquare) / determinant;
  if (naturalVariance >= 0) return { dispersion, naturalVariance };
  return { dispersion: Math.max(1, vTimesSquare / vSquared), naturalVariance: 0 };
}
