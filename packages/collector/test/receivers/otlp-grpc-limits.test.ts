import { Buffer } from 'node:buffer';

import { describe, expect, it } from 'vitest';

import { answerOf, connectGrpc, frame, GRPC_PATHS } from '../support/grpc-client.ts';
import { manualClock } from '../support/manual-clock.ts';
import { FREE_PORT, grpcOnly, keeper, startReceiver } from '../support/receiver.ts';
import { otlpRequest, post } from '../support/requests.ts';
import { until } from '../support/wait.ts';

const MIB = 1024 * 1024;

describe('time', () => {
  it('ends a call whose deadline is over while it is stored', async () => {
    const clock = manualClock();
    let stored = 0;
    const { grpc, report } = await startReceiver({
      clock,
      emit: () => {
        stored++;
        return new Promise(() => {});
      },
    });
    const client = connectGrpc(grpc);
    const headers = { 'grpc-timeout': '250m' };
    const answer = client.call('traces', otlpRequest('traces', 'a'), { headers });
    await until(() => stored === 1, 'the call reaches the log');
    clock.advance(250);
    expect(await answer).toMatchObject({ grpcStatus: 4, retryDelayMs: 1_000 });
    expect(report().grpc?.requests).toEqual({ 4: 1 });
  });

  it.each([
    ['its own deadline', { 'grpc-timeout': '2S' }, 2_000],
    ['the limit of the receiver', {}, 30_000],
    ['a deadline beyond every timer', { 'grpc-timeout': '99999999H' }, 30_000],
  ])('ends a slow sender at %s and keeps nothing of it', async (_, headers, ms) => {
    const clock = manualClock();
    const { kept, emit } = keeper();
    const { grpc, report } = await startReceiver({ clock, emit });
    const stream = connectGrpc(grpc).open({ ':path': GRPC_PATHS.traces, ...headers });
    const answer = answerOf(stream);
    const framed = frame(otlpRequest('traces', 'x'.repeat(500)));
    stream.write(framed.subarray(0, 205));
    await until(() => report().bytes === 200, 'a part of the message is there');
    clock.advance(ms - 1);
    expect(report().bytes).toBe(200);
    clock.advance(1);
    await until(() => report().bytes === 0, 'the part is given back');
    stream.end(framed.subarray(205));
    expect(await answer).toMatchObject({ grpcStatus: 4 });
    expect(kept).toEqual([]);
  });

  it('ends the stream of a refused sender that does not stop', async () => {
    const clock = manualClock();
    const { grpc, report } = await startReceiver({ clock });
    const stream = connectGrpc(grpc).open({ ':path': '/nope' });
    const answer = answerOf(stream);
    await until(() => report().grpc?.requests[12] === 1, 'the call is refused');
    clock.advance(1_000);
    expect(await answer).toMatchObject({ grpcStatus: 12, resetCode: 0 });
  });
});

describe('many senders', () => {
  it('share one budget of bytes over both protocols', async () => {
    const { grpc, http, report } = await startReceiver({
      config: { protocols: { http: FREE_PORT, grpc: FREE_PORT }, max_in_flight_mib: 1 },
    });
    const stream = connectGrpc(grpc).open({ ':path': GRPC_PATHS.traces });
    const answer = answerOf(stream);
    const framed = frame(Buffer.alloc(MIB - 1));
    stream.write(framed.subarray(0, MIB - 1_000));
    await until(() => report().bytes > MIB - 10_000, 'the budget is nearly used up');
    const body = otlpRequest('traces', 'x'.repeat(2_000));
    expect((await post(http, 'traces', body)).status).toBe(503);
    expect(await connectGrpc(grpc).call('traces', body)).toMatchObject({
      grpcStatus: 14,
      retryDelayMs: 1_000,
    });
    stream.close();
    await answer;
    await until(() => report().bytes === 0, 'the budget is free again');
    expect((await post(http, 'traces', body)).status).toBe(200);
  });

  it.each(['a cancelled call', 'a lost connection'])('get the bytes of %s back', async (what) => {
    const { grpc, report } = await startReceiver();
    const client = connectGrpc(grpc);
    const stream = client.open({ ':path': GRPC_PATHS.traces });
    stream.write(frame(Buffer.alloc(1_000)).subarray(0, 505));
    await until(() => report().bytes === 500, 'a part of the message is there');
    // `close` would end the message first.
    if (what === 'a cancelled call') stream.destroy();
    else client.session.destroy();
    await until(() => report().bytes === 0, 'the part is given back');
    expect(report().grpc?.requests).toEqual({ aborted: 1 });
  });

  it('are served while a thousand streams stand open and send nothing', async () => {
    const { grpc, report } = await startReceiver();
    const streams = Array.from({ length: 4 }, () => connectGrpc(grpc)).flatMap((client) =>
      Array.from({ length: 250 }, () => client.open({ ':path': GRPC_PATHS.traces })),
    );
    const ended = Promise.all(streams.map((stream) => answerOf(stream)));
    const sender = connectGrpc(grpc);
    const answer = await sender.call('traces', otlpRequest('traces', 'a'));
    expect(answer.grpcStatus).toBe(0);
    expect(report()).toMatchObject({ bytes: 0, grpc: { connections: 5 } });
    for (const stream of streams) stream.destroy();
    await ended;
    await until(() => report().grpc?.requests['aborted'] === 1_000, 'all streams are gone');
  });

  it('do not suffer from one that opens streams and resets them at once', async () => {
    const { grpc, report } = await startReceiver();
    const attacker = connectGrpc(grpc);
    for (let i = 0; i < 5_000 && !attacker.session.destroyed; i++) {
      const stream = attacker.open({ ':path': GRPC_PATHS.traces });
      stream.close(8);
      // Both frames have to reach the server: what is closed before it is sent costs nothing.
      if (i % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
    }
    const answer = await connectGrpc(grpc).call('traces', otlpRequest('traces', 'a'));
    expect(answer.grpcStatus).toBe(0);
    expect(attacker.session.destroyed).toBe(true);
    expect(report().bytes).toBe(0);
  });

  it('may have no more calls under way than the receiver says', async () => {
    const releases: (() => void)[] = [];
    const { grpc } = await startReceiver({
      config: grpcOnly({ max_concurrent_streams: 3 }),
      emit: () => new Promise((resolve) => releases.push(resolve)),
    });
    const client = connectGrpc(grpc);
    await until(() => client.session.remoteSettings.maxConcurrentStreams === 3, 'the settings');
    const calls = Array.from({ length: 5 }, () => client.call('logs', otlpRequest('logs', 'a')));
    await until(() => releases.length === 3, 'three calls are under way');
    for (let i = 0; i < 5; i++) {
      await until(() => releases.length > i, 'the next call');
      releases[i]?.();
    }
    const answers = await Promise.all(calls);
    expect(answers.map(({ grpcStatus }) => grpcStatus)).toEqual([0, 0, 0, 0, 0]);
  });
});
