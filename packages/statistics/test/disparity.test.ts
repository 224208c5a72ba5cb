import type { BinaryConfusion } from '@marigraph/statistics';
import {
  disparity,
  disparityToBaseline,
  mergeBinaryConfusions,
  precision,
  recall,
  selectionRate,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { confusionOf, GROUPS, groupsOf } from './support/groups.ts';

const cells = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 4, maxLength: 4 });

describe('disparity', () => {
  it('says which groups are apart, and how far', () => {
    const result = disparity(GROUPS, (confusion) => selectionRate(confusion));
    expect(result.lowest).toStrictEqual({ group: 'b', value: 0.2 });
    expect(result.highest).toStrictEqual({ group: 'a', value: 0.5 });
    expect(result.difference).toBe(0.3);
    expect(result.ratio).toBe(0.4);
    expect(result.differenceVariance).toBeCloseTo(0.25 / 100 + 0.16 / 100, 15);
    expect(result.byGroup.get('c')?.value).toBe(0.4);
    expect(result.leftOut).toStrictEqual([]);
  });

  it('leaves out groups that are small, by the rows of the metric itself', () => {
    const result = disparity(GROUPS, recall, { minimumRows: 20 });
    expect(result.leftOut).toStrictEqual(['c']);
    expect(result.byGroup.get('c')?.value).toBe(1);
    expect(result.highest).toStrictEqual({ group: 'a', value: 0.8 });
  });

  it('leaves out groups without a value', () => {
    const groups = groupsOf({ a: [1, 1, 1, 1], b: [0, 1, 0, 1] });
    const result = disparity(groups, (confusion) => recall(confusion));
    expect(result.leftOut).toStrictEqual(['b']);
    expect(result).toMatchObject({ difference: 0, ratio: 1, differenceVariance: undefined });
  });

  it('has nothing to say of no groups', () => {
    expect(disparity(new Map<string, BinaryConfusion>(), selectionRate)).toStrictEqual({
      byGroup: new Map(),
      leftOut: [],
      lowest: undefined,
      highest: undefined,
      difference: undefined,
      differenceVariance: undefined,
      ratio: undefined,
    });
  });

  it('has no ratio when every value is 0, and no variance where the metric has none', () => {
    const groups = groupsOf({ a: [0, 0, 1, 1], b: [0, 0, 2, 1] });
    expect(disparity(groups, selectionRate)).toMatchObject({ difference: 0, ratio: undefined });
    const without = disparity(GROUPS, (confusion) => ({
      ...selectionRate(confusion),
      variance: undefined,
    }));
    expect(without.differenceVariance).toBeUndefined();
  });

  it('is the same for any order of groups, and 0 for equal ones', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 6 }), (tables) => {
        const entries = tables.map((table, index) => [`g${index}`, confusionOf(table)] as const);
        const forward = disparity(new Map(entries), precision);
        const backward = disparity(new Map(entries.toReversed()), precision);
        expect(forward.difference).toBe(backward.difference);
        expect(forward.ratio).toBe(backward.ratio);
        expect(forward.difference).toBeGreaterThanOrEqual(0);
        const same = new Map(entries.map(([group]) => [group, confusionOf(tables[0] ?? [])]));
        expect(disparity(same, precision)).toMatchObject({ difference: 0, ratio: 1 });
      }),
    );
  });

  it.each([-1, NaN])('throws invalid_argument for minimumRows %s', (minimumRows) => {
    expect(() => disparity(GROUPS, recall, { minimumRows })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('disparityToBaseline', () => {
  const baseline = [...GROUPS.values()].reduce(mergeBinaryConfusions);

  it('compares with all rows together', () => {
    const { difference, ratio, byGroup } = disparityToBaseline(GROUPS, selectionRate, { baseline });
    const overall = 74 / 210;
    expect(difference).toBeCloseTo(overall - 0.2, 15);
    expect(ratio).toBeCloseTo(0.2 / overall, 15);
    expect(byGroup.size).toBe(3);
  });

  it('compares with a declared group', () => {
    const options = { baseline: confusionOf([32, 18, 8, 42]) };
    const result = disparityToBaseline(GROUPS, selectionRate, options);
    expect(result).toMatchObject({ difference: 0.3, ratio: 0.4 });
  });

  it('has no ratio of 0 to 0, and nothing to say without a baseline or groups', () => {
    const none = groupsOf({ a: [0, 0, 1, 1] });
    const nobody = { baseline: confusionOf([0, 0, 3, 3]) };
    expect(disparityToBaseline(none, selectionRate, nobody)).toMatchObject({
      difference: 0,
      ratio: undefined,
    });
    const empty = { baseline: confusionOf([]) };
    expect(disparityToBaseline(GROUPS, selectionRate, empty).difference).toBeUndefined();
    const noGroups = new Map<string, BinaryConfusion>();
    expect(disparityToBaseline(noGroups, selectionRate, { baseline }).ratio).toBeUndefined();
  });
});
