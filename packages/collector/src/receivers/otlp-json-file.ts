/** The `otlp_json_file` receiver: requests from files, as fast as they are taken or at the pace of their events. */

import { countItems, countItemsJson, OtlpError } from '@marigraph/otlp';
import { z } from 'zod';

import {
  type Component,
  type CreateContext,
  defineReceiver,
  type NewBatch,
  type ReceiverDefinition,
  type Reporter,
  type Signal,
} from '../component.ts';
import { duration, sizeMib } from '../configuration/fields.ts';
import { toComponentError } from '../errors.ts';
import { createPace, eventTimeMs } from './event-time.ts';
import { FollowedFiles } from './followed-files.ts';
import { createPatientSender, createSleeper } from './patient-sender.ts';
import { createLengthSplitter, createLineSplitter, type SplitRecord } from './record-splitter.ts';

export interface OtlpJsonFileConfig {
  /** Paths or globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** `json`: one request a line. `proto`: each behind its length, four bytes, big-endian. */
  readonly format: 'json' | 'proto';
  /** Of `proto`, which does not say it by itself. */
  readonly signal?: Signal | undefined;
  readonly start_at: 'beginning' | 'end';
  /** Between two looks for new files and new lines, milliseconds. */
  readonly poll_interval: number;
  /** Bytes of one request. */
  readonly max_line_mib: number;
  readonly replay: {
    readonly speed: 'as_fast_as_possible' | 'event_time';
    /** Of `event_time`: 60 plays an hour in a minute. */
    readonly factor: number;
  };
}

const patterns = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const config: z.ZodType<OtlpJsonFileConfig> = z
  .strictObject({
    include: patterns
      .refine((list) => list.length > 0, { error: 'expected a path or a glob' })
      .describe(
        'Files to read, as paths or globs, at most 10,000; files that come later are found ' +
          'too.',
      ),
    exclude: patterns.describe('Files to leave out of these, as paths or globs.').prefault([]),
    format: z
      .enum(['json', 'proto'])
      .describe(
        '`json` is one request a line; `proto` is each request behind its length, four ' +
          'bytes, big-endian.',
      )
      .default('json'),
    signal: z
      .enum(['traces', 'metrics', 'logs'])
      .describe(
        'Signal of the requests; needed with `proto`, which does not say it by itself, and ' +
          'without effect on `json`.',
      )
      .optional(),
    start_at: z
      .enum(['beginning', 'end'])
      .describe(
        'Where files that are there at the start are read from: `beginning` (in the ' +
          'Collector `end`) or only what comes from now on. Positions are not kept, so ' +
          '`beginning` reads files again after a restart.',
      )
      .default('beginning'),
    poll_interval: duration
      .refine((ms) => ms > 0, { error: 'expected a duration above 0' })
      .describe('Pause between two looks for new files and new lines.')
      .prefault('200ms'),
    max_line_mib: sizeMib
      .describe('Largest request; a larger one is skipped, counted and logged.')
      .prefault(64),
    replay: z
      .strictObject({
        speed: z
          .enum(['as_fast_as_possible', 'event_time'])
          .describe(
            '`as_fast_as_possible` sends as fast as requests are taken; `event_time` keeps the ' +
              'pauses between their latest times, at most an hour each.',
          )
          .default('as_fast_as_possible'),
        factor: z
          .number()
          .positive()
          .describe('How many times as fast `event_time` plays: 60 plays an hour in a minute.')
          .default(1),
      })
      .prefault({}),
  })
  .superRefine(({ format, signal }, context) => {
    if (format !== 'proto' || signal !== undefined) return;
    const message = 'expected the signal of the requests: protobuf does not say it by itself';
    context.addIssue({ code: 'custom', path: ['signal'], message });
  });

export const otlpJsonFile: ReceiverDefinition<OtlpJsonFileConfig> =
  defineReceiver<OtlpJsonFileConfig>({
    type: 'otlp_json_file',
    aliases: ['otlpjsonfile'],
    stability: 'alpha',
    signals: ['traces', 'metrics', 'logs'],
    config,
    create: createOtlpJsonFileReceiver,
  });

const NS_PER_MS = 1_000_000n;

