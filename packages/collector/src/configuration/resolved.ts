/** A configuration that was checked as a whole: what a service is made from. */

import type {
  AnyConnector,
  AnyExporter,
  AnyExtension,
  AnyProcessor,
  AnyReceiver,
  Signal,
} from '../component.ts';
import type { LogLevel } from '../logger.ts';
import type { TelemetryConfiguration } from '../telemetry/server.ts';

/** A component of the configuration: its definition and what the definition's schema made of its section. */
export interface Configured<Definition> {
  /** `type` or `type/name`. */
  readonly id: string;
  readonly definition: Definition;
  readonly config: never;
}

export interface Pipeline {
  /** `signal` or `signal/name`. */
  readonly id: string;
  readonly signal: Signal;
  /** Receivers, and connectors that end in this pipeline. */
  readonly receivers: readonly string[];
  /** In the order of the data. */
  readonly processors: readonly string[];
  /** Exporters, and connectors that begin in this pipeline. */
  readonly exporters: readonly string[];
}

export interface WalConfiguration {
  readonly type: 'file' | 'memory';
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly cacheBytes: number;
  readonly fsync: 'always' | 'interval' | 'never';
  /** Segments that nobody needs any more are kept for so long, milliseconds. */
  readonly retentionMs: number;
  /** A consumer that is further behind than this is dealt with as `onLag` says. */
  readonly maxLagBytes: number;
  /** The same by the age of its oldest record; without limit where it is absent. */
  readonly maxLagMs?: number | undefined;
  readonly onLag: 'drop' | 'block';
  /** Whether files may hold what only some pipelines of a receiver redact. */
  readonly unredacted: 'refuse' | 'allow';
}

export interface Configuration {
  readonly receivers: readonly Configured<AnyReceiver>[];
  readonly processors: readonly Configured<AnyProcessor>[];
  readonly exporters: readonly Configured<AnyExporter>[];
  readonly connectors: readonly Configured<AnyConnector>[];
  /** Only those that `service.extensions` names, in its order. */
  readonly extensions: readonly Configured<AnyExtension>[];
  readonly pipelines: readonly Pipeline[];
  readonly state: { readonly directory: string; readonly snapshotIntervalMs: number };
  readonly wal: WalConfiguration;
  readonly shutdownTimeoutMs: number;
  readonly metrics: TelemetryConfiguration;
  readonly logs: { readonly level: LogLevel; readonly encoding: 'logfmt' | 'json' };
  /** What was accepted but means something else than it did, or nothing: one sentence each. */
  readonly warnings: readonly string[];
}
