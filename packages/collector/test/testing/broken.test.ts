import {
  type Batch,
  ComponentError,
  defineConnector,
  defineExporter,
  defineReceiver,
  type NewBatch,
  type RetryPolicy,
} from '@marigraph/collector';
import {
  type Answer,
  connectorContract,
  type ContractCase,
  type Destination,
  exporterContract,
  newBatch,
  receiverContract,
  storedBatch,
} from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** What the cases of a contract complain of, one after the other. */
async function failuresOf(cases: readonly ContractCase[]): Promise<string[]> {
  const failures: string[] = [];
  for (const { run } of cases) await run().catch((error: unknown) => failures.push(String(error)));
  return failures;
}

const COMMON = { stability: 'development', config: z.strictObject({}) } as const;
const ends = async (): Promise<void> => {};

describe('the contract of a receiver', () => {
  type Receive = (
    batch: NewBatch,
    context: { readonly emit: (batch: NewBatch) => Promise<unknown>; readonly admit: () => void },
  ) => Promise<void>;

  const keeps: Receive = async (batch, { emit, admit }) => {
    admit();
    await emit(batch);
  };

  function complaints(receive: Receive, items = 2): Promise<string[]> {
    const definition = defineReceiver({
      ...COMMON,
      type: 'tested',
      signals: ['traces'],
      create: (context) => ({
        report: () => (batch: NewBatch) => receive(batch, context),
        shutdown: ends,
      }),
    });
    const cases = receiverContract({
      definition,
      items,
      async send(receiver, number): Promise<Answer> {
        const offer = receiver.report?.() as (batch: NewBatch) => Promise<void>;
        try {
          await offer(newBatch({ body: Buffer.from(`request ${number}`), items: 2 }));
          return 'taken';
        } catch (error) {
          return error instanceof ComponentError && error.retryable ? 'again' : 'never';
        }
      },
    });
    return failuresOf(cases);
  }

  it('is kept by one that does as it says', async () => {
    expect(await complaints(keeps)).toEqual([]);
  });

  const memory = Buffer.alloc(64);
  const BROKEN: readonly (readonly [string, Receive, string])[] = [
    [
      'never asks for admission',
      async (b, { emit }) => void (await emit(b)),
      'it must ask to come again',
    ],
    [
      'answers before the log has',
      async (batch, { emit, admit }) => {
        admit();
        void emit(batch).catch(() => {});
      },
      'it answered while the log was still at work',
    ],
    [
      'says of every refusal that it is for good',
      async (batch, { emit, admit }) => {
        try {
          admit();
          await emit(batch);
        } catch {
          throw new Error('no');
        }
      },
      'a full log must ask to come again',
    ],
    [
      'writes into what it has emitted',
      async (batch, { emit, admit }) => {
        admit();
        memory.set(batch.body);
        await emit({ ...batch, body: memory });
      },
      'a later request was written into the body of an earlier one',
    ],
    [
      'miscounts',
      async (batch, { emit, admit }) => {
        admit();
        await emit({ ...batch, items: 1 });
      },
      'expected 2 items, found 1',
    ],
    [
      'emits what no pipeline expects',
      async (batch, { emit, admit }) => {
        admit();
        await emit({ ...batch, signal: 'logs' });
      },
      'logs is no signal of the definition',
    ],
  ];

  it.each(BROKEN)('finds one that %s', async (_, receive, complaint) => {
    expect((await complaints(receive)).join('\n')).toContain(complaint);
  });
});

