/** A point in time: a `Date`, milliseconds since the epoch, or ISO 8601 with a time zone. */
export type TimeValue = Date | number | string;

/** Without a time zone the meaning would depend on the machine that reads it. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** The time as a valid `Date`, or `undefined` when it is none. */
export function parseTime(value: unknown): Date | undefined {
  if (typeof value === 'string' && !ISO_8601.test(value)) return undefined;
  if (!(value instanceof Date) && typeof value !== 'number' && typeof value !== 'string') {
    return undefined;
  }
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
