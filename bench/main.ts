/** `npm run bench -- <name>`: runs one benchmark and prints its result as JSON. */

const BENCHMARKS: Readonly<Record<string, () => Promise<unknown>>> = {
  'otlp-scan': async () => (await import('./otlp-scan.ts')).run(),
  collector: async () => (await import('./collector.ts')).run(),
};

const name = process.argv[2] ?? '';
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) {
  process.stderr.write(`usage: npm run bench -- <${Object.keys(BENCHMARKS).join(' | ')}>\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(await benchmark(), null, 2)}\n`);
}
