import type { Component, NewBatch, ReceiverDefinition, Reporter } from '../../component.ts';
import { ComponentError } from '../../errors.ts';
import { createContext, createHost } from '../contexts.ts';
import { check, type ContractCase, inTime, settlesSoon, shutdownCases, using } from './contract.ts';

/** What a sender is told: it is taken, to be sent again, or never to be sent again. */
export type Answer = 'taken' | 'again' | 'never';

export interface ReceiverSubject<Config> {
  readonly definition: ReceiverDefinition<Config>;
  /** Listens on a free port. */
  readonly config?: unknown;
  /** Sends one valid request, the `number`th, that holds `items` items. */
  readonly send: (receiver: Component & Partial<Reporter>, number: number) => Promise<Answer>;
  readonly items: number;
}

/** The log behind a receiver, as far as a test needs one. */
interface Log {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly batches: readonly NewBatch[];
  refusal: ComponentError | undefined;
  /** What `emit` waits for. */
  gate: Promise<void>;
  /** Settles with the first call of `emit`. */
  readonly called: Promise<void>;
}

function createLog(): Log {
  const batches: NewBatch[] = [];
  const { promise: called, resolve: call } = Promise.withResolvers<void>();
  const log: Log = {
    called,
    batches,
    refusal: undefined,
    gate: Promise.resolve(),
    async emit(batch) {
      call();
      await log.gate;
      if (log.refusal !== undefined) throw log.refusal;
      batches.push(batch);
    },
  };
  return log;
}

function refuseAll(): never {
  throw new ComponentError('memory_limited', 'no memory', { retryable: true });
}

/** What every receiver must do. */
export function receiverContract<Config>(
  subject: ReceiverSubject<Config>,
): readonly ContractCase[] {
  const { definition, config, send, items } = subject;
  const host = createHost();
  const make = (log: Log, admit: () => void = () => {}): Component & Partial<Reporter> =>
    definition.create({ ...createContext(definition, { config }), emit: log.emit, admit });
  const withLog = async (
    use: (receiver: Component, log: Log) => Promise<void>,
    admit?: () => void,
  ): Promise<void> => {
    const log = createLog();
    await using(make(log, admit), host, (receiver) => use(receiver, log));
  };
  const answerTo = (receiver: Component, number: number): Promise<Answer> =>
    inTime(send(receiver, number), 'an answer');

  return [
    ...shutdownCases(() => make(createLog()), host),
    {
      name: 'emits what it takes, with its signal and its count of items',
      run: () =>
        withLog(async (receiver, log) => {
          check((await answerTo(receiver, 0)) === 'taken', 'a valid request was not taken');
          const [batch] = log.batches;
          check(batch !== undefined, 'nothing was emitted');
          check(batch.items === items, `expected ${items} items, found ${batch.items}`);
          check(batch.body.length > 0, 'the body is empty');
          const isKnown = definition.signals.includes(batch.signal);
          check(isKnown, `${batch.signal} is no signal of the definition`);
        }),
    },
    {
      name: 'answers after the log has taken the request, not before',
      run: () =>
        withLog(async (receiver, log) => {
          const { promise, resolve } = Promise.withResolvers<void>();
          log.gate = promise;
          const answer = send(receiver, 0);
          await inTime(log.called, 'the way to the log');
          const isEarly = await settlesSoon(answer);
          resolve();
          check(!isEarly, 'it answered while the log was still at work');
          check((await inTime(answer, 'an answer')) === 'taken', 'the request was not taken');
        }),
    },
    {
      name: 'tells the sender when the log refuses, and whether to come again',
      run: () =>
        withLog(async (receiver, log) => {
          const full = { retryable: true, retryAfterMs: 3_000 };
          log.refusal = new ComponentError('wal_full', 'full', full);
          check((await answerTo(receiver, 0)) === 'again', 'a full log must ask to come again');
          log.refusal = new ComponentError('no_pipeline', 'nobody wants it');
          check((await answerTo(receiver, 1)) === 'never', 'what nobody wants must not come again');
          log.refusal = undefined;
          check((await answerTo(receiver, 2)) === 'taken', 'it does not take requests any more');
          check(log.batches.length === 1, 'a refused request was emitted again');
        }),
    },
    {
      name: 'leaves what it has emitted alone',
      run: () =>
        withLog(async (receiver, log) => {
          await answerTo(receiver, 0);
          const [first] = log.batches;
          check(first !== undefined, 'nothing was emitted');
          const body = new Uint8Array(first.body);
          const plain = first.plain === undefined ? undefined : new Uint8Array(first.plain.bytes);
          for (let number = 1; number < 5; number++) {
            await answerTo(receiver, number);
          }
          const isSame = Buffer.compare(body, first.body) === 0;
          check(isSame, 'a later request was written into the body of an earlier one');
          if (plain === undefined || first.plain === undefined) return;
          const isPlainSame = Buffer.compare(plain, first.plain.bytes) === 0;
          check(isPlainSame, 'a later request was written into the plain body of an earlier one');
        }),
    },
    {
      name: 'asks for admission, and sends away whom it may not take',
      run: () =>
        withLog(async (receiver, log) => {
          check((await answerTo(receiver, 0)) === 'again', 'it must ask to come again');
          check(log.batches.length === 0, 'it emitted what it may not take');
        }, refuseAll),
    },
    {
      name: 'ends in time while the log does not answer',
      async run() {
        const log = createLog();
        const { promise, resolve } = Promise.withResolvers<void>();
        log.gate = promise;
        const receiver = make(log);
        await inTime(receiver.start?.(host) ?? Promise.resolve(), 'the start');
        const answer = send(receiver, 0).catch(() => 'again' as const);
        await inTime(log.called, 'the way to the log');
        await inTime(receiver.shutdown(AbortSignal.abort()), 'a shutdown behind its deadline');
        resolve();
        check((await inTime(answer, 'an end')) !== 'never', 'the sender was told to give up');
      },
    },
  ];
}
