import { TRACE_BYTES } from './exemplars.ts';

/** Example rows that a score or a finding names at most. */
export const EXEMPLARS_PER_FINDING_MAX = 10;

/** Hexadecimal ids of a span behind a finding. */
export interface ExemplarTrace {
  readonly traceId: string;
  readonly spanId: string;
}

/** Reads the 24 bytes from `offset` on. */
export function toExemplarTrace(traces: Uint8Array, offset: number): ExemplarTrace {
  return {
    traceId: toHex(traces, offset, offset + 16),
    spanId: toHex(traces, offset + 16, offset + TRACE_BYTES),
  };
}

function toHex(bytes: Uint8Array, start: number, end: number): string {
  let hex = '';
  for (let at = start; at < end; at++) hex += (bytes[at] as number).toString(16).padStart(2, '0');
  return hex;
}
