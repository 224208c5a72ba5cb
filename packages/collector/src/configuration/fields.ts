/**
 * The kinds of value that configurations of components are made of. Each says by its `title` what it is, for editors
 * and for the reference page.
 *
 * Two more keys of `.meta()` mean something to this program: `secret: true` hides a value, and everything within it,
 * where a configuration is shown; `server: true` says that this process listens there, so that two cannot.
 */

import { z } from 'zod';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** `10m`, `1h30m`, `500ms`, `35d`, `0s` as milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(DURATION_PART)) {
    ms += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  }
  return Math.round(ms);
}

/** A duration as the Collector writes it; milliseconds once it is parsed. */
export const duration: z.ZodType<number, string> = z
  .string({ error: 'expected a duration such as "10s" or "1h30m"' })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: 'custom',
      message: 'expected a duration such as "10s" or "1h30m"',
      input: text,
    });
    return z.NEVER;
  })
  .meta({ title: 'duration' });

const MIB = 1024 * 1024;

/** An amount of memory or disk in MiB, as in keys that end in `_mib`; bytes once it is parsed. */
export const sizeMib: z.ZodType<number, number> = z
  .number({ error: 'expected a number of MiB' })
  .positive({ error: 'expected a number of MiB above 0' })
  .max(1024 * MIB, { error: 'expected at most 1 PiB' })
  .transform((mib) => Math.floor(mib * MIB))
  .meta({ title: 'size in MiB' });

/** Where a server listens. */
export interface HostPort {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

const HOST_PORT_ERROR = 'expected host:port, as in "127.0.0.1:4318" or "[::1]:4318"';

/** `host:port`, `[v6]:port` or `:port` for every interface; `undefined` for anything else. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]*)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  if (port > 65_535) return undefined;
  return { host: match[1] ?? (match[2] === '' ? '::' : (match[2] ?? '::')), port };
}

/** Where a server listens, as `host:port`. */
export const hostPort: z.ZodType<HostPort, string> = z
  .string({ error: HOST_PORT_ERROR })
  .transform((text, context) => {
    const parsed = parseHostPort(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: HOST_PORT_ERROR, input: text });
    return z.NEVER;
  })
  .meta({ title: 'host:port', server: true });

/** `host:port` again, with brackets where they belong. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const URL_ERROR = 'expected an absolute http:// or https:// URL';

/** An absolute HTTP URL. */
export const httpUrl: z.ZodType<URL, string> = z
  .string({ error: URL_ERROR })
  .transform((text, context) => {
    const url = URL.parse(text);
    if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
    context.addIssue({ code: 'custom', message: URL_ERROR, input: text });
    return z.NEVER;
  })
  .meta({ title: 'HTTP URL' });
