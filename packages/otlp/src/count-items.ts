import { checkMessage } from './check-message.ts';
import { messageNumber } from './grammar.ts';
import type { Signal } from './signal.ts';
import { checkSize } from './wire.ts';

/** The message that is the request of a signal. */
export const REQUESTS: Readonly<Record<Signal, number>> = {
  traces: messageNumber('ExportTraceServiceRequest'),
  metrics: messageNumber('ExportMetricsServiceRequest'),
  logs: messageNumber('ExportLogsServiceRequest'),
};

/**
 * Checks the structure of one export request and counts its spans, data points or log records.
 *
 * Everything OTLP defines is checked: lengths, wire types, varints and nesting, down to the values within
 * attributes. What passes here, no scanner and no decoder of this package refuses. Not checked: whether
 * strings are valid UTF-8, whether ids have their length. Allocates nothing.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function countItems(signal: Signal, bytes: Uint8Array): number {
  checkSize(bytes.length);
  return checkMessage(bytes, 0, bytes.length, REQUESTS[signal]);
}
