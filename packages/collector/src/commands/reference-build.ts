import { readFileSync, writeFileSync } from 'node:fs';

import {
  buildReference,
  MonitorError,
  type Reference,
  type ReferenceColumn,
} from '@marigraph/monitor';
import { type Command, InvalidArgumentError } from 'commander';
import { CsvError, parse } from 'csv-parse/sync';

import { formatReference } from '../connectors/ml-monitor/reference-file.ts';

/** A command that cannot do what it was asked to; the message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

export interface ReferenceBuildOptions {
  readonly model: string;
  readonly modelVersion: string;
  /** Path of a CSV file with a header line. */
  readonly input: string;
  /** Path of the reference to write. */
  readonly output: string;
  /** Columns that are features; all of them when left out. */
  readonly features?: readonly string[];
}

/** Adds `reference build` to the command. */
export function addReferenceCommands(program: Command, out: (text: string) => void): void {
  program
    .command('reference')
    .description('references: what production data is compared with')
    .command('build')
    .description('build the reference of one model version from a CSV file, one row per prediction')
    .requiredOption('--model <name>', 'name of the model, as its telemetry gives it')
    .requiredOption('--model-version <version>', 'version of the model')
    .requiredOption(
      '--input <file>',
      'CSV file with a header line; an empty cell is a missing value',
    )
    .requiredOption('--output <file>', 'reference to write')
    .option(
      '--features <names>',
      'columns that are features, separated by commas (all of them)',
      splitNames,
    )
    .action((options: ReferenceBuildOptions) => {
      const { rows, features } = buildReferenceFile(options);
      out(`${options.output}: ${features.length} features of ${rows} rows\n`);
    });
}

/**
 * Builds a reference from a CSV file and writes it.
 *
 * @throws {CommandError} when the file cannot be read, a feature has no column, or the rows make no reference.
 */
export function buildReferenceFile(options: ReferenceBuildOptions): Reference {
  const { model, modelVersion, input, output } = options;
  try {
    const columns = readColumns(input, options.features);
    const document = buildReference({ name: model, version: modelVersion }, columns);
    writeFileSync(output, formatReference(document));
    return document;
  } catch (error) {
    if (error instanceof MonitorError || error instanceof CsvError || isSystemError(error)) {
      throw new CommandError(`${input}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function readColumns(path: string, features: readonly string[] | undefined): ReferenceColumn[] {
  const [header = [], ...records] = parse(readFileSync(path), {
    bom: true,
    skip_empty_lines: true,
  });
  const names = features ?? header;
  const absent = names.filter((name) => !header.includes(name));
  if (absent.length > 0) {
    throw new CommandError(`${path}: no column ${absent.join(', ')}; it has ${header.join(', ')}`);
  }
  return names.map((name) => {
    const at = header.indexOf(name);
    return toColumn(
      name,
      records.map((record) => record[at] ?? ''),
    );
  });
}

/** A column is numeric when every cell that is not empty reads as a number. */
function toColumn(name: string, cells: readonly string[]): ReferenceColumn {
  const numeric = cells.every(
    (cell) => cell === '' || !Number.isNaN(Number(cell)) || cell === 'NaN',
  );
  return {
    name,
    values: cells.map((cell) => (cell === '' ? null : numeric ? Number(cell) : cell)),
  };
}

function splitNames(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('expected names separated by commas');
  return names;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
