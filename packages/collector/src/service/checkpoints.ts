import type { Logger, Stateful, StatePart } from '../component.ts';
import type { StateStore } from '../state.ts';
import { createDurations, type DurationReport } from '../telemetry/durations.ts';
import type { Wal } from '../wal/wal.ts';
import type { Cursor } from './cursor.ts';

export interface CheckpointOptions {
  readonly wal: Wal;
  readonly state: StateStore;
  readonly cursors: readonly Cursor[];
  readonly stateful: ReadonlyMap<string, Stateful>;
  readonly logger: Logger;
}

/** Saves how far everything came, and gives the log back what nobody needs any more. */
export interface Checkpoints {
  /**
   * Never throws: what could not be saved now is saved at the next call. Without `snapshots`, connectors are
   * not asked for their states: they have not started yet, or are shut down.
   */
  commit(options?: { readonly snapshots: boolean }): void;
  /** How long the commits with snapshots took. */
  durations(): DurationReport;
}

interface Taken {
  readonly position: bigint;
  readonly state: ReadonlyMap<string, StatePart>;
}

export function createCheckpoints(options: CheckpointOptions): Checkpoints {
  const { wal, state, cursors, stateful, logger } = options;
  /** The newest state of each connector with the cursor that belongs to it. */
  const taken = new Map<string, Taken>();
  const durations = createDurations();

  function take(cursor: Cursor, component: Stateful): void {
    try {
      const parts = component.snapshot(state.versions(cursor.id));
      taken.set(cursor.id, { position: cursor.position, state: parts });
    } catch (error) {
      logger.error('a connector could not make its snapshot; its last one stays', {
        component: cursor.id,
        error,
      });
    }
  }

  return {
    durations: () => durations.report(),
    commit({ snapshots } = { snapshots: true }) {
      const end = snapshots ? durations.start() : undefined;
      const positions = new Map<string, bigint>();
      const states = new Map<string, ReadonlyMap<string, StatePart>>();
      for (const cursor of cursors) {
        const component = stateful.get(cursor.id);
        if (component === undefined) {
          positions.set(cursor.id, cursor.position);
          continue;
        }
        // A connector in the middle of a batch is asked when it is through; until then its last state holds.
        if (snapshots && cursor.isStarted) cursor.atRest(() => take(cursor, component));
        const newest = taken.get(cursor.id);
        if (newest === undefined) {
          // A new connector has no state yet; after a crash it must not be taken for newer than it is.
          if (!state.cursors.has(cursor.id)) positions.set(cursor.id, cursor.position);
          continue;
        }
        positions.set(cursor.id, newest.position);
        states.set(cursor.id, newest.state);
      }
      try {
        state.commit({ cursors: positions, states });
      } catch (error) {
        logger.error('cursors and states could not be saved', { error });
        return;
      } finally {
        end?.();
      }
      // What is saved now is not held in memory, nor written once more.
      for (const id of states.keys()) taken.delete(id);
      wal.release(oldestNeeded(cursors, state, wal));
    },
  };
}

/** The lowest saved cursor: after a crash everything from there on is read again. */
function oldestNeeded(cursors: readonly Cursor[], state: StateStore, wal: Wal): bigint {
  let oldest = wal.next;
  for (const { id } of cursors) {
    const saved = state.cursors.get(id) ?? 0n;
    if (saved < oldest) oldest = saved;
  }
  return oldest;
}
