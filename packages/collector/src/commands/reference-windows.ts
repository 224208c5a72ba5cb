/// <reference lib="esnext.temporal" />

import type { ReferenceFeature, ReferenceTime } from '@marigraph/monitor';
import { createScanBins } from '@marigraph/monitor';
import {
  categoricalContrasts,
  type Contrast,
  dayPhases,
  hourPhases,
  numericContrasts,
  type ReferenceWindow,
  windowScore,
} from '@marigraph/statistics';

const HOUR_MS = 3_600_000;

/** Where the hours of a reference lie in the calendar of its time zone. */
export interface ReferenceCalendar {
  /** One per hour. */
  readonly hours: readonly CalendarHour[];
  /** Weekdays, 0 for Monday, from the first day to the last. */
  readonly weekdays: readonly number[];
}

interface CalendarHour {
  /** 0 for the first day of the reference. */
  readonly day: number;
  readonly phases: readonly number[];
}

export function referenceCalendar({ timeZone, start, hours }: ReferenceTime): ReferenceCalendar {
  const startMs = Date.parse(start);
  const locals = Array.from({ length: hours }, (_, hour) =>
    Temporal.Instant.fromEpochMilliseconds(startMs + hour * HOUR_MS).toZonedDateTimeISO(timeZone),
  );
  const days = locals.map(
    ({ year, month, day }) => Date.UTC(year, month - 1, day) / (24 * HOUR_MS),
  );
  const first = days[0] as number;
  const firstWeekday = (locals[0] as Temporal.ZonedDateTime).dayOfWeek - 1;
  return {
    hours: locals.map((local, at) => ({
      day: (days[at] as number) - first,
      phases: hourPhases(local.hour, local.dayOfWeek - 1),
    })),
    weekdays: Array.from(
      { length: (days.at(-1) as number) - first + 1 },
      (_, day) => (firstWeekday + day) % 7,
    ),
  };
}

/** The contrasts that the window scan follows, from all rows of a feature. */
export function referenceContrasts(feature: ReferenceFeature): readonly Contrast[] {
  const { count, groups, inRange } = createScanBins(feature);
  const counts = new Float64Array(count);
  for (const [bin, rows] of feature.counts.entries()) {
    const group = groups[bin] as number;
    counts[group] = (counts[group] as number) + rows;
  }
  counts[inRange + 1] = feature.missing;
  return feature.type === 'number' ? numericContrasts(counts) : categoricalContrasts(counts);
}

/** One contrast's windows of an hour and of a local day, those without rows included. */
export function referenceWindows(
  { hourly }: ReferenceFeature,
  contrast: Pick<Contrast, 'values'>,
  { hours, weekdays }: ReferenceCalendar,
): { readonly hour: readonly ReferenceWindow[]; readonly day: readonly ReferenceWindow[] } {
  const counts = hourly ?? new Uint32Array();
  const bins = counts.length / hours.length;
  const days = weekdays.map((weekday, day) => ({ n: 0, sum: 0, day, phases: dayPhases(weekday) }));
  const hour = hours.map(({ day, phases }, at) => {
    const { n, sum } = windowScore(contrast, counts.subarray(at * bins, (at + 1) * bins));
    const total = days[day] as (typeof days)[number];
    total.n += n;
    total.sum += sum;
    return { n, sum, day, phases };
  });
  return { hour, day: days };
}
