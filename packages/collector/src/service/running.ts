import { join } from 'node:path';

import type { Clock, Logger } from '../component.ts';
import type { Configuration } from '../configuration/resolved.ts';
import { openState, type StateStore } from '../state.ts';
import { createFileWal } from '../wal/file-wal.ts';
import { createMemoryWal } from '../wal/memory-wal.ts';
import type { Wal } from '../wal/wal.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import type { EmitterOptions } from './emitter.ts';
import { buildGraph, type Graph } from './graph.ts';
import { createLagGate, type LagGate, skipLagging } from './lag.ts';
import type { MemoryReport } from './report.ts';

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
  readonly deliveries: Deliveries;
  /** Only where consumers that are too far behind hold senders back. */
  readonly lagGate: LagGate | undefined;
  readonly memory: () => MemoryReport;
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
    const onProgress = (): void => {
      const lowest = lowestPosition(graph, log);
      if (durable) log.forget(lowest);
      else log.release(lowest);
      deliveries.check();
    };
    const deliveries = createDeliveries(() => graph.cursors, dependencies.clock);
    const gate: EmitterOptions['gate'] = (source) => lagGate?.check(source);
    const parts = { configuration, wal, state, deliveries, gate, onProgress, ...dependencies };
    const graph: Graph = buildGraph(parts);
    const { cursors, stateful } = graph;
    const limits = { ...configuration.wal, cursors, wal, ...dependencies };
    const lagGate = configuration.wal.onLag === 'block' ? createLagGate(limits) : undefined;
    state.retain(new Set(cursors.map((cursor) => cursor.id)));
    const checkpoints = createCheckpoints({ wal, state, cursors, stateful, logger });
    const memory = (): MemoryReport => ({
      refusing: graph.admissions.some(({ isRefusing }) => isRefusing),
    });
    return { state, wal, graph, checkpoints, deliveries, lagGate, memory, durable };
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
/** So much in the log brings the next snapshot forward, so that its space comes back and a restart reads less. */
const SNAPSHOT_BYTES = 128 * 1024 * 1024;

/**
 * Saves at every snapshot interval, earlier where much was stored since, later where states are large, and looks after
 * lag every second. Returns what ends that.
 */
export function startTimers(
  running: Running,
  configuration: Configuration,
  dependencies: Dependencies,
): () => void {
  const { wal, graph, checkpoints, lagGate } = running;
  const { clock } = dependencies;
  const { cursors } = graph;
  let endedAt = 0n;
  let pause = 0n;
  let bytesBefore = wal.report().bytes;
  const save = (): void => {
    const startedAt = clock.now();
    // A clock that was set back must not put the next snapshot off.
    if (startedAt >= endedAt && startedAt < endedAt + pause) return;
    checkpoints.commit();
    endedAt = clock.now();
    pause = (endedAt - startedAt) * SNAPSHOT_PAUSE;
    bytesBefore = wal.report().bytes;
  };
  const stops = [
    clock.every(configuration.state.snapshotIntervalMs, save),
    clock.every(WATCH_INTERVAL_MS, () => {
      if (wal.report().bytes > bytesBefore + SNAPSHOT_BYTES) save();
      if (lagGate !== undefined) lagGate.observe();
      else skipLagging({ ...configuration.wal, cursors, wal, ...dependencies });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
