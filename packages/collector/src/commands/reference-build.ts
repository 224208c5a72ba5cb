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
import { systemCode } from '../errors.ts';

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
    .requiredOption('--model <name>', 'name of the model, as its telemetry gives it', nonEmpty)
    .requiredOption('--model-version <version>', 'version of the model')
    .requiredOption(
      '--input <file>',
      'CSV file with a header line; an empty cell, or NaN, is a missing value',
    )
    .requiredOption('--output <file>', 'reference to write')
    .option(
      '--features <names>',
      'columns that are features, separated by commas (all of them)',
      splitNames,
    )
    .action((options: ReferenceBuildOptions) => {
      out(`${options.output}: ${summaryOf(buildReferenceFile(options))}\n`);
    });
}

/**
 * Builds a reference from a CSV file and writes it.
 *
 * A column is numeric when all its values are numbers; otherwise its values are categories. A number has no leading
 * zeros, so that codes such as the postal code `01234` stay what they are. An empty cell, one of spaces only, and
 * `NaN` are missing.
 *
 * @throws {CommandError} when a file cannot be read or written, a feature has no column, or the rows make no
 * reference.
 */
export function buildReferenceFile(options: ReferenceBuildOptions): Reference {
  const { model, modelVersion, input, output } = options;
  const document = build(input, () => {
    const columns = readColumns(input, options.features);
    return buildReference({ name: model, version: modelVersion }, columns);
  });
  build(output, () => writeFileSync(output, formatReference(document)));
  return document;
}

/** Does one step; what goes wrong with it is said of the file it is about. */
function build<Result>(path: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    if (error instanceof MonitorError || error instanceof CsvError || isSystemError(error)) {
      throw new CommandError(`${path}: ${error.message}`, { cause: error });
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
  checkNames(path, header, names);
  return names.map((name) => {
    const at = header.indexOf(name);
    return toColumn(
      name,
      records.map((record) => record[at] ?? ''),
    );
  });
}

function checkNames(path: string, header: readonly string[], names: readonly string[]): void {
  const absent = names.filter((name) => !header.includes(name));
  if (absent.length > 0) {
    throw new CommandError(`${path}: no column ${absent.join(', ')}; it has ${header.join(', ')}`);
  }
  // A data frame written with its index has one.
  if (names.includes('')) {
    const column = header.indexOf('') + 1;
    throw new CommandError(
      `${path}: column ${column} has no name; name the columns that are features with --features`,
    );
  }
  const repeated = names.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (repeated !== undefined) throw new CommandError(`${path}: two columns are named ${repeated}`);
}

const MISSING = /^(?:nan)?$/i;
/** Infinite values are numbers too: a reference cannot hold them, and that is to be said, not hidden in a category. */
const NUMBER = /^[+-]?(?:(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$/i;

function toColumn(name: string, cells: readonly string[]): ReferenceColumn {
  const texts = cells.map((cell) => (MISSING.test(cell.trim()) ? null : cell));
  const areNumbers = texts.every((text) => text === null || NUMBER.test(text.trim()));
  return { name, values: areNumbers ? texts.map(toNumber) : texts };
}

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text.replace(/inf(?:inity)?/i, 'Infinity'));
}

function summaryOf({ rows, features }: Reference): string {
  const numbers = features.filter(({ type }) => type === 'number').length;
  const categories = features.length - numbers;
  return `${features.length} features (${numbers} of numbers, ${categories} of categories) of ${rows} rows`;
}

function nonEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected a name');
  return text;
}

function splitNames(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('expected names separated by commas');
  return names;
}

/** Whatever the operating system, or Node on its behalf, refuses: files that are absent, denied, or too large. */
function isSystemError(error: unknown): error is Error {
  const code = systemCode(error);
  return code !== undefined && (/^E[A-Z]+$/.test(code) || code === 'ERR_FS_FILE_TOO_LARGE');
}
