import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference, type ReferenceColumn } from '@marigraph/monitor';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';

import { createFeatureColumn, type FeatureColumn } from '../../src/tables/feature-column.ts';
import { readTable, type TableFormat } from '../../src/tables/read-table.ts';
import { createTableBuilder, type TableOptions } from '../../src/tables/table-builder.ts';
import { TableError } from '../../src/tables/table-error.ts';
import { createTimeColumn } from '../../src/tables/time-column.ts';
import { temporaryFolder } from '../support/folder.ts';

type Options = Partial<TableOptions> & { readonly format?: TableFormat };

function write(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** The columns of a table, as a reference is built from them. */
async function columnsOf(
  path: string,
  { format, ...options }: Options = {},
): Promise<ReferenceColumn[]> {
  const columns: FeatureColumn[] = [];
  const createColumn = (name: string): FeatureColumn => {
    const column = createFeatureColumn(name);
    columns.push(column);
    return column;
  };
  await readTable(path, { createColumn, ...options }, format);
  return columns.map((column) => column.finish());
}

/** Why a table is refused. */
async function refusal(path: string, options?: Options): Promise<string> {
  try {
    await columnsOf(path, options);
  } catch (error) {
    if (error instanceof TableError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

const ROWS = [
  { wind: 1.5, month: 1, city: 'Oslo', open: true },
  { wind: null, month: 2, city: 'Bergen', open: false },
  { wind: -2, month: 12, city: null, open: true },
];

function parquetOf(codec: 'UNCOMPRESSED' | 'SNAPPY' = 'SNAPPY', rowGroupSize = 2): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      codec,
      rowGroupSize,
      columnData: [
        { name: 'wind', data: ROWS.map(({ wind }) => wind), type: 'DOUBLE' },
        { name: 'month', data: ROWS.map(({ month }) => BigInt(month)), type: 'INT64' },
        { name: 'city', data: ROWS.map(({ city }) => city), type: 'STRING' },
        { name: 'open', data: ROWS.map(({ open }) => open), type: 'BOOLEAN' },
      ],
    }),
  );
}

