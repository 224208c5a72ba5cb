/** What must not be shown where a configuration, or a problem with it, is. */

import { alternativeFor, alternatives, childOf, type JsonSchema, schemaAt } from './json-schema.ts';
import { isPlainMap } from './sources.ts';

/** Stands in the place of what is hidden. */
export const HIDDEN = '[REDACTED]';

/** Names of values that are secrets whatever their schema says; files that hold one are named openly. */
const SECRET =
  /(?:^|[_-])(?:token|passw(?:or)?d|secret|api[_-]?key|key_pem|private_key|access_key|hash_key|salt|credentials?)$|^headers$|_headers$/i;

/**
 * A value without its secrets: those whose schema has `secret: true`, those whose name says it, values of headers, and
 * credentials in URLs. `path` is where `value` stands.
 */
export function hideSecrets(
  value: unknown,
  schema: JsonSchema | undefined,
  path: readonly string[] = [],
): unknown {
  const option = schema === undefined ? undefined : alternativeFor(schema, value);
  const isSecret = schema?.secret === true || option?.secret === true || isSecretName(path);
  if (isSecret) return hideAll(value);
  const hideWithin = (inner: unknown, key: string): unknown =>
    hideSecrets(inner, option === undefined ? undefined : childOf(option, key), [...path, key]);
  if (Array.isArray(value)) return value.map((item, index) => hideWithin(item, String(index)));
  if (isPlainMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, hideWithin(inner, key)]),
    );
  }
  return typeof value === 'string' ? hideCredentials(value) : value;
}

/** Whether what stands at `path` is a secret or part of one. `schema` is that of the beginning of `path`. */
export function isSecretAt(path: readonly string[], schema: JsonSchema): boolean {
  return [...path.keys(), path.length].some((length) => {
    const level = schemaAt(schema, path.slice(0, length));
    const options = level === undefined ? [] : alternatives(level);
    return isSecretName(path.slice(0, length)) || options.some(({ secret }) => secret === true);
  });
}

function isSecretName(path: readonly string[]): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  return SECRET.test(last) || (last === 'key' && path.at(-2)?.includes('hash') === true);
}

/** Hides every value, so that only the names of maps are left. */
export function hideAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideAll);
  if (isPlainMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideAll(inner)]));
  }
  return value === null || value === undefined ? value : HIDDEN;
}

/** User and password of a URL, and parameters that carry a secret. */
function hideCredentials(text: string): string {
  if (!text.includes('//')) return text;
  return text
    .replace(/\/\/[^/?#\s@]*@/, `//${HIDDEN}@`)
    .replaceAll(/([?&])([^=&#\s]+)=([^&#\s]*)/g, (whole, mark: string, name: string) =>
      SECRET.test(name) ? `${mark}${name}=${HIDDEN}` : whole,
    );
}
