import type { Instrument } from './model.ts';

// Source: OpenTelemetry's "Prometheus and OpenMetrics compatibility" and the units and rules of
// prometheus/otlptranslator (strategy UnderscoreEscapingWithSuffixes), which Prometheus itself applies to OTLP.

const UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['1', ''],
  ['%', 'percent'],
]);

const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/**
 * The name under which Prometheus stores a metric that reaches it by OTLP. Histograms get their `_bucket`,
 * `_sum` and `_count` on top of it.
 */
export function prometheusName(name: string, unit: string, instrument: Instrument): string {
  let tokens = tokensOf(name);
  const [main = '', per = ''] = splitOnce(unit, '/');
  for (const suffix of [unitWord(main, UNITS), perWord(per)]) {
    if (suffix !== '' && !tokens.includes(suffix)) tokens.push(suffix);
  }
  if (instrument === 'counter') tokens = moveLast(tokens, 'total');
  if (instrument === 'gauge' && unit === '1') tokens = moveLast(tokens, 'ratio');
  const joined = tokens.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** Whether the tables above know every part of the unit; of other units the name might come out wrong. */
export function isKnownUnit(unit: string): boolean {
  const [main = '', per] = splitOnce(unit, '/');
  return isKnownPart(main, UNITS) && (per === undefined || isKnownPart(per, PER_UNITS));
}

function isKnownPart(part: string, words: ReadonlyMap<string, string>): boolean {
  return /^\{[^{}]+\}$/.test(part) || words.has(part);
}

function tokensOf(text: string): string[] {
  return text.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
}

function perWord(unit: string): string {
  const word = unitWord(unit, PER_UNITS);
  return word === '' ? '' : `per_${word}`;
}

/** Units in braces only annotate, so they leave no trace in the name. */
function unitWord(unit: string, words: ReadonlyMap<string, string>): string {
  const trimmed = unit.trim();
  if (/[{}]/.test(trimmed)) return '';
  return tokensOf(words.get(trimmed) ?? trimmed).join('_');
}

function moveLast(tokens: readonly string[], last: string): string[] {
  return [...tokens.filter((token) => token !== last), last];
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
