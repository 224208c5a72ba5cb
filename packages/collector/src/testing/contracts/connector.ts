import type { Batch, ConnectorDefinition, NewBatch, StatePart } from '../../component.ts';
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

/** The parts of a state as a restart reads them. */
type Bytes = ReadonlyMap<string, Uint8Array>;
type Parts = ReadonlyMap<string, StatePart>;

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
  const make = (log: Log, state?: Bytes, context?: TestContext<Config>): Connector =>
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
    state?: Bytes,
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
        let state: Bytes | undefined;
        let expected = 0;
        await withLog(async (connector) => {
          await consumeAll(connector);
          state = save(new Map(), connector.snapshot(NOTHING));
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
        const fresh = make(createLog());
        save(new Map(), fresh.snapshot(NOTHING));
        await withLog(async (connector) => {
          const before = save(new Map(), connector.snapshot(NOTHING));
          const copy = new Map([...before].map(([name, bytes]) => [name, new Uint8Array(bytes)]));
          await consumeAll(connector);
          check(isSame(before, copy), 'a snapshot changed after it was made');
          // A state that was just made can be read again.
          make(createLog(), save(new Map(), connector.snapshot(NOTHING)));
        });
      },
    },
    {
      name: 'leaves out of a snapshot only what is saved as it is',
      run: () =>
        withLog(async (connector) => {
          let saved: Bytes = new Map();
          let parts: Parts = new Map();
          for (const batch of batches) {
            await connector.consume(copyOf(batch));
            parts = connector.snapshot(versionsOf(parts));
            saved = save(saved, parts);
          }
          // Whatever changes with every snapshot, such as a number of its own, need not be the same.
          const whole = connector.snapshot(NOTHING);
          for (const [name, part] of connector.snapshot(versionsOf(parts))) {
            if (part.bytes !== undefined) continue;
            const bytes = whole.get(name)?.bytes ?? new Uint8Array(0);
            const isKept = Buffer.compare(bytes, saved.get(name) ?? new Uint8Array(0)) === 0;
            check(isKept, `part ${name} is left out although it has changed`);
          }
        }),
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

/** What a connector is told after a start. */
const NOTHING: ReadonlyMap<string, number> = new Map();

/** What is saved after a snapshot: its parts, those that it left out as they were. */
function save(before: Bytes, parts: Parts): Bytes {
  return new Map(
    [...parts].map(([name, { bytes }]) => {
      const whole = bytes ?? before.get(name);
      check(whole !== undefined, `part ${name} is neither given nor saved`);
      return [name, whole] as const;
    }),
  );
}

function versionsOf(parts: Parts): ReadonlyMap<string, number> {
  return new Map([...parts].map(([name, { version }]) => [name, version]));
}

function isSame(one: Bytes, other: Bytes): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(
    ([name, bytes]) => Buffer.compare(bytes, other.get(name) ?? new Uint8Array(0)) === 0,
  );
}

function itemsOf({ taken }: Log): number {
  return taken.reduce((sum, { items }) => sum + items, 0);
}
