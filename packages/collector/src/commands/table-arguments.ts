import { type Command, InvalidArgumentError, Option } from 'commander';

import { TABLE_FORMATS, type TableFormat } from '../tables/read-table.ts';

/** How a table is read; the same for every command that reads one. */
export interface TableArguments {
  /** By default what the suffix says. */
  readonly format?: TableFormat;
  readonly timeZone?: string;
  /** Rows to take from the beginning. */
  readonly limitRows?: number;
}

/** Adds `--format` and `--limit-rows`. */
export function tableArguments(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'format of the table (by its suffix, else csv)').choices(
        TABLE_FORMATS,
      ),
    )
    .option('--limit-rows <number>', 'reads this many rows from the beginning', wholeNumber);
}

/** A name that is not empty. */
export function nonEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('expected a name');
  return text;
}

/** Names separated by commas. */
export function splitNames(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('expected names separated by commas');
  return names;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('expected a whole number from 1');
  }
  return value;
}
