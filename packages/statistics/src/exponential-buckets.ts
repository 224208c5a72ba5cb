import type { BucketRun, SignedBucket } from './exponential-state.ts';

/** Indices of the lowest and the highest bucket in use; `low > high` when there is none. */
export interface BucketRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The buckets of one sign: counts of a run of indices, as many as fit in a fixed array.
 *
 * `counts[i]` is that of index `first + i`. The array may begin below the lowest bucket in use and
 * end above the highest, so that only a value outside of it costs more than an addition.
 */
export class ExponentialBuckets {
  first: number;
  readonly counts: Float64Array;

  /** @param counts Taken over, not copied; its length is the most buckets there can be. */
  constructor(counts: Float64Array, first = 0) {
    this.counts = counts;
    this.first = first;
  }

  /** Sum of the counts. */
  total(): number {
    let total = 0;
    for (const count of this.counts) total += count;
    return total;
  }

  /** O(size). */
  range(): BucketRange {
    const { counts, first } = this;
    let low = 0;
    let high = counts.length - 1;
    while (low <= high && counts[low] === 0) low++;
    while (high > low && counts[high] === 0) high--;
    return { low: first + low, high: first + high };
  }

  /** What lies between the lowest and the highest bucket in use, a copy. */
  run(): BucketRun {
    const { low, high } = this.range();
    if (low > high) return { offset: 0, counts: new Float64Array() };
    return { offset: low, counts: this.counts.slice(low - this.first, high + 1 - this.first) };
  }

  /** The buckets in use by ascending index, 2^shift neighbours as one. */
  used(sign: -1 | 1, shift: number): SignedBucket[] {
    const { low, high } = this.range();
    const buckets: SignedBucket[] = [];
    for (let index = low; index <= high;) {
      const coarse = index >> shift;
      let count = 0;
      for (; index <= high && index >> shift === coarse; index++) {
        count += this.counts[index - this.first]!;
      }
      if (count > 0) buckets.push({ sign, index: coarse, count });
    }
    return buckets;
  }

  /** How often two neighbours must become one before `added` fits beside what is in use. */
  shiftToFit(added: BucketRange): number {
    const { low, high } = union(this.range(), added);
    let shift = 0;
    while ((high >> shift) - (low >> shift) >= this.counts.length) shift++;
    return shift;
  }

  /** Makes room for indices that fit, in the middle of the array so that others may follow. */
  reserve(added: BucketRange): void {
    const used = this.range();
    const { low, high } = union(used, added);
    const { counts } = this;
    if (low >= this.first && high < this.first + counts.length) return;
    const first = low - ((counts.length - (high - low + 1)) >> 1);
    const end = used.high + 1 - first;
    if (used.low <= used.high) {
      counts.copyWithin(used.low - first, used.low - this.first, used.high + 1 - this.first);
      counts.fill(0, 0, used.low - first);
      counts.fill(0, end);
    }
    this.first = first;
  }

  /** Makes one bucket of 2^shift neighbours. */
  downscale(shift: number): void {
    if (shift === 0) return;
    const { counts, first } = this;
    const { low, high } = this.range();
    this.first = low >> shift;
    for (let index = low; index <= high; index++) {
      const count = counts[index - first]!;
      counts[index - first] = 0;
      // At or below the place that was read, since both begin at the lowest bucket.
      counts[(index >> shift) - this.first]! += count;
    }
  }

  /** Adds the buckets of another histogram, 2^shift of which make one here; the range must fit. */
  merge(other: ExponentialBuckets, shift: number): void {
    const { low, high } = other.range();
    if (low > high) return;
    this.reserve({ low: low >> shift, high: high >> shift });
    for (let index = low; index <= high; index++) {
      this.counts[(index >> shift) - this.first]! += other.counts[index - other.first]!;
    }
  }
}

function union(a: BucketRange, b: BucketRange): BucketRange {
  if (a.low > a.high) return b;
  if (b.low > b.high) return a;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
