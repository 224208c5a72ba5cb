/**
 * The format of a segment file. All numbers are little-endian.
 *
 *     segment = magic "MGWL" | version u32 | first sequence u64 | stored up to u64 | record* [end mark]
 *     record  = crc32 u32 | body length u32 | sequence u64 | received at u64 (ns) | items u32
 *             | signal u8 | content type u8 | encoding u8 | 0 u8 | receiver length u16 | tenant length u16
 *             | receiver | tenant | body
 *
 * Sequences from "stored up to" to before the first one were given out in vain: their records could not be written.
 * The checksum covers everything behind itself.
 */

import { crc32 } from 'node:zlib';

import type { Batch, Encoding, Signal } from '../component.ts';
import type { WalRecord } from './wal.ts';

export const SEGMENT_HEADER_BYTES = 24;
export const RECORD_HEADER_BYTES = 36;
/** Receivers and tenants are short names; a longer one is a sign of corruption. */
const NAME_BYTES_MAX = 65_535;

const MAGIC = 0x4c57474d;
const VERSION = 2;
const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
const CONTENT_TYPES: readonly Batch['contentType'][] = ['protobuf', 'json'];
const ENCODINGS: readonly Encoding[] = ['identity', 'gzip', 'deflate', 'zstd'];

/** The start of a segment whose first record has the sequence `first`; the last one before it stands below `storedTo`. */
export function encodeSegmentHeader(first: bigint, storedTo: bigint): Uint8Array {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(VERSION, 4);
  header.writeBigUInt64LE(first, 8);
  header.writeBigUInt64LE(storedTo, 16);
  return header;
}

export function isSegmentHeader(bytes: Uint8Array): boolean {
  if (bytes.length < SEGMENT_HEADER_BYTES) return false;
  const view = toBuffer(bytes);
  return view.readUInt32LE(0) === MAGIC && view.readUInt32LE(4) === VERSION;
}

/** Up to which sequence records were stored before a segment, as its header says. */
export function storedToOf(header: Buffer): bigint {
  return header.readBigUInt64LE(16);
}

/** Header and names of a record; the body follows it as it is, without a copy. */
export function encodeRecordHead(record: WalRecord): Uint8Array {
  const receiverLength = Buffer.byteLength(record.receiver);
  const tenantLength = Buffer.byteLength(record.tenant);
  if (receiverLength > NAME_BYTES_MAX || tenantLength > NAME_BYTES_MAX) {
    throw new RangeError(`receiver and tenant take at most ${NAME_BYTES_MAX} bytes each`);
  }
  const head = Buffer.allocUnsafe(RECORD_HEADER_BYTES + receiverLength + tenantLength);
  head.writeUInt32LE(record.body.length, 4);
  head.writeBigUInt64LE(record.sequence, 8);
  head.writeBigUInt64LE(record.receivedAt, 16);
  head.writeUInt32LE(record.items, 24);
  head[28] = SIGNALS.indexOf(record.signal);
  head[29] = CONTENT_TYPES.indexOf(record.contentType);
  head[30] = ENCODINGS.indexOf(record.encoding);
  head[31] = 0;
  head.writeUInt16LE(receiverLength, 32);
  head.writeUInt16LE(tenantLength, 34);
  head.write(record.receiver, RECORD_HEADER_BYTES);
  head.write(record.tenant, RECORD_HEADER_BYTES + receiverLength);
  head.writeUInt32LE(crc32(record.body, crc32(head.subarray(4))), 0);
  return head;
}

/**
 * Stands behind the last record of a file that is used again, where older bytes follow: no record, as its checksum does
 * not fit.
 */
export const END_MARK: Uint8Array = Buffer.from(
  'end of the records; older bytes behin'.padEnd(RECORD_HEADER_BYTES, '.'),
).subarray(0, RECORD_HEADER_BYTES);

/** Whether the records end at `offset` on purpose. */
export function isEndMark(bytes: Buffer, offset: number): boolean {
  const end = offset + RECORD_HEADER_BYTES;
  return end <= bytes.length && bytes.compare(END_MARK, 0, RECORD_HEADER_BYTES, offset, end) === 0;
}

/** What stands at an offset: a record, the start of one whose end is not in `bytes`, or no record. */
export type Decoded =
  | { readonly kind: 'record'; readonly record: WalRecord; readonly end: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'corrupt' };

/** Reads the record at `offset`. Its body is a view of `bytes`. */
export function decodeRecord(bytes: Buffer, offset: number): Decoded {
  if (offset + RECORD_HEADER_BYTES > bytes.length) return { kind: 'incomplete' };
  const signal = SIGNALS[bytes.readUInt8(offset + 28)];
  const contentType = CONTENT_TYPES[bytes.readUInt8(offset + 29)];
  const encoding = ENCODINGS[bytes.readUInt8(offset + 30)];
  if (signal === undefined || contentType === undefined || encoding === undefined) {
    return { kind: 'corrupt' };
  }
  const receiverStart = offset + RECORD_HEADER_BYTES;
  const tenantStart = receiverStart + bytes.readUInt16LE(offset + 32);
  const bodyStart = tenantStart + bytes.readUInt16LE(offset + 34);
  const end = bodyStart + bytes.readUInt32LE(offset + 4);
  if (end > bytes.length) return { kind: 'incomplete' };
  if (crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32LE(offset)) {
    return { kind: 'corrupt' };
  }
  const record: WalRecord = {
    signal,
    contentType,
    encoding,
    body: bytes.subarray(bodyStart, end),
    items: bytes.readUInt32LE(offset + 24),
    sequence: bytes.readBigUInt64LE(offset + 8),
    receivedAt: bytes.readBigUInt64LE(offset + 16),
    tenant: bytes.toString('utf8', tenantStart, bodyStart),
    receiver: bytes.toString('utf8', receiverStart, tenantStart),
  };
  return { kind: 'record', record, end };
}

/**
 * The first offset at or after `offset` where a sound record above `after` stands, or -1. Goes byte by byte:
 * behind a broken record nothing says where the next one begins.
 */
export function findRecord(bytes: Buffer, offset: number, after: bigint): number {
  const last = bytes.length - RECORD_HEADER_BYTES;
  for (let at = offset; at <= last; at++) {
    if (!mayBeRecord(bytes, at, after)) continue;
    if (decodeRecord(bytes, at).kind === 'record') return at;
  }
  return -1;
}

/** Far more records than a segment can hold: a sequence beyond it is not one of this segment. */
const SEQUENCE_JUMP_MAX = 1n << 32n;

/** A cheap look that spares the checksum of nearly every offset that is not a record. */
function mayBeRecord(bytes: Buffer, at: number, after: bigint): boolean {
  if (bytes[at + 31] !== 0 || bytes.readUInt8(at + 28) > 2 || bytes.readUInt8(at + 30) > 3) {
    return false;
  }
  const sequence = bytes.readBigUInt64LE(at + 8);
  return sequence > after && sequence - after < SEQUENCE_JUMP_MAX;
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
