import type { NewRecord } from '../../src/wal/wal.ts';

/** A record of the log with a body of its own; what is given replaces the rest. */
export function newRecord(body: string | Uint8Array, more: Partial<NewRecord> = {}): NewRecord {
  return {
    receiver: 'otlp',
    signal: 'traces',
    contentType: 'protobuf',
    encoding: 'identity',
    items: 1,
    ...more,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
