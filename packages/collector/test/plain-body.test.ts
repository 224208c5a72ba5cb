import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { type Batch } from '@marigraph/collector';
import { jsonToProtobuf, OtlpError } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { createPlainBodyReader } from '../src/plain-body.ts';

const JSON_BODY = Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}');
const PROTOBUF = Buffer.from(jsonToProtobuf('traces', JSON_BODY));

const BATCH: Batch = {
  signal: 'traces',
  contentType: 'protobuf',
  encoding: 'identity',
  body: PROTOBUF,
  items: 1,
  sequence: 0n,
  receivedAt: 0n,
  tenant: '',
};

const COMPRESS = {
  identity: (bytes: Buffer) => bytes,
  gzip: gzipSync,
  deflate: deflateSync,
  zstd: zstdCompressSync,
} as const;

describe.each(['identity', 'gzip', 'deflate', 'zstd'] as const)('a body in %s', (encoding) => {
  it.each([
    { contentType: 'protobuf', bytes: PROTOBUF },
    { contentType: 'json', bytes: JSON_BODY },
  ] as const)('is handed out as protobuf when it is $contentType', ({ contentType, bytes }) => {
    const body = COMPRESS[encoding](bytes);
    const read = createPlainBodyReader();
    const batch: Batch = { ...BATCH, contentType, encoding, body };
    expect(read(batch, (protobuf) => Buffer.from(protobuf))).toEqual(PROTOBUF);
    // Where the receiver kept what it inflated, that is what is read.
    const kept = { ...batch, body: Buffer.of(), plain: { bytes } };
    expect(read(kept, (protobuf) => Buffer.from(protobuf))).toEqual(PROTOBUF);
  });

  it('is refused when it is no OTLP/JSON, before it is used', () => {
    const body = COMPRESS[encoding](Buffer.from('{"resourceSpans":1}'));
    const read = createPlainBodyReader();
    expect(() =>
      read({ ...BATCH, contentType: 'json', encoding, body }, () => {
        throw new Error('used');
      }),
    ).toThrow(OtlpError);
  });
});
