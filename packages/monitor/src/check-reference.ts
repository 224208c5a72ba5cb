import { MonitorError } from './errors.ts';
import { checkTimeZone, HOURS_MAX } from './reference-hours.ts';
import {
  CATEGORIES_MAX,
  type CategoricalReference,
  FINE_BINS,
  type NumericReference,
  type Reference,
  type ReferenceFeature,
  type ReferenceTime,
} from './reference.ts';
import { createScanBins } from './scan-bins.ts';

/** Every quantile makes at most two edges: its value and, for a heavy one, the value before it. */
const EDGES_END = 2 * FINE_BINS;

/**
 * Checks what the types do not say of a reference that was read from elsewhere.
 *
 * @throws {MonitorError} `reference_invalid`.
 */
export function checkReference({ time, features }: Reference): void {
  if (time !== undefined) checkTime(time);
  const names = new Set<string>();
  for (const feature of features) {
    const { name, counts } = feature;
    if (names.has(name)) invalidFeature(name, 'it occurs twice');
    names.add(name);
    if (feature.type === 'number') checkNumeric(feature);
    else checkCategorical(feature);
    if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
      invalidFeature(name, 'its counts must be whole numbers from 0');
    }
    if (!counts.some((count) => count > 0)) invalidFeature(name, 'it has no rows');
    checkHourly(feature, time);
  }
}

function checkTime({ timeZone, start, hours }: ReferenceTime): void {
  checkTimeZone(timeZone);
  if (!/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/.test(start) || Number.isNaN(Date.parse(start))) {
    throw new MonitorError('reference_invalid', `time.start is ${start}, expected a whole hour`);
  }
  if (!(Number.isSafeInteger(hours) && hours >= 1 && hours <= HOURS_MAX)) {
    throw new MonitorError(
      'reference_invalid',
      `time.hours is ${hours}, expected 1 to ${HOURS_MAX}`,
    );
  }
}

function checkHourly(feature: ReferenceFeature, time: ReferenceTime | undefined): void {
  const { name, hourly } = feature;
  const expected = time === undefined ? undefined : time.hours * createScanBins(feature).count;
  if (hourly?.length !== expected) {
    invalidFeature(
      name,
      `${hourly?.length ?? 0} hourly counts, expected ${expected ?? 'none without a time'}`,
    );
  }
  // Without a row in any hour there would be nothing to compare the hours of live rows with.
  if (hourly?.every((count) => count === 0)) invalidFeature(name, 'all its hourly counts are 0');
}

function checkNumeric({ name, edges, counts }: NumericReference): void {
  if (edges.length >= EDGES_END)
    invalidFeature(name, `${edges.length} edges, fewer than ${EDGES_END} expected`);
  if (counts.length !== edges.length + 1)
    invalidFeature(name, 'it must have one count more than edges');
  let before = Number.NEGATIVE_INFINITY;
  for (const edge of edges) {
    if (!(edge > before && edge < Number.POSITIVE_INFINITY)) {
      invalidFeature(name, `its edges must ascend strictly and be finite, at ${edge}`);
    }
    before = edge;
  }
}

function checkCategorical({ name, categories, counts }: CategoricalReference): void {
  if (new Set(categories).size !== categories.length)
    invalidFeature(name, 'a category occurs twice');
  if (categories.length > CATEGORIES_MAX) {
    invalidFeature(name, `${categories.length} categories, at most ${CATEGORIES_MAX}`);
  }
  if (counts.length !== categories.length)
    invalidFeature(name, 'it must have one count per category');
}

/** @throws {MonitorError} `reference_invalid`, always. */
export function invalidFeature(feature: string, problem: string): never {
  throw new MonitorError('reference_invalid', `feature \`${feature}\`: ${problem}`);
}
