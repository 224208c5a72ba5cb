/**
 * The long run: faults, fuzzing and simulations with a budget of minutes instead of seconds. What is set in the environment
 * already stays. Usage: npm run test:long [-- vitest arguments].
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const LONG = { ROUNDS: '200', FUZZ_SECONDS: '300', SIMULATIONS: '20', PROPERTY_SEED: 'random' };

const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const child = spawn(
  process.execPath,
  [
    vitest,
    'run',
    'e2e/faults',
    'fuzz',
    'packages/statistics',
    '--maxWorkers=1',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...LONG, ...process.env } },
);
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
