/** OpenTelemetry's largest scale: 2^20 buckets an octave. */
export const SCALE_MAX = 20;
/** At this scale the whole range of doubles has two buckets. */
export const SCALE_MIN = -11;

/**
 * Up to this scale the buckets of an octave are looked up; a table of 2^8 stays in a processor's
 * cache.
 */
const TABLE_SCALE = 8;
const TABLE_SIZE = 2 ** TABLE_SCALE;
/**
 * Twice as many cells as buckets, equal in width over an octave. log2 is steepest at its beginning,
 * where a cell is 1 / (2 ln 2) = 0.72 buckets wide, so that no cell holds two boundaries.
 */
const CELL_BITS = TABLE_SCALE + 1;

const SMALLEST_NORMAL = 2 ** -1022;
const MANTISSA_BITS = 52;
const EXPONENT_BIAS = 1023;

interface OctaveTable {
  /** Entry i is 2^(i / 256), for i from 0 to 256. */
  readonly boundaries: Float64Array;
  /** Per cell the bucket that its beginning lies in. */
  readonly buckets: Uint8Array;
  /** Entry i is 2^(2^-i). */
  readonly roots: Float64Array;
}

const bits = new DataView(new ArrayBuffer(8));
let memoizedTable: OctaveTable | undefined;

/**
 * The bucket of a positive number in a base-2 exponential histogram: the index i with
 * base^i < x <= base^(i+1), base = 2^(2^-scale), as OpenTelemetry's data model defines it.
 *
 * @param x Positive and finite, subnormal numbers included; not checked, being called for each value.
 * @param scale Whole, from -11 to 20; not checked either.
 * @returns A whole number between -2^31 and 2^31. O(1), allocates nothing.
 *
 * A boundary is the product of square roots of square roots of 2, which every engine computes to
 * the same bits, and the boundaries of a scale are bit for bit among those of the next. The index
 * at one scale is therefore exactly the index at any higher scale, shifted right: merging
 * histograms of different scales gives what one histogram of all values would hold. A boundary is
 * within 2e-15 relative of its true place; powers of 2 are exact.
 */
export function exponentialIndex(x: number, scale: number): number {
  memoizedTable ??= createOctaveTable();
  const { boundaries, buckets, roots } = memoizedTable;
  const isSubnormal = x < SMALLEST_NORMAL;
  bits.setFloat64(0, isSubnormal ? x * 2 ** MANTISSA_BITS : x);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) - EXPONENT_BIAS - (isSubnormal ? MANTISSA_BITS : 0);
  const fraction = high & 0xfffff;
  let index = exponent * TABLE_SIZE;
  if (fraction === 0 && bits.getUint32(4) === 0) {
    // A power of 2 is the upper end of its bucket.
    return scale > 0 ? exponent * 2 ** scale - 1 : (exponent - 1) >> -scale;
  }
  bits.setUint32(0, fraction | 0x3ff00000);
  const mantissa = bits.getFloat64(0);
  let bucket = buckets[fraction >>> (20 - CELL_BITS)]!;
  if (boundaries[bucket + 1]! < mantissa) bucket++;
  index += bucket;
  if (scale <= TABLE_SCALE) return index >> (TABLE_SCALE - scale);

  let boundary = boundaries[bucket]!;
  for (let digit = TABLE_SCALE + 1; digit <= scale; digit++) {
    const middle = boundary * roots[digit]!;
    index *= 2;
    if (middle < mantissa) {
      index++;
      boundary = middle;
    }
  }
  return index;
}

/**
 * The lower end of bucket `index`: base^index.
 *
 * @returns In [0, Infinity]; what lies outside the range of doubles is 0 or `Infinity`.
 */
export function exponentialBoundary(index: number, scale: number): number {
  if (scale <= 0) return 2 ** (index * 2 ** -scale);
  memoizedTable ??= createOctaveTable();
  const exponent = Math.floor(index / 2 ** scale);
  return (
    boundaryInOctave(index - exponent * 2 ** scale, scale, memoizedTable.roots) * 2 ** exponent
  );
}

/**
 * Largest relative error of a bucket's representative value, (base - 1) / (base + 1).
 *
 * @returns In (0, 1]: 4.3 % at scale 3, 1.1 % at scale 5.
 */
export function exponentialValueError(scale: number): number {
  return Math.tanh((Math.LN2 / 2) * 2 ** -scale);
}

/**
 * 2^(bucket / 2^scale): the roots whose digits are 1, the largest first, as the index compares
 * them.
 */
function boundaryInOctave(bucket: number, scale: number, roots: Float64Array): number {
  let boundary = 1;
  for (let digit = 1; digit <= scale; digit++) {
    if (Math.floor(bucket / 2 ** (scale - digit)) % 2 === 1) boundary *= roots[digit]!;
  }
  return boundary;
}

function createOctaveTable(): OctaveTable {
  const roots = new Float64Array(SCALE_MAX + 1);
  roots[0] = 2;
  for (let digit = 1; digit <= SCALE_MAX; digit++) roots[digit] = Math.sqrt(roots[digit - 1]!);
  const boundaries = Float64Array.from({ length: TABLE_SIZE + 1 }, (_, bucket) =>
    bucket === TABLE_SIZE ? 2 : boundaryInOctave(bucket, TABLE_SCALE, roots),
  );
  const buckets = new Uint8Array(2 ** CELL_BITS);
  for (let cell = 0, bucket = 0; cell < buckets.length; cell++) {
    while (boundaries[bucket + 1]! < 1 + cell / buckets.length) bucket++;
    buckets[cell] = bucket;
  }
  return { boundaries, buckets, roots };
}
