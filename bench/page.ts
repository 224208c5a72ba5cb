import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Writes docs/benchmarks.md from the results that were saved. */
export function writePage(): void {
  const sections = globSync('bench/results/*.json', { cwd: ROOT })
    .toSorted()
    .map((path) => section(basename(path, '.json'), readFileSync(join(ROOT, path), 'utf8')));
  const text = [
    '# Benchmarks',
    '',
    'Generated from `bench/results` by `npm run bench -- <name> --write`. Machines are noisy: what counts are the ratios between variants that ran in turns in one run, not the absolute figures.',
    '',
    ...sections,
  ];
  writeFileSync(join(ROOT, 'docs/benchmarks.md'), text.join('\n'));
}

function section(name: string, json: string): string {
  const { question, budget, page, table, ...result } = JSON.parse(json) as {
    readonly question: string;
    readonly budget: string;
    /** Where the results are shown, below docs, if not here. */
    readonly page?: string;
    readonly table?: readonly Row[];
  };
  return [
    `## ${name}`,
    '',
    `**Question:** ${question}. **Budget:** ${budget}.`,
    '',
    `\`npm run bench -- ${name}\``,
    '',
    ...(page === undefined
      ? ['```json', JSON.stringify(result, null, 2), '```', '']
      : [`Results: [${page}](${page}).`, '']),
    ...(table === undefined ? [] : [...toMarkdown(table), '']),
  ].join('\n');
}

type Row = Readonly<Record<string, string | number>>;

/** Rows that have the keys of the first one. */
function toMarkdown(rows: readonly Row[]): string[] {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number | undefined)[]): string =>
    `| ${cells.join(' | ')} |`;
  return [
    line(
      columns.map((column) => column.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
    ),
    line(columns.map((column) => (typeof rows[0]?.[column] === 'number' ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((column) => row[column]))),
  ];
}
