import { referenceCoverage } from '@marigraph/statistics';
import type { ReferenceWindow } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const daysOf = (rows: readonly number[], from: number = 0): ReferenceWindow[] =>
  rows.map((n, index) => ({ n, sum: 0, day: from + index, phases: [0] }));
const full = (days: number): number[] => Array.from<number>({ length: days }).fill(100);

describe('referenceCoverage', () => {
  it.each([
    { windows: daysOf(full(28)), status: 'ok', spanDays: 28, days: 28, what: 'four weeks' },
    { windows: daysOf(full(14), 20_000), status: 'ok', spanDays: 14, days: 14, what: 'two weeks' },
    { windows: daysOf(full(13)), status: 'provisional', spanDays: 13, days: 13, what: '13 days' },
    {
      windows: daysOf([...full(13), 19]),
      status: 'provisional',
      spanDays: 14,
      days: 13,
      what: 'two weeks with a day of few rows',
    },
    {
      windows: daysOf([0, 0, 100, 0, 100, 0]),
      status: 'provisional',
      spanDays: 3,
      days: 2,
      what: 'days around which there are none',
    },
    { windows: daysOf([0, 0]), status: 'insufficient', spanDays: 0, days: 0, what: 'no rows' },
    { windows: [], status: 'insufficient', spanDays: 0, days: 0, what: 'no windows' },
  ])('of $what is $status', ({ windows, status, spanDays, days }) => {
    expect(referenceCoverage(windows)).toEqual({
      status,
      spanDays,
      days,
      weeklyCycles: spanDays / 7,
      yearlyCycles: spanDays / 365.25,
    });
    expect(referenceCoverage(windows.toReversed())).toEqual(referenceCoverage(windows));
  });

  it('throws for a window whose numbers cannot be', () => {
    expect(() => referenceCoverage([{ n: -1, sum: 0, day: 0, phases: [0] }])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
