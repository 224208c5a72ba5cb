import { globSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

/** A quoted name of the conventions: `'ml.` with a further part. */
const LITERAL = /['"`]ml\.[a-z_]+(?:\.[a-z_]+)*\.?['"`]/g;

/** Comments may name what they explain. */
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

const SOURCES = globSync([
  'packages/*/src/**/*.ts',
  'examples/*/**/*.{ts,mjs}',
  'bench/**/*.ts',
  'e2e/**/*.ts',
]).filter(
  (path) => !path.startsWith('packages/semantic-conventions/') && !path.includes('node_modules'),
);

/** A name that is written out twice is a name that is renamed once. */
it.each(SOURCES)('%s takes names from semantic-conventions', (path) => {
  const code = readFileSync(path, 'utf8').replaceAll(COMMENT, '');
  expect(code.match(LITERAL) ?? []).toEqual([]);
});
