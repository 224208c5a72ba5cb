import type { ReadLimit, WalRecord } from './wal.ts';

/** What a record costs beyond its body: the object, its strings, its place in the array. */
export const RECORD_OVERHEAD_BYTES = 256;

/**
 * The newest records in the order of their sequences, which ascend by one. A hot mutable structure: an array
 * with a moving head, so that the oldest leave without shifting the rest.
 */
export class RecentRecords {
  #records: WalRecord[] = [];
  #head = 0;
  #bytes = 0;

  /** Bodies, as stored and plain, plus overhead. */
  get bytes(): number {
    return this.#bytes;
  }

  get oldest(): bigint | undefined {
    return this.#records[this.#head]?.sequence;
  }

  push(record: WalRecord): void {
    const newest = this.#records.at(-1);
    // A gap (after a failed write) would break the lookup by index, and older records are on disk anyway.
    if (newest !== undefined && newest.sequence + 1n !== record.sequence) this.clear();
    this.#records.push(record);
    this.#bytes += bytesOf(record);
  }

  /** Removes and returns the oldest record. */
  shift(): WalRecord | undefined {
    const record = this.#records[this.#head];
    if (record === undefined) return undefined;
    this.#head++;
    this.#bytes -= bytesOf(record);
    if (this.#head >= 1024 && this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
    return record;
  }

  /** Records from `from` on, or `undefined` where `from` is older than what is held. */
  read(from: bigint, limit: ReadLimit): WalRecord[] | undefined {
    const oldest = this.oldest;
    if (oldest === undefined || from < oldest) return undefined;
    const found: WalRecord[] = [];
    let bytes = 0;
    for (let i = this.#head + Number(from - oldest); i < this.#records.length; i++) {
      const record = this.#records[i];
      if (record === undefined || found.length >= limit.records) break;
      bytes += record.body.length;
      if (bytes > limit.bytes && found.length > 0) break;
      found.push(record);
    }
    return found;
  }

  /** Bytes held at and after `sequence`. */
  bytesFrom(sequence: bigint): number {
    const oldest = this.oldest;
    if (oldest === undefined || sequence <= oldest) return this.#bytes;
    let bytes = 0;
    for (let i = this.#head + Number(sequence - oldest); i < this.#records.length; i++) {
      const record = this.#records[i];
      if (record !== undefined) bytes += bytesOf(record);
    }
    return bytes;
  }

  clear(): void {
    this.#records = [];
    this.#head = 0;
    this.#bytes = 0;
  }
}

function bytesOf({ body, plain }: WalRecord): number {
  return body.length + (plain?.bytes.length ?? 0) + RECORD_OVERHEAD_BYTES;
}
