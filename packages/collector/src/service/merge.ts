/**
 * Small requests become one before they go to a backend, or it would see one request for each request of an
 * application. Protobuf messages concatenate to the merge of their repeated fields, which is all it takes.
 */

import { gunzipSync } from 'node:zlib';

import { concatenate } from '@marigraph/otlp';

import type { BodyCompressor } from '../body-compressor.ts';
import type { Batch, MergePolicy } from '../component.ts';
import type { WalRecord } from '../wal/wal.ts';

/** A request of so many items is no small one, however well it compresses. */
const ITEMS_ENOUGH = 256;
/** Merged bytes before compression. Bounds memory, and how long one compression blocks the process. */
const MERGED_BYTES_MAX = 2 * 1024 * 1024;

/**
 * How many of `records` (all alike in signal, content type, encoding) make the next request: as many as the
 * policy allows, at least one.
 */
export function mergeCount(records: readonly WalRecord[], policy: MergePolicy): number {
  const first = records[0];
  if (first === undefined || !isMergeable(first)) return 1;
  let bytes = 0;
  let items = 0;
  let count = 0;
  for (const record of records) {
    const total = bytes + record.body.length;
    // The mean that counts is the one before: a large request at the end may still take the small along.
    const isSmall = bytes < policy.belowBytes * count && items < ITEMS_ENOUGH * count;
    if (count > 0 && (total > policy.maxBytes || !isSmall)) break;
    bytes = total;
    items += record.items;
    count++;
  }
  return count;
}

function isMergeable(record: WalRecord): boolean {
  if (record.contentType !== 'protobuf') return false;
  return record.encoding === 'identity' || record.encoding === 'gzip';
}

/** A request made of records, and how many of them are in it: the first ones. */
export interface Merged {
  readonly batch: Batch;
  readonly count: number;
}

/** One request with the content of the first `records`; a single record passes as it is. */
export function mergeRecords(
  records: readonly [WalRecord, ...WalRecord[]],
  compress: BodyCompressor,
): Merged {
  const [first] = records;
  if (records.length === 1) return { batch: first, count: 1 };
  const bodies: Uint8Array[] = [];
  let bytes = 0;
  let items = 0;
  for (const record of records) {
    const body = inflate(record, MERGED_BYTES_MAX - bytes);
    if (body === undefined) break;
    bodies.push(body);
    bytes += body.length;
    items += record.items;
  }
  if (bodies.length < 2) return { batch: first, count: 1 };
  const merged = concatenate(bodies);
  const body = compress(first.encoding, merged);
  const plain = first.encoding === 'identity' ? undefined : { bytes: merged };
  return { batch: { ...first, body, plain, items }, count: bodies.length };
}

/** The plain bytes of a record, or nothing where they are more than `maxBytes`. */
function inflate(record: WalRecord, maxBytes: number): Uint8Array | undefined {
  if (maxBytes <= 0) return undefined;
  const plain = record.encoding === 'identity' ? record.body : record.plain?.bytes;
  if (plain !== undefined) return plain.length <= maxBytes ? plain : undefined;
  try {
    return gunzipSync(record.body, { maxOutputLength: maxBytes });
  } catch {
    // Larger than what is left. It goes out on its own, as it came in.
    return undefined;
  }
}
