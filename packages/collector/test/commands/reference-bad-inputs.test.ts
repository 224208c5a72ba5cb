import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readReference } from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';
import { marigraph } from '../support/marigraph.ts';

interface Built {
  readonly folder: string;
  readonly output: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function build(text: string, ...more: readonly string[]): Promise<Built> {
  const folder = temporaryFolder();
  const input = join(folder, 'rows.csv');
  const output = join(folder, 'reference.json');
  writeFileSync(input, text);
  const model = ['--model', 'm', '--model-version', '1'];
  const files = ['--input', input, '--output', output];
  const run = await marigraph(folder, 'reference', 'build', ...model, ...files, ...more);
  return { folder, output, ...run };
}

const FEW = 'rows are fewer than the 120 quantiles that a number has; give more rows';
const CONSTANT = 'every value is the same, so nothing but another value can be seen';
const DATES =
  'these look like dates, of which every later one is new; take them as --time, or leave them out with --exclude';

function lines(count: number, line: (at: number) => string | number): string {
  return Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');
}

interface Accepted {
  readonly name: string;
  readonly csv: string;
  readonly feature: object;
  readonly warnings: readonly string[];
}

const ACCEPTED: readonly Accepted[] = [
  {
    name: 'one row',
    csv: 'x\n7\n',
    feature: { type: 'number', integer: true, range: { minimum: 7, maximum: 7 } },
    warnings: [`\`x\`: ${CONSTANT}`, `1 ${FEW}`],
  },
  {
    name: 'a constant',
    csv: `x\n${lines(200, () => 0)}`,
    feature: { edges: [-Number.MIN_VALUE, 0], counts: [0, 200, 0] },
    warnings: [`\`x\`: ${CONSTANT}`],
  },
  {
    name: 'one category',
    csv: `x\n${lines(200, () => 'a')}`,
    feature: { type: 'category', categories: ['a'], counts: [200] },
    warnings: [`\`x\`: ${CONSTANT}`],
  },
  {
    name: 'one value among missing ones',
    csv: `x,y\n${lines(200, (at) => (at === 3 ? '5,a' : ',a'))}`,
    feature: { type: 'number', missing: 199, counts: [0, 1, 0] },
    warnings: [`\`x\`, \`y\`: ${CONSTANT}`],
  },
  {
    name: 'fewer rows than bins',
    csv: `x\n${lines(50, (at) => at / 2)}`,
    feature: { type: 'number', integer: false, counts: Array.from({ length: 50 }, () => 1) },
    warnings: [`50 ${FEW}`],
  },
  {
    name: 'the largest and the least numbers there are',
    csv: `x\n${lines(200, (at) => ['-1.7976931348623157e308', '5e-324', '0', '1.7976931348623157e308'][at % 4] ?? '')}`,
    feature: {
      type: 'number',
      integer: false,
      range: { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE },
    },
    warnings: [],
  },
  {
    name: 'whole numbers and fractions mixed',
    csv: `x\n${lines(200, (at) => (at % 2 ? at : `${at}.5`))}`,
    feature: { type: 'number', integer: false },
    warnings: [],
  },
  {
    name: 'negative zero',
    csv: `x\n${lines(200, (at) => (at % 2 ? '-0' : '0'))}`,
    feature: { type: 'number', counts: [0, 200, 0] },
    warnings: [`\`x\`: ${CONSTANT}`],
  },
  {
    name: 'dates as numbers',
    csv: `x\n${lines(200, (at) => 20_260_101 + (at % 28))}`,
    feature: { type: 'number', integer: true },
    warnings: [`\`x\`: ${DATES}`],
  },
  {
    name: 'seconds since the epoch',
    csv: `x\n${lines(200, (at) => 1_790_000_000 + at)}`,
    feature: { type: 'number', integer: true },
    warnings: [`\`x\`: ${DATES}`],
  },
  {
    name: 'dates as texts',
    csv: `x\n${lines(200, (at) => `2026-01-${10 + (at % 10)}`)}`,
    feature: { type: 'category' },
    warnings: [`\`x\`: ${DATES}`],
  },
  {
    name: 'names that are long, or of other characters',
    csv: `x\u0000\n${lines(200, (at) => `"${'n'.repeat(1000)}\n${at % 3}"`)}`,
    feature: { name: 'x\u0000', type: 'category', counts: [67, 67, 66] },
    warnings: [],
  },
];

describe('reference build makes a reference of', () => {
  it.each(ACCEPTED)('$name', async ({ csv, feature, warnings }) => {
    const { code, err, output, folder } = await build(csv);
    expect({ code, err }).toEqual({
      code: 0,
      err: warnings.map((warning) => `warning: ${warning}\n`).join(''),
    });
    expect(readReference(output).document.features[0]).toMatchObject(feature);
    // Every command must cope with what this one makes.
    const runs = [
      await marigraph(folder, 'reference', 'show', output),
      await marigraph(folder, 'reference', 'diff', output, output, '--exit-code'),
      await marigraph(folder, 'reference', 'verify', output, '--against', join(folder, 'rows.csv')),
    ];
    expect(runs.map((run) => [run.code, run.err])).toEqual(runs.map(() => [0, '']));
    expect(runs.map(({ out }) => out).join('')).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('each of these with times, in which nothing can be judged, or little', async () => {
    for (const { csv } of ACCEPTED) {
      const rows = csv.trimEnd().split(/\n(?=[^\n"]*(?:"[^"]*")?[^\n"]*$)/m);
      const timed = csv.includes('"')
        ? undefined
        : rows.map((row, at) => (at === 0 ? `at,${row}` : `${at * 1800},${row}`)).join('\n');
      if (timed === undefined) continue;
      const { output, folder, code } = await build(timed, '--time', 'at');
      expect(code).toBe(0);
      const { out, ...shown } = await marigraph(folder, 'reference', 'show', output);
      expect(shown).toEqual({ code: 0, err: '' });
      expect(out).not.toMatch(/NaN|Infinity|undefined/);
      const verified = await marigraph(folder, 'reference', 'verify', output);
      expect(verified.code).toBe(0);
    }
  });

  it('a difference between any two of these that is a number', async () => {
    const numbers = ACCEPTED.filter(
      ({ feature }) => 'type' in feature && feature.type === 'number',
    );
    const built = await Promise.all(numbers.map(({ csv }) => build(csv)));
    for (const from of built) {
      for (const to of built) {
        const { out, code } = await marigraph(
          from.folder,
          'reference',
          'diff',
          from.output,
          to.output,
        );
        expect(code).toBe(0);
        expect(out).not.toMatch(/NaN|Infinity|undefined/);
      }
    }
  });
});

describe('reference build refuses', () => {
  it.each<{
    readonly name: string;
    readonly csv: string;
    readonly more?: readonly string[];
    readonly says: string;
  }>([
    { name: 'zero rows', csv: 'x\n', says: '1 columns, 0 rows' },
    {
      name: 'all missing',
      csv: `x,y\n${lines(10, () => ',1')}`,
      says: 'feature `x`: every value is missing; leave the column out',
    },
    {
      name: 'all NaN',
      csv: `x\n${lines(10, () => 'NaN')}`,
      says: 'feature `x`: every value is missing; leave the column out',
    },
    {
      name: 'infinite values',
      csv: 'x\n1\n1e999\n',
      says: 'feature `x`: the value Infinity is not finite',
    },
    {
      name: 'a hundred thousand categories',
      csv: `x\n${lines(100_000, (at) => `id-${at}`)}`,
      says: 'feature `x`: more than 1000 categories, with "id-1000" in row 1001; an identifier is no feature',
    },
    {
      name: 'ten thousand features',
      csv: `${Array.from({ length: 10_000 }, (_, at) => `f${at}`).join(',')}\n`,
      says: '10000 features, at most 4096, as many as a row of telemetry has; choose with --features or --exclude',
    },
    {
      name: 'times that are missing',
      csv: 'at,x\n1790000000,1\n,2\n',
      more: ['--time', 'at'],
      says: 'time `at`, row 2: it is missing; every row needs one',
    },
    {
      name: 'times of more than a year',
      csv: 'at,x\n2020-01-01,1\n2026-01-01,2\n',
      more: ['--time', 'at'],
      says: 'the rows span 52609 hours, at most 8784 are taken',
    },
    {
      name: 'a zone that is none',
      csv: 'at,x\n2020-01-01,1\n',
      more: ['--time', 'at', '--time-zone', 'Mars/Olympus'],
      says: '"Mars/Olympus" is no time zone; give an IANA name as Europe/Oslo',
    },
  ])('$name', async ({ csv, more = [], says }) => {
    const { code, out, err } = await build(csv, ...more);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `rows.csv: ${says}\n` });
  });
});
