import type { AnyValue, AttributeEntries, EditableRecord } from '@marigraph/otlp';

import type { Pattern } from './pattern.ts';
import { canonicalText } from './value-hash.ts';

/** Whether a value is the one that is looked for; `undefined` where there is none. */
export type ValueTest = (value: AnyValue | undefined) => boolean;

export type Scalar = string | number | boolean;

/** There is a value. */
export const isPresent: ValueTest = (value) => value !== undefined;

/** The value is this one. Integers and doubles are alike. */
export function isEqualTo(expected: Scalar): ValueTest {
  const text = canonicalText(expected);
  return (value) => value !== undefined && canonicalText(value) === text;
}

/** The value as text matches one of the patterns. */
export function matchesAny(patterns: readonly Pattern[]): ValueTest {
  return (value) => {
    if (value === undefined) return false;
    const text = textOf(value);
    return patterns.some((pattern) => pattern.test(text));
  };
}

/** The value is one of these texts. */
export function isOneOf(texts: readonly string[]): ValueTest {
  const allowed = new Set(texts);
  return (value) => typeof value === 'string' && allowed.has(value);
}

/** A value as text: what it says where it is a text, number or boolean, else JSON-like. */
export function textOf(value: AnyValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : canonicalText(value);
}

/** Numbers above 0 for the keys that somebody is interested in. */
export interface KeyNumbers {
  /** The number of a key, the same for the same key. */
  of(key: string): number;
  /** The number that a key was given, 0 if it was given none. */
  readonly classify: (key: string) => number;
}

export function createKeyNumbers(): KeyNumbers {
  const numbers = new Map<string, number>();
  return {
    of(key) {
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      return number;
    },
    classify: (key) => numbers.get(key) ?? 0,
  };
}

export type KeyedTest = readonly [key: string, test: ValueTest];

/** What must all be true of a record. */
export interface Conditions {
  readonly attributes?: readonly KeyedTest[];
  readonly resource?: readonly KeyedTest[];
  readonly name?: ValueTest | undefined;
  readonly body?: ValueTest | undefined;
  /** Numbers that the severity must be between. A log record without one is not. */
  readonly severityMin?: number | undefined;
  readonly severityMax?: number | undefined;
}

/** Tests records against conditions. The keys must be classified with `numbers`. */
export function createRecordTest(
  conditions: Conditions,
  numbers: KeyNumbers,
): (record: EditableRecord) => boolean {
  const { name, body, severityMin = 0, severityMax = Infinity } = conditions;
  const lowest = conditions.severityMax === undefined ? severityMin : Math.max(1, severityMin);
  const attributes = createAttributesTest(conditions.attributes ?? [], numbers);
  const resource = createAttributesTest(conditions.resource ?? [], numbers);
  return (record) =>
    record.severityNumber >= lowest &&
    record.severityNumber <= severityMax &&
    resource(record.resource) &&
    attributes(record.attributes) &&
    (name === undefined || name(record.name)) &&
    (body === undefined || body(record.body ?? undefined));
}

/** Tests whether all of these attributes are there as they should be. */
export function createAttributesTest(
  tests: readonly KeyedTest[],
  numbers: KeyNumbers,
): (attributes: AttributeEntries) => boolean {
  const numbered = tests.map(([key, test]) => [numbers.of(key), test] as const);
  return (attributes) =>
    numbered.every(([number, test]) => {
      const index = attributes.find(number);
      return test(index < 0 ? undefined : attributes.value(index));
    });
}
