import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { PAGES_FOLDER, SOURCE_FOLDER } from './generate.ts';

/** Paths from the root that are missing, differ from what is generated, or are no longer generated. */
export async function findStale(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const compared = [...files].map(async ([path, content]) => {
    const present = await readFile(join(root, path), 'utf8').catch(absent(undefined));
    return present === content ? [] : [path];
  });
  return [...(await Promise.all(compared)).flat(), ...(await findOrphans(root, files))].toSorted();
}

/** Writes what is stale and removes what is no longer generated. Gives the paths it touched. */
export async function writeStale(
  root: string,
  files: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const stale = await findStale(root, files);
  await Promise.all(stale.map((path) => replace(join(root, path), files.get(path))));
  return stale;
}

async function replace(target: string, content: string | undefined): Promise<void> {
  if (content === undefined) {
    await rm(target);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

async function findOrphans(root: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const found = [SOURCE_FOLDER, PAGES_FOLDER].map(async (folder) => {
    const entries = await readdir(join(root, folder)).catch(absent([]));
    return entries.map((entry) => `${folder}/${entry}`).filter((path) => !files.has(path));
  });
  return (await Promise.all(found)).flat();
}

/** Turns "no such file" into a value; every other failure stays one. */
function absent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
