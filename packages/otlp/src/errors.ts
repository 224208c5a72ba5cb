const HINTS = {
  malformed:
    'Send an OTLP export request in the encoding that is announced, protobuf or JSON; the offset says where reading stopped.',
  too_deep:
    'Nest attribute values less deeply: 100 messages within each other are the most protobuf allows.',
  too_large: 'Split the request: no protobuf message may be longer than 2 GiB.',
} as const;

/** Why bytes were refused: not OTLP, nested too deeply, or longer than protobuf allows. */
export type OtlpErrorCode = keyof typeof HINTS;

/** Bytes that are no OTLP message. The message names the message type; `offset` counts bytes from the start. */
export class OtlpError extends Error {
  override readonly name: string = 'OtlpError';
  readonly code: OtlpErrorCode;
  readonly offset: number;
  /** What the sender can do. */
  readonly hint: string;

  constructor(code: OtlpErrorCode, message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.hint = HINTS[code];
  }
}
