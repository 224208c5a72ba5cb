import { Buffer } from 'node:buffer';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { ComponentError } from '@marigraph/collector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  answerOf,
  type CallOptions,
  connectGrpc,
  frame,
  GRPC_PATHS,
} from '../support/grpc-client.ts';
import { grpcOnly, keeper, startReceiver } from '../support/receiver.ts';
import { itemNames, otlpRequest, post, type Signal } from '../support/requests.ts';

const MIB = 1024 * 1024;
interface BadCall extends CallOptions {
  readonly body?: Uint8Array;
}

describe('OTLP over gRPC', () => {
  it.each([
    ['identity', (bytes: Uint8Array) => bytes],
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('takes %s and keeps the message as it came', async (encoding, encode) => {
    const { kept, emit } = keeper();
    const { grpc } = await startReceiver({ emit });
    const message = Buffer.from(encode(otlpRequest('traces', encoding, 50)));
    const answer = await connectGrpc(grpc).call('traces', message, {
      compressed: encoding !== 'identity',
      headers: { 'grpc-encoding': encoding },
    });
    expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: 0, resetCode: 0 });
    expect(answer.body).toEqual(Buffer.alloc(5));
    expect(answer.headers).toMatchObject({
      'content-type': 'application/grpc',
      'grpc-accept-encoding': 'identity,gzip,deflate,zstd',
    });
    expect(kept).toMatchObject([
      { signal: 'traces', contentType: 'protobuf', encoding, items: 50 },
    ]);
    expect(kept[0]?.copy).toEqual(message);
  });

  it('takes all signals, and messages without compression in a call with it', async () => {
    const { kept, emit } = keeper();
    const { grpc, report } = await startReceiver({ emit });
    const client = connectGrpc(grpc);
    const types = ['application/grpc', 'application/grpc+proto', 'application/grpc; x=1'];
    for (const [index, signal] of (['traces', 'metrics', 'logs'] as const).entries()) {
      const headers = { 'grpc-encoding': 'gzip', 'content-type': types[index] ?? '' };
      const answer = await client.call(signal, otlpRequest(signal, signal, 2), { headers });
      expect(answer.grpcStatus).toBe(0);
    }
    expect(kept.map(({ signal, encoding }) => [signal, encoding])).toEqual([
      ['traces', 'identity'],
      ['metrics', 'identity'],
      ['logs', 'identity'],
    ]);
    expect(kept.map(({ signal, copy }) => itemNames(signal, copy))).toEqual([
      ['traces-0', 'traces-1'],
      ['metrics-0', 'metrics-1'],
      ['logs-0', 'logs-1'],
    ]);
    expect(report().grpc).toMatchObject({ requests: { 0: 3 }, connections: 1 });
  });

  it('hands on when its senders are to be told', async () => {
    const { kept, emit } = keeper();
    const config = { ...grpcOnly(), ack: 'delivered', ack_timeout: '5s' };
    const { grpc } = await startReceiver({ emit, config });
    await connectGrpc(grpc).call('logs', otlpRequest('logs', 'a'));
    expect(kept).toMatchObject([{ acknowledgement: { level: 'delivered', timeoutMs: 5_000 } }]);
  });

  it('takes requests without telemetry and keeps nothing of them', async () => {
    const { kept, emit } = keeper();
    const { grpc } = await startReceiver({ emit });
    const answer = await connectGrpc(grpc).call('traces', new Uint8Array());
    expect(answer.grpcStatus).toBe(0);
    expect(kept).toEqual([]);
  });

  it('takes a message however it is cut', async () => {
    const { kept, emit } = keeper();
    const { grpc } = await startReceiver({ emit, config: grpcOnly() });
    const client = connectGrpc(grpc);
    const framed = frame(otlpRequest('traces', 'a', 3));
    const cuts = fc.uniqueArray(fc.nat({ max: framed.length }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const edges = [0, ...at.toSorted((a, b) => a - b), framed.length];
        const stream = client.open({ ':path': GRPC_PATHS.traces });
        const answer = answerOf(stream);
        for (const [index, edge] of edges.slice(1).entries()) {
          stream.write(framed.subarray(edges[index], edge));
        }
        stream.end();
        expect((await answer).grpcStatus).toBe(0);
        expect(kept.pop()?.copy).toEqual(framed.subarray(5));
      }),
      { numRuns: 50 },
    );
  });

  it('answers whatever bytes come, and goes on', async () => {
    const { grpc, report } = await startReceiver({
      config: grpcOnly({ max_recv_msg_size_mib: 1 }),
    });
    const client = connectGrpc(grpc);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }).map((body) => frame(body)),
      fc.uint8Array({ maxLength: 40 }).map((body) => frame(body, true)),
    );
    const encoding = fc.constantFrom('gzip', 'deflate', 'zstd', 'identity');
    await fc.assert(
      fc.asyncProperty(bytes, encoding, async (body, name) => {
        const headers = { 'grpc-encoding': name };
        const answer = await client.call('traces', body, { raw: true, headers });
        expect([0, 3, 8, 13]).toContain(answer.grpcStatus);
      }),
      { numRuns: 200 },
    );
    expect(report().bytes).toBe(0);
    const answer = await client.call('traces', otlpRequest('traces', 'a'));
    expect(answer.grpcStatus).toBe(0);
  });

  it('takes messages larger than a window of HTTP/2', async () => {
    const { kept, emit } = keeper();
    const { grpc } = await startReceiver({ emit });
    const body = otlpRequest('traces', 'x'.repeat(2_000), 12_000);
    expect(body.length).toBeGreaterThan(20 * MIB);
    expect((await connectGrpc(grpc).call('traces', body)).grpcStatus).toBe(0);
    expect(kept[0]?.copy.equals(body)).toBe(true);
  });
});

