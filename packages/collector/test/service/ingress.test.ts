import {
  type Batch,
  ComponentError,
  type Consumer,
  defineExporter,
  defineProcessor,
  defineReceiver,
  type NewBatch,
  type Signal,
} from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { startCollector } from '../support/collector.ts';
import { textOf } from '../support/records.ts';
import { until } from '../support/wait.ts';

interface Hand {
  emit: (batch: NewBatch) => Promise<void>;
  admit: () => void;
}

/** A receiver whose `emit` and `admit` a test holds in its hands. */
function handReceiver(): {
  readonly definition: ReturnType<typeof defineReceiver<object>>;
  readonly hand: Hand;
} {
  const hand: Hand = { emit: async () => {}, admit: () => {} };
  const definition = defineReceiver<object>({
    type: 'hand',
    stability: 'development',
    signals: ['traces', 'logs'],
    config: z.strictObject({}),
    create: ({ emit, admit }) => {
      Object.assign(hand, { emit, admit });
      return { async shutdown() {} };
    },
  });
  return { definition, hand };
}

/** An exporter that keeps what it gets. */
function keeper(): {
  readonly definition: ReturnType<typeof defineExporter<object>>;
  readonly kept: string[];
} {
  const kept: string[] = [];
  const definition = defineExporter<object>({
    type: 'keeper',
    stability: 'development',
    signals: ['traces', 'logs'],
    config: z.strictObject({}),
    delivery: () => ({
      inFlightMax: 1,
      retry: {
        enabled: true,
        initialIntervalMs: 10,
        multiplier: 1,
        randomizationFactor: 0,
        maxIntervalMs: 10,
        maxElapsedMs: 0,
      },
    }),
    create: () => ({
      consume: ({ body, plain }) => void kept.push(textOf(plain?.bytes ?? body)),
      async shutdown() {},
    }),
  });
  return { definition, kept };
}

type Work = (batch: Batch, next: Consumer) => Promise<void>;

function ingress(type: string, work: Work): ReturnType<typeof defineProcessor<object>> {
  return defineProcessor<object>({
    type,
    stability: 'development',
    signals: ['traces', 'logs'],
    stage: 'ingress',
    mutates: true,
    config: z.strictObject({}),
    create: ({ next }) => ({
      consume: (batch) => work(batch, next),
      async shutdown() {},
    }),
  });
}

interface Memory {
  readonly batch: NewBatch;
  readonly released: string[];
}

function batchOf(text: string, signal: Signal = 'traces'): Memory {
  const released: string[] = [];
  const plain = { bytes: Buffer.from(text), release: () => void released.push('plain') };
  const batch: NewBatch = {
    signal,
    contentType: 'protobuf',
    encoding: 'identity',
    body: Buffer.from(text),
    plain,
    items: 1,
    release: () => void released.push('body'),
  };
  return { batch, released };
}

const YAML = `
receivers: { hand: }
processors: { work: }
exporters: { keeper: }
service:
  wal: { type: memory }
  pipelines:
    traces: { receivers: [hand], processors: [work], exporters: [keeper] }
    logs: { receivers: [hand], exporters: [keeper] }
`;

async function rig(work: Work): Promise<{
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly kept: string[];
  readonly delivered: () => Promise<void>;
}> {
  const { definition, hand } = handReceiver();
  const { definition: exporter, kept } = keeper();
  const { service } = await startCollector({
    yaml: YAML,
    definitions: [definition, exporter, ingress('work', work)],
  });
  const lag = (): number =>
    service.report().components.find(({ id }) => id === 'keeper')?.cursor?.lagRecords ?? 1;
  return { emit: hand.emit, kept, delivered: () => until(() => lag() === 0, 'delivered') };
}

