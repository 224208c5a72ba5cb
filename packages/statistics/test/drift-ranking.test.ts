import { rankByAlertCount, rankByCorrelation } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const quiet = [false, false, false];
const loud = [true, false, true];

describe('rankByAlertCount', () => {
  const features = [
    { name: 'a', alerts: quiet },
    { name: 'b', alerts: loud },
    { name: 'c', alerts: [true, true, true] },
    { name: 'd', alerts: loud },
  ];

  it('puts most alerts first, and of equal counts the later name, as NannyML does', () => {
    expect(rankByAlertCount(features)).toEqual([
      { name: 'c', alertCount: 3, rank: 1 },
      { name: 'd', alertCount: 2, rank: 2 },
      { name: 'b', alertCount: 2, rank: 3 },
      { name: 'a', alertCount: 0, rank: 4 },
    ]);
    expect(rankByAlertCount([])).toEqual([]);
  });

  it('leaves features without an alert out where that is asked for', () => {
    const names = rankByAlertCount(features, { onlyDrifting: true }).map(({ name }) => name);
    expect(names).toEqual(['c', 'd', 'b']);
  });
});

describe('rankByCorrelation', () => {
  // The metric moves by 1, 0 and 3 from its reference mean of 10.
  const performance = { values: [9, 10, 13], reference: [9, 11] };
  const features = [
    { name: 'with', values: [1, 0, 3], alerts: quiet },
    { name: 'against', values: [3, 4, 1], alerts: loud },
    { name: 'as well', values: [2, 0, 6], alerts: loud },
    { name: 'still', values: [5, 5, 5], alerts: loud },
    { name: 'asleep', values: [5, 5, 5], alerts: loud },
  ];

  it('puts the highest correlation first, drifted before others, and constants last', () => {
    const ranks = rankByCorrelation(features, performance);
    expect(ranks.map(({ name, rank, hasDrifted }) => [name, rank, hasDrifted])).toEqual([
      ['as well', 1, true],
      ['with', 2, false],
      ['against', 3, true],
      ['still', 4, true],
      ['asleep', 5, true],
    ]);
    expect(ranks[2]?.correlation).toBeCloseTo(-1, 14);
    expect(ranks[3]).toMatchObject({ correlation: undefined, pValue: undefined });
  });

  it('leaves features without an alert out where that is asked for', () => {
    const ranks = rankByCorrelation(features, performance, { onlyDrifting: true });
    expect(ranks.map(({ name }) => name)).not.toContain('with');
    expect(ranks.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    { values: [1, 2], reference: [1], code: 'shape_mismatch' },
    { values: [1, 2, NaN], reference: [1], code: 'invalid_value' },
    { values: [1, 2, 3], reference: [], code: 'empty_input' },
    { values: [1, 2, 3], reference: [NaN], code: 'empty_input' },
    { values: [1, 2, 3], reference: [Infinity], code: 'invalid_value' },
  ])('throws $code for a metric of $values against $reference', ({ code, ...metric }) => {
    expect(() => rankByCorrelation(features, metric)).toThrow(expect.objectContaining({ code }));
  });
});
