import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

const DAY_MS = 86_400_000;
/** The years 1 to 9999, which have four digits. */
const TIME_MIN_MS = -62_135_596_800_000;
const TIME_END_MS = 253_402_300_800_000;

/** A run of consecutive rows. */
export interface Chunk {
  /** `[first:last]` row, or the name of the period, as NannyML and pandas write them. */
  readonly key: string;
  /** Index of the first row. */
  readonly start: number;
  /** Index after the last row. */
  readonly end: number;
}

/** The rows of one calendar period, in UTC. */
export interface PeriodChunk extends Chunk {
  /** The period's first millisecond since 1970. */
  readonly startMs: number;
  /** The millisecond after its last. */
  readonly endMs: number;
}

export interface ChunkOptions {
  /**
   * What becomes of the rows that do not fill a chunk: a smaller chunk of their own, nothing, or
   * part of the chunk before them, if there is one.
   *
   * @default `keep`
   */
  readonly incomplete?: 'keep' | 'drop' | 'append';
}

export type Period = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * Cuts rows into chunks of one size.
 *
 * @param rows Number of rows, a whole number; 0 gives no chunk.
 * @param size Rows a chunk, a whole number from 1.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(chunks). NannyML's `chunk_size`.
 * @example
 * chunksBySize(5, 2).map(({ key }) => key); // ['[0:1]', '[2:3]', '[4:4]']
 */
export function chunksBySize(rows: number, size: number, options: ChunkOptions = {}): Chunk[] {
  assertArgument(Number.isSafeInteger(rows) && rows >= 0, 'rows', rows, 'a whole number from 0');
  assertArgument(Number.isSafeInteger(size) && size >= 1, 'size', size, 'a whole number from 1');
  const { incomplete = 'keep' } = options;
  const full = Math.floor(rows / size);
  const chunks = Array.from({ length: full }, (_, chunk) =>
    rowsChunk(chunk * size, (chunk + 1) * size),
  );
  if (full * size === rows || incomplete === 'drop') return chunks;
  const last = incomplete === 'append' ? chunks.pop() : undefined;
  chunks.push(rowsChunk(last?.start ?? full * size, rows));
  return chunks;
}

/**
 * Cuts rows into a number of chunks of ⌊rows / count⌋.
 *
 * @param rows Number of rows, a whole number, at least `count`.
 * @param count Chunks wanted, a whole number from 1. What the division leaves over is one more
 * chunk, unless `incomplete` says otherwise.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * NannyML's `chunk_number`, and its default with a count of 10.
 */
export function chunksByCount(rows: number, count: number, options: ChunkOptions = {}): Chunk[] {
  assertArgument(
    Number.isSafeInteger(count) && count >= 1,
    'count',
    count,
    'a whole number from 1',
  );
  assertArgument(rows >= count, 'rows', rows, `at least the number of chunks, ${count}`);
  return chunksBySize(rows, Math.floor(rows / count), options);
}

/**
 * Cuts rows into the calendar periods of UTC that hold their timestamps.
 *
 * @param timestampsMs Milliseconds since 1970, ascending, in the years 1 to 9999. Empty gives no
 * chunk.
 * @param period Weeks run from Monday to Sunday.
 * @returns One chunk a period that has rows, in order.
 * @throws {StatisticsError} `invalid_value` for timestamps that are NaN, out of range or out of
 * order.
 *
 * O(n). NannyML's `chunk_period`; keys as pandas writes its periods.
 * @example
 * chunksByPeriod([Date.UTC(2018, 0, 31), Date.UTC(2018, 1, 1)], 'month'); // keys 2018-01, 2018-02
 */
export function chunksByPeriod(timestampsMs: ArrayLike<number>, period: Period): PeriodChunk[] {
  const chunks: PeriodChunk[] = [];
  let start = 0;
  let previous = TIME_MIN_MS;
  let bounds: { startMs: number; endMs: number } | undefined;
  for (let row = 0; row < timestampsMs.length; row++) {
    const time = timestampsMs[row]!;
    // Written so that NaN fails as well.
    if (!(time >= previous && time < TIME_END_MS)) {
      throw new StatisticsError(
        'invalid_value',
        `timestampsMs[${row}] is ${time}; timestamps must ascend, from year 1 to 9999`,
      );
    }
    previous = time;
    if (bounds !== undefined && time >= bounds.endMs) {
      chunks.push({ key: periodKey(bounds, period), start, end: row, ...bounds });
      start = row;
      bounds = undefined;
    }
    bounds ??= periodAround(time, period);
  }
  if (bounds !== undefined) {
    const end = timestampsMs.length;
    chunks.push({ key: periodKey(bounds, period), start, end, ...bounds });
  }
  return chunks;
}

function rowsChunk(start: number, end: number): Chunk {
  return { key: `[${start}:${end - 1}]`, start, end };
}

function periodAround(time: number, period: Period): { startMs: number; endMs: number } {
  if (period === 'hour' || period === 'day' || period === 'week') {
    const length = { hour: DAY_MS / 24, day: DAY_MS, week: 7 * DAY_MS }[period];
    // 1970 began on a Thursday, three days after its Monday.
    const offset = period === 'week' ? -3 * DAY_MS : 0;
    const startMs = Math.floor((time - offset) / length) * length + offset;
    return { startMs, endMs: startMs + length };
  }
  const months = { month: 1, quarter: 3, year: 12 }[period];
  const date = new Date(time);
  const month = date.getUTCMonth() - (date.getUTCMonth() % months);
  return {
    startMs: firstOfMonth(date.getUTCFullYear(), month),
    endMs: firstOfMonth(date.getUTCFullYear(), month + months),
  };
}

function firstOfMonth(year: number, month: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  return date.setUTCFullYear(year, month, 1);
}

function periodKey(bounds: { startMs: number; endMs: number }, period: Period): string {
  const start = new Date(bounds.startMs);
  const text = start.toISOString();
  const keys: Readonly<Record<Period, () => string>> = {
    hour: () => text.slice(0, -8).replace('T', ' '),
    day: () => text.slice(0, -14),
    week: () => {
      const last = new Date(bounds.endMs - DAY_MS).toISOString();
      return `${text.slice(0, -14)}/${last.slice(0, -14)}`;
    },
    month: () => text.slice(0, -17),
    quarter: () => `${text.slice(0, -20)}Q${1 + Math.floor(start.getUTCMonth() / 3)}`,
    year: () => text.slice(0, -20),
  };
  return keys[period]();
}
