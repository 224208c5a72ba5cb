import type { Comparison } from '../support/comparisons.ts';

export const OURS = '@marigraph/statistics';

interface Estimated {
  readonly value: number | undefined;
}

/** A statistic that no other package offers. */
export function one(name: string, values: number, variant: () => number): Comparison {
  return { name, values, variants: { [OURS]: variant } };
}

/** Functions of one number, timed at the first point and compared at all. */
export function of(
  name: string,
  points: readonly number[],
  functions: Readonly<Record<string, (x: number) => number>>,
  notes: Readonly<Record<string, string>> = {},
): Comparison {
  const [x = 0] = points;
  const variants = Object.entries(functions).map(([packageName, answer]) => [
    packageName,
    () => answer(x),
  ]);
  return {
    name,
    values: 1,
    variants: Object.fromEntries(variants) as Comparison['variants'],
    elsewhere: { points, functions },
    notes,
  };
}

/** The number of an estimate that has one. */
export function valueOf(estimate: Estimated): number {
  return estimate.value ?? 0;
}
