/**
 * The long run: faults and fuzzing with a budget of minutes instead of seconds. What is set in the environment
 * already stays. Usage: npm run test:long [-- vitest arguments].
 */

import { spawn } from 'node:child_process';

const LONG = { ROUNDS: '200', FUZZ_SECONDS: '300' };

const child = spawn(
  'vitest',
  ['run', 'e2e/faults', 'fuzz', '--maxWorkers=1', ...process.argv.slice(2)],
  { stdio: 'inherit', shell: true, env: { ...LONG, ...process.env } },
);
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
