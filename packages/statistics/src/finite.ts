import { StatisticsError } from './errors.ts';

/** @throws {StatisticsError} `empty_input` without values, `invalid_value` for NaN or an infinity. */
export function assertFinite(name: string, values: ArrayLike<number>): void {
  const length = values.length;
  if (length === 0) throw new StatisticsError('empty_input', `${name} has no values`);
  for (let index = 0; index < length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${index}] is ${value}; it must be finite`,
      );
    }
  }
}

/** @throws {StatisticsError} as `assertFinite`, and `invalid_value` for anything but 0 and 1. */
export function assertZeroOrOne(name: string, values: ArrayLike<number>): void {
  const length = values.length;
  if (length === 0) throw new StatisticsError('empty_input', `${name} has no values`);
  for (let index = 0; index < length; index++) {
    const value = values[index]!;
    if (value !== 0 && value !== 1) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${index}] is ${value}; it must be 0 or 1`,
      );
    }
  }
}

/** Two inputs that are read row by row, by their names. */
export type NamedRows = readonly [name: string, rows: { readonly length: number }];

/** @throws {StatisticsError} `shape_mismatch` unless the two have the same number of rows. */
export function assertSameRows(first: NamedRows, second: NamedRows): void {
  if (first[1].length !== second[1].length) {
    throw new StatisticsError(
      'shape_mismatch',
      `${first[0]} has ${first[1].length} rows, ${second[0]} has ${second[1].length}`,
    );
  }
}
