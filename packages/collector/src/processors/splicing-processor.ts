import type { Splicer } from '@marigraph/otlp';

import type { Batch, Component, Consumer, Reporter, Signal } from '../component.ts';
import { createBatchRewriter } from '../rewrite-batch.ts';

export interface SplicingOptions {
  readonly next: Consumer;
  /** Called once per signal, when its first batch comes. Nothing where the signal passes as it is. */
  readonly createSplicer: (signal: Signal) => Splicer | undefined;
  /** What the component reports besides the counts of items. */
  readonly report?: () => object;
}

/** Items since the start. A batch counts when `next` has taken what was left of it, so a repeated one counts once. */
interface ItemCounts {
  itemsIn: number;
  itemsOut: number;
  itemsDropped: number;
  /** Items of which something was changed, and that went on. */
  itemsChanged: number;
}

/** A processor that edits requests: what every one of them has in common. A request that loses all items ends here. */
export function createSplicingProcessor(options: SplicingOptions): Component & Consumer & Reporter {
  const { next, createSplicer, report } = options;
  const rewrite = createBatchRewriter();
  const splicers = new Map<Signal, Splicer | undefined>();
  const counts: ItemCounts = { itemsIn: 0, itemsOut: 0, itemsDropped: 0, itemsChanged: 0 };

  function splicerOf(signal: Signal): Splicer | undefined {
    if (!splicers.has(signal)) splicers.set(signal, createSplicer(signal));
    return splicers.get(signal);
  }

  return {
    async consume(batch) {
      const splicer = splicerOf(batch.signal);
      if (splicer === undefined) {
        await next.consume(batch);
        count(counts, batch, batch, 0);
        return;
      }
      const changedBefore = splicer.counters.changedRecords;
      const rewritten = rewrite(batch, (plain, allocate) => splicer.splice(plain, allocate));
      const changed = splicer.counters.changedRecords - changedBefore;
      try {
        if (rewritten !== undefined) await next.consume(rewritten.batch);
      } finally {
        rewritten?.release();
      }
      count(counts, batch, rewritten?.batch, changed);
    },
    async shutdown() {},
    report: () => ({ ...counts, ...report?.() }),
  };
}

function count(
  counts: ItemCounts,
  batch: Batch,
  rewritten: Batch | undefined,
  changed: number,
): void {
  const out = rewritten?.items ?? 0;
  counts.itemsIn += batch.items;
  counts.itemsOut += out;
  counts.itemsDropped += batch.items - out;
  counts.itemsChanged += changed;
}