describe('a call that is refused', () => {
  const PATH = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';
  const GOOD = otlpRequest('traces', 'a');

  it.each([
    ['an unknown method', 12, /no method .*ProfilesService/, { headers: { ':path': PATH } }],
    ['an unknown encoding', 12, /"snappy".*gzip/, { headers: { 'grpc-encoding': 'snappy' } }],
    ['compression without encoding', 13, /grpc-encoding/, { compressed: true }],
    ['a bad timeout', 3, /grpc-timeout "10s"/, { headers: { 'grpc-timeout': '10s' } }],
    ['a bad flag', 3, /flag 2/, { raw: true, body: Buffer.from('0200000000', 'hex') }],
    ['no message', 3, /expected a message/, { raw: true, body: Buffer.alloc(0) }],
    ['a head that is cut off', 3, /head .* cut off/, { raw: true, body: Buffer.alloc(4) }],
    [
      'a message that is cut off',
      3,
      /0 of 9 bytes/,
      { raw: true, body: Buffer.from([0, 0, 0, 0, 9]) },
    ],
    [
      'two messages',
      3,
      /exactly one/,
      { raw: true, body: Buffer.concat([frame(GOOD), frame(GOOD)]) },
    ],
    ['what is no OTLP', 3, /byte/, { body: Buffer.from('0a05', 'hex') }],
    [
      'what is no gzip',
      3,
      /not valid gzip/,
      { compressed: true, body: Buffer.from('1f8b', 'hex'), headers: { 'grpc-encoding': 'gzip' } },
    ],
    [
      'a bomb',
      8,
      /larger than 1048576 bytes/,
      {
        compressed: true,
        body: gzipSync(Buffer.alloc(40 * MIB)),
        headers: { 'grpc-encoding': 'gzip' },
      },
    ],
  ] as readonly (readonly [string, number, RegExp, BadCall])[])(
    'for %s has status %i',
    async (_, code, message, call) => {
      const { grpc, report } = await startReceiver({
        config: grpcOnly({ max_recv_msg_size_mib: 1 }),
      });
      const client = connectGrpc(grpc);
      const answer = await client.call('traces', call.body ?? GOOD, call);
      expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: code, retryDelayMs: undefined });
      expect(answer.message).toMatch(message);
      expect(answer.headers['content-type']).toBe('application/grpc');
      expect(report()).toMatchObject({ bytes: 0, grpc: { requests: { [code]: 1 } } });
      // The connection is as good as before.
      expect((await client.call('traces', GOOD)).grpcStatus).toBe(0);
    },
  );

  it.each([
    ['application/json', 'POST', 415],
    ['application/grpc+json', 'POST', 415],
    ['application/grpc-web', 'POST', 415],
    ['application/grpc', 'GET', 405],
  ])('as %s with %s is no call: HTTP %i', async (type, method, status) => {
    const { grpc } = await startReceiver({ config: grpcOnly() });
    const headers = { 'content-type': type, ':method': method };
    const answer = await connectGrpc(grpc).call('traces', GOOD, { headers });
    expect(answer).toMatchObject({ httpStatus: status, grpcStatus: undefined });
  });

  it('for its announced size is refused before it comes', async () => {
    const { grpc, report } = await startReceiver();
    const stream = connectGrpc(grpc).open({ ':path': GRPC_PATHS.traces });
    const answer = answerOf(stream);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(64 * MIB + 1, 1);
    stream.write(head);
    expect(await answer).toMatchObject({ grpcStatus: 8, retryDelayMs: undefined });
    expect(report().bytes).toBe(0);
  });

  it('is refused before its body, over both protocols, while the process must not take on more', async () => {
    const { grpc, http } = await startReceiver({
      admit() {
        throw new ComponentError('memory_limited', 'läuft 100 % voll', {
          retryable: true,
          retryAfterMs: 7_000,
        });
      },
    });
    const stream = connectGrpc(grpc).open({ ':path': GRPC_PATHS.traces });
    const answer = await answerOf(stream);
    expect(answer).toMatchObject({
      grpcStatus: 14,
      retryDelayMs: 7_000,
      message: 'läuft 100 % voll',
    });
    expect(answer.details).toEqual(['RetryInfo']);
    const overHttp = await post(http, 'traces', GOOD);
    expect(overHttp.status).toBe(503);
    expect(overHttp.headers['retry-after']).toBe('7');
  });

  it.each([
    ['no_pipeline', false, 12],
    ['wal_write_failed', true, 14],
    ['component_failed', false, 13],
  ] as const)('says %s of the log in the words of gRPC', async (code, retryable, status) => {
    const { grpc } = await startReceiver({
      emit: () => Promise.reject(new ComponentError(code, 'no', { retryable })),
    });
    const answer = await connectGrpc(grpc).call('traces', GOOD);
    expect(answer.grpcStatus).toBe(status);
    expect(answer.retryDelayMs).toBe(retryable ? 1_000 : undefined);
  });

  it('hides what only a developer needs, and logs it', async () => {
    const { grpc, logger } = await startReceiver({
      emit: () => Promise.reject(new TypeError('secret')),
    });
    const answer = await connectGrpc(grpc).call('traces', GOOD);
    expect(answer).toMatchObject({ grpcStatus: 13, message: 'internal error' });
    expect(logger.messages('error')).toEqual(['a request met a bug of the receiver']);
  });
});

it('answers a call in each signal with its own part of a success', async () => {
  const { grpc } = await startReceiver({ emit: async () => ({ rejected: 2n, message: 'why' }) });
  const client = connectGrpc(grpc);
  for (const signal of ['traces', 'metrics', 'logs'] satisfies Signal[]) {
    const answer = await client.call(signal, otlpRequest(signal, 'a', 3));
    expect(answer.body.toString('latin1')).toBe('\0\0\0\0\t\n\u0007\u0008\u0002\u0012\u0003why');
  }
});
