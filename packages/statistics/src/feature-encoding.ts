import { StatisticsError } from './errors.ts';
import { momentsOf } from './moments.ts';
import { assertArgument } from './validate.ts';

/** A column of numbers with NaN for what is missing, or of categories with `null`. */
export type FeatureColumn =
  | { readonly kind: 'numeric'; readonly values: ArrayLike<number> }
  | { readonly kind: 'categorical'; readonly values: ArrayLike<string | null> };

/** How to turn a column into standardized numbers. Plain data, for JSON. */
export type FeatureEncoding = {
  readonly name: string;
  /** Of the encoded reference. */
  readonly mean: number;
  /** Its population standard deviation; 1 for a constant. */
  readonly scale: number;
} & (
  | { readonly kind: 'numeric' }
  | {
      readonly kind: 'categorical';
      /** What a missing value counts as. */
      readonly mostFrequent: string;
      /** Share of the reference's rows, missing values filled in; a category not listed has 0. */
      readonly shares: readonly (readonly [category: string, share: number])[];
    }
);

/**
 * Learns the encoding of a reference column; missing numbers count as the mean of the others.
 *
 * @throws {StatisticsError} `empty_input` without a present value, `invalid_value` for an infinity.
 */
export function fitFeatureEncoding(name: string, column: FeatureColumn): FeatureEncoding {
  const rows = column.values.length;
  if (column.kind === 'numeric') {
    const { n, mean, m2 } = momentsOf(column.values);
    assertPresent(name, n);
    // Filling in the mean adds rows and no deviation.
    return { name, kind: 'numeric', mean, scale: Math.sqrt(m2 / rows) || 1 };
  }
  const counts = new Map<string, number>();
  let present = 0;
  for (let row = 0; row < rows; row++) {
    const category = column.values[row]!;
    if (category === null) continue;
    present++;
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  assertPresent(name, present);
  const mostFrequent = [...counts].reduce((best, entry) =>
    entry[1] > best[1] || (entry[1] === best[1] && entry[0] < best[0]) ? entry : best,
  )[0];
  counts.set(mostFrequent, counts.get(mostFrequent)! + rows - present);
  const shares = [...counts].map(([category, count]) => [category, count / rows] as const);
  let mean = 0;
  for (const [, share] of shares) mean += share * share;
  let variance = 0;
  for (const [, share] of shares) variance += share * (share - mean) ** 2;
  // Equal shares leave nothing but the rounding of their mean.
  const isConstant = shares.every(([, share]) => share === shares[0]![1]);
  const scale = isConstant ? 1 : Math.sqrt(variance);
  return { name, kind: 'categorical', mostFrequent, shares, mean, scale };
}

/**
 * Standardized numbers for each feature, in the encodings' order.
 *
 * @throws {StatisticsError} `invalid_argument` for a feature without a column or of another kind,
 * `shape_mismatch` for columns of different lengths, `invalid_value` for an infinite number.
 */
export function encodeFeatures(
  encodings: readonly FeatureEncoding[],
  columns: Readonly<Record<string, FeatureColumn>>,
): Float64Array[] {
  const encoded = encodings.map((encoding) => {
    const { name } = encoding;
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    assertArgument(
      column?.kind === encoding.kind,
      `columns['${name}']`,
      column?.kind,
      `a ${encoding.kind} column`,
    );
    return encodeColumn(encoding, column!);
  });
  for (const [feature, column] of encoded.entries()) {
    if (column.length !== encoded[0]!.length) {
      const [first, name] = [encodings[0]!.name, encodings[feature]!.name];
      throw new StatisticsError(
        'shape_mismatch',
        `columns['${name}'] has ${column.length} rows, columns['${first}'] has ${encoded[0]!.length}`,
      );
    }
  }
  return encoded;
}

function encodeColumn(encoding: FeatureEncoding, { values }: FeatureColumn): Float64Array {
  const { name, mean, scale } = encoding;
  const encoded = new Float64Array(values.length);
  if (encoding.kind === 'categorical') {
    const shares = new Map(encoding.shares);
    for (let row = 0; row < encoded.length; row++) {
      const category = (values[row] as string | null) ?? encoding.mostFrequent;
      encoded[row] = ((shares.get(category) ?? 0) - mean) / scale;
    }
    return encoded;
  }
  for (let row = 0; row < encoded.length; row++) {
    const value = values[row] as number;
    if (Math.abs(value) === Infinity) {
      throw new StatisticsError(
        'invalid_value',
        `columns['${name}'][${row}] is ${value}; it must be finite, or NaN when missing`,
      );
    }
    // A missing number is the mean, which is 0 here.
    encoded[row] = Number.isNaN(value) ? 0 : (value - mean) / scale;
  }
  return encoded;
}

function assertPresent(name: string, present: number): void {
  if (present === 0) {
    throw new StatisticsError('empty_input', `columns['${name}'] has no present values`);
  }
}
