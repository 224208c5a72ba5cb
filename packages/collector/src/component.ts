/**
 * What a component is: the nouns of the OpenTelemetry Collector, one generic path for the three signals.
 */

import type { PartialSuccess } from '@marigraph/otlp';
import type { z } from 'zod';

import type { PooledBuffer } from './buffer-pool.ts';
import type { ReportOptions, ServiceReport } from './service/report.ts';
import type { Measure } from './telemetry/measure.ts';

export type Signal = 'traces' | 'metrics' | 'logs';
export type Encoding = 'identity' | 'gzip' | 'deflate' | 'zstd';
export type ComponentKind = 'receiver' | 'processor' | 'exporter' | 'connector' | 'extension';
export type Stability = 'development' | 'alpha' | 'beta' | 'stable';

/**
 * One export request as it came in. `body` belongs to the WAL: it may be read until `consume` settles,
 * never written or kept.
 */
export interface Batch {
  readonly signal: Signal;
  readonly contentType: 'protobuf' | 'json';
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  /**
   * The request as plain protobuf, where that is at hand because the receiver made it to check the request: spares
   * readers near the head of the log the work. Never stored; the same rules hold as for `body`.
   */
  readonly plain?: { readonly bytes: Uint8Array } | undefined;
  /** Spans, metric data points or log records in the request. */
  readonly items: number;
  /** Position in the WAL, ascending by one. */
  readonly sequence: bigint;
  /** Nanoseconds since the epoch. */
  readonly receivedAt: bigint;
  readonly tenant: string;
}

/**
 * When a receiver is told that a request was taken. `accepted`: it is in memory. `persisted`: it is as durable as the
 * log promises. `delivered`: every consumer that it is meant for has taken it, or dropped it on purpose.
 */
export type AcknowledgementLevel = 'accepted' | 'persisted' | 'delivered';

export interface Acknowledgement {
  readonly level: AcknowledgementLevel;
  /** Of `delivered` only: after that long `emit` rejects with `not_delivered`, retryable; the log keeps the request. */
  readonly timeoutMs: number;
}

/** A request that has not been stored yet: what a receiver or connector hands to the WAL. */
export type NewBatch = Omit<Batch, 'sequence' | 'receivedAt' | 'tenant' | 'plain'> & {
  /** Released by the log together with `body`, or earlier. */
  readonly plain?: PooledBuffer | undefined;
  /**
   * Gives the memory of `body` back to where it came from. The log calls it once nobody reads the body any
   * more, or never; if `emit` rejects, the body is the caller's again, unless the error says that it was `kept`.
   */
  readonly release?: (() => void) | undefined;
  /** `persisted` unless given. */
  readonly acknowledgement?: Acknowledgement | undefined;
};

/** Settles when the batch was taken. Throws `ComponentError`; `retryable` says whether the same bytes may succeed later. */
export interface Consumer {
  consume(batch: Batch): void | Promise<void>;
}

/** Life of a component. `shutdown` is safe without `start`, safe twice, and gives up when `deadline` aborts. */
export interface Component {
  start?(host: Host): Promise<void>;
  shutdown(deadline: AbortSignal): Promise<void>;
}

/** Time, handed in. Tests pass their own. */
export interface Clock {
  /** Nanoseconds since the epoch. */
  now(): bigint;
  /** Calls back once after `delayMs` unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back every `intervalMs` until the returned function is called. */
  every(intervalMs: number, callback: () => void): () => void;
}

/** Levels by what the operator must do: error = data lost or a person is needed; warn = odd but recovered. */
export interface Logger {
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a running component may ask of the service. */
export interface Host {
  /** Every component of the service with its id and kind, in the order of the configuration. */
  components(): readonly HostedComponent[];
  /** What the service counts, and whether it is healthy. */
  report(options?: ReportOptions): ServiceReport;
}

export interface HostedComponent {
  readonly id: string;
  readonly kind: ComponentKind;
  readonly component: Component & Partial<Reporter & Measured & Acting>;
}

/** A component that can say what it knows now, as plain JSON. Read by the `http_api` extension. */
export interface Reporter {
  report(): unknown;
}

/** A component with counts of its own for self-telemetry: called at each scrape, so it must cost little. */
export interface Measured {
  measures(): readonly Measure[];
}

/** A component that people can tell something. Called by the `http_api` extension. */
export interface Acting {
  readonly actions: readonly Action[];
}

/** Something that can be asked of a component, as `POST /v1/<path>`. */
export interface Action {
  /** Segments, of which those in braces are parameters: `findings/{id}/acknowledge`. */
  readonly path: string;
  /** Never throws. Returns nothing where what is named is not its own: then the next component is asked. */
  run(request: ActionRequest): ActionAnswer | undefined;
}

export interface ActionRequest {
  readonly parameters: Readonly<Record<string, string>>;
  /** What the JSON of the request says; `undefined` without a body. */
  readonly body: unknown;
}

export interface ActionAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** Plain JSON. */
  readonly body: unknown;
}

/** What every `create` gets. Nothing else may be reached: no globals, no clock, no random of its own. */
export interface CreateContext<Config> {
  /** `type` or `type/name`, as in the configuration. */
  readonly id: string;
  readonly config: Config;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
}

/** How a cursor repeats a batch that a consumer refused with a retryable error. Times in milliseconds. */
export interface RetryPolicy {
  readonly enabled: boolean;
  readonly initialIntervalMs: number;
  readonly multiplier: number;
  /** Each delay is spread over ± this share of itself. */
  readonly randomizationFactor: number;
  readonly maxIntervalMs: number;
  /** Gives up (drops and counts) after this time; 0 never gives up. */
  readonly maxElapsedMs: number;
}

