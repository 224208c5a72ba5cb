/** Headers that every request of an exporter carries. Their values are secrets: never logged, never reported. */

import { validateHeaderName, validateHeaderValue } from 'node:http';

import { z } from 'zod';

import type { Clock, Logger } from '../component.ts';
import { ComponentError } from '../errors.ts';
import { watchFiles } from '../watched-files.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers by name, in lower case once they are parsed. */
const headersConfig: z.ZodType<Headers> = z
  .record(z.string(), z.string())
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      const fault = faultOf(name, value);
      // A path below the value: what is found there is nothing, so that the value is not shown.
      if (fault !== undefined)
        context.addIssue({ code: 'custom', path: [name, fault.part], message: fault.message });
    }
  })
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  );

/** The keys of an exporter's configuration that say what headers its requests carry. */
export const headersSettings: {
  readonly headers: z.ZodType<Headers>;
  readonly headers_file: z.ZodType<string | undefined>;
} = {
  headers: headersConfig
    .describe('Headers that every request carries; their values are never shown.')
    .meta({ secret: true })
    .prefault({}),
  headers_file: z
    .string()
    .min(1)
    .describe(
      'File with more headers, `name: value` one a line, which win over `headers`; looked ' +
        'at every 5s for changes.',
    )
    .optional(),
};

interface Fault {
  readonly part: 'name' | 'value';
  readonly message: string;
}

function faultOf(name: string, value: string): Fault | undefined {
  try {
    validateHeaderName(name);
  } catch {
    return { part: 'name', message: 'expected a name that may stand in an HTTP header' };
  }
  try {
    validateHeaderValue(name, value);
  } catch {
    return { part: 'value', message: 'expected a value that may stand in an HTTP header' };
  }
  return undefined;
}

export interface RequestHeaders {
  /** Names in lower case. Valid after `start`. */
  readonly current: Headers;
  /** @throws {ComponentError} `file_unusable`. */
  start(): Promise<void>;
  stop(): void;
}

/** Whoever rotates a credential waits no longer than that. */
const RELOAD_INTERVAL_MS = 5_000;

/** The headers of the configuration, and over them those of a file that is read again when it changes. */
export function createRequestHeaders(
  config: { readonly headers: Headers; readonly headers_file?: string | undefined },
  dependencies: { readonly clock: Clock; readonly logger: Logger },
): RequestHeaders {
  const { headers, headers_file: path } = config;
  return watchFiles({
    paths: path === undefined ? [] : [path],
    code: 'file_unusable',
    intervalMs: RELOAD_INTERVAL_MS,
    parse: (texts) => ({ ...headers, ...parseHeaderLines(texts[0] ?? '', path ?? '') }),
    ...dependencies,
  });
}

/** `name: value`, one a line; empty lines and those that begin with `#` say nothing. */
function parseHeaderLines(text: string, path: string): Headers {
  const headers: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const colon = trimmed.indexOf(':');
    const name = trimmed.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = trimmed.slice(colon + 1).trim();
    if (colon < 0 || faultOf(name, value) !== undefined) {
      const where = `${path}:${index + 1}`;
      throw new ComponentError('file_unusable', `${where}: expected a header as "name: value"`);
    }
    headers[name] = value;
  }
  return headers;
}
