/** The text format 0.0.4: families with their help and type once, then their series. */

import type { Family, Series } from './prometheus-families.ts';
import type { HistogramValue } from './prometheus-values.ts';

export function formatExposition(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const family of families) {
    const { name, type, help } = family;
    if (help !== '') lines.push(`# HELP ${name} ${escapeHelp(help)}`);
    lines.push(`# TYPE ${name} ${type}`);
    for (const series of family.series.values()) addSeries(lines, name, series);
  }
  lines.push('');
  return lines.join('\n');
}

function addSeries(lines: string[], name: string, { labels, value }: Series): void {
  if (typeof value === 'object') addHistogram(lines, name, labels, value);
  else lines.push(`${name}${braces(labels)} ${formatNumber(value)}`);
}

function addHistogram(
  lines: string[],
  name: string,
  labels: string,
  { bounds, counts, count, sum }: HistogramValue,
): void {
  const prefix = labels === '' ? '' : `${labels},`;
  let below = 0n;
  for (const [index, bound] of bounds.entries()) {
    below += counts[index] ?? 0n;
    lines.push(`${name}_bucket{${prefix}le="${formatNumber(bound)}"} ${below}`);
  }
  lines.push(`${name}_bucket{${prefix}le="+Inf"} ${count}`);
  if (sum !== undefined) lines.push(`${name}_sum${braces(labels)} ${formatNumber(sum)}`);
  lines.push(`${name}_count${braces(labels)} ${count}`);
}

function braces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function formatNumber(value: number | bigint): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '0' : String(value);
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
