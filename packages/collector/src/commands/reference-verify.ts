import type { Reference } from '@marigraph/monitor';
import type { Command } from 'commander';

import { readUnverified } from '../connectors/ml-monitor/reference-file.ts';
import { readTable } from '../tables/read-table.ts';
import { about } from './command-error.ts';
import { brokenByReference, referenceProblems } from './reference-problems.ts';
import { type CheckedColumn, createCheckedColumn, type RowCheck } from './reference-rows.ts';
import type { Print } from './reference.ts';
import { type TableArguments, tableArguments } from './table-arguments.ts';
import { formatShare, formatTable, shorten } from './text-table.ts';

interface VerifyOptions extends TableArguments {
  readonly against?: string;
}

/** Adds `verify` to the command `reference`. */
export function addReferenceVerify(command: Command, { out, err, exit }: Print): void {
  tableArguments(command.command('verify'))
    .description('check that a reference is whole, and that rows are as it expects them')
    .argument('<file>', 'reference')
    .option('--against <table>', 'rows to check: CSV, JSON Lines or Parquet')
    .action(async (file: string, options: VerifyOptions) => {
      const { document, hash } = await about(file, () => readUnverified(file));
      const problems = referenceProblems(document, hash);
      for (const problem of problems) out(`${file}: ${problem}\n`);
      for (const breach of brokenByReference(document)) err(`warning: ${breach}\n`);
      if (problems.length === 0) out(`${file}: hash, counts and expectations are in order\n`);
      const checks = await checkRows(document, options);
      if (options.against !== undefined) out(formatChecks(options.against, checks));
      if (problems.length > 0 || checks.some(({ broken }) => broken.length > 0)) exit(1);
    });
}

/**
 * Checks rows against a reference.
 *
 * @returns One per feature; none without rows to check.
 * @throws {CommandError} for a table that cannot be read, or has not all the features.
 */
async function checkRows(
  { features }: Reference,
  { against, limitRows, format }: VerifyOptions,
): Promise<RowCheck[]> {
  if (against === undefined) return [];
  const featureOf = new Map(features.map((feature) => [feature.name, feature]));
  const columns = new Map<string, CheckedColumn>();
  const createColumn = (name: string): CheckedColumn => {
    const feature = featureOf.get(name);
    if (feature === undefined) throw new TypeError(`a column ${name} that was not asked for`);
    const column = createCheckedColumn(feature);
    columns.set(name, column);
    return column;
  };
  const names = features.map(({ name }) => name);
  await about(against, () =>
    readTable(against, { features: names, limitRows, createColumn }, format),
  );
  return names.flatMap((name) => columns.get(name)?.finish() ?? []);
}

function formatChecks(table: string, checks: readonly RowCheck[]): string {
  const rows = checks[0]?.rows ?? 0;
  const broken = checks.filter((check) => check.broken.length > 0).length;
  const title = `${table}: ${rows} rows, expectations of ${broken} of ${checks.length} features are broken\n`;
  if (rows === 0) return title;
  const cells = checks.map((check) => [
    shorten(check.name),
    formatShare(check.missing / check.rows),
    check.broken.join('; '),
    check.unseen.join('; '),
  ]);
  return `${title}\n${formatTable(['feature', 'missing', 'broken', 'new to the reference'], cells)}`;
}
