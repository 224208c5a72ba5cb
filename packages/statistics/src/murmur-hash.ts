/** The four 32-bit words of a hash. */
export type HashWords = Uint32Array;

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/**
 * MurmurHash3_x86_128 of Austin Appleby: 128 bits from bytes, by 32-bit multiplications only.
 *
 * @param bytes What is hashed, from the beginning to before `length`, which is at most theirs.
 * @param seed A 32-bit word.
 * @param words Receives the hash, in the order in which the reference writes it.
 *
 * O(length), allocates nothing. Not for adversaries: who knows the seed can make collisions. Gives
 * SMHasher's verification value, 0xB3ECE62A.
 */
export function murmurHash3(
  bytes: Uint8Array,
  length: number,
  seed: number,
  words: HashWords,
): void {
  let [h1, h2, h3, h4] = [seed, seed, seed, seed];
  const blocks = length & ~15;
  for (let at = 0; at < blocks; at += 16) {
    h1 ^= scramble(wordAt(bytes, at), C1, 15, C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scramble(wordAt(bytes, at + 4), C2, 16, C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scramble(wordAt(bytes, at + 8), C3, 17, C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scramble(wordAt(bytes, at + 12), C4, 18, C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  // The rest is read as a block that zeros fill up; a word of zeros scrambles to zero.
  h1 ^= scramble(tailWordAt(bytes, blocks, length), C1, 15, C2);
  h2 ^= scramble(tailWordAt(bytes, blocks + 4, length), C2, 16, C3);
  h3 ^= scramble(tailWordAt(bytes, blocks + 8, length), C3, 17, C4);
  h4 ^= scramble(tailWordAt(bytes, blocks + 12, length), C4, 18, C1);

  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  const mixed = (h1 + h2 + h3 + h4) | 0;
  h1 = finalize(mixed);
  h2 = finalize(h2 + mixed);
  h3 = finalize(h3 + mixed);
  h4 = finalize(h4 + mixed);
  const sum = (h1 + h2 + h3 + h4) | 0;
  words[0] = sum;
  words[1] = h2 + sum;
  words[2] = h3 + sum;
  words[3] = h4 + sum;
}

function scramble(word: number, first: number, bits: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), bits), second);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Makes every bit of the result depend on every bit of the word. */
function finalize(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A little-endian word. */
function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function tailWordAt(bytes: Uint8Array, at: number, length: number): number {
  let word = 0;
  for (let byte = Math.min(3, length - at - 1); byte >= 0; byte--) {
    word = (word << 8) | bytes[at + byte]!;
  }
  return word;
}
