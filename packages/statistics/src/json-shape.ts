import { assertArgument } from './validate.ts';

/** What `JSON.parse` gave, read with the path of what is wrong: each throws `invalid_argument`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function jsonObject(value: unknown, path: string): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  assertArgument(isObject, path, value, 'an object');
  return value as JsonObject;
}

export function jsonArray(value: unknown, path: string): readonly unknown[] {
  assertArgument(Array.isArray(value), path, value, 'an array');
  return value as readonly unknown[];
}

export function jsonText(value: unknown, path: string): string {
  assertArgument(typeof value === 'string', path, value, 'a string');
  return value as string;
}

export function jsonNumber(value: unknown, path: string): number {
  assertArgument(Number.isFinite(value), path, value, 'a finite number');
  return value as number;
}
