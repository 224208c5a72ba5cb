import type { StatePart } from '@marigraph/collector';

/** What a state would be read back as: every part must have been written. */
export function bytesOfParts(parts: ReadonlyMap<string, StatePart>): Map<string, Uint8Array> {
  return new Map(
    [...parts].flatMap(([name, { bytes }]) => (bytes === undefined ? [] : [[name, bytes]])),
  );
}

/** A state of one part. */
export function partOf(text: string, version = 0): Map<string, StatePart> {
  return new Map([['', { version, bytes: Buffer.from(text) }]]);
}