describe('the same rows', () => {
  const expected = [
    { name: 'wind', values: [1.5, Number.NaN, -2] },
    { name: 'month', values: [1, 2, 12] },
    { name: 'city', values: ['Oslo', 'Bergen', null] },
    { name: 'open', values: ['true', 'false', 'true'] },
  ];
  const csv = 'wind,month,city,open\n1.5,1,Oslo,true\n,2,Bergen,false\n-2,12,,true\n';

  it.each<{ readonly name: string; readonly content: string | Uint8Array }>([
    { name: 'rows.csv', content: csv },
    { name: 'rows', content: csv },
    { name: 'rows.TSV', content: csv.replaceAll(',', '\t') },
    { name: 'rows.jsonl', content: ROWS.map((row) => `${JSON.stringify(row)}\r\n`).join('') },
    {
      name: 'rows.ndjson',
      content: `\uFEFF${ROWS.map((row) => JSON.stringify(row)).join('\n\n')}`,
    },
    { name: 'rows.parquet', content: parquetOf() },
    { name: 'rows.pq', content: parquetOf('UNCOMPRESSED', 1000) },
  ])('are read from $name', async ({ name, content }) => {
    expect(await columnsOf(write(name, content))).toEqual(expected);
  });

  it('are read whatever the suffix, where the format is given', async () => {
    const path = write('rows.csv', parquetOf());
    expect(await columnsOf(path, { format: 'parquet' })).toEqual(expected);
  });

  it('give the same reference from CSV, JSON Lines and Parquet', async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -100, max: 100 }),
      fc.constant(null),
    );
    const rows = fc.array(fc.record({ x: number, c: fc.constantFrom('a', 'b,"', 'c\n', null) }), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        fc.pre(values.some(({ x }) => x !== null) && values.some(({ c }) => c !== null));
        const quoted = (text: string | null): string =>
          text === null ? '' : `"${text.replaceAll('"', '""')}"`;
        const tables = [
          write('a.csv', `x,c\n${values.map(({ x, c }) => `${x ?? ''},${quoted(c)}\n`).join('')}`),
          write('a.jsonl', values.map((row) => JSON.stringify(row)).join('\n')),
          write(
            'a.parquet',
            new Uint8Array(
              parquetWriteBuffer({
                rowGroupSize: 7,
                columnData: [
                  { name: 'x', data: values.map(({ x }) => x), type: 'DOUBLE' },
                  { name: 'c', data: values.map(({ c }) => c), type: 'STRING' },
                ],
              }),
            ),
          ),
        ];
        const references = await Promise.all(
          tables.map(async (path) =>
            JSON.stringify(buildReference({ name: 'm', version: '1' }, await columnsOf(path))),
          ),
        );
        expect(new Set(references).size).toBe(1);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('a selection', () => {
  const jsonl = ROWS.map((row) => JSON.stringify(row)).join('\n');
  const tables = [
    ['rows.csv', 'wind,month,city,open\n1.5,1,Oslo,true\n,2,Bergen,false\n-2,12,,true\n'],
    ['rows.jsonl', jsonl],
    ['rows.parquet', parquetOf()],
  ] as const;

  it.each(tables)('of features, of what is left out, and of rows: %s', async (name, content) => {
    const path = write(name, content);
    const namesOf = async (options: Options): Promise<string[]> =>
      (await columnsOf(path, options)).map((column) => column.name).toSorted();
    expect(await namesOf({ features: ['city', 'wind'] })).toEqual(['city', 'wind']);
    expect(await namesOf({ exclude: ['city', 'wind'] })).toEqual(['month', 'open']);
    const [month] = await columnsOf(path, { features: ['month'], limitRows: 2 });
    expect(month?.values).toEqual([1, 2]);
    expect(await columnsOf(path, { features: ['month'], limitRows: 1000 })).toHaveLength(1);
  });

  it.each(tables)('of the time, which is no feature: %s', async (name, content) => {
    const sink = createTimeColumn({ name: 'month', timeZone: 'UTC' });
    const columns = await columnsOf(write(name, content), { time: { name: 'month', sink } });
    expect(columns.map((column) => column.name)).toEqual(['wind', 'city', 'open']);
    expect(sink.finish().timesMs).toEqual([1000, 2000, 12_000]);
  });

  it.each(tables)('of columns that are not there is refused: %s', async (name, content) => {
    const path = write(name, content);
    const says = 'no column citty (did you mean city?); it has wind, month, city, open';
    expect(await refusal(path, { features: ['wind', 'citty'] })).toBe(says);
    expect(await refusal(path, { exclude: ['citty'] })).toBe(says);
    const sink = createTimeColumn({ name: 'citty', timeZone: 'UTC' });
    expect(await refusal(path, { time: { name: 'citty', sink } })).toBe(says);
  });

  it('that contradicts itself is refused', async () => {
    const path = write('rows.csv', 'a,b\n1,2\n');
    const time = { name: 'a', sink: createTimeColumn({ name: 'a', timeZone: 'UTC' }) };
    expect(await refusal(path, { features: ['a'], time })).toBe(
      '`a` is named as a feature and as the time; name it once',
    );
    expect(await refusal(path, { features: ['a'], exclude: ['a'] })).toBe(
      '`a` is named as a feature and as left out; name it once',
    );
  });

  it('stops reading where no further row is wanted', async () => {
    const good = 'a\n1\n2\n';
    const path = write('rows.csv', `${good}${'3\n'.repeat(100_000)}"`);
    expect(await columnsOf(path, { limitRows: 2 })).toEqual([{ name: 'a', values: [1, 2] }]);
    expect(await refusal(path)).toContain('Quote Not Closed');
  });

  it('of more columns than a row of telemetry has features is refused', async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `f${at}`);
    const csv = write('rows.csv', `${names.join(',')}\n${names.map(() => 1).join(',')}\n`);
    expect(await refusal(csv)).toMatch(/^10000 features, at most 4096/);
    expect(await columnsOf(csv, { features: ['f9999'] })).toHaveLength(1);
    const row = JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])));
    const lines = write('rows.jsonl', row);
    expect(await refusal(lines)).toMatch(/^4097 features, at most 4096/);
    expect(await refusal(lines, { features: ['g'] })).toMatch(/^no column g.*and 9980 more$/);
  });
});

