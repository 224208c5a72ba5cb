import type { Logger } from '../component.ts';
import type { Wal } from '../wal/wal.ts';
import type { Cursor } from './cursor.ts';

/**
 * Lets cursors that are more than `maxLagBytes` behind skip what is too old: one dead backend must not fill
 * the log for everybody. What is skipped is counted by the cursor.
 */
export function skipLagging(options: {
  readonly cursors: readonly Cursor[];
  readonly wal: Wal;
  readonly maxLagBytes: number;
  readonly logger: Logger;
}): void {
  const { cursors, wal, maxLagBytes, logger } = options;
  for (const cursor of cursors) {
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
