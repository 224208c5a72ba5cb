/**
 * Memory for a result: exactly so many bytes, whatever they hold. A collector that makes a result per request takes it
 * from memory that is used again, since new memory outside the heap is freed only by a collection of everything.
 */
export type Allocate = (bytes: number) => Uint8Array;

export function allocateNew(bytes: number): Uint8Array {
  return new Uint8Array(bytes);
}

/** Always the same class of array, also where a Buffer is given: the loops over it are faster then. */
export function allocated(allocate: Allocate, bytes: number): Uint8Array {
  const { buffer, byteOffset } = allocate(bytes);
  return new Uint8Array(buffer, byteOffset, bytes);
}
