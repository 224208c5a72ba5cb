import {
  calibrationWithinGroups,
  demographicParity,
  disparity,
  equalizedOdds,
  equalOpportunity,
  falsePositiveRate,
  impactRatios,
  predictiveParity,
  reliabilityCurve,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { GROUPS, groupsOf } from './support/groups.ts';

describe('the metrics of fairness', () => {
  it('compare selection, true positive and false positive rates', () => {
    expect(demographicParity(GROUPS).difference).toBe(0.3);
    expect(equalOpportunity(GROUPS)).toMatchObject({ difference: 0.5, ratio: 0.5 });
    const worst = equalizedOdds(GROUPS);
    expect(worst).toMatchObject({ difference: 0.5, ratio: 0 });
    expect(worst.falsePositiveRate.difference).toBe(0.3);
    const mean = equalizedOdds(GROUPS, { aggregate: 'mean', minimumRows: 15 });
    expect(mean.difference).toBeCloseTo((0.3 + 0.175) / 2, 15);
    expect(mean.ratio).toBeCloseTo((0.625 + 0.125 / 0.3) / 2, 15);
  });

  it('compare precision, and calibration by its error', () => {
    expect(predictiveParity(GROUPS)).toMatchObject({ difference: 0.5, ratio: 0.5 });
    const curves = new Map([
      ['right', reliabilityCurve([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25])],
      ['wrong', reliabilityCurve([1, 1, 0], [0.25, 0.25, 0.25])],
    ]);
    const result = calibrationWithinGroups(curves);
    expect(result.highest?.group).toBe('wrong');
    expect(result.difference).toBeCloseTo(2 / 3 - 0.25, 15);
    expect(calibrationWithinGroups(curves, { minimumRows: 4 }).leftOut).toStrictEqual(['wrong']);
  });

  it('have no equalized odds where one rate has no value', () => {
    const groups = groupsOf({ a: [1, 0, 1, 0], b: [1, 0, 3, 0] });
    expect(equalizedOdds(groups)).toMatchObject({ difference: undefined, ratio: undefined });
    expect(disparity(groups, falsePositiveRate).difference).toBeUndefined();
  });
});

describe('impactRatios', () => {
  it('compare with the best group', () => {
    const ratios = impactRatios(GROUPS);
    expect([...ratios].map(([group, { value }]) => [group, value])).toStrictEqual([
      ['a', 1],
      ['b', 0.4],
      ['c', 0.8],
    ]);
    expect(ratios.get('a')).toStrictEqual({ value: 1, n: 100, variance: 0 });
    // R² ((1 - p)/(n p) + (1 - q)/(m q)), the square of R times the variance of ln R of Katz et al.
    const expected = 0.4 ** 2 * (0.8 / (100 * 0.2) + 0.5 / (100 * 0.5));
    expect(ratios.get('b')?.variance).toBeCloseTo(expected, 15);
  });

  it('compare with the best group that is large enough, or a declared one', () => {
    const groups = groupsOf({ small: [2, 0, 0, 0], a: [25, 25, 25, 25], b: [10, 30, 30, 30] });
    expect(impactRatios(groups, { minimumRows: 5 }).get('small')?.value).toBe(2);
    expect(impactRatios(groups, { referenceGroup: 'b' }).get('a')?.value).toBe(1.25);
  });

  it('have no value without a rate or a reference', () => {
    const groups = groupsOf({ a: [0, 0, 1, 1], b: [0, 0, 2, 2], empty: [] });
    for (const { value } of impactRatios(groups).values()) expect(value).toBeUndefined();
    const unknown = impactRatios(GROUPS, { referenceGroup: 'nobody' });
    for (const { value } of unknown.values()) expect(value).toBeUndefined();
    expect(impactRatios(new Map()).size).toBe(0);
  });
});
