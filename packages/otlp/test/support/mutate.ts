/** Values that decoders get wrong: ends of varints, tags of groups, lengths of nothing and of too much. */
const TELLING_BYTES = [
  0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x0b, 0x0c, 0x1f, 0x8b, 0x22, 0x5b, 0x7b,
];
const TELLING_SLICES = [
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
  [0x0a, 0x00],
  [0x0b, 0x0b, 0x0b, 0x0c, 0x0c, 0x0c],
];
const EDITS_MAX = 4;
const SLICE_MAX = 64;

/** A few random edits of `bytes`, which stays as it is; `other` lends slices. The same `random` gives the same. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let out: Uint8Array = Uint8Array.from(bytes);
  for (let edits = 1 + Math.floor(random() * EDITS_MAX); edits > 0; edits--) {
    out = edit(out, other, random);
  }
  return out;
}

function edit(bytes: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * (bytes.length + 1));
  const below = (limit: number): number => Math.floor(random() * limit);
  switch (below(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return splice(bytes, { at, remove: 0, insert: [below(256)] });
    case 2:
      return splice(bytes, { at, remove: 1 + below(8), insert: [] });
    case 3:
      return splice(bytes, { at, remove: 0, insert: sliceOf(bytes, below) });
    case 4:
      return splice(bytes, { at, remove: 0, insert: sliceOf(other, below) });
    case 5:
      return splice(bytes, {
        at,
        remove: below(3),
        insert: TELLING_SLICES[below(TELLING_SLICES.length)] ?? [],
      });
    case 6:
      return splice(bytes, {
        at,
        remove: 1,
        insert: [TELLING_BYTES[below(TELLING_BYTES.length)] ?? 0],
      });
    case 7:
      // A length that is nearly right.
      return splice(bytes, { at, remove: 1, insert: [((bytes[at] ?? 0) + below(5) - 2) & 0xff] });
    default:
      return splice(bytes, { at, remove: 1, insert: [(bytes[at] ?? 0) ^ (1 << below(8))] });
  }
}

function sliceOf(bytes: Uint8Array, below: (limit: number) => number): Uint8Array {
  const start = below(bytes.length + 1);
  return bytes.subarray(start, start + below(SLICE_MAX));
}

function splice(
  bytes: Uint8Array,
  change: {
    readonly at: number;
    readonly remove: number;
    readonly insert: ArrayLike<number>;
  },
): Uint8Array {
  const { at, remove, insert } = change;
  const tail = bytes.subarray(at + remove);
  const out = new Uint8Array(Math.min(at, bytes.length) + insert.length + tail.length);
  out.set(bytes.subarray(0, at), 0);
  out.set(insert, Math.min(at, bytes.length));
  out.set(tail, Math.min(at, bytes.length) + insert.length);
  return out;
}
