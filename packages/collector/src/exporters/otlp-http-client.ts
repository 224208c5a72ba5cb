import {
  Agent,
  type AgentOptions,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';

import type { Clock } from '../component.ts';
import { ComponentError, systemCode } from '../errors.ts';
import type { TlsClient } from '../tls-client.ts';

export interface HttpClientOptions {
  readonly clock: Clock;
  /** For one request, from its start to the end of the answer. */
  readonly timeoutMs: number;
  readonly socketsMax: number;
  readonly tls: TlsClient;
  /** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxies: NonNullable<AgentOptions['proxyEnv']>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  /** At most 64 KiB; what is beyond is not read. */
  readonly body: Uint8Array;
}

export interface PostOptions {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpClient {
  /** @throws {ComponentError} `backend_unreachable`, `backend_timeout`; both retryable. */
  post(url: URL, options: PostOptions): Promise<HttpAnswer>;
  /** Ends every connection, and with it the requests under way. */
  close(): void;
}

const ANSWER_BYTES_MAX = 64 * 1024;
const USER_AGENT = 'OTel-OTLP-Exporter-Marigraph/0.1.0';

/** Posts over connections that are kept open. Plain `node:http`: the fastest client there is in Node. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, timeoutMs } = options;
  const agents = createAgents(options);
  let closed = false;

  function attempt(url: URL, { body, headers }: PostOptions): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const send = secure ? httpsRequest : httpRequest;
      const request = send(url, {
        method: 'POST',
        agent: secure ? agents.https() : agents.http,
        headers: { 'user-agent': USER_AGENT, ...headers, 'content-length': body.length },
      });
      let isAnswered = false;
      let answer: HttpAnswer | undefined;
      const cancel = clock.after(timeoutMs, () => {
        request.destroy();
        if (answer !== undefined) {
          resolve(answer);
          return;
        }
        const message = `no answer from ${showUrl(url)} within ${timeoutMs} ms`;
        reject(new ComponentError('backend_timeout', message, { retryable: true }));
      });
      request.on('error', (cause) => {
        // A server that has refused a request may not read the rest of it: its answer is what counts.
        if (isAnswered) return;
        cancel();
        reject(unreachable(url, cause, request.reusedSocket));
      });
      request.on('response', (response) => {
        isAnswered = true;
        const read = readAnswer(response).then((found) => {
          answer = found;
          return found;
        });
        Promise.all([read, whenSent(request)])
          .then(
            ([found]) => resolve(found),
            (cause: unknown) => reject(unreachable(url, cause, false)),
          )
          .finally(cancel);
      });
      request.end(body);
    });
  }

  return {
    async post(url, post) {
      try {
        return await attempt(url, post);
      } catch (error) {
        // The server may close a kept connection just when it is used again: that says nothing about it.
        // Once the client is closed it was the client that ended the connection, and nobody waits any more.
        if (!(error instanceof StaleConnection) || closed) throw error;
        return attempt(url, post);
      }
    },
    close() {
      closed = true;
      agents.close();
    },
  };
}

interface Agents {
  readonly http: Agent;
  /** With the certificates of now. */
  https(): TlsAgent;
  close(): void;
}

function createAgents({ socketsMax, tls, proxies }: HttpClientOptions): Agents {
  const options = { keepAlive: true, maxSockets: socketsMax, noDelay: true, proxyEnv: proxies };
  const http = new Agent(options);
  let https: TlsAgent | undefined;
  let used: TlsClient['options'] | undefined;
  return {
    http,
    https() {
      if (https !== undefined && used === tls.options) return https;
      if (https !== undefined) retire(https);
      used = tls.options;
      https = new TlsAgent({ ...options, ...used });
      return https;
    },
    close() {
      http.destroy();
      https?.destroy();
    },
  };
}

/** Requests under way finish on the connections that they have; nothing keeps those open afterwards. */
function retire(agent: TlsAgent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}

/** A URL as it may be shown: without the name and password that it may carry. */
export function showUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

class StaleConnection extends ComponentError {}

function unreachable(url: URL, cause: unknown, reused: boolean): ComponentError {
  const code = systemCode(cause);
  const message = `${showUrl(url)} cannot be reached: ${code ?? String(cause)}`;
  const isStale = reused && (code === 'ECONNRESET' || code === 'EPIPE');
  const Kind = isStale ? StaleConnection : ComponentError;
  return new Kind('backend_unreachable', message, { retryable: true, cause });
}

/** A server may answer before it has read everything; until it is sent, the body must stay as it is. */
function whenSent(request: ClientRequest): Promise<void> {
  if (request.writableFinished || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    request.once('finish', resolve);
    request.once('close', resolve);
  });
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection; such an answer is not worth keeping it.
    if (length >= ANSWER_BYTES_MAX) break;
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    retryAfter: response.headers['retry-after'],
    body: Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX),
  };
}
