import { existsSync, globSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

/** The public API as text: a change of it is a change of a committed file, seen in review. */
it.each(globSync('packages/*'))('%s keeps its public API', async (path) => {
  const entries = publicModules(path);
  expect(entries.length).toBeGreaterThan(0);
  const api = entries.map((file) => `// ${file}\n${readFileSync(file, 'utf8')}`).join('\n');
  await expect(api).toMatchFileSnapshot(`../${path}/api.d.ts.txt`);
});

/** Declarations of the entries and of every module of the package that they re-export from. */
function publicModules(path: string): string[] {
  const { exports } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const queue = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [`${path}/${entry.types.slice(2)}`],
  );
  const seen = new Set<string>();
  for (const file of queue) {
    if (seen.has(file) || !existsSync(file)) continue;
    seen.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const folder = file.slice(0, file.lastIndexOf('/'));
      queue.push(`${folder}/${target?.slice(2).replace(/\.ts$/, '.d.ts') ?? ''}`);
    }
  }
  return [...seen].toSorted();
}
