import { diag } from '@opentelemetry/api';

const INTERVAL_MS = 60_000;
const MESSAGES_MAX = 100;

export interface WarningsDeps {
  readonly now: () => number;
  readonly write: (message: string) => void;
}

/**
 * Passes each message on at most once a minute. Bad input often comes from outside, with every request;
 * the log must not grow with the traffic.
 */
export function createWarnings({ now, write }: WarningsDeps): (message: string) => void {
  const writtenAt = new Map<string, number>();

  return (message) => {
    const time = now();
    const last = writtenAt.get(message);
    if (last !== undefined && time - last < INTERVAL_MS) return;
    if (last === undefined && writtenAt.size === MESSAGES_MAX) writtenAt.clear();
    writtenAt.set(message, time);
    write(message);
  };
}

export const warn: (message: string) => void = createWarnings({
  now: Date.now,
  write: (message) => diag.warn(`@marigraph/api: ${message}`),
});

/** What came in instead, without its content: values of the host do not belong in a log. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
