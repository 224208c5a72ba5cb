const MINUTE_MS = 60_000;
/** Length of `2026-09-23`. */
const DATE_BYTES = 10;
/** Digits of a second's fraction that are read; further ones are below the resolution of a double. */
const FRACTION_DIGITS_MAX = 9;

const [DASH, COLON, DOT, PLUS, SPACE] = Buffer.from('-:.+ ');
const [UPPER_T, LOWER_T, UPPER_Z, LOWER_Z] = Buffer.from('TtZz');

/**
 * Reads the time of a prediction, milliseconds since the epoch and fractional; NaN for what is no such time.
 *
 * Times are ISO 8601 as in RFC 3339: `2026-09-23T08:15:30.120Z`, with `+02:00` in place of `Z`, without seconds, or
 * the date alone. A time without a zone is UTC, whatever the zone of this machine. `Date.parse` would make a text of
 * every time, and takes more than it should: `5`, say, for the first of May 2001.
 */
export function parsePredictionTime(bytes: Uint8Array, start: number, end: number): number {
  const dateMs = parseDate(bytes, start, end);
  const separator = start + DATE_BYTES;
  if (separator === end) return dateMs;
  const between = bytes[separator];
  if (between !== UPPER_T && between !== LOWER_T && between !== SPACE) return Number.NaN;
  const clock = separator + 1;
  const zone = findZone(bytes, clock, end);
  return dateMs + parseClock(bytes, clock, zone) - parseOffset(bytes, zone, end);
}

function parseDate(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < DATE_BYTES) return Number.NaN;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
  const year = readDigits(bytes, start, 4);
  const month = readDigits(bytes, start + 5, 2);
  const day = readDigits(bytes, start + 8, 2);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  // `Date.UTC` takes years below 100 for those of the last century.
  return isDay && year >= 100 ? Date.UTC(year, month - 1, day) : Number.NaN;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Where the zone begins: the end of a time without one. */
function findZone(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === UPPER_Z || byte === LOWER_Z || byte === PLUS || byte === DASH) return at;
  }
  return end;
}

/** `08:15`, `08:15:30` or `08:15:30.120`, in milliseconds. A leap second is the first one of the next minute. */
function parseClock(bytes: Uint8Array, start: number, end: number): number {
  const minutesMs = parseMinutes(bytes, start, end - start);
  if (end - start === 5) return minutesMs;
  if (end - start < 8 || bytes[start + 5] !== COLON) return Number.NaN;
  const second = readDigits(bytes, start + 6, 2);
  if (!(second <= 60)) return Number.NaN;
  return minutesMs + second * 1000 + parseFraction(bytes, start + 8, end);
}

/** The first five bytes of `length`, as `08:15`, in milliseconds. */
function parseMinutes(bytes: Uint8Array, start: number, length: number): number {
  if (length < 5 || bytes[start + 2] !== COLON) return Number.NaN;
  return toMilliseconds(readDigits(bytes, start, 2), readDigits(bytes, start + 3, 2));
}

function toMilliseconds(hour: number, minute: number): number {
  return hour <= 23 && minute <= 59 ? (hour * 60 + minute) * MINUTE_MS : Number.NaN;
}

function parseFraction(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const count = end - start - 1;
  if (bytes[start] !== DOT || count === 0) return Number.NaN;
  const kept = Math.min(count, FRACTION_DIGITS_MAX);
  const rest = readDigits(bytes, start + 1 + kept, count - kept);
  return Number.isNaN(rest) ? rest : (readDigits(bytes, start + 1, kept) * 1000) / 10 ** kept;
}

/** `Z`, `+02:00`, `+0200`, `+02` or nothing, in milliseconds. */
function parseOffset(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const sign = bytes[start];
  if (sign === UPPER_Z || sign === LOWER_Z) return start + 1 === end ? 0 : Number.NaN;
  const length = end - start - 1;
  const hour = readDigits(bytes, start + 1, 2);
  let offsetMs = Number.NaN;
  if (length === 2) offsetMs = toMilliseconds(hour, 0);
  else if (length === 4) offsetMs = toMilliseconds(hour, readDigits(bytes, start + 3, 2));
  else if (length === 5) offsetMs = parseMinutes(bytes, start + 1, length);
  return sign === DASH ? -offsetMs : offsetMs;
}

/** NaN unless all `count` bytes are digits. */
function readDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
