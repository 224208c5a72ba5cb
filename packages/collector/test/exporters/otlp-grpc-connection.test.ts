import { writeFileSync } from 'node:fs';
import { constants } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { describeWithProgram } from '../../../../test/support/vectors.ts';
import { otlpGrpc } from '../../src/exporters/otlp-grpc.ts';
import { createAuthority } from '../support/certificates.ts';
import { startCollector } from '../support/collector.ts';
import { startExporter, type StartedExporter } from '../support/exporting.ts';
import { temporaryFolder } from '../support/folder.ts';
import {
  frame,
  type GrpcServer,
  type GrpcServerOptions,
  sendResponse,
  startGrpcServer,
} from '../support/grpc-server.ts';
import { manualClock } from '../support/manual-clock.ts';
import { itemNames, otlpRequest, post } from '../support/requests.ts';
import { until } from '../support/wait.ts';

type Settings = Readonly<Record<string, unknown>>;

const OPENSSL = { program: 'openssl', debianPackage: 'openssl', argument: 'version' };

const start = (endpoint: string, more: Settings = {}): Promise<StartedExporter> =>
  startExporter(otlpGrpc, { endpoint, tls: { insecure: true }, ...more });

async function against(
  options: GrpcServerOptions,
  more: Settings = {},
): Promise<StartedExporter & { readonly server: GrpcServer }> {
  const server = await startGrpcServer(options);
  return { ...(await start(server.endpoint, more)), server };
}

/** A server that accepts connections and never says a word, as when the other machine is gone. */
async function startSilentServer(): Promise<string> {
  const sockets: Socket[] = [];
  const silent = createTcpServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    silent.close();
    for (const socket of sockets) socket.destroy();
  });
  return `127.0.0.1:${(silent.address() as AddressInfo).port}`;
}

