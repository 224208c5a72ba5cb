import type { Batch, Component, Consumer, ProcessorDefinition } from '../../component.ts';
import { ComponentError } from '../../errors.ts';
import { createContext, createHost } from '../contexts.ts';
import { createSink, type Sink } from '../sink.ts';
import {
  check,
  checkGarbage,
  copyOf,
  type ContractCase,
  failureOf,
  inTime,
  nameOf,
  settlesSoon,
  shutdownCases,
  using,
  watch,
} from './contract.ts';

export interface ProcessorSubject<Config> {
  readonly definition: ProcessorDefinition<Config>;
  readonly config?: unknown;
  /** Batches that the processor hands on, changed or not. At least one. */
  readonly passed: readonly Batch[];
  /** Batches that it has no reason to change: they must come out as they went in. */
  readonly untouched?: readonly Batch[];
}

/** What every processor must do. A stateless one by its nature keeps nothing between two batches. */
export function processorContract<Config>(
  subject: ProcessorSubject<Config>,
): readonly ContractCase[] {
  const { definition, config, passed, untouched = [] } = subject;
  const host = createHost();
  const make = (next: Consumer): Component & Consumer =>
    definition.create({ ...createContext(definition, { config }), next });
  const withSink = async (
    use: (processor: Component & Consumer, sink: Sink) => Promise<void>,
  ): Promise<void> => {
    const sink = createSink();
    await using(make(sink), host, (processor) => use(processor, sink));
  };
  const eachPassed = (
    use: (processor: Component & Consumer, sink: Sink, batch: Batch) => Promise<void>,
  ): Promise<void> =>
    withSink(async (processor, sink) => {
      check(passed.length > 0, 'the subject of the contract has no batch that passes');
      for (const batch of passed) {
        await use(processor, sink, copyOf(batch));
      }
    });

  return [
    ...shutdownCases(() => make(createSink()), host),
    {
      name: 'hands on a batch that it has no reason to change as it is, without a copy',
      run: () =>
        withSink(async (processor, sink) => {
          for (const batch of untouched.map(copyOf)) {
            await processor.consume(batch);
            const given = sink.offered.at(-1);
            check(given?.body === batch.body, 'the body is not the one that came in');
            check(given.encoding === batch.encoding, 'the encoding is another one');
            check(given.items === batch.items, 'the count of items is another one');
          }
        }),
    },
    {
      name: 'keeps the place of a batch: sequence, time, tenant and signal',
      run: () =>
        eachPassed(async (processor, sink, batch) => {
          await processor.consume(batch);
          const given = sink.offered.at(-1);
          check(given !== undefined, 'nothing was handed on');
          const isSame =
            given.sequence === batch.sequence &&
            given.receivedAt === batch.receivedAt &&
            given.tenant === batch.tenant &&
            given.signal === batch.signal;
          check(isSame, 'the batch that was handed on has another place');
        }),
    },
    {
      name: 'does not write to the body, and does not use it once consume has settled',
      run: () =>
        eachPassed(async (processor, sink, batch) => {
          const watched = watch(batch);
          await processor.consume(watched.batch);
          watched.checkUnchanged();
          watched.poison();
          const before = sink.offered.length;
          await processor.consume(batch);
          const later = sink.offered.slice(before).map(({ body }) => body);
          check(!watched.isIn(later), 'a body was kept, and handed on when it was gone');
        }),
    },
    {
      name: 'settles after the next consumer, not before',
      run: () =>
        eachPassed(async (processor, sink, batch) => {
          const open = sink.hold();
          const work = Promise.resolve(processor.consume(batch));
          const isEarly = await settlesSoon(work);
          open();
          check(!isEarly, 'consume settled while the next consumer was still at work');
          await inTime(work, 'consume behind a consumer that has settled');
        }),
    },
    {
      name: 'passes the refusal of the next consumer back as it is',
      run: () =>
        eachPassed(async (processor, sink, batch) => {
          for (const retryable of [true, false]) {
            const refusal = new ComponentError('backend_rejected', 'refused', { retryable });
            sink.refuse(refusal);
            const error = await failureOf(() => processor.consume(batch));
            check(error === refusal, `expected the refusal itself, found ${nameOf(error)}`);
          }
          sink.accept();
        }),
    },
    {
      name: 'says of a body that it cannot read that it is no use to send it again, or passes it on',
      run: () => eachPassed((processor, _, batch) => checkGarbage(processor, batch)),
    },
  ];
}
