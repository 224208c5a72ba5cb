import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Logger } from '../component.ts';

export interface InstanceIdOptions {
  /** Where the state of the service is. */
  readonly directory: string;
  readonly logger: Logger;
  /** Makes a new id; a random UUID unless given. */
  readonly createId?: () => string;
}

const FILE = 'instance-id';
const ID = /^[0-9A-Za-z._-]{1,128}$/;

/**
 * The id under which this collector tells of itself. It stays over restarts, or every restart would begin new
 * series and break the rates over the old ones; two collectors have two, since each has a directory of its own.
 * Never throws: an id that cannot be kept is better than no service.
 */
export function readInstanceId(options: InstanceIdOptions): string {
  const { directory, logger, createId = randomUUID } = options;
  const path = join(directory, FILE);
  const known = readId(path);
  if (known !== undefined) return known;
  const id = createId();
  try {
    writeFileSync(path, `${id}\n`);
  } catch (error) {
    logger.warn('the instance id cannot be kept; the next start has another one', { path, error });
  }
  return id;
}

/** Nothing where there is none yet, or where somebody wrote something else there. */
function readId(path: string): string | undefined {
  try {
    const id = readFileSync(path, 'utf8').trim();
    return ID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
