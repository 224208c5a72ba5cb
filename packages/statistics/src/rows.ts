import { StatisticsError } from './errors.ts';
import { totalOfCounts } from './validate.ts';

export interface WeightOptions {
  /**
   * How many rows each row stands for: finite, not negative, not all 0.
   *
   * @default every row counts once
   */
  readonly weights?: ArrayLike<number>;
}

/** The weight of a row by its index: 1 without weights. */
export function rowWeights({ weights }: WeightOptions): (row: number) => number {
  return weights === undefined ? () => 1 : (row) => weights[row]!;
}

/**
 * Checks that columns pair up row by row and that there are rows.
 *
 * @param columns The columns under their names; `undefined` stands for one that was not given. A
 * column named `weights` is checked to hold weights.
 * @returns The number of rows.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input`, `invalid_value`.
 */
export function assertRows(
  columns: Readonly<Record<string, ArrayLike<number> | undefined>>,
): number {
  let first = '';
  let rows = -1;
  for (const [name, column] of Object.entries(columns)) {
    if (column === undefined) continue;
    if (rows < 0) [first, rows] = [name, column.length];
    if (column.length !== rows) {
      throw new StatisticsError(
        'shape_mismatch',
        `${first} has ${rows} rows, ${name} has ${column.length}`,
      );
    }
  }
  if (rows === 0) throw new StatisticsError('empty_input', `${first} has no rows`);
  if (columns['weights'] !== undefined) totalOfCounts('weights', columns['weights']);
  return rows;
}

/** @throws {StatisticsError} `invalid_value` unless every value is 0 or 1. */
export function assertBinary(name: string, column: ArrayLike<number>): void {
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value !== 0 && value !== 1) refuse(name, row, value, '0 or 1');
  }
}

/**
 * @throws {StatisticsError} `invalid_value` unless every value is a whole number below `classes`.
 */
export function assertClasses(name: string, column: ArrayLike<number>, classes: number): void {
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (!(Number.isInteger(value) && value >= 0 && value < classes)) {
      refuse(name, row, value, `a whole number from 0 to ${classes - 1}`);
    }
  }
}

/** @throws {StatisticsError} `invalid_value` unless every value is finite and in [min, max]. */
export function assertValues(
  name: string,
  column: ArrayLike<number>,
  limits: { readonly min?: number; readonly max?: number } = {},
): void {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = limits;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    // Written so that NaN fails as well.
    if (!(value >= min && value <= max)) refuse(name, row, value, range(min, max));
  }
}

function range(min: number, max: number): string {
  if (min === -Number.MAX_VALUE) return 'finite';
  return max === Number.MAX_VALUE ? `finite and at least ${min}` : `from ${min} to ${max}`;
}

function refuse(name: string, row: number, value: number, wanted: string): never {
  throw new StatisticsError('invalid_value', `${name}[${row}] is ${value}; it must be ${wanted}`);
}
