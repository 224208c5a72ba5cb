/** Bits of a hash that tell sparse entries apart; more than any precision has. */
export const SPARSE_INDEX_BITS = 26;
/** The longest run that the other 38 bits of a hash can have, and one. */
const RANK_MAX = 64 - SPARSE_INDEX_BITS + 1;
const RANK_BITS = 6;
const SLOTS_FIRST = 32;
const LOAD_MAX = 3 / 4;

/**
 * The sparse form of HyperLogLog: a hash table of (index of 26 bits, rank), the greatest rank each.
 *
 * It takes at most the 2^p bytes that the registers would. An entry is one word, index before rank;
 * none is 0, since ranks begin at 1. The index is part of a hash and needs no further hashing.
 */
export class SparseRegisters {
  readonly #slotsMax: number;
  #slots: Uint32Array;
  #size = 0;

  constructor(precision: number) {
    this.#slotsMax = 2 ** precision / Uint32Array.BYTES_PER_ELEMENT;
    this.#slots = new Uint32Array(Math.min(SLOTS_FIRST, this.#slotsMax));
  }

  /** Whether a word can be an entry. */
  static isEntry(word: number): boolean {
    const rank = word & (2 ** RANK_BITS - 1);
    return rank >= 1 && rank <= RANK_MAX;
  }

  /** Index and rank of an entry. */
  static parts(entry: number): [index: number, rank: number] {
    return [entry >>> RANK_BITS, entry & (2 ** RANK_BITS - 1)];
  }

  /** Number of different indices. */
  get size(): number {
    return this.#size;
  }

  /** Whether it is time for the registers; a matter of the size alone, hence not of the order. */
  get isFull(): boolean {
    return this.#size > this.#slotsMax * LOAD_MAX;
  }

  add(index: number, rank: number): void {
    const slots = this.#slots;
    const entry = ((index << RANK_BITS) | rank) >>> 0;
    const mask = slots.length - 1;
    let slot = index & mask;
    while (slots[slot] !== 0 && slots[slot]! >>> RANK_BITS !== index) slot = (slot + 1) & mask;
    if (slots[slot] === 0) this.#size++;
    if (entry > slots[slot]!) slots[slot] = entry;
    if (this.#size > slots.length * LOAD_MAX && slots.length < this.#slotsMax) this.#grow();
  }

  /** Calls `visit` for every entry, in no order that means anything. */
  each(visit: (index: number, rank: number) => void): void {
    for (const entry of this.entries()) visit(...SparseRegisters.parts(entry));
  }

  /** The entries, ascending. */
  entries(): Uint32Array {
    return this.#slots.filter((entry) => entry !== 0).toSorted();
  }

  #grow(): void {
    const before = this.entries();
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#size = 0;
    for (const entry of before) this.add(...SparseRegisters.parts(entry));
  }
}
