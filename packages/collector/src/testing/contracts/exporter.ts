import type { Batch, Component, Consumer, ExporterDefinition } from '../../component.ts';
import { createContext, createHost } from '../contexts.ts';
import {
  check,
  checkGarbage,
  checkRefusal,
  copyOf,
  type ContractCase,
  failureOf,
  inTime,
  settlesSoon,
  shutdownCases,
  startOf,
  using,
  watch,
} from './contract.ts';

/** Where an exporter sends to, as the test has it in its hand. */
export interface Destination {
  /** How it answers from now on; `hang` never does. */
  answer(how: 'accept' | 'refuse for now' | 'refuse for good' | 'hang'): void;
  /** Requests that it took. */
  taken(): number;
}

export interface ExporterSubject<Config> {
  readonly definition: ExporterDefinition<Config>;
  readonly config?: unknown;
  /** Batches that the destination takes. At least one. */
  readonly batches: readonly Batch[];
  /** Absent where the exporter waits to be asked, as one that is scraped. */
  readonly destination?: Destination;
}

/** What every exporter must do. */
export function exporterContract<Config>(
  subject: ExporterSubject<Config>,
): readonly ContractCase[] {
  const { definition, config, batches, destination } = subject;
  const host = createHost();
  const make = (): Component & Consumer => definition.create(createContext(definition, { config }));
  const eachBatch = (
    use: (exporter: Component & Consumer, batch: Batch) => Promise<void>,
  ): Promise<void> => {
    check(batches.length > 0, 'the subject of the contract has no batch');
    destination?.answer('accept');
    return using(make(), host, async (exporter) => {
      for (const batch of batches) {
        await use(exporter, copyOf(batch));
      }
    });
  };

  return [
    ...shutdownCases(make, host),
    {
      name: 'has a delivery that can be carried out',
      async run() {
        const parsed = createContext(definition, { config }).config;
        const { inFlightMax, retry, merge } = definition.delivery(parsed);
        check(Number.isInteger(inFlightMax) && inFlightMax >= 1, 'inFlightMax is below 1');
        const { initialIntervalMs, maxIntervalMs, maxElapsedMs, multiplier } = retry;
        check(initialIntervalMs >= 0 && maxElapsedMs >= 0, 'a time of the retry is negative');
        check(maxIntervalMs >= initialIntervalMs, 'retries begin above their longest interval');
        check(multiplier >= 1, 'intervals between retries get shorter');
        const { randomizationFactor } = retry;
        check(randomizationFactor >= 0 && randomizationFactor <= 1, 'the spread is not in [0, 1]');
        check(merge === undefined || merge.maxBytes > 0, 'nothing may be merged into 0 bytes');
      },
    },
    {
      name: 'takes a batch once its destination has taken it',
      run: () =>
        eachBatch(async (exporter, batch) => {
          const before = destination?.taken() ?? 0;
          await inTime(Promise.resolve(exporter.consume(batch)), 'a delivery');
          if (destination === undefined) return;
          check(destination.taken() > before, 'consume settled, but nothing has arrived');
        }),
    },
    {
      name: 'does not write to the body, and does not use it once consume has settled',
      run: () =>
        eachBatch(async (exporter, batch) => {
          const watched = watch(batch);
          await exporter.consume(watched.batch);
          watched.checkUnchanged();
          watched.poison();
          // What is still sent of the first one would arrive as something that nobody can read.
          await exporter.consume({ ...batch, sequence: batch.sequence + 1n });
        }),
    },
    {
      name: 'says of a body that it cannot read that it is no use to send it again, or sends it',
      run: () => eachBatch((exporter, batch) => checkGarbage(exporter, batch)),
    },
    ...(destination === undefined ? [] : destinationCases({ make, destination, batches })),
  ];
}

interface Sending {
  readonly make: () => Component & Consumer;
  readonly destination: Destination;
  readonly batches: readonly Batch[];
}

function destinationCases({ make, destination, batches }: Sending): readonly ContractCase[] {
  const host = createHost();
  const refused = (how: 'refuse for now' | 'refuse for good', retryable: boolean): Promise<void> =>
    using(make(), host, async (exporter) => {
      destination.answer(how);
      for (const batch of batches) {
        const error = await inTime(
          failureOf(() => exporter.consume(batch)),
          'a delivery',
        );
        checkRefusal(error, retryable, `a destination that was told to ${how}`);
      }
    });
  return [
    {
      name: 'does not retry itself: a destination that refuses for now is the cursor’s business',
      run: () => refused('refuse for now', true),
    },
    {
      name: 'says so when a destination refuses for good',
      run: () => refused('refuse for good', false),
    },
    {
      name: 'ends in time while its destination does not answer',
      async run() {
        const exporter = make();
        await inTime(startOf(exporter, host), 'the start');
        destination.answer('hang');
        const [batch] = batches;
        check(batch !== undefined, 'the subject of the contract has no batch');
        const work = Promise.resolve(exporter.consume(batch));
        work.catch(() => {});
        check(!(await settlesSoon(work)), 'consume settled without an answer');
        await inTime(exporter.shutdown(AbortSignal.abort()), 'a shutdown behind its deadline');
        const error = await inTime(
          failureOf(() => work),
          'a delivery that was cut off',
        );
        checkRefusal(error, true, 'a delivery that was cut off');
        destination.answer('accept');
      },
    },
  ];
}
