import { ATTR_ML_TAG_PREFIX } from '@marigraph/semantic-conventions';

import { kindOf, warn } from './warnings.ts';

/** Most tags of one prediction or ground truth; the rest is left out. */
export const TAGS_MAX = 16;

/** Longest value of an identifier or tag, in UTF-16 code units. */
export const VALUE_LENGTH_MAX = 256;

/** The tag of a key: the prefix of the attribute may be written or left out. */
export function tagName(key: string): string {
  return key.startsWith(ATTR_ML_TAG_PREFIX) ? key.slice(ATTR_ML_TAG_PREFIX.length) : key;
}

/** Cuts a value for people and segments; an identifier must not be cut, since it would match another. */
export function cutValue(value: string): string {
  return value.length > VALUE_LENGTH_MAX ? value.slice(0, VALUE_LENGTH_MAX) : value;
}

/** An identifier that can be joined on: a string of 1 to 256 characters. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= VALUE_LENGTH_MAX;
}

/** Tags as they are sent: strings, cut to the limit, at most `TAGS_MAX`. Never throws on odd input. */
export function normalizeTags(tags: unknown): Readonly<Record<string, string>> {
  if (tags === undefined) return {};
  if (typeof tags !== 'object' || tags === null) {
    warn(`tags must be an object of strings, got ${kindOf(tags)}; no tag is recorded`);
    return {};
  }
  const normalized = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    const name = tagName(key);
    if (name === '' || typeof value !== 'string') {
      warn(`a tag needs a name and a string, got ${kindOf(value)}; the tag is left out`);
    } else if (normalized.size === TAGS_MAX && !normalized.has(name)) {
      warn(`more than ${TAGS_MAX} tags; the rest is left out`);
      break;
    } else {
      normalized.set(name, cutValue(value));
    }
  }
  return Object.fromEntries(normalized);
}
