import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

import { type Command, Option } from 'commander';
import { parse as parseYaml } from 'yaml';

import { formatReference, readReference } from '../connectors/ml-monitor/reference-file.ts';
import { systemCode } from '../errors.ts';
import { applyExpectations, type Outcome } from '../expectations/apply-expectations.ts';
import { fromGreatExpectations } from '../expectations/great-expectations.ts';
import {
  ExpectationError,
  type ImportedExpectation,
} from '../expectations/imported-expectation.ts';
import { fromSoda } from '../expectations/soda.ts';
import { about, CommandError } from './command-error.ts';
import type { Print } from './reference.ts';
import { formatTable, shorten } from './text-table.ts';

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const DETAIL_LENGTH_MAX = 160;

const SOURCES: Readonly<Record<string, (document: unknown) => ImportedExpectation[]>> = {
  'great-expectations': fromGreatExpectations,
  soda: fromSoda,
};

interface ExpectOptions {
  readonly from: string;
  readonly write?: boolean;
}

/** Adds `expect` to the command `reference`. */
export function addReferenceExpect(command: Command, { out }: Print): void {
  command
    .command('expect')
    .description('add what another tool expects of the data to what a reference expects')
    .argument('<file>', 'reference')
    .argument('<expectations>', 'a Great Expectations suite, or a Soda data contract')
    .addOption(
      new Option('--from <tool>', 'whose expectations they are')
        .choices(Object.keys(SOURCES))
        .makeOptionMandatory(),
    )
    .option('--write', 'writes the reference; without it nothing but this report is made')
    .action(async (file: string, expectations: string, { from, write }: ExpectOptions) => {
      const { document } = await about(file, () => readReference(file));
      const imported = readExpectations(expectations, from);
      const { reference, outcomes } = applyExpectations(document, imported);
      out(formatOutcomes(outcomes));
      if (write !== true) {
        out('nothing was written; add --write\n');
        return;
      }
      await about(file, () => replaceFile(file, formatReference(reference)));
      out(`${file}: written\n`);
    });
}

function readExpectations(path: string, from: string): ImportedExpectation[] {
  const translate = SOURCES[from];
  if (translate === undefined) throw new TypeError(`${from} is no source`);
  try {
    if (statSync(path).size > FILE_BYTES_MAX) {
      throw new ExpectationError(`it has more than ${FILE_BYTES_MAX} bytes`);
    }
    return translate(parseDocument(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof ExpectationError || systemCode(error) !== undefined) {
      throw new CommandError(`${path}: ${(error as Error).message}`, { cause: error });
    }
    throw error;
  }
}

/** JSON is YAML as well, but is read much faster as what it is. */
function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parseYaml(text);
    } catch (cause) {
      // What the parser says goes on with an excerpt of the text.
      const [line = ''] = (cause as Error).message.split('\n');
      throw new ExpectationError(`it is neither JSON nor YAML: ${line.replace(/:$/, '')}`, {
        cause,
      });
    }
  }
}

/** One line per expectation, and how many of each kind there are. */
export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const count = (outcome: Outcome['outcome']): number =>
    outcomes.filter((each) => each.outcome === outcome).length;
  const rows = outcomes.map(({ source, outcome, detail }) => [
    outcome,
    shorten(source, 80),
    shorten(detail, DETAIL_LENGTH_MAX),
  ]);
  const title =
    `${outcomes.length} expectations: ${count('imported')} imported, ${count('partly imported')} partly, ` +
    `${count('held')} held already, ${count('not imported')} not imported\n`;
  return rows.length === 0 ? title : `${title}\n${formatTable(['', 'expectation', ''], rows)}`;
}

/** A reader sees the file as it was, or as it is to be. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
