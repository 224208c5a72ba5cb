import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import type { Signal } from '@marigraph/collector';

import type { CollectorProcess } from './collector-process.ts';
import { createGrpcClient } from './grpc-client.ts';
import { toJson } from './otlp-json.ts';
import { Status } from './otlp-schema.ts';
import { post } from './requests.ts';

/** What a transport put on the wire, and how the collector answered. */
export interface Sent {
  /**
   * `ok`; `unsupported` where the collector does not speak this at all; `busy` where it says so, or nobody
   * answers: senders try again; anything else is a failure.
   */
  readonly outcome: 'ok' | 'unsupported' | 'busy' | 'failed';
  /** Seconds after which the collector wants to be asked again, where it says so over HTTP. */
  readonly retryAfter: string | null;
  readonly message: string;
  /** The body before compression. */
  readonly body: Uint8Array;
  /** The body as it went out; a backend that is only forwarded to gets the same. */
  readonly raw: Uint8Array;
}

/** A way to send a request to the collector. A new one is one line in `TRANSPORTS`. */
export interface Transport {
  readonly name: string;
  send(collector: Target, signal: Signal, protobuf: Uint8Array): Promise<Sent>;
}

type Target = Pick<CollectorProcess, 'otlpUrl' | 'grpcUrl'>;
type Compress = (body: Uint8Array) => Uint8Array;

const PLAIN: Compress = (body) => body;

/** What SDKs should send. */
export const HTTP_GZIP: Transport = http('protobuf', 'gzip', (body) =>
  gzipSync(body, { level: 1 }),
);

export const TRANSPORTS: readonly Transport[] = [
  http('protobuf', 'identity', PLAIN),
  HTTP_GZIP,
  http('protobuf', 'deflate', deflateSync),
  http('protobuf', 'zstd', zstdCompressSync),
  http('json', 'identity', PLAIN),
  http('json', 'gzip', gzipSync),
  grpc('identity', PLAIN),
  grpc('gzip', gzipSync),
];

function http(content: 'protobuf' | 'json', encoding: string, compress: Compress): Transport {
  return {
    name: `http/${content} ${encoding}`,
    async send(collector, signal, protobuf) {
      const body = content === 'json' ? Buffer.from(toJson(signal, protobuf)) : protobuf;
      const raw = compress(body);
      const answer = await post(collector.otlpUrl, `/v1/${signal}`, raw, {
        'content-type': content === 'json' ? 'application/json' : 'application/x-protobuf',
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      });
      return {
        outcome: HTTP_OUTCOMES[answer.status] ?? 'failed',
        retryAfter: answer.headers.get('retry-after'),
        message: describe(answer.body, content),
        body,
        raw,
      };
    },
  };
}

const HTTP_OUTCOMES: Readonly<Record<number, Sent['outcome']>> = {
  0: 'busy',
  200: 'ok',
  415: 'unsupported',
  503: 'busy',
};

function describe(body: Uint8Array, content: 'protobuf' | 'json'): string {
  if (body.length === 0) return '';
  if (content === 'json') return Buffer.from(body).toString();
  return String(Status.toObject(Status.decode(body))['message']);
}

/** OK, UNKNOWN (a connection that ended), RESOURCE_EXHAUSTED and UNAVAILABLE. */
const GRPC_OUTCOMES: Readonly<Record<number, Sent['outcome']>> = {
  0: 'ok',
  2: 'busy',
  8: 'busy',
  14: 'busy',
};

function grpc(encoding: 'identity' | 'gzip', compress: Compress): Transport {
  return {
    name: `grpc ${encoding}`,
    async send({ grpcUrl }, signal, protobuf) {
      const sent = { body: protobuf, raw: compress(protobuf), retryAfter: null };
      if (grpcUrl === undefined) {
        return { outcome: 'unsupported', message: 'receivers.otlp takes no grpc', ...sent };
      }
      const client = createGrpcClient(grpcUrl);
      try {
        const { status, message } = await client.export(signal, protobuf, encoding);
        return { outcome: GRPC_OUTCOMES[status] ?? 'failed', message, ...sent };
      } catch (error) {
        return { outcome: 'busy', message: String(error), ...sent };
      } finally {
        client.close();
      }
    },
  };
}
