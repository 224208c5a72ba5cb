import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Reference, ReferenceFeature } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { runCli } from '../../src/cli.ts';
import { buildReferenceFile } from '../../src/commands/reference-build.ts';
import { readReference } from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly output: string;
}

/** Runs `marigraph reference build` on a table. What it prints is without the folder. */
async function build(csv: string | Uint8Array, ...more: string[]): Promise<Run> {
  const folder = temporaryFolder();
  const input = join(folder, 'rows.csv');
  const output = join(folder, 'reference.json');
  writeFileSync(input, csv);
  return { ...(await run(folder, '--input', input, '--output', output, ...more)), output };
}

async function run(folder: string, ...more: string[]): Promise<Omit<Run, 'output'>> {
  const printed = { out: '', err: '' };
  const args = ['reference', 'build', '--model', 'rain', '--model-version', '3', ...more];
  const code = await runCli(args, {
    version: '1.2.3',
    environment: {},
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
    onStop: () => () => {},
  });
  const tidy = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { code, out: tidy(printed.out), err: tidy(printed.err) };
}

/** The features that a table gives. */
async function featuresOf(csv: string, ...more: string[]): Promise<readonly ReferenceFeature[]> {
  const { code, err, output } = await build(csv, ...more);
  expect({ code, errors: err.replaceAll(/^warning: .*\n/gm, '') }).toEqual({ code: 0, errors: '' });
  return readReference(output).document.features;
}

/** What is said of a table that gives no reference. */
async function refusal(csv: string, ...more: string[]): Promise<string> {
  const { code, out, err, output } = await build(csv, ...more);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(existsSync(output)).toBe(false);
  return err.trimEnd();
}

