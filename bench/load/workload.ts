import { gzipSync, zstdCompressSync } from 'node:zlib';

import { toJson } from '../../e2e/support/otlp-json.ts';
import type { PayloadSource } from '../support/payload.ts';

export type Encoding = 'identity' | 'gzip' | 'zstd';
export type Content = 'protobuf' | 'json';

const COMPRESS: Readonly<Record<Encoding, (body: Uint8Array) => Uint8Array>> = {
  identity: (body) => body,
  // The default level, as in SDKs.
  gzip: (body) => gzipSync(body),
  zstd: (body) => zstdCompressSync(body),
};

/**
 * Bodies of one round in every form that variants ask for, made before the measured time so that the sender
 * leaves the machine to what is measured. All variants get the same spans, and the same bytes in the same form.
 */
export interface Round {
  readonly spans: number;
  bodies(content: Content): readonly Uint8Array[];
  /** Bytes of all bodies together. */
  bytes(content: Content): number;
}

export function makeRound(
  source: PayloadSource,
  options: { readonly requests: number; readonly encoding: Encoding },
): Round {
  const { requests, encoding } = options;
  const plain = Array.from({ length: requests }, () => source.next());
  const made = new Map<Content, readonly Uint8Array[]>();
  const make = (content: Content): readonly Uint8Array[] =>
    plain.map((body) =>
      COMPRESS[encoding](content === 'json' ? Buffer.from(toJson('traces', body)) : body),
    );
  const bodiesOf = (content: Content): readonly Uint8Array[] => {
    const bodies = made.get(content) ?? make(content);
    made.set(content, bodies);
    return bodies;
  };
  return {
    spans: requests * source.spansPerRequest,
    bodies: bodiesOf,
    bytes: (content) => bodiesOf(content).reduce((sum, body) => sum + body.length, 0),
  };
}
