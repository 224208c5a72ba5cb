import type { StateReader, StateWriter } from './state-codec.ts';

/** What is kept of a prediction until its ground truth arrives. */
export interface OpenPrediction {
  /** Minute of the prediction's event time, from 1970 on. */
  minute: number;
  /** Number of the model version and of the slice within it, below 65,536. */
  version: number;
  slice: number;
  /** Number of the predicted class, `NO_LABEL` without one. */
  label: number;
  /** Predicted value, NaN without one. */
  value: number;
  /** Whether ground truth was joined already. */
  joined: boolean;
}

/** In place of a label's number, of which there are at most 256. */
export const NO_LABEL = 0xffff;
const TABLES = 8;
const LOAD_MAX = 0.6;
const CAPACITY_MIN = 64;

/**
 * Open predictions by the 128-bit hash of their id, in about 70 bytes each.
 *
 * Open addressing in typed arrays, one table per eighth of the retention or of `max`, whichever is full first, so
 * that a whole table is dropped when it expires or gives way. Insert and lookup O(1) per table, at most 18 tables.
 */
export class PredictionStore {
  readonly #bucketMinutes: number;
  readonly #max: number;
  readonly #tableMax: number;
  /** Newest first: by bucket, and within a bucket by when the table was begun. */
  #tables: Table[] = [];
  #size = 0;
  #evicted = 0;

  constructor(options: { readonly retentionMinutes: number; readonly max: number }) {
    this.#bucketMinutes = Math.max(1, Math.ceil(options.retentionMinutes / TABLES));
    this.#max = options.max;
    this.#tableMax = Math.ceil(options.max / TABLES);
  }

  get size(): number {
    return this.#size;
  }

  /** Predictions dropped before their time because `max` was reached. */
  get evicted(): number {
    return this.#evicted;
  }

  has(key: Uint32Array): boolean {
    for (const table of this.#tables) if (table.find(key) >= 0) return true;
    return false;
  }

  /** Keeps a prediction whose id is not open: ask `has` first. */
  add(key: Uint32Array, prediction: Readonly<OpenPrediction>): void {
    while (this.#size >= this.#max) this.#evict();
    this.#insert(key, prediction);
  }

  /** Copies an open prediction into `out` and marks it joined. Returns false when the id is not open. */
  join(key: Uint32Array, out: OpenPrediction): boolean {
    for (const table of this.#tables) {
      const slot = table.find(key);
      if (slot < 0) continue;
      table.read(slot, out);
      table.markJoined(slot);
      return true;
    }
    return false;
  }

  /** Forgets predictions of buckets that end at or before `minute`. */
  expire(minute: number): void {
    this.#tables = this.#tables.filter((table) => {
      const keep = (table.bucket + 1) * this.#bucketMinutes > minute;
      if (!keep) this.#size -= table.size;
      return keep;
    });
  }

  /** Oldest tables first, so that reading them back fills tables in the same order. */
  save(writer: StateWriter): void {
    writer.number(this.#evicted);
    writer.number(this.#tables.length);
    for (const table of this.#tables.toReversed()) writer.bytes(table.toBytes());
  }

  /** @param sliceOf The number that a slice of a version has now. */
  load(reader: StateReader, sliceOf: (version: number, slice: number) => number): void {
    this.#evicted = reader.number();
    const tables = reader.number();
    const key = new Uint32Array(4);
    const prediction = emptyPrediction();
    for (let table = 0; table < tables; table++) {
      // A copy of its own, so that it starts where doubles may start.
      const { buffer } = reader.bytes().slice();
      const words = new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
      const doubles = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
      for (let at = 0; at + WORDS <= words.length; at += WORDS) {
        const place = words[at + PLACE] as number;
        const label = words[at + LABEL] as number;
        key.set(words.subarray(at, at + 4));
        prediction.minute = words[at + MINUTE] as number;
        prediction.version = place & 0xffff;
        prediction.slice = sliceOf(prediction.version, place >>> 16);
        prediction.label = label & 0xffff;
        prediction.value = doubles[at / 2 + VALUE] as number;
        prediction.joined = (label & JOINED) !== 0;
        this.#insert(key, prediction);
      }
    }
  }

  #insert(key: Uint32Array, prediction: Readonly<OpenPrediction>): void {
    this.#tableOf(Math.floor(prediction.minute / this.#bucketMinutes)).insert(key, prediction);
    this.#size++;
  }

  #tableOf(bucket: number): Table {
    const at = this.#tables.findIndex((table) => table.bucket <= bucket);
    const newest = this.#tables[at];
    if (newest?.bucket === bucket && newest.size < this.#tableMax) return newest;
    const table = new Table(bucket);
    this.#tables.splice(at < 0 ? this.#tables.length : at, 0, table);
    return table;
  }

  #evict(): void {
    const oldest = this.#tables.pop();
    this.#size -= oldest?.size ?? 0;
    this.#evicted += oldest?.size ?? 0;
  }
}

/** A prediction to be filled by `PredictionStore.join`. */
export function emptyPrediction(): OpenPrediction {
  return { minute: 0, version: 0, slice: 0, label: NO_LABEL, value: Number.NaN, joined: false };
}

/**
 * A slot is one record of 40 bytes, so that looking at it or filling it touches one or two cache lines: key (four
 * words), minute, version and slice (16 bits each), label (16 bits) and flags, one free word, value (a double).
 */
const WORDS = 10;
const DOUBLES = WORDS / 2;
const MINUTE = 4;
const PLACE = 5;
const LABEL = 6;
const VALUE = 4;
const USED = 1 << 16;
const JOINED = 1 << 17;

/** A hash table with linear probing. */
class Table {
  readonly bucket: number;
  size = 0;
  #records = createRecords(CAPACITY_MIN);