describe('JSON Lines', () => {
  it('may leave keys out, and keep numbers apart from texts', async () => {
    const path = write('rows.jsonl', '{"a":1}\n{"b":"01"}\n{"a":2,"b":"1"}\n{}\n');
    expect(await columnsOf(path)).toEqual([
      { name: 'a', values: [1, Number.NaN, 2, Number.NaN] },
      { name: 'b', values: [null, '01', '1', null] },
    ]);
  });

  it('make a column of numbers and texts one of categories', async () => {
    const path = write('rows.jsonl', '{"a":1}\n{"a":"x"}\n{"a":2.5}\n{"a":true}\n{"__proto__":1}');
    const [a, proto] = await columnsOf(path);
    expect(a?.values).toEqual(['1', 'x', '2.5', 'true', null]);
    expect(proto?.name).toBe('__proto__');
  });

  it('with lines longer than a chunk, and characters across chunks, are read', async () => {
    const city = 'ø'.repeat(1000);
    const path = write('rows.jsonl', `${JSON.stringify({ city })}\n`.repeat(200));
    const [column] = await columnsOf(path);
    expect(new Set(column?.values)).toEqual(new Set([city]));
    expect(column?.values).toHaveLength(200);
  });

  it.each<{ readonly text: string; readonly says: string }>([
    { text: '{"a":1}\n[1]\n', says: 'line 2 holds a list, expected one object a line' },
    { text: '[\n{"a":1}\n]', says: 'line 1 is not JSON: ' },
    { text: '"a"', says: 'line 1 holds "a", expected one object a line' },
    { text: 'null', says: 'line 1 holds null, expected one object a line' },
    { text: '{"a":', says: 'line 1 is not JSON: ' },
    { text: '{"a":[1]}', says: 'line 1: `a` holds a list; leave it out with --exclude' },
    { text: '{"a":{}}', says: 'line 1: `a` holds an object; leave it out with --exclude' },
    { text: `{"a":"${'x'.repeat(1025)}"}`, says: 'a text of 1025 characters in row 1' },
    { text: 'x'.repeat(5e6), says: 'line 1 is longer than 4194304 characters' },
  ])('that hold something else are refused: $says', async ({ text, says }) => {
    expect(await refusal(write('rows.jsonl', text))).toContain(says);
  });

  it('with a key per row are refused before they fill the memory', async () => {
    const path = write(
      'rows.jsonl',
      Array.from({ length: 5 }, (_, row) =>
        JSON.stringify(
          Object.fromEntries(Array.from({ length: 4000 }, (__, at) => [`${row}-${at}`, 1])),
        ),
      ).join('\n'),
    );
    expect(await refusal(path, { features: ['0-0'] })).toBe(
      'line 5: more than 16384 different keys up to here',
    );
  });
});

