import { StatisticsError } from '@marigraph/statistics';

/** The error that a function throws; fails the test when it throws none, or another. */
export function statisticsErrorOf(run: () => unknown): StatisticsError {
  try {
    run();
  } catch (error) {
    if (error instanceof StatisticsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/**
 * Copies of `bytes`: cut at every length, with a byte more, and with each byte of the header
 * changed.
 */
export function malformed(bytes: Uint8Array): Uint8Array[] {
  const cuts = Array.from({ length: bytes.length }, (_, length) => bytes.slice(0, length));
  const changed = [0, 1, 2, 3].map((at) => bytes.with(at, (bytes[at] ?? 0) ^ 0x40));
  return [...cuts, ...changed, Uint8Array.of(...bytes, 0)];
}

/** A copy of `bytes` with the double at `offset` replaced. */
export function withDouble(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setFloat64(offset, value, true);
  return copy;
}

/** A copy of `bytes` with the 32-bit word at `offset` replaced. */
export function withWord(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(offset, value, true);
  return copy;
}
