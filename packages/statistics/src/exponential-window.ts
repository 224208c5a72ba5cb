/** What the window holds: plain numbers and arrays, so that a detector can save and restore it. */
export type ExponentialWindowMemory = {
  /** Number of values in the window. */
  width: number;
  total: number;
  squaredDeviations: number;
  /** Buckets in each row; those of row r are sums of 2^r values. */
  readonly counts: Float64Array;
  /** Sum of each bucket, row by row, oldest first. */
  readonly sums: Float64Array;
  /** Sum of squared deviations of each bucket from its own mean. */
  readonly spreads: Float64Array;
};

/**
 * A window of recent values as buckets of 1, 2, 4, … values: sums exact, borders few.
 *
 * Merging adds sums, and spreads by the pairwise formula of Chan, Golub & LeVeque (1983). What is
 * left after a bucket is dropped is summed up anew rather than subtracted, so that the variance of
 * the window cannot turn negative.
 */
export class ExponentialWindow {
  readonly memory: ExponentialWindowMemory;
  readonly #rows: number;
  /**
   * Places of a row: one more than stays, as a row overflows before two of its buckets are merged.
   */
  readonly #stride: number;

  constructor(rows: number, bucketsPerRow: number) {
    this.#rows = rows;
    this.#stride = bucketsPerRow + 1;
    this.memory = {
      width: 0,
      total: 0,
      squaredDeviations: 0,
      counts: new Float64Array(rows),
      sums: new Float64Array(rows * this.#stride),
      spreads: new Float64Array(rows * this.#stride),
    };
  }

  /** Takes a value, merges buckets, and forgets the oldest bucket when the last row overflows. */
  append(value: number): void {
    this.#addToWindow(1, value, 0);
    this.#push(0, value, 0);
    for (let row = 0; this.memory.counts[row] === this.#stride; row++) {
      if (row === this.#rows - 1) this.dropOldest();
      else this.#mergeOldestPair(row);
    }
  }

  /** Whether `test` holds for the count and sum of the values before some border of buckets. */
  hasPrefix(test: (count: number, sum: number) => boolean): boolean {
    const { counts, sums, width } = this.memory;
    let count = 0;
    let sum = 0;
    for (let row = this.#rows - 1; row >= 0; row--) {
      const start = row * this.#stride;
      for (let index = start; index < start + counts[row]!; index++) {
        count += 2 ** row;
        sum += sums[index]!;
        if (count < width && test(count, sum)) return true;
      }
    }
    return false;
  }

  /** Takes the oldest bucket away; the window must have one. */
  dropOldest(): void {
    const { memory } = this;
    let oldest = this.#rows - 1;
    while (memory.counts[oldest] === 0) oldest--;
    this.#dropFirst(oldest, 1);

    memory.width = 0;
    memory.total = 0;
    memory.squaredDeviations = 0;
    for (let row = oldest; row >= 0; row--) {
      const start = row * this.#stride;
      for (let index = start; index < start + memory.counts[row]!; index++) {
        this.#addToWindow(2 ** row, memory.sums[index]!, memory.spreads[index]!);
      }
    }
  }

  #addToWindow(size: number, sum: number, spread: number): void {
    const { memory } = this;
    const { width, total } = memory;
    const difference = width === 0 ? 0 : sum / size - total / width;
    const between = difference * difference * ((width * size) / (width + size));
    memory.squaredDeviations += spread + between;
    memory.width += size;
    memory.total += sum;
  }

  #mergeOldestPair(row: number): void {
    const { sums, spreads } = this.memory;
    const first = row * this.#stride;
    const size = 2 ** row;
    const difference = (sums[first]! - sums[first + 1]!) / size;
    const between = (difference * difference * size) / 2;
    const spread = spreads[first]! + spreads[first + 1]! + between;
    this.#push(row + 1, sums[first]! + sums[first + 1]!, spread);
    this.#dropFirst(row, 2);
  }

  #push(row: number, sum: number, spread: number): void {
    const { counts, sums, spreads } = this.memory;
    const index = row * this.#stride + counts[row]!;
    sums[index] = sum;
    spreads[index] = spread;
    counts[row]! += 1;
  }

  #dropFirst(row: number, dropped: number): void {
    const { counts, sums, spreads } = this.memory;
    const start = row * this.#stride;
    const end = start + counts[row]!;
    sums.copyWithin(start, start + dropped, end).fill(0, end - dropped, end);
    spreads.copyWithin(start, start + dropped, end).fill(0, end - dropped, end);
    counts[row]! -= dropped;
  }
}
