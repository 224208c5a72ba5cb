import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

import { countItems, countItemsJson } from '@marigraph/otlp';

interface Received {
  readonly encoding: string | undefined;
  readonly isJson: boolean;
  readonly bytes: Uint8Array;
}

/** Takes everything at once, and keeps it to be counted after the measured time. */
export interface Backend {
  readonly url: string;
  /** Bytes of the bodies received since the last reset. */
  receivedBytes(): number;
  /** Spans in them: work for after the measurement. */
  countSpans(): number;
  /** Keeps bodies, or only counts their bytes, from now on; forgets what it has. */
  reset(options?: { readonly keep: boolean }): void;
  close(): Promise<void>;
}

export async function startBackend(port = 0): Promise<Backend> {
  let received: Received[] = [];
  let receivedBytes = 0;
  let keeps = true;
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on('end', () => {
      // Findings come here too.
      if (incoming.url === '/v1/traces') {
        const bytes = Buffer.concat(chunks);
        const { 'content-encoding': encoding, 'content-type': type = '' } = incoming.headers;
        receivedBytes += bytes.length;
        if (keeps) received.push({ encoding, isJson: type === 'application/json', bytes });
      }
      outgoing.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  // Each variant waits for its turn longer than connections are kept by default.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receivedBytes: () => receivedBytes,
    countSpans: () => received.reduce((spans, request) => spans + countOf(request), 0),
    reset: ({ keep } = { keep: true }) => {
      received = [];
      receivedBytes = 0;
      keeps = keep;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function countOf({ encoding, isJson, bytes }: Received): number {
  const plain = inflate(bytes, encoding);
  return isJson ? countItemsJson('traces', plain) : countItems('traces', plain);
}

function inflate(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  if (encoding === 'gzip') return gunzipSync(bytes);
  return encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes;
}
