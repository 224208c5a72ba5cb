import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import type { Signal } from '@marigraph/collector';

import type { CollectorProcess } from './collector-process.ts';
import { createGrpcClient } from './grpc-client.ts';
import { toJson } from './otlp-json.ts';
import { Status } from './otlp-schema.ts';
import { post } from './requests.ts';

/** What a transport put on the wire, and how the collector answered. */
export interface Sent {
  /** `ok`; `unsupported` where the collector does not speak this at all; anything else is a failure. */
  readonly outcome: 'ok' | 'unsupported' | 'failed';
  readonly message: string;
  /** The body before compression. */
  readonly body: Uint8Array;
  /** The body as it went out; a backend that is only forwarded to gets the same. */
  readonly raw: Uint8Array;
}

/** A way to send a request to the collector. A new one is one line in `TRANSPORTS`. */
export interface Transport {
  readonly name: string;
  send(collector: CollectorProcess, signal: Signal, protobuf: Uint8Array): Promise<Sent>;
}

type Compress = (body: Uint8Array) => Uint8Array;

const PLAIN: Compress = (body) => body;

export const TRANSPORTS: readonly Transport[] = [
  http('protobuf', 'identity', PLAIN),
  http('protobuf', 'gzip', gzipSync),
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
      const outcome = answer.status === 200 ? 'ok' : 'failed';
      return {
        outcome: answer.status === 415 ? 'unsupported' : outcome,
        message: answer.status === 200 ? '' : describe(answer.body, content),
        body,
        raw,
      };
    },
  };
}

function describe(body: Uint8Array, content: 'protobuf' | 'json'): string {
  if (content === 'json') return Buffer.from(body).toString();
  return String(Status.toObject(Status.decode(body))['message']);
}

function grpc(encoding: 'identity' | 'gzip', compress: Compress): Transport {
  return {
    name: `grpc ${encoding}`,
    async send({ grpcUrl }, signal, protobuf) {
      const sent = { body: protobuf, raw: compress(protobuf) };
      if (grpcUrl === undefined) {
        return { outcome: 'unsupported', message: 'receivers.otlp takes no grpc', ...sent };
      }
      const client = createGrpcClient(grpcUrl);
      try {
        const { status, message } = await client.export(signal, protobuf, encoding);
        return { outcome: status === 0 ? 'ok' : 'failed', message, ...sent };
      } finally {
        client.close();
      }
    },
  };
}
