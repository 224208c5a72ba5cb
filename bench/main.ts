/**
 * `npm run bench -- <name>`: runs one benchmark and prints its result as JSON. With `--write` the result is also
 * saved, and the page of results made anew. All other options are the benchmark's own.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writePage } from './page.ts';

interface Benchmark {
  run(args: readonly string[]): unknown;
  readonly USAGE?: string;
  /** Writes the page that the benchmark has beside that of all results. */
  writeOwnPage?(result: unknown): Promise<void>;
}

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  collector: () => import('./collector.ts'),
  'drift-alerts': () => import('./drift-alerts.ts'),
  'otlp-scan': () => import('./otlp-scan.ts'),
  'otlp-json': () => import('./otlp-json.ts'),
  statistics: () => import('./statistics.ts'),
};

const [, , name = '', ...options] = process.argv;
const load = BENCHMARKS[name];
if (load === undefined) {
  process.stderr.write(
    `usage: npm run bench -- <${Object.keys(BENCHMARKS).join(' | ')}> [--write] [--help]\n`,
  );
  process.exitCode = 2;
} else if (options.includes('--help')) {
  process.stdout.write(`${(await load()).USAGE ?? 'no options'}\n`);
} else {
  const own = options.filter((option) => option !== '--write');
  const benchmark = await load();
  const result = await benchmark.run(own);
  const text = `${JSON.stringify(result, null, 2)}\n`;
  process.stdout.write(text);
  if (options.includes('--write')) {
    const folder = join(import.meta.dirname, 'results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), text);
    await benchmark.writeOwnPage?.(result);
    writePage();
  }
}
