import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeRecord, findRecord, SEGMENT_HEADER_BYTES } from './record.ts';
import type { ReadLimit, WalRecord } from './wal.ts';

/** A mark is set at every so many bytes: a reader starts at the mark before its position. */
const MARK_INTERVAL_BYTES = 64 * 1024;

/** Behind the name of a segment file that nobody needs any more, kept to be written over. */
export const FREE_SUFFIX = '.free';

/** A segment file and where its records stand. Mutable: the writer moves `next` and `bytes`. */
export interface Segment {
  readonly path: string;
  readonly first: bigint;
  /** One above its last record. */
  next: bigint;
  /** When its last record was received, nanoseconds since the epoch. */
  newestAt: bigint;
  /** Length of the file, as far as it may be read. */
  bytes: number;
  readonly marks: { readonly sequence: bigint; readonly offset: number }[];
}

/** The name of the segment that starts with the sequence `first`; names sort as sequences do. */
export function segmentFile(first: bigint): string {
  return `${String(first).padStart(20, '0')}.wal`;
}

export function segmentPath(directory: string, first: bigint): string {
  return join(directory, segmentFile(first));
}

export function createSegment(path: string, first: bigint): Segment {
  return { path, first, next: first, newestAt: 0n, bytes: SEGMENT_HEADER_BYTES, marks: [] };
}

/** Notes that a record of `length` bytes stands at the end of the segment. */
export function addMark(
  segment: Segment,
  { sequence, receivedAt }: Pick<WalRecord, 'sequence' | 'receivedAt'>,
  length: number,
): void {
  const last = segment.marks.at(-1);
  if (last === undefined || segment.bytes - last.offset >= MARK_INTERVAL_BYTES) {
    segment.marks.push({ sequence, offset: segment.bytes });
  }
  segment.bytes += length;
  segment.next = sequence + 1n;
  segment.newestAt = receivedAt;
}

/** Where to start reading for `sequence`: the last mark that is not above it. */
export function offsetBefore(segment: Segment, sequence: bigint): number {
  let low = 0;
  let high = segment.marks.length - 1;
  let offset = SEGMENT_HEADER_BYTES;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const mark = segment.marks[middle];
    if (mark === undefined || mark.sequence > sequence) {
      high = middle - 1;
    } else {
      offset = mark.offset;
      low = middle + 1;
    }
  }
  return offset;
}

export interface SegmentRead {
  readonly records: readonly WalRecord[];
  /** Places where bytes had to be skipped because their checksum did not hold. */
  readonly skipped: number;
}

/** Records of one segment at and after `from`; empty only if there is none. */
export async function readSegment(
  segment: Segment,
  from: bigint,
  limit: ReadLimit,
): Promise<SegmentRead> {
  const file = await open(segment.path, 'r');
  try {
    const start = offsetBefore(segment, from);
    let length = limit.bytes + 2 * MARK_INTERVAL_BYTES;
    for (;;) {
      const whole = start + length >= segment.bytes;
      const chunk = Buffer.allocUnsafe(whole ? segment.bytes - start : length);
      // oxlint-disable-next-line no-await-in-loop -- repeated only for a record larger than the limit
      const { bytesRead } = await file.read(chunk, 0, chunk.length, start);
      const read = decodeRecords(chunk.subarray(0, bytesRead), { from, limit, whole });
      if (read.records.length > 0 || whole) return read;
      length *= 4;
    }
  } finally {
    await file.close();
  }
}

interface DecodeOptions {
  readonly from: bigint;
  readonly limit: ReadLimit;
  /** The chunk reaches to the end of the segment: a record without its end is a broken one. */
  readonly whole: boolean;
}

function decodeRecords(chunk: Buffer, { from, limit, whole }: DecodeOptions): SegmentRead {
  const records: WalRecord[] = [];
  let skipped = 0;
  let bytes = 0;
  let offset = 0;
  while (records.length < limit.records && offset < chunk.length) {
    const decoded = decodeRecord(chunk, offset);
    if (decoded.kind === 'incomplete' && !whole) break;
    if (decoded.kind !== 'record') {
      skipped++;
      offset = findRecord(chunk, offset + 1, records.at(-1)?.sequence ?? from - 1n);
      if (offset < 0) break;
      continue;
    }
    offset = decoded.end;
    if (decoded.record.sequence < from) continue;
    bytes += decoded.record.body.length;
    if (bytes > limit.bytes && records.length > 0) break;
    records.push(decoded.record);
  }
  return { records, skipped };
}
