import type { ReferenceWindow } from '@marigraph/statistics';

/** A standard normal number by Box and Muller's method. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

export interface WindowLaw {
  readonly days: number;
  /** Rows of every window, or of the window of a day. */
  readonly rows: number | ((day: number) => number);
  /** Variance within windows over that of independent rows. */
  readonly dispersion?: number;
  /** Standard deviation between windows. */
  readonly natural?: number;
  /** Mean score of a weekday. */
  readonly season?: (weekday: number) => number;
}

/** Windows of days whose scores are normal; phases: none, weekend, day of the week. */
export function dayWindows(random: () => number, law: WindowLaw): ReferenceWindow[] {
  const { days, rows, dispersion = 1, natural = 0, season = () => 0 } = law;
  return Array.from({ length: days }, (_, day) => {
    const n = typeof rows === 'number' ? rows : rows(day);
    const weekday = day % 7;
    const mean =
      season(weekday) +
      natural * normal(random) +
      Math.sqrt(dispersion / Math.max(n, 1)) * normal(random);
    return { n, sum: n * mean, day, phases: [0, weekday >= 5 ? 1 : 0, weekday] };
  });
}
