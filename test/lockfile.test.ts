import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}

const lock: { packages: Record<string, LockEntry> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

/** `npm ci` refuses a lock that names a platform package and does not hold it. */
it('holds every optional dependency it names', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !resolves(path, name)),
  );
  expect(missing).toEqual([]);
});

/** Install scripts never run here (.npmrc); these packages have one and work without it. */
const WORKS_WITHOUT_ITS_SCRIPT = new Set([
  'onnxruntime-node', // downloads CUDA; the CPU library is in the package
  'protobufjs', // prints advice on version ranges
]);

it('needs no install script', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
  const scripted = Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect([...new Set(scripted)].filter((name) => !WORKS_WITHOUT_ITS_SCRIPT.has(name))).toEqual([]);
});

it('names no registry, so that any mirror serves', () => {
  const hosts = Object.values(lock.packages).filter(({ resolved }) => resolved?.includes('://'));
  expect(hosts).toEqual([]);
});

/** Whether `name` is found from `path` upward, as Node would look for it. */
function resolves(path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at ? `${at}/` : ''}node_modules/${name}` in lock.packages) return true;
    if (at === '') return false;
  }
}
