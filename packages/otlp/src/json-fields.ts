import { isMessage, messageNumber, wireTypeOf } from './grammar.ts';
import { ENUMS, type MessageName, SCHEMA, type ScalarType } from './schema.ts';

/** A field as the reader of JSON needs it. */
export interface JsonField {
  /** Message and field, for the text of an error. */
  readonly label: string;
  /** The tag of one value. */
  readonly tag: number;
  /** The tag of all values together; 0 where they are not packed. */
  readonly packedTag: number;
  readonly type: ScalarType | 'message';
  /** Of an integer: its width and whether it has a sign. An enumeration is an int32. */
  readonly bits: 32 | 64;
  readonly isSigned: boolean;
  /** The number of the message in it. */
  readonly message: number;
  readonly isRepeated: boolean;
  readonly isOneof: boolean;
  /** The numbers that have names, by these. */
  readonly names: ReadonlyMap<string, number> | undefined;
}

interface Entry {
  readonly message: number;
  readonly name: string;
  readonly field: JsonField;
}

const NAMES: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map([
  [
    'double',
    new Map([
      ['NaN', Number.NaN],
      ['Infinity', Infinity],
      ['-Infinity', -Infinity],
    ]),
  ],
  ...Object.entries(ENUMS).map(
    ([type, numbers]) => [type, new Map(Object.entries(numbers))] as const,
  ),
]);

/** Names are hashed and compared in words of four bytes with the quote behind them, so they have at least three. */
const NAME_BYTES_MIN = 3;

const ENTRIES: readonly Entry[] = Object.entries(SCHEMA).flatMap(([owner, fields]) =>
  Object.entries(fields).flatMap(([name, definition]) => {
    const field = describe(`${owner}.${name}`, definition);
    const message = messageNumber(owner as MessageName);
    return [...new Set([name, toSnakeCase(name)])].map((spelled) => ({
      message,
      name: spelled,
      field,
    }));
  }),
);

function describe(
  label: string,
  [number, type, kind]: (typeof SCHEMA)[MessageName][string],
): JsonField {
  const isRepeated = kind === 'repeated';
  const wireType = isMessage(type) ? 2 : wireTypeOf(type);
  return {
    label,
    tag: number * 8 + wireType,
    packedTag: isRepeated && wireType !== 2 ? number * 8 + 2 : 0,
    type: isMessage(type) ? 'message' : type,
    bits: type.endsWith('64') ? 64 : 32,
    isSigned: !/^u|^fixed/.test(type),
    message: isMessage(type) ? messageNumber(type) : 0,
    isRepeated,
    isOneof: kind === 'oneof',
    names: NAMES.get(type),
  };
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const NAME_BYTES_MAX = Math.max(...ENTRIES.map(({ name }) => name.length));

/** A hash table with linear probing, at most a quarter full. */
const SLOTS = 2048;
const EMPTY = -1;

const TABLE = new Int16Array(SLOTS).fill(EMPTY);
const MESSAGES = Uint8Array.from(ENTRIES, ({ message }) => message);
const LENGTHS = Uint8Array.from(ENTRIES, ({ name }) => name.length);
const FIELDS: readonly JsonField[] = ENTRIES.map(({ field }) => field);
/** The names, each with a quote behind it and in as many words of 32 bits. */
const WORDS_MAX = Math.ceil((NAME_BYTES_MAX + 1) / 4);
const WORDS = new Int32Array(ENTRIES.length * WORDS_MAX);

for (const [entry, { message, name }] of ENTRIES.entries()) {
  const bytes = new TextEncoder().encode(`${name}"`);
  const view = new DataView(bytes.buffer);
  for (let at = 0, word = entry * WORDS_MAX; at < name.length; at += 4, word++) {
    WORDS[word] = wordAt(view, at, name.length);
  }
  let slot = slotOf(message, view.getInt32(0, true), view.getInt32(name.length - 3, true));
  while (TABLE[slot] !== EMPTY) slot = (slot + 1) & (SLOTS - 1);
  TABLE[slot] = entry;
}

/** Four bytes of a name; the last word begins so that it ends with the quote. */
function wordAt(view: DataView, at: number, length: number): number {
  return view.getInt32(Math.min(at, length - 3), true);
}

function slotOf(message: number, first: number, last: number): number {
  return Math.imul(Math.imul(first ^ (message << 24), 0x9e3779b1) ^ last, 0x85ebca6b) >>> (32 - 11);
}

/**
 * The field of a message whose name, in camel case or snake case, are the `length` bytes at `start`; undefined when it
 * has none. A quote stands behind the name.
 */
export function findField(
  message: number,
  view: DataView,
  start: number,
  length: number,
): JsonField | undefined {
  if (length < NAME_BYTES_MIN || length > NAME_BYTES_MAX) return undefined;
  const first = view.getInt32(start, true);
  const last = view.getInt32(start + length - 3, true);
  for (let slot = slotOf(message, first, last); ; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = TABLE[slot] as number;
    if (entry === EMPTY) return undefined;
    if (MESSAGES[entry] === message && LENGTHS[entry] === length && isName(entry, view, start)) {
      return FIELDS[entry];
    }
  }
}

function isName(entry: number, view: DataView, start: number): boolean {
  const length = LENGTHS[entry] as number;
  for (let at = 0, word = entry * WORDS_MAX; at < length; at += 4, word++) {
    if (WORDS[word] !== view.getInt32(start + Math.min(at, length - 3), true)) return false;
  }
  return true;
}
