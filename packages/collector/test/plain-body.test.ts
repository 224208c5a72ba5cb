import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { type Batch } from '@marigraph/collector';
import { jsonToProtobuf, OtlpError } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { createBufferPool } from '../src/buffer-pool.ts';
import {
  createInflatedBodyReader,
  createPlainBodyReader,
  transcodePooled,
} from '../src/plain-body.ts';

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

describe('a request in JSON', () => {
  const batch: Batch = {
    ...BATCH,
    contentType: 'json',
    encoding: 'gzip',
    body: gzipSync(JSON_BODY),
    plain: { bytes: PROTOBUF },
  };

  it('is inflated as JSON, although its protobuf is at hand', () => {
    const read = createInflatedBodyReader();
    expect(read(batch, (inflated) => Buffer.from(inflated))).toEqual(JSON_BODY);
  });

  it('takes memory for its protobuf from the pool and gives all of it back', () => {
    const pool = createBufferPool(2 ** 24);
    // A long string stays as long, so the first memory, which is half of that, does not suffice.
    const json = Buffer.from(`{"resourceSpans":[{"schemaUrl":"${'x'.repeat(200_000)}"}]}`);
    const made = transcodePooled('traces', json, pool);
    expect(Buffer.compare(made.bytes, jsonToProtobuf('traces', json))).toBe(0);
    const idleBytes = pool.idleBytes;
    made.release();
    expect(pool.idleBytes).toBeGreaterThan(idleBytes);
    expect(() => transcodePooled('traces', Buffer.from('{"resourceSpans":1}'), pool)).toThrow(
      OtlpError,
    );
    expect(pool.idleBytes).toBe(idleBytes + made.bytes.buffer.byteLength);
  });
});

describe.each(['identity', 'gzip', 'deflate', 'zstd'] as const)('a body in %s', (encoding) => {
  it.each([
    { contentType: 'protobuf', bytes: PROTOBUF },
    { contentType: 'json', bytes: JSON_BODY },
  ] as const)('is handed out as protobuf when it is $contentType', ({ contentType, bytes }) => {
    const body = COMPRESS[encoding](bytes);
    const read = createPlainBodyReader();
    const batch: Batch = { ...BATCH, contentType, encoding, body };
    expect(read(batch, (protobuf) => Buffer.from(protobuf))).toEqual(PROTOBUF);
    // Where the receiver kept the protobuf that it checked, that is what is read.
    const kept = { ...batch, body: Buffer.of(), plain: { bytes: PROTOBUF } };
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
