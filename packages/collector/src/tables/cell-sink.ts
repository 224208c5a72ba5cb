/** Takes the cells of one column, one per row, in the order of the rows. */
export interface CellSink {
  addMissing(): void;
  /** @param written How the number was written, where the format says so: `1.0` is another category than `1`. */
  addNumber(value: number, written?: string): void;
  addText(text: string): void;
  /** @param isLocal Whether `timeMs` is what a clock on the wall shows, read as if it were UTC. */
  addTime(timeMs: number, isLocal: boolean): void;
}

const MISSING = /^(?:nan)?$/i;
/** Infinite values are numbers too: a reference cannot hold them, and that is to be said, not hidden in a category. */
const NUMBER = /^[+-]?(?:(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$/i;

/**
 * Adds a cell of a format that knows texts only.
 *
 * A number has no leading zeros, so that codes such as the postal code `01234` stay what they are. An empty cell, one
 * of spaces only, and `NaN` are missing.
 */
export function addWritten(sink: CellSink, written: string): void {
  const text = written.trim();
  if (MISSING.test(text)) sink.addMissing();
  else if (NUMBER.test(text)) sink.addNumber(toNumber(text), written);
  else sink.addText(written);
}

function toNumber(text: string): number {
  const value = Number(text);
  // Only infinite values are written in a way that JavaScript does not read.
  return Number.isNaN(value) ? Number(text.replace(/inf(?:inity)?/i, 'Infinity')) : value;
}

/**
 * Adds a cell of a format with types. A boolean is a category, as it is in telemetry.
 *
 * @returns What the cell holds if that is neither a feature nor a time; then nothing was added.
 */
export function addTyped(sink: CellSink, value: unknown): string | undefined {
  if (value === null || value === undefined || Number.isNaN(value)) sink.addMissing();
  else if (typeof value === 'number' || typeof value === 'bigint') sink.addNumber(Number(value));
  else if (typeof value === 'string' || typeof value === 'boolean') sink.addText(String(value));
  else return nameOf(value);
  return undefined;
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return ArrayBuffer.isView(value) ? 'bytes' : 'an object';
}
