/** What a feature must be, as far as a reference can hold it. */
export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Values must be larger than this: a minimum for whole numbers only. */
  readonly above?: number;
  /** Values must be smaller than this. */
  readonly below?: number;
  readonly integer?: boolean;
  readonly values?: readonly (number | string)[];
  /** Largest share of missing values. */
  readonly missingShareMax?: number;
  /** What the type must be. */
  readonly type?: 'number' | 'category';
}

/** One expectation of another tool, translated as far as that goes. */
export interface ImportedExpectation {
  /** What it is called there, with its column: `expect_column_to_exist(wind)`. */
  readonly source: string;
  /** The feature that it is about; absent for one about the table. */
  readonly feature?: string;
  /** Everything that follows from it for every single row, or for the share of missing values. */
  readonly bounds?: Bounds;
  /** What of it, or why all of it, cannot be translated. */
  readonly left?: string;
}

/** Why a file is none of another tool's expectations. */
export class ExpectationError extends Error {
  override readonly name: string = 'ExpectationError';
}

/** Why an expectation that no reference can hold is not imported. */
export const NO_COUNTERPART = 'a reference has no such expectation';

/** A record of anything, from a document of others. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value of a document is an object with keys. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The finite number that a value of a document is; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The list of numbers and texts that a value of a document is; undefined for anything else, and for an empty list. */
export function valuesOf(value: unknown): readonly (number | string)[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const values = value.map((item: unknown) => (typeof item === 'boolean' ? String(item) : item));
  const isSet = values.every((item) => typeof item === 'string' || numberOf(item) !== undefined);
  return isSet ? (values as (number | string)[]) : undefined;
}

const INTEGER_TYPE =
  /^(?:u?int\d*|(?:big|small|tiny|medium)int|integer(?:type)?|long(?:type)?|(?:big|short|byte)type|serial|bigserial|number\(\d+(?:,0)?\))$/;
const NUMBER_TYPE =
  /^(?:float\d*|float(?:type)?|double(?: precision|type)?|real|decimal(?:type)?|numeric|number)$/;
const CATEGORY_TYPE =
  /^(?:str|string(?:type|dtype)?|object|text|char|character(?: varying)?|n?varchar2?|categor(?:y|ical)|bool(?:ean)?(?:type)?|enum)$/;

/** What the type of a column of another tool asks of a feature; undefined for one that no feature has. */
export function boundsOfType(type: string): Bounds | undefined {
  const name = type.trim().toLowerCase();
  if (INTEGER_TYPE.test(name.replaceAll(' ', ''))) return { type: 'number', integer: true };
  const bare = name.replace(/\s*\(.*\)$/, '');
  if (INTEGER_TYPE.test(bare)) return { type: 'number', integer: true };
  if (NUMBER_TYPE.test(bare)) return { type: 'number' };
  return CATEGORY_TYPE.test(bare) ? { type: 'category' } : undefined;
}
