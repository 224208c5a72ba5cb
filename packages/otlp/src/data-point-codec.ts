import { present, readAttributes, readSomeAttributes, writeAttributes } from './common-codec.ts';
import type { MessageReader } from './message-reader.ts';
import type { MessageWriter } from './message-writer.ts';
import type {
  DataPoint,
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  QuantileValue,
  SummaryDataPoint,
} from './model.ts';

/** Where a kind of data point has what they all have, and where its value is. */
interface HeaderFields {
  readonly attributes: number;
  readonly flags: number;
}

/* All: 2 start_time_unix_nano fixed64, 3 time_unix_nano fixed64, attributes repeated KeyValue, flags uint32 */

function writeHeader(writer: MessageWriter, fields: HeaderFields, point: DataPoint): void {
  writer.fixed64(2, point.startTimeUnixNano || undefined);
  writer.fixed64(3, point.timeUnixNano || undefined);
  writeAttributes(writer, fields.attributes, point.attributes);
  writer.uint32(fields.flags, point.flags || undefined);
}

type Header = { [Key in keyof DataPoint]: DataPoint[Key] | undefined } & {
  attributes: DataPoint['attributes'];
  timeUnixNano: bigint;
};

function readHeader(message: MessageReader, fields: HeaderFields): Header {
  return {
    attributes: readAttributes(message, fields.attributes),
    startTimeUnixNano: message.fixed64(2) || undefined,
    timeUnixNano: message.fixed64(3),
    flags: message.uint32(fields.flags) || undefined,
  };
}

/** The two members of the oneof that holds a number, `as_double` and `as_int` (sfixed64). */
interface NumberFields {
  readonly double: number;
  readonly int: number;
}

function writeNumber(
  writer: MessageWriter,
  fields: NumberFields,
  value: number | bigint | null,
): void {
  if (typeof value === 'number') writer.double(fields.double, value);
  else if (value !== null) writer.sfixed64(fields.int, value);
}

function readNumber(message: MessageReader, fields: NumberFields): number | bigint | null {
  const set = message.oneof([fields.double, fields.int]);
  if (set === fields.int) return BigInt.asIntN(64, message.fixed64(fields.int));
  return set === fields.double ? (message.double(fields.double) ?? null) : null;
}

/*
 *   Exemplar   2 time_unix_nano fixed64, oneof (3 as_double double, 6 as_int sfixed64), 4 span_id bytes,
 *              5 trace_id bytes, 7 filtered_attributes repeated KeyValue
 */
const EXEMPLAR_NUMBER: NumberFields = { double: 3, int: 6 };

function writeExemplars(
  writer: MessageWriter,
  field: number,
  exemplars: readonly Exemplar[] | undefined,
): void {
  for (const exemplar of exemplars ?? []) {
    writer.message(field, () => {
      writer.fixed64(2, exemplar.timeUnixNano || undefined);
      writeNumber(writer, EXEMPLAR_NUMBER, exemplar.value);
      writer.hex(4, exemplar.spanId || undefined);
      writer.hex(5, exemplar.traceId || undefined);
      writeAttributes(writer, 7, exemplar.filteredAttributes);
    });
  }
}

function readExemplars(message: MessageReader, field: number): Exemplar[] | undefined {
  const exemplars = message.messages(field).map((exemplar) =>
    present<Exemplar>({
      filteredAttributes: readSomeAttributes(exemplar, 7),
      timeUnixNano: exemplar.fixed64(2),
      value: readNumber(exemplar, EXEMPLAR_NUMBER),
      traceId: exemplar.hex(5) || undefined,
      spanId: exemplar.hex(4) || undefined,
    }),
  );
  return exemplars.length === 0 ? undefined : exemplars;
}

/*
 *   NumberDataPoint   oneof (4 as_double double, 6 as_int sfixed64), 5 exemplars repeated Exemplar,
 *                     7 attributes, 8 flags
 */
const NUMBER_HEADER: HeaderFields = { attributes: 7, flags: 8 };
const NUMBER_VALUE: NumberFields = { double: 4, int: 6 };

/** Writes the fields of a NumberDataPoint. */
export function writeNumberDataPoint(writer: MessageWriter, point: NumberDataPoint): void {
  writeHeader(writer, NUMBER_HEADER, point);
  writeNumber(writer, NUMBER_VALUE, point.value);
  writeExemplars(writer, 5, point.exemplars);
}

/** Reads a NumberDataPoint. */
export function readNumberDataPoint(message: MessageReader): NumberDataPoint {
  return present<NumberDataPoint>({
    ...readHeader(message, NUMBER_HEADER),
    value: readNumber(message, NUMBER_VALUE),
    exemplars: readExemplars(message, 5),
  });
}

/*
 *   HistogramDataPoint   4 count fixed64, 5 sum optional double, 6 bucket_counts repeated fixed64,
 *                        7 explicit_bounds repeated double, 8 exemplars repeated Exemplar, 9 attributes,
 *                        10 flags, 11 min optional double, 12 max optional double
 */
