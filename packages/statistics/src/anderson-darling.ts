import { andersonDarlingSurvival } from './anderson-darling-law.ts';
import { assertArgument, assertAscending, assertSize } from './validate.ts';

/** Significance levels of Scholz and Stephens' table 2 and its three coefficients for each. */
const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001] as const;
const COEFFICIENTS = [
  [0.675, -0.245, -0.105],
  [1.281, 0.25, -0.305],
  [1.645, 0.678, -0.362],
  [1.96, 1.149, -0.391],
  [2.326, 1.822, -0.396],
  [2.573, 2.364, -0.345],
  [3.085, 3.615, -0.154],
] as const;
/** Standard deviation of the limit law of two samples. */
const LIMIT_DEVIATION = Math.sqrt((2 / 3) * (Math.PI * Math.PI - 9));

export interface AndersonDarlingOptions {
  /**
   * - `interpolated`: a parabola through the logarithms of the tabulated levels, cut at 0.001 and
   *   0.25, which are the first and the last of them. As in scipy.
   * - `extrapolated`: the same parabola without the cuts, at most 1; never rising again.
   * - `asymptotic`: the limit law itself, for two samples only. The one to take where p-values are
   *   compared or adjusted, as by `benjaminiHochberg`.
   *
   * @default `interpolated`
   */
  readonly method?: 'interpolated' | 'extrapolated' | 'asymptotic';
}

export interface AndersonDarlingResult {
  /** A² of k samples less its mean k - 1, in standard deviations; around 0 without drift. */
  readonly statistic: number;
  /** Probability under no drift of a statistic at least this large. */
  readonly pValue: number;
  /** The statistic at the levels 0.25, 0.1, 0.05, 0.025, 0.01, 0.005 and 0.001. */
  readonly criticalValues: readonly number[];
}

/**
 * Anderson-Darling test of k samples: the squared differences of the distribution functions from
 * the pooled one, weighted so that both ends count as the middle does.
 *
 * @param samples Two or more, each of ascending finite values, length >= 1, N >= 4 in all; tied
 * values have their midrank.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values,
 * `invalid_argument` for fewer than two samples, or more than two with `asymptotic`.
 *
 * O(k N). When all values are equal A² is 0, the smallest possible, and nothing speaks against
 * equal laws; scipy throws. The deviation is that without ties: where one value in three is the
 * same, a level of 0.05 is 0.08. For an exact level with coarse ties or few values
 * `permutationTest(samples, (...dealt) => andersonDarlingStatistic(dealt), …)`.
 *
 * Agrees with `scipy.stats.anderson_ksamp` (`midrank`): statistic and interpolated p to 1e-10.
 * @see Scholz & Stephens (1987), doi:10.1080/01621459.1987.10478517.
 * @example
 * andersonDarling([[1, 2, 3, 4], [5, 6, 7, 8]]).pValue; // 0.0106
 */
export function andersonDarling(
  samples: readonly ArrayLike<number>[],
  options: AndersonDarlingOptions = {},
): AndersonDarlingResult {
  const squared = andersonDarlingStatistic(samples);
  const groups = samples.length - 1;
  const statistic = (squared - groups) / deviation(samples);
  const criticalValues = COEFFICIENTS.map(
    ([constant, root, inverse]) => constant + root / Math.sqrt(groups) + inverse / groups,
  );
  const { method = 'interpolated' } = options;
  if (method === 'asymptotic') {
    assertArgument(groups === 1, 'samples.length', samples.length, '2 for the asymptotic method');
    const pValue = andersonDarlingSurvival(1 + LIMIT_DEVIATION * statistic);
    return { statistic, pValue, criticalValues };
  }
  const fitted = parabolaAt(criticalValues, statistic);
  if (method === 'extrapolated') return { statistic, pValue: fitted, criticalValues };
  if (statistic < criticalValues[0]!) return { statistic, pValue: LEVELS[0], criticalValues };
  const isBeyond = statistic > criticalValues.at(-1)!;
  return { statistic, pValue: isBeyond ? LEVELS[6] : fitted, criticalValues };
}

