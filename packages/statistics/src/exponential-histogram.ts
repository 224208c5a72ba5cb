import { StatisticsError } from './errors.ts';
import { type BucketRange, ExponentialBuckets } from './exponential-buckets.ts';
import { readExponentialState, writeExponentialState } from './exponential-codec.ts';
import {
  type ExponentialHistogramDataPoint,
  stateOfDataPoint,
  toDataPoint,
} from './exponential-data-point.ts';
import { exponentialIndex, exponentialValueError } from './exponential-index.ts';
import {
  type ExponentialHistogramOptions,
  type ExponentialHistogramSettings,
  type ExponentialHistogramState,
  isScale,
  representativeOf,
  settingsOf,
  type SignedBucket,
} from './exponential-state.ts';
import { assertWeight } from './sketch-weight.ts';
import { assertArgument, assertProbability } from './validate.ts';

/**
 * Histogram of (x - centre) / unit in exponentially growing buckets, with the layout of OTLP's
 * ExponentialHistogram.
 *
 * Bucket i counts centred values with base^i < z <= base^(i+1), base = 2^(2^-scale), the negative
 * side likewise by |z|. When values spread over more than `maxBuckets` of one sign, neighbours of
 * both signs become one and the scale falls by 1. A value taken from the histogram is off by at
 * most (base - 1) / (base + 1) of its true distance from the centre: 1.1 % at scale 5, where 160
 * buckets span a factor of 32, and 4.3 % at scale 3, a factor of 10^6. Centring puts that precision
 * where the reference has its values; without it a shift of values near 10^6 by their spread is
 * invisible.
 *
 * An update takes constant time and allocates nothing; memory is 2.6 kB by default. A merge of
 * parts equals the whole in any order: buckets and scale exactly for whole weights, sums to
 * rounding.
 *
 * @see OpenTelemetry metrics data model, section ExponentialHistogram; Masson, Rim and Lee (2019),
 * doi:10.14778/3352063.3352135, for the error of a value.
 * @example
 * const histogram = new ExponentialHistogram({ centre: 20, unit: 5 });
 * for (const value of [18, 20, 27]) histogram.add(value);
 * histogram.quantile(0.5); // 20
 */
export class ExponentialHistogram {
  /** The options that the histogram was made with, and the defaults of the others. */
  readonly settings: ExponentialHistogramSettings;
  readonly #positive: ExponentialBuckets;
  readonly #negative: ExponentialBuckets;
  #scale: number;
  #zeroCount = 0;
  #sum = 0;
  #compensation = 0;
  #squares = 0;
  #minimum = Infinity;
  #maximum = -Infinity;

  /** @throws {StatisticsError} `invalid_argument` for an option outside its range. */
  constructor(options: ExponentialHistogramOptions = {}) {
    this.settings = settingsOf(options);
    const { maxBuckets, maxScale } = this.settings;
    this.#positive = new ExponentialBuckets(new Float64Array(maxBuckets));
    this.#negative = new ExponentialBuckets(new Float64Array(maxBuckets));
    this.#scale = maxScale;
  }

