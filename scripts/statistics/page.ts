import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'packages/statistics');

/** The table stands between these in the README. */
const BEGIN = '<!-- The table is generated from the comments in src: `npm run generate`. -->\n';
const END = '<!-- End of the table. -->\n';

export const PAGE = 'packages/statistics/README.md';

/** One exported function as the table shows it. */
interface Row {
  readonly name: string;
  readonly file: string;
  readonly summary: string;
  /** What it agrees with, and how closely: the sentence of its comment. */
  readonly agreement: string;
}

const FUNCTION = /(\/\*\*\n(?: \*.*\n)*? \*\/\n)export function (\w+)/g;
const SECTION = /^\/\/ (.+)\.\n((?:export [^;]+;\n)+)/gm;

/** The README with its table made anew. `nanoseconds` per value or evaluation by function, as measured. */
export function statisticsPage(
  readme: string,
  nanoseconds: Readonly<Record<string, string>>,
): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${PAGE} has no place for the table`);
  return readme.slice(0, start + BEGIN.length) + table(nanoseconds) + readme.slice(end);
}

function table(nanoseconds: Readonly<Record<string, string>>): string {
  const rows = new Map(
    globSync(join(PACKAGE, 'src/*.ts'))
      .toSorted()
      .flatMap(rowsOf)
      .map((row) => [row.name, row]),
  );
  const index = readFileSync(join(PACKAGE, 'src/index.ts'), 'utf8');
  const sections = [...index.matchAll(SECTION)].map(([, title = '', exports = '']) => {
    const names = [...exports.matchAll(/^export \{([^}]+)\}/gm)]
      .flatMap(([, list = '']) => list.split(','))
      .map((name) => name.trim());
    const lines = names.flatMap((name) => {
      const row = rows.get(name);
      return row === undefined ? [] : [line(row, nanoseconds[name] ?? '')];
    });
    if (lines.length === 0) return '';
    return `\n### ${title}\n\n| Function | What it is | Agrees with | Time |\n| --- | --- | --- | ---: |\n${lines.join('')}`;
  });
  return `${sections.join('')}\n`;
}

function line({ name, file, summary, agreement }: Row, time: string): string {
  const cells = [`[\`${name}\`](src/${file})`, summary, agreement, time];
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |\n`;
}

function rowsOf(path: string): Row[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(FUNCTION)].map(([, comment = '', name = '']) => {
    const [summary = '', ...rest] = paragraphsOf(comment);
    return { name, file: basename(path), summary, agreement: agreementOf(rest.join(' ')) };
  });
}

function paragraphsOf(comment: string): string[] {
  const text = comment
    .split('\n')
    .slice(1, -2)
    .map((row) => row.replace(/^ \* ?/, ''))
    .join('\n');
  return text.split(/\n\n|\n(?=@)/).map((paragraph) => paragraph.replaceAll('\n', ' ').trim());
}

/** The sentence with "agrees with", without these words. */
function agreementOf(text: string): string {
  const [, sentence = ''] =
    /[Aa]grees with (.+?)(?:\.(?= [A-Z]|$)|$)/.exec(text.split(' @see')[0] ?? '') ?? [];
  return sentence;
}
