/**
 * Makes a fresh clone ready: installs what the lock file names, and builds what has changed.
 *
 * Runs before anything is installed, on Node 20 or later, so it imports nothing but Node's own modules.
 * `--build` also compiles the packages. Does nothing, and takes a few milliseconds, when all is in place.
 */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const reason = staleDependency();
  if (reason !== undefined) await step(`npm ci (${reason})`, ...npm(['ci', '--loglevel=error']));
  if (process.argv.includes('--build') && isBuildStale()) {
    await step('tsc -b', process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b']);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Why `npm ci` must run, or undefined when node_modules holds what the lock file says. */
function staleDependency() {
  const wanted = readLock(join(ROOT, 'package-lock.json'));
  if (wanted === undefined)
    throw new Error('package-lock.json is missing or damaged: restore it with git');
  const installed = readLock(join(ROOT, 'node_modules/.package-lock.json'));
  if (installed === undefined) return 'nothing is installed yet';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // An optional package of another platform is not installed, and need not be.
    if (found === undefined && entry.optional === true) continue;
    if (found === undefined || found.version !== entry.version || !existsSync(join(ROOT, path))) {
      return `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)} differs from the lock file`;
    }
  }
  return undefined;
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether a source of any package is newer than what was compiled from it. */
function isBuildStale() {
  const packages = readdirSync(join(ROOT, 'packages'));
  return packages.some((name) => {
    const info = join(ROOT, 'packages', name, 'dist/.tsbuildinfo');
    if (!existsSync(info)) return true;
    const built = statSync(info).mtimeMs;
    const folder = join(ROOT, 'packages', name);
    return ['tsconfig.json', 'package.json', ...sources(join(folder, 'src'))].some(
      (path) => statSync(path.startsWith('/') ? path : join(folder, path)).mtimeMs > built,
    );
  });
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** The npm that runs this script, by the Node that runs npm: the one in node_modules may be about to go. */
function npm(args) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli === undefined || node === undefined) return ['npm', args];
  return [node, [cli, ...args]];
}

/** Runs one command, with a line that says what runs and how long it takes. */
async function step(title, command, args) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const isTerminal = process.stderr.isTTY;
  process.stderr.write(`… ${title}${isTerminal ? '' : '\n'}`);
  const ticker = setInterval(() => process.stderr.write(`\r… ${title} ${seconds()}`), 1000);
  if (!isTerminal) clearInterval(ticker);
  try {
    await run(command, args);
  } finally {
    clearInterval(ticker);
  }
  process.stderr.write(`${isTerminal ? '\r' : ''}✔ ${title} ${seconds()}\n`);
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `\n${Buffer.concat(output).toString()}\n${command} ${args.join(' ')} ended with ${code}`,
          ),
        );
    });
  });
}
