import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describe, it } from 'vitest';

const ROOT = resolve(
  import.meta.dirname,
  '../..',
  process.env['MARIGRAPH_VECTORS'] ?? '../shared/vectors',
);

/** The conformance data, which is not part of the project. `MARIGRAPH_VECTORS` says where it lies. */
export const vectors = {
  /**
   * A suite that needs a folder of the conformance data. Where the folder is absent the suite becomes one
   * skipped test that says what to install; with `MARIGRAPH_REQUIRE_ALL=1` (set in CI) it fails instead.
   */
  describe(folder: string, suite: (path: string) => void): void {
    const path = join(ROOT, folder);
    if (existsSync(path)) {
      describe(`conformance: ${folder}`, () => suite(path));
      return;
    }
    requires(`conformance data ${folder}: set MARIGRAPH_VECTORS to a folder that holds it`);
  },

  /** A JSON file below the path that `describe` hands over; `.gz` is inflated. */
  // oxlint-disable-next-line no-unnecessary-type-parameters -- the caller says what the file holds
  json<T>(path: string, file: string): T {
    return JSON.parse(vectors.text(path, file)) as T;
  },

  text(path: string, file: string): string {
    const bytes = readFileSync(join(path, file));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  },
} as const;

/** A suite that needs a program of a Debian package; skipped or failed without it, as above. */
export function describeWithProgram(
  options: {
    readonly program: string;
    readonly debianPackage: string;
    /** What makes the program succeed; `--version` unless given. */
    readonly argument?: string;
  },
  suite: () => void,
): void {
  const { program, debianPackage, argument = '--version' } = options;
  if (spawnSync(program, [argument]).status === 0) describe(`with ${program}`, suite);
  else requires(`${program}: apt-get install ${debianPackage}`);
}

/** Registers one test in place of what cannot run here: skipped, or failed where nothing may be skipped. */
function requires(what: string): void {
  if (process.env['MARIGRAPH_REQUIRE_ALL'] === '1') {
    it(`needs ${what}`, () => {
      throw new Error(`needs ${what}`);
    });
    return;
  }
  it.skip(`needs ${what}`, () => {});
}
