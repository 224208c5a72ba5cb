import { createHash } from 'node:crypto';

import type { AnyValue, EditableAttributes } from '@marigraph/otlp';

import type { AttributeAction, ConfiguredValue } from './attributes-config.ts';
import { type KeyNumbers, textOf } from './matching.ts';
import type { Pattern } from './pattern.ts';

/** One action, ready to be applied. */
export type Apply = (attributes: EditableAttributes) => void;

/** Makes an action ready. The keys must be classified with `numbers`. */
export function compileAction(action: AttributeAction, numbers: KeyNumbers): Apply {
  switch (action.action) {
    case 'insert':
    case 'update':
    case 'upsert':
      return compileWrite(action, numbers);
    case 'delete':
      return onTargets(action, numbers, (attributes, index) => attributes.remove(index));
    case 'hash':
      return onTargets(action, numbers, (attributes, index) =>
        attributes.replace(index, hashOf(attributes.value(index))),
      );
    case 'extract':
      return compileExtract(action, numbers);
    case 'convert':
      return onTargets(action, numbers, (attributes, index) => convert(attributes, index, action));
    default:
      return action.action satisfies never;
  }
}

/** Does something to the attribute with the key, however often it is there, and to those that the pattern matches. */
function onTargets(
  { key, pattern }: AttributeAction,
  numbers: KeyNumbers,
  change: (attributes: EditableAttributes, index: number) => void,
): Apply {
  const number = key === undefined ? -1 : numbers.of(key);
  return (attributes) => {
    for (let index = 0; index < attributes.count; index++) {
      const action = attributes.action[index] as number;
      if (action === 0) continue;
      if (action === number || pattern?.test(attributes.key(index)) === true) {
        change(attributes, index);
      }
    }
  };
}

function compileWrite(action: AttributeAction, numbers: KeyNumbers): Apply {
  const key = action.key ?? '';
  const number = numbers.of(key);
  const source = compileSource(action, numbers);
  return (attributes) => {
    const index = attributes.find(number);
    if (index < 0 ? action.action === 'update' : action.action === 'insert') return;
    const value = source(attributes);
    if (value === undefined) return;
    write(attributes, [key, number], value);
  };
}

/** Gives an attribute a value, however often it is there, or adds it. */
function write(
  attributes: EditableAttributes,
  [key, number]: readonly [key: string, number: number],
  value: AnyValue,
): void {
  if (attributes.find(number) < 0) {
    attributes.append(key, value);
    return;
  }
  for (let index = 0; index < attributes.count; index++) {
    if (attributes.action[index] === number) attributes.replace(index, value);
  }
}

function compileSource(
  action: AttributeAction,
  numbers: KeyNumbers,
): (attributes: EditableAttributes) => AnyValue | undefined {
  const { value, from_attribute: from, default_value: fallback } = action;
  const fixed = toAnyValue(value ?? fallback);
  if (from === undefined) return () => fixed;
  const number = numbers.of(from);
  return (attributes) => {
    const index = attributes.find(number);
    return index < 0 ? fixed : attributes.value(index);
  };
}

/** A value as it was configured: whole numbers are integers. */
function toAnyValue(value: ConfiguredValue): AnyValue;
function toAnyValue(value: ConfiguredValue | undefined): AnyValue | undefined;
function toAnyValue(value: ConfiguredValue | undefined): AnyValue | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map((element) => toAnyValue(element));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toAnyValue(inner)]));
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: ConfiguredValue): value is readonly ConfiguredValue[] {
  return Array.isArray(value);
}

function compileExtract({ key, pattern }: AttributeAction, numbers: KeyNumbers): Apply {
  const number = numbers.of(key ?? '');
  const { groups, extract } = pattern as Pattern;
  const targets = groups.map((name) => [name, numbers.of(name)] as const);
  return (attributes) => {
    const index = attributes.find(number);
    const text = index < 0 ? undefined : attributes.value(index);
    const found = typeof text === 'string' ? extract(text) : undefined;
    if (found === undefined) return;
    for (const target of targets) write(attributes, target, found[target[0]] ?? '');
  };
}

/**
 * SHA-256 as hex, of the bytes that the Collector hashes: a text's UTF-8, 8 bytes of a number, one of a boolean. What is
 * neither becomes the empty text. It has no key: who can guess a value can confirm it; `ml_redaction` is for secrets.
 */
function hashOf(value: AnyValue): string {
  const bytes = hashedBytes(value);
  return bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex');
}

function hashedBytes(value: AnyValue): Uint8Array | undefined {
  if (typeof value === 'string') return value === '' ? undefined : Buffer.from(value, 'utf8');
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  const view = new DataView(new ArrayBuffer(8));
  if (typeof value === 'bigint') view.setBigInt64(0, value, true);
  else if (typeof value === 'number') view.setFloat64(0, value, true);
  else return undefined;
  return new Uint8Array(view.buffer);
}

/** Leaves what cannot be converted as it is. */
function convert(
  attributes: EditableAttributes,
  index: number,
  { converted_type: type }: AttributeAction,
): void {
  const value = attributes.value(index);
  const converted =
    type === 'string' ? textOf(value) : type === 'double' ? toDouble(value) : toInt(value);
  if (converted !== undefined && typeof converted !== typeof value) {
    attributes.replace(index, converted);
  }
}

function toInt(value: AnyValue): bigint | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? inInt64(BigInt(Math.trunc(value))) : undefined;
  }
  if (typeof value !== 'string' || !/^[+-]?\d{1,19}$/.test(value)) return undefined;
  return inInt64(BigInt(value.replace('+', '')));
}

function inInt64(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function toDouble(value: AnyValue): number | undefined {
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) {
    return undefined;
  }
  return Number(value);
}
