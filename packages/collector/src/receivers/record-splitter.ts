/** Takes the bytes of a file as they come and gives back the requests that stand in it one behind the other. */

export interface SplitRecord {
  /** The request, a copy; `undefined` where it is longer than it may be. */
  readonly bytes: Uint8Array | undefined;
}

/** What remembers nothing of a file but what it is in the middle of. */
export interface RecordSplitter {
  /** Returns what is whole with these bytes, in order. The chunk may change afterwards. */
  push(chunk: Uint8Array): readonly SplitRecord[];
  /** Bytes that were pushed and make no whole record yet. */
  readonly pendingBytes: number;
  /** The pending bytes, if they may be a record without its end. */
  peek(): Uint8Array | undefined;
  /** Forgets the pending bytes: they are pushed again, or never. */
  forget(): void;
}

const NEWLINE = 0x0a;

/**
 * One request a line. Empty lines are none.
 *
 * @param bytesMax Of a line; a longer one is skipped to its end.
 */
export function createLineSplitter(bytesMax: number): RecordSplitter {
  const pending = createPending();
  let isSkipping = false;

  function endLine(part: Uint8Array, records: SplitRecord[]): void {
    if (isSkipping) {
      isSkipping = false;
      return;
    }
    const isTooLong = pending.length + part.length > bytesMax;
    const line = isTooLong ? undefined : pending.take(part);
    pending.clear();
    if (line === undefined || !isBlank(line)) records.push({ bytes: line });
  }

  return {
    get pendingBytes() {
      return pending.length;
    },
    push(chunk) {
      const records: SplitRecord[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        endLine(chunk.subarray(start, end), records);
        start = end + 1;
      }
      const rest = chunk.subarray(start);
      if (isSkipping) return records;
      if (pending.length + rest.length <= bytesMax) {
        pending.add(rest);
        return records;
      }
      isSkipping = true;
      pending.clear();
      records.push({ bytes: undefined });
      return records;
    },
    peek: () => (pending.length === 0 ? undefined : pending.take(new Uint8Array())),
    forget: () => pending.clear(),
  };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}

const LENGTH_BYTES = 4;

/**
 * Each request behind its length, four bytes, big-endian.
 *
 * @param bytesMax Of a request; a longer one is skipped.
 */
export function createLengthSplitter(bytesMax: number): RecordSplitter {
  const pending = createPending();
  let skipBytes = 0;

  /** The next record of `bytes` from `start`, and where it ends; `undefined` if it is not all there. */
  function next(bytes: Buffer, start: number): { record: SplitRecord; end: number } | undefined {
    if (start + LENGTH_BYTES > bytes.length) return undefined;
    const length = bytes.readUInt32BE(start);
    const end = start + LENGTH_BYTES + length;
    if (length > bytesMax) {
      skipBytes = Math.max(0, end - bytes.length);
      return { record: { bytes: undefined }, end: Math.min(end, bytes.length) };
    }
    if (end > bytes.length) return undefined;
    return { record: { bytes: Buffer.from(bytes.subarray(start + LENGTH_BYTES, end)) }, end };
  }

  /** Bytes until something can be done with what is pending. */
  function missing(): number {
    const head = pending.head(LENGTH_BYTES);
    if (head.length < LENGTH_BYTES) return LENGTH_BYTES - head.length;
    const length = head.readUInt32BE(0);
    return length > bytesMax ? 0 : LENGTH_BYTES + length - pending.length;
  }

  return {
    get pendingBytes() {
      return pending.length;
    },
    push(chunk) {
      const skipped = Math.min(skipBytes, chunk.length);
      skipBytes -= skipped;
      const rest = chunk.subarray(skipped);
      // A long record is put together once, not at every chunk of it.
      if (rest.length < missing()) {
        pending.add(rest);
        return [];
      }
      const bytes = pending.take(rest);
      pending.clear();
      const records: SplitRecord[] = [];
      let start = 0;
      for (let found = next(bytes, 0); found !== undefined; found = next(bytes, start)) {
        records.push(found.record);
        start = found.end;
      }
      pending.add(bytes.subarray(start));
      return records;
    },
    // Its length says that it is not whole.
    peek: () => undefined,
    forget: () => pending.clear(),
  };
}

/** Bytes that wait for more. */
interface Pending {
  readonly length: number;
  /** Keeps a copy. */
  add(part: Uint8Array): void;
  /** All of them and `part`, as a copy. */
  take(part: Uint8Array): Buffer;
  /** The first bytes, fewer where there are fewer. */
  head(count: number): Buffer;
  clear(): void;
}

function createPending(): Pending {
  let parts: Uint8Array[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(part) {
      if (part.length === 0) return;
      parts.push(Buffer.from(part));
      length += part.length;
    },
    take: (part) => Buffer.concat([...parts, part]),
    head: (count) => Buffer.concat(parts, Math.min(count, length)),
    clear() {
      parts = [];
      length = 0;
    },
  };
}
