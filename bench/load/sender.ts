import { Agent, request as sendRequest } from 'node:http';

import { createGrpcClient } from '../../e2e/support/grpc-client.ts';
import { createHistogram, type Histogram } from './histogram.ts';
import type { Content, Encoding } from './workload.ts';

/** Sends one body. Settles with whether it was acknowledged; rejects when the receiver cannot be talked to. */
export interface Sender {
  send(body: Uint8Array): Promise<boolean>;
  close(): void;
}

export interface HttpSenderOptions {
  /** With its path. */
  readonly url: string;
  readonly content: Content;
  readonly encoding: Encoding;
  readonly connections: number;
}

export function createHttpSender(options: HttpSenderOptions): Sender {
  const { url, content, encoding, connections } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send(body) {
      const headers = {
        'content-type': content === 'json' ? 'application/json' : 'application/x-protobuf',
        'content-length': body.length,
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      };
      return new Promise((resolve, reject) => {
        const outgoing = sendRequest(url, { method: 'POST', agent, headers }, (incoming) => {
          incoming.resume();
          incoming.once('end', () => resolve(incoming.statusCode === 200));
        });
        outgoing.once('error', reject);
        outgoing.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

/** Takes bodies that are compressed already, as the HTTP sender does. */
export function createGrpcSender(options: {
  readonly url: string;
  readonly compressed: boolean;
}): Sender {
  const client = createGrpcClient(options.url);
  return {
    send: async (body) =>
      (await client.exportEncoded('traces', body, options.compressed)).status === 0,
    close: () => client.close(),
  };
}

/** Closed loop: each connection sends its next body when the last one was acknowledged. Nothing may be refused. */
export async function sendClosedLoop(
  sender: Sender,
  bodies: readonly Uint8Array[],
  connections: number,
): Promise<void> {
  const queue = bodies.values();
  const worker = async (): Promise<void> => {
    for (const body of queue) {
      if (!(await sender.send(body))) throw new Error('a request was refused');
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** What an open loop found. */
export interface OpenLoop {
  /** From the time at which a request was due to its acknowledgement. */
  readonly latencies: Histogram;
  readonly acknowledged: number;
  readonly refused: number;
  /** From the first request being due to the last answer. */
  readonly seconds: number;
}

/**
 * Open loop: requests are due at fixed times, whatever became of those before. Latency counts from that time,
 * not from when a late sender came to it, so a stall of the receiver counts for every request that it held up.
 */
export async function sendOpenLoop(
  sender: Sender,
  bodies: Iterable<Uint8Array>,
  requestsPerSecond: number,
): Promise<OpenLoop> {
  const latencies = createHistogram();
  const answers: Promise<void>[] = [];
  const counts = { acknowledged: 0, refused: 0 };
  const startedAt = performance.now();
  let at = 0;
  for (const body of bodies) {
    const dueAt = startedAt + (at++ / requestsPerSecond) * 1_000;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await wait(waitMs);
    const noteAnswer = (isTaken: boolean): void => {
      counts[isTaken ? 'acknowledged' : 'refused']++;
      if (isTaken) latencies.add(performance.now() - dueAt);
    };
    answers.push(
      sender.send(body).then(noteAnswer, () => {
        counts.refused++;
      }),
    );
  }
  await Promise.all(answers);
  return { latencies, ...counts, seconds: (performance.now() - startedAt) / 1_000 };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
