/** Brings requests from a source that can wait into the log: what is refused for now is sent again until it is taken. */

import type { Clock, NewBatch } from '../component.ts';
import { type ComponentError, toComponentError } from '../errors.ts';

/** Waits that all end when the receiver stops. */
export interface Sleeper {
  readonly isStopped: boolean;
  sleep(delayMs: number): Promise<void>;
  stop(): void;
}

export function createSleeper(clock: Clock): Sleeper {
  const sleeping = new Set<() => void>();
  let isStopped = false;
  return {
    get isStopped() {
      return isStopped;
    },
    sleep: (delayMs) =>
      new Promise((resolve) => {
        if (isStopped) {
          resolve();
          return;
        }
        const wake = (): void => {
          cancel();
          sleeping.delete(wake);
          resolve();
        };
        const cancel = clock.after(delayMs, wake);
        sleeping.add(wake);
      }),
    stop() {
      isStopped = true;
      for (const wake of sleeping) wake();
    },
  };
}

/** Requests on their way into the log at once: one write to the disk covers many. */
const IN_FLIGHT = { requests: 32, bytes: 16 * 1024 * 1024 } as const;
const RETRY_AFTER_MS = { usual: 1_000, most: 30_000 } as const;

export interface PatientSender {
  /** Settles once the process may take on more. */
  admission(): Promise<void>;
  /** Settles once there is room for the next request. What cannot be taken now is sent again until it is. */
  send(batch: NewBatch, onRefused: (error: ComponentError) => void): Promise<void>;
  /** Settles when nothing is on its way. */
  settled(): Promise<void>;
  report(): { readonly requests: number; readonly items: number; readonly retries: number };
}

export interface PatientSenderOptions {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly admit: () => void;
  readonly sleeper: Sleeper;
}

export function createPatientSender(options: PatientSenderOptions): PatientSender {
  const { emit, admit, sleeper } = options;
  const counts = { requests: 0, items: 0, retries: 0 };
  const underWay = new Set<Promise<void>>();
  let bytes = 0;

  /** Repeats until it is taken, refused for good, or the receiver stops: the file holds it. */
  async function persist(
    attempt: () => Promise<void> | void,
    onRefused: (error: ComponentError) => void,
  ): Promise<void> {
    while (!sleeper.isStopped) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- attempts follow one another
        await attempt();
        return;
      } catch (thrown) {
        const error = toComponentError(thrown);
        if (!error.retryable) {
          onRefused(error);
          return;
        }
        counts.retries++;
        const waitMs = Math.min(error.retryAfterMs ?? RETRY_AFTER_MS.usual, RETRY_AFTER_MS.most);
        // oxlint-disable-next-line no-await-in-loop -- see above
        await sleeper.sleep(waitMs);
      }
    }
  }

  return {
    admission: () => persist(admit, () => {}),
    async send(batch, onRefused) {
      const { length } = batch.body;
      while (underWay.size > 0 && bytes + length > IN_FLIGHT.bytes) {
        // oxlint-disable-next-line no-await-in-loop -- until there is room
        await Promise.race(underWay);
      }
      const attempt = async (): Promise<void> => {
        await emit(batch);
        counts.requests++;
        counts.items += batch.items;
      };
      bytes += length;
      const sending = persist(attempt, onRefused).finally(() => {
        bytes -= length;
        underWay.delete(sending);
      });
      underWay.add(sending);
      if (underWay.size >= IN_FLIGHT.requests) await Promise.race(underWay);
    },
    async settled() {
      await Promise.all(underWay);
    },
    report: () => ({ ...counts }),
  };
}
