import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import * as statistics from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { runExample } from '../../../test/support/examples.ts';
import { seededRandom } from './support/random.ts';

const PACKAGE = join(import.meta.dirname, '..');
const COMMENT = /\/\*\*\n(?: \*.*\n)*? \*\/\nexport (?:async )?(?:function|class|const) (\w+)/g;
const FENCE = /```ts\n([\s\S]*?)```/g;

/** The examples in the comments above what a file exports. */
function examplesOf(
  path: string,
): { readonly file: string; readonly name: string; readonly code: string }[] {
  const file = basename(path);
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(COMMENT)].flatMap(([comment, name = '']) => {
    const [, example] = comment.split(' * @example\n');
    if (example === undefined) return [];
    const lines = example.slice(0, example.indexOf('\n */')).split('\n');
    const end = lines.findIndex((line) => line.startsWith(' * @'));
    const code = lines
      .slice(0, end < 0 ? undefined : end)
      .map((line) => line.replace(/^ \* ?/, ''));
    return [{ file, name, code: code.join('\n') }];
  });
}

/** What examples take for granted beside the package: where random numbers come from. */
const scope = (): Readonly<Record<string, unknown>> => ({ ...statistics, random: seededRandom(1) });

const EXPORTED = new Set(Object.keys(statistics));
const EXAMPLES = globSync(join(PACKAGE, 'src/*.ts'))
  .toSorted()
  .flatMap(examplesOf)
  .filter(({ name }) => EXPORTED.has(name));

describe('examples in comments', () => {
  it.each(EXAMPLES)('of $name in $file are true', ({ code }) => {
    expect(runExample(code, scope()).mismatches).toEqual([]);
  });

  it('stand above most of what is exported', () => {
    expect(EXAMPLES.length).toBeGreaterThan(0);
  });
});

describe('examples in the README', () => {
  const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

  it.each([...readme.matchAll(FENCE)].map(([, code = '']) => code))('are true: %s', (code) => {
    const { mismatches, compared } = runExample(code, scope());
    expect(mismatches).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });
});
