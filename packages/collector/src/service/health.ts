import type { Clock } from '../component.ts';
import type { WalReport } from '../wal/wal.ts';
import type { ComponentReport } from './report.ts';

/** A consumer that refused everything for this long, or data dropped within it, is not healthy. */
const HEALTH_WINDOW_NS = 300_000_000_000n;

export interface Health {
  /** Looks at the counts; to be called every second or so. */
  observe(components: readonly ComponentReport[], wal: WalReport): void;
  /** Why the service is not healthy. */
  problems(components: readonly ComponentReport[]): readonly string[];
}

/** Health from what users lose: age of deliveries, dropped data, refused requests. */
export function createHealth(clock: Clock): Health {
  const dropped = new Map<string, Observed>();
  let refused: Observed = { count: 0, at: undefined };
  let lost: Observed = { count: 0, at: undefined };
  const observeCount = (before: Observed | undefined, count: number): Observed => {
    if (before?.count === count) return before;
    return { count, at: count > 0 ? clock.now() : undefined };
  };

  return {
    observe(components, wal) {
      refused = observeCount(refused, wal.refused + wal.failed);
      const missing = components.reduce((sum, { cursor }) => sum + (cursor?.missing ?? 0), 0);
      lost = observeCount(lost, wal.quarantined + missing);
      for (const { id, cursor } of components) {
        if (cursor === undefined) continue;
        const items = Object.values(cursor.droppedItems).reduce((sum, count) => sum + count, 0);
        dropped.set(id, observeCount(dropped.get(id), items));
      }
    },
    problems(components) {
      const now = clock.now();
      const isRecent = (at: bigint | undefined): at is bigint =>
        at !== undefined && now - at < HEALTH_WINDOW_NS;
      const problems: string[] = [];
      for (const { id, cursor } of components) {
        if (cursor === undefined) continue;
        const since = cursor.failingSince;
        if (since !== undefined && now - BigInt(since) >= HEALTH_WINDOW_NS) {
          problems.push(`${id} has not delivered anything since ${toTime(BigInt(since))}`);
        }
        const droppedAt = dropped.get(id)?.at;
        if (isRecent(droppedAt)) problems.push(`${id} dropped data at ${toTime(droppedAt)}`);
      }
      if (isRecent(lost.at)) {
        problems.push(
          `records of the write-ahead log could not be read, seen at ${toTime(lost.at)}; the log says which`,
        );
      }
      if (isRecent(refused.at)) {
        problems.push(`the write-ahead log refused requests at ${toTime(refused.at)}`);
      }
      return problems;
    },
  };
}

interface Observed {
  readonly count: number;
  /** When the count was last seen to grow. */
  readonly at: bigint | undefined;
}

function toTime(nanoseconds: bigint): string {
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString();
}
