/** Requests that are larger than a backend takes go out in parts. */

import { countItems, splitRequest } from '@marigraph/otlp';

import { createBodyCompressor } from '../body-compressor.ts';
import type { Batch } from '../component.ts';
import { toComponentError } from '../errors.ts';
import { createInflatedBodyReader, type InflatedBodyReader } from '../plain-body.ts';

export interface RequestSizeOptions {
  /** Of a plain request in protobuf; no limit unless given. */
  readonly maxBytes: number | undefined;
  /** Makes of a batch what goes out. */
  readonly prepare: (batch: Batch) => Batch;
}

/** Sends a batch as one request, or as several one after the other. */
export type SendInParts = (batch: Batch, send: (part: Batch) => Promise<void>) => Promise<void>;

/** How far a batch has come that will come again. */
interface Progress {
  /** Parts that are done with. */
  readonly done: number;
  /** The first refusal for good among them. */
  readonly refusal: unknown;
}

/**
 * A batch that comes again because a part was refused for now goes on with that part. A part that is refused for good
 * does not keep the others back; the batch is refused with it at the end, however often it came.
 */
export function createSendInParts({ maxBytes, prepare }: RequestSizeOptions): SendInParts {
  const readPlain = createInflatedBodyReader();
  const compress = createBodyCompressor();
  const progress = new WeakMap<Batch, Progress>();

  function* partsOf(prepared: Batch, partBytes: number): Generator<Batch> {
    // A copy, since parts are made while others are on their way.
    const plain = readPlain(prepared, (bytes) => Buffer.from(bytes));
    for (const part of splitRequest(prepared.signal, plain, { maxBytes: partBytes })) {
      const items = countItems(prepared.signal, part);
      const common = { ...prepared, plain: undefined, items };
      if (prepared.encoding === 'identity') yield { ...common, body: part };
      else yield { ...common, encoding: 'gzip', body: compress('gzip', part) };
    }
  }

  return async (batch, send) => {
    const prepared = prepare(batch);
    const isWhole = maxBytes === undefined || prepared.contentType === 'json';
    if (isWhole || plainLength(prepared, readPlain) <= maxBytes) {
      await send(prepared);
      return;
    }
    const before = progress.get(batch);
    let index = 0;
    let refusal = before?.refusal;
    for (const part of partsOf(prepared, maxBytes)) {
      if (index++ < (before?.done ?? 0)) continue;
      try {
        // oxlint-disable-next-line no-await-in-loop -- parts follow one another
        await send(part);
      } catch (error) {
        if (toComponentError(error).retryable) throw error;
        refusal ??= error;
      }
      progress.set(batch, { done: index, refusal });
    }
    progress.delete(batch);
    if (refusal !== undefined) throw refusal;
  };
}

const GZIP_TRAILER_BYTES = 8;

/** Bytes of the request without its encoding. */
function plainLength(batch: Batch, readPlain: InflatedBodyReader): number {
  const { body, encoding, plain } = batch;
  if (encoding === 'identity') return body.length;
  if (plain !== undefined) return plain.bytes.length;
  if (encoding === 'gzip' && body.length >= GZIP_TRAILER_BYTES) {
    // The last four bytes of gzip say it. Of several members they say too little, which the backend may then refuse.
    return new DataView(body.buffer, body.byteOffset, body.length).getUint32(body.length - 4, true);
  }
  return readPlain(batch, (bytes) => bytes.length);
}
