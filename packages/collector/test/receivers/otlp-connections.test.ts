import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect as connectSocket, type Socket } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { connectGrpc, GRPC_PATHS, type GrpcClient } from '../support/grpc-client.ts';
import { manualClock } from '../support/manual-clock.ts';
import { FREE_PORT, grpcOnly, startReceiver } from '../support/receiver.ts';
import { otlpRequest } from '../support/requests.ts';
import { until } from '../support/wait.ts';

const BODY = otlpRequest('traces', 'a');

/** A consumer that waits for the test. */
function gate(): {
  readonly waiting: (() => void)[];
  readonly emit: () => Promise<void>;
} {
  const waiting: (() => void)[] = [];
  return { waiting, emit: () => new Promise((resolve) => waiting.push(resolve)) };
}

function parameters(given: Readonly<Record<string, string>>): Record<string, unknown> {
  return grpcOnly({ keepalive: { server_parameters: given } });
}

/** Resolves when the server says that no more calls are welcome. */
function goaway(client: GrpcClient): Promise<unknown> {
  return once(client.session, 'goaway');
}

function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connectSocket(Number(port), hostname);
  socket.on('error', () => {});
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

describe('a connection of gRPC', () => {
  it('ends with its last call when the receiver shuts down', async () => {
    const { waiting, emit } = gate();
    const { component, grpc } = await startReceiver({ config: grpcOnly(), emit });
    const client = connectGrpc(grpc);
    const running = client.call('traces', BODY);
    await until(() => waiting.length === 1, 'the call is under way');
    const said = goaway(client);
    const shutdown = component.shutdown(new AbortController().signal);
    await said;
    waiting[0]?.();
    expect((await running).grpcStatus).toBe(0);
    await shutdown;
    await until(() => client.session.destroyed, 'the connection ends');
  });

  it('does not outlive the deadline of a shutdown', async () => {
    const { waiting, emit } = gate();
    const { component, grpc } = await startReceiver({ config: grpcOnly(), emit });
    const running = connectGrpc(grpc).call('traces', BODY);
    await until(() => waiting.length === 1, 'the call is under way');
    const deadline = new AbortController();
    const shutdown = component.shutdown(deadline.signal);
    deadline.abort();
    await shutdown;
    expect((await running).grpcStatus).toBeUndefined();
    await component.shutdown(AbortSignal.abort());
  });

  it('ends at its age, after the calls that are under way', async () => {
    const clock = manualClock();
    const { waiting, emit } = gate();
    const config = parameters({ max_connection_age: '10m', max_connection_age_grace: '1m' });
    const { grpc } = await startReceiver({ config, emit, clock });
    const client = connectGrpc(grpc);
    const running = client.call('traces', BODY);
    await until(() => waiting.length === 1, 'the call is under way');
    clock.advance(599_999);
    const said = goaway(client);
    clock.advance(1);
    await said;
    waiting[0]?.();
    expect((await running).grpcStatus).toBe(0);
    await until(() => client.session.destroyed, 'the connection ends');
  });

  it('is cut after the grace that calls have beyond its age', async () => {
    const clock = manualClock();
    const { waiting, emit } = gate();
    const config = parameters({ max_connection_age: '10m', max_connection_age_grace: '1m' });
    const { grpc, report } = await startReceiver({ config, emit, clock });
    const client = connectGrpc(grpc);
    const running = client.call('traces', BODY);
    await until(() => waiting.length === 1, 'the call is under way');
    const said = goaway(client);
    clock.advance(600_000);
    await said;
    clock.advance(59_999);
    expect(report().grpc?.connections).toBe(1);
    clock.advance(1);
    expect((await running).grpcStatus).toBeUndefined();
    await until(() => report().grpc?.connections === 0, 'the connection is gone');
  });

  it('ends when it had nothing to do for long', async () => {
    const clock = manualClock();
    const { waiting, emit } = gate();
    const config = parameters({ max_connection_idle: '5m', time: '0s' });
    const { grpc, report } = await startReceiver({ config, emit, clock });
    const client = connectGrpc(grpc);
    const running = client.call('traces', BODY);
    await until(() => waiting.length === 1, 'the call is under way');
    clock.advance(400_000);
    waiting[0]?.();
    expect((await running).grpcStatus).toBe(0);
    await until(() => clock.pending.includes(300_000), 'the wait begins');
    const said = goaway(client);
    clock.advance(300_000);
    await said;
    await until(() => report().grpc?.connections === 0, 'the connection is gone');
  });

  it('ends when its client does not answer', async () => {
    const clock = manualClock();
    const config = parameters({ time: '1m', timeout: '10s' });
    const { grpc, report } = await startReceiver({ config, clock });
    const alive = connectGrpc(grpc);
    expect((await alive.call('traces', BODY)).grpcStatus).toBe(0);
    // The preface and empty settings, and then never a word.
    openSocket(grpc).write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');
    await until(() => report().grpc?.connections === 2, 'both are connected');
    await until(() => !clock.pending.includes(30_000), 'both have begun');
    // The one that has called is not asked yet.
    clock.advance(60_000);
    expect(clock.pending).toEqual([10_000]);
    clock.advance(10_000);
    await until(() => report().grpc?.connections === 1, 'the silent one is gone');
    clock.advance(50_000);
    expect(clock.pending).toEqual([10_000]);
    await until(() => clock.pending.length === 0, 'the other one answers');
    expect((await alive.call('traces', BODY)).grpcStatus).toBe(0);
  });

  it('ends when it never begins, and when it speaks something else', async () => {
    const clock = manualClock();
    const { grpc, report } = await startReceiver({ config: grpcOnly(), clock });
    const silent = openSocket(grpc);
    await until(() => report().grpc?.connections === 1, 'the client is connected');
    clock.advance(30_000);
    await until(() => report().grpc?.connections === 0, 'the client is gone');
    silent.destroy();
    const confused = openSocket(grpc);
    confused.write('GET /v1/traces HTTP/1.1\r\nhost: x\r\n\r\n');
    confused.resume();
    await once(confused, 'close');
    expect((await connectGrpc(grpc).call('traces', BODY)).grpcStatus).toBe(0);
  });

  it('cannot be opened where another server listens', async () => {
    const { grpc } = await startReceiver();
    const { host } = new URL(grpc);
    await expect(startReceiver({ config: grpcOnly({ endpoint: host }) })).rejects.toMatchObject({
      code: 'endpoint_unavailable',
    });
  });
});

