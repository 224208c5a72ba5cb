import { StatisticsError } from './errors.ts';
import { createSketchReader, createSketchWriter } from './sketch-bytes.ts';
import { assertWeight } from './sketch-weight.ts';
import { assertArgument } from './validate.ts';

const NAME = 'FrequentItems';
const VERSION = 1;
const CAPACITY_MAX = 2 ** 20;

export interface FrequentItemsOptions {
  /**
   * Items k that are sure to be kept, from 1 to 2^20; up to 2 k are held.
   *
   * @default 1000
   */
  readonly capacity?: number;
}

/** The weight of an item lies between both, ends included. */
export interface WeightBounds {
  readonly lower: number;
  readonly upper: number;
}

/** An item that is held, with the bounds of its weight. */
export interface FrequentItem extends WeightBounds {
  readonly item: string;
}

/**
 * The most frequent texts of a stream, with bounds of their weights: Misra and Gries' summary.
 *
 * Up to 2 k items have a counter. When there is one more, the (k + 1)-th greatest count is taken
 * off all counters and what is not above zero is forgotten; so much, `errorBound`, may have been
 * taken from an item. Each time at least k + 1 counters lost that amount, so it is at most total /
 * (k + 1), and every item above that share of the total is held. Up to 2 k distinct items all is
 * exact.
 *
 * An update takes constant time, amortized O(log k) where items are forgotten; memory is 2 k
 * entries of a map. A merge keeps the bound, in any order and grouping (Agarwal and others). As
 * long as nothing was forgotten a merge of parts equals the whole.
 *
 * @see Misra and Gries (1982), doi:10.1016/0167-6423(82)90012-0; Agarwal, Cormode, Huang, Phillips,
 * Wei and Yi (2013), doi:10.1145/2500128.
 * @example
 * const items = new FrequentItems({ capacity: 2 });
 * for (const item of ['a', 'b', 'a']) items.add(item);
 * items.items()[0]; // { item: 'a', lower: 2, upper: 2 }
 */
export class FrequentItems {
  readonly capacity: number;
  readonly #counts = new Map<string, number>();
  #total = 0;
  #taken = 0;

  /** @throws {StatisticsError} `invalid_argument` for a capacity out of range. */
  constructor(options: FrequentItemsOptions = {}) {
    const { capacity = 1000 } = options;
    assertArgument(
      Number.isInteger(capacity) && capacity >= 1 && capacity <= CAPACITY_MAX,
      'capacity',
      capacity,
      'a whole number from 1 to 1048576',
    );
    this.capacity = capacity;
  }

  /**
   * Counts an item.
   *
   * @param item Any text. Texts are kept as they are: limit their length before.
   * @param weight From 1e-100 to 1e100, or 0, which counts nothing.
   * @throws {StatisticsError} `invalid_value` for another weight.
   */
  add(item: string, weight = 1): void {
    assertWeight(weight);
    if (weight === 0) return;
    this.#total += weight;
    this.#counts.set(item, (this.#counts.get(item) ?? 0) + weight);
    if (this.#counts.size > 2 * this.capacity) this.#forget();
  }

  /**
   * Adds what another summary of the same capacity has counted.
   *
   * @throws {StatisticsError} `shape_mismatch` for another capacity. O(k log k).
   */
  merge(other: FrequentItems): void {
    if (this.capacity !== other.capacity) {
      throw new StatisticsError(
        'shape_mismatch',
        `the summaries have the capacity ${this.capacity} and ${other.capacity}`,
      );
    }
    this.#total += other.#total;
    this.#taken += other.#taken;
    for (const [item, count] of other.#counts) {
      this.#counts.set(item, (this.#counts.get(item) ?? 0) + count);
    }
    if (this.#counts.size > 2 * this.capacity) this.#forget();
  }

  /** Makes the summary empty, to be used again. */
  clear(): void {
    this.#counts.clear();
    this.#total = 0;
    this.#taken = 0;
  }

  /** Weight of all items, held or not. */
  get total(): number {
    return this.#total;
  }

  /** How much may be missing from the count of an item; 0 when nothing was forgotten. */
  get errorBound(): number {
    return this.#taken;
  }

  /** Bounds of the weight of an item; from 0 to `errorBound` for one that is not held. */
  bounds(item: string): WeightBounds {
    const lower = this.#counts.get(item) ?? 0;
    return { lower, upper: lower + this.#taken };
  }

  /**
   * The items that are held, the heaviest first, those of the same count by their texts. O(k log
   * k).
   */
  items(): FrequentItem[] {
    return Array.from(this.#counts, ([item, lower]) => ({
      item,
      lower,
      upper: lower + this.#taken,
    })).toSorted((a, b) => b.lower - a.lower || (a.item < b.item ? -1 : 1));
  }

  /** The summary as bytes: 28, and for every item 12 and 2 for each UTF-16 unit. */
  toBytes(): Uint8Array {
    const writer = createSketchWriter(NAME, VERSION);
    writer.word(this.capacity);
    writer.numbers([this.#total, this.#taken]);
    const items = this.items();
    writer.word(items.length);
    for (const { item, lower } of items) {
      writer.text(item);
      writer.number(lower);
    }
    return writer.finish();
  }

  /**
   * The summary that `toBytes` wrote.
   *
   * @throws {StatisticsError} `invalid_value` for bytes that are no such summary.
   */
  static fromBytes(bytes: Uint8Array): FrequentItems {
    const reader = createSketchReader(NAME, VERSION, bytes);
    const capacity = reader.word();
    const [total, taken] = reader.numbers(2);
    const summary = reader.parse('a capacity', () => new FrequentItems({ capacity }));
    const isTotal = total! >= 0 && total! < Infinity && taken! >= 0 && taken! <= total!;
    reader.expect(isTotal, 'a total and what was taken of it');
    const length = reader.word();
    reader.expect(length <= 2 * capacity, 'no more items than may be held');
    for (let index = 0; index < length; index++) {
      const item = reader.text();
      const count = reader.number();
      reader.expect(count > 0 && count < Infinity, 'the count of an item');
      summary.#counts.set(item, count);
    }
    reader.expect(summary.#counts.size === length, 'every item once');
    reader.end();
    summary.#total = total!;
    summary.#taken = taken!;
    return summary;
  }

  #forget(): void {
    const ascending = Float64Array.from(this.#counts.values()).toSorted();
    const taken = ascending.at(-1 - this.capacity)!;
    this.#taken += taken;
    for (const [item, count] of this.#counts) {
      if (count > taken) this.#counts.set(item, count - taken);
      else this.#counts.delete(item);
    }
  }
}
