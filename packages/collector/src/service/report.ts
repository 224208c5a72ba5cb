/** What the service says of itself: plain JSON, sequences and times as decimal strings. */

import type { ComponentKind, Signal } from '../component.ts';
import type { ComponentErrorCode } from '../errors.ts';
import type { DurationReport } from '../telemetry/durations.ts';
import type { Measure } from '../telemetry/measure.ts';
import type { WalReport } from '../wal/wal.ts';
import type { EmittedItems, ItemCounts, ProcessedItems } from './item-counts.ts';

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
  /** Those of the dropped items that the consumer refused. */
  readonly failedItems: ItemCounts;
  /** What the consumer refused with when it last did. */
  readonly lastError: ReportedError | undefined;
}

export interface ReportedError {
  readonly code: ComponentErrorCode;
  /** What the operator can do. */
  readonly hint: string;
}

/** What a receiver, or a connector, handed to the log. */
export interface EmitReport {
  readonly acceptedItems: number;
  readonly acceptedBatches: number;
  readonly refusedItems: number;
  readonly refusedBatches: number;
  readonly items: EmittedItems;
}

/**
 * As in the Collector. `recoverable_error`: it will do by itself once what it needs is back, and nothing is lost
 * yet. `permanent_error`: data was lost, or a person is needed.
 */
export type Status =
  | 'starting'
  | 'ok'
  | 'recoverable_error'
  | 'permanent_error'
  | 'stopping'
  | 'stopped';

export interface ComponentReport {
  readonly id: string;
  readonly kind: ComponentKind;
  readonly status: Status;
  readonly emitted?: EmitReport;
  readonly cursor?: CursorReport;
  /** Items that an exporter or connector took: behind processors, so not what they filtered. */
  readonly consumed?: ItemCounts;
  /** Of a processor. */
  readonly processed?: ProcessedItems;
  readonly measures?: readonly Measure[];
  /** What the component says of itself, if it says anything. */
  readonly details?: unknown;
}

export interface PipelineReport {
  readonly id: string;
  readonly signal: Signal;
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
  readonly status: Status;
  /** Why it is not `ok`, one sentence. */
  readonly reason?: string;
}

/** Something that keeps the service from doing what it promises. */
export interface Fault {
  /** The component that it happens to; absent where it is the whole service. */
  readonly component?: string;
  readonly status: 'recoverable_error' | 'permanent_error';
  /** What happens, and since when. */
  readonly problem: string;
  /** Nanoseconds since the epoch. */
  readonly since: string;
  /** What is lost by it, if anything is. */
  readonly lost: string;
  /** What the operator can do. */
  readonly hint: string;
}

/** Whether senders should send here now. */
export interface Readiness {
  readonly ready: boolean;
  /** Why not. */
  readonly reasons: readonly string[];
}

export interface ReportOptions {
  /** Whether to ask components what they know, which may take a while. True unless given. */
  readonly details?: boolean;
}

/** What looks after the memory of the process, if anything does. */
export interface MemoryReport {
  /** Whether requests are refused to save memory. */
  readonly refusing: boolean;
}

export interface ServiceReport {
  readonly status: ServiceStatus;
  /** Why the service is not healthy; empty when it is. */
  readonly problems: readonly string[];
  /** What stands behind the problems of a running service: since when, what is lost, what to do. */
  readonly faults: readonly Fault[];
  readonly readiness: Readiness;
  readonly pipelines: readonly PipelineReport[];
  /** Absent before the start and after the end. */
  readonly wal: WalReport | undefined;
  readonly memory?: MemoryReport | undefined;
  /** How long it took to save cursors and states. */
  readonly snapshots?: DurationReport | undefined;
  readonly components: readonly ComponentReport[];
}
