import { type Allocate, allocated, allocateNew } from './allocate.ts';
import { OtlpError } from './errors.ts';

/** Offsets are 31-bit integers everywhere, as protobuf's lengths are. */
const BYTES_MAX = 0x7fff_ffff;

/**
 * A larger buffer with the same first `length` bytes and room for `room` more; at least twice as large as before, so
 * that growing costs little in all.
 *
 * @throws {OtlpError} `too_large`.
 */
export function grown(
  bytes: Uint8Array,
  length: number,
  room: number,
  allocate: Allocate = allocateNew,
): Uint8Array {
  if (length + room > BYTES_MAX) {
    throw new OtlpError('too_large', `in the other encoding it is more than ${BYTES_MAX} bytes`, 0);
  }
  const size = Math.min(BYTES_MAX, Math.max(length + room, bytes.length * 2));
  const larger = allocated(allocate, size);
  larger.set(bytes.subarray(0, length));
  return larger;
}
