import { join } from 'node:path';

import type { Clock, Logger } from '../component.ts';
import type { Configuration } from '../configuration/resolved.ts';
import { openState, type StateStore } from '../state.ts';
import { createFileWal } from '../wal/file-wal.ts';
import { createMemoryWal } from '../wal/memory-wal.ts';
import type { Wal } from '../wal/wal.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { buildGraph, type Graph } from './graph.ts';
import { skipLagging } from './lag.ts';

export interface Dependencies {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** What a service holds while it runs. */
export interface Running {
  readonly state: StateStore;
  readonly wal: Wal;
  readonly graph: Graph;
  readonly checkpoints: Checkpoints;
  /** Whether the log keeps what is not delivered for the next start. */
  readonly durable: boolean;
}

/** Opens state and log and makes the components. @throws {ComponentError} with nothing left open. */
export async function openRunning(
  configuration: Configuration,
  dependencies: Dependencies,
): Promise<Running> {
  const { logger } = dependencies;
  const state = openState({ directory: configuration.state.directory, logger });
  let wal: Wal | undefined;
  try {
    wal = await openWal(configuration, state, dependencies);
    const durable = configuration.wal.type === 'file';
    const log = wal;
    // Nothing of a log in memory outlives the process, so its space need not wait for the next snapshot.
    const onProgress = durable
      ? () => log.forget(lowestPosition(graph, log))
      : () => log.release(lowestPosition(graph, log));
    const graph = buildGraph({ configuration, wal, state, ...dependencies, onProgress });
    const { cursors, stateful } = graph;
    state.retain(new Set(cursors.map((cursor) => cursor.id)));
    const checkpoints = createCheckpoints({ wal, state, cursors, stateful, logger });
    return { state, wal, graph, checkpoints, durable };
  } catch (error) {
    await wal?.close();
    state.close();
    throw error;
  }
}

async function openWal(
  configuration: Configuration,
  state: StateStore,
  dependencies: Dependencies,
): Promise<Wal> {
  const { clock, logger } = dependencies;
  const { wal } = configuration;
  let startAt = 0n;
  for (const next of state.cursors.values()) if (next > startAt) startAt = next;
  if (wal.type === 'memory') return createMemoryWal({ clock, maxBytes: wal.maxBytes, startAt });
  const directory = join(configuration.state.directory, 'wal');
  return createFileWal({ ...wal, clock, logger, directory, startAt });
}

function lowestPosition(graph: Graph, wal: Wal): bigint {
  let lowest = wal.next;
  for (const { position } of graph.cursors) if (position < lowest) lowest = position;
  return lowest;
}

const WATCH_INTERVAL_MS = 1_000;
/** A snapshot that takes long is followed by this many times its duration, so that it costs at most 1 %. */
const SNAPSHOT_PAUSE = 100n;
/** A clock that is set forward during a snapshot must not put off the next one by as much, let alone more. */
const SNAPSHOT_PAUSE_MAX_NS = 600_000_000_000n;

/** Saves at every snapshot interval, less often where states are large, and looks after lag every second. Returns what ends that. */
export function startTimers(
  running: Running,
  configuration: Configuration,
  dependencies: Dependencies,
): () => void {
  const { wal, graph, checkpoints } = running;
  const { clock, logger } = dependencies;
  const { maxLagBytes, onLag } = configuration.wal;
  const { cursors } = graph;
  let notBefore = 0n;
  let lastAt = 0n;
  const stops = [
    clock.every(configuration.state.snapshotIntervalMs, () => {
      const startedAt = clock.now();
      // A clock that was set back says nothing about the time that has passed.
      const isSetBack = startedAt < lastAt;
      if (startedAt < notBefore && !isSetBack) return;
      checkpoints.commit();
      lastAt = clock.now();
      const pause = (lastAt - startedAt) * SNAPSHOT_PAUSE;
      notBefore = lastAt + (pause < SNAPSHOT_PAUSE_MAX_NS ? pause : SNAPSHOT_PAUSE_MAX_NS);
    }),
    clock.every(WATCH_INTERVAL_MS, () => {
      if (onLag === 'drop') skipLagging({ cursors, wal, maxLagBytes, logger });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
