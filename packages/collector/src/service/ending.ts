import type { Component, ComponentKind, Logger } from '../component.ts';
import type { Cursor } from './cursor.ts';
import type { Graph } from './graph.ts';
import type { Running } from './running.ts';

export interface EndOptions {
  /** Aborts when the time for an orderly end is over. */
  readonly deadline: AbortSignal;
  readonly logger: Logger;
  readonly stopTimers: () => void;
}

/**
 * The orderly end: nothing comes in any more, connectors see everything and give out what they hold,
 * exporters deliver, everything is saved. Never rejects.
 */
export async function endRunning(running: Running, options: EndOptions): Promise<void> {
  const { graph, checkpoints, deliveries, state, wal, durable } = running;
  const connectors = graph.cursors.filter(({ id }) => graph.stateful.has(id));
  const exporters = graph.cursors.filter(({ id }) => !graph.stateful.has(id));

  deliveries.close();
  await shutdownAll(graph, 'receiver', options);
  await drain(connectors, durable, options.deadline);
  options.stopTimers();
  checkpoints.commit();
  for (const cursor of connectors) cursor.stop();
  await shutdownAll(graph, 'connector', options);
  for (const emitter of graph.emitters.values()) emitter.close();
  await drain(exporters, durable, options.deadline);
  await shutdownAll(graph, 'processor', options);
  for (const cursor of exporters) cursor.stop();
  await shutdownAll(graph, 'exporter', options);
  await shutdownAll(graph, 'extension', options);
  checkpoints.commit({ snapshots: false });
  if (!durable) noteLost(graph.cursors, options.logger);
  if (options.deadline.aborted) {
    options.logger.warn('the shutdown was cut short: service.shutdown_timeout is over');
  }
  await wal.close();
  state.close();
}

/** Shuts the components of one kind down, together, within the deadline. */
async function shutdownAll(graph: Graph, kind: ComponentKind, options: EndOptions): Promise<void> {
  const { deadline, logger } = options;
  const hosted = graph.hosted.filter((candidate) => candidate.kind === kind);
  const all = hosted.map(async ({ id, component }) => {
    try {
      await component.shutdown(deadline);
    } catch (error) {
      logger.error('a component did not shut down in order', { component: id, error });
    }
  });
  await orAborted(Promise.all(all), deadline);
}

async function drain(
  cursors: readonly Cursor[],
  durable: boolean,
  deadline: AbortSignal,
): Promise<void> {
  // With a durable log one last attempt is enough; what fails again is sent after the next start.
  const all = cursors.map((cursor) => cursor.drain({ lastAttempts: durable }));
  await orAborted(Promise.all(all), deadline);
}

/** A log in memory ends here: what was not delivered is lost, and that is said. */
function noteLost(cursors: readonly Cursor[], logger: Logger): void {
  for (const cursor of cursors) {
    const { lagRecords } = cursor.report();
    if (lagRecords === 0) continue;
    logger.error('records in the memory log were not delivered and are lost', {
      component: cursor.id,
      records: lagRecords,
    });
  }
}

async function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort, { once: true });
  await Promise.race([work, promise]);
  signal.removeEventListener('abort', onAbort);
}

/** Starts the components of one kind, together. Rejects with the first failure. */
export async function startAll(
  graph: Graph,
  kind: ComponentKind,
  start: (component: Component) => Promise<void>,
): Promise<void> {
  const hosted = graph.hosted.filter((candidate) => candidate.kind === kind);
  await Promise.all(hosted.map(({ component }) => start(component)));
}