describe('a connection of HTTP', () => {
  /** What an answer says of its connection, on one connection that is kept. */
  function keeping(url: string): () => Promise<string | undefined> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    return () =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/x-protobuf' };
        const request = httpRequest(`${url}/v1/traces`, { method: 'POST', headers, agent });
        request.on('error', reject);
        request.on('response', (response) => {
          response.resume();
          response.on('end', () => resolve(response.headers.connection));
        });
        request.end(BODY);
      });
  }

  it('ends with the first answer after its age', async () => {
    const clock = manualClock();
    const config = { protocols: { http: { ...FREE_PORT, max_connection_age: '10m' } } };
    const { http } = await startReceiver({ config, clock });
    const ask = keeping(http);
    expect(await ask()).toBe('keep-alive');
    clock.advance(599_999);
    expect(await ask()).toBe('keep-alive');
    clock.advance(1);
    expect(await ask()).toBe('close');
    expect(await ask()).toBe('keep-alive');
  });

  it('ends with the answer that is under way at its age', async () => {
    const clock = manualClock();
    const { waiting, emit } = gate();
    const config = { protocols: { http: { ...FREE_PORT, max_connection_age: '10m' } } };
    const { http } = await startReceiver({ config, clock, emit });
    const answer = keeping(http)();
    await until(() => waiting.length === 1, 'the request is under way');
    clock.advance(600_000);
    waiting[0]?.();
    expect(await answer).toBe('close');
  });

  it('ends with each answer where keep-alive is off', async () => {
    const config = { protocols: { http: { ...FREE_PORT, keep_alives_enabled: false } } };
    const { http } = await startReceiver({ config });
    expect(await keeping(http)()).toBe('close');
  });

  it('is refused, retryably, when its body comes too slowly', async () => {
    const clock = manualClock();
    const config = { protocols: { http: { ...FREE_PORT, read_timeout: '3s' } } };
    const { http, report } = await startReceiver({ config, clock });
    const socket = openSocket(http);
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n' +
        `content-length: 1000\r\n\r\n${'x'.repeat(500)}`,
    );
    await until(() => report().bytes === 500, 'a part of the body is there');
    clock.advance(3_000);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer.toString('latin1')).toMatch(/retry-after: 1\r\n/i);
    expect(report().bytes).toBe(0);
    clock.advance(1_000);
    await once(socket, 'close');
  });

  it('ends with the answer that is under way when the receiver shuts down', async () => {
    const { waiting, emit } = gate();
    const { component, http } = await startReceiver({ emit });
    const answer = keeping(http)();
    await until(() => waiting.length === 1, 'the request is under way');
    const shutdown = component.shutdown(new AbortController().signal);
    waiting[0]?.();
    expect(await answer).toBe('close');
    await shutdown;
  });
});

describe('a sender that announces much and sends little', () => {
  const SENDERS = 40;
  const KIB = 1024;

  it('gets no more memory than one that sends little', async () => {
    const { http, report } = await startReceiver();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < SENDERS; i++) {
      openSocket(http).write(
        'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\n' +
          `content-length: ${64 * KIB * KIB}\r\n\r\nx`,
      );
    }
    await until(() => report().bytes === SENDERS, 'a byte of each is there');
    // As much again for what Node reads into.
    const grown = process.memoryUsage().arrayBuffers - before;
    expect(grown).toBeLessThan(SENDERS * 2 * 64 * KIB);
  });

  it('gets no more over gRPC', async () => {
    const { grpc, report } = await startReceiver();
    const client = connectGrpc(grpc);
    const before = process.memoryUsage().arrayBuffers;
    const head = Buffer.from([0, 0x04, 0, 0, 0]);
    for (let i = 0; i < SENDERS; i++) {
      client.open({ ':path': GRPC_PATHS.traces }).write(Buffer.concat([head, Buffer.of(1)]));
    }
    await until(() => report().bytes === SENDERS, 'a byte of each is there');
    const grown = process.memoryUsage().arrayBuffers - before;
    expect(grown).toBeLessThan(SENDERS * 4 * 64 * KIB);
  });
});
