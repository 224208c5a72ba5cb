import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import type { LoadedReference, Reference } from '@marigraph/monitor';
import { z } from 'zod';

import { systemCode } from '../../errors.ts';

const MIB = 1024 * 1024;
/** Far above what `reference build` writes: 4,096 features of a thousand long categories. */
const FILE_BYTES_MAX = 256 * MIB;

const counts = z.array(z.int().min(0));

const numericReference = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('number'),
    missing: z.int().min(0),
    edges: z.array(z.number()),
    counts,
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
  })
  .refine((feature) => feature.counts.length === feature.categories.length, {
    path: ['counts'],
    error: 'there must be one count per category',
  });

const reference: z.ZodType<Reference & { readonly hash: string }> = z.strictObject({
  format: z.literal('marigraph.reference/1'),
  model: z.strictObject({ name: z.string().min(1), version: z.string() }),
  rows: z.int().min(1),
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
  const text = JSON.stringify({ ...document, hash: hashOf(document) }, null, 2);
  // Lists of numbers read better, and compare better in review, on one line. No text within JSON holds a line end.
  return `${text.replaceAll(/\[\n[\s\d.,eE+-]+\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;
}

/** The hash of a reference's content: the same rows give the same hash on every machine. */
export function hashOf({ format, model, rows, features }: Reference): string {
  const content = JSON.stringify({ format, model, rows, features });
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
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
  const parsed = reference.safeParse(parse(path));
  if (!parsed.success) {
    throw new ReferenceFileError(`${path} is no reference: ${describe(parsed.error.issues)}`);
  }
  const { hash, ...document } = parsed.data;
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
