/**
 * `npm run bench -- <name>`: runs one benchmark and prints its result as JSON. With `--write` the result is also
 * saved, and the page of results made anew.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writePage } from './page.ts';

const BENCHMARKS: Readonly<Record<string, () => unknown>> = {
  collector: async () => (await import('./collector.ts')).run(),
  'otlp-scan': async () => (await import('./otlp-scan.ts')).run(),
  'otlp-json': async () => (await import('./otlp-json.ts')).run(),
};

const [, , name = '', option] = process.argv;
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) {
  process.stderr.write(
    `usage: npm run bench -- <${Object.keys(BENCHMARKS).join(' | ')}> [--write]\n`,
  );
  process.exitCode = 2;
} else {
  const result = `${JSON.stringify(await benchmark(), null, 2)}\n`;
  process.stdout.write(result);
  if (option === '--write') {
    const folder = join(import.meta.dirname, 'results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), result);
    writePage();
  }
}
