/** Which records a consumer gets, and through which processors. */

import type { Batch, Consumer, Signal } from '../component.ts';
import type { WalRecord } from '../wal/wal.ts';

/** One pipeline that feeds a consumer. */
export interface Feed {
  readonly signal: Signal;
  readonly receivers: ReadonlySet<string>;
  /** The first processor of the pipeline, or the consumer itself. */
  readonly entry: Consumer;
}

/** Where a record goes. Records with the same route object may be merged. */
export interface Route {
  readonly consumer: Consumer;
}

export interface Routes {
  /** The route of a record; `undefined` where the consumer does not want it. */
  of(record: Pick<WalRecord, 'signal' | 'receiver'>): Route | undefined;
}

/**
 * Routes for a consumer that is fed by `feeds`. A record that several pipelines without processors hand to
 * the same consumer reaches it once; each chain of processors makes a delivery of its own.
 */
export function createRoutes(feeds: readonly Feed[]): Routes {
  const bySource = new Map<string, Route | undefined>();
  const byEntries = new Map<string, Route>();
  const entries = [...new Set(feeds.map((feed) => feed.entry))];

  function routeOf(signal: Signal, receiver: string): Route | undefined {
    const wanted = feeds.filter((feed) => feed.signal === signal && feed.receivers.has(receiver));
    const indexes = [...new Set(wanted.map((feed) => entries.indexOf(feed.entry)))].toSorted(
      (a, b) => a - b,
    );
    if (indexes.length === 0) return undefined;
    const key = indexes.join(',');
    const known = byEntries.get(key);
    if (known !== undefined) return known;
    const route = { consumer: fanOut(entries.filter((_, index) => indexes.includes(index))) };
    byEntries.set(key, route);
    return route;
  }

  return {
    of({ signal, receiver }) {
      const key = `${signal}/${receiver}`;
      if (!bySource.has(key)) bySource.set(key, routeOf(signal, receiver));
      return bySource.get(key);
    },
  };
}

function fanOut(consumers: readonly Consumer[]): Consumer {
  const [only, ...others] = consumers;
  if (only !== undefined && others.length === 0) return only;
  return {
    async consume(batch: Batch) {
      // Until the last one is through, the body must stay as it is.
      const outcomes = await Promise.allSettled(
        consumers.map(async (consumer) => consumer.consume(batch)),
      );
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      if (refused !== undefined) throw refused.reason;
    },
  };
}
