/**
 * gRPC over HTTP/2, as https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md has it: the parts of it that
 * are text.
 */

import { Buffer } from 'node:buffer';

/*
 *   Timeout          → "grpc-timeout" TimeoutValue TimeoutUnit
 *   TimeoutValue     → at most 8 digits
 *   TimeoutUnit      → "H" hour / "M" minute / "S" second / "m" ms / "u" µs / "n" ns
 */
const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNITS_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** Milliseconds, rounded up; `undefined` for what is no timeout. */
export function parseGrpcTimeout(text: string): number | undefined {
  const [, amount, unit] = TIMEOUT.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Math.ceil(Number(amount) * (UNITS_MS[unit] ?? 0));
}

const PERCENT = 0x25;

/**
 * `grpc-message`: UTF-8 in which all but the printable bytes of ASCII, and the percent sign, are written `%XX`.
 */
export function encodeGrpcMessage(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== PERCENT;
    encoded += isPlain
      ? String.fromCodePoint(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Whether a content type is gRPC with protobuf messages: `application/grpc`, `application/grpc+proto`. */
export function isGrpcProtobuf(contentType: string | undefined): boolean {
  return /^application\/grpc(?:\+proto)?(?:\s*;|$)/i.test((contentType ?? '').trim());
}

/*
 *   Length-Prefixed-Message → Compressed-Flag Message-Length Message
 *   Compressed-Flag         → 0 / 1, one byte
 *   Message-Length          → four bytes, big endian
 */

/** Bytes before each message. */
export const MESSAGE_HEAD_BYTES = 5;

/** A message behind its head. */
export function frameMessage(message: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(MESSAGE_HEAD_BYTES + message.length);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, MESSAGE_HEAD_BYTES);
  return framed;
}