  constructor(bucket: number) {
    this.bucket = bucket;
  }

  find(key: Uint32Array): number {
    const { words, mask } = this.#records;
    const first = key[0] as number;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (words[at + LABEL] === 0) return -1;
      if (
        words[at] === first &&
        words[at + 1] === key[1] &&
        words[at + 2] === key[2] &&
        words[at + 3] === key[3]
      )
        return slot;
    }
  }

  insert(key: Uint32Array, prediction: Readonly<OpenPrediction>): void {
    if (this.size >= (this.#records.mask + 1) * LOAD_MAX) this.#grow();
    const { words, doubles } = this.#records;
    const slot = freeSlot(this.#records, key[0] as number);
    const at = slot * WORDS;
    for (let word = 0; word < 4; word++) words[at + word] = key[word] as number;
    words[at + MINUTE] = prediction.minute;
    words[at + PLACE] = prediction.version | (prediction.slice << 16);
    words[at + LABEL] = prediction.label | USED | (prediction.joined ? JOINED : 0);
    doubles[slot * DOUBLES + VALUE] = prediction.value;
    this.size++;
  }

  read(slot: number, out: OpenPrediction): void {
    const { words, doubles } = this.#records;
    const at = slot * WORDS;
    const place = words[at + PLACE] as number;
    const label = words[at + LABEL] as number;
    out.minute = words[at + MINUTE] as number;
    out.version = place & 0xffff;
    out.slice = place >>> 16;
    out.label = label & 0xffff;
    out.value = doubles[slot * DOUBLES + VALUE] as number;
    out.joined = (label & JOINED) !== 0;
  }

  markJoined(slot: number): void {
    const at = slot * WORDS + LABEL;
    this.#records.words[at] = (this.#records.words[at] as number) | JOINED;
  }

  /** The records in use, one after the other, in the byte order of the machine. */
  toBytes(): Uint8Array {
    const { words } = this.#records;
    const used = new Uint32Array(this.size * WORDS);
    let to = 0;
    for (let at = 0; at < words.length; at += WORDS) {
      if (words[at + LABEL] === 0) continue;
      for (let word = 0; word < WORDS; word++) used[to++] = words[at + word] as number;
    }
    return new Uint8Array(used.buffer);
  }

  #grow(): void {
    const { words } = this.#records;
    const grown = createRecords((this.#records.mask + 1) * 2);
    for (let from = 0; from < words.length; from += WORDS) {
      if (words[from + LABEL] === 0) continue;
      const to = freeSlot(grown, words[from] as number) * WORDS;
      for (let word = 0; word < WORDS; word++)
        grown.words[to + word] = words[from + word] as number;
    }
    this.#records = grown;
  }
}

/** Two views of the same slots. A slot is free while its label word is 0. Their number is a power of 2. */
interface Records {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  readonly mask: number;
}

function createRecords(capacity: number): Records {
  const buffer = new ArrayBuffer(capacity * WORDS * 4);
  return {
    words: new Uint32Array(buffer),
    doubles: new Float64Array(buffer),
    mask: capacity - 1,
  };
}

function freeSlot({ words, mask }: Records, hash: number): number {
  let slot = hash & mask;
  while (words[slot * WORDS + LABEL] !== 0) slot = (slot + 1) & mask;
  return slot;
}
