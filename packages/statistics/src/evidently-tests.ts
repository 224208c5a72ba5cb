import { assertArgument } from './validate.ts';

/**
 * evidently's default thresholds, the side of them that is drift, and whether they are themselves.
 */
const RULES = {
  anderson: { threshold: 0.1, drift: 'below', equal: false },
  chisquare: { threshold: 0.05, drift: 'below', equal: false },
  cramer_von_mises: { threshold: 0.1, drift: 'below', equal: true },
  ed: { threshold: 0.1, drift: 'above', equal: false },
  empirical_mmd: { threshold: 0.1, drift: 'below', equal: false },
  es: { threshold: 0.05, drift: 'below', equal: false },
  fisher_exact: { threshold: 0.1, drift: 'below', equal: false },
  g_test: { threshold: 0.1, drift: 'below', equal: false },
  hellinger: { threshold: 0.1, drift: 'above', equal: true },
  jensenshannon: { threshold: 0.1, drift: 'above', equal: true },
  kl_div: { threshold: 0.1, drift: 'above', equal: true },
  ks: { threshold: 0.05, drift: 'below', equal: true },
  mannw: { threshold: 0.05, drift: 'below', equal: false },
  psi: { threshold: 0.1, drift: 'above', equal: true },
  t_test: { threshold: 0.05, drift: 'below', equal: false },
  TVD: { threshold: 0.1, drift: 'below', equal: false },
  wasserstein: { threshold: 0.1, drift: 'above', equal: true },
  z: { threshold: 0.05, drift: 'below', equal: false },
} as const;

/** evidently's name of a test of one column. */
export type EvidentlyTest = keyof typeof RULES;

/** What evidently's choice of a test depends on. */
export interface EvidentlyColumn {
  readonly type: 'num' | 'cat';
  /** Reference values present, a whole number. */
  readonly referenceRows: number;
  /** Distinct values of both samples together, a whole number. */
  readonly distinctValues: number;
}

/**
 * The test that evidently chooses for a column when none is configured.
 *
 * Up to 1000 reference rows a test with a p-value: `ks` for numbers of more than 5 distinct values,
 * else `chisquare`, or `z` for two or fewer. Beyond, a distance: `wasserstein` for numbers of more
 * than 5 distinct values, else `jensenshannon`. Agrees with evidently 0.7.21 on all columns of the
 * cases.
 *
 * `chisquare`, like evidently's `g_test`, takes the reference's shares for the exact law, though it
 * is a sample too. Without drift it rejects too often: at equal sizes and two categories 17 % at a
 * level of 5 %. Use a test of homogeneity to monitor.
 *
 * @throws {StatisticsError} `invalid_argument` for numbers that are not whole or negative.
 */
export function evidentlyDefaultTest(column: EvidentlyColumn): EvidentlyTest {
  const { type, referenceRows, distinctValues } = column;
  assertCount('referenceRows', referenceRows);
  assertCount('distinctValues', distinctValues);
  const isContinuous = type === 'num' && distinctValues > 5;
  if (referenceRows > 1000) return isContinuous ? 'wasserstein' : 'jensenshannon';
  if (isContinuous) return 'ks';
  return distinctValues > 2 ? 'chisquare' : 'z';
}

/** The threshold that evidently 0.7.21 takes for a test when none is configured. */
export function evidentlyThreshold(test: EvidentlyTest): number {
  return RULES[test].threshold;
}

/**
 * Whether evidently 0.7.21 calls a score of a test drift.
 *
 * Distances are drift above their threshold, p-values below it. NaN, which evidently can return, is
 * drift in neither.
 *
 * @param threshold @default `evidentlyThreshold(test)`
 */
export function evidentlyIsDrift(
  test: EvidentlyTest,
  score: number,
  threshold: number = evidentlyThreshold(test),
): boolean {
  const { drift, equal } = RULES[test];
  if (score === threshold) return equal;
  return drift === 'above' ? score > threshold : score < threshold;
}

function assertCount(name: string, value: number): void {
  assertArgument(Number.isSafeInteger(value) && value >= 0, name, value, 'a whole number from 0');
}
