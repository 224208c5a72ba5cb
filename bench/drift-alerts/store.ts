import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps what a long run has measured, so that another one goes on after it. */
export interface Store {
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller says what it kept
  read<T>(name: string): T | undefined;
  write(name: string, value: unknown): void;
}

/** @param folder Nothing is kept without one. */
export function openStore(folder: string | undefined): Store {
  if (folder === undefined) return { read: () => undefined, write: () => {} };
  mkdirSync(folder, { recursive: true });
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  return {
    // oxlint-disable-next-line no-unnecessary-type-parameters -- as above
    read<T>(name: string): T | undefined {
      const path = pathOf(name);
      return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
    },
    write(name, value) {
      // A run may be ended at any time.
      writeFileSync(`${pathOf(name)}.new`, JSON.stringify(value));
      renameSync(`${pathOf(name)}.new`, pathOf(name));
    },
  };
}
