/** What contracts are made of. They need no test framework: a case that is not kept throws. */

import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';

import { type Batch, type Component, type Consumer, type Host } from '../../component.ts';
import { ComponentError } from '../../errors.ts';

/**
 * One thing that every implementation must do, for any test framework.
 *
 * @example
 * for (const { name, run } of processorContract({ definition, passed: [batch] })) it(name, run);
 */
export interface ContractCase {
  readonly name: string;
  /** Rejects with a sentence that says what was expected. Makes and ends everything that it needs. */
  readonly run: () => Promise<void>;
}

/** Long for a computer, short for a person. */
export const PATIENCE_MS = 2_000;

/** @throws {Error} with `message` where the contract is not kept. */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

/** The value of `work`. @throws {Error} where it takes longer than a contract waits. */
export async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  const waiting = new AbortController();
  const timeout = delay(PATIENCE_MS, undefined, { signal: waiting.signal }).then(() => {
    throw new Error(`${what} takes more than ${PATIENCE_MS} ms`);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    waiting.abort();
    timeout.catch(() => {});
  }
}

/** What `work` rejected with; `undefined` where it did not. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Whether `work` settles within a few turns of the event loop. */
export async function settlesSoon(work: Promise<unknown>): Promise<boolean> {
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, turns(20)]);
}

/** Some turns of the event loop, in which work that only waits for it gets on. */
async function turns(count: number): Promise<false> {
  for (let turned = 0; turned < count; turned++) await turn();
  return false;
}

/** @throws {Error} unless `error` is a `ComponentError` of that retryability. */
export function checkRefusal(error: unknown, retryable: boolean, when: string): void {
  check(error !== undefined, `${when}: expected a refusal, but it was taken`);
  check(
    error instanceof ComponentError,
    `${when}: expected a ComponentError, found ${nameOf(error)}`,
  );
  const { code } = error;
  check(
    error.retryable === retryable,
    `${when}: expected retryable ${retryable}, found ${error.retryable} (${code})`,
  );
}

/** What was thrown, in a sentence. */
export function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : typeof thrown;
}

/** Shutdown without a start, and twice, within the deadline. */
export function shutdownCases(make: () => Component, host: Host): readonly ContractCase[] {
  return [
    {
      name: 'shuts down without a start, and twice',
      async run() {
        const component = make();
        const { signal } = new AbortController();
        await inTime(component.shutdown(signal), 'a shutdown without a start');
        await inTime(component.shutdown(signal), 'a second shutdown');
      },
    },
    {
      name: 'shuts down twice after a start',
      async run() {
        const component = make();
        const { signal } = new AbortController();
        await inTime(startOf(component, host), 'the start');
        await inTime(component.shutdown(signal), 'a shutdown');
        await inTime(component.shutdown(signal), 'a second shutdown');
      },
    },
    {
      name: 'gives up its shutdown when the deadline is over',
      async run() {
        const component = make();
        await inTime(startOf(component, host), 'the start');
        await inTime(component.shutdown(AbortSignal.abort()), 'a shutdown behind its deadline');
      },
    },
  ];
}

export function startOf(component: Component, host: Host): Promise<void> {
  return component.start?.(host) ?? Promise.resolve();
}

/** Started, used, and shut down whatever comes. */
export async function using<Made extends Component>(
  component: Made,
  host: Host,
  use: (component: Made) => Promise<void>,
): Promise<void> {
  await inTime(startOf(component, host), 'the start');
  try {
    await use(component);
  } finally {
    await inTime(component.shutdown(AbortSignal.timeout(PATIENCE_MS)), 'the shutdown');
  }
}

const POISON = 0xa5;

/** A batch whose body can be looked after: whether it was written to, and whether it is still in use. */
export interface Watched {
  readonly batch: Batch;
  /** @throws {Error} where the body was changed. */
  checkUnchanged(): void;
  /** Makes the body useless, as its owner may once `consume` has settled. */
  poison(): void;
  /** Whether any of `bodies` lies in the memory of this one. */
  isIn(bodies: readonly Uint8Array[]): boolean;
}

/** The batch in memory of its own: what one case does to it is no matter of the next. */
export function copyOf(batch: Batch): Batch {
  return { ...batch, body: new Uint8Array(batch.body), plain: undefined };
}

export function watch(batch: Batch): Watched {
  const copy = copyOf(batch);
  const { body } = copy;
  return {
    batch: copy,
    checkUnchanged() {
      const isSame = Buffer.compare(body, batch.body) === 0;
      check(isSame, 'the body was written to: it belongs to the log');
    },
    poison: () => void body.fill(POISON),
    isIn: (bodies) => bodies.some(({ buffer }) => buffer === body.buffer),
  };
}

/** Bytes that are no export request in any signal and encoding. */
const GARBAGE = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00] as const;

/** A consumer must say in its own words that it cannot read a batch, or take it as it is. */
export async function checkGarbage(consumer: Consumer, batch: Batch): Promise<void> {
  const garbage = { ...batch, body: new Uint8Array(GARBAGE), plain: undefined };
  const error = await failureOf(() => consumer.consume(garbage));
  if (error !== undefined) checkRefusal(error, false, 'a body that cannot be read');
}
