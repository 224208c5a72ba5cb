import { type Field, type MessageName, type ScalarType, SCHEMA } from './schema.ts';

const NAMES = Object.keys(SCHEMA) as readonly MessageName[];

/** The number by which the check knows a message; below 64. */
export function messageNumber(name: MessageName): number {
  return NAMES.indexOf(name);
}

/** The message a number stands for, for the text of an error. */
export function messageName(message: number): string {
  return NAMES[message] ?? 'message';
}

/**
 * What to check of a field besides that it is well-formed. At and above `MESSAGE` the rule is `MESSAGE` plus
 * the number of the message in it.
 */
export const RULE = {
  /** Nothing: the field is unknown, or a scalar with the wire type of its kind. */
  NONE: 0,
  /** The field is known, but not with this wire type. */
  MISMATCH: 1,
  PACKED_VARINTS: 2,
  PACKED_FIXED64S: 3,
  MESSAGE: 4,
} as const;

/** The wire types of scalars. A repeated scalar that is not delimited itself may be packed into one delimited field. */
const WIRE_TYPES: Readonly<Record<ScalarType, 0 | 1 | 2 | 5>> = {
  bool: 0,
  int32: 0,
  sint32: 0,
  uint32: 0,
  int64: 0,
  uint64: 0,
  SpanKind: 0,
  StatusCode: 0,
  SeverityNumber: 0,
  AggregationTemporality: 0,
  double: 1,
  fixed64: 1,
  sfixed64: 1,
  string: 2,
  bytes: 2,
  id: 2,
  fixed32: 5,
};

const DELIMITED = 2;

/** Whether a field holds messages. */
export function isMessage(type: ScalarType | MessageName): type is MessageName {
  return type in SCHEMA;
}

/** The wire type of a scalar that is not packed. */
export function wireTypeOf(type: ScalarType): 0 | 1 | 2 | 5 {
  return WIRE_TYPES[type];
}

/** The rule for tag t (below 256, so fields 1 to 31) of message m stands at m * 256 + t. */
export const RULES: Uint8Array = compileRules();

function compileRules(): Uint8Array {
  const rules = new Uint8Array(NAMES.length * 256);
  for (const [message, fields] of Object.values(SCHEMA).entries()) {
    for (const field of Object.values(fields)) compileRule(rules, message * 256, field);
  }
  return rules;
}

function compileRule(rules: Uint8Array, message: number, [number, type, label]: Field): void {
  const row = message + number * 8;
  rules.fill(RULE.MISMATCH, row, row + 8);
  if (isMessage(type)) {
    rules[row + DELIMITED] = RULE.MESSAGE + messageNumber(type);
    return;
  }
  const wireType = wireTypeOf(type);
  if (label === 'repeated' && wireType === 0) rules[row + DELIMITED] = RULE.PACKED_VARINTS;
  if (label === 'repeated' && wireType === 1) rules[row + DELIMITED] = RULE.PACKED_FIXED64S;
  rules[row + wireType] = RULE.NONE;
}
