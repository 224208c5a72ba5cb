import { STREAMS } from './streams.ts';
import type { Stream } from './streams.ts';

/** A stream at a volume, and the length of the reference. */
export interface Setting {
  readonly id: string;
  readonly stream: Stream;
  readonly rowsPerDay: number;
  readonly referenceDays: number;
  /** First part of the seeds: of months without drift, and of planted shifts. */
  readonly seeds: { readonly falseAlerts: number; readonly detection: number };
  /** Whether shifts are planted. */
  readonly isPlanted: boolean;
}

/** Days that are judged in a month without drift. */
export const LIVE_DAYS = 30;
/** Days before a shift, and after it. */
export const DAYS_BEFORE_SHIFT = 7;
export const DAYS_AFTER_SHIFT = 7;

const MAIN = { falseAlerts: 11, detection: 12 };
/** Families that no constant of the scan was chosen on. */
const UNUSED = { falseAlerts: 55, detection: 56 };

/** All that are measured, the most important ones first. */
export const SETTINGS: readonly Setting[] = [
  setting('iid', 5_000),
  setting('ar', 5_000),
  setting('season', 5_000),
  setting('season_days', 5_000),
  setting('iid', 500),
  setting('iid', 50),
  setting('season_days', 500),
  setting('long_ar', 2_000, { seeds: UNUSED }),
  setting('season_ar_days', 2_000, { seeds: UNUSED }),
  setting('spread', 2_000, { seeds: UNUSED }),
  setting('sessions', 2_000, { seeds: UNUSED }),
  setting('t3_days', 2_000, { seeds: UNUSED }),
  setting('iid', 500, { referenceDays: 7 }),
  setting('ar', 5_000, { referenceDays: 7 }),
  setting('ar', 5_000, { referenceDays: 1 }),
  setting('season_days', 5_000, { referenceDays: 7 }),
  setting('season_days', 5_000, { referenceDays: 1 }),
  setting('iid', 50_000),
];

function setting(
  name: string,
  rowsPerDay: number,
  { referenceDays = 28, seeds = MAIN }: Partial<Pick<Setting, 'referenceDays' | 'seeds'>> = {},
): Setting {
  const stream = STREAMS.find((one) => one.name === name);
  if (stream === undefined) throw new TypeError(`no stream is named ${name}`);
  const id = `${name}-${rowsPerDay}${referenceDays === 28 ? '' : `-${referenceDays}d`}`;
  return { id, stream, rowsPerDay, referenceDays, seeds, isPlanted: referenceDays >= 7 };
}
