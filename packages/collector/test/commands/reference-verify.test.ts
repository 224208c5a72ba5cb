import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference, type Reference, type ReferenceFeature } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { referenceProblems } from '../../src/commands/reference-problems.ts';
import { formatReference, hashOf } from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type CommandRun, marigraph } from '../support/marigraph.ts';

const HOUR_MS = 3_600_000;

/** Two days of a feature of numbers and one of categories, one of them missing in one row of ten. */
const REFERENCE = buildReference(
  { name: 'rain', version: '3' },
  [
    { name: 'wind', values: Array.from({ length: 480 }, (_, at) => (at % 10 === 3 ? null : at)) },
    { name: 'city', values: Array.from({ length: 480 }, (_, at) => (at % 3 ? 'Oslo' : 'Bergen')) },
  ],
  { timesMs: Array.from({ length: 480 }, (_, at) => (at / 10) * HOUR_MS), timeZone: 'UTC' },
);

type Change = (feature: Record<string, unknown>) => object;

/** The reference with a feature changed. */
function changed(at: 0 | 1, change: Change): Reference {
  const features = REFERENCE.features.map((feature, place) =>
    place === at ? { ...feature, ...change({ ...feature }) } : feature,
  );
  return { ...REFERENCE, features };
}

function expecting(wind: object, city: object = {}): Reference {
  const [first, second] = REFERENCE.features;
  return {
    ...REFERENCE,
    features: [
      { ...first, expected: wind },
      { ...second, expected: city },
    ] as readonly ReferenceFeature[],
  };
}

interface Table {
  readonly name: string;
  readonly content: string;
}

async function verify(text: string, table?: Table, ...more: string[]): Promise<CommandRun> {
  const folder = temporaryFolder();
  const path = join(folder, 'reference.json');
  writeFileSync(path, text);
  const against: string[] = [];
  if (table !== undefined) {
    writeFileSync(join(folder, table.name), table.content);
    against.push('--against', join(folder, table.name));
  }
  return marigraph(folder, 'reference', 'verify', path, ...against, ...more);
}

describe('reference verify', () => {
  it('finds a reference in order as it was built', async () => {
    expect(await verify(formatReference(REFERENCE))).toEqual({
      code: 0,
      out: 'reference.json: hash, counts and expectations are in order\n',
      err: '',
    });
  });

  it('shows every problem of a reference that was changed by hand, not the first only', async () => {
    const text = formatReference(REFERENCE)
      .replace('"rows": 480', '"rows": 481')
      .replace('"Bergen",', '"Oslo",');
    const { code, out } = await verify(text);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^reference\.json: its hash is sha256:\w+, its content gives sha256:\w+: it was changed after it was built$/,
      ),
      'reference.json: feature `wind`: 432 values and 48 missing make not 481 rows',
      'reference.json: feature `city`: 480 values and 0 missing make not 481 rows',
      'reference.json: feature `city`: a category occurs twice',
      '',
    ]);
  });

  it('refuses what is no reference at all', async () => {
    expect(await verify('{}')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^reference\.json is no reference: /),
    });
  });

  it.each<{ readonly says: string; readonly reference: Reference }>([
    {
      says: 'feature `wind`: it has no rows with a value',
      reference: changed(0, ({ counts }) => ({ counts: (counts as number[]).map(() => 0) })),
    },
    {
      says: 'feature `wind`: its range ends before it begins',
      reference: changed(0, () => ({ range: { minimum: 500, maximum: 490 } })),
    },
    {
      says: 'feature `wind`: an edge lies above its range',
      reference: changed(0, () => ({ range: { minimum: 0, maximum: 100 } })),
    },
    {
      says: 'feature `wind`: 2 hourly counts, expected 1056',
      reference: changed(0, () => ({ hourly: Uint32Array.of(1, 2) })),
    },
    {
      says: 'feature `wind`: the hours have 23 rows in scan bin 0, the whole 22',
      reference: changed(0, ({ hourly }) => ({
        hourly: (hourly as Uint32Array).map((rows, at) => (at === 0 ? rows + 1 : rows)),
      })),
    },
    {
      says: 'feature `city`: hour 0 has other rows than in feature `wind`',
      reference: changed(1, ({ hourly }) => ({
        // One row moves from the first hour to the second.
        hourly: (hourly as Uint32Array).map(
          (rows, at) => rows - Number(at === 0) + Number(at === 4),
        ),
      })),
    },
    {
      says: '"Europe/Bergen" is no time zone',
      reference: { ...REFERENCE, time: { timeZone: 'Europe/Bergen', start: 'x', hours: 48 } },
    },
    {
      says: 'time.start is x, expected a whole hour as 2026-10-01T00:00:00Z',
      reference: { ...REFERENCE, time: { timeZone: 'UTC', start: 'x', hours: 48 } },
    },
    {
      says: 'feature `wind`: expected.minimum 2 is above expected.maximum 1',
      reference: expecting({ minimum: 2, maximum: 1 }),
    },
    {
      says: 'feature `city`: expected.categories is empty: every row would break it',
      reference: expecting({}, { categories: [] }),
    },
    {
      says: 'feature `city`: expected.categories has a category twice',
      reference: expecting({}, { categories: ['Oslo', 'Oslo'] }),
    },
  ])('says that $says', ({ says, reference }) => {
    expect(referenceProblems(reference, hashOf(reference))).toContain(says);
  });

  it('warns where the rows of the reference are not as they are expected to be', async () => {
    const reference = expecting(
      { minimum: 1, maximum: 400, missingShareMax: 0.05 },
      { categories: ['Oslo'] },
    );
    expect(await verify(formatReference(reference))).toEqual({
      code: 0,
      out: 'reference.json: hash, counts and expectations are in order\n',
      err: [
        'warning: feature `wind`: 10 % of its rows are missing, more than is expected\n',
        'warning: feature `wind`: its least value 0 is below 1\n',
        'warning: feature `wind`: its largest value 479 is above 400\n',
        'warning: feature `city`: it has categories that are not expected: Bergen\n',
      ].join(''),
    });
  });
});

