/** What HTTP and gRPC share: limits of all requests together, checking a request, and its way into the log. */

import { countItems, type PartialSuccess } from '@marigraph/otlp';

import { createBodyInflater } from '../body-inflater.ts';
import { createBufferPool, type PooledBuffer } from '../buffer-pool.ts';
import type {
  Acknowledgement,
  Batch,
  Clock,
  Encoding,
  Logger,
  NewBatch,
  Signal,
} from '../component.ts';
import { ComponentError } from '../errors.ts';
import { transcodePooled } from '../plain-body.ts';
import { type Body, type BodyMemory, charged, createBodyBudget, inflateBody } from './otlp-body.ts';
import { busy } from './otlp-refusal.ts';

export interface IntakeOptions {
  /** May settle with what was not taken of a batch, or with a warning. */
  readonly emit: (batch: NewBatch) => Promise<PartialSuccess | void>;
  readonly admit: () => void;
  readonly acknowledgement: Acknowledgement;
  /** Bytes of all bodies that are being read or stored. */
  readonly maxInFlightBytes: number;
}

/** What the head of a request says of its body. */
export interface RequestHead {
  readonly signal: Signal;
  readonly contentType: Batch['contentType'];
  readonly encoding: Encoding;
}

export interface Intake {
  readonly memory: BodyMemory;
  /**
   * To be called between head and body.
   * @throws {Refusal | ComponentError} Retryable: while the collector shuts down or has too much to do.
   */
  admit(): void;
  /**
   * Takes one request into the log. The body belongs to the intake from here on.
   *
   * @param maxBytes Of the inflated body.
   * @returns What was not taken of it, or a warning; usually nothing.
   * @throws {Refusal | OtlpError | ComponentError}
   */
  take(head: RequestHead, body: Body, maxBytes: number): Promise<PartialSuccess | undefined>;
  /** From now on nothing new is admitted. */
  close(): void;
}

/** Memory of bodies that is kept for the next ones. */
const POOL_BYTES_MAX = 32 * 1024 * 1024;

export function createIntake(options: IntakeOptions): Intake {
  const { emit, admit, acknowledgement, maxInFlightBytes } = options;
  const pool = createBufferPool(POOL_BYTES_MAX);
  const inflater = createBodyInflater(pool);
  let closing = false;

  /** Readers want protobuf, and JSON can be checked no cheaper than by making protobuf of it. */
  function toProtobuf(signal: Signal, json: PooledBuffer, body: Body): PooledBuffer {
    try {
      return charged(transcodePooled(signal, json.bytes, pool), body);
    } finally {
      if (json.bytes !== body.bytes) body.discharge(json.bytes.length);
      json.release();
    }
  }

  return {
    memory: { budget: createBodyBudget(maxInFlightBytes), pool },
    admit() {
      if (closing) throw busy('the collector shuts down');
      admit();
    },
    async take({ signal, contentType, encoding }, body, maxBytes) {
      let plain: PooledBuffer | undefined;
      let isStored = false;
      try {
        plain = await inflateBody({ bytes: body.bytes, encoding }, inflater, maxBytes, body);
        if (contentType === 'json') plain = toProtobuf(signal, plain, body);
        const items = countItems(signal, plain.bytes);
        // A request without telemetry succeeds, and there is nothing to keep.
        if (items === 0) return undefined;
        const { bytes, release } = body;
        const refused = await emit({
          signal,
          contentType,
          encoding,
          body: bytes,
          plain: plain.bytes === bytes ? undefined : plain,
          release,
          items,
          acknowledgement,
        });
        isStored = true;
        return refused ?? undefined;
      } catch (error) {
        // The log goes on reading what it keeps, whatever the sender was told.
        if (error instanceof ComponentError && error.kept) isStored = true;
        throw error;
      } finally {
        body.settle();
        if (!isStored) {
          body.release();
          plain?.release();
        }
      }
    },
    close() {
      closing = true;
    },
  };
}

/** One of the receiver's two ways in. */
export interface OtlpEndpoint {
  start(): Promise<void>;
  shutdown(deadline: AbortSignal): Promise<void>;
  report(): EndpointReport;
}

export interface EndpointReport {
  /** Where it listens; `undefined` while it does not. */
  readonly endpoint: string | undefined;
  /** Answers by status; `aborted` are requests whose sender went away before the answer. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface EndpointDependencies {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** Encodings that bodies and messages may have. */
export const ENCODINGS: readonly Encoding[] = ['identity', 'gzip', 'deflate', 'zstd'];

/** How often each outcome was answered. The names are a closed set. */
export interface OutcomeCounter {
  count(outcome: string | number): void;
  report(): Readonly<Record<string, number>>;
}

export function createOutcomeCounter(): OutcomeCounter {
  const counts: Record<string, number> = {};
  return {
    count(outcome) {
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    },
    report: () => ({ ...counts }),
  };
}
