/** The `http_api` extension: what the process knows now, as JSON, and what can be said to it. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { z } from 'zod';

import {
  type Component,
  defineExtension,
  type ExtensionDefinition,
  type Host,
  type Logger,
  type Reporter,
} from '../component.ts';
import { hostPort, type HostPort } from '../configuration/fields.ts';
import { createHttpServer, sendJson } from '../http-server.ts';
import { answerAction, routeOf } from './http-actions.ts';

export interface HttpApiConfig {
  readonly endpoint: HostPort;
}

const config: z.ZodType<HttpApiConfig> = z.strictObject({
  endpoint: hostPort.describe('Where the API is served.').prefault('127.0.0.1:8890'),
});

export const httpApi: ExtensionDefinition<HttpApiConfig> = defineExtension<HttpApiConfig>({
  type: 'http_api',
  stability: 'alpha',
  config,
  create: ({ config: { endpoint }, logger }) => createHttpApi(endpoint, logger),
});

function createHttpApi(endpoint: HostPort, logger: Logger): Component & Reporter {
  let host: Host | undefined;
  const server = createHttpServer({
    endpoint,
    handle: (request, response) => answer(request, response, host),
    onError: (error) => logger.warn('a request to the API failed', { error }),
  });
  return {
    async start(starting) {
      host = starting;
      await server.start();
      logger.info('serves the HTTP API', { endpoint: server.endpoint });
    },
    shutdown: (deadline) => server.shutdown(deadline),
    report: () => ({ endpoint: server.endpoint }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: Host | undefined,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] as string;
  const route = host === undefined ? undefined : routeOf(path, host);
  if (route !== undefined && request.method === 'POST') {
    await answerAction(request, response, route);
    return;
  }
  // Nothing else here takes a body; one that is sent is thrown away.
  request.resume();
  const methods = route === undefined ? 'GET, HEAD' : 'POST';
  if (!methods.split(', ').includes(request.method ?? '')) {
    response.setHeader('allow', methods);
    sendJson(response, 405, { error: `only ${methods.split(',', 1)[0]} is allowed` });
    return;
  }
  answerQuestion(response, path, host);
}

function answerQuestion(response: ServerResponse, path: string, host: Host | undefined): void {
  if (host === undefined || (path !== '/health' && path !== '/api/v1/components')) {
    const error =
      'there are /health, /api/v1/components and, for POST, /v1/findings/{id}/acknowledge';
    sendJson(response, 404, { error });
    return;
  }
  if (path === '/api/v1/components') {
    sendJson(response, 200, host.report());
    return;
  }
  const { status, problems } = host.report({ details: false });
  sendJson(response, problems.length === 0 ? 200 : 503, { status, problems });
}
