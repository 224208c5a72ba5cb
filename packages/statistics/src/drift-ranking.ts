import { StatisticsError } from './errors.ts';
import { momentsOf } from './moments.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';

/** A feature with which of its chunks alerted. */
export interface FeatureAlerts {
  readonly name: string;
  /** One a chunk. */
  readonly alerts: ArrayLike<boolean>;
}

/** A feature with its drift statistic, one a chunk. */
export interface FeatureDrift extends FeatureAlerts {
  readonly values: ArrayLike<number>;
}

export interface AlertCountRank {
  readonly name: string;
  readonly alertCount: number;
  /** From 1. */
  readonly rank: number;
}

export interface CorrelationRank {
  readonly name: string;
  /** Of the drift with the change of performance; `undefined` where either is constant. */
  readonly correlation: number | undefined;
  readonly pValue: number | undefined;
  /** Whether any chunk alerted. */
  readonly hasDrifted: boolean;
  /** From 1. */
  readonly rank: number;
}

export interface RankingOptions {
  /**
   * Leaves features without an alert out.
   *
   * @default `false`
   */
  readonly onlyDrifting?: boolean;
}

/**
 * Ranks features by how many of their chunks alerted, most first.
 *
 * @param features Names that differ.
 * @returns In the order of rank; of equal counts the later name, by code units, first, as in
 * NannyML.
 *
 * O(features log features + chunks). NannyML's `AlertCountRanker`.
 */
export function rankByAlertCount(
  features: readonly FeatureAlerts[],
  options: RankingOptions = {},
): AlertCountRank[] {
  return features
    .map(({ name, alerts }) => ({ name, alertCount: countAlerts(alerts) }))
    .filter(({ alertCount }) => alertCount > 0 || options.onlyDrifting !== true)
    .toSorted((a, b) => b.alertCount - a.alertCount || laterFirst(a.name, b.name))
    .map(({ name, alertCount }, index) => ({ name, alertCount, rank: index + 1 }));
}

/**
 * Ranks features by how their drift goes along with a change of performance, the highest
 * correlation first. Correlation over a few chunks is a hint where to look, not a cause.
 *
 * @param features Their drift per chunk.
 * @param performance The metric in the same chunks, estimated or realized, and in the reference
 * chunks, from whose mean its change is measured in either direction.
 * @returns In the order of rank; of equal correlations drifted features first, then the later name;
 * those without a correlation last.
 * @throws {StatisticsError} `empty_input` without chunks, `shape_mismatch` when a feature has not
 * as many chunks as the metric, `invalid_value` for NaN or an infinity.
 *
 * O(features · chunks). NannyML's `CorrelationRanker`, to 1e-9.
 */
export function rankByCorrelation(
  features: readonly FeatureDrift[],
  performance: { readonly values: ArrayLike<number>; readonly reference: ArrayLike<number> },
  options: RankingOptions = {},
): CorrelationRank[] {
  const { n, mean } = momentsOf(performance.reference);
  if (n === 0) throw new StatisticsError('empty_input', 'performance.reference has no values');
  const change = Float64Array.from(performance.values, (value) => Math.abs(value - mean));
  return features
    .map(({ name, values, alerts }) => {
      const result = pearsonCorrelation(values, change);
      const hasDrifted = countAlerts(alerts) > 0;
      return { name, correlation: result?.correlation, pValue: result?.pValue, hasDrifted };
    })
    .filter(({ hasDrifted }) => hasDrifted || options.onlyDrifting !== true)
    .toSorted(
      (a, b) =>
        (b.correlation ?? -2) - (a.correlation ?? -2) ||
        Number(b.hasDrifted) - Number(a.hasDrifted) ||
        laterFirst(a.name, b.name),
    )
    .map((feature, index) => Object.assign(feature, { rank: index + 1 }));
}

function countAlerts(alerts: ArrayLike<boolean>): number {
  let count = 0;
  for (let chunk = 0; chunk < alerts.length; chunk++) if (alerts[chunk] === true) count++;
  return count;
}

function laterFirst(a: string, b: string): number {
  return a > b ? -1 : 1;
}
