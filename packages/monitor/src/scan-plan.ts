import {
  categoricalContrasts,
  type Contrast,
  dayPhases,
  fitWindows,
  hourPhases,
  numericContrasts,
  type ReferenceCoverage,
  referenceCoverage,
  type ReferenceWindow,
  SCAN_SCALES,
  type WindowFit,
  type WindowFitOff,
  windowScore,
} from '@marigraph/statistics';

import { type Calendar, createCalendar, type LocalHour } from './calendar.ts';
import { HOUR_MS } from './reference-hours.ts';
import type { HourlyCounts, Reference, ReferenceFeature, ReferenceTime } from './reference.ts';
import { createScanBins, type ScanBins } from './scan-bins.ts';

/** One direction in which a feature may move, with what the reference says of its natural variation. */
export interface ScanContrast {
  readonly contrast: Contrast;
  /** Of a category's share. */
  readonly category: string | undefined;
  readonly hour: WindowFit | WindowFitOff;
  readonly day: WindowFit | WindowFitOff;
}

/** What the window scan knows of a feature. */
export interface ScanFeature {
  readonly name: string;
  readonly bins: ScanBins;
  readonly contrasts: readonly ScanContrast[];
  /** Where its contrasts begin among those of all features. */
  readonly offset: number;
}

/** Everything that the calibrated window scan takes from a reference. Made once; O(hours × contrasts). */
export interface ScanPlan {
  readonly calendar: Calendar;
  readonly features: readonly ScanFeature[];
  /** Contrasts of all features. */
  readonly contrasts: number;
  /** How much of the seasons the reference has seen: the longest among its features. */
  readonly coverage: ReferenceCoverage;
}

/** @returns Nothing where the reference has no times: then natural variation is not known. */
export function createScanPlan({ time, features }: Reference): ScanPlan | undefined {
  if (time === undefined) return undefined;
  const calendar = createCalendar(time.timeZone);
  const hours = hoursOf(time, calendar);
  const planned: ScanFeature[] = [];
  let contrasts = 0;
  let coverage = referenceCoverage([]);
  for (const feature of features) {
    const { hourly } = feature;
    if (hourly === undefined) continue;
    const own = planFeature(feature, hourly, hours);
    planned.push({ ...own.feature, offset: contrasts });
    contrasts += own.feature.contrasts.length;
    if (own.coverage.days > coverage.days || coverage.spanDays === 0) coverage = own.coverage;
  }
  return { calendar, features: planned, contrasts, coverage };
}

function hoursOf({ start, hours }: ReferenceTime, calendar: Calendar): LocalHour[] {
  const first = Date.parse(start) / HOUR_MS;
  return Array.from({ length: hours }, (_, at) => calendar(first + at));
}

function planFeature(
  feature: ReferenceFeature,
  hourly: HourlyCounts,
  hours: readonly LocalHour[],
): { readonly feature: Omit<ScanFeature, 'offset'>; readonly coverage: ReferenceCoverage } {
  const bins = createScanBins(feature);
  const totals = new Float64Array(bins.count);
  for (const [at, count] of hourly.entries()) {
    totals[at % bins.count] = (totals[at % bins.count] as number) + count;
  }
  const found = feature.type === 'number' ? numericContrasts(totals) : categoricalContrasts(totals);
  // The share of missing values counts all rows, so its days are the days of the feature.
  const rows = scoredHours(found.at(-1) as Contrast, bins, { hourly, hours });
  return {
    coverage: referenceCoverage(toDays(rows, hours)),
    feature: {
      name: feature.name,
      bins,
      contrasts: found.map((contrast) => ({
        contrast,
        category: contrast.kind === 'category' ? bins.categories?.[contrast.bin] : undefined,
        ...fitScales(contrast, scoredHours(contrast, bins, { hourly, hours }), hours),
      })),
    },
  };
}

function fitScales(
  { kind }: Contrast,
  windows: readonly ReferenceWindow[],
  hours: readonly LocalHour[],
): Pick<ScanContrast, 'hour' | 'day'> {
  const { hour, day } = SCAN_SCALES;
  return {
    hour: fitWindows(windows, { kind, lags: hour.lags, coverage: hour.coverage }),
    day: fitWindows(toDays(windows, hours), { kind, lags: day.lags, coverage: day.coverage }),
  };
}

/** The hours of a reference as windows of one contrast. */
function scoredHours(
  contrast: Contrast,
  { count }: ScanBins,
  reference: { readonly hourly: HourlyCounts; readonly hours: readonly LocalHour[] },
): ReferenceWindow[] {
  return reference.hours.map(({ day, hour, weekday }, at) => ({
    ...windowScore(contrast, reference.hourly.subarray(at * count, (at + 1) * count)),
    day,
    phases: hourPhases(hour, weekday),
  }));
}

/** Local days of hours in the order of time; days are without gaps as hours are. */
function toDays(
  windows: readonly ReferenceWindow[],
  hours: readonly LocalHour[],
): ReferenceWindow[] {
  const days: { n: number; sum: number; day: number; phases: [number, number, number] }[] = [];
  for (const [at, { n, sum, day }] of windows.entries()) {
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { n: 0, sum: 0, day, phases: dayPhases((hours[at] as LocalHour).weekday) };
      days.push(last);
    }
    last.n += n;
    last.sum += sum;
  }
  return days;
}
