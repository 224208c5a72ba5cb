import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';

import { countItemsJson } from '@marigraph/otlp';
import { describe, expect, it, onTestFinished } from 'vitest';

import { responseTypes, Status } from '../../../../e2e/support/otlp-schema.ts';
import { type SinkResponse, startOtlpSink } from '../../../../e2e/support/otlp-sink.ts';
import { vectors } from '../../../../test/support/vectors.ts';
import { judgeAnswer, parseRetryAfter } from '../../src/exporters/otlp-http-answer.ts';
import { otlpHttp, type OtlpHttpConfig } from '../../src/exporters/otlp-http.ts';
import { startExporter, type StartedExporter } from '../support/exporting.ts';
import { manualClock } from '../support/manual-clock.ts';
import { itemNames, otlpRequest } from '../support/requests.ts';

const start = (
  url: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<StartedExporter> => startExporter(otlpHttp, { endpoint: url, ...more });

async function answering(response: SinkResponse): Promise<StartedExporter> {
  const sink = await startOtlpSink({ respond: () => response });
  onTestFinished(() => sink.close());
  return start(sink.url);
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the otlp_http exporter', () => {
  it('posts bodies as they are, with their encoding and the configured headers', async () => {
    const sink = await startOtlpSink();
    onTestFinished(() => sink.close());
    const { refusal } = await start(`${sink.url}/base/`, { headers: { 'api-key': 'secret' } });
    const body = gzipSync(otlpRequest('logs', 'a'));
    expect(await refusal({ signal: 'logs', encoding: 'gzip', body })).toBeUndefined();
    expect(await refusal({ signal: 'metrics', contentType: 'json' })).toBeUndefined();
    const [first, second] = sink.requests;
    expect(first).toMatchObject({
      path: '/base/v1/logs',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
        'api-key': 'secret',
        'content-length': String(body.length),
        'user-agent': expect.stringMatching(/^OTel-OTLP-Exporter-Marigraph\//),
      },
    });
    expect(Buffer.from(first?.raw ?? []).equals(body)).toBe(true);
    expect(second?.path).toBe('/base/v1/metrics');
    expect(second?.headers['content-type']).toBe('application/json');
    expect(second?.headers['content-encoding']).toBeUndefined();
  });

  it('keeps the query of its endpoint behind the path', async () => {
    const sink = await startOtlpSink();
    onTestFinished(() => sink.close());
    const { refusal } = await start(`${sink.url}/otlp/?key=1/`);
    expect(await refusal()).toBeUndefined();
    expect(sink.requests.map(({ path }) => path)).toEqual(['/otlp/v1/traces?key=1/']);
  });

  it('sends everything in one encoding where that is asked for', async () => {
    const sink = await startOtlpSink();
    onTestFinished(() => sink.close());
    const json = Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a-0"}]}]}]}');
    for (const encoding of ['proto', 'json']) {
      const { refusal } = await start(sink.url, { encoding });
      expect(await refusal({ contentType: 'json', body: json })).toBeUndefined();
      expect(await refusal()).toBeUndefined();
    }
    const types = sink.requests.map(({ headers }) => headers['content-type']);
    const [protobuf, asJson] = ['application/x-protobuf', 'application/json'];
    expect(types).toEqual([protobuf, protobuf, asJson, asJson]);
    const bodies = sink.requests.map(({ body }) => Buffer.from(body));
    const [first, second, third, fourth] = bodies;
    expect(itemNames('traces', first ?? Buffer.of())).toEqual(['a-0']);
    expect(second).toEqual(Buffer.from(otlpRequest('traces', 'a')));
    expect(third).toEqual(json);
    expect(countItemsJson('traces', fourth ?? Buffer.of())).toBe(1);
  });

  it('takes Retry-After from the answer', async () => {
    const { refusal } = await answering({ status: 429, headers: { 'retry-after': '17' } });
    expect(await refusal()).toMatchObject({
      code: 'backend_unavailable',
      retryable: true,
      retryAfterMs: 17_000,
    });
  });

  it('tells what the backend said', async () => {
    const protobuf = Status.encode({ code: 3, message: 'too many attributes' }).finish();
    const type = { 'content-type': 'application/x-protobuf' };
    const first = await answering({ status: 400, body: protobuf, headers: type });
    expect((await first.refusal())?.message).toMatch(/answered 400: too many attributes$/);
    const json = { 'content-type': 'application/json' };
    const second = await answering({
      status: 403,
      body: '{"message":"no such key"}',
      headers: json,
    });
    expect((await second.refusal())?.message).toMatch(/answered 403: no such key$/);
    const third = await answering({
      status: 400,
      body: '  <html>\n oops',
      headers: { 'content-type': 'text/html' },
    });
    expect((await third.refusal())?.message).toMatch(/answered 400: <html> oops$/);
    const fourth = await answering({ status: 400, body: 'oops', headers: type });
    expect((await fourth.refusal())?.message).toMatch(/answered 400: oops$/);
    const silent = await answering({ status: 404 });
    expect((await silent.refusal())?.message).toMatch(/answered 404$/);
  });

  it('records a partial success and does not repeat it', async () => {
    const body = responseTypes.traces
      .encode({ partialSuccess: { rejectedSpans: 2, errorMessage: 'too old' } })
      .finish();
    const { refusal, exporter, logger } = await answering({ body });
    expect(await refusal()).toBeUndefined();
    expect(exporter).toHaveProperty('report');
    expect((exporter as { report?: () => unknown }).report?.()).toMatchObject({
      partialSuccess: { items: 2, requests: 1, warnings: 0 },
    });
    expect(logger.records.at(-1)).toMatchObject({
      level: 'warn',
      fields: { rejectedItems: '2', answer: 'too old' },
    });
  });

  it('records a warning in JSON and takes answers that it cannot read as success', async () => {
    const headers = { 'content-type': 'application/json' };
    const warned = await answering({ body: '{"partialSuccess":{"errorMessage":"slow"}}', headers });
    expect(await warned.refusal()).toBeUndefined();
    expect((warned.exporter as { report?: () => unknown }).report?.()).toMatchObject({
      partialSuccess: { items: 0, requests: 0, warnings: 1 },
    });
    const counted = await answering({ body: '{"partialSuccess":{"rejectedSpans":"3"}}', headers });
    await counted.refusal();
    expect((counted.exporter as { report?: () => unknown }).report?.()).toMatchObject({
      partialSuccess: { items: 3 },
    });
    for (const body of ['{}', '{"partialSuccess":{}}', 'nonsense', 'null']) {
      const { refusal, logger } = await answering({ body, headers });
      expect(await refusal()).toBeUndefined();
      expect(logger.messages('warn')).toEqual([]);
    }
    const garbled = await answering({ body: Buffer.from('0a05', 'hex') });
    expect(await garbled.refusal()).toBeUndefined();
  });

  it('reads at most 64 KiB of an answer', async () => {
    const { refusal } = await answering({
      status: 400,
      headers: { 'content-type': 'text/plain' },
      body: 'y'.repeat(10_000_000),
    });
    expect((await refusal())?.message).toHaveLength(
      'http://127.0.0.1:00000/v1/traces answered 400: '.length + 300,
    );
  });

  it('is retryable where nobody listens, or the server hangs up', async () => {
    const closed = createTcpServer();
    const url = await listening(closed);
    closed.close();
    const refused = await start(url);
    expect(await refused.refusal()).toMatchObject({
      code: 'backend_unreachable',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const hangsUp = await answering({ hangUp: true });
    expect(await hangsUp.refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
  });

  it('never shows the password of a URL', async () => {
    const { refusal, exporter } = await start('http://user:secret@127.0.0.1:1/x');
    const text = `${(await refusal())?.message} ${JSON.stringify((exporter as { report?: () => unknown }).report?.())}`;
    expect(text).toContain('http://127.0.0.1:1/x/v1/traces');
    expect(text).not.toContain('secret');
  });

  it('is retryable where an answer breaks off', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('x');
      setImmediate(() => response.destroy());
    });
    const { refusal } = await start(await listening(server));
    expect(await refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
  });

  it('gives up waiting for an answer after its timeout', async () => {
    const sink = await startOtlpSink({ respond: () => new Promise(() => {}) });
    onTestFinished(() => sink.close());
    const { refusal } = await start(sink.url, { timeout: '50ms' });
    expect(await refusal()).toMatchObject({ code: 'backend_timeout', retryable: true });
  });

  it('sends again at once when the server closed a kept connection meanwhile', async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      requests++;
      request.resume();
      // Every second request on a connection meets a reset, as when its idle time ends just then.
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end();
    });
    const { refusal } = await start(await listening(server));
    expect(await refusal()).toBeUndefined();
    expect(await refusal()).toBeUndefined();
    expect(requests).toBe(3);
    server.closeAllConnections();
  });

  it('never gives up by default, since the log holds the data', () => {
    const parse = (input: unknown): OtlpHttpConfig => otlpHttp.config.parse(input);
    const endpoint = 'https://example.com';
    expect(otlpHttp.delivery(parse({ endpoint })).retry).toEqual({
      enabled: true,
      initialIntervalMs: 5_000,
      multiplier: 1.5,
      randomizationFactor: 0.5,
      maxIntervalMs: 30_000,
      maxElapsedMs: 0,
    });
    const retry = { enabled: false, max_elapsed_time: '5m' };
    expect(otlpHttp.delivery(parse({ endpoint, retry_on_failure: retry })).retry).toMatchObject({
      enabled: false,
      maxElapsedMs: 300_000,
    });
  });
});

describe('Retry-After', () => {
  const clock = manualClock();

  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (text, expected) => {
    expect(parseRetryAfter(text, clock.now())).toBe(expected);
  });
});

/** Statuses with a way out of their own. */
const REJECTED: Readonly<Record<number, string>> = { 413: 'backend_too_large' };

vectors.describe('otlp', (folder) => {
  const table = vectors.json<{ readonly http: { readonly retryable: readonly number[] } }>(
    folder,
    'otlp-retry-tables.json',
  );

  it('follows the retry table for every status', () => {
    const url = new URL('http://backend/v1/traces');
    for (let status = 300; status < 600; status++) {
      const answer = { status, contentType: '', retryAfter: undefined, body: Buffer.of() };
      let thrown: unknown;
      try {
        judgeAnswer(answer, { url, now: 0n });
      } catch (error) {
        thrown = error;
      }
      const retryable = table.http.retryable.includes(status);
      expect(thrown).toMatchObject({
        code: retryable ? 'backend_unavailable' : (REJECTED[status] ?? 'backend_rejected'),
        retryable,
      });
    }
  });
});
