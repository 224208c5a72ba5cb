import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { COMPONENTS } from '../../packages/collector/src/components.ts';
import { configurationPage, PAGE } from './page.ts';

// Usage: as conventions/generate/main.ts, which runs before it. With --check nothing is written and the exit code is
// 1 where the committed page differs from the schemas.

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const target = join(resolve(values.root ?? join(import.meta.dirname, '../..')), PAGE);
const page = configurationPage(COMPONENTS);
const present = await readFile(target, 'utf8').catch(() => undefined);

if (present !== page) {
  console.log(`${values.check ? 'stale' : 'wrote'} ${PAGE}`);
  if (values.check) {
    console.error('The page differs from the schemas of the components. Run `npm run generate`.');
    process.exitCode = 1;
  } else {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, page);
  }
}
