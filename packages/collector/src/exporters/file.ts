/** The `file` exporter: requests into a file, one behind the other, to be read by a person or played again. */

import { z } from 'zod';

import {
  type Batch,
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
  type Reporter,
  type RetryPolicy,
  type Signal,
} from '../component.ts';
import { duration, sizeMib } from '../configuration/fields.ts';
import { ComponentError, systemCode } from '../errors.ts';
import { createInflatedBodyReader } from '../plain-body.ts';
import { jsonLines, lengthDelimited } from './record-format.ts';
import { RotatingFile, type Rotation } from './rotating-file.ts';
import { createTranscode } from './transcode.ts';

export interface FileConfig {
  /** `{signal}` in it stands for `traces`, `metrics` or `logs`. */
  readonly path: string;
  /** `proto`: each request behind its length, four bytes, big-endian. `json`: one request a line. */
  readonly format: 'json' | 'proto';
  /** Whether what is in the file at the start stays there. */
  readonly append: boolean;
  /** How often the disk is told to hold what was written, milliseconds; 0 after every request. */
  readonly flush_interval: number;
  readonly rotation?:
    | {
        /** Bytes. */
        readonly max_megabytes: number;
        readonly max_days: number;
        readonly max_backups: number;
      }
    | undefined;
}

const config: z.ZodType<FileConfig> = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      'File to write, whose folders are made; `{signal}` in it stands for `traces`, ' +
        '`metrics` or `logs`.',
    ),
  format: z
    .enum(['json', 'proto'])
    .describe(
      '`json` writes one request a line; `proto` each request behind its length, four ' +
        'bytes, big-endian.',
    )
    .default('json'),
  append: z
    .boolean()
    .describe(
      'Whether what is in the file at the start stays there; `true` (in the Collector ' +
        '`false`), so that a restart removes nothing.',
    )
    .default(true),
  flush_interval: duration
    .describe('How often the disk is told to hold what was written; 0s after every request.')
    .prefault('1s'),
  rotation: z
    .strictObject({
      max_megabytes: sizeMib
        .describe(
          'A file that the next request would make larger is put aside under a name with the ' +
            'time.',
        )
        .prefault(100),
      max_days: z
        .int()
        .min(0)
        .describe('Files put aside longer ago than this many days are removed; 0 keeps them.')
        .default(0),
      max_backups: z
        .int()
        .min(0)
        .describe('Files put aside that are kept at most, the newest; 0 keeps all.')
        .default(100),
    })
    .describe('Begins a new file when one is full; one file that only grows unless given.')
    .optional(),
});

/** A disk that is full may have room again. The log holds the data meanwhile. */
const RETRY: RetryPolicy = {
  enabled: true,
  initialIntervalMs: 1_000,
  multiplier: 1.5,
  randomizationFactor: 0,
  maxIntervalMs: 30_000,
  maxElapsedMs: 0,
};

export const file: ExporterDefinition<FileConfig> = defineExporter<FileConfig>({
  type: 'file',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  // One at a time: the file has the order of the log.
  delivery: () => ({ inFlightMax: 1, retry: RETRY }),
  create: createFileExporter,
});

const CONTENT_TYPES = { json: 'json', proto: 'protobuf' } as const;
const FORMATS = { json: jsonLines, proto: lengthDelimited } as const;

function createFileExporter({
  config: settings,
  clock,
  logger,
}: CreateContext<FileConfig>): Component & Consumer & Reporter {
  const format = FORMATS[settings.format];
  const readPlain = createInflatedBodyReader();
  const transcode = createTranscode(CONTENT_TYPES[settings.format]);
  const rotation = toRotation(settings.rotation);
  /** By path. */
  const files = new Map<string, RotatingFile>();
  const counts = { requests: 0, items: 0, bytes: 0 };
  const signals = new Set<Signal>();
  let stopFlushing: (() => void) | undefined;

  function fileAt(path: string): RotatingFile {
    const known = files.get(path);
    if (known !== undefined) return known;
    const { append } = settings;
    const isSynced = settings.flush_interval === 0;
    const opened = new RotatingFile({ path, format, append, rotation, isSynced, clock, logger });
    files.set(path, opened);
    return opened;
  }

  /** A protobuf request does not say which signal it is of. */
  function noteSignal(signal: Signal): void {
    if (signals.has(signal)) return;
    signals.add(signal);
    if (signals.size > 1 && settings.format === 'proto' && !settings.path.includes(SIGNAL)) {
      logger.warn('one protobuf file holds several signals; put `{signal}` into its path', {
        path: settings.path,
        signals: [...signals],
      });
    }
  }

  return {
    async start() {
      if (!settings.path.includes(SIGNAL)) await openFirst(fileAt(settings.path), settings.path);
      if (settings.flush_interval === 0) return;
      stopFlushing = clock.every(settings.flush_interval, () => {
        for (const opened of files.values()) void opened.flush();
      });
    },
    async consume(batch) {
      noteSignal(batch.signal);
      const record = encode(transcode(batch));
      const opened = fileAt(settings.path.replaceAll(SIGNAL, batch.signal));
      await opened.write(record);
      counts.requests++;
      counts.items += batch.items;
      counts.bytes += record.length;
    },
    async shutdown() {
      stopFlushing?.();
      await Promise.all([...files.values()].map((opened) => opened.close()));
    },
    report: () => ({ path: settings.path, written: { ...counts } }),
  };

  function encode(batch: Batch): Uint8Array {
    try {
      return readPlain(batch, (plain) => format.encode(plain));
    } catch (cause) {
      const message = `a body is not valid ${batch.encoding}`;
      throw new ComponentError('data_invalid', message, { cause });
    }
  }
}

const SIGNAL = '{signal}';

/** @throws {ComponentError} `file_unusable`. */
async function openFirst(opened: RotatingFile, path: string): Promise<void> {
  try {
    await opened.open();
  } catch (cause) {
    const message = `${path} cannot be written: ${systemCode(cause) ?? String(cause)}`;
    throw new ComponentError('file_unusable', message, { cause });
  }
}

const MS_PER_DAY = 86_400_000;

function toRotation(rotation: FileConfig['rotation']): Rotation | undefined {
  if (rotation === undefined) return undefined;
  return {
    maxBytes: rotation.max_megabytes,
    maxAgeMs: rotation.max_days * MS_PER_DAY,
    backupsMax: rotation.max_backups,
  };
}
