import { FINE_BINS, type Reference, type ReferenceFeature } from '@marigraph/monitor';

const DATE_TEXT = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;
/** 1990-01-01 to 2100-01-01 in seconds; in milliseconds, microseconds and nanoseconds it is as many times more. */
const EPOCH_SECONDS = { from: 631_152_000, to: 4_102_444_800 } as const;
const DATE_NUMBERS = { from: 19_900_101, to: 20_991_231 } as const;
const NAMES_SHOWN = 5;

/**
 * What is probably not meant, of a reference that can be used all the same; one sentence each.
 *
 * Every value after the last date of a reference is new to it, so a date among the features is drift for ever.
 */
export function referenceRemarks({ rows, features }: Reference): string[] {
  const remarks: string[] = [];
  const say = (names: readonly string[], sentence: string): void => {
    if (names.length > 0) remarks.push(`${listOf(names)}: ${sentence}`);
  };
  say(
    namesOf(features, looksLikeDates),
    'these look like dates, of which every later one is new; take them as --time, or leave them out with --exclude',
  );
  say(
    namesOf(features, isConstant),
    'every value is the same, so nothing but another value can be seen',
  );
  if (rows < FINE_BINS && features.some(({ type }) => type === 'number')) {
    remarks.push(
      `${rows} rows are fewer than the ${FINE_BINS} quantiles that a number has; give more rows`,
    );
  }
  return remarks;
}

function namesOf(
  features: readonly ReferenceFeature[],
  holds: (feature: ReferenceFeature) => boolean,
): string[] {
  return features.filter(holds).map(({ name }) => name);
}

function looksLikeDates(feature: ReferenceFeature): boolean {
  if (feature.type === 'category') return feature.categories.every((text) => DATE_TEXT.test(text));
  if (!feature.integer) return false;
  const { minimum, maximum } = feature.range;
  if (minimum >= DATE_NUMBERS.from && maximum <= DATE_NUMBERS.to) return true;
  return [1, 1e3, 1e6, 1e9].some(
    (perSecond) =>
      minimum >= EPOCH_SECONDS.from * perSecond && maximum <= EPOCH_SECONDS.to * perSecond,
  );
}

function isConstant(feature: ReferenceFeature): boolean {
  return feature.type === 'number'
    ? feature.range.minimum === feature.range.maximum
    : feature.categories.length === 1;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