/**
 * The Anderson-Darling statistic A² of k samples itself, with midranks, for `permutationTest`.
 *
 * @param samples As in `andersonDarling`.
 * @returns >= 0, with mean k - 1 without drift whatever the sizes.
 * @throws {StatisticsError} as there. O(k N).
 */
export function andersonDarlingStatistic(samples: readonly ArrayLike<number>[]): number {
  const groups = samples.length;
  assertArgument(groups >= 2, 'samples.length', groups, 'at least 2');
  for (const [index, sample] of samples.entries()) assertAscending(`samples[${index}]`, sample);
  const size = samples.reduce((sum, sample) => sum + sample.length, 0);
  assertSize('the pooled sample', size, 4);

  const next = new Float64Array(groups);
  const before = new Float64Array(groups);
  const sums = new Float64Array(groups);
  for (let below = 0; below < size;) {
    const value = least(samples, next);
    before.set(next);
    let tied = 0;
    for (let group = 0; group < groups; group++) {
      const sample = samples[group]!;
      while (next[group]! < sample.length && sample[next[group]!] === value) next[group]!++;
      tied += next[group]! - before[group]!;
    }
    // One value alone would be a quotient of nothing and nothing.
    if (tied === size) return 0;
    const middle = below + tied / 2;
    const weight = tied / (middle * (size - middle) - (size * tied) / 4);
    for (let group = 0; group < groups; group++) {
      const own = (before[group]! + next[group]!) / 2;
      sums[group]! += weight * (size * own - samples[group]!.length * middle) ** 2;
    }
    below += tied;
  }
  const total = sums.reduce((sum, part, group) => sum + part / samples[group]!.length, 0);
  return ((total / size) * (size - 1)) / size;
}

function least(samples: readonly ArrayLike<number>[], next: Float64Array): number {
  let value = Infinity;
  for (let group = 0; group < samples.length; group++) {
    value = Math.min(value, samples[group]![next[group]!] ?? Infinity);
  }
  return value;
}

/** Standard deviation of A² for continuous laws: Scholz and Stephens' formula 4. O(N). */
function deviation(samples: readonly ArrayLike<number>[]): number {
  const k = samples.length;
  const size = samples.reduce((sum, sample) => sum + sample.length, 0);
  const inverses = samples.reduce((sum, sample) => sum + 1 / sample.length, 0);
  let harmonic = 0;
  let double = 0;
  for (let i = size - 1; i >= 2; i--) {
    harmonic += 1 / i;
    double += harmonic / (size + 1 - i);
  }
  const h = harmonic + 1;
  const g = double;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverses;
  const b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverses + 4 * h;
  const d = (2 * h + 6) * k * k - 4 * h * k;
  const numerator = ((a * size + b) * size + c) * size + d;
  return Math.sqrt(numerator / (size - 1) / (size - 2) / (size - 3));
}

/**
 * exp of the parabola of least squares through ln level over critical value, in orthogonal
 * polynomials; at most 1, and level where the parabola would turn round.
 */
function parabolaAt(criticalValues: readonly number[], statistic: number): number {
  const count = criticalValues.length;
  const mean = criticalValues.reduce((sum, value) => sum + value, 0) / count;
  const moment = (power: number): number =>
    criticalValues.reduce((sum, value) => sum + (value - mean) ** power, 0) / count;
  const spread = moment(2);
  const skew = moment(3) / spread;
  const quadratic = (distance: number): number => distance * (distance - skew) - spread;

  let level = 0;
  let slope = 0;
  let bend = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const distance = criticalValues[index]! - mean;
    const logLevel = Math.log(LEVELS[index]!);
    level += logLevel / count;
    slope += (distance * logLevel) / count / spread;
    bend += quadratic(distance) * logLevel;
    squares += quadratic(distance) ** 2;
  }
  bend /= squares;
  const turn = (skew - slope / bend) / 2;
  const side = bend > 0 ? Math.min : Math.max;
  const distance = side(statistic - mean, turn);
  return Math.min(1, Math.exp(level + slope * distance + bend * quadratic(distance)));
}
