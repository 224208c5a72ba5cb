/** Requests whose senders wait until every consumer has them. */

import type { Clock, Signal } from '../component.ts';
import { ComponentError } from '../errors.ts';
import type { Cursor } from './cursor.ts';

/** Where a stored request came from, and where it stands in the log. */
export interface StoredRequest {
  readonly receiver: string;
  readonly signal: Signal;
  readonly sequence: bigint;
}

export interface Deliveries {
  /**
   * To be called before a request is stored. Returns what gives its place back.
   * @throws {ComponentError} `too_many_waiting`, retryable, when no further request may wait.
   */
  admit(): () => void;
  /**
   * Settles when every consumer that the request is meant for has passed it. Rejects with a retryable `ComponentError`:
   * `not_delivered` after `timeoutMs`, `shutting_down` at the end. The log keeps the request in both cases.
   */
  wait(request: StoredRequest, timeoutMs: number): Promise<void>;
  /** To be called when a cursor may have moved. */
  check(): void;
  /** Nobody new may wait, and who waits only a moment longer: a dead backend must not hold up the end. */
  close(): void;
}

/** Each holds a connection and a body in memory. */
const WAITING_MAX = 1_024;
/** A backend that gets on has delivered by then. */
const GRACE_MS = 1_000;

interface Waiting {
  readonly request: StoredRequest;
  readonly cursors: readonly Cursor[];
  readonly end: (error?: ComponentError) => void;
}

/** @param cursors All cursors there are; asked anew for each request. */
export function createDeliveries(cursors: () => readonly Cursor[], clock: Clock): Deliveries {
  const waiting = new Set<Waiting>();
  let places = 0;
  let closed = false;
  let cancelGrace: (() => void) | undefined;

  return {
    admit() {
      if (places < WAITING_MAX) {
        places++;
        return () => void places--;
      }
      const message = `${WAITING_MAX} requests wait for their delivery`;
      throw new ComponentError('too_many_waiting', message, { retryable: true });
    },
    wait(request, timeoutMs) {
      const own = cursors().filter((cursor) => cursor.takes(request));
      if (own.every((cursor) => cursor.position > request.sequence)) return Promise.resolve();
      if (closed) return Promise.reject(shuttingDown());
      return new Promise((resolve, reject) => {
        const end = (error?: ComponentError): void => {
          waiting.delete(entry);
          cancel();
          if (waiting.size === 0) cancelGrace?.();
          if (error === undefined) resolve();
          else reject(error);
        };
        const entry: Waiting = { request, cursors: own, end };
        const cancel = clock.after(timeoutMs, () => end(notDelivered(entry, timeoutMs)));
        waiting.add(entry);
      });
    },
    check() {
      for (const { request, cursors: own, end } of waiting) {
        if (own.every((cursor) => cursor.position > request.sequence)) end();
      }
    },
    close() {
      closed = true;
      if (waiting.size === 0) return;
      cancelGrace = clock.after(GRACE_MS, () => {
        for (const { end } of waiting) end(shuttingDown());
      });
    },
  };
}

function notDelivered({ request, cursors }: Waiting, timeoutMs: number): ComponentError {
  const missing = cursors.filter((cursor) => cursor.position <= request.sequence);
  const names = missing.map(({ id }) => id).join(', ');
  const message = `not delivered to ${names} within ${timeoutMs} ms`;
  return new ComponentError('not_delivered', message, { retryable: true, kept: true });
}

function shuttingDown(): ComponentError {
  const message = 'the collector shuts down before the request is delivered';
  return new ComponentError('shutting_down', message, {
    retryable: true,
    retryAfterMs: 1_000,
    kept: true,
  });
}
