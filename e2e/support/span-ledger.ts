import { randomBytes } from 'node:crypto';

import type { CollectorProcess } from './collector-process.ts';
import { type Prediction, toTraces } from './requests.ts';
import type { Sent, Transport } from './transports.ts';

/** A request whose spans no other request has. */
export interface NumberedRequest {
  readonly first: number;
  readonly spans: number;
  /** Protobuf, not compressed. */
  readonly body: Uint8Array;
}

/** What became of the spans that a ledger gave out. */
export interface Balance {
  readonly acknowledged: number;
  /** Acknowledged spans that the backend has, however often. */
  readonly delivered: number;
  /** Acknowledged spans that the backend does not have. */
  readonly missing: readonly number[];
  /** Spans that came to the backend once more. */
  readonly duplicates: number;
  /** Spans that nobody acknowledged and that came all the same: their senders lost the answer. */
  readonly unacknowledged: number;
}

/** Gives numbers to spans, and keeps which of them a collector has acknowledged. */
export interface SpanLedger {
  next(): NumberedRequest;
  /** Sends a request once, and notes what was acknowledged. */
  sendOnce(collector: Target, request: NumberedRequest): Promise<Sent>;
  /** Numbers of acknowledged requests' first spans, in the order of the acknowledgements. */
  readonly acknowledged: readonly number[];
  balance(received: ReadonlyMap<number, number>): Balance;
}

/** What a transport needs to know of a collector. */
export type Target = Pick<CollectorProcess, 'otlpUrl' | 'grpcUrl'>;

export interface SpanLedgerOptions {
  readonly spansPerRequest: number;
  readonly transport: Transport;
  /** Bytes that do not compress, on top of the spans of each request; none unless given. */
  readonly paddingBytes?: number;
}

export const MODEL = 'faults';

export function createSpanLedger(options: SpanLedgerOptions): SpanLedger {
  const { spansPerRequest, transport, paddingBytes = 0 } = options;
  const acknowledged: number[] = [];
  let next = 1;
  return {
    acknowledged,
    next() {
      const first = next;
      next += spansPerRequest;
      return {
        first,
        spans: spansPerRequest,
        body: makeBody(first, spansPerRequest, paddingBytes),
      };
    },
    async sendOnce(collector, { first, body }) {
      const sent = await transport.send(collector, 'traces', body);
      if (sent.outcome === 'ok') acknowledged.push(first);
      return sent;
    },
    balance(received) {
      const numbers = acknowledged.flatMap((first) =>
        Array.from({ length: spansPerRequest }, (_, at) => first + at),
      );
      const known = new Set(numbers);
      const missing = numbers.filter((number) => !received.has(number));
      const times = [...received.values()].reduce((sum, count) => sum + count, 0);
      return {
        acknowledged: numbers.length,
        delivered: numbers.length - missing.length,
        missing,
        duplicates: times - received.size,
        unacknowledged: [...received.keys()].filter((number) => !known.has(number)).length,
      };
    },
  };
}

function makeBody(first: number, spans: number, paddingBytes: number): Uint8Array {
  const time = new Date().toISOString();
  const predictions = Array.from({ length: spans }, (_, at): Prediction => {
    const number = first + at;
    // Features that differ in every span, so that compression leaves something of it.
    const numbers = { amount: Math.sin(number), age: Math.cos(number), rate: Math.tan(number) };
    const features = {
      ...numbers,
      ...(at === 0 && paddingBytes > 0 && { note: padding(paddingBytes) }),
    };
    return { id: `p-${number}`, number, city: 'Oslo', label: 'a', actual: 'a', time, features };
  });
  return toTraces(MODEL, predictions);
}

function padding(bytes: number): string {
  return randomBytes(bytes).toString('base64');
}
