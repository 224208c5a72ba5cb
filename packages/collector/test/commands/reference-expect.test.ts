import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildReference } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import {
  formatReference,
  hashOf,
  readReference,
} from '../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type CommandRun, marigraph } from '../support/marigraph.ts';

const REFERENCE = buildReference({ name: 'rain', version: '3' }, [
  { name: 'wind', values: [1.5, 2, 30] },
  { name: 'city', values: ['Oslo', 'Bergen', null] },
]);

const SUITE = JSON.stringify({
  expectation_suite_name: 'rain',
  expectations: [
    {
      expectation_type: 'expect_column_values_to_be_between',
      kwargs: { column: 'wind', min_value: 0, max_value: 60 },
    },
    { expectation_type: 'expect_column_to_exist', kwargs: { column: 'city' } },
    { expectation_type: 'expect_column_mean_to_be_between', kwargs: { column: 'wind' } },
    {
      expectation_type: 'expect_column_distinct_values_to_equal_set',
      kwargs: { column: 'city', value_set: ['Oslo', 'Bergen'] },
    },
  ],
});

interface Run extends CommandRun {
  readonly path: string;
  readonly folder: string;
}

async function expectFrom(tool: string, text: string, ...more: string[]): Promise<Run> {
  const folder = temporaryFolder();
  const path = join(folder, 'reference.json');
  const expectations = join(folder, 'expectations');
  writeFileSync(path, formatReference(REFERENCE));
  writeFileSync(expectations, text);
  const args = ['reference', 'expect', path, expectations, '--from', tool, ...more];
  return { ...(await marigraph(folder, ...args)), path, folder };
}

describe('reference expect', () => {
  const report = [
    '4 expectations: 1 imported, 1 partly, 1 held already, 1 not imported',
    '',
    '                 expectation',
    'imported         expect_column_values_to_be_between(wind)          minimum 0, maximum 60',
    'held             expect_column_to_exist(city)',
    'not imported     expect_column_mean_to_be_between(wind)            a reference has no such expectation',
    'partly imported  expect_column_distinct_values_to_equal_set(city)  categories Oslo, Bergen; not that each of them occurs',
  ];

  it('says what it would import, one by one, and writes nothing', async () => {
    const { code, out, err, path } = await expectFrom('great-expectations', SUITE);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([...report, 'nothing was written; add --write', '']);
    expect(readReference(path).document).toEqual(REFERENCE);
  });

  it('writes the reference where that is asked for, and its hash is the same', async () => {
    const { out, path, folder } = await expectFrom('great-expectations', SUITE, '--write');
    expect(out.split('\n')).toEqual([...report, 'reference.json: written', '']);
    const { document } = readReference(path);
    expect(hashOf(document)).toBe(hashOf(REFERENCE));
    expect(document.features.map(({ expected }) => expected)).toEqual([
      { minimum: 0, maximum: 60 },
      { categories: ['Oslo', 'Bergen'] },
    ]);
    expect(readdirSync(folder).toSorted()).toEqual(['expectations', 'reference.json']);
  });

  it('changes nothing when it is done twice', async () => {
    const { path, folder } = await expectFrom('great-expectations', SUITE, '--write');
    const before = readFileSync(path, 'utf8');
    const args = [path, join(folder, 'expectations'), '--from', 'great-expectations', '--write'];
    const { out } = await marigraph(folder, 'reference', 'expect', ...args);
    expect(out).toContain('4 expectations: 0 imported, 1 partly, 2 held already, 1 not imported');
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('takes a Soda contract', async () => {
    const yaml = 'dataset: d\ncolumns:\n  - name: wind\n    checks:\n      - missing:\n';
    const { out, path } = await expectFrom('soda', yaml, '--write');
    expect(out).toContain('imported  missing(wind)  missingShareMax 0\n');
    expect(readReference(path).document.features[0]?.expected).toEqual({ missingShareMax: 0 });
  });

  it.each([
    { tool: 'great-expectations', text: '{}', says: 'expectations: it has no list `expectations`' },
    { tool: 'soda', text: 'a: [', says: 'expectations: it is neither JSON nor YAML: ' },
    { tool: 'soda', text: '', says: 'expectations: it has no text `dataset`' },
    {
      tool: 'soda',
      // Each list names the one before ten times: a hundred million entries.
      text: `a: &a [x]\n${Array.from({ length: 8 }, (_, at) => {
        const [name, before] = ['bcdefghi'[at], 'abcdefgh'[at]];
        return `${name}: &${name} [${`*${before},`.repeat(10)}]\n`;
      }).join('')}`,
      says: 'expectations: it is neither JSON nor YAML: Excessive alias count',
    },
    { tool: 'pandera', text: '', says: "argument 'pandera' is invalid" },
  ])('refuses from $tool: $says', async ({ tool, text, says }) => {
    const { code, out, err } = await expectFrom(tool, text, '--write');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('refuses files that are absent or too large', async () => {
    const { path, folder } = await expectFrom('soda', '');
    const huge = join(folder, 'huge.yaml');
    writeFileSync(huge, '');
    truncateSync(huge, 17 * 1024 * 1024);
    const absent = join(folder, 'absent.yaml');
    const refused = await Promise.all(
      [absent, huge].map((file) =>
        marigraph(folder, 'reference', 'expect', path, file, '--from', 'soda'),
      ),
    );
    expect(refused.map(({ err }) => err)).toEqual([
      expect.stringMatching(/^absent\.yaml: ENOENT/),
      'huge.yaml: it has more than 16777216 bytes\n',
    ]);
    expect(existsSync(absent)).toBe(false);
  });
});
