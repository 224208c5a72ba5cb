/** What the service says of itself: plain JSON, sequences and times as decimal strings. */

import type { ComponentKind } from '../component.ts';
import type { WalReport } from '../wal/wal.ts';

export type ServiceStatus = 'created' | 'starting' | 'running' | 'draining' | 'stopped';

/** How far a consumer came and what became of its records, since the start of the process. */
export interface CursorReport {
  /** Everything below was delivered or dropped on purpose. */
  readonly position: string;
  readonly lagRecords: number;
  /** Exact to some 64 KiB. */
  readonly lagBytes: number;
  /** When the oldest record that is not delivered was received, nanoseconds since the epoch; absent when there is none. */
  readonly oldestWaiting: string | undefined;
  /** Batches that are being delivered or wait for their next attempt. */
  readonly inFlight: number;
  /** Nanoseconds since the epoch; absent while the consumer gets on. */
  readonly failingSince: string | undefined;
  readonly sentItems: number;
  readonly sentBatches: number;
  /** Calls that the consumer refused. */
  readonly failedAttempts: number;
  /** Refused calls that were, or will be, repeated. */
  readonly retries: number;
  /** Records that the log could not give: released, or lost to a broken disk. */
  readonly missing: number;
  /** By reason: an error code, `lag`, `retry_disabled`, `retry_exhausted`. */
  readonly droppedItems: Readonly<Record<string, number>>;
}

/** What a receiver, or a connector, handed to the log. */
export interface EmitReport {
  readonly acceptedItems: number;
  readonly acceptedBatches: number;
  readonly refusedItems: number;
  readonly refusedBatches: number;
}

export interface ComponentReport {
  readonly id: string;
  readonly kind: ComponentKind;
  readonly emitted?: EmitReport;
  readonly cursor?: CursorReport;
  /** What the component says of itself, if it says anything. */
  readonly details?: unknown;
}

export interface ServiceReport {
  readonly status: ServiceStatus;
  /** Why the service is not healthy; empty when it is. */
  readonly problems: readonly string[];
  /** Absent before the start and after the end. */
  readonly wal: WalReport | undefined;
  readonly components: readonly ComponentReport[];
}
