import { join } from 'node:path';

import { type Child, freePort, startNode, until } from '../../../e2e/support/child.ts';

const EXAMPLE = join(import.meta.dirname, '..');
const REPOSITORY = join(EXAMPLE, '../..');
const MARIGRAPH = join(REPOSITORY, 'packages/collector/dist/main.js');

/** The collector, running in a process of its own. */
export interface Collector {
  readonly child: Child;
  readonly otlpUrl: string;
  readonly apiUrl: string;
  readonly metricsUrl: string;
}

export interface CollectorOptions {
  readonly backendUrl: string;
  readonly stateDirectory: string;
  readonly reference: string;
}

/** Runs `marigraph` once, to its end. Throws with what it printed unless it succeeded. */
export async function runMarigraph(args: readonly string[]): Promise<string> {
  const child = startNode([MARIGRAPH, ...args], { cwd: EXAMPLE });
  const code = await child.ended;
  if (code !== 0)
    throw new Error(`marigraph ${args.join(' ')} ended with ${code}:\n${child.output()}`);
  return child.output();
}

/** Starts the collector with the example's configuration on free ports, and waits until it takes requests. */
export async function startCollector(
  options: CollectorOptions,
  ports?: { readonly otlp: number; readonly api: number; readonly metrics: number },
): Promise<Collector> {
  const otlp = ports?.otlp ?? (await freePort());
  const api = ports?.api ?? (await freePort());
  const metrics = ports?.metrics ?? (await freePort());
  const child = startNode([MARIGRAPH, 'run', '--config', 'marigraph.yaml'], {
    cwd: EXAMPLE,
    env: {
      OTLP_ENDPOINT: `127.0.0.1:${otlp}`,
      API_ENDPOINT: `127.0.0.1:${api}`,
      PROMETHEUS_ENDPOINT: `127.0.0.1:${metrics}`,
      BACKEND_ENDPOINT: options.backendUrl,
      STATE_DIRECTORY: options.stateDirectory,
      REFERENCE: options.reference,
    },
  });
  const apiUrl = `http://127.0.0.1:${api}`;
  await until(
    'the collector was ready',
    async () => ((await fetch(`${apiUrl}/health`)).ok ? true : undefined),
    { child },
  );
  return {
    child,
    otlpUrl: `http://127.0.0.1:${otlp}`,
    apiUrl,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
  };
}

/** The model server, running in a process of its own. */
export interface Application {
  readonly child: Child;
  readonly url: string;
}

/** The model server, as anybody would start it: one `--import` and environment variables. */
export async function startApplication(options: {
  readonly otlpUrl: string;
  readonly baggageKeys: string;
  readonly model: string;
}): Promise<Application> {
  const port = await freePort();
  const child = startNode(
    ['--import', '@marigraph/auto-instrumentations-node/register', 'server.mjs'],
    {
      cwd: EXAMPLE,
      env: {
        PORT: String(port),
        MODEL: options.model,
        OTEL_SERVICE_NAME: 'weather-rain',
        OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpUrl,
        // The replay is faster than traffic is: export often, and hold what is not exported yet.
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_BSP_MAX_QUEUE_SIZE: '20000',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        OTEL_METRIC_EXPORT_TIMEOUT: '1000',
        MARIGRAPH_CAPTURE_FEATURES: '*',
        MARIGRAPH_BAGGAGE_KEYS: options.baggageKeys,
      },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await until(
    'the model server was ready',
    async () => ((await fetch(`${url}/health`)).ok ? true : undefined),
    { child },
  );
  return { child, url };
}
