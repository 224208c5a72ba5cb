import { rareShareTail } from '@marigraph/statistics';

/** Where fewer rows are expected in the rarer of a bin and its complement, counts are too small for a t law. */
const EXPECTED_ROWS_MAX = 50;
/** Normal quantile of the power, 0.8. */
const POWER_QUANTILE = 0.8416;

/** A window of usual size, as it is judged. */
export interface UsualWindow {
  readonly rows: number;
  /** Of its mean score without drift. */
  readonly variance: number;
  /** Of one test. */
  readonly level: number;
}

/**
 * By how much a rare share must rise to be found with a probability of 80 %, where the scan judges counts by their
 * beta-binomial tail; for a share near 1, how much it must fall.
 *
 * @returns In points of share; 0 for a share that is not rare, undefined where not even all rows would be found.
 */
export function rareShareShift(
  share: number,
  { rows: n, variance, level }: UsualWindow,
): number | undefined {
  const rare = Math.min(share, 1 - share);
  if (n * rare >= EXPECTED_ROWS_MAX) return 0;
  const rows = Math.round(n);
  let low = Math.floor(rows * rare);
  let high = rows + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (rareShareTail(middle, rows, { share: rare, variance }) <= level) high = middle;
    else low = middle;
  }
  if (high > rows) return undefined;
  // So many rows are expected of which at least `high` are seen in 4 cases of 5, by the law of Poisson.
  const expected = high + POWER_QUANTILE * Math.sqrt(high);
  return expected <= rows ? expected / rows - rare : undefined;
}
