import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ServiceReport } from '@marigraph/collector';
import type { MonitorReport } from '@marigraph/monitor';

import { type Child, freePort, startNode, startProcess, until } from './child.ts';

const MARIGRAPH = join(import.meta.dirname, '../../packages/collector/dist/main.js');

/** The collector as a process of its own, to be ended and started again on the same ports and state. */
export interface CollectorProcess {
  readonly otlpUrl: string;
  /** Where it takes OTLP over gRPC, if it was asked to and can. */
  readonly grpcUrl: string | undefined;
  readonly apiUrl: string;
  readonly metricsUrl: string;
  readonly child: () => Child;
  /** Kills without warning, waits for the end. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What `ml_monitor` says of itself. */
  monitor(): Promise<MonitorReport>;
  /** What the service says of itself. */
  report(): Promise<ServiceReport>;
}

export interface CollectorProcessOptions {
  /** Everything is kept here. */
  readonly folder: string;
  readonly backendUrl: string;
  /** What stands under `connectors.ml_monitor`, as JSON. */
  readonly monitor?: unknown;
  /** Merged over the configuration, as a second `--config`. */
  readonly overrides?: unknown;
  /** Takes OTLP over gRPC too, where the collector has it. */
  readonly grpc?: boolean;
  /** Starts with these words before the command, as `ulimit` and `unshare` need it. */
  readonly wrap?: readonly string[];
}

/** Writes a configuration into `folder` and starts the collector with it. */
export async function startCollectorProcess(
  options: CollectorProcessOptions,
): Promise<CollectorProcess> {
  const { folder, overrides = {}, wrap = [] } = options;
  const ports: Ports = {
    otlp: await freePort(),
    api: await freePort(),
    metrics: await freePort(),
    grpc: options.grpc === true && (await hasGrpc(folder)) ? await freePort() : undefined,
  };
  const config = join(folder, 'collector.yaml');
  const second = join(folder, 'overrides.yaml');
  mkdirSync(folder, { recursive: true });
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(configuration(options, ports), null, 2));
  writeFileSync(second, JSON.stringify(overrides));
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  let child: Child | undefined;

  async function start(): Promise<void> {
    const args = [process.execPath, MARIGRAPH, 'run', '--config', config, '--config', second];
    const [command = process.execPath, ...rest] = [...wrap, ...args];
    const started = startProcess(command, rest);
    child = started;
    // It may run and say that something is wrong all the same.
    const isRunning = async (): Promise<true | undefined> =>
      (await report()).status === 'running' || undefined;
    await until('the collector was ready', isRunning, { child: started });
  }

  async function report(): Promise<ServiceReport> {
    return (await (await fetch(`${apiUrl}/api/v1/components`)).json()) as ServiceReport;
  }

  await start();
  const running = (): Child => {
    if (child === undefined) throw new Error('the collector was never started');
    return child;
  };
  return {
    otlpUrl: `http://127.0.0.1:${ports.otlp}`,
    grpcUrl: ports.grpc === undefined ? undefined : `http://127.0.0.1:${ports.grpc}`,
    apiUrl,
    metricsUrl: `http://127.0.0.1:${ports.metrics}/metrics`,
    child: running,
    start,
    async kill() {
      running().process.kill('SIGKILL');
      await running().ended;
    },
    stop: () => running().stop(),
    report,
    async monitor() {
      const { components } = await report();
      const monitor = components.find(({ id }) => id === 'ml_monitor')?.details;
      if (monitor === undefined) throw new Error('the service has no ml_monitor');
      return monitor as MonitorReport;
    },
  };
}

interface Ports {
  readonly otlp: number;
  readonly api: number;
  readonly metrics: number;
  readonly grpc: number | undefined;
}

function protocols({ otlp, grpc }: Pick<Ports, 'otlp' | 'grpc'>): object {
  const http = { endpoint: `127.0.0.1:${otlp}` };
  return grpc === undefined ? { http } : { http, grpc: { endpoint: `127.0.0.1:${grpc}` } };
}

/** Whether the collector takes a configuration, told in `folder`: what it cannot do it refuses there. */
export async function isValidConfiguration(folder: string, tree: unknown): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'asked.yaml');
  writeFileSync(path, JSON.stringify(tree));
  return (await startNode([MARIGRAPH, 'validate', '--config', path]).ended) === 0;
}

function hasGrpc(folder: string): Promise<boolean> {
  return isValidConfiguration(folder, {
    receivers: { otlp: { protocols: protocols({ otlp: 0, grpc: 0 }) } },
    exporters: { prometheus: {} },
    service: { pipelines: { metrics: { receivers: ['otlp'], exporters: ['prometheus'] } } },
  });
}

function configuration(
  { folder, backendUrl, monitor = {} }: CollectorProcessOptions,
  ports: Ports,
): unknown {
  return {
    receivers: { otlp: { protocols: protocols(ports) } },
    connectors: { ml_monitor: monitor },
    exporters: {
      otlp_http: {
        endpoint: backendUrl,
        retry_on_failure: { initial_interval: '50ms', max_interval: '200ms' },
      },
      prometheus: { endpoint: `127.0.0.1:${ports.metrics}` },
    },
    extensions: { http_api: { endpoint: `127.0.0.1:${ports.api}` } },
    service: {
      extensions: ['http_api'],
      state: { directory: join(folder, 'state'), snapshot_interval: '200ms' },
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['otlp_http', 'ml_monitor'] },
        logs: { receivers: ['otlp'], exporters: ['otlp_http', 'ml_monitor'] },
        metrics: { receivers: ['otlp', 'ml_monitor'], exporters: ['otlp_http', 'prometheus'] },
      },
    },
  };
}
