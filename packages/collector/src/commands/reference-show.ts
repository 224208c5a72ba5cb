import type { Command } from 'commander';

import { readReference } from '../connectors/ml-monitor/reference-file.ts';
import { about } from './command-error.ts';
import type { ContrastSummary, ScaleName, ShiftSummary } from './reference-shifts.ts';
import {
  type CoverageSummary,
  type FeatureSummary,
  type ReferenceSummary,
  summarizeReference,
} from './reference-summary.ts';
import type { Print } from './reference.ts';
import { formatNumber, formatShare, formatTable, shorten } from './text-table.ts';

const SCALES: readonly (readonly [ScaleName, string])[] = [
  ['hour', '1 hour'],
  ['day', '1 day'],
  ['week', '7 days'],
];

/** Adds `show` to the command `reference`. */
export function addReferenceShow(command: Command, { out }: Print): void {
  command
    .command('show')
    .description('show what is in a reference, and what drift can be seen with it')
    .argument('<file>', 'reference')
    .option('--json', 'prints JSON, with everything')
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { document } = await about(file, () => readReference(file));
      const summary = summarizeReference(document);
      out(json === true ? `${JSON.stringify(summary, undefined, 2)}\n` : formatSummary(summary));
    });
}

/** A reference for people. */
export function formatSummary(summary: ReferenceSummary): string {
  const { model, hash, rows, coverage, features } = summary;
  const parts = [
    `${shorten(model.name)} ${shorten(model.version)}, ${hash}\n`,
    `${rows} rows of ${features.length} features${formatTimes(coverage)}\n`,
    `${coverage.status}: ${coverage.reason}\n`,
    '\n',
    formatTable(
      ['feature', 'type', 'missing', 'range', '5 %', '50 %', '95 %', 'most frequent', 'expected'],
      features.map(featureRow),
    ),
  ];
  const shifts = features.flatMap(shiftRows);
  if (shifts.length > 0) {
    const header = ['feature', 'looks at', ...SCALES.map(([, length]) => length)];
    parts.push(
      `\nSmallest shift that a usual window finds in 4 cases of 5, with ${summary.budget} false alert in 30 days:\n`,
      formatTable(header, shifts),
      formatWindows(features),
    );
  }
  return parts.join('');
}

function formatTimes({ start, hours, timeZone, ...cycles }: CoverageSummary): string {
  if (start === undefined) return '';
  const { dailyCycles = 0, weeklyCycles = 0, yearlyCycles = 0 } = cycles;
  return (
    `, ${hours} hours from ${start} (${timeZone})\n` +
    `covers ${formatNumber(dailyCycles)} daily, ${formatNumber(weeklyCycles)} weekly, ` +
    `${formatNumber(yearlyCycles)} yearly cycles`
  );
}

function featureRow(feature: FeatureSummary): readonly string[] {
  const { name, type, missingShare, range, integer, quantiles, mostFrequent = [] } = feature;
  const quantile = (share: string): string => {
    const value = quantiles?.[share];
    return value === undefined ? '' : formatNumber(value);
  };
  return [
    shorten(name),
    integer === true ? 'integer' : type,
    formatShare(missingShare),
    range === undefined
      ? `${feature.categories} categories`
      : `${formatNumber(range.minimum)} to ${formatNumber(range.maximum)}`,
    quantile('0.05'),
    quantile('0.5'),
    quantile('0.95'),
    mostFrequent
      .slice(0, 3)
      .map(({ category, share }) => `${shorten(category, 16)} ${formatShare(share)}`)
      .join(', '),
    formatExpected(feature.expected),
  ];
}

/** An expectation in words, as short as a cell. */
export function formatExpected(expected: FeatureSummary['expected']): string {
  if (expected === undefined) return '';
  const { minimum, maximum, integer, categories, missingShareMax, unit } = {
    minimum: undefined,
    maximum: undefined,
    integer: undefined,
    categories: undefined,
    ...expected,
  };
  return [
    minimum === undefined ? [] : `>= ${formatNumber(minimum)}`,
    maximum === undefined ? [] : `<= ${formatNumber(maximum)}`,
    integer === true ? 'whole numbers' : [],
    categories === undefined ? [] : `one of ${categories.length}`,
    missingShareMax === undefined ? [] : `missing <= ${formatShare(missingShareMax)}`,
    unit === undefined ? [] : `in ${unit}`,
  ]
    .flat()
    .join(', ');
}

/** The location of a number, the most frequent category, and what is missing; the rest is in the JSON. */
function shiftRows({ name, smallestShifts = [] }: FeatureSummary): readonly string[][] {
  const first = smallestShifts.find(({ kind }) => kind === 'location' || kind === 'category');
  const missing = smallestShifts.find(({ kind }) => kind === 'missing');
  return [first, missing]
    .filter((contrast) => contrast !== undefined)
    .map((contrast) => {
      const { kind, category = '', scales } = contrast;
      const looksAt = kind === 'category' ? `share of ${shorten(category, 16)}` : kind;
      const cells = SCALES.map(([scale]) => formatShift(contrast, scales[scale]));
      return [shorten(name), looksAt].concat(cells);
    });
}

function formatShift({ kind }: ContrastSummary, { status, shift = 0 }: ShiftSummary): string {
  if (status === 'fitted') return kind === 'location' ? formatNumber(shift) : formatShare(shift);
  if (status === 'off') return 'too few windows';
  return status === 'undetectable' ? 'none however large' : 'too few rows';
}

function formatWindows(features: readonly FeatureSummary[]): string {
  const scales = features.find(({ smallestShifts }) => smallestShifts?.length)?.smallestShifts?.[0]
    ?.scales;
  if (scales === undefined) return '';
  const counts = SCALES.slice(0, 2).map(([scale, length]) => {
    const { windows, rows } = scales[scale];
    return rows === undefined
      ? `${windows} windows of ${length}`
      : `${windows} windows of ${length} with usually ${formatNumber(rows)} rows`;
  });
  return `Measured on ${counts.join(', ')}.\n`;
}
