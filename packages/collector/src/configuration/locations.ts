/** Where a configuration is read from: what may stand behind `--config`. */

import { readFileSync } from 'node:fs';

import { type Problem, systemCode } from '../errors.ts';
import type { Outside } from './expand.ts';
import type { ConfigurationSource } from './sources.ts';

export type Located = ConfigurationSource | { readonly problem: Problem };

/** Two letters at least, so that the drive of a Windows path is none. */
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/**
 * Reads one location: a path, `file:path`, `env:NAME` (a variable that holds the text) or `yaml:text`, as in
 * `yaml:service::wal::type: memory`.
 */
export function readLocation(location: string, outside: Outside): Located {
  const scheme = SCHEME.exec(location)?.[1];
  if (scheme === undefined) return readFile(location, outside);
  const rest = location.slice(scheme.length + 1);
  switch (scheme.toLowerCase()) {
    case 'file':
      return readFile(rest, outside);
    case 'env':
      return readVariable(rest, outside);
    case 'yaml':
      return { name: 'yaml', text: rest };
    case 'http':
    case 'https':
      return failed(
        location,
        'is not fetched: a configuration is a file, `env:NAME` or `yaml:text`',
      );
    default:
      return failed(
        location,
        `scheme "${scheme}" is not supported (valid values: [env file yaml]); a file of that name is file:${location}`,
      );
  }
}

function readFile(path: string, { readText }: Outside): Located {
  try {
    return { name: path, text: readText(path) };
  } catch (error) {
    return failed(path, `cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function readVariable(name: string, { environment }: Outside): Located {
  const text = environment[name];
  if (text !== undefined && text !== '') return { name: `env:${name}`, text };
  return failed(`env:${name}`, 'the variable is not set');
}

function failed(source: string, message: string): Located {
  return { problem: { path: '', message, source } };
}

/** Reads a file of the configuration. @throws {Error} whose message is the reason alone, as `ENOENT`. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    const reason = code === 'EISDIR' ? 'it is a directory, expected a file' : code;
    throw new Error(reason ?? String(cause), { cause });
  }
}
