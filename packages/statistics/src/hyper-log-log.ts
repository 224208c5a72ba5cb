import { StatisticsError } from './errors.ts';
import { estimateFromRegisters, estimateFromSparse } from './hyper-log-log-estimate.ts';
import { SPARSE_INDEX_BITS, SparseRegisters } from './hyper-log-log-sparse.ts';
import { type HashWords, murmurHash3 } from './murmur-hash.ts';
import { createSketchReader, createSketchWriter } from './sketch-bytes.ts';
import { utf8BytesMax, writeUtf8 } from './utf8.ts';
import { assertArgument } from './validate.ts';

const NAME = 'HyperLogLog';
const VERSION = 1;
const PRECISION_MIN = 4;
const PRECISION_MAX = 18;
const HASH_BITS = 64;
const SEED = 0;
/** Besides the registers: what is left of the hash, behind 26 bits of index. */
const REST_BITS_OF_FIRST_WORD = 32 - SPARSE_INDEX_BITS;

export interface HyperLogLogOptions {
  /**
   * Number of bits p that choose one of 2^p registers, whole, from 4 to 18. The standard error is
   * 1.04 / √(2^p): 1.6 % at 12, in 4 kB.
   *
   * @default 12
   */
  readonly precision?: number;
}

/**
 * How many distinct texts or numbers there were: HyperLogLog with 64-bit hashes.
 *
 * A register keeps the longest run of leading zeros, and one, among the hashes that chose it. As
 * long as that takes less memory, the hashes are kept sparsely with 26 bits of index, and the
 * estimate is all but exact: up to 3 2^p / 16 distinct items (768 at p = 12).
 *
 * Texts are hashed as UTF-8, numbers as the 8 bytes of a little-endian double, both by the first 64
 * bits of MurmurHash3_x86_128 with seed 0. -0 is 0; a text is never taken for a number unless it
 * has just those 8 bytes. An update takes constant time and the length of the text, and allocates
 * nothing once the memory is that of the registers, 2^p bytes. A merge of parts equals the whole
 * bit for bit, in any order and grouping; repetitions change nothing, so weights have no meaning.
 *
 * @see Flajolet, Fusy, Gandouet and Meunier (2007), doi:10.46298/dmtcs.3545, for the structure;
 * Heule, Nunkesser and Hall (2013), doi:10.1145/2452376.2452456, for the sparse form; Ertl (2017),
 * arXiv:1702.01284, for the estimator.
 * @example
 * const items = new HyperLogLog();
 * for (const text of ['a', 'b', 'a']) items.add(text);
 * Math.round(items.estimate()); // 2
 */
export class HyperLogLog {
  readonly precision: number;
  readonly #words: HashWords = new Uint32Array(4);
  #scratch = new Uint8Array(64);
  #sparse: SparseRegisters | undefined;
  #registers: Uint8Array;

  /** @throws {StatisticsError} `invalid_argument` for a precision out of range. */
  constructor(options: HyperLogLogOptions = {}) {
    const { precision = 12 } = options;
    assertPrecision(precision);
    this.precision = precision;
    this.#sparse = new SparseRegisters(precision);
    this.#registers = new Uint8Array();
  }

