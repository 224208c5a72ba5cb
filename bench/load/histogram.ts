/** Durations in a few kilobytes, however many there are. Milliseconds in and out. */
export interface Histogram {
  readonly count: number;
  add(ms: number): void;
  /** The duration that a share (0 to 1) of all stays below, at most 1 % too high; NaN without any. */
  quantile(share: number): number;
  readonly max: number;
}

/** Sub-buckets of each power of two: a bucket is at most 1/128 as wide as its value. */
const SUB_BITS = 7;
const SUB_BUCKETS = 1 << SUB_BITS;
/** Microseconds up to 2^36, some 19 hours. */
const POWERS = 36 - SUB_BITS;

/**
 * Log-linear buckets of whole microseconds: exact below 128 µs, then 128 buckets to each power of two, as in
 * HdrHistogram.
 */
export function createHistogram(): Histogram {
  const counts = new Uint32Array(SUB_BUCKETS * (POWERS + 1));
  let count = 0;
  let max = Number.NaN;
  return {
    get count() {
      return count;
    },
    get max() {
      return max;
    },
    add(ms) {
      const at = Math.min(counts.length - 1, bucketOf(Math.max(0, Math.round(ms * 1_000))));
      counts[at] = (counts[at] ?? 0) + 1;
      count++;
      if (!(ms <= max)) max = ms;
    },
    quantile(share) {
      if (count === 0) return Number.NaN;
      const rank = Math.max(1, Math.ceil(share * count));
      let seen = 0;
      for (const [at, own] of counts.entries()) {
        seen += own;
        if (seen >= rank) return upperEdge(at) / 1_000;
      }
      return max;
    },
  };
}

function bucketOf(microseconds: number): number {
  if (microseconds < SUB_BUCKETS) return microseconds;
  const power = Math.floor(Math.log2(microseconds)) - SUB_BITS;
  return SUB_BUCKETS * (power + 1) + Math.floor(microseconds / 2 ** power) - SUB_BUCKETS;
}

/** The largest whole number of microseconds in a bucket. */
function upperEdge(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket;
  const power = Math.floor(bucket / SUB_BUCKETS) - 1;
  return (SUB_BUCKETS + (bucket % SUB_BUCKETS) + 1) * 2 ** power - 1;
}
