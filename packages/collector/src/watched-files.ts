import { readFile } from 'node:fs/promises';

import type { Clock, Logger } from './component.ts';
import { ComponentError, type ComponentErrorCode, systemCode } from './errors.ts';

export interface WatchedFilesOptions<Value> {
  readonly paths: readonly string[];
  /** Of the error where a file cannot be read. */
  readonly code: ComponentErrorCode;
  /** 0 reads them once. */
  readonly intervalMs: number;
  /** Makes a value of the texts, in the order of `paths`. What it throws must not tell what they hold. */
  readonly parse: (texts: readonly string[]) => Value;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What files say that may be replaced while the process runs: certificates, credentials. */
export interface WatchedFiles<Value> {
  /** Another object only when a file has changed. Valid after `start`. */
  readonly current: Value;
  /** @throws {ComponentError} With `code`, or what `parse` throws. */
  start(): Promise<void>;
  stop(): void;
}

/**
 * Reads files now and then again, by content rather than by their times: a mounted secret is replaced by links whose
 * times say nothing. A file that cannot be used later on leaves what was read before.
 */
export function watchFiles<Value>(options: WatchedFilesOptions<Value>): WatchedFiles<Value> {
  const { paths, code, intervalMs, parse, clock, logger } = options;
  let texts: readonly string[] | undefined;
  let current: Value | undefined;
  let stop: (() => void) | undefined;

  async function load(): Promise<void> {
    const found = await Promise.all(paths.map((path) => readText(path, code)));
    if (texts?.every((text, index) => text === found[index]) === true) return;
    current = parse(found);
    texts = found;
  }

  return {
    get current() {
      return current as Value;
    },
    async start() {
      await load();
      if (intervalMs === 0 || paths.length === 0) return;
      stop = clock.every(intervalMs, () => {
        load().catch((error: unknown) => {
          logger.warn('a file cannot be used; what it said before stays', { error });
        });
      });
    },
    stop() {
      stop?.();
    },
  };
}

async function readText(path: string, code: ComponentErrorCode): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ComponentError(code, `${path} cannot be read: ${systemCode(cause)}`, { cause });
  }
}
