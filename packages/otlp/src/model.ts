/**
 * The plain objects of the low-volume codecs: our own telemetry and what the Prometheus exporter reads.
 *
 * Absent and default are one thing: an optional property is left out where its field is absent or has its
 * default value, so `decode(encode(x))` equals `x` for every `x` that does not spell out a default.
 * Decoders drop fields that these types do not name (entity references, fields newer than this package).
 */

/**
 * An attribute value: `number` is a double, `bigint` an int64, `null` the empty value, an object a list of
 * key-value pairs.
 *
 * Decoded objects have no prototype, so a key like `__proto__` is a key like any other. Of a repeated key the
 * last value stays.
 */
export type AnyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AnyValue[]
  | Attributes;

/** Attributes by key. Decoded ones have no prototype; encoders take own enumerable properties only. */
export interface Attributes {
  readonly [key: string]: AnyValue;
}

/** What produced the telemetry. */
export interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount?: number;
}

/** The instrumentation scope that produced the telemetry. */
export interface Scope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** The metrics of one resource. */
export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
  readonly schemaUrl?: string;
}

/** The metrics of one instrumentation scope. */
export interface ScopeMetrics {
  readonly scope: Scope;
  readonly metrics: readonly Metric[];
  readonly schemaUrl?: string;
}

/** A metric with its data points; `kind` says which. A metric that carries no data at all is `empty`. */
export type Metric = Gauge | Sum | Histogram | ExponentialHistogram | Summary | EmptyMetric;

/** What every kind of metric has. */
export interface MetricHeader {
  readonly name: string;
  readonly description?: string;
  readonly unit?: string;
  readonly metadata?: Attributes;
}

/** How points of one series relate. Numbers that OTLP does not define decode as `unspecified`. */
export type Temporality = 'unspecified' | 'delta' | 'cumulative';

/** The last value seen. */
export interface Gauge extends MetricHeader {
  readonly kind: 'gauge';
  readonly dataPoints: readonly NumberDataPoint[];
}

/** A sum over time. */
export interface Sum extends MetricHeader {
  readonly kind: 'sum';
  readonly temporality: Temporality;
  readonly monotonic: boolean;
  readonly dataPoints: readonly NumberDataPoint[];
}

/** A histogram with explicit bounds. */
export interface Histogram extends MetricHeader {
  readonly kind: 'histogram';
  readonly temporality: Temporality;
  readonly dataPoints: readonly HistogramDataPoint[];
}

/** A histogram with exponentially growing buckets. */
export interface ExponentialHistogram extends MetricHeader {
  readonly kind: 'exponential_histogram';
  readonly temporality: Temporality;
  readonly dataPoints: readonly ExponentialHistogramDataPoint[];
}

/** Quantiles that were computed at the source. */
export interface Summary extends MetricHeader {
  readonly kind: 'summary';
  readonly dataPoints: readonly SummaryDataPoint[];
}

/** A metric without data, which OTLP allows. */
export interface EmptyMetric extends MetricHeader {
  readonly kind: 'empty';
}

/** What every data point has. Times are nanoseconds since the Unix epoch; 0 means unknown. */
export interface DataPoint {
  readonly attributes: Attributes;
  readonly startTimeUnixNano?: bigint;
  readonly timeUnixNano: bigint;
  /** Bit 0: no value was recorded. */
  readonly flags?: number;
}

/** One number: `bigint` is an int64, `number` a double, `null` no value at all. */
export interface NumberDataPoint extends DataPoint {
  readonly value: number | bigint | null;
  readonly exemplars?: readonly Exemplar[];
}

/** `bucketCounts` has one entry more than `explicitBounds`, or both are empty. */
export interface HistogramDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars?: readonly Exemplar[];
}

/** Bucket i of `positive` counts values in (base^(offset+i), base^(offset+i+1)], base = 2^(2^-scale). */
export interface ExponentialHistogramDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold?: number;
  readonly positive?: ExponentialBuckets;
  readonly negative?: ExponentialBuckets;
  readonly exemplars?: readonly Exemplar[];
}

/** A run of exponential buckets that begins at index `offset`. */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

/** Quantiles of one series. */
export interface SummaryDataPoint extends DataPoint {
  readonly count: bigint;
  readonly sum: number;
  readonly quantileValues: readonly QuantileValue[];
}

/** The value below which the fraction `quantile` of all values lies. */
export interface QuantileValue {
  readonly quantile: number;
  readonly value: number;
}

/** A single measurement behind a data point. Ids are lowercase hex, of any length. */
export interface Exemplar {
  readonly filteredAttributes?: Attributes;
  readonly timeUnixNano: bigint;
  readonly value: number | bigint | null;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** The log records of one resource. */
export interface ResourceLogs {
  readonly resource: Resource;
  readonly scopeLogs: readonly ScopeLogs[];
  readonly schemaUrl?: string;
}

/** The log records of one instrumentation scope. */
export interface ScopeLogs {
  readonly scope: Scope;
  readonly logRecords: readonly LogRecord[];
  readonly schemaUrl?: string;
}

/** A log record; an event is one with `eventName`. Ids are lowercase hex, of any length. */
export interface LogRecord {
  readonly timeUnixNano?: bigint;
  readonly observedTimeUnixNano?: bigint;
  readonly severityNumber?: number;
  readonly severityText?: string;
  /** `null` is a body with the empty value, absence is no body. */
  readonly body?: AnyValue;
  readonly attributes: Attributes;
  readonly droppedAttributesCount?: number;
  readonly flags?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}
