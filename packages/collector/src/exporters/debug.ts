/** The `debug` exporter: says in the log of this process what comes by. */

import { z } from 'zod';

import {
  type Batch,
  type Clock,
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
} from '../component.ts';
import { createPlainBodyReader } from '../plain-body.ts';
import { NO_RETRY } from '../service/retry.ts';
import { describeRequest } from './describe-request.ts';

export interface DebugConfig {
  /**
   * `basic`: one line a request. `normal`: names, ids and durations too. `detailed`: attributes, values and bodies as
   * well, which may be personal data.
   */
  readonly verbosity: 'basic' | 'normal' | 'detailed';
  /** Requests that are shown of each second. */
  readonly sampling_initial: number;
  /** Behind those every so many; 0 shows none. */
  readonly sampling_thereafter: number;
}

const config: z.ZodType<DebugConfig> = z.strictObject({
  verbosity: z
    .enum(['basic', 'normal', 'detailed'])
    .describe(
      '`basic` prints a line for each request; `normal` names, ids and durations too; ' +
        '`detailed` attributes, values and bodies as well, which may be personal data.',
    )
    .default('basic'),
  sampling_initial: z.int().min(0).describe('Requests that are printed of each second.').default(2),
  sampling_thereafter: z
    .int()
    .min(0)
    .describe('Behind those one of this many is printed: 1 prints all, 0 none.')
    .default(1),
});

export const debug: ExporterDefinition<DebugConfig> = defineExporter<DebugConfig>({
  type: 'debug',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  delivery: () => ({ inFlightMax: 1, retry: NO_RETRY }),
  create: createDebugExporter,
});

/** Of one request. A log is to be read. */
const LIMITS = { records: 20, plainBytes: 1024 * 1024, text: 16 * 1024 } as const;

function createDebugExporter({
  config: settings,
  clock,
  logger,
}: CreateContext<DebugConfig>): Component & Consumer {
  const { verbosity } = settings;
  const readPlain = createPlainBodyReader();
  const isShown = createSampling(settings, clock);

  function contentOf(batch: Batch): string {
    try {
      return readContent(batch);
    } catch (error) {
      // Whether a request is sound is not for this component to judge.
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  function readContent(batch: Batch): string {
    return readPlain(batch, (plain) => {
      if (plain.length > LIMITS.plainBytes) return 'too large to be shown';
      const options = { detailed: verbosity === 'detailed', recordsMax: LIMITS.records };
      return shorten(toText(describeRequest(batch.signal, plain, options)));
    });
  }

  return {
    consume(batch) {
      if (!isShown()) return;
      const { signal, items, encoding, body } = batch;
      const fields = { signal, items, encoding, bytes: body.length };
      logger.info(
        'a request came by',
        verbosity === 'basic' ? fields : { ...fields, content: contentOf(batch) },
      );
    },
    async shutdown() {},
  };
}

const SECOND_NS = 1_000_000_000n;

function createSampling(settings: DebugConfig, clock: Clock): () => boolean {
  const { sampling_initial: initial, sampling_thereafter: thereafter } = settings;
  let since: bigint | undefined;
  let count = 0;
  return () => {
    const now = clock.now();
    if (since === undefined || now - since >= SECOND_NS || now < since) {
      since = now;
      count = 0;
    }
    count++;
    return count <= initial || (thereafter > 0 && (count - initial) % thereafter === 0);
  };
}

function toText(described: readonly unknown[]): string {
  return JSON.stringify(described, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
}

function shorten(text: string): string {
  return text.length > LIMITS.text ? `${text.slice(0, LIMITS.text)}…` : text;
}
