/** Structured logs: one line a record, logfmt or JSON, and never more lines than a person can read. */

import type { Clock, Logger } from './component.ts';
import { ComponentError } from './errors.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LoggerOptions {
  readonly clock: Clock;
  /** Takes one line without its end. */
  readonly write: (line: string) => void;
  /** Records below it are not written. `info` unless given. */
  readonly level?: LogLevel;
  /** `logfmt` unless given. */
  readonly encoding?: 'logfmt' | 'json';
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
/** Of one message: the first ten in ten seconds, then every hundredth. */
const SAMPLING = { initial: 10, thereafter: 100, intervalNs: 10_000_000_000n } as const;
/** Messages are literals, so there are few; a component that builds them must not fill the memory. */
const MESSAGES_MAX = 1_000;

type Fields = Readonly<Record<string, unknown>>;

export function createLogger(options: LoggerOptions): Logger {
  const { clock, write, encoding = 'logfmt' } = options;
  const lowest = LEVELS.indexOf(options.level ?? 'info');
  const isSampled = createSampler(clock);
  const log = (level: LogLevel, message: string, fields: Fields = {}): void => {
    if (LEVELS.indexOf(level) < lowest) return;
    // The same message of two components is two messages.
    const { component } = fields;
    const key = `${level} ${message} ${typeof component === 'string' ? component : ''}`;
    if (!isSampled(key)) return;
    const time = new Date(Number(clock.now() / 1_000_000n)).toISOString();
    const record = { time, level, message, ...flatten(fields) };
    write(encoding === 'json' ? JSON.stringify(record) : toLogfmt(record));
  };
  return {
    error: (message, fields) => log('error', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    info: (message, fields) => log('info', message, fields),
    debug: (message, fields) => log('debug', message, fields),
  };
}

/** A logger that adds `fields` to every record. */
export function withFields(logger: Logger, fields: Fields): Logger {
  return {
    error: (message, more) => logger.error(message, { ...fields, ...more }),
    warn: (message, more) => logger.warn(message, { ...fields, ...more }),
    info: (message, more) => logger.info(message, { ...fields, ...more }),
    debug: (message, more) => logger.debug(message, { ...fields, ...more }),
  };
}

function createSampler(clock: Clock): (key: string) => boolean {
  const counts = new Map<string, { since: bigint; count: number }>();
  return (key) => {
    const now = clock.now();
    const known = counts.get(key);
    if (known === undefined || now - known.since >= SAMPLING.intervalNs) {
      if (counts.size >= MESSAGES_MAX) counts.clear();
      counts.set(key, { since: now, count: 1 });
      return true;
    }
    known.count++;
    return known.count <= SAMPLING.initial || known.count % SAMPLING.thereafter === 0;
  };
}

/** Fields as scalars: errors become their message, code and hint; the rest JSON; nothing disappears. */
function flatten(fields: Fields): Record<string, string | number | boolean> {
  const flat: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (value instanceof Error) {
      flat[key] = value.message;
      if (value instanceof ComponentError) {
        flat['code'] = value.code;
        flat['hint'] = value.hint;
      }
      continue;
    }
    flat[key] = toScalar(value);
  }
  return flat;
}

function toScalar(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'bigint') return String(value);
  // Functions and symbols have no JSON; that there was one is all there is to say.
  const json: string | undefined = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  return json ?? typeof value;
}

function toLogfmt(record: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(record)
    .map(([key, value]) => `${key}=${quote(String(value))}`)
    .join(' ');
}

/** Quoted where a space, a quote, an equals sign or a control character would be misread. */
function quote(text: string): string {
  return /^[^\s"=\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}
