import { dayPhases, hourPhases } from '@marigraph/statistics';

import type { LocalHour } from './calendar.ts';
import type { ScanScaleName } from './scan.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const SATURDAY = 5;

/**
 * The windows of the reference that a window is compared with, in words: `09:00 on weekdays`.
 *
 * @param grouping As in `WindowFit`: 0 for none, the higher the finer.
 * @param local An hour of the window; any one of a day.
 */
export function phaseInWords(
  scale: ScanScaleName,
  grouping: number,
  { hour, weekday }: LocalHour,
): string {
  const weekend = weekday >= SATURDAY ? 'weekends' : 'weekdays';
  const named = `${WEEKDAYS[weekday] as string}s`;
  const time = `${String(hour).padStart(2, '0')}:00`;
  const words: Readonly<Record<ScanScaleName, readonly string[]>> = {
    hour: ['any hour', `${time} on any day`, `${time} on ${weekend}`, `${time} on ${named}`],
    day: ['any day', weekend, named],
    week: ['any day', 'weekdays or weekends, as each day', 'the same day of the week, each day'],
  };
  return words[scale][grouping] ?? 'any';
}

/**
 * Whether an hour of the reference is of the phase that a window is compared with.
 *
 * @param local An hour of the window; any one of a day. A week is compared with everything.
 */
export function isOfPhase(own: LocalHour, { scale, grouping, local }: PhaseOfWindow): boolean {
  if (scale === 'week') return true;
  const phases = ({ hour, weekday }: LocalHour): readonly number[] =>
    scale === 'hour' ? hourPhases(hour, weekday) : dayPhases(weekday);
  return phases(own)[grouping] === phases(local)[grouping];
}

/** Which windows of the reference a window is compared with. */
export interface PhaseOfWindow {
  readonly scale: ScanScaleName;
  readonly grouping: number;
  readonly local: LocalHour;
}
