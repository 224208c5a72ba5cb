import type { Batch, ConnectorDefinition, NewBatch } from '../../component.ts';
import { ComponentError } from '../../errors.ts';
import { createContext, createHost, type TestContext } from '../contexts.ts';
import type { ManualClock } from '../manual-clock.ts';
import {
  check,
  checkGarbage,
  copyOf,
  type ContractCase,
  shutdownCases,
  using,
  watch,
} from './contract.ts';

type Connector = ReturnType<ConnectorDefinition<never>['create']>;

export interface ConnectorSubject<Config> {
  readonly definition: ConnectorDefinition<Config>;
  readonly config?: unknown;
  /** Batches that it takes, in order. At least one. */
  readonly batches: readonly Batch[];
  /** Makes it emit what the batches have come to, or what it could not emit before: mostly time that passes. */
  readonly produce: (connector: Connector, clock: ManualClock) => Promise<void>;
}

/** The log behind a connector, as far as a test needs one. */
interface Log {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly taken: readonly NewBatch[];
  readonly refused: readonly NewBatch[];
  isFull: boolean;
}

function createLog(): Log {
  const taken: NewBatch[] = [];
  const refused: NewBatch[] = [];
  const log: Log = {
    taken,
    refused,
    isFull: false,
    async emit(batch) {
      if (log.isFull) {
        refused.push(batch);
        throw new ComponentError('wal_full', 'full', { retryable: true, retryAfterMs: 1_000 });
      }
      taken.push(batch);
    },
  };
  return log;
}

/** What every connector must do. */
export function connectorContract<Config>(
  subject: ConnectorSubject<Config>,
): readonly ContractCase[] {
  const { definition, config, batches, produce } = subject;
  const host = createHost();
  const make = (log: Log, state?: Uint8Array, context?: TestContext<Config>): Connector =>
    definition.create({
      ...(context ?? createContext(definition, { config })),
      emit: log.emit,
      state,
    });
  const consumeAll = async (connector: Connector): Promise<void> => {
    check(batches.length > 0, 'the subject of the contract has no batch');
    for (const batch of batches) {
      await connector.consume(copyOf(batch));
    }
  };
  const withLog = async (
    use: (connector: Connector, log: Log, clock: ManualClock) => Promise<void>,
    state?: Uint8Array,
  ): Promise<void> => {
    const log = createLog();
    const context = createContext(definition, { config });
    await using(make(log, state, context), host, (connector) => use(connector, log, context.clock));
  };

  return [
    ...shutdownCases(() => make(createLog()), host),
    {
      name: 'does not write to the body, and does not use it once consume has settled',
      run: () =>
        withLog(async (connector, log, clock) => {
          const watched = batches.map(watch);
          for (const one of watched) {
            await connector.consume(one.batch);
            one.checkUnchanged();
            one.poison();
          }
          await produce(connector, clock);
          const bodies = log.taken.map(({ body }) => body);
          check(
            watched.every((one) => !one.isIn(bodies)),
            'a body was kept, and emitted when it was gone',
          );
        }),
    },
    {
      name: 'emits only signals that its definition names',
      run: () =>
        withLog(async (connector, log, clock) => {
          await consumeAll(connector);
          await produce(connector, clock);
          check(log.taken.length > 0, 'it emitted nothing');
          for (const { signal } of log.taken) {
            check(definition.to.includes(signal), `${signal} is not in "to" of the definition`);
          }
        }),
    },
    {
      name: 'emits later what a full log did not take',
      run: () =>
        withLog(async (connector, log, clock) => {
          await consumeAll(connector);
          log.isFull = true;
          await produce(connector, clock);
          check(log.refused.length > 0, 'it emitted nothing');
          log.isFull = false;
          await produce(connector, clock);
          const missing = log.refused.filter(
            (refused) => !log.taken.some((taken) => Buffer.compare(taken.body, refused.body) === 0),
          );
          check(missing.length === 0, `${missing.length} refused requests never came again`);
        }),
    },
    {
      name: 'emits after a restart what its state holds',
      async run() {
        let state: Uint8Array | undefined;
        let expected = 0;
        await withLog(async (connector) => {
          await consumeAll(connector);
          state = connector.snapshot();
        });
        await withLog(async (connector, log, clock) => {
          await consumeAll(connector);
          await produce(connector, clock);
          expected = itemsOf(log);
        });
        await withLog(async (connector, log, clock) => {
          await produce(connector, clock);
          const found = itemsOf(log);
          check(found === expected, `expected ${expected} items, found ${found}`);
        }, state);
      },
    },
    {
      name: 'makes a snapshot at any time between two batches, in memory of its own',
      async run() {
        const log = createLog();
        const fresh = make(log);
        check(fresh.snapshot() instanceof Uint8Array, 'a snapshot is no bytes');
        await withLog(async (connector) => {
          const before = connector.snapshot();
          const copy = new Uint8Array(before);
          await consumeAll(connector);
          check(Buffer.compare(before, copy) === 0, 'a snapshot changed after it was made');
          // A state that was just made can be read again.
          make(createLog(), connector.snapshot());
        });
      },
    },
    {
      name: 'says of a body that it cannot read that it is no use to send it again, or leaves it out',
      run: () =>
        withLog(async (connector) => {
          for (const batch of batches) {
            await checkGarbage(connector, batch);
          }
        }),
    },
  ];
}

function itemsOf({ taken }: Log): number {
  return taken.reduce((sum, { items }) => sum + items, 0);
}
