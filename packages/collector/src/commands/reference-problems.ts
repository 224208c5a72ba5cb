import type {
  CategoricalReference,
  NumericReference,
  Reference,
  ReferenceFeature,
  ReferenceTime,
} from '@marigraph/monitor';
import { createScanBins } from '@marigraph/monitor';

import { hashOf } from '../connectors/ml-monitor/reference-file.ts';
import { formatShare, shorten } from './text-table.ts';

const CATEGORIES_SHOWN = 5;

/**
 * Everything in which a reference contradicts itself; one sentence each.
 *
 * @param hash What the file says its hash is.
 */
export function referenceProblems(reference: Reference, hash: string): string[] {
  const { time, features } = reference;
  const expected = hashOf(reference);
  return [
    ...(hash === expected
      ? []
      : [`its hash is ${hash}, its content gives ${expected}: it was changed after it was built`]),
    ...(time === undefined ? [] : timeProblems(time)),
    ...features.flatMap((feature) =>
      [
        ...countProblems(feature, reference),
        ...hourlyProblems(feature, reference),
        ...expectationProblems(feature),
      ].map((problem) => `feature \`${shorten(feature.name)}\`: ${problem}`),
    ),
  ];
}

/** Where the rows of a reference themselves are not as they are expected to be. That may be meant. */
export function brokenByReference({ features }: Reference): string[] {
  return features.flatMap((feature) =>
    ownBreaches(feature).map((breach) => `feature \`${shorten(feature.name)}\`: ${breach}`),
  );
}

function timeProblems({ timeZone, start, hours }: ReferenceTime): string[] {
  const problems: string[] = [];
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch {
    problems.push(`${JSON.stringify(timeZone)} is no time zone`);
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/.test(start) || Number.isNaN(Date.parse(start))) {
    problems.push(`time.start is ${start}, expected a whole hour as 2026-10-01T00:00:00Z`);
  }
  if (hours < 1) problems.push(`time.hours is ${hours}, expected at least 1`);
  return problems;
}

function countProblems(feature: ReferenceFeature, { rows }: Reference): string[] {
  const problems: string[] = [];
  const present = totalOf(feature.counts);
  if (present === 0) problems.push('it has no rows with a value');
  if (present + feature.missing !== rows) {
    problems.push(`${present} values and ${feature.missing} missing make not ${rows} rows`);
  }
  if (feature.type === 'category') {
    const { categories } = feature;
    if (new Set(categories).size < categories.length) problems.push('a category occurs twice');
    return problems;
  }
  const { range, edges } = feature;
  if (range.minimum > range.maximum) problems.push('its range ends before it begins');
  const isWithin = edges.every((edge) => edge <= range.maximum);
  if (!isWithin) problems.push('an edge lies above its range');
  return problems;
}

/** The hours must add up to the whole, bin by bin, and every hour must have as many rows in all features. */
function hourlyProblems(feature: ReferenceFeature, { time, features }: Reference): string[] {
  const { hourly } = feature;
  if (totalOf(feature.counts) === 0) return [];
  const bins = createScanBins(feature);
  const expected = (time?.hours ?? 0) * bins.count;
  const found = hourly?.length ?? 0;
  if (found !== expected) return [`${found} hourly counts, expected ${expected}`];
  if (hourly === undefined) return [];
  const totals = new Float64Array(bins.count);
  for (const [at, rows] of hourly.entries()) {
    totals[at % bins.count] = (totals[at % bins.count] as number) + rows;
  }
  const whole = new Float64Array(bins.count);
  for (const [bin, rows] of feature.counts.entries()) {
    const group = bins.groups[bin] as number;
    whole[group] = (whole[group] as number) + rows;
  }
  whole[bins.inRange + 1] = feature.missing;
  const wrong = totals.findIndex((rows, bin) => rows !== whole[bin]);
  if (wrong >= 0) {
    return [`the hours have ${totals[wrong]} rows in scan bin ${wrong}, the whole ${whole[wrong]}`];
  }
  const first = features[0] as ReferenceFeature;
  const hour = firstHourThatDiffers(feature, first);
  return hour < 0 ? [] : [`hour ${hour} has other rows than in feature \`${shorten(first.name)}\``];
}

function firstHourThatDiffers(feature: ReferenceFeature, other: ReferenceFeature): number {
  if (totalOf(other.counts) === 0) return -1;
  const [rows, otherRows] = [feature, other].map((each) => {
    const { count } = createScanBins(each);
    const { hourly = new Uint32Array() } = each;
    return Array.from({ length: hourly.length / count }, (_, hour) =>
      totalOf(hourly.subarray(hour * count, (hour + 1) * count)),
    );
  }) as [number[], number[]];
  if (rows.length !== otherRows.length) return -1;
  return rows.findIndex((count, hour) => count !== otherRows[hour]);
}

function expectationProblems(feature: ReferenceFeature): string[] {
  if (feature.type === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = feature.expected ?? {};
    return minimum <= maximum
      ? []
      : [`expected.minimum ${minimum} is above expected.maximum ${maximum}`];
  }
  const categories = feature.expected?.categories;
  if (categories === undefined) return [];
  if (categories.length === 0) return ['expected.categories is empty: every row would break it'];
  return new Set(categories).size === categories.length
    ? []
    : ['expected.categories has a category twice'];
}

function ownBreaches(feature: ReferenceFeature): string[] {
  const { expected, missing, counts } = feature;
  const share = missing / (missing + totalOf(counts));
  const breaches = feature.type === 'number' ? numberBreaches(feature) : categoryBreaches(feature);
  return share > (expected?.missingShareMax ?? 1)
    ? [`${formatShare(share)} of its rows are missing, more than is expected`, ...breaches]
    : breaches;
}

function numberBreaches({ range, integer, expected = {} }: NumericReference): string[] {
  const { minimum = -Infinity, maximum = Infinity } = expected;
  return [
    range.minimum < minimum ? [`its least value ${range.minimum} is below ${minimum}`] : [],
    range.maximum > maximum ? [`its largest value ${range.maximum} is above ${maximum}`] : [],
    expected.integer === true && !integer ? ['its values are not all whole'] : [],
  ].flat();
}

function categoryBreaches({ categories, expected }: CategoricalReference): string[] {
  const known = new Set(expected?.categories ?? categories);
  const others = categories.filter((category) => !known.has(category));
  if (others.length === 0) return [];
  const shown = others.slice(0, CATEGORIES_SHOWN).map((name) => shorten(name));
  const more = others.length - shown.length;
  const list = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [`it has categories that are not expected: ${list}`];
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < counts.length; at++) total += counts[at] as number;
  return total;
}
