import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type {
  HourlyCounts,
  LoadedReference,
  Reference,
  ReferenceFeature,
} from '@marigraph/monitor';
import { z } from 'zod';

import { systemCode } from '../../errors.ts';

const MIB = 1024 * 1024;
/** Far above what `reference build` writes: 4,096 features of a thousand long categories. */
const FILE_BYTES_MAX = 256 * MIB;
/** A year of hours of 22 bins. */
const HOURLY_BYTES_MAX = 8_784 * 22 * 4;

const counts = z.array(z.int().min(0));
const share = z.number().min(0).max(1);

const numericReference = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('number'),
    missing: z.int().min(0),
    range: z.strictObject({ minimum: z.number(), maximum: z.number() }),
    integer: z.boolean(),
    edges: z.array(z.number()),
    counts,
    hourly: z.string().exactOptional(),
    expected: z
      .strictObject({
        minimum: z.number().exactOptional(),
        maximum: z.number().exactOptional(),
        integer: z.boolean().exactOptional(),
        missingShareMax: share.exactOptional(),
        unit: z.string().exactOptional(),
      })
      .exactOptional(),
  })
  .refine(({ edges }) => edges.every((edge, at) => at === 0 || edge > (edges[at - 1] as number)), {
    path: ['edges'],
    error: 'edges must ascend strictly',
  })
  .refine((feature) => feature.counts.length === feature.edges.length + 1, {
    path: ['counts'],
    error: 'there must be one count more than edges',
  });

const categoricalReference = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('category'),
    missing: z.int().min(0),
    categories: z.array(z.string()),
    counts,
    hourly: z.string().exactOptional(),
    expected: z
      .strictObject({
        categories: z.array(z.string()).exactOptional(),
        missingShareMax: share.exactOptional(),
        unit: z.string().exactOptional(),
      })
      .exactOptional(),
  })
  .refine((feature) => feature.counts.length === feature.categories.length, {
    path: ['counts'],
    error: 'there must be one count per category',
  });

const time = z.strictObject({
  timeZone: z.string().min(1),
  start: z.string(),
  hours: z.int().min(1).max(8_784),
});

const reference = z.strictObject({
  format: z.literal('marigraph.reference/2', {
    error: 'expected marigraph.reference/2; build the reference again',
  }),
  model: z.strictObject({ name: z.string().min(1), version: z.string() }),
  rows: z.int().min(1),
  time: time.exactOptional(),
  features: z
    .array(z.discriminatedUnion('type', [numericReference, categoricalReference]))
    .min(1)
    .refine((features) => new Set(features.map(({ name }) => name)).size === features.length, {
      error: 'a feature occurs twice',
    }),
  hash: z.string(),
});

/** The text of a reference file: the document with the hash of its content, lists of numbers on one line. */
export function formatReference(document: Reference): string {
  const features = document.features.map(({ hourly, ...feature }) =>
    hourly === undefined ? feature : { ...feature, hourly: packCounts(hourly) },
  );
  const text = JSON.stringify({ ...document, features, hash: hashOf(document) }, null, 2);
  // Lists of numbers read better, and compare better in review, on one line. No text within JSON holds a line end.
  return `${text.replaceAll(/\[\n[\s\d.,eE+-]+\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;
}

/**
 * The hash of what was measured: the same rows give the same hash on every machine. What a person expects is not in
 * it, so that it may be edited.
 */
export function hashOf({ format, model, rows, time: hours, features }: Reference): string {
  const measured = features.map(measuredPart);
  const content = JSON.stringify({ format, model, rows, time: hours, features: measured });
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function measuredPart(feature: ReferenceFeature): object {
  const { hourly, expected: _, ...measured } = feature;
  if (hourly === undefined) return measured;
  return { ...measured, hourly: littleEndian(hourly).toString('base64') };
}

/** Hourly counts as text: little-endian, deflated, in base64. */
function packCounts(hourly: HourlyCounts): string {
  return deflateRawSync(littleEndian(hourly), { level: 9 }).toString('base64');
}

/** @throws {ReferenceFileError} where the text is not what `packCounts` makes. */
function unpackCounts(path: string, feature: string, text: string): HourlyCounts {
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64'), {
      maxOutputLength: HOURLY_BYTES_MAX,
    });
    if (bytes.length % 4 !== 0) throw new Error(`it has ${bytes.length} bytes`);
    return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(at * 4));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReferenceFileError(
      `${path} is no reference: the hourly counts of ${feature} cannot be read: ${reason}`,
      { cause },
    );
  }
}

function littleEndian(counts32: Uint32Array): Buffer {
  const bytes = Buffer.alloc(counts32.length * 4);
  for (const [at, count] of counts32.entries()) bytes.writeUInt32LE(count, at * 4);
  return bytes;
}

/** Why a reference file cannot be used, on one line. */
export class ReferenceFileError extends Error {
  override readonly name: string = 'ReferenceFileError';
}

/**
 * Reads and checks a reference file.
 *
 * @throws {ReferenceFileError} when the file is missing, is no reference, or was changed by hand without its hash.
 */
export function readReference(path: string): LoadedReference {
  const { document, hash } = readUnverified(path);
  const expected = hashOf(document);
  if (hash !== expected) {
    throw new ReferenceFileError(
      `${path} was changed after it was built: its hash is ${hash}, its content gives ${expected}`,
    );
  }
  const { name, version } = document.model;
  return {
    id: `${name}-${version}-${hash.slice('sha256:'.length, 'sha256:'.length + 12)}`,
    document,
  };
}

/**
 * Reads a reference file whose content may have been changed since, and the hash that it says to have.
 *
 * @throws {ReferenceFileError} when the file is missing or is no reference.
 */
export function readUnverified(path: string): {
  readonly document: Reference;
  readonly hash: string;
} {
  const parsed = reference.safeParse(parse(path));
  if (!parsed.success) {
    throw new ReferenceFileError(`${path} is no reference: ${describe(parsed.error.issues)}`);
  }
  const { hash, ...packed } = parsed.data;
  const features = packed.features.map(({ hourly, ...feature }): ReferenceFeature =>
    hourly === undefined
      ? feature
      : { ...feature, hourly: unpackCounts(path, feature.name, hourly) },
  );
  return { document: { ...packed, features }, hash };
}

/** The first thing that is wrong: a file of another kind is wrong in hundreds of places. */
function describe([first]: readonly z.core.$ZodIssue[]): string {
  const where = first?.path.join('.') ?? '';
  const what = first?.message ?? '';
  return where === '' ? what : `${where}: ${what}`;
}

function parse(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser quotes what it met, line ends included.
    const reason = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new ReferenceFileError(`${path} is not JSON: ${reason}`, { cause: error });
  }
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > FILE_BYTES_MAX) {
      throw new ReferenceFileError(
        `${path} is no reference: it has ${Math.ceil(size / MIB)} MiB, more than ${FILE_BYTES_MAX / MIB}`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ReferenceFileError) throw error;
    throw new ReferenceFileError(
      `${path} cannot be read (${systemCode(error) ?? String(error)}); make it with \`marigraph reference build --output ${path}\``,
      { cause: error },
    );
  }
}
