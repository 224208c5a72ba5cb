import type { PartialSuccess } from '@marigraph/otlp';

import type { Batch, Logger } from '../component.ts';

/** What a backend took only in part, counted. */
export interface PartialSuccessLog {
  /** @param partial What the backend had against the request; nothing is noted without it. */
  note(batch: Batch, partial: PartialSuccess | undefined): void;
  report(): PartialSuccessCounts;
}

export interface PartialSuccessCounts {
  /** Spans, data points or log records that the backend refused. */
  readonly items: number;
  /** Requests with refused items. */
  readonly requests: number;
  /** Requests that were taken whole, with a message. */
  readonly warnings: number;
}

export function createPartialSuccessLog(logger: Logger): PartialSuccessLog {
  const counts = { items: 0, requests: 0, warnings: 0 };
  return {
    note(batch, partial) {
      // An object without content says nothing more than its absence.
      if (partial === undefined || (partial.rejected <= 0n && partial.message === '')) return;
      // Told not to send it again: what was rejected is lost, and a person should know.
      if (partial.rejected > 0n) {
        counts.items += Number(partial.rejected);
        counts.requests++;
      } else {
        counts.warnings++;
      }
      logger.warn('the backend took a request only in part, or with a warning', {
        signal: batch.signal,
        rejectedItems: String(partial.rejected),
        items: batch.items,
        answer: partial.message,
      });
    },
    report: () => ({ ...counts }),
  };
}