describe('reference build', () => {
  it('writes what a monitor reads, and says what it made of the columns', async () => {
    const { code, out, err, output } = await build('wind,city\n1.5,Oslo\n2,Bergen\n,Oslo\n');
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'reference.json: 2 features (1 of numbers, 1 of categories) of 3 rows\n',
      err: 'warning: 3 rows are fewer than the 120 quantiles that a number has; give more rows\n',
    });
    const { document } = readReference(output);
    expect(document.model).toEqual({ name: 'rain', version: '3' });
    expect(document.rows).toBe(3);
    expect(document.features).toMatchObject([
      { name: 'wind', type: 'number', missing: 1 },
      {
        name: 'city',
        type: 'category',
        missing: 0,
        categories: ['Bergen', 'Oslo'],
        counts: [1, 2],
      },
    ]);
  });

  it('writes the same file for the same rows, whatever their line ends and byte-order mark', async () => {
    const texts = await Promise.all(
      [
        'a,b\n1,x\n2,y\n',
        'a,b\r\n1,x\r\n2,y\r\n',
        '\uFEFFa,b\n1,x\n2,y',
        'a,b\n\n1,x\n\n2,y\n\n',
      ].map(async (csv) => readFileSync((await build(csv)).output, 'utf8')),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('takes the columns that are named, in the order of their names', async () => {
    const features = await featuresOf('id,wind,city\n1,2,Oslo\n', '--features', ' city , wind');
    expect(features.map(({ name }) => name)).toEqual(['city', 'wind']);
  });

  it('reads quotes, unicode, and separators and line ends within quotes', async () => {
    const [city] = await featuresOf('"the ""city"", really"\n"Tromsø, Norge"\n"a\nb"\n" x"\n');
    expect(city).toMatchObject({
      name: 'the "city", really',
      categories: [' x', 'Tromsø, Norge', 'a\nb'],
    });
  });

  it.each<{ readonly name: string; readonly cells: readonly string[]; readonly missing: number }>([
    { name: 'whole numbers', cells: ['0', '-1', '+2', '10'], missing: 0 },
    { name: 'fractions', cells: ['0.5', '.5', '5.', '-0.25'], missing: 0 },
    { name: 'powers of ten', cells: ['1e3', '1.5E-7', '2e+2'], missing: 0 },
    { name: 'numbers with spaces', cells: [' 1', '2 ', '\t3'], missing: 0 },
    { name: 'numbers with gaps', cells: ['1', '""', '  ', 'NaN', 'nan', '-2'], missing: 4 },
    { name: 'more digits than a double has', cells: ['9007199254740993', '1'], missing: 0 },
  ])('counts $name as numbers', async ({ cells, missing }) => {
    const [feature] = await featuresOf(`x\n${cells.join('\n')}\n`);
    expect(feature).toMatchObject({ type: 'number', missing });
  });

  it.each<{ readonly name: string; readonly cells: readonly string[] }>([
    { name: 'postal codes', cells: ['01234', '56789'] },
    { name: 'codes of zeros', cells: ['00', '1'] },
    { name: 'negative codes', cells: ['-01', '1'] },
    { name: 'hexadecimal', cells: ['0x10', '1'] },
    { name: 'binary', cells: ['0b1', '1'] },
    { name: 'separated thousands', cells: ['1_000', '1'] },
    { name: 'dates', cells: ['2026-09-23', '2026-09-24'] },
    { name: 'points alone', cells: ['.', '1'] },
    { name: 'booleans', cells: ['true', 'false'] },
    { name: 'numbers beside words', cells: ['1', 'N/A'] },
    { name: 'the code of Namibia', cells: ['NA', 'NO'] },
  ])('counts $name as categories, as they are written', async ({ cells }) => {
    const [feature] = await featuresOf(`x\n${cells.join('\n')}\n`);
    expect(feature).toMatchObject({
      type: 'category',
      missing: 0,
      categories: cells.toSorted(),
    });
  });

  it('counts gaps among categories as missing', async () => {
    const [, feature] = await featuresOf('a,x\n1,Oslo\n2,\n3,NaN\n4, \n');
    expect(feature).toMatchObject({ missing: 3, categories: ['Oslo'], counts: [1] });
  });

  it('gives the reference to programs too', async () => {
    const folder = temporaryFolder();
    const input = join(folder, 'rows.csv');
    writeFileSync(input, 'a\n1\n2\n');
    const output = join(folder, 'out.json');
    const document: Reference = await buildReferenceFile({
      model: 'rain',
      modelVersion: '',
      input,
      output,
    });
    expect(readReference(output).document).toEqual(document);
  });
});

describe('reference build refuses', () => {
  it.each<{ readonly name: string; readonly csv: string; readonly says: string }>([
    { name: 'an empty file', csv: '', says: 'rows.csv: 0 columns, 0 rows' },
    { name: 'a header alone', csv: 'a,b\n', says: 'rows.csv: 2 columns, 0 rows' },
    {
      name: 'a row that is too short',
      csv: 'a,b\n1,2\n3\n',
      says: 'rows.csv: Invalid Record Length: expect 2, got 1 on line 3',
    },
    {
      name: 'a row that is too long',
      csv: 'a,b\n1,2,3\n',
      says: 'rows.csv: Invalid Record Length: expect 2, got 3 on line 2',
    },
    { name: 'a quote that does not end', csv: 'a\n"1\n', says: 'rows.csv: Quote Not Closed' },
    {
      name: 'a column without a name',
      csv: 'a,,b\n1,2,3\n',
      says: 'rows.csv: column 2 has no name; name the columns that are features with --features',
    },
    { name: 'two columns of one name', csv: 'a,b,a\n1,2,3\n', says: 'two columns are named a' },
    {
      name: 'a column without a value',
      csv: 'a,b\n1,\n2,NaN\n',
      says: 'rows.csv: feature `b`: every value is missing; leave the column out',
    },
    {
      name: 'an infinite number',
      csv: 'a\n1\n-inf\n',
      says: 'rows.csv: feature `a`: the value -Infinity is not finite',
    },
    {
      name: 'an identifier',
      csv: `a\n${Array.from({ length: 1001 }, (_, at) => `id-${at}`).join('\n')}\n`,
      says: 'rows.csv: feature `a`: more than 1000 categories, with "id-1000" in row 1001; an identifier is no feature',
    },
  ])('$name', async ({ csv, says }) => {
    expect(await refusal(csv)).toContain(says);
  });

  it('columns that are not there, not twice there, or asked for twice', async () => {
    expect(await refusal('a,b\n1,2\n', '--features', 'c,a,d')).toBe(
      'rows.csv: no column c, d; it has a, b',
    );
    expect(await refusal('a,b,a\n1,2,3\n', '--features', 'a')).toContain('two columns are named a');
    expect(await refusal('a,b\n1,2\n', '--features', 'a,a')).toContain(
      'feature `a`: it is named twice',
    );
    const features = await featuresOf('a,b,b\n1,2,3\n', '--features', 'a');
    expect(features).toHaveLength(1);
    // A data frame with its index: fine as long as the index is no feature.
    expect(await featuresOf(',a\n0,1\n', '--features', 'a')).toHaveLength(1);
  });

  it('files that cannot be read or written, and names the one it is about', async () => {
    const folder = temporaryFolder();
    const input = join(folder, 'rows.csv');
    const absent = join(folder, 'absent.csv');
    writeFileSync(input, 'a\n1\n');
    const failures = [
      await run(folder, '--input', absent, '--output', join(folder, 'out.json')),
      await run(folder, '--input', folder, '--output', join(folder, 'out.json')),
      await run(folder, '--input', input, '--output', join(folder, 'absent/out.json')),
      await run(folder, '--input', input, '--output', folder),
    ];
    for (const { code, out, err } of failures) {
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^[^\n]+\n$/);
    }
    expect(failures.map(({ err }) => err.replaceAll(folder, 'FOLDER'))).toMatchInlineSnapshot(`
      [
        "absent.csv: ENOENT: no such file or directory, open 'absent.csv'
      ",
        "FOLDER: EISDIR: illegal operation on a directory, read
      ",
        "absent/out.json: ENOENT: no such file or directory, open 'absent/out.json'
      ",
        "FOLDER: EISDIR: illegal operation on a directory, open 'FOLDER'
      ",
      ]
    `);
  });

  it.each<{ readonly args: readonly string[]; readonly says: string }>([
    { args: ['--features', 'a,,b'], says: 'expected names separated by commas' },
    { args: ['--model', ''], says: 'expected a name' },
    { args: ['--delimiter', ';'], says: "unknown option '--delimiter'" },
  ])('the options $args', async ({ args, says }) => {
    const { code, err } = await build('a\n1\n', ...args);
    expect(code).toBe(1);
    expect(err).toContain(says);
  });

  it('to run without what it needs', async () => {
    const { code, err } = await run('', '--input', 'rows.csv');
    expect(code).toBe(1);
    expect(err).toContain("required option '--output <file>' not specified");
  });
});
