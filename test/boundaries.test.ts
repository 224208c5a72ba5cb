import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

/** Which packages of ours each package may import at run time. The whole architecture in one table. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'semantic-conventions': [],
  statistics: [],
  otlp: [],
  api: ['semantic-conventions', 'otlp', 'statistics'],
  'instrumentation-onnxruntime': ['api', 'semantic-conventions'],
  'auto-instrumentations-node': ['api', 'semantic-conventions', 'instrumentation-onnxruntime'],
  monitor: ['statistics', 'semantic-conventions'],
  collector: ['otlp', 'monitor', 'statistics', 'semantic-conventions'],
};

/** Pure packages: no I/O, no clock, no Node API. */
const PURE = ['semantic-conventions', 'statistics', 'monitor'];

const IMPORT = /(?<![.\w])(?:from|import)\s*\(?\s*'([^']+)'/g;
/** Clocks and chance come in as parameters. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bsetTimeout\b|\bsetInterval\b/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function importsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(IMPORT)].map((match) => match[1] ?? '');
}

function ownerOf(path: string): string {
  return path.split('/')[1] ?? '';
}

describe('module boundaries', () => {
  it('lists every package', () => {
    const packages = globSync('packages/*/package.json').map((path) => ownerOf(path));
    expect(packages.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  it.each(globSync('packages/*/src/**/*.ts'))('%s imports only what it may', (path) => {
    const owner = ownerOf(path);
    const foreign = importsOf(path)
      .filter((name) => name.startsWith('@marigraph/'))
      .map((name) => name.slice('@marigraph/'.length).split('/')[0] ?? '')
      .filter((name) => !ALLOWED[owner]?.includes(name));
    expect(foreign).toEqual([]);
  });

  it.each(PURE.flatMap((name) => globSync(`packages/${name}/src/**/*.ts`)))(
    '%s is pure',
    (path) => {
      expect(importsOf(path).filter((name) => name.startsWith('node:'))).toEqual([]);
      // What comments show is for callers, who may be as impure as they like.
      const code = readFileSync(path, 'utf8').replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
      expect(code).not.toMatch(IMPURE);
    },
  );

  it.each(globSync('packages/*/package.json'))('%s declares what its sources import', (path) => {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const imported = globSync(`packages/${ownerOf(path)}/src/**/*.ts`)
      .flatMap((source) => importsOf(source))
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(imported)].filter((name) => !declared.includes(name))).toEqual([]);
  });
});
