import { createHmac, createSecretKey } from 'node:crypto';

import type { AnyValue } from '@marigraph/otlp';

/** Of the 32 bytes of SHA-256; no collisions below many billions of values. */
const HASH_BYTES = 16;

/** Values whose hashes are remembered, and the longest of them. */
const REMEMBERED_MAX = 4096;
const REMEMBERED_LENGTH_MAX = 64;

/**
 * Replaces values by the first 16 bytes of their HMAC-SHA-256 as lowercase hex. Equal values have equal hashes, so that
 * they can still be grouped and joined; without the key nobody can try values out. Integers and doubles are alike.
 */
export function createValueHash(key: string): (value: AnyValue) => string {
  const secret = createSecretKey(key, 'utf8');
  const remembered = new Map<string, string>();
  return (value) => {
    const text = canonicalText(value);
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', secret)
      .update(text)
      .digest('hex')
      .slice(0, HASH_BYTES * 2);
    if (text.length <= REMEMBERED_LENGTH_MAX) {
      if (remembered.size === REMEMBERED_MAX) remembered.clear();
      remembered.set(text, hash);
    }
    return hash;
  };
}

/** A text that two values share only if they are equal, whatever the order of keys and the kind of number. */
export function canonicalText(value: AnyValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return value === 0 ? '0' : canonicalNumber(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`;
  if (isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`);
  return `{${entries.join()}}`;
}

/** An integer as int64 would write it, which a double of this size prints with an exponent. */
function canonicalNumber(value: number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: AnyValue): value is readonly AnyValue[] {
  return Array.isArray(value);
}
