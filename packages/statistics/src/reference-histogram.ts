import { type BinLookup, createBinLookup } from './bin-lookup.ts';
import { StatisticsError } from './errors.ts';
import { createSketchReader, createSketchWriter } from './sketch-bytes.ts';
import { assertWeight } from './sketch-weight.ts';

const NAME = 'ReferenceHistogram';
const VERSION = 1;

/**
 * Counts of values in the bins that a reference sample has fixed, such as `quantileEdges` makes.
 *
 * Bin i holds edges[i-1] < x <= edges[i]; the first is open below, the last above. NaN is counted
 * as missing, the infinities apart, and neither has a bin. What the counts say of the binned law
 * (chi-square, PSI, Jensen-Shannon, …) is exact; the Kolmogorov-Smirnov statistic falls short of
 * that of the values by at most the largest share of one bin.
 *
 * An update takes constant time and allocates nothing. Counts of unweighted rows are exact up to
 * 2^53; a merge of parts equals the whole in any order: exactly for whole weights, to rounding
 * otherwise. Memory: 8 bytes a bin, and the lookup, which histograms of the same edges can share.
 *
 * @example
 * const histogram = new ReferenceHistogram([0, 5, 7]);
 * histogram.add(6);
 * histogram.counts; // [0, 0, 1, 0]
 */
export class ReferenceHistogram {
  readonly #edges: Float64Array;
  readonly #lookup: BinLookup;
  readonly #counts: Float64Array;
  #missing = 0;
  #infinite = 0;
  #squares = 0;
  #minimum = Infinity;
  #maximum = -Infinity;

  /**
   * @param edges Strictly ascending finite inner edges, length E >= 0, which make E + 1 bins.
   * @param lookup What `createBinLookup(edges)` gave, to be shared. Made when left out.
   * @throws {StatisticsError} `invalid_value` for edges out of order, `shape_mismatch` for a lookup
   * with another number of bins.
   */
  constructor(edges: ArrayLike<number>, lookup: BinLookup = createBinLookup(edges)) {
    if (lookup.bins !== edges.length + 1) {
      throw new StatisticsError(
        'shape_mismatch',
        `edges make ${edges.length + 1} bins, lookup has ${lookup.bins}`,
      );
    }
    this.#edges = Float64Array.from(edges);
    this.#lookup = lookup;
    this.#counts = new Float64Array(lookup.bins);
  }

  /**
   * Counts one value.
   *
   * @param value Any number.
   * @param weight From 1e-100 to 1e100, or 0, which counts nothing.
   * @throws {StatisticsError} `invalid_value` for another weight.
   */
  add(value: number, weight = 1): void {
    assertWeight(weight);
    if (weight === 0) return;
    if (value - value !== 0) {
      // NaN and the infinities are the values that differ from themselves by something else than 0.
      if (Number.isNaN(value)) this.#missing += weight;
      else this.#infinite += weight;
      return;
    }
    this.#counts[this.#lookup.find(value)]! += weight;
    this.#squares += weight * weight;
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
  }

  /**
   * Adds what another histogram of the same edges has counted.
   *
   * @throws {StatisticsError} `shape_mismatch` for other edges. O(bins).
   */
  merge(other: ReferenceHistogram): void {
    this.#assertSameEdges(other);
    for (let bin = 0; bin < this.#counts.length; bin++) this.#counts[bin]! += other.#counts[bin]!;
    this.#missing += other.#missing;
    this.#infinite += other.#infinite;
    this.#squares += other.#squares;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
  }

  /** Makes the histogram empty, to be used again. */
  clear(): void {
    this.#counts.fill(0);
    this.#missing = 0;
    this.#infinite = 0;
    this.#squares = 0;
    this.#minimum = Infinity;
    this.#maximum = -Infinity;
  }

  /** The inner edges, a copy. */
  get edges(): Float64Array {
    return this.#edges.slice();
  }

  /** Counts or weights per bin, a copy. */
  get counts(): Float64Array {
    return this.#counts.slice();
  }

  /** Total of `counts`: weight of the finite values. */
  get total(): number {
    let total = 0;
    for (const count of this.#counts) total += count;
    return total;
  }

  /** Weight of the values that were NaN. */
  get missing(): number {
    return this.#missing;
  }

  /** Weight of the values that were infinite. */
  get infinite(): number {
    return this.#infinite;
  }

  /** Kish's effective number of finite values, (Σw)² / Σw²; 0 when there are none. */
  get effectiveSize(): number {
    return this.#squares === 0 ? 0 : (this.total * this.total) / this.#squares;
  }

  /** Least finite value, `Infinity` when there is none. */
  get minimum(): number {
    return this.#minimum;
  }

  /** Greatest finite value, `-Infinity` when there is none. */
  get maximum(): number {
    return this.#maximum;
  }

  /** The histogram as bytes: 40, and 16 for every bin. */
  toBytes(): Uint8Array {
    const writer = createSketchWriter(NAME, VERSION);
    writer.word(this.#edges.length);
    writer.numbers(this.#edges);
    writer.numbers(this.#counts);
    writer.numbers([this.#missing, this.#infinite, this.#squares]);
    writer.numbers([this.#minimum, this.#maximum]);
    return writer.finish();
  }

  /**
   * The histogram that `toBytes` wrote.
   *
   * @throws {StatisticsError} `invalid_value` for bytes that are no such histogram.
   */
  static fromBytes(bytes: Uint8Array): ReferenceHistogram {
    const reader = createSketchReader(NAME, VERSION, bytes);
    const edges = reader.numbers(reader.word());
    const histogram = reader.parse('edges', () => new ReferenceHistogram(edges));
    const counts = reader.numbers(histogram.#counts.length);
    const [missing, infinite, squares] = reader.numbers(3);
    const [minimum, maximum] = reader.numbers(2);
    reader.end();
    reader.expect(counts.every(isCount), 'counts');
    reader.expect([missing!, infinite!, squares!].every(isCount), 'counts of values without a bin');
    const isEmpty = counts.every((count) => count === 0);
    const isRange = isEmpty
      ? squares === 0 && minimum === Infinity && maximum === -Infinity
      : minimum! <= maximum! && maximum! < Infinity && minimum! > -Infinity;
    reader.expect(isRange, 'the range of the values');
    histogram.#counts.set(counts);
    histogram.#missing = missing!;
    histogram.#infinite = infinite!;
    histogram.#squares = squares!;
    histogram.#minimum = minimum!;
    histogram.#maximum = maximum!;
    return histogram;
  }

  #assertSameEdges(other: ReferenceHistogram): void {
    const isSame =
      this.#edges.length === other.#edges.length &&
      this.#edges.every((edge, index) => edge === other.#edges[index]);
    if (!isSame) {
      throw new StatisticsError(
        'shape_mismatch',
        `the histograms have other edges: ${this.#edges.length} and ${other.#edges.length} of them`,
      );
    }
  }
}

function isCount(count: number): boolean {
  return count >= 0 && count < Infinity;
}
