import type { ScanPlan } from './scan-plan.ts';
import type { ScanScaleName } from './scan.ts';

/** What the reference has seen, in words: `the reference covers 2.0 daily, 0.29 weekly cycles; the scales day, week are off`. */
export function coverageInWords(plan: ScanPlan): string {
  const { spanDays, weeklyCycles } = plan.coverage;
  const off = scalesOff(plan);
  const covers = `the reference covers ${spanDays.toFixed(1)} daily, ${weeklyCycles.toFixed(2)} weekly cycles`;
  if (off.length === 0) return covers;
  return `${covers}; no verdict on scale ${off.join(', ')}: it has too few such windows`;
}

/** Scales on which no contrast of any feature can be judged with this reference. */
export function scalesOff({ features }: ScanPlan): ScanScaleName[] {
  const all = features.flatMap(({ contrasts }) => contrasts);
  const isOff = (scale: 'hour' | 'day'): boolean =>
    all.every((contrast) => contrast[scale].status === 'off');
  return [...(isOff('hour') ? (['hour'] as const) : []), ...(isOff('day') ? DAYS : [])];
}

/** A week is judged by what the reference says of its days. */
const DAYS = ['day', 'week'] as const;

/** What the budget does not hold for, in words. */
export function notPromised({ coverage }: ScanPlan): string[] {
  const { yearlyCycles } = coverage;
  const promises = [
    'The budget holds for natural variation of the kind that the reference has seen. Where single days are extraordinary by nature (storms, strikes, holidays), there can be twice as many false alerts; known ones can be excluded.',
  ];
  if (yearlyCycles < 1) {
    promises.push(
      `The reference covers ${yearlyCycles.toFixed(2)} yearly cycles: whatever changes with the seasons of the year is drift against it.`,
    );
  }
  return promises;
}
