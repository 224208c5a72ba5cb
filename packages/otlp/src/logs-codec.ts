import {
  present,
  readAnyValue,
  readAttributes,
  readResource,
  readScope,
  writeAnyValue,
  writeAttributes,
  writeResource,
  writeScope,
} from './common-codec.ts';
import { openMessage, type MessageReader } from './message-reader.ts';
import { MessageWriter } from './message-writer.ts';
import type { LogRecord, ResourceLogs, ScopeLogs } from './model.ts';

/*
 *   ExportLogsServiceRequest  1 resource_logs repeated ResourceLogs
 *   ResourceLogs              1 resource Resource, 2 scope_logs repeated ScopeLogs, 3 schema_url string
 *   ScopeLogs                 1 scope InstrumentationScope, 2 log_records repeated LogRecord,
 *                             3 schema_url string
 *   LogRecord                 1 time_unix_nano fixed64, 2 severity_number enum, 3 severity_text string,
 *                             5 body AnyValue, 6 attributes repeated KeyValue,
 *                             7 dropped_attributes_count uint32, 8 flags fixed32, 9 trace_id bytes,
 *                             10 span_id bytes, 11 observed_time_unix_nano fixed64, 12 event_name string
 */

/**
 * An ExportLogsServiceRequest.
 *
 * @throws {RangeError} For a number that does not fit in its field, and for ids that are not hex.
 * @throws {OtlpError} `too_deep` for values nested more deeply than any decoder follows.
 */
export function encodeLogs(resourceLogs: readonly ResourceLogs[]): Uint8Array {
  const writer = new MessageWriter();
  for (const { resource, scopeLogs, schemaUrl } of resourceLogs) {
    writer.message(1, () => {
      writeResource(writer, 1, resource);
      for (const ofScope of scopeLogs) writer.message(2, () => writeScopeLogs(writer, ofScope));
      writer.string(3, schemaUrl || undefined);
    });
  }
  return writer.finish();
}

/**
 * The log records of an ExportLogsServiceRequest. Fields that `LogRecord` does not name are dropped.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function decodeLogs(bytes: Uint8Array): ResourceLogs[] {
  return openMessage('ExportLogsServiceRequest', bytes)
    .messages(1)
    .map((message) =>
      present<ResourceLogs>({
        resource: readResource(message, 1),
        scopeLogs: message.messages(2).map(readScopeLogs),
        schemaUrl: message.string(3) || undefined,
      }),
    );
}

function writeScopeLogs(writer: MessageWriter, { scope, logRecords, schemaUrl }: ScopeLogs): void {
  writeScope(writer, 1, scope);
  for (const record of logRecords) writer.message(2, () => writeLogRecord(writer, record));
  writer.string(3, schemaUrl || undefined);
}

function readScopeLogs(message: MessageReader): ScopeLogs {
  return present<ScopeLogs>({
    scope: readScope(message, 1),
    logRecords: message.messages(2).map(readLogRecord),
    schemaUrl: message.string(3) || undefined,
  });
}

function writeLogRecord(writer: MessageWriter, record: LogRecord): void {
  writer.fixed64(1, record.timeUnixNano || undefined);
  writer.int32(2, record.severityNumber || undefined);
  writer.string(3, record.severityText || undefined);
  if (record.body !== undefined) writeAnyValue(writer, 5, record.body);
  writeAttributes(writer, 6, record.attributes);
  writer.uint32(7, record.droppedAttributesCount || undefined);
  writer.fixed32(8, record.flags || undefined);
  writer.hex(9, record.traceId || undefined);
  writer.hex(10, record.spanId || undefined);
  writer.fixed64(11, record.observedTimeUnixNano || undefined);
  writer.string(12, record.eventName || undefined);
}

function readLogRecord(message: MessageReader): LogRecord {
  const body = message.message(5);
  return present<LogRecord>({
    timeUnixNano: message.fixed64(1) || undefined,
    severityNumber: message.int32(2) || undefined,
    severityText: message.string(3) || undefined,
    body: body === undefined ? undefined : readAnyValue(body),
    attributes: readAttributes(message, 6),
    droppedAttributesCount: message.uint32(7) || undefined,
    flags: message.fixed32(8) || undefined,
    traceId: message.hex(9) || undefined,
    spanId: message.hex(10) || undefined,
    observedTimeUnixNano: message.fixed64(11) || undefined,
    eventName: message.string(12) || undefined,
  });
}
