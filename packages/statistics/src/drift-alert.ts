import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { StatisticsError } from './errors.ts';
import { assertArgument, assertProbability } from './validate.ts';
import type { WindowJudged, WindowVerdict } from './window-verdict.ts';

/** A score s moves 8 times the divergence in nats by s², so the base-2 distance is s / √(8 ln 2). */
const SCORE_PER_DISTANCE = Math.sqrt(8 * Math.LN2);

/** When a verdict becomes an alert. */
export interface DriftAlertOptions {
  /** Level of one test: `driftLevel` over the features and over the contrasts of the feature. */
  readonly level: number;
  /**
   * The least `scoreBeyondNoise` of an alert; 0.235 for a Jensen-Shannon distance of 0.1. A limit of
   * relevance: natural variation makes large scores, so it cannot take the place of the level.
   *
   * @default 0
   */
  readonly minimumScore?: number;
}

/**
 * Whether a verdict is an alert: its p-value is at most the level and its score large enough.
 *
 * @returns false for everything that was not judged.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function isDriftAlert(verdict: WindowVerdict, options: DriftAlertOptions): boolean {
  const { level, minimumScore = 0 } = options;
  assertProbability('level', level);
  assertArgument(minimumScore >= 0, 'minimumScore', minimumScore, 'not negative');
  return (
    verdict.status === 'judged' &&
    verdict.pValue <= level &&
    scoreBeyondNoise(verdict) >= minimumScore
  );
}

/** The part of a score that its noise does not explain: √max(0, score² - variance), in score units. */
export function scoreBeyondNoise({
  score,
  variance,
}: Pick<WindowJudged, 'score' | 'variance'>): number {
  return Math.sqrt(Math.max(0, score * score - variance));
}

/**
 * The base-2 Jensen-Shannon distance of a small shift with this score, |score| / √(8 ln 2).
 *
 * @returns >= 0; 0.1 for a score of 0.235.
 */
export function scoreAsJensenShannonDistance(score: number): number {
  return Math.abs(score) / SCORE_PER_DISTANCE;
}

/** A feature's verdict from those of its contrasts. */
export interface FeaturePValue {
  /** Number of contrasts times the least p-value, at most 1: Bonferroni's bound. */
  readonly pValue: number;
  /** Index of the contrast with the least p-value, the first of equals. */
  readonly leading: number;
}

/**
 * Combines the p-values of a feature's contrasts.
 *
 * @param pValues Length c >= 1, each in [0, 1]; 1 where a contrast has no verdict.
 * @returns Alert when `pValue` is at most `driftLevel` / features.
 * @throws {StatisticsError} `empty_input`, `invalid_argument`. O(c).
 */
export function combineContrasts(pValues: ArrayLike<number>): FeaturePValue {
  if (pValues.length === 0) throw new StatisticsError('empty_input', 'pValues has no values');
  let leading = 0;
  for (let index = 0; index < pValues.length; index++) {
    assertProbability(`pValues[${index}]`, pValues[index]!);
    if (pValues[index]! < pValues[leading]!) leading = index;
  }
  return { pValue: Math.min(1, pValues.length * pValues[leading]!), leading };
}

/**
 * The features to name once one of them has made an alert: those that Benjamini and Hochberg's
 * procedure rejects at the level of the window.
 *
 * @param pValues Per feature, of `combineContrasts`.
 * @param level `driftLevel`.
 * @returns Their indices, ascending. Whoever made the alert is among them.
 * @throws {StatisticsError} `invalid_value`, `invalid_argument`. O(n log n).
 */
export function driftingFeatures(pValues: ArrayLike<number>, level: number): number[] {
  assertProbability('level', level);
  return benjaminiHochberg(pValues).flatMap((p, index) => (p <= level ? [index] : []));
}