describe('connections of otlp_grpc', () => {
  it('are retryable where nobody listens', async () => {
    const closed = await startGrpcServer();
    closed.close();
    const { refusal } = await start(closed.endpoint);
    expect(await refusal()).toMatchObject({
      code: 'backend_unreachable',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('are retryable where the server resets the stream or closes mid-body', async () => {
    const resets = await against({
      onStream: (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    });
    expect(await resets.refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
    const closes = await against({ onStream: (stream) => stream.session?.destroy() });
    expect(await closes.refusal({ body: Buffer.alloc(1_000_000) })).toMatchObject({
      code: 'backend_unreachable',
      retryable: true,
    });
    const breaksOff = await against({
      respond(_, stream) {
        stream.respond({ ':status': 200 });
        stream.write(frame(Buffer.alloc(100)).subarray(0, 20));
        setImmediate(() => stream.session?.destroy());
      },
    });
    expect(await breaksOff.refusal()).toMatchObject({ code: 'backend_unreachable' });
    const noStatus = await against({
      respond(_, stream) {
        stream.respond({ ':status': 200 });
        stream.end();
      },
    });
    expect(await noStatus.refusal()).toMatchObject({ code: 'backend_unreachable' });
  });

  it('are retryable where the server does not speak HTTP/2', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const { refusal } = await start(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
  });

  it('take an answer that comes before the body was read', async () => {
    const { refusal } = await against({
      onStream: (stream) => sendResponse(stream, { status: 8, message: 'larger than max' }),
    });
    const body = Buffer.alloc(5_000_000);
    expect((await refusal({ body }))?.message).toMatch(/RESOURCE_EXHAUSTED: larger than max$/);
  });

  it('send again at once what the server refused unread', async () => {
    let streams = 0;
    const { refusal } = await against({
      onStream(stream) {
        streams++;
        if (streams === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM);
        else sendResponse(stream, {});
      },
    });
    expect(await refusal()).toBeUndefined();
    expect(streams).toBe(2);
  });

  it('send again at once when the server ended a kept connection meanwhile', async () => {
    const { refusal, server } = await against({
      respond(_, stream) {
        if (server.requests.length !== 2) return {};
        stream.session?.destroy();
        return undefined;
      },
    });
    expect(await refusal()).toBeUndefined();
    expect(await refusal()).toBeUndefined();
    expect(server.requests).toHaveLength(3);
    expect(server.sessions).toHaveLength(2);
  });

  it('finish calls under way when the server says goodbye, and open another for the next', async () => {
    const held: (() => void)[] = [];
    const { refusal, server } = await against({
      async respond(_, stream) {
        if (server.requests.length > 1) return {};
        stream.session?.goaway();
        await new Promise<void>((resolve) => held.push(resolve));
        return {};
      },
    });
    const first = refusal();
    await until(() => held.length === 1, 'the first call');
    await until(
      async () => (await refusal()) === undefined && server.sessions.length === 2,
      'one more session',
    );
    held[0]?.();
    expect(await first).toBeUndefined();
  });

  it('are replaced when the server leaves with an error', async () => {
    const { refusal, server } = await against({
      respond(_, stream) {
        if (server.requests.length > 1) return {};
        stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
        return undefined;
      },
    });
    expect(await refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
    expect(await refusal()).toBeUndefined();
  });

  it('are given up with the call whose time is up', async () => {
    let isHanging = true;
    const { refusal, server } = await against(
      { respond: () => (isHanging ? undefined : {}) },
      { timeout: '50ms' },
    );
    expect(await refusal()).toMatchObject({
      code: 'backend_timeout',
      retryable: true,
      message: `no answer from http://${server.endpoint} within 50 ms`,
    });
    isHanging = false;
    expect(await refusal()).toBeUndefined();
    expect(server.sessions).toHaveLength(2);
  });

  it('send nothing of a message any more once its call was given up', async () => {
    const accepted = Promise.withResolvers<Socket>();
    const server = createTcpServer({ pauseOnConnect: true }, (socket) => {
      accepted.resolve(socket.on('error', () => {}));
      // As much as can be may come at once, and then nothing is read.
      const settings = '000006 04 00 00000000 0004 7fffffff';
      const windowUpdate = '000004 08 00 00000000 7fff0000';
      socket.write(Buffer.from(`${settings}${windowUpdate}`.replaceAll(' ', ''), 'hex'));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void server.close());
    const { refusal } = await start(`127.0.0.1:${(server.address() as AddressInfo).port}`, {
      timeout: '200ms',
    });
    const body = Buffer.alloc(32 * 1024 * 1024);
    expect(await refusal({ body })).toMatchObject({ code: 'backend_timeout' });
    body.fill(1);
    const received: Buffer[] = [];
    const socket = await accepted.promise;
    socket.on('data', (chunk: Buffer) => void received.push(chunk));
    socket.resume();
    await until(() => socket.destroyed || socket.readableEnded, 'the end');
    const all = Buffer.concat(received);
    expect(all.length).toBeGreaterThan(65_536);
    expect(all.includes(Buffer.alloc(64, 1))).toBe(false);
  });

  it('wait no longer for a server that accepts and is silent', async () => {
    const endpoint = await startSilentServer();
    const { refusal } = await start(endpoint, { timeout: '50ms' });
    expect(await refusal()).toMatchObject({ code: 'backend_timeout' });
  });

  it('are pinged while calls are under way, and given up without an answer', async () => {
    const clock = manualClock();
    const endpoint = await startSilentServer();
    const { refusal } = await startExporter(
      otlpGrpc,
      {
        endpoint: `http://${endpoint}`,
        timeout: '1h',
        keepalive: { time: '10s', timeout: '3s' },
      },
      clock,
    );
    const refused = refusal();
    await until(() => {
      clock.advance(10_000);
      return clock.pending.includes(3_000);
    }, 'a ping');
    clock.advance(3_000);
    expect(await refused).toMatchObject({
      code: 'backend_unreachable',
      message: expect.stringContaining('ETIMEDOUT'),
    });
  });

  it('survive pings that are answered', async () => {
    const clock = manualClock();
    const server = await startGrpcServer();
    let pings = 0;
    const { refusal } = await startExporter(
      otlpGrpc,
      {
        endpoint: `http://${server.endpoint}`,
        keepalive: { time: '10s', permit_without_stream: true },
      },
      clock,
    );
    await refusal();
    server.sessions[0]?.on('ping', () => pings++);
    for (let round = 1; round <= 3; round++) {
      clock.advance(10_000);
      await until(() => pings === round && clock.pending.length === 0, 'an answer');
    }
    expect(await refusal()).toBeUndefined();
    expect(server.sessions).toHaveLength(1);
  });
});

describeWithProgram(OPENSSL, () => {
  it('is what an endpoint without a scheme means', async () => {
    const authority = createAuthority(temporaryFolder());
    const server = await startGrpcServer({
      tls: {
        ...authority.issue('server'),
        ca: authority.cert,
        requestCert: true,
        rejectUnauthorized: true,
      },
    });
    const { cert, key } = authority.issue('client');
    const mutual = { ca_pem: authority.cert, cert_pem: cert, key_pem: key };
    const known = await start(server.endpoint, { tls: mutual });
    expect(await known.refusal()).toBeUndefined();
    const overHttps = { ...mutual, insecure: true };
    const explicit = await start(`https://${server.endpoint}`, { tls: overHttps });
    expect(await explicit.refusal()).toBeUndefined();
    const anonymous = await start(server.endpoint, { tls: { ca_pem: authority.cert } });
    expect(await anonymous.refusal()).toMatchObject({ code: 'backend_unreachable' });
    const doubtful = await start(server.endpoint, { tls: { cert_pem: cert, key_pem: key } });
    expect((await doubtful.refusal())?.message).toMatch(/SELF_SIGNED|UNABLE_TO_/);
  });

  it('is shaken hands on anew once the files have changed', async () => {
    const folder = temporaryFolder();
    const authority = createAuthority(folder);
    const server = await startGrpcServer({ tls: authority.issue('server') });
    const path = join(folder, 'ca.pem');
    writeFileSync(path, createAuthority(temporaryFolder()).cert);
    const clock = manualClock();
    const { refusal } = await startExporter(
      otlpGrpc,
      { endpoint: server.endpoint, tls: { ca_file: path, reload_interval: '1m' } },
      clock,
    );
    expect(await refusal()).toMatchObject({ code: 'backend_unreachable', retryable: true });
    writeFileSync(path, authority.cert);
    clock.advance(60_000);
    await until(async () => (await refusal()) === undefined, 'the new authority');
  });
});

describe('a collector whose gRPC backend comes and goes', () => {
  it('delivers every span', async () => {
    const first = await startGrpcServer();
    const port = Number(first.endpoint.split(':')[1]);
    const { url } = await startCollector({
      yaml: `
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
exporters:
  otlp_grpc:
    endpoint: "http://${first.endpoint}"
    retry_on_failure: {initial_interval: 5ms, max_interval: 20ms}
service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp_grpc]}}}`,
    });
    const sent: string[] = [];
    const send = async (): Promise<void> => {
      const name = `span${sent.length}`;
      sent.push(`${name}-0`);
      await post(url('otlp'), 'traces', otlpRequest('traces', name));
    };
    const received = (servers: readonly GrpcServer[]): string[] =>
      servers
        .flatMap(({ requests }) => requests)
        .flatMap(({ message }) => itemNames('traces', message));
    await send();
    await until(() => first.requests.length === 1, 'the first call');
    first.close();
    for (let index = 0; index < 20; index++) await send();
    const second = await startGrpcServer({ port });
    await send();
    await until(() => new Set(received([first, second])).size === sent.length, 'every span');
    expect(new Set(received([first, second]))).toEqual(new Set(sent));
  });
});
