/** Slots per entry: sparse enough that chains stay short, so that the limit on them is never felt. */
const SLOTS_PER_ENTRY = 4;

/**
 * The longest chain of occupied slots that is followed. Bytes chosen so that their hashes collide cannot make
 * a look-up slower than this; they are not kept instead.
 */
const CHAIN_MAX = 64;

/** `find` answers this for bytes that are not in the table. */
export const ABSENT = -1;

/** `add` answers this for bytes that the table does not keep. */
export const FULL = -1;

/**
 * Byte strings by small ids, in the order in which they were added: a hash table of slots with linear
 * probing, and the bytes themselves in one arena of 32-bit words, where they are compared four at a time.
 *
 * Holds at most `entriesMax` strings of together at most `bytesMax` bytes (each rounded up to a word).
 */
export class ByteTable {
  readonly #entriesMax: number;
  readonly #wordsMax: number;
  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #lengths: Int32Array;
  readonly #offsets: Int32Array;
  #words: Int32Array;
  #wordsUsed = 0;
  #size = 0;

  constructor(entriesMax: number, bytesMax: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(4, entriesMax * SLOTS_PER_ENTRY)));
    this.#entriesMax = entriesMax;
    this.#wordsMax = Math.ceil(bytesMax / 4);
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(ABSENT);
    this.#hashes = new Int32Array(entriesMax);
    this.#lengths = new Int32Array(entriesMax);
    this.#offsets = new Int32Array(entriesMax);
    this.#words = new Int32Array(Math.min(this.#wordsMax, 1024));
  }

  get size(): number {
    return this.#size;
  }

  /** The id of the `length` bytes at `start`, or `ABSENT`. `hash` is `hashBytes` of them. */
  find(view: DataView, start: number, length: number, hash: number): number {
    const slots = this.#slots;
    for (let probe = 0; probe < CHAIN_MAX; probe++) {
      const id = slots[(hash + probe) & this.#mask] as number;
      if (id === ABSENT) return ABSENT;
      if (this.#hashes[id] === hash && this.equals(id, view, start, length)) return id;
    }
    return ABSENT;
  }

  /** Keeps bytes that `find` did not find. The new id, or `FULL`. */
  add(view: DataView, start: number, length: number, hash: number): number {
    const id = this.#size;
    const words = wordsOf(length);
    const slot = this.#freeSlot(hash);
    if (id === this.#entriesMax || slot < 0 || this.#wordsUsed + words > this.#wordsMax)
      return FULL;
    this.#reserve(words);
    this.#slots[slot] = id;
    this.#hashes[id] = hash;
    this.#lengths[id] = length;
    this.#offsets[id] = this.#wordsUsed;
    for (let position = start; position < start + length - 4; position += 4) {
      this.#words[this.#wordsUsed++] = view.getInt32(position, true);
    }
    this.#words[this.#wordsUsed++] = lastWord(view, start, length);
    this.#size++;
    return id;
  }

  /** Whether entry `id` is the `length` bytes at `start`. */
  equals(id: number, view: DataView, start: number, length: number): boolean {
    if (this.#lengths[id] !== length) return false;
    const words = this.#words;
    const last = start + length - 4;
    let word = this.#offsets[id] as number;
    for (let position = start; position < last; position += 4) {
      if (view.getInt32(position, true) !== words[word++]) return false;
    }
    return lastWord(view, start, length) === words[word];
  }

  /** Drops the entries that `keep` does not want; the others move up to the ids that become free. */
  retain(keep: (id: number) => boolean): void {
    const before = this.#size;
    this.#slots.fill(ABSENT);
    this.#size = 0;
    this.#wordsUsed = 0;
    for (let id = 0; id < before; id++) {
      if (keep(id)) this.#move(id);
    }
  }

  #move(from: number): void {
    const id = this.#size++;
    const hash = this.#hashes[from] as number;
    const length = this.#lengths[from] as number;
    const offset = this.#offsets[from] as number;
    const words = wordsOf(length);
    // Fewer entries leave shorter chains, so there is a free slot within reach.
    this.#slots[this.#freeSlot(hash)] = id;
    this.#hashes[id] = hash;
    this.#lengths[id] = length;
    this.#offsets[id] = this.#wordsUsed;
    this.#words.copyWithin(this.#wordsUsed, offset, offset + words);
    this.#wordsUsed += words;
  }

  #freeSlot(hash: number): number {
    for (let probe = 0; probe < CHAIN_MAX; probe++) {
      const slot = (hash + probe) & this.#mask;
      if (this.#slots[slot] === ABSENT) return slot;
    }
    return FULL;
  }

  #reserve(words: number): void {
    const needed = this.#wordsUsed + words;
    if (needed <= this.#words.length) return;
    const grown = new Int32Array(
      Math.min(this.#wordsMax, Math.max(needed, this.#words.length * 2)),
    );
    grown.set(this.#words);
    this.#words = grown;
  }
}

/** A 32-bit hash of every one of the `length` bytes at `start`. */
export function hashBytes(view: DataView, start: number, length: number): number {
  const last = start + length - 4;
  let hash = length;
  for (let position = start; position < last; position += 4) {
    hash = Math.imul(hash ^ view.getInt32(position, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ lastWord(view, start, length), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** How many words `length` bytes take; no bytes take one, so that there is always a last one. */
function wordsOf(length: number): number {
  return Math.max(1, (length + 3) >> 2);
}

/** The last four of the `length` bytes at `start`, which overlap the word before; fewer if there are no four. */
function lastWord(view: DataView, start: number, length: number): number {
  if (length >= 4) return view.getInt32(start + length - 4, true);
  let word = 0;
  for (let at = 0; at < length; at++) word |= view.getUint8(start + at) << (at * 8);
  return word;
}