describe('reference verify --against', () => {
  const reference = formatReference(
    expecting(
      { minimum: 0, maximum: 400, integer: true, missingShareMax: 0.1 },
      { categories: ['Oslo', 'Bergen', 'Narvik'] },
    ),
  );

  it('finds rows in order that are', async () => {
    const content = 'id,wind,city\n1,5,Narvik\n2,400,Oslo\n';
    const { code, out } = await verify(reference, { name: 'rows.csv', content });
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        'reference.json: hash, counts and expectations are in order',
        'rows.csv: 2 rows, expectations of 0 of 2 features are broken',
        '',
        'feature  missing  broken  new to the reference',
        'wind     0 %',
        'city     0 %',
        '',
      ].join('\n'),
    });
  });

  it.each<Table>([
    {
      name: 'rows.csv',
      content: 'wind,city\n-1,Oslo\n401,Rome\n1.5,Oslo\nx,Oslo\n,\ninf,Oslo\n-2,Oslo\n',
    },
    {
      name: 'rows.jsonl',
      content:
        '{"wind":-1,"city":"Oslo"}\n{"wind":401,"city":"Rome"}\n{"wind":1.5,"city":"Oslo"}\n' +
        '{"wind":"x","city":"Oslo"}\n{}\n{"wind":1e999,"city":"Oslo"}\n{"wind":-2,"city":"Oslo"}\n',
    },
  ])('says which expectations rows break, how many and where: $name', async (table) => {
    const { code, out } = await verify(reference, table);
    expect(code).toBe(1);
    const cells = out
      .split('\n')
      .slice(4)
      .map((line) => line.split(/ {2,}/));
    expect(cells).toEqual([
      [
        'wind',
        '14.3 %',
        '14.3 % missing, more than 10 %; 1 of another type, first in row 4; 1 not finite, first in row 6; ' +
          '2 below the expected minimum 0, first in row 1; 1 above the expected maximum 400, first in row 2; ' +
          '1 not whole, first in row 3',
      ],
      ['city', '14.3 %', '1 not an expected category, first in row 2'],
      [''],
    ]);
  });

  it('tells what is only new from what breaks an expectation', async () => {
    const content = 'wind,city\n-1,Oslo\n500,7\n';
    const { code, out } = await verify(formatReference(REFERENCE), { name: 'rows.csv', content });
    expect(code).toBe(0);
    expect(out.split('\n').slice(4)).toEqual([
      'wind     0 %              1 below the range 0, first in row 1; 1 above the range 479, first in row 2',
      'city     0 %              1 a new category, first in row 2',
      '',
    ]);
  });

  it('refuses a table without the features, and one without rows says so', async () => {
    const absent = await verify(reference, { name: 'rows.csv', content: 'wind\n1\n' });
    expect(absent.code).toBe(1);
    expect(absent.err).toContain('rows.csv: no column city; it has wind\n');
    const { code, out } = await verify(reference, { name: 'rows.csv', content: 'wind,city\n' });
    expect(code).toBe(0);
    expect(out).toContain('rows.csv: 0 rows, expectations of 0 of 2 features are broken\n');
  });

  it('checks as many rows as are asked for', async () => {
    const content = `wind,city\n${'1,Oslo\n'.repeat(10)}-1,Oslo\n`;
    const table = { name: 'rows.csv', content };
    expect((await verify(reference, table, '--limit-rows', '10')).code).toBe(0);
    expect((await verify(reference, table)).code).toBe(1);
    expect((await verify(reference, table, '--limit-rows', '0')).err).toContain(
      'expected a whole number from 1',
    );
  });
});
