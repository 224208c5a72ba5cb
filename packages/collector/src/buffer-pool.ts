/** Memory for request bodies that is used again. */
export interface BufferPool {
  /** Bytes that are free to be taken. */
  readonly idleBytes: number;
  take(bytes: number): PooledBuffer;
}

export interface PooledBuffer {
  /** Exactly as long as was asked for; what it holds is undefined. */
  readonly bytes: Uint8Array;
  /** Gives the memory back; it must not be read or written any more. Safe twice. */
  readonly release: () => void;
}

/** Small bodies are cheap to allocate, huge ones too rare to keep memory for. */
const POOLED_BYTES_MIN = 16 * 1024;
const POOLED_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Buffers of a power of two bytes. A body outside the heap costs page faults when it is filled and a garbage
 * collection of everything every hundred requests; memory that is at hand costs neither.
 *
 * @param idleBytesMax Free memory kept at most; what is given back beyond it goes to the garbage collector.
 */
export function createBufferPool(idleBytesMax: number): BufferPool {
  const free = new Map<number, ArrayBuffer[]>();
  let idleBytes = 0;

  function give(buffer: ArrayBuffer): void {
    if (idleBytes + buffer.byteLength > idleBytesMax) return;
    idleBytes += buffer.byteLength;
    const alike = free.get(buffer.byteLength);
    if (alike === undefined) free.set(buffer.byteLength, [buffer]);
    else alike.push(buffer);
  }

  return {
    get idleBytes() {
      return idleBytes;
    },
    take(bytes) {
      if (bytes < POOLED_BYTES_MIN || bytes > POOLED_BYTES_MAX) {
        return unpooled(Buffer.allocUnsafeSlow(bytes));
      }
      const size = 2 ** Math.ceil(Math.log2(bytes));
      const known = free.get(size)?.pop();
      if (known !== undefined) idleBytes -= size;
      let buffer: ArrayBuffer | undefined = known ?? new ArrayBuffer(size);
      return {
        bytes: Buffer.from(buffer, 0, bytes),
        release() {
          if (buffer !== undefined) give(buffer);
          buffer = undefined;
        },
      };
    },
  };
}

/** Memory of no pool: the garbage collector takes care of it. */
export function unpooled(bytes: Uint8Array): PooledBuffer {
  return { bytes, release: () => {} };
}