const HISTOGRAM_HEADER: HeaderFields = { attributes: 9, flags: 10 };

/** Writes the fields of a HistogramDataPoint. */
export function writeHistogramDataPoint(writer: MessageWriter, point: HistogramDataPoint): void {
  writeHeader(writer, HISTOGRAM_HEADER, point);
  writer.fixed64(4, point.count || undefined);
  writer.double(5, point.sum);
  writer.fixed64s(6, point.bucketCounts);
  writer.doubles(7, point.explicitBounds);
  writeExemplars(writer, 8, point.exemplars);
  writer.double(11, point.min);
  writer.double(12, point.max);
}

/** Reads a HistogramDataPoint. */
export function readHistogramDataPoint(message: MessageReader): HistogramDataPoint {
  return present<HistogramDataPoint>({
    ...readHeader(message, HISTOGRAM_HEADER),
    count: message.fixed64(4),
    sum: message.double(5),
    min: message.double(11),
    max: message.double(12),
    bucketCounts: message.fixed64s(6),
    explicitBounds: message.doubles(7),
    exemplars: readExemplars(message, 8),
  });
}

/*
 *   ExponentialHistogramDataPoint   1 attributes, 4 count fixed64, 5 sum optional double, 6 scale sint32,
 *                                   7 zero_count fixed64, 8 positive Buckets, 9 negative Buckets, 10 flags,
 *                                   11 exemplars repeated Exemplar, 12 min optional double,
 *                                   13 max optional double, 14 zero_threshold double
 *   Buckets                         1 offset sint32, 2 bucket_counts repeated uint64
 */
const EXPONENTIAL_HEADER: HeaderFields = { attributes: 1, flags: 10 };

/** Writes the fields of an ExponentialHistogramDataPoint. */
export function writeExponentialHistogramDataPoint(
  writer: MessageWriter,
  point: ExponentialHistogramDataPoint,
): void {
  writeHeader(writer, EXPONENTIAL_HEADER, point);
  writer.fixed64(4, point.count || undefined);
  writer.double(5, point.sum);
  writer.sint32(6, point.scale || undefined);
  writer.fixed64(7, point.zeroCount || undefined);
  writeBuckets(writer, 8, point.positive);
  writeBuckets(writer, 9, point.negative);
  writeExemplars(writer, 11, point.exemplars);
  writer.double(12, point.min);
  writer.double(13, point.max);
  writer.double(14, point.zeroThreshold);
}

/** Reads an ExponentialHistogramDataPoint. */
export function readExponentialHistogramDataPoint(
  message: MessageReader,
): ExponentialHistogramDataPoint {
  const zeroThreshold = message.double(14);
  return present<ExponentialHistogramDataPoint>({
    ...readHeader(message, EXPONENTIAL_HEADER),
    count: message.fixed64(4),
    sum: message.double(5),
    min: message.double(12),
    max: message.double(13),
    scale: message.sint32(6),
    zeroCount: message.fixed64(7),
    zeroThreshold: zeroThreshold === 0 ? undefined : zeroThreshold,
    positive: readBuckets(message, 8),
    negative: readBuckets(message, 9),
    exemplars: readExemplars(message, 11),
  });
}

function writeBuckets(
  writer: MessageWriter,
  field: number,
  buckets: ExponentialBuckets | undefined,
): void {
  if (buckets === undefined) return;
  writer.message(field, () => {
    writer.sint32(1, buckets.offset || undefined);
    writer.uint64s(2, buckets.bucketCounts);
  });
}

function readBuckets(message: MessageReader, field: number): ExponentialBuckets | undefined {
  const buckets = message.message(field);
  if (buckets === undefined) return undefined;
  return { offset: buckets.sint32(1), bucketCounts: buckets.uint64s(2) };
}

/*
 *   SummaryDataPoint   4 count fixed64, 5 sum double, 6 quantile_values repeated ValueAtQuantile,
 *                      7 attributes, 8 flags
 *   ValueAtQuantile    1 quantile double, 2 value double
 */
const SUMMARY_HEADER: HeaderFields = { attributes: 7, flags: 8 };

/** Writes the fields of a SummaryDataPoint. */
export function writeSummaryDataPoint(writer: MessageWriter, point: SummaryDataPoint): void {
  writeHeader(writer, SUMMARY_HEADER, point);
  writer.fixed64(4, point.count || undefined);
  writer.double(5, point.sum);
  for (const { quantile, value } of point.quantileValues) {
    writer.message(6, () => {
      writer.double(1, quantile);
      writer.double(2, value);
    });
  }
}

/** Reads a SummaryDataPoint. */
export function readSummaryDataPoint(message: MessageReader): SummaryDataPoint {
  return present<SummaryDataPoint>({
    ...readHeader(message, SUMMARY_HEADER),
    count: message.fixed64(4),
    sum: message.double(5) ?? 0,
    quantileValues: message.messages(6).map(readQuantileValue),
  });
}

function readQuantileValue(message: MessageReader): QuantileValue {
  return { quantile: message.double(1) ?? 0, value: message.double(2) ?? 0 };
}