  /**
   * Adds a text or a number.
   *
   * @throws {StatisticsError} `invalid_value` for NaN.
   */
  add(item: string | number): void {
    if (typeof item === 'string') {
      const bytesMax = utf8BytesMax(item);
      if (bytesMax > this.#scratch.length) this.#scratch = new Uint8Array(bytesMax);
      murmurHash3(this.#scratch, writeUtf8(item, this.#scratch), SEED, this.#words);
    } else {
      if (Number.isNaN(item)) throw new StatisticsError('invalid_value', 'item is NaN');
      writeDouble(item, this.#scratch);
      murmurHash3(this.#scratch, 8, SEED, this.#words);
    }
    this.addHash(this.#words[0]!, this.#words[1]!);
  }

  /**
   * Adds an item that was hashed elsewhere.
   *
   * @param first, second Uniform 32-bit words. All items of a sketch and of those it is merged with
   * must be hashed alike.
   */
  addHash(first: number, second: number): void {
    const rest = first & (2 ** REST_BITS_OF_FIRST_WORD - 1);
    let rank = REST_BITS_OF_FIRST_WORD + Math.clz32(second) + 1;
    if (rest !== 0) rank = Math.clz32(rest) - SPARSE_INDEX_BITS + 1;
    this.#addSparse(first >>> REST_BITS_OF_FIRST_WORD, rank);
  }

  /**
   * Adds what another sketch of the same precision has seen.
   *
   * @throws {StatisticsError} `shape_mismatch` for another precision. O(2^p).
   */
  merge(other: HyperLogLog): void {
    if (this.precision !== other.precision) {
      throw new StatisticsError(
        'shape_mismatch',
        `the sketches have the precision ${this.precision} and ${other.precision}`,
      );
    }
    if (other.#sparse !== undefined) {
      other.#sparse.each((index, rank) => this.#addSparse(index, rank));
      return;
    }
    this.#toRegisters();
    const registers = this.#registers;
    for (let index = 0; index < registers.length; index++) {
      registers[index] = Math.max(registers[index]!, other.#registers[index]!);
    }
  }

  /** Makes the sketch empty, to be used again. */
  clear(): void {
    this.#sparse = new SparseRegisters(this.precision);
    this.#registers = new Uint8Array();
  }

  /**
   * The number of distinct items, >= 0 and not rounded; 0 for none.
   *
   * It deviates by `standardError` from one to about 10^18 items, of which at most a share of
   * 1.1 / 2^p is bias; up to 3 2^p / 16 items it is exact but
   * for the few whose 26 bits of index are the same. O(2^p).
   */
  estimate(): number {
    if (this.#sparse !== undefined) return estimateFromSparse(this.#sparse.size);
    return estimateFromRegisters(this.#registers, HASH_BITS - this.precision);
  }

  /** Standard deviation of the estimate as a share of the true number, 1.04 / √(2^p). */
  get standardError(): number {
    return 1.04 / Math.sqrt(2 ** this.precision);
  }

  /** The sketch as bytes: 12 and 4 for every distinct item while sparse, 2^p afterwards. */
  toBytes(): Uint8Array {
    const writer = createSketchWriter(NAME, VERSION);
    writer.word(this.precision);
    if (this.#sparse === undefined) {
      writer.word(0);
      writer.bytes(this.#registers);
    } else {
      const entries = this.#sparse.entries();
      writer.word(entries.length + 1);
      for (const entry of entries) writer.word(entry);
    }
    return writer.finish();
  }

  /**
   * The sketch that `toBytes` wrote.
   *
   * @throws {StatisticsError} `invalid_value` for bytes that are no such sketch.
   */
  static fromBytes(bytes: Uint8Array): HyperLogLog {
    const reader = createSketchReader(NAME, VERSION, bytes);
    const precision = reader.word();
    const sketch = reader.parse('a precision', () => new HyperLogLog({ precision }));
    const sparse = reader.word();
    if (sparse === 0) {
      sketch.#sparse = undefined;
      sketch.#registers = reader.bytes(2 ** precision);
      const rankMax = HASH_BITS - precision + 1;
      reader.expect(
        sketch.#registers.every((rank) => rank <= rankMax),
        `registers up to ${rankMax}`,
      );
    } else {
      for (let entry = 1, before = 0; entry < sparse; entry++) {
        const word = reader.word();
        reader.expect(SparseRegisters.isEntry(word) && word > before, 'entries in order');
        sketch.#addSparse(...SparseRegisters.parts(word));
        before = word;
      }
      reader.expect(sketch.#sparse?.size === sparse - 1, 'so few entries that they are sparse');
    }
    reader.end();
    return sketch;
  }

  #addSparse(index: number, rank: number): void {
    if (this.#sparse === undefined) {
      this.#addToRegister(index, rank);
    } else {
      this.#sparse.add(index, rank);
      if (this.#sparse.isFull) this.#toRegisters();
    }
  }

  /** The bits of the sparse index behind the register's belong to the run of zeros. */
  #addToRegister(sparseIndex: number, sparseRank: number): void {
    const width = SPARSE_INDEX_BITS - this.precision;
    const rest = sparseIndex & (2 ** width - 1);
    const rank = rest === 0 ? width + sparseRank : Math.clz32(rest) - (32 - width) + 1;
    const register = sparseIndex >>> width;
    if (rank > this.#registers[register]!) this.#registers[register] = rank;
  }

  #toRegisters(): void {
    const sparse = this.#sparse;
    if (sparse === undefined) return;
    this.#sparse = undefined;
    this.#registers = new Uint8Array(2 ** this.precision);
    sparse.each((index, rank) => this.#addToRegister(index, rank));
  }
}

const doubleView = new DataView(new ArrayBuffer(8));

/** The bytes of a double, little-endian; those of 0 for -0. */
function writeDouble(value: number, bytes: Uint8Array): void {
  doubleView.setFloat64(0, value === 0 ? 0 : value, true);
  for (let byte = 0; byte < 8; byte++) bytes[byte] = doubleView.getUint8(byte);
}

function assertPrecision(precision: number): void {
  assertArgument(
    Number.isInteger(precision) && precision >= PRECISION_MIN && precision <= PRECISION_MAX,
    'precision',
    precision,
    'a whole number from 4 to 18',
  );
}
