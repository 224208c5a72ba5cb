const MASK = 0xffff_ffffn;
const BODY = [
  { c: 0x239b961bn, next: 0xab0e9789n, turnKey: 15n, turn: 19n, add: 0x561ccd1bn },
  { c: 0xab0e9789n, next: 0x38b34ae5n, turnKey: 16n, turn: 17n, add: 0x0bcaa747n },
  { c: 0x38b34ae5n, next: 0xa1e38b93n, turnKey: 17n, turn: 15n, add: 0x96cd1c35n },
  { c: 0xa1e38b93n, next: 0x239b961bn, turnKey: 18n, turn: 13n, add: 0x32ac3b17n },
] as const;

function turn(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (32n - by))) & MASK;
}

function finish(value: bigint): bigint {
  let h = value;
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & MASK;
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & MASK;
  return h ^ (h >> 16n);
}

/** Adds up all words into the first, and the first to each of the others. */
function sumUp(words: readonly bigint[]): bigint[] {
  const sum = words.reduce((total, word) => total + word, 0n) & MASK;
  return words.map((word, at) => (at === 0 ? sum : (word + sum) & MASK));
}

/**
 * MurmurHash3_x86_128 in whole numbers, from the description of the algorithm: blocks of four words, the last one
 * filled up with zero bytes, of which only words that have a byte are mixed in.
 */
export function murmur3x86128(bytes: Uint8Array, seed: number): number[] {
  let hash = BODY.map(() => BigInt(seed));
  for (let start = 0; start < bytes.length; start += 16) {
    const isWhole = start + 16 <= bytes.length;
    for (const [at, { c, next, turnKey, turn: turnHash, add }] of BODY.entries()) {
      const word = bytes.subarray(start + at * 4, start + at * 4 + 4);
      if (word.length === 0) continue;
      let k = word.reduce((sum, byte, place) => sum | (BigInt(byte) << BigInt(8 * place)), 0n);
      k = (turn((k * c) & MASK, turnKey) * next) & MASK;
      let own = (hash[at] ?? 0n) ^ k;
      if (isWhole) {
        own = (turn(own, turnHash) + (hash[(at + 1) % 4] ?? 0n)) & MASK;
        own = (own * 5n + add) & MASK;
      }
      hash = hash.with(at, own);
    }
  }
  const mixed = sumUp(hash.map((word) => word ^ BigInt(bytes.length)));
  return sumUp(mixed.map((word) => finish(word))).map(Number);
}
