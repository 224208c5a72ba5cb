import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { fromJson } from './otlp-json.ts';
import { spansOf } from './span-bytes.ts';

/** What a backend does with one request. */
export type Fault =
  | { readonly kind: 'none' }
  /** Reads everything, keeps nothing, and says so. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Reads everything, keeps nothing, and never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection at the first bytes of the body. */
  | { readonly kind: 'close_mid_body' }
  /** Keeps the spans, but closes the connection in the middle of the answer: they will come again. */
  | { readonly kind: 'close_mid_answer' };

/** One request as it came in, whatever became of it. */
export interface Attempt {
  /** Number of its first span. */
  readonly first: number;
  /** `performance.now()`. */
  readonly atMs: number;
  readonly fault: Fault;
}

/** A backend on a fixed port of 127.0.0.1 that misbehaves as a test tells it to, and counts every span. */
export interface FaultBackend {
  readonly url: string;
  /** How often each span, by its number, was kept. */
  readonly received: ReadonlyMap<number, number>;
  /** Requests with spans, in the order of their arrival. */
  readonly attempts: readonly Attempt[];
  /** From now on `decide` says what becomes of each request with spans; all others are answered with 200. */
  behave(decide: (attempt: number) => Fault): void;
  /** Takes at most so many spans a second, one request after the other; 0 takes everything at once. */
  throttle(spansPerSecond: number): void;
  /** Ends every connection and refuses new ones. */
  close(): Promise<void>;
  /** Listens again on the same port. */
  open(): Promise<void>;
}

export const NO_FAULT: Fault = { kind: 'none' };

export async function startFaultBackend(): Promise<FaultBackend> {
  const received = new Map<number, number>();
  const attempts: Attempt[] = [];
  let decide: (attempt: number) => Fault = () => NO_FAULT;
  let spansPerSecond = 0;
  let freeAtMs = 0;
  let server: Server | undefined;
  let port = 0;
  let asked = 0;

  async function throttled(spans: number): Promise<void> {
    if (spansPerSecond === 0) return;
    const now = performance.now();
    freeAtMs = Math.max(freeAtMs, now) + (spans / spansPerSecond) * 1_000;
    await sleep(freeAtMs - now);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isTraces = request.url === '/v1/traces';
    const fault = isTraces ? decide(asked++) : NO_FAULT;
    if (fault.kind === 'close_mid_body') {
      attempts.push({ first: Number.NaN, atMs: performance.now(), fault });
      request.once('data', () => request.socket.destroy());
      return;
    }
    const isJson = request.headers['content-type'] === 'application/json';
    const numbers = isTraces ? spanNumbers(await readBody(request), isJson) : [];
    if (isTraces) attempts.push({ first: numbers[0] ?? 0, atMs: performance.now(), fault });
    else request.resume();
    if (fault.kind === 'hang') return;
    if (fault.kind === 'status') {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    await throttled(numbers.length);
    for (const number of numbers) received.set(number, (received.get(number) ?? 0) + 1);
    const headers = { 'content-type': 'application/x-protobuf' };
    if (fault.kind === 'none') {
      response.writeHead(200, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': 100 });
    response.write(Buffer.alloc(10), () => response.destroy());
  }

  const backend: FaultBackend = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    received,
    attempts,
    behave: (next) => {
      decide = next;
    },
    throttle: (rate) => {
      spansPerSecond = rate;
      freeAtMs = 0;
    },
    async open() {
      const opened = createServer((request, response) => {
        answer(request, response).catch(() => response.destroy());
      });
      server = opened;
      await new Promise<void>((resolve, reject) => {
        opened.once('error', reject);
        opened.listen(port, '127.0.0.1', resolve);
      });
      ({ port } = opened.address() as AddressInfo);
    },
    async close() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
  };
  await backend.open();
  return backend;
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const bytes = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

/** The numbers that a ledger gave to the spans: their trace ids. */
function spanNumbers(body: Uint8Array, isJson: boolean): number[] {
  const protobuf = isJson ? fromJson('traces', Buffer.from(body).toString()) : body;
  return spansOf(protobuf).map(({ id }) => Number.parseInt(id.slice(0, 32), 16));
}