describe('Parquet', () => {
  it('keeps times, adjusted to UTC or not, and dates', async () => {
    const midnight = new Date('2026-07-01T00:00:00Z');
    const unit = { type: 'TIMESTAMP', unit: 'MICROS' } as const;
    const bytes = parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 3 },
        {
          name: 'utc',
          type: 'INT64',
          repetition_type: 'REQUIRED',
          logical_type: { ...unit, isAdjustedToUTC: true },
        },
        {
          name: 'wall',
          type: 'INT64',
          repetition_type: 'REQUIRED',
          logical_type: { ...unit, isAdjustedToUTC: false },
        },
        { name: 'day', type: 'INT32', repetition_type: 'REQUIRED', converted_type: 'DATE' },
      ],
      columnData: [
        { name: 'utc', data: [midnight] },
        { name: 'wall', data: [midnight] },
        { name: 'day', data: [midnight] },
      ],
    });
    const path = write('rows.parquet', new Uint8Array(bytes));
    const times = await Promise.all(
      ['utc', 'wall', 'day'].map(async (name) => {
        const sink = createTimeColumn({ name, timeZone: 'Europe/Oslo' });
        await columnsOf(path, { features: [], time: { name, sink } });
        return new Date(sink.finish().timesMs[0] ?? Number.NaN).toISOString();
      }),
    );
    expect(times).toEqual([
      '2026-07-01T00:00:00.000Z',
      '2026-06-30T22:00:00.000Z',
      '2026-06-30T22:00:00.000Z',
    ]);
    expect(await refusal(path)).toBe(
      'feature `utc`: it holds times; name the column with --time, or leave it out with --exclude',
    );
  });

  it.each<{ readonly name: string; readonly content: Uint8Array; readonly says: string }>([
    { name: 'empty', content: new Uint8Array(), says: 'it is no Parquet file: ' },
    {
      name: 'a table of text',
      content: Buffer.from('a,b\n1,2\n'),
      says: 'it is no Parquet file: ',
    },
    { name: 'cut', content: parquetOf().subarray(0, -9), says: 'it is no Parquet file: ' },
    {
      name: 'damaged',
      content: parquetOf().map((byte, at) => (at >= 4 && at < 40 ? 255 : byte)),
      says: 'column `wind` cannot be read: ',
    },
  ])('that is $name is refused', async ({ content, says }) => {
    const message = await refusal(write('rows.parquet', content));
    expect(message).toContain(says);
    expect(message).not.toContain('\n');
  });

  it('with lists, objects or bytes is refused, unless they are left out', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'a', data: [1, 2], type: 'DOUBLE' },
        { name: 'json', data: [{ x: 1 }, { x: 2 }], type: 'JSON' },
      ],
    });
    const path = write('rows.parquet', new Uint8Array(bytes));
    expect(await refusal(path)).toBe('column `json` holds an object; leave it out with --exclude');
    expect(await columnsOf(path, { exclude: ['json'] })).toEqual([{ name: 'a', values: [1, 2] }]);
  });
});

describe('a file of another kind', () => {
  it.each<{ readonly content: string | Uint8Array; readonly says: string }>([
    { content: parquetOf(), says: 'it is a Parquet file; give it the suffix .parquet' },
    { content: Uint8Array.of(0x1f, 0x8b, 8, 0), says: 'it is compressed with gzip' },
    { content: Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), says: 'it is compressed with zstd' },
    { content: 'PK\u0003\u0004', says: 'it is a zip archive or a spreadsheet' },
    { content: Buffer.from('a\nTromsø\n', 'latin1'), says: 'it is not UTF-8, at byte 0' },
    { content: Buffer.from('\uFEFFa\n1\n', 'utf16le'), says: 'it is not UTF-8' },
    { content: Uint8Array.of(0x61, 0x0a, 0xc3), says: 'it is not UTF-8' },
  ])('is named: $says', async ({ content, says }) => {
    expect(await refusal(write('rows.csv', content))).toContain(says);
  });
});

describe('too much', () => {
  it('in one record is refused', async () => {
    const path = write('rows.csv', `a\n"${'x'.repeat(5e6)}`);
    expect(await refusal(path)).toMatch(/^Max Record Size/);
  });

  it('in a sparse file of gigabytes ends with its first record', async () => {
    const path = write('rows.csv', 'a\n1\n');
    truncateSync(path, 3 * 1024 ** 3);
    expect(await refusal(path)).toMatch(/^Max Record Size/);
  });

  it('in all rows together is refused', () => {
    const names = Array.from({ length: 4096 }, (_, at) => `f${at}`);
    const builder = createTableBuilder({ createColumn: createFeatureColumn });
    builder.select(names);
    expect(builder.take(32_768)).toBe(32_768);
    expect(() => builder.take(1)).toThrow(
      'more than 134217728 values, with 4096 columns of 32769 rows and more; take fewer with --limit-rows or --features',
    );
  });
});
