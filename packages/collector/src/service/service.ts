/** A running collector: state, log, components and cursors, from start to an orderly end. */

import { systemClock } from '../clock.ts';
import type { Clock, Host, Logger } from '../component.ts';
import type { Configuration } from '../configuration/resolved.ts';
import { ConfigurationError, toComponentError } from '../errors.ts';
import { endRunning, startAll } from './ending.ts';
import type { Graph } from './graph.ts';
import { createHealth } from './health.ts';
import type { ComponentReport, ServiceReport, ServiceStatus } from './report.ts';
import { openRunning, type Running, startTimers } from './running.ts';

export interface ServiceOptions {
  readonly logger: Logger;
  /** The system's unless given. */
  readonly clock?: Clock;
  /** Uniform in [0, 1); `Math.random` unless given. */
  readonly random?: () => number;
}

export interface Service {
  /**
   * Opens state and log and starts every component, receivers last. To be called once.
   * @throws {ComponentError | ConfigurationError} Why it cannot start; everything that was started is shut down
   * again.
   */
  start(): Promise<void>;
  /**
   * Stops the receivers, delivers what is in the log, saves, and closes. Gives up delivering after
   * `service.shutdown_timeout`; a file log keeps the rest. Safe without start, safe twice.
   */
  shutdown(): Promise<void>;
  report(): ServiceReport;
}

const HEALTH_INTERVAL_MS = 1_000;

/** A service that does what `configuration` says. Nothing is opened before `start`. */
export function createService(configuration: Configuration, options: ServiceOptions): Service {
  const { logger, clock = systemClock, random = Math.random } = options;
  const dependencies = { clock, random, logger };
  const health = createHealth(clock);
  let status: ServiceStatus = 'created';
  let running: Running | undefined;
  const stops: (() => void)[] = [];
  let ending: Promise<void> | undefined;

  function report(): ServiceReport {
    const problems = status === 'running' ? [] : [`the service is ${status}`];
    if (running === undefined) return { status, problems, wal: undefined, components: [] };
    const components = reportComponents(running.graph);
    const wal = running.wal.report();
    problems.push(...health.problems(components));
    return { status, problems, wal, components };
  }

  const host: Host = { components: () => running?.graph.hosted ?? [], report };

  async function open(): Promise<void> {
    running = await openRunning(configuration, dependencies);
    const { graph, checkpoints, wal } = running;
    stops.push(
      startTimers(running, configuration, dependencies),
      clock.every(HEALTH_INTERVAL_MS, () => health.observe(reportCounts(graph), wal.report())),
    );
    checkpoints.commit({ snapshots: false });
    for (const kind of ['extension', 'exporter', 'connector', 'processor'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- what takes data starts before what gives it
      await startAll(graph, kind, async (component) => component.start?.(host));
    }
    for (const cursor of graph.cursors) cursor.start();
    await startAll(graph, 'receiver', async (component) => component.start?.(host));
  }

  async function end(): Promise<void> {
    status = 'draining';
    if (running !== undefined) {
      logger.info('the collector shuts down');
      const deadline = new AbortController();
      const cancel = clock.after(configuration.shutdownTimeoutMs, () => deadline.abort());
      await endRunning(running, {
        deadline: deadline.signal,
        logger,
        stopTimers: () => {
          for (const stop of stops) stop();
        },
      });
      cancel();
      running = undefined;
    }
    status = 'stopped';
  }

  const shutdown = (): Promise<void> => (ending ??= end());

  return {
    async start() {
      if (status !== 'created') throw new Error('a service starts once');
      status = 'starting';
      try {
        await open();
      } catch (error) {
        await shutdown();
        throw error instanceof ConfigurationError ? error : toComponentError(error);
      }
      // A signal may have come while the components started.
      if (ending === undefined) status = 'running';
      logger.info('the collector runs');
    },
    shutdown,
    report,
  };
}

/** With what each component says of itself, which may take a while to gather. */
function reportComponents(graph: Graph): ComponentReport[] {
  const details = new Map(graph.hosted.map(({ id, component }) => [id, component.report?.()]));
  return reportCounts(graph).map((counts) =>
    details.get(counts.id) === undefined
      ? counts
      : Object.assign(counts, { details: details.get(counts.id) }),
  );
}

function reportCounts(graph: Graph): ComponentReport[] {
  const cursors = new Map(graph.cursors.map((cursor) => [cursor.id, cursor]));
  return graph.hosted.map(({ id, kind }) => {
    const emitter = graph.emitters.get(id);
    const cursor = kind === 'processor' ? undefined : cursors.get(id);
    return {
      id,
      kind,
      ...(emitter === undefined ? {} : { emitted: emitter.report() }),
      ...(cursor === undefined ? {} : { cursor: cursor.report() }),
    };
  });
}
