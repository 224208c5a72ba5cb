import type { Evaluation } from '@marigraph/monitor';

const FORMAT = Buffer.from('ml_monitor/1\n');
const LENGTH_BYTES = 4;

/** What a monitor connector needs to go on after a restart. */
export interface SavedState {
  /** What the monitor gave. */
  readonly monitor: Uint8Array;
  /**
   * Evaluations with state changes that were not sent yet. The monitor has noted the changes and will not say them
   * again; what else an evaluation says it says again after a restart.
   */
  readonly changes: readonly Evaluation[];
}

/** Why a saved state cannot be read. */
export class SavedStateError extends Error {
  override readonly name: string = 'SavedStateError';
}

/** The format's name, the length of the changes, the changes as JSON, the monitor's own bytes. */
export function encodeState({ monitor, changes }: SavedState): Uint8Array {
  const json = Buffer.from(JSON.stringify(changes));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return Buffer.concat([FORMAT, length, json, monitor]);
}

/** @throws {SavedStateError} for bytes of another format. */
export function decodeState(bytes: Uint8Array): SavedState {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = FORMAT.length + LENGTH_BYTES;
  if (buffer.length < start || !buffer.subarray(0, FORMAT.length).equals(FORMAT)) {
    throw new SavedStateError('it is of another format');
  }
  const end = start + buffer.readUInt32LE(FORMAT.length);
  if (end > buffer.length) throw new SavedStateError('it is cut short');
  const monitor = new Uint8Array(bytes.buffer, bytes.byteOffset + end, bytes.length - end);
  return { monitor, changes: parse(buffer.toString('utf8', start, end)) };
}

function parse(json: string): readonly Evaluation[] {
  try {
    return JSON.parse(json) as readonly Evaluation[];
  } catch (cause) {
    throw new SavedStateError('its findings are no JSON', { cause });
  }
}
