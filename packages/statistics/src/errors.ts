const HINTS = {
  empty_input: 'Wait for data, or leave this pair out: nothing can be said of an empty sample.',
  shape_mismatch: 'Count both sides with the same bins, in the same order.',
  invalid_value: 'Remove or repair the value before it is summarised.',
  invalid_argument: 'Pass a value from the range that the function documents.',
} as const;

/**
 * Why a statistic refused its input.
 *
 * `empty_input` no value or a total of zero; `shape_mismatch` two inputs that do not pair up;
 * `invalid_value` an element of the data that cannot be (NaN, a negative count, broken order);
 * `invalid_argument` a parameter outside its range.
 */
export type StatisticsErrorCode = keyof typeof HINTS;

/** Thrown by every function of this package: `message` names the value, `hint` the way out. */
export class StatisticsError extends Error {
  override readonly name: string = 'StatisticsError';
  readonly code: StatisticsErrorCode;
  readonly hint: string;

  constructor(code: StatisticsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = HINTS[code];
  }
}
