/**
 * The spans of an export request as raw bytes, by their ids: for tests that a span came through untouched.
 * Written apart from `@marigraph/otlp`, whose work it checks, and for well-formed requests only.
 */

/** `<trace id>-<span id>` in hexadecimal, and the span's own message. */
export interface SpanBytes {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Field numbers on the way: resource_spans 1, scope_spans 2, spans 2; trace_id 1 and span_id 2 of a span. */
export function spansOf(request: Uint8Array): SpanBytes[] {
  return messages(request, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2))
    .map((span) => ({ id: `${hexField(span, 1)}-${hexField(span, 2)}`, bytes: span }));
}

function hexField(message: Uint8Array, field: number): string {
  return Buffer.from(messages(message, field)[0] ?? []).toString('hex');
}

/** The length-delimited fields of a number. */
function messages(message: Uint8Array, field: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (Math.floor(tag / 8) === field) found.push(message.subarray(at, at + length));
      at += length;
    } else throw new Error(`wire type ${wireType} at byte ${at}`);
  }
  return found;
}
