/** Bytes of a message by hand, for the cases that no encoder writes. */
export type Bytes = readonly number[];

/** A varint of a non-negative number, filled up to at least `width` bytes. */
export function varint(value: number | bigint, width = 1): Bytes {
  const out: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn || out.length + 1 < width) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...out, Number(rest)];
}

/** A field that is a varint. */
export function number(field: number, value: number | bigint): Bytes {
  return [...varint(field * 8), ...varint(value)];
}

/** A delimited field. */
export function body(field: number, ...parts: readonly (Bytes | Uint8Array | string)[]): Bytes {
  const bytes = parts.flatMap((part) =>
    Array.from(typeof part === 'string' ? new TextEncoder().encode(part) : part),
  );
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

/** A field of eight bytes. */
export function eight(field: number, value: bigint): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return [...varint(field * 8 + 1), ...bytes];
}

/** A KeyValue in field `field` whose AnyValue is `value`. */
export function keyValue(field: number, key: string, ...value: readonly Bytes[]): Bytes {
  return body(field, body(1, key), body(2, ...value));
}

/** A request for traces with one resource and one scope. */
export function traces(...spans: readonly Bytes[]): Uint8Array {
  return request(body(2, ...spans.map((span) => body(2, span))));
}

/** A request for logs with one resource and one scope. */
export function logs(...records: readonly Bytes[]): Uint8Array {
  return traces(...records);
}

/** A request with one resource that has these fields. */
export function request(...fields: readonly Bytes[]): Uint8Array {
  return Uint8Array.from(body(1, ...fields));
}
