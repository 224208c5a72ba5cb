/**
 * Names of metrics and labels by the rules of the Prometheus translator for OpenTelemetry: unit and type
 * become suffixes, everything that classic names cannot hold becomes an underscore.
 */

import type { Metric } from '@marigraph/otlp';

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
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
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

/** The name of a metric: `http.server.duration` in `s` is `http_server_duration_seconds`. */
export function metricName(metric: Metric): string {
  const tokens = metric.name.split(/[^a-zA-Z0-9:]+/).filter((token) => token !== '');
  appendUnit(tokens, metric.unit ?? '');
  if (metric.kind === 'sum' && metric.monotonic) moveToEnd(tokens, 'total');
  if (metric.kind === 'gauge' && metric.unit === '1') moveToEnd(tokens, 'ratio');
  const name = tokens.join('_');
  return /^\d/.test(name) || name === '' ? `_${name}` : name;
}

/** A unit in braces is an annotation and says nothing; one that the name has already is not repeated. */
function appendUnit(tokens: string[], unit: string): void {
  const slash = unit.indexOf('/');
  const main = suffixOf(slash < 0 ? unit : unit.slice(0, slash), UNITS);
  if (main !== '' && !tokens.includes(main)) tokens.push(main);
  const per = slash < 0 ? '' : suffixOf(unit.slice(slash + 1), PER_UNITS);
  if (per !== '' && !tokens.includes(per)) tokens.push('per', per);
}

function suffixOf(unit: string, known: ReadonlyMap<string, string>): string {
  const trimmed = unit.trim();
  if (trimmed === '' || /[{}]/.test(trimmed)) return '';
  const suffix = known.get(trimmed) ?? trimmed;
  return suffix.replaceAll(/[^a-zA-Z0-9:]+/g, '_').replaceAll(/^_+|_+$/g, '');
}

function moveToEnd(tokens: string[], suffix: string): void {
  const others = tokens.filter((token) => token !== suffix);
  tokens.splice(0, tokens.length, ...others, suffix);
}

/** The name of a label: `ml.model.name` is `ml_model_name`. */
export function labelName(key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  if (/^\d/.test(name)) return `key_${name}`;
  // Two leading underscores are reserved for Prometheus itself.
  return name.startsWith('__') ? `key_${name.slice(2)}` : name === '' ? '_' : name;
}
