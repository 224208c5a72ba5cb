/** Reading the one message of a unary call. */

import type { ServerHttp2Stream } from 'node:http2';

import { MESSAGE_HEAD_BYTES } from './grpc-wire.ts';
import { type Body, type BodyMemory, GrowingBody, type ReadOptions } from './otlp-body.ts';
import { invalid, Refusal, STATUS_CODE, tooLarge, tooSlow } from './otlp-refusal.ts';

export interface GrpcMessage {
  readonly isCompressed: boolean;
  readonly body: Body;
}

/** The caller went away: nobody waits for an answer. */
export class CancelledCall extends Error {
  override readonly name: string = 'CancelledCall';
}

/**
 * The message of a unary call: exactly one, which is refused by its announced length before a byte of it is kept.
 *
 * @throws {Refusal} For what is no single message, above the limit, or too slow.
 * @throws {CancelledCall}
 */
export function readGrpcMessage(
  stream: ServerHttp2Stream,
  memory: BodyMemory,
  { maxBytes, clock, timeoutMs }: ReadOptions,
): Promise<GrpcMessage> {
  const parser = createMessageParser(memory, maxBytes);
  return new Promise((resolve, reject) => {
    let settled = false;
    const stop = (): void => {
      settled = true;
      cancel();
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onClose);
    };
    const fail = (error: unknown): void => {
      if (settled) return;
      stop();
      parser.discard();
      reject(error);
    };
    const onData = (chunk: Uint8Array): void => {
      try {
        parser.add(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => {
      try {
        // A stream that is reset ends as well; what came of it may look whole.
        if (stream.aborted) throw cancelled();
        const message = parser.finish();
        stop();
        resolve(message);
      } catch (error) {
        fail(error);
      }
    };
    const onClose = (): void => fail(cancelled());
    const cancel = clock.after(timeoutMs, () => {
      fail(tooSlow(`the message did not come in within ${timeoutMs} ms`));
    });
    stream.on('data', onData);
    stream.once('end', onEnd);
    stream.once('close', onClose);
  });
}

function cancelled(): CancelledCall {
  return new CancelledCall('the caller went away');
}

/** Memory for the start of a message: many streams can announce much without sending it. */
const FIRST_BYTES = 128 * 1024;

interface MessageParser {
  add(chunk: Uint8Array): void;
  finish(): GrpcMessage;
  discard(): void;
}

function createMessageParser(memory: BodyMemory, maxBytes: number): MessageParser {
  const head = Buffer.alloc(MESSAGE_HEAD_BYTES);
  let headLength = 0;
  let announced = 0;
  let growing: GrowingBody | undefined;

  /** Takes the head's share of a chunk and leaves the rest. */
  function addToHead(chunk: Uint8Array): Uint8Array {
    const share = chunk.subarray(0, MESSAGE_HEAD_BYTES - headLength);
    head.set(share, headLength);
    headLength += share.length;
    if (headLength === MESSAGE_HEAD_BYTES) {
      const flag = head.readUInt8(0);
      if (flag > 1) throw invalid(`expected a message, found the compressed flag ${flag}`);
      announced = head.readUInt32BE(1);
      if (announced > maxBytes) throw tooLarge(maxBytes);
      growing = new GrowingBody(memory, { announced, firstBytes: FIRST_BYTES, maxBytes });
    }
    return chunk.subarray(share.length);
  }

  return {
    add(chunk) {
      const rest = growing === undefined ? addToHead(chunk) : chunk;
      if (growing === undefined || rest.length === 0) return;
      if (growing.length + rest.length > announced) throw invalid('expected exactly one message');
      growing.add(rest);
    },
    finish() {
      if (growing === undefined) {
        throw invalid(
          headLength === 0 ? 'expected a message' : 'the head of the message is cut off',
        );
      }
      if (growing.length < announced) {
        throw invalid(`the message is cut off: ${growing.length} of ${announced} bytes came`);
      }
      return { isCompressed: head.readUInt8(0) === 1, body: growing.finish() };
    },
    discard() {
      growing?.discard();
    },
  };
}

/** A message that says it is compressed while the call does not say how. */
export function withoutEncoding(): Refusal {
  return new Refusal(
    500,
    STATUS_CODE.internal,
    'the message is marked as compressed, and there is no grpc-encoding',
  );
}
