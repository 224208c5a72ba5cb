import { checkSize } from './wire.ts';

/**
 * Joins export requests of one signal into one request.
 *
 * A request is nothing but a repeated field, and protobuf appends the elements of a repeated field that comes
 * again, so the bytes of the requests in a row are a request with the items of all of them, in that order.
 *
 * @returns New bytes; a single body is handed back as it is.
 * @throws {OtlpError} `too_large` when the result would be longer than 2 GiB.
 */
export function concatenate(bodies: readonly Uint8Array[]): Uint8Array {
  const [only] = bodies;
  if (only !== undefined && bodies.length === 1) return only;
  let length = 0;
  for (const body of bodies) length += body.length;
  checkSize(length);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const body of bodies) {
    joined.set(body, offset);
    offset += body.length;
  }
  return joined;
}
