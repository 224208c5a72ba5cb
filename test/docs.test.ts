import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { loadConfiguration } from '@marigraph/collector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildReferenceFile } from '../packages/collector/src/commands/reference-build.ts';

const PAGES = globSync([
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
]).filter((path) => !path.includes('node_modules'));
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;
const YAML = /```yaml\n([\s\S]*?)```/g;

/** The pages name a reference that the reader has built a step before. */
const folder = mkdtempSync(join(tmpdir(), 'marigraph-docs-'));
const reference = join(folder, 'reference.json');

beforeAll(async () => {
  const input = join(folder, 'rows.csv');
  writeFileSync(input, 'temp_max,temp_min,wind,month\n12.8,5,4.7,1\n');
  await buildReferenceFile({ model: 'weather-rain', modelVersion: '1', input, output: reference });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to files that exist', () => {
    const dead = [...text.matchAll(LINK)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(dirname(page), target)));
    expect(dead).toEqual([]);
  });

  it('shows only configurations that are valid', () => {
    for (const [, yaml = ''] of text.matchAll(YAML)) {
      if (!yaml.includes('service:')) continue;
      expect(() =>
        loadConfiguration({
          texts: [{ name: page, text: yaml.replace('reference.json', reference) }],
        }),
      ).not.toThrow();
    }
  });
});