type Context = CreateContext<OtlpJsonFileConfig> & {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly admit: () => void;
};

function createOtlpJsonFileReceiver(context: Context): Component & Reporter {
  const { config: settings, clock, logger } = context;
  const sleeper = createSleeper(clock);
  const sender = createPatientSender({ emit: context.emit, admit: context.admit, sleeper });
  const pace = createPace(settings.replay.factor);
  const isPaced = settings.replay.speed === 'event_time';
  const refused: Record<string, number> = {};
  const refuse = (reason: string, message: string): void => {
    refused[reason] = (refused[reason] ?? 0) + 1;
    logger.warn('a request of a file is not taken', { reason, message });
  };

  /** Whether the record was one, and is not to be read again. */
  async function take({ bytes }: SplitRecord, isOpen: boolean): Promise<boolean> {
    if (bytes === undefined) {
      refuse('too_long', `it is longer than ${settings.max_line_mib} bytes`);
      return true;
    }
    await sender.admission();
    if (sleeper.isStopped) return false;
    let batch: NewBatch | undefined;
    let waitMs = 0;
    try {
      batch = toBatch(bytes, settings);
      if (isPaced) waitMs = pace(eventTimeMs(batch), Number(clock.now() / NS_PER_MS));
    } catch (error) {
      // A line that is still being written is no fault; what is missing may come.
      if (isOpen) return false;
      const { code, message } = error instanceof OtlpError ? error : toComponentError(error);
      refuse(code, message);
      return true;
    }
    if (waitMs > 0) await sleeper.sleep(waitMs);
    // A request without telemetry succeeds, and there is nothing to keep.
    if (batch.items > 0) await sender.send(batch, (error) => refuse(error.code, error.message));
    return true;
  }

  const files = new FollowedFiles({
    include: settings.include,
    exclude: settings.exclude,
    startAt: settings.start_at,
    createSplitter: () =>
      settings.format === 'json'
        ? createLineSplitter(settings.max_line_mib)
        : createLengthSplitter(settings.max_line_mib),
    onRecord: take,
    isStopped: () => sleeper.isStopped,
    logger,
  });
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!sleeper.isStopped) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      await files.poll().catch((error: unknown) => {
        logger.error('files cannot be looked for', { error });
      });
      // oxlint-disable-next-line no-await-in-loop -- see above
      await sleeper.sleep(settings.poll_interval);
    }
    await sender.settled();
  }

  return {
    async start() {
      running = run();
    },
    async shutdown(deadline) {
      sleeper.stop();
      await Promise.race([running, aborted(deadline)]);
    },
    report: () => ({ files: files.count, ...sender.report(), refused: { ...refused } }),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

const KEYS = { resourceSpans: 'traces', resourceMetrics: 'metrics', resourceLogs: 'logs' } as const;
const FIRST_KEY = /^\s*\{\s*"(resourceSpans|resourceMetrics|resourceLogs)"\s*:/;
const FIRST_KEY_BYTES = 256;

/** @throws {OtlpError} */
function toBatch(body: Uint8Array, { format, signal }: OtlpJsonFileConfig): NewBatch {
  if (format === 'proto' && signal !== undefined) {
    const items = countItems(signal, body);
    return { signal, contentType: 'protobuf', encoding: 'identity', body, items };
  }
  const found = signalOf(body);
  const items = countItemsJson(found, body);
  return { signal: found, contentType: 'json', encoding: 'identity', body, items };
}

/** The signal that the top-level key of a request names: nearly always the first thing in it. */
function signalOf(body: Uint8Array): Signal {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length);
  const [, first] = FIRST_KEY.exec(text.toString('latin1', 0, FIRST_KEY_BYTES)) ?? [];
  const key = first ?? Object.keys(KEYS).find((known) => known in parseObject(text));
  if (key !== undefined) return KEYS[key as keyof typeof KEYS];
  throw new OtlpError('malformed', `expected one of the keys ${Object.keys(KEYS).join(', ')}`, 0);
}

function parseObject(text: Buffer): object {
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    throw new OtlpError('malformed', error instanceof Error ? error.message : String(error), 0);
  }
}
