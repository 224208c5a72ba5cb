import type { BinaryConfusion } from './binary-confusion.ts';
import { falsePositiveRate, precision, recall, selectionRate } from './binary-metrics.ts';
import { expectedCalibrationError } from './calibration-error.ts';
import type { Disparity, GroupOptions } from './disparity.ts';
import { comparedGroups, disparity, metricByGroup } from './disparity.ts';
import type { Estimate } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { ReliabilityCurve } from './reliability-curve.ts';

/** Confusion matrices by group of a sensitive feature. */
export type GroupConfusions = ReadonlyMap<string, BinaryConfusion>;

/**
 * Demographic parity: how far selection rates differ between groups.
 *
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * O(groups). Agrees with fairlearn's `demographic_parity_difference` and `…_ratio` to 1e-15.
 * @see Agarwal et al. (2018), "A Reductions Approach to Fair Classification", arXiv:1803.02453.
 */
export function demographicParity(groups: GroupConfusions, options: GroupOptions = {}): Disparity {
  return disparity(groups, (confusion) => selectionRate(confusion), options);
}

/**
 * Equal opportunity: how far true positive rates differ between groups.
 *
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * O(groups). Agrees with fairlearn's `equal_opportunity_difference` and `…_ratio` to 1e-15.
 * @see Hardt, Price and Srebro (2016), "Equality of Opportunity in Supervised Learning",
 * arXiv:1610.02413.
 */
export function equalOpportunity(groups: GroupConfusions, options: GroupOptions = {}): Disparity {
  return disparity(groups, (confusion) => recall(confusion), options);
}

/**
 * Predictive parity: how far the precision differs between groups.
 *
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * O(groups).
 * @see Chouldechova (2017), doi:10.1089/big.2016.0047.
 */
export function predictiveParity(groups: GroupConfusions, options: GroupOptions = {}): Disparity {
  return disparity(groups, (confusion) => precision(confusion), options);
}

/**
 * Calibration within groups: how far the expected calibration error differs between groups.
 *
 * @param curves Reliability curves by group, of the same bins.
 * @returns No variances. A small group has a greater error by chance: `minimumRows` leaves it out,
 * and `expectedCalibrationErrorNoiseFloor` says how great.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(groups · bins).
 * @see Kleinberg, Mullainathan and Raghavan (2016), arXiv:1609.05807.
 */
export function calibrationWithinGroups(
  curves: ReadonlyMap<string, ReliabilityCurve>,
  options: GroupOptions = {},
): Disparity {
  return disparity(
    curves,
    (curve) => ({
      value: expectedCalibrationError(curve),
      n: curve.counts.reduce((sum, count) => sum + count, 0),
      variance: undefined,
    }),
    options,
  );
}

export interface EqualizedOddsOptions extends GroupOptions {
  /**
   * How the two rates become one number.
   *
   * @default `worst_case`: the greater difference and the lesser ratio
   */
  readonly aggregate?: 'worst_case' | 'mean';
}

export interface EqualizedOdds {
  readonly truePositiveRate: Disparity;
  readonly falsePositiveRate: Disparity;
  /** `undefined` when one of the two rates has no difference. */
  readonly difference: number | undefined;
  /** `undefined` when one of the two rates has no ratio. */
  readonly ratio: number | undefined;
}

/**
 * Equalized odds: how far true and false positive rates differ between groups.
 *
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * O(groups). Agrees with fairlearn's `equalized_odds_difference` and `…_ratio` to 1e-15.
 * @see Hardt, Price and Srebro (2016), arXiv:1610.02413.
 */
export function equalizedOdds(
  groups: GroupConfusions,
  options: EqualizedOddsOptions = {},
): EqualizedOdds {
  const ofPositives = equalOpportunity(groups, options);
  const ofNegatives = disparity(groups, (confusion) => falsePositiveRate(confusion), options);
  const isMean = options.aggregate === 'mean';
  const join = (
    a: number | undefined,
    b: number | undefined,
    worst: typeof Math.max,
  ): number | undefined => {
    if (a === undefined || b === undefined) return undefined;
    return isMean ? (a + b) / 2 : worst(a, b);
  };
  return {
    truePositiveRate: ofPositives,
    falsePositiveRate: ofNegatives,
    difference: join(ofPositives.difference, ofNegatives.difference, Math.max),
    ratio: join(ofPositives.ratio, ofNegatives.ratio, Math.min),
  };
}

export interface ImpactRatioOptions extends GroupOptions {
  /**
   * The group that others are compared with.
   *
   * @default the group of the highest selection rate, of those with `minimumRows`
   */
  readonly referenceGroup?: string;
}

/**
 * Impact ratios: the selection rate of each group over that of the reference group. The four-fifths
 * rule asks for 0.8.
 *
 * @returns One estimate per group with `n` its rows. No value without a selection rate or against a
 * reference that selects nobody. `variance` by the delta method for independent groups; 0 for the
 * reference.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * O(groups).
 * @see "Uniform Guidelines on Employee Selection Procedures" (1978), 29 CFR 1607.4 D.
 */
export function impactRatios(
  groups: GroupConfusions,
  options: ImpactRatioOptions = {},
): Map<string, Estimate> {
  const rates = metricByGroup(groups, (confusion) => selectionRate(confusion));
  const best = comparedGroups(rates, options).toSorted((a, b) => b.value - a.value)[0];
  const { referenceGroup = best?.group } = options;
  const reference = referenceGroup === undefined ? undefined : rates.get(referenceGroup);
  return new Map(
    [...rates].map(([group, rate]) => [
      group,
      group === referenceGroup ? ratioToItself(rate) : ratioOfRates(rate, reference),
    ]),
  );
}

function ratioToItself({ value = 0, n }: Estimate): Estimate {
  return value === 0 ? zeroDivisionEstimate({}, n) : { value: 1, n, variance: 0 };
}

function ratioOfRates(rate: Estimate, reference: Estimate | undefined): Estimate {
  const { value, n, variance = 0 } = rate;
  const { value: base = 0, variance: ofBase = 0 } = reference ?? zeroDivisionEstimate({});
  if (value === undefined || base === 0) return zeroDivisionEstimate({}, n);
  const ratio = value / base;
  return { value: ratio, n, variance: (variance + ratio * ratio * ofBase) / base / base };
}
