import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { buildRegistry, generate } from './generate.ts';
import { readModel } from './read-model.ts';
import { RegistryError } from './registry-error.ts';
import { findStale, writeStale } from './write-files.ts';

// Usage: npm run generate [-- --check] [-- --root <folder>]. With --check nothing is written and the exit code
// is 1 where a committed file differs from the model.

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = resolve(values.root ?? join(import.meta.dirname, '../..'));

try {
  const files = await generate(buildRegistry(await readModel(join(root, 'conventions/model'))));
  const stale = await (values.check ? findStale : writeStale)(root, files);
  for (const path of stale) console.log(`${values.check ? 'stale' : 'wrote'} ${path}`);
  if (values.check && stale.length > 0) {
    console.error('The generated files differ from conventions/model. Run `npm run generate`.');
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof RegistryError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
