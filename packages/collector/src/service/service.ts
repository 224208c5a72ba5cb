/** A running collector: state, log, components and cursors, from start to an orderly end. */

import { systemClock } from '../clock.ts';
import type { Clock, Host, Logger } from '../component.ts';
import type { Configuration } from '../configuration/resolved.ts';
import { ConfigurationError, toComponentError } from '../errors.ts';
import { readInstanceId } from '../telemetry/instance-id.ts';
import { createTelemetryServer, type TelemetryServer } from '../telemetry/server.ts';
import { endRunning, startAll } from './ending.ts';
import type { Graph } from './graph.ts';
import { createHealth, type Health, type Observation, type ReportedCounts } from './health.ts';
import type { ComponentReport, ReportOptions, ServiceReport, ServiceStatus } from './report.ts';
import { openRunning, type Running, startTimers } from './running.ts';
import { reportPipeline, withStatus } from './status.ts';

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
  report(options?: ReportOptions): ServiceReport;
}

const HEALTH_INTERVAL_MS = 1_000;

/** A service that does what `configuration` says. Nothing is opened before `start`. */
export function createService(configuration: Configuration, options: ServiceOptions): Service {
  const { logger, clock = systemClock, random = Math.random } = options;
  const dependencies = { clock, random, logger };
  const health = createHealth(clock);
  let status: ServiceStatus = 'created';
  let running: Running | undefined;
  let telemetry: TelemetryServer | undefined;
  const stops: (() => void)[] = [];
  let ending: Promise<void> | undefined;

  const report = (asked?: ReportOptions): ServiceReport =>
    assembleReport({ configuration, status, running, health }, asked);

  const host: Host = { components: () => running?.graph.hosted ?? [], report };

  async function open(): Promise<void> {
    const opened = await openRunning(configuration, dependencies);
    running = opened;
    const { graph, checkpoints } = opened;
    stops.push(
      startTimers(opened, configuration, dependencies),
      clock.every(HEALTH_INTERVAL_MS, () => health.observe(observe(opened))),
    );
    checkpoints.commit({ snapshots: false });
    telemetry = createTelemetry(configuration, { clock, logger, report });
    await telemetry.start();
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
      // To the last it says what becomes of the rest.
      await telemetry?.shutdown(deadline.signal);
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

/** Self-telemetry, with what of the configuration it needs. */
function createTelemetry(
  { metrics, state, wal }: Configuration,
  options: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly report: (options: ReportOptions) => ServiceReport;
  },
): TelemetryServer {
  const { clock, logger, report } = options;
  const { directory } = state;
  return createTelemetryServer({
    configuration: metrics,
    clock,
    logger,
    instanceId: readInstanceId({ directory, logger }),
    lagBytesMax: Math.min(wal.maxLagBytes, wal.maxBytes),
    report: () => report({ details: false }),
  });
}

interface Reported {
  readonly configuration: Configuration;
  readonly status: ServiceStatus;
  readonly running: Running | undefined;
  readonly health: Health;
}

function assembleReport(
  { configuration, status, running, health }: Reported,
  { details = true }: ReportOptions = {},
): ServiceReport {
  const observation = running === undefined ? undefined : observe(running);
  const faults = observation === undefined ? [] : health.faults(observation);
  const options = { service: status, faults };
  const counts = observation?.components ?? [];
  const components = counts.map((component) => withStatus(component, options));
  const notRunning = status === 'running' ? [] : [`the service is ${status}`];
  return {
    status,
    problems: [...notRunning, ...faults.map(({ problem }) => problem)],
    faults,
    readiness: health.readiness(status, observation),
    pipelines: configuration.pipelines.map((pipeline) => reportPipeline(pipeline, counts, options)),
    wal: observation?.wal,
    memory: observation?.memory,
    snapshots: running?.checkpoints.durations(),
    components: running === undefined || !details ? components : addDetails(components, running),
  };
}

/** What everything counts now. Cheap: it is called every second, by every scrape and by every probe. */
function observe({ graph, wal, memory, lagGate }: Running): Observation {
  return {
    components: reportCounts(graph),
    wal: wal.report(),
    memory: memory(),
    behind: lagGate?.behind ?? [],
  };
}

function reportCounts(graph: Graph): ReportedCounts[] {
  const cursors = new Map(graph.cursors.map((cursor) => [cursor.id, cursor]));
  return graph.hosted.map(({ id, kind, component }) => {
    const emitter = graph.emitters.get(id);
    const cursor = kind === 'processor' ? undefined : cursors.get(id);
    const consumed = kind === 'processor' ? undefined : graph.consumed.get(id)?.();
    const processed = graph.processed.get(component)?.();
    const measures = component.measures?.();
    return {
      id,
      kind,
      ...(emitter === undefined ? {} : { emitted: emitter.report() }),
      ...(cursor === undefined ? {} : { cursor: cursor.report() }),
      ...(consumed === undefined ? {} : { consumed }),
      ...(processed === undefined ? {} : { processed }),
      ...(measures === undefined ? {} : { measures }),
    };
  });
}

/** Adds what each component says of itself, which may take a while to gather. */
function addDetails(components: readonly ComponentReport[], { graph }: Running): ComponentReport[] {
  const details = new Map(graph.hosted.map(({ id, component }) => [id, component.report?.()]));
  return components.map((component) => {
    const known = details.get(component.id);
    return known === undefined ? component : { ...component, details: known };
  });
}
