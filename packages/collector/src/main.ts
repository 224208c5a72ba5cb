#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { runCli } from './cli.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  environment: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  onStop(callback) {
    for (const signal of SIGNALS) process.on(signal, callback);
    // Afterwards a second signal ends the process at once, as impatient people expect.
    return () => {
      for (const signal of SIGNALS) process.off(signal, callback);
    };
  },
});