/** How a cursor merges requests before it hands them over: only within one signal, content type and encoding. */
export interface MergePolicy {
  /** Requests are merged while their mean stored size is below this many bytes. */
  readonly belowBytes: number;
  /** Largest merged request, bytes as stored. */
  readonly maxBytes: number;
}

export interface Delivery {
  readonly retry: RetryPolicy;
  readonly merge?: MergePolicy;
  /** Batches that may be under way at once, at least 1. */
  readonly inFlightMax: number;
}

export interface Definition<Kind extends ComponentKind, Config> {
  readonly kind: Kind;
  readonly type: string;
  /** Former names of the type. Accepted with a warning. */
  readonly aliases?: readonly string[];
  readonly stability: Stability;
  readonly config: z.ZodType<Config>;
}

export interface ReceiverDefinition<Config> extends Definition<'receiver', Config> {
  readonly signals: readonly Signal[];
  create(
    context: CreateContext<Config> & {
      /**
       * Settles with the acknowledgement that the batch asks for, and with what was not taken of it where that is
       * only a part; rejects with a `ComponentError`.
       */
      readonly emit: (batch: NewBatch) => Promise<PartialSuccess | void>;
      /**
       * To be called before a body is read or decoded.
       * @throws {ComponentError} `memory_limited`, retryable, while the process must not take on more.
       */
      readonly admit: () => void;
    },
  ): Component;
}

export interface ProcessorDefinition<Config> extends Definition<'processor', Config> {
  readonly signals: readonly Signal[];
  readonly stage: 'ingress' | 'egress';
  readonly mutates: boolean;
  /** What it hands to `next` keeps the `sequence` of what it was given. It settles when `next` has. */
  create(
    context: CreateContext<Config> & { readonly next: Consumer },
  ): Component & Consumer & Partial<Admission> & Partial<Reporter>;
}

/** A processor that can refuse a request before its body is read. */
export interface Admission {
  /** @throws {ComponentError} Retryable, while nothing more may come in. */
  admit(): void;
  /** Whether nothing may come in now. */
  readonly isRefusing: boolean;
}

export interface ExporterDefinition<Config> extends Definition<'exporter', Config> {
  readonly signals: readonly Signal[];
  delivery(config: Config): Delivery;
  create(context: CreateContext<Config>): Component & Consumer;
}

/** One part of a state. */
export interface StatePart {
  /** Changes with the bytes, and never comes back within a process. */
  readonly version: number;
  /** Never changed by the component afterwards. Absent where this version was said to be saved. */
  readonly bytes: Uint8Array | undefined;
}

/** A consumer with state that must survive. The service saves `snapshot()` and its cursor in one transaction. */
export interface Stateful {
  /**
   * Called between two `consume` calls. The whole state in named parts, so that large ones that did not change are not
   * written again; parts that are not named any more are forgotten. The formats are the component's own.
   *
   * @param saved Versions of the parts that are saved by now: none after a start.
   */
  snapshot(saved: ReadonlyMap<string, number>): ReadonlyMap<string, StatePart>;
}

export interface ConnectorDefinition<Config> extends Definition<'connector', Config> {
  readonly from: readonly Signal[];
  readonly to: readonly Signal[];
  create(
    context: CreateContext<Config> & {
      readonly emit: (batch: NewBatch) => Promise<void>;
      /** The parts of the last snapshot that was saved, if any. */
      readonly state: ReadonlyMap<string, Uint8Array> | undefined;
    },
  ): Component & Consumer & Stateful & Partial<Reporter & Measured & Acting>;
}

export interface ExtensionDefinition<Config> extends Definition<'extension', Config> {
  create(context: CreateContext<Config>): Component;
}

/** A definition whose configuration type is forgotten: what its schema makes is what its `create` takes. */
export type Erased<SomeDefinition> = Omit<SomeDefinition, 'config'> & {
  readonly config: z.ZodType;
};

export type AnyReceiver = Erased<ReceiverDefinition<never>>;
export type AnyProcessor = Erased<ProcessorDefinition<never>>;
export type AnyExporter = Erased<ExporterDefinition<never>>;
export type AnyConnector = Erased<ConnectorDefinition<never>>;
export type AnyExtension = Erased<ExtensionDefinition<never>>;

export type AnyDefinition = AnyReceiver | AnyProcessor | AnyExporter | AnyConnector | AnyExtension;

export function defineReceiver<Config>(
  definition: Omit<ReceiverDefinition<Config>, 'kind'>,
): ReceiverDefinition<Config> {
  return { kind: 'receiver', ...definition };
}

export function defineProcessor<Config>(
  definition: Omit<ProcessorDefinition<Config>, 'kind'>,
): ProcessorDefinition<Config> {
  return { kind: 'processor', ...definition };
}

export function defineExporter<Config>(
  definition: Omit<ExporterDefinition<Config>, 'kind'>,
): ExporterDefinition<Config> {
  return { kind: 'exporter', ...definition };
}

export function defineConnector<Config>(
  definition: Omit<ConnectorDefinition<Config>, 'kind'>,
): ConnectorDefinition<Config> {
  return { kind: 'connector', ...definition };
}

export function defineExtension<Config>(
  definition: Omit<ExtensionDefinition<Config>, 'kind'>,
): ExtensionDefinition<Config> {
  return { kind: 'extension', ...definition };
}
