import type { Snapshot } from '@marigraph/monitor';

import type { StatePart } from '../../component.ts';
import type { Statement } from './statement.ts';

/** The part with statements; those of the monitor have its own names behind a prefix. */
const CHANGES = 'changes';
const MONITOR_PREFIX = 'monitor/';

/** What a monitor connector needs to go on after a restart. */
export interface SavedState {
  /** Bytes of the parts that the monitor named. */
  readonly monitor: ReadonlyMap<string, Uint8Array>;
  /**
   * Statements with changes that were not sent yet. The monitor has noted the changes and will not say them again;
   * what else a statement says it says again after a restart.
   */
  readonly changes: readonly Statement[];
}

/** Why a saved state cannot be read. */
export class SavedStateError extends Error {
  override readonly name: string = 'SavedStateError';
}

/** Asks the monitor for its snapshot. @param saved Versions of the connector's parts that are saved by now. */
export function encodeState(
  saved: ReadonlyMap<string, number>,
  takeSnapshot: (saved: ReadonlyMap<string, number>) => Snapshot,
  changes: { readonly version: number; readonly statements: readonly Statement[] },
): Map<string, StatePart> {
  const monitor = takeSnapshot(withoutPrefix(saved));
  const { version, statements } = changes;
  const bytes = Buffer.from(JSON.stringify(statements));
  return new Map([
    [CHANGES, { version, bytes }],
    ...[...monitor].map(([name, part]): [string, StatePart] => [`${MONITOR_PREFIX}${name}`, part]),
  ]);
}

/** @throws {SavedStateError} for parts of another format. */
export function decodeState(parts: ReadonlyMap<string, Uint8Array>): SavedState {
  const changes = parts.get(CHANGES);
  if (changes === undefined) throw new SavedStateError('it is of another format');
  return { monitor: withoutPrefix(parts), changes: parse(Buffer.from(changes).toString('utf8')) };
}

/** The entries of the monitor under its own names. */
function withoutPrefix<Value>(entries: ReadonlyMap<string, Value>): Map<string, Value> {
  const own = [...entries].filter(([name]) => name.startsWith(MONITOR_PREFIX));
  return new Map(own.map(([name, value]) => [name.slice(MONITOR_PREFIX.length), value]));
}

function parse(json: string): readonly Statement[] {
  try {
    return JSON.parse(json) as readonly Statement[];
  } catch (cause) {
    throw new SavedStateError('its findings are no JSON', { cause });
  }
}
