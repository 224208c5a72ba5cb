/** The `http_api` extension: what the process knows now, as JSON. */

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

function answer(request: IncomingMessage, response: ServerResponse, host: Host | undefined): void {
  // Nothing here takes a body; one that is sent is thrown away.
  request.resume();
  const path = (request.url ?? '').split('?', 1)[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    sendJson(response, 405, { error: 'only GET is allowed' });
    return;
  }
  if (host === undefined || (path !== '/health' && path !== '/api/v1/components')) {
    sendJson(response, 404, { error: 'there are /health and /api/v1/components' });
    return;
  }
  if (path === '/api/v1/components') {
    sendJson(response, 200, host.report());
    return;
  }
  const { status, problems } = host.report({ details: false });
  sendJson(response, problems.length === 0 ? 200 : 503, { status, problems });
}