describe('the contract of an exporter', () => {
  const RETRY: RetryPolicy = {
    enabled: true,
    initialIntervalMs: 1,
    multiplier: 2,
    randomizationFactor: 0,
    maxIntervalMs: 5,
    maxElapsedMs: 0,
  };
  let how: Parameters<Destination['answer']>[0] = 'accept';
  let taken = 0;
  const destination: Destination = {
    answer: (asked) => {
      how = asked;
    },
    taken: () => taken,
  };
  type Consume = (batch: Batch, end: AbortSignal) => Promise<void>;

  const keeps: Consume = async (_, end) => {
    if (how === 'hang') {
      await new Promise((resolve) => {
        end.addEventListener('abort', resolve);
      });
      throw new ComponentError('backend_unavailable', 'cut off', { retryable: true });
    }
    if (how !== 'accept') {
      const retryable = how === 'refuse for now';
      throw new ComponentError('backend_rejected', 'no', { retryable });
    }
    taken++;
  };

  function complaints(consume: Consume, retry: Partial<RetryPolicy> = {}): Promise<string[]> {
    const definition = defineExporter({
      ...COMMON,
      type: 'tested',
      signals: ['traces'],
      delivery: () => ({ inFlightMax: 1, retry: { ...RETRY, ...retry } }),
      create: () => {
        const ending = new AbortController();
        return {
          consume: (batch) => consume(batch, ending.signal),
          shutdown: async () => ending.abort(),
        };
      },
    });
    const batches = [storedBatch({ body: Buffer.from('request') })];
    return failuresOf(exporterContract({ definition, batches, destination }));
  }

  it('is kept by one that does as it says', async () => {
    expect(await complaints(keeps)).toEqual([]);
  });

  it.each([
    ['settles before anything has arrived', async () => {}, 'nothing has arrived'],
    [
      'swallows refusals',
      (batch, end) => keeps(batch, end).catch(() => {}),
      'a destination that was told to refuse for now: expected a refusal, but it was taken',
    ],
    [
      'says of every refusal that it may come again',
      (batch, end) =>
        keeps(batch, end).catch(() => {
          throw new ComponentError('backend_unavailable', 'no', { retryable: true });
        }),
      'told to refuse for good: expected retryable false, found true',
    ],
    [
      'does not end what is under way',
      async (batch, end) => (how === 'hang' ? new Promise(() => {}) : keeps(batch, end)),
      'a delivery that was cut off takes more than',
    ],
    [
      'writes into the body',
      (batch, end) => {
        batch.body[0] = 0;
        return keeps(batch, end);
      },
      'the body was written to',
    ],
  ] satisfies readonly (readonly [string, Consume, string])[])(
    'finds one that %s',
    async (_, consume, complaint) => {
      expect((await complaints(consume)).join('\n')).toContain(complaint);
    },
  );

  it('finds a delivery that cannot be carried out', async () => {
    expect((await complaints(keeps, { maxIntervalMs: 0 })).join()).toContain('longest interval');
    expect((await complaints(keeps, { multiplier: 0.5 })).join()).toContain('get shorter');
  });
});

describe('the contract of a connector', () => {
  interface Parts {
    /** Whether what was refused is kept for the next time. */
    readonly keeps: boolean;
    readonly restores: boolean;
    /** Whether it takes what has changed for what is saved. */
    readonly forgets: boolean;
    readonly body: (kept: Uint8Array) => Uint8Array;
  }

  /** Emits everything that came in as one request, when it is told to. */
  function complaints(parts: Partial<Parts> = {}): Promise<string[]> {
    const {
      keeps = true,
      restores = true,
      forgets = false,
      body = (kept) => new Uint8Array(kept),
    } = parts;
    const definition = defineConnector({
      ...COMMON,
      type: 'tested',
      from: ['traces'],
      to: ['logs'],
      create: ({ emit, state, clock }) => {
        let waiting: Uint8Array[] = restores ? [...(state?.values() ?? [])] : [];
        let snapshots = 0;
        let stop: (() => void) | undefined;
        async function flush(): Promise<void> {
          const [first, ...others] = waiting;
          if (first === undefined) return;
          waiting = others;
          try {
            await emit(newBatch({ signal: 'logs', body: first }));
          } catch {
            if (keeps) waiting = [first, ...waiting];
          }
        }
        return {
          async start() {
            stop = clock.every(1_000, () => void flush());
          },
          consume: (batch) => void waiting.push(body(batch.body)),
          snapshot(saved) {
            const [first] = waiting;
            const version = forgets ? 0 : snapshots++;
            if (first === undefined) return new Map();
            const isSaved = saved.get('first') === version;
            const bytes = isSaved ? undefined : Buffer.concat(waiting);
            return new Map([['first', { version, bytes }]]);
          },
          shutdown: async () => stop?.(),
        };
      },
    });
    const cases = connectorContract({
      definition,
      batches: [
        storedBatch({ body: Buffer.from('request') }),
        ...(forgets ? [storedBatch({ body: Buffer.from('another') })] : []),
      ],
      async produce(_, clock) {
        clock.advance(1_000);
        await new Promise((resolve) => void setImmediate(resolve));
      },
    });
    return failuresOf(cases);
  }

  it('is kept by one that does as it says', async () => {
    expect(await complaints()).toEqual([]);
  });

  it.each([
    [{ keeps: false }, '1 refused requests never came again'],
    [{ restores: false }, 'expected 1 items, found 0'],
    [{ forgets: true }, 'part first is left out although it has changed'],
    [{ body: (kept: Uint8Array) => kept }, 'a body was kept, and emitted when it was gone'],
  ])('finds %j', async (parts, complaint) => {
    expect((await complaints(parts)).join('\n')).toContain(complaint);
  });
});
