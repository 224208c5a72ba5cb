import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { PAGE, statisticsPage } from './page.ts';
import { measuredTimes } from './times.ts';

// Usage: as conventions/generate/main.ts, which runs before it. With --check nothing is written and the exit code is
// 1 where the committed table differs from the comments in the sources.

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const target = join(resolve(values.root ?? join(import.meta.dirname, '../..')), PAGE);
const present = await readFile(target, 'utf8');
const page = statisticsPage(present, measuredTimes());

if (present !== page) {
  console.log(`${values.check ? 'stale' : 'wrote'} ${PAGE}`);
  if (values.check) {
    console.error('The table differs from the comments in src. Run `npm run generate`.');
    process.exitCode = 1;
  } else {
    await writeFile(target, page);
  }
}
