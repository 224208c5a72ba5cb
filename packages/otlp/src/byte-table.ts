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
 * probing, and the bytes themselves in one arena, where they are compared eight at a time.
 *
 * Eight bytes are read as one double, the widest number that a comparison takes without allocating. Doubles are
 * equal exactly when their bytes are, save for the two zeros and for NaN; bytes that hold one of these, eight NUL
 * or what is no UTF-8, are not kept.
 *
 * Holds at most `entriesMax` strings of together at most `bytesMax` bytes (each rounded up to eight).
 */
export class ByteTable {
  readonly #entriesMax: number;
  readonly #doublesMax: number;
  readonly #mask: number;
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  readonly #lengths: Int32Array;
  readonly #offsets: Int32Array;
  #doubles: Float64Array;
  #doublesUsed = 0;
  #size = 0;

  constructor(entriesMax: number, bytesMax: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(4, entriesMax * SLOTS_PER_ENTRY)));
    this.#entriesMax = entriesMax;
    this.#doublesMax = Math.ceil(bytesMax / 8);
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots).fill(ABSENT);
    this.#hashes = new Int32Array(entriesMax);
    this.#lengths = new Int32Array(entriesMax);
    this.#offsets = new Int32Array(entriesMax);
    this.#doubles = new Float64Array(Math.min(this.#doublesMax, 512));
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
    const doubles = doublesOf(length);
    const slot = this.#freeSlot(hash);
    if (id === this.#entriesMax || slot < 0 || this.#doublesUsed + doubles > this.#doublesMax)
      return FULL;
    if (!isComparable(view, start, length)) return FULL;
    this.#reserve(doubles);
    this.#slots[slot] = id;
    this.#hashes[id] = hash;
    this.#lengths[id] = length;
    this.#offsets[id] = this.#doublesUsed;
    if (length < 8) {
      if (length >= 4) this.#doubles[this.#doublesUsed++] = view.getInt32(start, true);
      this.#doubles[this.#doublesUsed++] = lastWord(view, start, length);
    } else {
      for (let position = start; position < start + length - 8; position += 8) {
        this.#doubles[this.#doublesUsed++] = view.getFloat64(position, true);
      }
      this.#doubles[this.#doublesUsed++] = view.getFloat64(start + length - 8, true);
    }
    this.#size++;
    return id;
  }

  /** Whether entry `id` is the `length` bytes at `start`. */
  equals(id: number, view: DataView, start: number, length: number): boolean {
    if (this.#lengths[id] !== length) return false;
    const doubles = this.#doubles;
    let at = this.#offsets[id] as number;
    if (length < 8) {
      if (length >= 4 && view.getInt32(start, true) !== doubles[at++]) return false;
      return lastWord(view, start, length) === doubles[at];
    }
    const last = start + length - 8;
    for (let position = start; position < last; position += 8) {
      if (view.getFloat64(position, true) !== doubles[at++]) return false;
    }
    return view.getFloat64(last, true) === doubles[at];
  }

  /** Drops the entries that `keep` does not want; the others move up to the ids that become free. */
  retain(keep: (id: number) => boolean): void {
    const before = this.#size;
    this.#slots.fill(ABSENT);
    this.#size = 0;
    this.#doublesUsed = 0;
    for (let id = 0; id < before; id++) {
      if (keep(id)) this.#move(id);
    }
  }

  #move(from: number): void {
    const id = this.#size++;
    const hash = this.#hashes[from] as number;
    const length = this.#lengths[from] as number;
    const offset = this.#offsets[from] as number;
    const doubles = doublesOf(length);
    // Fewer entries leave shorter chains, so there is a free slot within reach.
    this.#slots[this.#freeSlot(hash)] = id;
    this.#hashes[id] = hash;
    this.#lengths[id] = length;
    this.#offsets[id] = this.#doublesUsed;
    this.#doubles.copyWithin(this.#doublesUsed, offset, offset + doubles);
    this.#doublesUsed += doubles;
  }

  #freeSlot(hash: number): number {
    for (let probe = 0; probe < CHAIN_MAX; probe++) {
      const slot = (hash + probe) & this.#mask;
      if (this.#slots[slot] === ABSENT) return slot;
    }
    return FULL;
  }

  #reserve(doubles: number): void {
    const needed = this.#doublesUsed + doubles;
    if (needed <= this.#doubles.length) return;
    const grown = new Float64Array(
      Math.min(this.#doublesMax, Math.max(needed, this.#doubles.length * 2)),
    );
    grown.set(this.#doubles);
    this.#doubles = grown;
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

/** How many doubles `length` bytes take; no bytes take one, so that there is always a last one. */
function doublesOf(length: number): number {
  if (length < 8) return length < 4 ? 1 : 2;
  return (length + 7) >> 3;
}

/** Whether the doubles of these bytes are equal to themselves and to no others. */
function isComparable(view: DataView, start: number, length: number): boolean {
  if (length < 8) return true;
  for (let position = start; position < start + length - 8; position += 8) {
    if (!isOnlyItself(view.getFloat64(position, true))) return false;
  }
  return isOnlyItself(view.getFloat64(start + length - 8, true));
}

function isOnlyItself(double: number): boolean {
  return double !== 0 && !Number.isNaN(double);
}

/** The last four of the `length` bytes at `start`, which overlap the word before; fewer if there are no four. */
function lastWord(view: DataView, start: number, length: number): number {
  if (length >= 4) return view.getInt32(start + length - 4, true);
  let word = 0;
  for (let at = 0; at < length; at++) word |= view.getUint8(start + at) << (at * 8);
  return word;
}
