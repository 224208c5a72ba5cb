/** The `memory_limiter` processor: senders are told to wait before the process runs out of memory. */

import { totalmem } from 'node:os';
import { constrainedMemory, memoryUsage } from 'node:process';

import { z } from 'zod';

import {
  type Admission,
  type Clock,
  type Component,
  type Consumer,
  type CreateContext,
  defineProcessor,
  type ProcessorDefinition,
  type Reporter,
} from '../component.ts';
import { duration, sizeMib } from '../configuration/fields.ts';
import { ComponentError } from '../errors.ts';

export interface MemoryLimiterConfig {
  readonly check_interval: number;
  /** Memory of the process at most, bytes. */
  readonly limit_mib?: number | undefined;
  /** Refuses this much below the limit, bytes; a fifth of the limit unless given. */
  readonly spike_limit_mib?: number | undefined;
  /** The same as shares of what the machine or its container has, percent. */
  readonly limit_percentage?: number | undefined;
  readonly spike_limit_percentage?: number | undefined;
}

const percentage = z.number().gt(0).max(100);

const config: z.ZodType<MemoryLimiterConfig> = z
  .strictObject({
    check_interval: duration.prefault('1s').describe('How often memory is looked at.'),
    limit_mib: sizeMib.optional().describe('Memory of the process at most.'),
    spike_limit_mib: sizeMib
      .optional()
      .describe('Requests are refused this much below the limit; a fifth of it unless given.'),
    limit_percentage: percentage
      .optional()
      .describe('The limit as a share of the memory of the machine or its container.'),
    spike_limit_percentage: percentage.optional().describe('The spike as such a share.'),
  })
  .refine((given) => given.limit_mib !== undefined || given.limit_percentage !== undefined, {
    error: 'expected `limit_mib` or `limit_percentage`',
  })
  .refine(({ limit_mib: limit, spike_limit_mib: spike }) => (spike ?? 0) < (limit ?? Infinity), {
    error: 'expected `spike_limit_mib` to be less than `limit_mib`',
    path: ['spike_limit_mib'],
  })
  .refine(
    ({ limit_percentage: limit, spike_limit_percentage: spike }) =>
      (spike ?? 0) < (limit ?? Infinity),
    {
      error: 'expected `spike_limit_percentage` to be less than `limit_percentage`',
      path: ['spike_limit_percentage'],
    },
  );

/**
 * Refuses, retryably, while the process uses too much memory: receivers ask before they read a body, so that a
 * refusal costs nothing. What is in the write-ahead log already goes on.
 */
export const memoryLimiter: ProcessorDefinition<MemoryLimiterConfig> =
  defineProcessor<MemoryLimiterConfig>({
    type: 'memory_limiter',
    stability: 'alpha',
    signals: ['traces', 'metrics', 'logs'],
    stage: 'ingress',
    mutates: false,
    config,
    create: (context) =>
      createMemoryLimiter(context, { readMemory: memoryUsage, totalBytes: availableBytes }),
  });

/** What a process uses, as `process.memoryUsage` says it, bytes. */
export interface MemoryReading {
  /** What the system counts. */
  readonly rss: number;
  /** Objects. */
  readonly heapUsed: number;
  /** Buffers and other memory outside the heap. */
  readonly external: number;
}

export interface MemorySource {
  readonly readMemory: () => MemoryReading;
  /** Memory of the machine or its container, bytes. */
  readonly totalBytes: () => number;
}

/** Bytes from which on requests are refused, and those that are never to be passed. */
export interface MemoryLimits {
  readonly softBytes: number;
  readonly hardBytes: number;
}

const MIB = 1024 * 1024;
const SPIKE_SHARE = 0.2;

/** Limits in bytes; those in MiB win over shares, as in the Collector. */
export function memoryLimits(given: MemoryLimiterConfig, totalBytes: number): MemoryLimits {
  const { limit_mib: limit, spike_limit_mib: spike } = given;
  if (limit !== undefined) {
    return { hardBytes: limit, softBytes: limit - (spike ?? limit * SPIKE_SHARE) };
  }
  const hardBytes = (totalBytes * (given.limit_percentage ?? 100)) / 100;
  const share = given.spike_limit_percentage;
  const spikeBytes = share === undefined ? hardBytes * SPIKE_SHARE : (totalBytes * share) / 100;
  return { hardBytes, softBytes: hardBytes - spikeBytes };
}

/** The share of the resident memory that is free for re-use inside the process from which on it counts as such. */
const REUSABLE_SHARE = 0.25;

/**
 * Whether requests must be refused: objects and buffers above the soft limit, or the resident memory above the hard
 * one. The latter counts unless a quarter of it is free inside the process: an allocator keeps what was freed, and a
 * process that once was large would refuse for ever.
 */
export function isOverLimit(
  reading: MemoryReading,
  { softBytes, hardBytes }: MemoryLimits,
): boolean {
  const used = reading.heapUsed + reading.external;
  if (used >= softBytes) return true;
  return reading.rss >= hardBytes && used > reading.rss * (1 - REUSABLE_SHARE);
}

function availableBytes(): number {
  const limit = constrainedMemory();
  // Without a limit the system says 0, or a number beyond any machine.
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

type Context = CreateContext<MemoryLimiterConfig> & { readonly next: Consumer };

export function createMemoryLimiter(
  { config: given, clock, logger, next }: Context,
  source: MemorySource,
): Component & Consumer & Admission & Reporter {
  const limits = memoryLimits(given, source.totalBytes());
  let reading = source.readMemory();
  let isRefusing = false;
  let stop: (() => void) | undefined;
  const counts = { refused: 0, acceptedItems: 0, refusedItems: 0 };

  function look(): void {
    reading = source.readMemory();
    const before = isRefusing;
    isRefusing = isOverLimit(reading, limits);
    if (isRefusing === before) return;
    const fields = inMib({ ...reading, ...limits });
    if (isRefusing) logger.warn('memory is short; requests are refused', fields);
    else logger.info('memory is enough again; requests are taken', fields);
  }

  function admit(): void {
    if (!isRefusing) return;
    counts.refused++;
    const used = Math.ceil((reading.heapUsed + reading.external) / MIB);
    const message = `the process uses ${used} MiB, and more than ${Math.floor(limits.softBytes / MIB)} MiB are not to be used`;
    const retryAfterMs = Math.max(1_000, given.check_interval);
    throw new ComponentError('memory_limited', message, { retryable: true, retryAfterMs });
  }

  return {
    admit,
    get isRefusing() {
      return isRefusing;
    },
    async start() {
      look();
      stop = watch(clock, given.check_interval, look);
    },
    async consume(batch) {
      try {
        admit();
      } catch (error) {
        counts.refusedItems += batch.items;
        throw error;
      }
      counts.acceptedItems += batch.items;
      await next.consume(batch);
    },
    async shutdown() {
      stop?.();
      stop = undefined;
    },
    report: () => ({ isRefusing, ...reading, ...limits, ...counts }),
  };
}

/** An interval of zero looks as often as is sensible, as no reading would be no limit. */
function watch(clock: Clock, intervalMs: number, look: () => void): () => void {
  return clock.every(Math.max(100, intervalMs), look);
}

function inMib(bytes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(bytes).map(([name, value]) => [`${name}Mib`, Math.round(value / MIB)]),
  );
}
