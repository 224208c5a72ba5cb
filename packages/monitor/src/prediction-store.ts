import type { PartReader, PartWriter } from './snapshot-parts.ts';
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

/**
 * Open predictions by the 128-bit hash of their id, in 56 to 72 bytes each.
 *
 * Records in the order in which they came, with a hash index, in typed arrays; one table per eighth of the retention
 * or of `max`, whichever is full first, so that a whole table is dropped when it expires or gives way. Insert and
 * lookup O(1) per table, at most 18 tables. As records stay where they are, a snapshot writes only what is new.
 */
export class PredictionStore {
  readonly #bucketMinutes: number;
  readonly #max: number;
  readonly #tableMax: number;
  /** Newest first: by bucket, and within a bucket by when the table was begun. */
  #tables: Table[] = [];
  #size = 0;
  #evicted = 0;
  /** Chunks made so far; names them in snapshots. */
  #chunks = 0;

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
  save(writer: StateWriter, parts: PartWriter): void {
    writer.number(this.#evicted);
    const chunks = this.#tables.toReversed().flatMap((table) => table.chunks);
    writer.numbers(chunks.map(({ id }) => id));
    for (const chunk of chunks) {
      parts.add(String(chunk.id), chunk.version, () => chunkBytes(chunk));
    }
  }

  /** @param sliceOf The number that a slice of a version has now. */
  load(
    reader: StateReader,
    parts: PartReader,
    sliceOf: (version: number, slice: number) => number,
  ): void {
    this.#evicted = reader.number();
    const key = new Uint32Array(4);
    const prediction = emptyPrediction();
    for (const id of reader.numbers()) {
      // A copy of its own, so that it starts where doubles may start.
      const { buffer } = Uint8Array.from(parts.read(String(id)));
      const words = new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
      const doubles = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
      for (let at = 0; at + WORDS <= words.length; at += WORDS) {
        key.set(words.subarray(at, at + 4));
        readRecord({ words, doubles }, at, prediction);
        prediction.slice = sliceOf(prediction.version, prediction.slice);
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
    const table = new Table(bucket, () => this.#chunks++);
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
 * A record takes 40 bytes, so that looking at it or filling it touches one or two cache lines: key (four words),
 * minute, version and slice (16 bits each), label (16 bits) and flags, one free word, value (a double).
 */
const WORDS = 10;
const MINUTE = 4;
const PLACE = 5;
const LABEL = 6;
/** In doubles. */
const VALUE = 4;
const JOINED = 1 << 17;

/** Two views of the same records. */
interface Records {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

/** Some records in a row, and how often they changed. */
interface Chunk extends Records {
  /** Unique within the store. */
  readonly id: number;
  words: Uint32Array;
  doubles: Float64Array;
  used: number;
  version: number;
}

const CHUNK_BITS = 12;
const CHUNK_RECORDS = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_RECORDS - 1;
/** The first records of a chunk: most models have few open predictions. */
const CAPACITY_MIN = 64;

/** Slots per record at least, a slot being the number of the record plus one, and the first word of its key. */
const SLOTS_PER_RECORD = 2;

/** Records in the order in which they came, and a hash index with linear probing. */
class Table {
  readonly bucket: number;
  readonly chunks: Chunk[] = [];
  readonly #nextId: () => number;
  size = 0;
  #index = new Uint32Array(CAPACITY_MIN * SLOTS_PER_RECORD * 2);
  #mask = CAPACITY_MIN * SLOTS_PER_RECORD - 1;

  constructor(bucket: number, nextId: () => number) {
    this.bucket = bucket;
    this.#nextId = nextId;
  }

  /** The number of the record with this key, or -1. */
  find(key: Uint32Array): number {
    const index = this.#index;
    const first = key[0] as number;
    for (let slot = first & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const record = (index[slot * 2] as number) - 1;
      if (record < 0) return -1;
      if (index[slot * 2 + 1] === first && this.#isAt(record, key)) return record;
    }
  }

  #isAt(record: number, key: Uint32Array): boolean {
    const { words } = this.#chunkOf(record);
    const at = (record & CHUNK_MASK) * WORDS;
    return words[at + 1] === key[1] && words[at + 2] === key[2] && words[at + 3] === key[3];
  }

  insert(key: Uint32Array, prediction: Readonly<OpenPrediction>): void {
    const record = this.size++;
    if (this.size * SLOTS_PER_RECORD > this.#mask + 1) this.#growIndex();
    putInIndex(this.#index, this.#mask, record, key[0] as number);
    const chunk = this.#chunkFor(record);
    writeRecord(chunk, (record & CHUNK_MASK) * WORDS, key, prediction);
    chunk.used++;
    chunk.version++;
  }

  read(record: number, out: OpenPrediction): void {
    readRecord(this.#chunkOf(record), (record & CHUNK_MASK) * WORDS, out);
  }

  markJoined(record: number): void {
    const chunk = this.#chunkOf(record);
    const at = (record & CHUNK_MASK) * WORDS + LABEL;
    const before = chunk.words[at] as number;
    if ((before & JOINED) !== 0) return;
    chunk.words[at] = before | JOINED;
    chunk.version++;
  }

  #chunkOf(record: number): Chunk {
    return this.chunks[record >>> CHUNK_BITS] as Chunk;
  }

  /** The chunk of a new record, with room for it. */
  #chunkFor(record: number): Chunk {
    if ((record & CHUNK_MASK) === 0) {
      // Behind a full chunk the next one will be full, too.
      const capacity = record === 0 ? CAPACITY_MIN : CHUNK_RECORDS;
      const chunk = { id: this.#nextId(), ...createRecords(capacity), used: 0, version: 0 };
      this.chunks.push(chunk);
      return chunk;
    }
    const chunk = this.#chunkOf(record);
    if (chunk.used * WORDS === chunk.words.length) {
      const grown = createRecords(chunk.used * 2);
      grown.words.set(chunk.words);
      chunk.words = grown.words;
      chunk.doubles = grown.doubles;
    }
    return chunk;
  }

  #growIndex(): void {
    const before = this.#index;
    this.#index = new Uint32Array(before.length * 2);
    this.#mask = this.#mask * 2 + 1;
    for (let at = 0; at < before.length; at += 2) {
      const record = (before[at] as number) - 1;
      if (record >= 0) putInIndex(this.#index, this.#mask, record, before[at + 1] as number);
    }
  }
}

function putInIndex(index: Uint32Array, mask: number, record: number, hash: number): void {
  let slot = hash & mask;
  while (index[slot * 2] !== 0) slot = (slot + 1) & mask;
  index[slot * 2] = record + 1;
  index[slot * 2 + 1] = hash;
}

function createRecords(capacity: number): Records {
  const buffer = new ArrayBuffer(capacity * WORDS * 4);
  return { words: new Uint32Array(buffer), doubles: new Float64Array(buffer) };
}

/** @param at Offset of the record in words. */
function writeRecord(
  { words, doubles }: Records,
  at: number,
  key: Uint32Array,
  prediction: Readonly<OpenPrediction>,
): void {
  for (let word = 0; word < 4; word++) words[at + word] = key[word] as number;
  words[at + MINUTE] = prediction.minute;
  words[at + PLACE] = prediction.version | (prediction.slice << 16);
  words[at + LABEL] = prediction.label | (prediction.joined ? JOINED : 0);
  doubles[at / 2 + VALUE] = prediction.value;
}

/** @param at Offset of the record in words. */
function readRecord({ words, doubles }: Records, at: number, out: OpenPrediction): void {
  const place = words[at + PLACE] as number;
  const label = words[at + LABEL] as number;
  out.minute = words[at + MINUTE] as number;
  out.version = place & 0xffff;
  out.slice = place >>> 16;
  out.label = label & 0xffff;
  out.value = doubles[at / 2 + VALUE] as number;
  out.joined = (label & JOINED) !== 0;
}

/** A copy of the records of a chunk, in the byte order of the machine. */
function chunkBytes({ words, used }: Chunk): Uint8Array {
  return new Uint8Array(words.slice(0, used * WORDS).buffer);
}
