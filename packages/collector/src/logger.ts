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
  const sample = createSampler(clock);
  const log = (level: LogLevel, message: string, fields: Fields = {}): void => {
    if (LEVELS.indexOf(level) < lowest) return;
    // The same message of two components is two messages.
    const { component } = fields;
    const key = `${level} ${message} ${typeof component === 'string' ? component : ''}`;
    const unwritten = sample(key);
    if (unwritten === undefined) return;
    const time = new Date(Number(clock.now() / 1_000_000n)).toISOString();
    const record = {
      time,
      level,
      message,
      ...flatten(fields),
      ...(unwritten > 0 && { unwritten }),
    };
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

interface Sampled {
  since: bigint;
  count: number;
  unwritten: number;
}

/** Says how many records were left out since the last one that was written; `undefined` for one to leave out. */
function createSampler(clock: Clock): (key: string) => number | undefined {
  const messages = new Map<string, Sampled>();
  return (key) => {
    const now = clock.now();
    const known = messages.get(key);
    if (known === undefined) {
      if (messages.size >= MESSAGES_MAX) messages.clear();
      messages.set(key, { since: now, count: 1, unwritten: 0 });
      return 0;
    }
    if (now - known.since >= SAMPLING.intervalNs) {
      known.since = now;
      known.count = 0;
    }
    known.count++;
    if (
      known.count > SAMPLING.initial &&
      (known.count - SAMPLING.initial) % SAMPLING.thereafter > 0
    ) {
      known.unwritten++;
      return undefined;
    }
    const { unwritten } = known;
    known.unwritten = 0;
    return unwritten;
  };
}

/** Names of fields whose values may be secrets, or data of the people who are observed. */
const PRIVATE =
  /headers$|authorization|cookie|token|secret|password|credential|attributes$|^body$/i;
const HIDDEN = '[not logged]';

/** Fields as scalars: errors become their message, code and hint; the rest JSON. What is private is hidden. */
function flatten(fields: Fields): Record<string, string | number | boolean> {
  const flat: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (PRIVATE.test(key)) {
      flat[key] = HIDDEN;
      continue;
    }
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
  const json: string | undefined = JSON.stringify(value, (key, inner: unknown) => {
    if (PRIVATE.test(key)) return HIDDEN;
    return typeof inner === 'bigint' ? String(inner) : inner;
  });
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
