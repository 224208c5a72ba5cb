/** The `health_check` extension: what orchestrators ask, and what the people whom they call need to know. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { z } from 'zod';

import {
  type Clock,
  type Component,
  type CreateContext,
  defineExtension,
  type ExtensionDefinition,
  type Host,
  type Reporter,
} from '../component.ts';
import { hostPort, type HostPort } from '../configuration/fields.ts';
import { createHttpServer, sendJson } from '../http-server.ts';
import type { ServiceReport } from '../service/report.ts';

export interface HealthCheckConfig {
  readonly endpoint: HostPort;
  /** Where the Collector's answer is. */
  readonly path: string;
  /** Answers of `path` in place of the Collector's. */
  readonly response_body?: { readonly healthy: string; readonly unhealthy: string } | undefined;
}

const config: z.ZodType<HealthCheckConfig> = z.strictObject({
  endpoint: hostPort.describe('Where it listens.').prefault('127.0.0.1:13133'),
  path: z
    .string()
    .startsWith('/', { error: 'expected a path such as "/"' })
    .describe('Where it answers as the Collector does; `/healthz` and `/readyz` are there always.')
    .default('/'),
  response_body: z
    .strictObject({
      healthy: z.string().describe('With status 200.').default(''),
      unhealthy: z.string().describe('With status 503.').default(''),
    })
    .describe('Bodies of the answers at `path`, in place of the Collector’s JSON.')
    .optional(),
});

/**
 * `path`: 200 from the start to the beginning of the end, with the Collector's body. `/healthz`: 200 while the
 * process gets on; restart it otherwise. `/readyz`: 200 while senders should send here. A backend that is down
 * makes none of them fail, since a restart would not help it and another replica could do no more; what is wrong
 * stands in the bodies of the last two, and `/health` of `http_api` is red for it.
 */
export const healthCheck: ExtensionDefinition<HealthCheckConfig> =
  defineExtension<HealthCheckConfig>({
    type: 'health_check',
    stability: 'alpha',
    config,
    create: createHealthCheck,
  });

function createHealthCheck({
  config: settings,
  clock,
  logger,
}: CreateContext<HealthCheckConfig>): Component & Reporter {
  let host: Host | undefined;
  let startedAt = 0n;
  const heart = createHeart(clock);
  const server = createHttpServer({
    endpoint: settings.endpoint,
    handle: (request, response) => {
      // The extension starts before what it tells of: until then nothing is ready.
      const report = host?.report({ details: false });
      answer(request, response, {
        settings,
        report,
        isStuck: heart.hasStopped(),
        upSince: toTime(startedAt),
        uptime: `${Number(clock.now() - startedAt) / 1e9}s`,
      });
    },
    onError: (error) => logger.warn('a health check failed', { error }),
  });
  return {
    async start(starting) {
      host = starting;
      startedAt = clock.now();
      heart.start();
      await server.start();
      logger.info('serves health checks', { endpoint: server.endpoint });
    },
    async shutdown(deadline) {
      heart.stop();
      await server.shutdown(deadline);
    },
    report: () => ({ endpoint: server.endpoint }),
  };
}

const BEAT_MS = 1_000;
const STUCK_NS = 30_000_000_000n;

interface Heart {
  start(): void;
  /** Whether timers have not run for long: the process answers, but does nothing else in time. */
  hasStopped(): boolean;
  stop(): void;
}

function createHeart(clock: Clock): Heart {
  let lastBeat: bigint | undefined;
  let stopTimer: (() => void) | undefined;
  return {
    start() {
      lastBeat = clock.now();
      stopTimer = clock.every(BEAT_MS, () => {
        lastBeat = clock.now();
      });
    },
    hasStopped: () => lastBeat !== undefined && clock.now() - lastBeat > STUCK_NS,
    stop() {
      stopTimer?.();
      lastBeat = undefined;
    },
  };
}

interface State {
  readonly settings: HealthCheckConfig;
  readonly report: ServiceReport | undefined;
  readonly isStuck: boolean;
  readonly upSince: string;
  readonly uptime: string;
}

function answer(request: IncomingMessage, response: ServerResponse, state: State): void {
  // Nothing here takes a body; one that is sent is thrown away.
  request.resume();
  const { settings, report, isStuck } = state;
  const path = (request.url ?? '').split('?', 1)[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { error: 'only GET is allowed' });
  } else if (path === settings.path) {
    answerCollector(response, state);
  } else if (path === '/healthz') {
    sendJson(response, isStuck ? 503 : 200, { alive: !isStuck, ...describe(report) });
  } else if (path === '/readyz') {
    sendJson(response, report?.readiness.ready === true ? 200 : 503, describe(report));
  } else {
    sendJson(response, 404, { error: `there are ${settings.path}, /healthz and /readyz` });
  }
}

/** As the Collector's extension of that name answers. */
function answerCollector(response: ServerResponse, state: State): void {
  const { settings, report, upSince, uptime } = state;
  const isAvailable = report?.status === 'running';
  const status = isAvailable ? 200 : 503;
  const { response_body: body } = settings;
  if (body !== undefined) {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(isAvailable ? body.healthy : body.unhealthy);
    return;
  }
  const available = { status: 'Server available', upSince, uptime };
  const unavailable = { status: 'Server not available', upSince: toTime(0n), uptime: '' };
  sendJson(response, status, isAvailable ? available : unavailable);
}

/** What people need to know, without what components count. */
function describe(report: ServiceReport | undefined): Readonly<Record<string, unknown>> {
  if (report === undefined) return { status: 'created', ready: false };
  const { status, readiness, faults, pipelines, components } = report;
  return {
    status,
    ...readiness,
    problems: faults.map(({ component, status: worth, problem, since, lost, hint }) => {
      const at = toTime(BigInt(since));
      return { component, status: worth, problem, since: at, lost, hint };
    }),
    pipelines: pipelines.map(({ id, status: worth, reason }) => ({ id, status: worth, reason })),
    components: components.map(({ id, kind, status: worth }) => ({ id, kind, status: worth })),
  };
}

function toTime(nanoseconds: bigint): string {
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString();
}
