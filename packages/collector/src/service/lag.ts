import type { Clock, Logger, Signal } from '../component.ts';
import { ComponentError } from '../errors.ts';
import type { Wal } from '../wal/wal.ts';
import type { Cursor } from './cursor.ts';

/** How far a consumer may be behind. */
export interface LagLimits {
  readonly maxLagBytes: number;
  /** Absent where age does not matter. */
  readonly maxLagMs?: number | undefined;
}

export interface LagOptions extends LagLimits {
  readonly cursors: readonly Cursor[];
  readonly wal: Wal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Lets cursors that are too far behind skip what is too old: one dead backend must not fill the log for
 * everybody. What is skipped is counted by the cursor.
 */
export function skipLagging({ cursors, wal, clock, logger, ...limits }: LagOptions): void {
  const { maxLagBytes, maxLagMs } = limits;
  for (const cursor of cursors) {
    const oldest = oldestAllowed(clock, maxLagMs);
    if (cursor.oldestWaiting !== undefined && cursor.oldestWaiting < oldest) {
      const message = 'a consumer is too long behind; its oldest records are dropped';
      logger.error(message, { component: cursor.id, maxLagMs });
    }
    // Also where nothing waits yet: what is read next may be older.
    cursor.skipOlder(oldest);
    const lagBytes = wal.bytesFrom(cursor.position);
    if (lagBytes <= maxLagBytes) continue;
    const target = firstWithin(wal, cursor.position, maxLagBytes);
    logger.error('a consumer is too far behind; its oldest records are dropped', {
      component: cursor.id,
      lagBytes,
      maxLagBytes,
      records: Number(target - cursor.position),
    });
    cursor.skipTo(target);
  }
}

/** Received before this, a record is too old; nothing is, where age does not matter. */
function oldestAllowed(clock: Clock, maxLagMs: number | undefined): bigint {
  return maxLagMs === undefined ? 0n : clock.now() - BigInt(maxLagMs) * 1_000_000n;
}

/** The lowest sequence at and after `from` that is at most `bytes` behind. */
function firstWithin(wal: Wal, from: bigint, bytes: number): bigint {
  let low = from;
  let high = wal.next;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (wal.bytesFrom(middle) <= bytes) high = middle;
    else low = middle + 1n;
  }
  return low;
}

/** Keeps senders back while a consumer of what they send is too far behind. */
export interface LagGate {
  /** Ids of the consumers that are too far behind, as of the last look. */
  readonly behind: readonly string[];
  /** Looks at the cursors again; to be called every second or so. */
  observe(): void;
  /** @throws {ComponentError} `wal_blocked`, retryable. */
  check(source: { readonly signal: Signal; readonly receiver: string }): void;
}

export function createLagGate(options: LagOptions): LagGate {
  const { cursors, wal, clock, logger, maxLagBytes, maxLagMs } = options;
  let behind: readonly Cursor[] = [];

  function isBehind(cursor: Cursor): boolean {
    if (wal.bytesFrom(cursor.position) > maxLagBytes) return true;
    const since = cursor.oldestWaiting;
    return since !== undefined && since < oldestAllowed(clock, maxLagMs);
  }

  return {
    get behind() {
      return behind.map(({ id }) => id);
    },
    observe() {
      const before = behind;
      behind = cursors.filter(isBehind);
      for (const cursor of behind) {
        if (before.includes(cursor)) continue;
        const message = 'a consumer is too far behind; what it would get is not taken any more';
        logger.error(message, { component: cursor.id, maxLagBytes, maxLagMs });
      }
    },
    check(source) {
      const cursor = behind.find((candidate) => candidate.takes(source));
      if (cursor === undefined) return;
      const message = `${cursor.id} is too far behind, and service.wal.on_lag is block`;
      throw new ComponentError('wal_blocked', message, { retryable: true, retryAfterMs: 5_000 });
    },
  };
}