  /**
   * Counts one value.
   *
   * @param value Finite, near enough to the centre that (value - centre) / unit is finite as well.
   * @param weight From 1e-100 to 1e100, or 0, which counts nothing.
   * @throws {StatisticsError} `invalid_value` for others; nothing is counted then.
   */
  add(value: number, weight = 1): void {
    assertWeight(weight);
    const { centre, unit, zeroThreshold } = this.settings;
    const centred = (value - centre) / unit;
    // NaN and the infinities are the numbers whose difference from themselves is not 0.
    if (centred - centred !== 0) refuse(value, centred);
    if (weight === 0) return;
    const magnitude = Math.abs(centred);
    if (magnitude <= zeroThreshold) {
      this.#zeroCount += weight;
    } else {
      const buckets = centred > 0 ? this.#positive : this.#negative;
      const index = exponentialIndex(magnitude, this.#scale);
      const at = index - buckets.first;
      if (at >= 0 && at < buckets.counts.length) buckets.counts[at]! += weight;
      else this.#addOutside(buckets, index, weight);
    }
    this.#addToSum(centred * weight);
    this.#squares += weight * weight;
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
  }

  /**
   * Adds what another histogram of the same centre, unit and zero threshold has counted.
   *
   * @throws {StatisticsError} `shape_mismatch` when one of them differs. O(maxBuckets).
   */
  merge(other: ExponentialHistogram): void {
    assertSameCentring(this, other);
    this.#mergeBuckets(other.#scale, other.#positive, other.#negative);
    this.#zeroCount += other.#zeroCount;
    const compensation = other.#compensation;
    this.#addToSum(other.#sum);
    this.#compensation += compensation;
    this.#squares += other.#squares;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
  }

  /** Makes the histogram empty, with its first scale, to be used again. */
  clear(): void {
    this.#positive.counts.fill(0);
    this.#negative.counts.fill(0);
    this.#scale = this.settings.maxScale;
    this.#zeroCount = 0;
    this.#sum = 0;
    this.#compensation = 0;
    this.#squares = 0;
    this.#minimum = Infinity;
    this.#maximum = -Infinity;
  }

  /** The present scale: 2^scale buckets to a doubling of the distance from the centre. */
  get scale(): number {
    return this.#scale;
  }

  /** Total count or weight. */
  get total(): number {
    return this.#negative.total() + this.#zeroCount + this.#positive.total();
  }

  /** Kish's effective number of values, (Σw)² / Σw²; 0 when there are none. */
  get effectiveSize(): number {
    return this.#squares === 0 ? 0 : this.total ** 2 / this.#squares;
  }

  /** Least value, exact; `Infinity` when there is none. */
  get minimum(): number {
    return this.#minimum;
  }

  /** Greatest value, exact; `-Infinity` when there is none. */
  get maximum(): number {
    return this.#maximum;
  }

  /**
   * Mean, from a compensated sum and not from the buckets.
   *
   * @throws {StatisticsError} `empty_input` without values, `invalid_value` when their sum left the
   * range of doubles.
   */
  get mean(): number {
    const { centre, unit } = this.settings;
    const mean = centre + unit * ((this.#sum + this.#compensation) / this.#nonEmptyTotal());
    if (!Number.isFinite(mean)) {
      throw new StatisticsError('invalid_value', 'the sum of the values is beyond all doubles');
    }
    return this.#withinRange(mean);
  }

  /**
   * Largest error of a value from the histogram, as a share of its true distance from the centre.
   */
  get valueError(): number {
    return exponentialValueError(this.#scale);
  }

  /**
   * Quantile: the smallest value that has at least a share `p` of the weight at or below it, to
   * within `valueError` of its distance from the centre, or within the zero threshold.
   *
   * @param p In [0, 1]; 0 gives the minimum, 1 the maximum, both exact.
   * @throws {StatisticsError} `invalid_argument` for other p, `empty_input` without values.
   *
   * O(maxBuckets).
   */
  quantile(p: number): number {
    assertProbability('p', p);
    const target = p * this.#nonEmptyTotal();
    if (p === 0) return this.#minimum;
    if (p === 1) return this.#maximum;
    let below = 0;
    const bucket = this.buckets().find(({ count }) => {
      below += count;
      return below >= target;
    });
    // Rounding of fractional weights may leave the last of them short of the target.
    if (bucket === undefined) return this.#maximum;
    return this.#withinRange(representativeOf(bucket, this.#scale, this.settings));
  }

  /**
   * The buckets that hold values, in ascending order of these.
   *
   * @param scale From -11 to the present one, which it is when left out; neighbours are added up.
   * @throws {StatisticsError} `invalid_argument` for another scale.
   */
  buckets(scale: number = this.#scale): SignedBucket[] {
    const isReachable = isScale(scale) && scale <= this.#scale;
    assertArgument(isReachable, 'scale', scale, `a whole number from -11 to ${this.#scale}`);
    const shift = this.#scale - scale;
    const zero: SignedBucket = { sign: 0, index: 0, count: this.#zeroCount };
    return [
      ...this.#negative.used(-1, shift).toReversed(),
      ...(this.#zeroCount > 0 ? [zero] : []),
      ...this.#positive.used(1, shift),
    ];
  }

  /**
   * The fields of an OTLP ExponentialHistogramDataPoint of the centred values; who reads it must be
   * told `centre` and `unit`. As the protocol asks, there is no sum when a value is below the
   * centre.
   *
   * @throws {StatisticsError} `invalid_value` when a weighted count is not whole.
   */
  toDataPoint(): ExponentialHistogramDataPoint {
    return toDataPoint(this.settings, this.#state());
  }

  /**
   * The histogram of a data point, whoever made it.
   *
   * A sum, minimum or maximum that the point lacks is estimated from its buckets. Buckets beyond
   * `maxBuckets` are added up, as are those of a scale above `maxScale`.
   *
   * @param options The centre and unit of the values; the zero threshold is that of the point.
   * @throws {StatisticsError} `invalid_value` for a point that contradicts itself or holds indices
   * beyond the range of doubles, `invalid_argument` for options outside their range.
   */
  static fromDataPoint(
    point: ExponentialHistogramDataPoint,
    options: Omit<ExponentialHistogramOptions, 'zeroThreshold'> = {},
  ): ExponentialHistogram {
    const { zeroThreshold = 0 } = point;
    const histogram = new ExponentialHistogram({ ...options, zeroThreshold });
    histogram.#load(stateOfDataPoint(histogram.settings, point));
    return histogram;
  }

  /** The histogram as bytes: 116, and 8 for every bucket between the outermost that hold values. */
  toBytes(): Uint8Array {
    return writeExponentialState(this.settings, this.#state());
  }

  /**
   * The histogram that `toBytes` wrote.
   *
   * @throws {StatisticsError} `invalid_value` for bytes that are no such histogram.
   */
  static fromBytes(bytes: Uint8Array): ExponentialHistogram {
    const { settings, state } = readExponentialState(bytes);
    const histogram = new ExponentialHistogram(settings);
    histogram.#load(state);
    return histogram;
  }

  #state(): ExponentialHistogramState {
    return {
      scale: this.#scale,
      zeroCount: this.#zeroCount,
      sum: this.#sum + this.#compensation,
      squares: this.#squares,
      minimum: this.#minimum,
      maximum: this.#maximum,
      positive: this.#positive.run(),
      negative: this.#negative.run(),
    };
  }

  #load(state: ExponentialHistogramState): void {
    const { positive, negative } = state;
    this.#mergeBuckets(
      state.scale,
      new ExponentialBuckets(positive.counts, positive.offset),
      new ExponentialBuckets(negative.counts, negative.offset),
    );
    this.#zeroCount = state.zeroCount;
    this.#sum = state.sum;
    this.#squares = state.squares;
    this.#minimum = state.minimum;
    this.#maximum = state.maximum;
  }

  #mergeBuckets(scale: number, positive: ExponentialBuckets, negative: ExponentialBuckets): void {
    this.#downscale(Math.max(0, this.#scale - scale));
    const shift = scale - this.#scale;
    const more = Math.max(
      this.#positive.shiftToFit(shiftedRange(positive.range(), shift)),
      this.#negative.shiftToFit(shiftedRange(negative.range(), shift)),
    );
    this.#downscale(more);
    this.#positive.merge(positive, shift + more);
    this.#negative.merge(negative, shift + more);
  }

  #addOutside(buckets: ExponentialBuckets, index: number, weight: number): void {
    const shift = buckets.shiftToFit({ low: index, high: index });
    this.#downscale(shift);
    const at = index >> shift;
    buckets.reserve({ low: at, high: at });
    buckets.counts[at - buckets.first]! += weight;
  }

  #downscale(shift: number): void {
    this.#positive.downscale(shift);
    this.#negative.downscale(shift);
    this.#scale -= shift;
  }

  /** Neumaier's sum: centred values cancel, and what remains is how far the mean has moved. */
  #addToSum(term: number): void {
    const sum = this.#sum + term;
    this.#compensation +=
      Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - sum + term : term - sum + this.#sum;
    this.#sum = sum;
  }

  #nonEmptyTotal(): number {
    const { total } = this;
    if (total === 0) throw new StatisticsError('empty_input', 'the histogram has no values');
    return total;
  }

  #withinRange(value: number): number {
    return Math.min(this.#maximum, Math.max(this.#minimum, value));
  }
}

/** @throws {StatisticsError} `shape_mismatch` unless both histograms centre their values alike. */
export function assertSameCentring(a: ExponentialHistogram, b: ExponentialHistogram): void {
  for (const option of ['centre', 'unit', 'zeroThreshold'] as const) {
    if (a.settings[option] !== b.settings[option]) {
      throw new StatisticsError(
        'shape_mismatch',
        `the histograms have the ${option} ${a.settings[option]} and ${b.settings[option]}`,
      );
    }
  }
}

function shiftedRange({ low, high }: BucketRange, shift: number): BucketRange {
  return low > high ? { low, high } : { low: low >> shift, high: high >> shift };
}

function refuse(value: number, centred: number): never {
  throw new StatisticsError(
    'invalid_value',
    `value is ${value}, centred ${centred}; both must be finite`,
  );
}
