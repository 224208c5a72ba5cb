import { StatisticsError } from './errors.ts';
import { assertArgument, totalOfCounts } from './validate.ts';

/** What a polynomial of the rank looks at, in the order of its degree. */
export type RankContrastKind = 'location' | 'spread' | 'skew' | 'tails';

/** Whose share a contrast follows. */
export type ShareContrastKind = 'category' | 'unseen' | 'missing';

/** What a contrast looks at. */
export type ContrastKind = RankContrastKind | ShareContrastKind;

interface BinScores {
  /**
   * Score of one row per bin, about mean 0 and variance 1 under the reference. Bins past its end,
   * such as the missing values of a contrast of locations, do not count as rows.
   */
  readonly values: Float64Array;
}

/** A polynomial of the mid-rank. */
export interface RankContrast extends BinScores {
  readonly kind: RankContrastKind;
}

/** The share of one bin. */
export interface ShareContrast extends BinScores {
  readonly kind: ShareContrastKind;
  readonly bin: number;
  /** The bin's share in the reference, smoothed so that it is never 0 or 1. */
  readonly share: number;
}

/** A standardised direction in which the counts of a feature's bins may move. */
export type Contrast = RankContrast | ShareContrast;

const RANK_KINDS = ['location', 'spread', 'skew', 'tails'] as const;

/** Below this squared norm a power of the rank says nothing that the lower ones have not said. */
const RESIDUAL_NORM_SQUARED_MIN = 1e-9;

/**
 * The contrasts of a numeric feature: location, spread, skew and tails of the ranks, and the shares
 * of unseen and missing values.
 *
 * @param counts Rows of the whole reference per bin: bins of ascending values, then unseen or
 * invalid values, then missing ones; length >= 2.
 * @returns Up to four `rankPolynomials` (none for a constant feature), unseen, missing.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `shape_mismatch`.
 *
 * O(bins). Unseen counts among rows that are not missing, missing among all rows.
 */
export function numericContrasts(counts: ArrayLike<number>): Contrast[] {
  const bins = inRangeBins(counts);
  const inRange = Float64Array.from({ length: bins }, (_, bin) => counts[bin]!);
  const polynomials = inRange.some((count) => count > 0) ? rankPolynomials(inRange) : [];
  return [
    ...polynomials.map((values, index) => ({ kind: RANK_KINDS[index]!, values })),
    shareContrast('unseen', counts, bins),
    shareContrast('missing', counts, bins + 1),
  ];
}

/**
 * The contrasts of a categorical feature: each category's share, and those of unseen and missing.
 *
 * @param counts Rows of the whole reference per bin: categories, then unseen or other ones, then
 * missing values; length >= 2. Twenty categories are as many as the budget should be divided by.
 * @returns One contrast per category that the reference has, then unseen, missing.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `shape_mismatch`.
 *
 * O(bins²). Missing counts among all rows, the others among rows that are not missing.
 */
export function categoricalContrasts(counts: ArrayLike<number>): ShareContrast[] {
  const categories = inRangeBins(counts);
  const contrasts: ShareContrast[] = [];
  for (let bin = 0; bin < categories; bin++) {
    if (counts[bin]! > 0) contrasts.push(shareContrast('category', counts, bin));
  }
  contrasts.push(
    shareContrast('unseen', counts, categories),
    shareContrast('missing', counts, categories + 1),
  );
  return contrasts;
}

/**
 * Orthonormal polynomials of the mid-rank over the bins of a reference.
 *
 * With p the bins' shares, u = Σ_{i<k} p_i + p_k/2 is the mid-rank of bin k, and h_1 … h_d are the
 * powers of 2u - 1 made orthonormal: Σ p h = 0, Σ p h_i h_j = [i = j]. For many bins of equal counts
 * they are the shifted Legendre polynomials, whose sums are the components of Neyman's smooth test.
 * A mean of 0.1 in the first is a shift of about 0.1 standard deviations (0.977 per standard
 * deviation of a normal feature).
 *
 * @param counts Rows per bin, finite and not negative. A bin without rows gets the value of the
 * polynomial at its rank.
 * @param degree Polynomials wanted, a whole number from 1 to 4.
 * @returns Per degree one value per bin. Fewer than `degree` when there are too few bins with rows:
 * B distinct values carry B - 1 polynomials.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(bins). Gram and Schmidt's process, each projection done twice so that rounding leaves no rest.
 * @see Neyman (1937), doi:10.1080/03461238.1937.10404821.
 * @example
 * rankPolynomials([1, 1, 1, 1]).length; // 3
 */
export function rankPolynomials(counts: ArrayLike<number>, degree: number = 4): Float64Array[] {
  const total = totalOfCounts('counts', counts);
  const isDegree = Number.isInteger(degree) && degree >= 1 && degree <= RANK_KINDS.length;
  assertArgument(isDegree, 'degree', degree, 'a whole number from 1 to 4');
  const shares = Float64Array.from(counts, (count) => count / total);
  const centredRanks = new Float64Array(shares.length);
  let below = 0;
  for (let bin = 0; bin < shares.length; bin++) {
    centredRanks[bin] = 2 * (below + shares[bin]! / 2) - 1;
    below += shares[bin]!;
  }

  const basis = [new Float64Array(shares.length).fill(1)];
  for (let power = 1; power <= degree; power++) {
    const values = centredRanks.map((rank) => rank ** power);
    for (const other of [...basis, ...basis]) {
      const projection = innerProduct(shares, values, other);
      for (let bin = 0; bin < values.length; bin++) values[bin]! -= projection * other[bin]!;
    }
    const normSquared = innerProduct(shares, values, values);
    if (normSquared < RESIDUAL_NORM_SQUARED_MIN) break;
    const norm = Math.sqrt(normSquared);
    basis.push(values.map((value) => value / norm));
  }
  return basis.slice(1);
}

/** Σ p a b over the bins. */
function innerProduct(shares: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < shares.length; bin++) sum += shares[bin]! * a[bin]! * b[bin]!;
  return sum;
}

/**
 * The indicator of one bin, standardised: (1[bin] - p) / √(p (1 - p)).
 *
 * p = (count + ½) / (n + 1), for a bin that the reference never saw would otherwise make one row
 * infinitely surprising.
 */
function shareContrast(
  kind: ShareContrastKind,
  counts: ArrayLike<number>,
  bin: number,
): ShareContrast {
  const length = kind === 'missing' ? counts.length : counts.length - 1;
  let rows = 0;
  for (let index = 0; index < length; index++) rows += counts[index]!;
  const share = (counts[bin]! + 0.5) / (rows + 1);
  // 1 - p is formed from counts, or it would lose the digits of a share near one.
  const rest = (rows - counts[bin]! + 0.5) / (rows + 1);
  const values = new Float64Array(length).fill(-Math.sqrt(share / rest));
  values[bin] = Math.sqrt(rest / share);
  return { kind, bin, share, values };
}

function inRangeBins(counts: ArrayLike<number>): number {
  if (counts.length < 2) {
    throw new StatisticsError(
      'shape_mismatch',
      `counts has ${counts.length} bins; its last two are those of unseen and of missing values`,
    );
  }
  totalOfCounts('counts', counts);
  return counts.length - 2;
}
