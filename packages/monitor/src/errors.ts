const HINTS = {
  reference_invalid: 'Build the reference again with `marigraph reference build`.',
  reference_empty: 'Give at least one row and one feature column.',
  snapshot_unreadable: 'Remove the saved state; the monitor then reads the WAL from its start.',
  definition_invalid: 'Correct the monitor definition.',
} as const;

/**
 * Why a monitor or a reference cannot be made.
 *
 * `reference_invalid` a reference, or the columns of one, that contradict themselves; `reference_empty` no rows or
 * columns; `snapshot_unreadable` a damaged snapshot or one of another format; `definition_invalid` a definition out
 * of range, or two for the same thing.
 */
export type MonitorErrorCode = keyof typeof HINTS;

/** An operating error of the monitor: what is wrong, with which value, and what to do about it. */
export class MonitorError extends Error {
  override readonly name: string = 'MonitorError';
  readonly code: MonitorErrorCode;
  readonly hint: string;

  constructor(code: MonitorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = HINTS[code];
  }
}
