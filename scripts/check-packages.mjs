/** Checks every published package as npm would ship it: publint, and the types as consumers resolve them. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

let failed = 0;
for (const name of readdirSync('packages')) {
  for (const command of [
    ['publint', `packages/${name}`, '--strict'],
    ['attw', '--pack', `packages/${name}`, '--profile', 'esm-only', '--quiet'],
  ]) {
    const [tool, ...args] = command;
    const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${tool}`, args, {
      encoding: 'utf8',
    });
    process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'} ${command.join(' ')}\n`);
    if (status === 0) continue;
    failed++;
    process.stdout.write(`${stdout}${stderr}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
