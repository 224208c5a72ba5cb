import { MonitorError } from '@marigraph/monitor';

import { ReferenceFileError } from '../connectors/ml-monitor/reference-file.ts';
import { systemCode } from '../errors.ts';
import { TableError } from '../tables/table-error.ts';

/** A command that cannot do what it was asked to; the message is for the person who typed it. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/**
 * Does one step; what goes wrong with it is said of the file it is about.
 *
 * @throws {CommandError} for operating errors; programmer errors are thrown as they are.
 */
export async function about<Result>(
  path: string,
  step: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    // This one names its file itself.
    if (error instanceof ReferenceFileError)
      throw new CommandError(error.message, { cause: error });
    if (error instanceof MonitorError || error instanceof TableError || isSystemError(error)) {
      throw new CommandError(`${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Whatever the operating system, or Node on its behalf, refuses: files that are absent, denied, or too large. */
function isSystemError(error: unknown): error is Error {
  const code = systemCode(error);
  return code !== undefined && (/^E[A-Z]+$/.test(code) || code === 'ERR_FS_FILE_TOO_LARGE');
}
