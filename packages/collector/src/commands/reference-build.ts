import { writeFileSync } from 'node:fs';

import { buildReference, type Reference } from '@marigraph/monitor';
import type { Command } from 'commander';

import { formatReference } from '../connectors/ml-monitor/reference-file.ts';
import { createFeatureColumn, type FeatureColumn } from '../tables/feature-column.ts';
import { readTable } from '../tables/read-table.ts';
import { createTimeColumn, type TimeColumn } from '../tables/time-column.ts';
import { about } from './command-error.ts';
import { referenceRemarks } from './reference-remarks.ts';
import type { Print } from './reference.ts';
import { nonEmpty, splitNames, type TableArguments, tableArguments } from './table-arguments.ts';

export interface ReferenceBuildOptions extends TableArguments {
  readonly model: string;
  readonly modelVersion: string;
  /** Path of a table, one row per prediction. */
  readonly input: string;
  /** Path of the reference to write. */
  readonly output: string;
  /** Columns that are features; all of them when left out. */
  readonly features?: readonly string[];
  /** Columns that are none. */
  readonly exclude?: readonly string[];
  /** Column with the time of each row. */
  readonly time?: string;
}

/** Adds `build` to the command `reference`. */
export function addReferenceBuild(command: Command, print: Print): void {
  tableArguments(command.command('build'))
    .description('build the reference of one model version from a table, one row per prediction')
    .requiredOption('--model <name>', 'name of the model, as its telemetry gives it', nonEmpty)
    .requiredOption('--model-version <version>', 'version of the model')
    .requiredOption(
      '--input <file>',
      'CSV file with a header line, JSON Lines or Parquet; an empty cell, null or NaN is a missing value',
    )
    .requiredOption('--output <file>', 'reference to write')
    .option(
      '--features <names>',
      'columns that are features, separated by commas (all of them)',
      splitNames,
    )
    .option('--exclude <names>', 'columns that are no features, separated by commas', splitNames)
    .option(
      '--time <column>',
      'column with the time of each row: ISO 8601, a date, or a number since the epoch; ' +
        'without it no natural variation is known',
      nonEmpty,
    )
    .option(
      '--time-zone <name>',
      'zone of times without an offset, and of the hours and days in which traffic repeats',
      'UTC',
    )
    .action(async (options: ReferenceBuildOptions) => {
      const reference = await buildReferenceFile(options);
      for (const remark of referenceRemarks(reference)) print.err(`warning: ${remark}\n`);
      print.out(`${options.output}: ${summaryOf(reference)}\n`);
    });
}

/**
 * Builds a reference from a table and writes it.
 *
 * @throws {CommandError} when a file cannot be read or written, a feature has no column, or the rows make no
 * reference.
 */
export async function buildReferenceFile(options: ReferenceBuildOptions): Promise<Reference> {
  const { model, modelVersion, input, output } = options;
  const document = await about(input, async () => {
    const { columns, time } = await readColumns(options);
    const values = columns.map((column) => column.finish());
    return buildReference({ name: model, version: modelVersion }, values, time?.finish());
  });
  await about(output, () => writeFileSync(output, formatReference(document)));
  return document;
}

async function readColumns(options: ReferenceBuildOptions): Promise<{
  readonly columns: readonly FeatureColumn[];
  readonly time: TimeColumn | undefined;
}> {
  const { input, features, exclude, format, limitRows, timeZone = 'UTC' } = options;
  const time =
    options.time === undefined
      ? undefined
      : { name: options.time, sink: createTimeColumn({ name: options.time, timeZone }) };
  const columns = new Map<string, FeatureColumn>();
  const createColumn = (name: string): FeatureColumn => {
    const column = createFeatureColumn(name);
    columns.set(name, column);
    return column;
  };
  await readTable(input, { features, exclude, time, limitRows, createColumn }, format);
  // A file of objects shows its columns in the order of its rows.
  const order = features ?? [...columns.keys()];
  return {
    columns: order.flatMap((name) => columns.get(name) ?? []),
    time: time?.sink,
  };
}

function summaryOf({ rows, features, time }: Reference): string {
  const numbers = features.filter(({ type }) => type === 'number').length;
  const categories = features.length - numbers;
  const all = `${features.length} features (${numbers} of numbers, ${categories} of categories)`;
  const when = time === undefined ? '' : `, ${time.hours} hours from ${time.start}`;
  return `${all} of ${rows} rows${when}`;
}
