import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';
import { onTestFinished } from 'vitest';

import { Status } from '../../../../e2e/support/otlp-schema.ts';
import { startOtlpSink, type OtlpSink } from '../../../../e2e/support/otlp-sink.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { otlpRequest, post, send } from '../support/requests.ts';
import { until } from '../support/wait.ts';

async function start(more: {
  readonly sets?: readonly string[];
  readonly sink?: OtlpSink;
}): Promise<Collector & { readonly base: string; readonly sink: OtlpSink }> {
  const sink = more.sink ?? (await startOtlpSink());
  onTestFinished(() => sink.close());
  const collector = await startCollector({
    yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { otlp_http: { endpoint: '${sink.url}' } }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp_http] }
    metrics: { receivers: [otlp], exporters: [otlp_http] }
`,
    sets: more.sets ?? [],
  });
  return { ...collector, base: collector.url('otlp'), sink };
}

function statusOf(body: Uint8Array): { code: number; message: string } {
  const status = Status.toObject(Status.decode(body), { defaults: true });
  return { code: Number(status['code']), message: String(status['message']) };
}

/** Bytes of the bodies that are being read. */
const bytesOf = (details: unknown): unknown => (details as { readonly bytes: number }).bytes;

const MIB = 1024 * 1024;

describe('the otlp receiver', () => {
  it.each([
    ['identity', (bytes: Uint8Array) => bytes],
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('takes %s and forwards the very same bytes', async (encoding, encode) => {
    const { base, sink } = await start({});
    const body = encode(otlpRequest('traces', encoding, 50));
    const answer = await post(base, 'traces', body, { 'content-encoding': encoding });
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);
    expect(answer.headers['content-type']).toBe('application/x-protobuf');
    await sink.waitFor((requests) => requests.length === 1);
    expect(Buffer.from(sink.requests[0]?.raw ?? []).equals(Buffer.from(body))).toBe(true);
    expect(sink.requests[0]?.path).toBe('/v1/traces');
  });

  it('keeps what it does not know', async () => {
    const { base, sink } = await start({});
    // A field 999 of the request itself, behind its spans.
    const body = Buffer.concat([otlpRequest('traces', 'a'), Buffer.from('ba3e0361626e', 'hex')]);
    expect((await post(base, 'traces', body.subarray(0, -1))).status).toBe(400);
    const whole = Buffer.concat([otlpRequest('traces', 'a'), Buffer.from('ba3e03616263', 'hex')]);
    expect((await post(base, 'traces', whole)).status).toBe(200);
    await sink.waitFor((requests) => requests.length === 1);
    expect(Buffer.from(sink.requests[0]?.raw ?? []).equals(whole)).toBe(true);
  });

  it('answers errors with a Status in protobuf', async () => {
    const { base } = await start({});
    const answer = await post(base, 'traces', Buffer.from('0a05', 'hex'));
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/x-protobuf');
    expect(statusOf(answer.body)).toMatchObject({
      code: 3,
      message: expect.stringMatching(/byte/),
    });
  });

  it('answers errors in JSON to those who do not speak protobuf', async () => {
    const { base } = await start({});
    const json = await send(`${base}/v1/traces`, {
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: Buffer.from('{'),
    });
    expect(json.status).toBe(400);
    expect(json.headers['content-type']).toBe('application/json');
    expect(JSON.parse(json.body.toString())).toMatchObject({
      code: 3,
      details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest' }],
    });
    const text = await send(`${base}/v1/traces`, {
      headers: { 'content-type': 'Text/Plain' },
      body: Buffer.from('x'),
    });
    expect(JSON.parse(text.body.toString())).toMatchObject({
      message:
        'expected content-type application/x-protobuf or application/json, found "text/plain"',
    });
  });

  it('says what there is at an unknown path, method or encoding', async () => {
    const { base } = await start({});
    const path = await send(`${base}/v1development/profiles`, {
      headers: { 'content-type': 'application/x-protobuf' },
    });
    expect(path.status).toBe(404);
    expect(statusOf(path.body).message).toContain('/v1/traces, /v1/metrics, /v1/logs');
    const method = await send(`${base}/v1/traces?x=1`, { method: 'GET' });
    expect(method.status).toBe(405);
    expect(method.headers['allow']).toBe('POST');
    const encoding = await post(base, 'traces', Buffer.of(0), { 'content-encoding': 'br' });
    expect(encoding.status).toBe(415);
    expect(encoding.headers['accept-encoding']).toBe('gzip, deflate, zstd');
  });

  it('says which signal no pipeline takes', async () => {
    const { base } = await start({});
    const answer = await post(base, 'logs', otlpRequest('logs', 'a'));
    expect(answer.status).toBe(404);
    expect(statusOf(answer.body)).toMatchObject({
      code: 12,
      message: expect.stringContaining('no pipeline takes logs from otlp'),
    });
  });

  it('refuses by content-length before it reads', async () => {
    const { base } = await start({});
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    const answer = await new Promise<string>((resolve) => {
      socket.on('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
      socket.write(
        'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n' +
          `content-length: ${65 * MIB}\r\n\r\n`,
      );
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('does not ask a client that waits to send what is too large', async () => {
    const { base } = await start({
      sets: ['receivers.otlp.protocols.http.max_request_body_size_mib=1'],
    });
    const { hostname, port } = new URL(base);
    const ask = (length: number): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), hostname);
        socket.on('data', (chunk: Buffer) => {
          resolve(chunk.toString('latin1').split('\r\n', 1)[0] ?? '');
          socket.destroy();
        });
        socket.write(
          'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n' +
            `expect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`,
        );
      });
    expect(await ask(100)).toBe('HTTP/1.1 100 Continue');
    expect(await ask(2 * MIB)).toMatch(/413/);
  });

  it('stops reading a stream at the limit and lets the client see why', async () => {
    const { base } = await start({
      sets: ['receivers.otlp.protocols.http.max_request_body_size_mib=0.125'],
    });
    const answer = await send(`${base}/v1/traces`, {
      headers: { 'content-type': 'application/x-protobuf', 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(2 * MIB),
    });
    expect(answer.status).toBe(413);
    expect(statusOf(answer.body)).toMatchObject({
      code: 8,
      message: expect.stringContaining('131072 bytes'),
    });
  });

  it.each([
    ['gzip', gzipSync, '1'],
    ['zstd', zstdCompressSync, '1'],
    ['gzip', gzipSync, '16'],
    ['deflate', deflateSync, '16'],
  ] as const)('refuses a %s bomb at its limit of MiB %s', async (encoding, encode, limit) => {
    const { base, details } = await start({
      sets: [`receivers.otlp.protocols.http.max_request_body_size_mib=${limit}`],
    });
    const bomb = encode(Buffer.alloc(40 * MIB));
    const answer = await post(base, 'traces', bomb, { 'content-encoding': encoding });
    expect(answer.status).toBe(413);
    expect(details('otlp')).toMatchObject({ bytes: 0, requests: { 413: 1 } });
  });

  it.each(['gzip', 'deflate', 'zstd'])('refuses what is not %s', async (encoding) => {
    const { base } = await start({});
    const answer = await post(base, 'traces', Buffer.from('1f8b0800ffff', 'hex'), {
      'content-encoding': encoding,
    });
    expect(answer.status).toBe(400);
    expect(statusOf(answer.body).message).toContain(`not valid ${encoding}`);
  });

  it('inflates large bodies on another thread', async () => {
    const { base, sink } = await start({});
    const body = otlpRequest('traces', 'x'.repeat(1_000), 12_000);
    const answer = await post(base, 'traces', gzipSync(body), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(200);
    await sink.waitFor((requests) => requests.length === 1);
    const corrupt = Buffer.from(zstdCompressSync(body, { params: {} }));
    corrupt.fill(0, corrupt.length - 20);
    const refused = await post(base, 'traces', corrupt, { 'content-encoding': 'zstd' });
    expect(refused.status).toBe(400);
  });

  it('takes requests without telemetry and keeps nothing of them', async () => {
    const { base, service } = await start({});
    expect((await post(base, 'traces', new Uint8Array())).status).toBe(200);
    expect(service.report().wal).toMatchObject({ next: '0' });
  });

  it('asks senders to come again when too many bytes are being read', async () => {
    const { base, details } = await start({
      sets: ['receivers.otlp.protocols.http.max_in_flight_mib=0.25'],
    });
    const slow = request(`${base}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-length': 200_000 },
    });
    slow.on('error', () => {});
    slow.write(Buffer.alloc(150_000));
    await until(() => bytesOf(details('otlp')) === 150_000, 'the first part has come');
    const answer = await post(base, 'traces', Buffer.alloc(150_000));
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(statusOf(answer.body).code).toBe(14);
    slow.destroy();
    await until(() => bytesOf(details('otlp')) === 0, 'the first is given up');
    expect((await post(base, 'traces', otlpRequest('traces', 'a'))).status).toBe(200);
  });

  it('refuses for good what is larger than all requests together may be', async () => {
    const { base, details } = await start({
      sets: ['receivers.otlp.protocols.http.max_in_flight_mib=0.25'],
    });
    const answer = await post(base, 'traces', Buffer.alloc(MIB));
    expect(answer.status).toBe(413);
    expect(statusOf(answer.body).code).toBe(8);
    expect(details('otlp')).toMatchObject({ bytes: 0 });
  });

  it('asks senders to come again when the log is full', async () => {
    const sink = await startOtlpSink({ respond: () => ({ status: 503 }) });
    const { base, service } = await start({
      sink,
      sets: ['service.wal.max_mib=0.25', 'service.wal.on_lag=block'],
    });
    const body = otlpRequest('traces', 'x'.repeat(1_000), 60);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await post(base, 'traces', body)).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses.at(-1)).toBe(503);
    const refused = await post(base, 'traces', body);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const { emitted } = service.report().components.find(({ id }) => id === 'otlp') ?? {};
    expect(emitted).toMatchObject({ acceptedItems: 180, refusedItems: 240 });
  });

  it('gives the bytes of a client back that goes away', async () => {
    const { base, details } = await start({});
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n' +
        `content-length: 1000\r\n\r\n${'x'.repeat(500)}`,
    );
    while (details('otlp')['bytes'] !== 500) await delay(2);
    socket.destroy();
    while (details('otlp')['bytes'] !== 0) await delay(2);
    expect(details('otlp')).toMatchObject({ requests: { aborted: 1 } });
  });

  it('serves many requests on one connection', async () => {
    const { base } = await start({});
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${base}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: Buffer.from(otlpRequest('traces', 'a')),
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('connection')).toBe('keep-alive');
      await response.arrayBuffer();
    }
  });

  it('cannot start where another server listens', async () => {
    const { base } = await start({});
    const { host } = new URL(base);
    await expect(
      startCollector({
        yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '${host}' } } } }
exporters: { otlp_http: { endpoint: 'http://127.0.0.1:1' } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } } }
`,
      }),
    ).rejects.toMatchObject({
      code: 'endpoint_unavailable',
      message: expect.stringContaining(host),
    });
  });
});