describe('ingress processors', () => {
  it('change what is stored, and only in pipelines that have them', async () => {
    const { emit, kept, delivered } = await rig(async (batch, next) => {
      // The plain bytes are the processor's own, and gone once the batch is stored.
      const plain = { bytes: Buffer.from('changed') };
      await next.consume({ ...batch, body: Buffer.from('changed'), plain });
      plain.bytes.fill('x');
    });
    const traces = batchOf('a');
    const logs = batchOf('b', 'logs');
    await emit(traces.batch);
    await emit(logs.batch);
    await delivered();
    expect(kept).toEqual(['changed', 'b']);
    expect(traces.released.toSorted()).toEqual(['body', 'plain']);
    expect(logs.released.toSorted()).toEqual(['body', 'plain']);
  });

  it('leave the memory of a batch that they pass on to the log', async () => {
    const gate = Promise.withResolvers<void>();
    const { emit, kept, delivered } = await rig(async (batch, next) => {
      await next.consume({ ...batch });
      await gate.promise;
    });
    const { batch, released } = batchOf('a');
    const emitted = emit(batch);
    await delivered();
    expect(kept).toEqual(['a']);
    // Given back by the log, once; not again when `emit` settles.
    expect(released.toSorted()).toEqual(['body', 'plain']);
    gate.resolve();
    await emitted;
    expect(released).toHaveLength(2);
  });

  it('may drop a batch, and hand on several', async () => {
    const { emit, kept, delivered } = await rig(async (batch, next) => {
      const text = textOf(batch.body);
      if (text === 'drop') return;
      await next.consume(batch);
      await next.consume({ ...batch });
      await next.consume({ ...batch, body: Buffer.from('third') });
    });
    const dropped = batchOf('drop');
    await emit(dropped.batch);
    expect(dropped.released.toSorted()).toEqual(['body', 'plain']);
    const several = batchOf('x');
    await emit(several.batch);
    await delivered();
    expect(kept).toEqual(['x', 'x', 'third']);
    expect(several.released.toSorted()).toEqual(['body', 'plain']);
  });

  it('hand their refusals to the sender, whose memory it stays', async () => {
    const refusal = new ComponentError('data_invalid', 'no');
    const { emit } = await rig(async () => {
      throw refusal;
    });
    const { batch, released } = batchOf('a');
    await expect(emit(batch)).rejects.toBe(refusal);
    expect(released).toEqual([]);
  });

  it('run once for all pipelines that have them in common, the rest behind the log', async () => {
    const { definition, hand } = handReceiver();
    const { definition: exporter, kept } = keeper();
    const seen: string[] = [];
    const noting = (type: string): ReturnType<typeof ingress> =>
      ingress(type, async (batch, next) => {
        seen.push(type);
        await next.consume({ ...batch, body: Buffer.from(`${textOf(batch.body)}-${type}`) });
      });
    await startCollector({
      yaml: `
receivers: { hand: }
processors: { first: , second: , third: }
exporters: { keeper/1: , keeper/2: }
service:
  wal: { type: memory }
  pipelines:
    traces/1: { receivers: [hand], processors: [first, second], exporters: [keeper/1] }
    traces/2: { receivers: [hand], processors: [first, third], exporters: [keeper/2] }
`,
      definitions: [definition, exporter, noting('first'), noting('second'), noting('third')],
    });
    await hand.emit(batchOf('x').batch);
    await until(() => kept.length === 2, 'both have it');
    expect(kept.toSorted()).toEqual(['x-first-second', 'x-first-third']);
    expect(seen.filter((type) => type === 'first')).toHaveLength(1);
  });

  it('are asked by their receiver before it reads a body', async () => {
    const { definition, hand } = handReceiver();
    let full = false;
    const limiter = defineProcessor<object>({
      type: 'limiter',
      stability: 'development',
      signals: ['traces', 'logs'],
      stage: 'ingress',
      mutates: false,
      config: z.strictObject({}),
      create: ({ next }) => ({
        get isRefusing() {
          return full;
        },
        admit() {
          if (full) throw new ComponentError('memory_limited', 'full', { retryable: true });
        },
        consume: (batch) => next.consume(batch),
        async shutdown() {},
      }),
    });
    const { service } = await startCollector({
      yaml: YAML.replaceAll('work', 'limiter'),
      definitions: [definition, keeper().definition, limiter],
    });
    expect(() => hand.admit()).not.toThrow();
    expect(service.report().readiness).toEqual({ ready: true, reasons: [] });
    full = true;
    expect(service.report().readiness.ready).toBe(false);
    expect(() => hand.admit()).toThrowError(ComponentError);
  });
});

describe('acknowledgement', () => {
  it('waits for the delivery where a receiver asks for it, and keeps what is not delivered', async () => {
    const { definition, hand } = handReceiver();
    const { definition: exporter, kept } = keeper();
    const gate = Promise.withResolvers<void>();
    const slow = { ...exporter, type: 'slow', create: () => slowConsumer(gate.promise) };
    await startCollector({
      yaml: `
receivers: { hand: }
exporters: { keeper: , slow: }
service:
  wal: { type: memory }
  pipelines:
    traces: { receivers: [hand], exporters: [keeper, slow] }
    logs: { receivers: [hand], exporters: [keeper] }
`,
      definitions: [definition, exporter, slow],
    });
    const delivered = { level: 'delivered', timeoutMs: 50 } as const;
    await hand.emit({ ...batchOf('log', 'logs').batch, acknowledgement: delivered });
    expect(kept).toEqual(['log']);
    const undelivered = batchOf('span');
    await expect(
      hand.emit({ ...undelivered.batch, acknowledgement: delivered }),
    ).rejects.toMatchObject({
      code: 'not_delivered',
      message: 'not delivered to slow within 50 ms',
      kept: true,
    });
    // The log still reads it.
    expect(undelivered.released).toEqual([]);
    const later = hand.emit({
      ...batchOf('next').batch,
      acknowledgement: { ...delivered, timeoutMs: 5_000 },
    });
    gate.resolve();
    await later;
    expect(kept).toEqual(['log', 'span', 'next']);
  });

  it('waits for the log only, where a receiver asks for nothing', async () => {
    const { definition, hand } = handReceiver();
    const { definition: exporter } = keeper();
    const slow = { ...exporter, type: 'slow', create: () => slowConsumer(new Promise(() => {})) };
    const { service } = await startCollector({
      yaml: `
receivers: { hand: }
exporters: { slow: }
service:
  shutdown_timeout: 100ms
  pipelines: { traces: { receivers: [hand], exporters: [slow] } }
`,
      definitions: [definition, slow],
    });
    await hand.emit(batchOf('a').batch);
    await hand.emit({
      ...batchOf('b').batch,
      acknowledgement: { level: 'accepted', timeoutMs: 0 },
    });
    await until(() => service.report().wal?.next === '2', 'both are stored');
    expect(service.report().wal).toMatchObject({ appended: 2, failed: 0 });
  });
});

function slowConsumer(
  gate: Promise<void>,
): ReturnType<ReturnType<typeof keeper>['definition']['create']> {
  return {
    consume: () => gate,
    async shutdown() {},
  };
}
