import type { Estimate } from './estimate.ts';
import { assertArgument } from './validate.ts';

/** A group and the metric's value in it. */
export interface GroupValue {
  readonly group: string;
  readonly value: number;
}

/** How far a metric differs between groups. */
export interface Disparity {
  /** The metric of every group, also of those too small to compare. */
  readonly byGroup: ReadonlyMap<string, Estimate>;
  /** Groups that were not compared: without a value, or with too few rows. */
  readonly leftOut: readonly string[];
  /** The least and the greatest value of the groups compared; `undefined` without any. */
  readonly lowest: GroupValue | undefined;
  readonly highest: GroupValue | undefined;
  /** highest - lowest, >= 0; `undefined` without groups to compare. */
  readonly difference: number | undefined;
  /** Sum of both groups' variances, for groups that were fixed beforehand; they share no rows. */
  readonly differenceVariance: number | undefined;
  /** lowest / highest; `undefined` without groups to compare or when the highest is 0. */
  readonly ratio: number | undefined;
}

export interface GroupOptions {
  /**
   * Groups with fewer rows entering the metric (its `n`) are not compared.
   *
   * @default 1
   */
  readonly minimumRows?: number;
}

/**
 * Compares a metric between groups.
 *
 * @param groups What the metric is computed from, by group: confusion matrices, reliability curves,
 * sums.
 * @param metric Any function of this package that gives an estimate, as `recall`.
 * @throws {StatisticsError} `invalid_argument`, and what `metric` throws.
 *
 * O(groups). Agrees with `difference` and `ratio` of fairlearn's `MetricFrame`, method
 * `between_groups`, to 1e-15. The extremes of many small groups differ by chance: set
 * `minimumRows`, and test.
 * @example
 * disparity(groups, falsePositiveRate, { minimumRows: 50 }).difference;
 */
export function disparity<State>(
  groups: ReadonlyMap<string, State>,
  metric: (state: State) => Estimate,
  options: GroupOptions = {},
): Disparity {
  const byGroup = metricByGroup(groups, metric);
  const compared = comparedGroups(byGroup, options);
  const names = new Set(compared.map(({ group }) => group));
  const leftOut = [...byGroup.keys()].filter((group) => !names.has(group));
  const [first] = compared;
  if (first === undefined) {
    return {
      byGroup,
      leftOut,
      lowest: undefined,
      highest: undefined,
      difference: undefined,
      differenceVariance: undefined,
      ratio: undefined,
    };
  }
  let lowest = first;
  let highest = first;
  for (const candidate of compared) {
    if (candidate.value < lowest.value) lowest = candidate;
    if (candidate.value > highest.value) highest = candidate;
  }
  const ofLowest = lowest.variance;
  const ofHighest = highest.variance;
  return {
    byGroup,
    leftOut,
    lowest: { group: lowest.group, value: lowest.value },
    highest: { group: highest.group, value: highest.value },
    difference: highest.value - lowest.value,
    differenceVariance:
      lowest === highest || ofLowest === undefined || ofHighest === undefined
        ? undefined
        : ofLowest + ofHighest,
    ratio: highest.value === 0 ? undefined : lowest.value / highest.value,
  };
}

/** How far the groups are from one value, at worst. */
export interface DisparityToBaseline {
  readonly byGroup: ReadonlyMap<string, Estimate>;
  /** Greatest |group - baseline|; `undefined` without groups to compare. */
  readonly difference: number | undefined;
  /** Least of group / baseline and baseline / group over groups; `undefined` where one is 0 / 0. */
  readonly ratio: number | undefined;
}

/**
 * Compares a metric of each group with a baseline: all rows together, or a declared reference
 * group.
 *
 * @param groups, metric As in `disparity`, with the same errors.
 * @param options `baseline` is what the metric of the baseline is computed from.
 *
 * O(groups). Agrees with fairlearn's `MetricFrame`, method `to_overall`, to 1e-15.
 */
export function disparityToBaseline<State>(
  groups: ReadonlyMap<string, State>,
  metric: (state: State) => Estimate,
  options: GroupOptions & { readonly baseline: State },
): DisparityToBaseline {
  const byGroup = metricByGroup(groups, metric);
  const compared = comparedGroups(byGroup, options);
  const { value: baseline } = metric(options.baseline);
  if (baseline === undefined || compared.length === 0) {
    return { byGroup, difference: undefined, ratio: undefined };
  }
  let difference = 0;
  let ratio = 1;
  for (const { value } of compared) {
    difference = Math.max(difference, Math.abs(value - baseline));
    ratio = Math.min(ratio, value / baseline, baseline / value);
  }
  return { byGroup, difference, ratio: Number.isNaN(ratio) ? undefined : ratio };
}

/** A metric of every group, in their order. */
export function metricByGroup<State>(
  groups: ReadonlyMap<string, State>,
  metric: (state: State) => Estimate,
): Map<string, Estimate> {
  return new Map([...groups].map(([group, state]) => [group, metric(state)]));
}

interface ComparedGroup extends GroupValue {
  readonly variance: number | undefined;
}

/** @throws {StatisticsError} `invalid_argument` unless `minimumRows` is a number from 0. */
export function comparedGroups(
  byGroup: ReadonlyMap<string, Estimate>,
  { minimumRows = 1 }: GroupOptions,
): ComparedGroup[] {
  assertArgument(minimumRows >= 0, 'minimumRows', minimumRows, 'not negative');
  return [...byGroup].flatMap(([group, { value, n, variance }]) =>
    value === undefined || n < minimumRows ? [] : [{ group, value, variance }],
  );
}
