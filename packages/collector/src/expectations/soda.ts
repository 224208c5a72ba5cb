import {
  type Bounds,
  boundsOfType,
  ExpectationError,
  type Fields,
  type ImportedExpectation,
  isFields,
  NO_COUNTERPART,
  numberOf,
  valuesOf,
} from './imported-expectation.ts';

/** Keys of a column or check that say what is valid; of a column they hold for its checks. */
const VALIDITY = /^(?:in)?valid_/;
const MISSING = /^missing_(?:values|regex|format)$/;
/** Keys that say how a check is called and shown. */
const PRESENTATION = new Set(['attributes', 'description', 'level', 'name', 'qualifier', 'type']);
/** Keys of a contract or a column that ask nothing of rows. */
const DESCRIPTION = new Set([
  'attributes',
  'checks',
  'columns',
  'data_source',
  'data_type',
  'database',
  'dataset',
  'description',
  'name',
  'optional',
  'owner',
  'schema',
  'soda_agent',
  'table',
  'unique',
  'variables',
]);

/**
 * Translates a Soda data contract: of the contract language (`- missing:`) and of the experimental one before
 * (`- type: no_missing_values`).
 *
 * What holds for every row, or for the share of nulls, is translated; of everything else it is said why it is not.
 *
 * @throws {ExpectationError} for a document that is no contract.
 */
export function fromSoda(document: unknown): ImportedExpectation[] {
  if (!isFields(document) || typeof document['dataset'] !== 'string') {
    throw new ExpectationError('it has no text `dataset`, expected a Soda data contract');
  }
  const { columns = [], checks } = document;
  if (!Array.isArray(columns)) throw new ExpectationError('`columns` is no list');
  return [
    ...Object.keys(document)
      .filter((key) => !DESCRIPTION.has(key))
      .map((key) => ({
        source: key,
        left: key.includes('filter')
          ? 'checks are taken as for all rows, not for those of the filter'
          : NO_COUNTERPART,
      })),
    ...listOf(checks, 'checks').map((check) => ({
      source: toCheck(check).type,
      left: NO_COUNTERPART,
    })),
    ...columns.flatMap((column: unknown, at) => {
      if (!isFields(column) || typeof column['name'] !== 'string') {
        throw new ExpectationError(`columns[${at}] has no text \`name\``);
      }
      return fromColumn(column, column['name']);
    }),
  ];
}

function fromColumn(column: Fields, name: string): ImportedExpectation[] {
  const { data_type: type, checks } = column;
  const inherited = Object.fromEntries(
    Object.entries(column).filter(([key]) => VALIDITY.test(key) || MISSING.test(key)),
  );
  const expectations = listOf(checks, `the checks of ${name}`).map((item) =>
    fromCheck(toCheck(item), name, inherited),
  );
  if (typeof type !== 'string') return expectations;
  const bounds = boundsOfType(type);
  const source = `data_type(${name})`;
  const left = `the type ${JSON.stringify(type)} is none that a feature has`;
  return [
    { source, feature: name, ...(bounds === undefined ? { left } : { bounds }) },
    ...expectations,
  ];
}

function fromCheck(
  { type, settings }: Check,
  name: string,
  inherited: Fields,
): ImportedExpectation {
  const translated = translate(type, { ...inherited, ...settings });
  return { source: `${type}(${name})`, feature: name, ...translated };
}

interface Check {
  readonly type: string;
  readonly settings: Fields;
}

/** `- missing:` with its settings below, or `- type: missing` with its settings beside. */
function toCheck(check: unknown): Check {
  if (typeof check === 'string') return { type: check, settings: {} };
  if (!isFields(check)) throw new ExpectationError(`a check is ${JSON.stringify(check)}`);
  if (typeof check['type'] === 'string') return { type: check['type'], settings: check };
  const [entry, ...others] = Object.entries(check);
  if (entry === undefined || others.length > 0) {
    throw new ExpectationError(
      `a check has the keys ${Object.keys(check).join(', ') || 'none'}, expected one, or a \`type\``,
    );
  }
  return { type: entry[0], settings: isFields(entry[1]) ? entry[1] : {} };
}

interface Translated {
  readonly bounds?: Bounds;
  readonly left?: string;
}

function translate(type: string, settings: Fields): Translated {
  const { threshold, ...rest } = settings;
  const limits = isFields(threshold) ? threshold : pick(rest, /^(?:must_|metric$)/);
  const other = pick(rest, /^(?!must_|metric$|missing_|valid_|invalid_)/);
  const odd = Object.keys(other).find((key) => !PRESENTATION.has(key));
  if (odd !== undefined) {
    return {
      left: odd.includes('filter')
        ? 'it holds for rows of a filter only'
        : `its setting \`${odd}\` has no counterpart`,
    };
  }
  switch (type) {
    case 'missing':
    case 'no_missing_values':
    case 'missing_count':
      return missing(limits, isPercent(limits), rest);
    case 'missing_percent':
      return missing(limits, true, rest);
    case 'invalid':
    case 'no_invalid_values':
    case 'invalid_count':
    case 'invalid_percent':
      return invalid(limits, rest);
    default:
      return { left: NO_COUNTERPART };
  }
}

function missing(limits: Fields, percent: boolean, settings: Fields): Translated {
  const own = Object.keys(settings).find((key) => MISSING.test(key));
  const left = own === undefined ? [] : [`\`${own}\`: here only null is missing`];
  const most = largestOf(limits);
  if (most === undefined) return { left: 'its threshold is no largest value' };
  if (most.value !== 0 && !percent) {
    return { left: 'a number of rows depends on how many there are; give a percentage' };
  }
  if (most.isBelow) left.push(`that it is not ${most.value} % exactly`);
  if (most.hasLeast) left.push('that not fewer are missing');
  const bounds = { missingShareMax: most.value / 100 };
  return left.length === 0 ? { bounds } : { bounds, left: left.join('; ') };
}

function invalid(limits: Fields, settings: Fields): Translated {
  const most = largestOf(limits);
  if (most === undefined || most.value !== 0 || most.isBelow) {
    return { left: 'some rows may break it, where here a single row may not' };
  }
  const bounds: Bounds = {
    ...given('values', valuesOf(settings['valid_values'])),
    ...given('minimum', numberOf(settings['valid_min'])),
    ...given('maximum', numberOf(settings['valid_max'])),
  };
  const read = new Set([
    bounds.values && 'valid_values',
    bounds.minimum !== undefined && 'valid_min',
    bounds.maximum !== undefined && 'valid_max',
  ]);
  const left = Object.keys(settings)
    .filter((key) => (VALIDITY.test(key) || MISSING.test(key)) && !read.has(key))
    .map((key) => `\`${key}\``)
    .join(', ');
  if (Object.keys(bounds).length === 0) {
    return { left: left === '' ? 'it says not what is valid' : left };
  }
  return left === '' ? { bounds } : { bounds, left };
}

function given(key: keyof Bounds, value: unknown): Bounds {
  return value === undefined ? {} : { [key]: value };
}

interface Largest {
  readonly value: number;
  /** Whether it must be below the value, not at it. */
  readonly isBelow: boolean;
  /** Whether there is a least value above 0 too. */
  readonly hasLeast: boolean;
}

/** The largest value that a threshold allows; 0 without a threshold, undefined where there is none. */
function largestOf(limits: Fields): Largest | undefined {
  const keys = Object.keys(limits).filter((key) => key.startsWith('must_'));
  if (keys.length === 0) return { value: 0, isBelow: false, hasLeast: false };
  const [key] = keys;
  if (key === undefined || keys.length > 1) return undefined;
  const limit = limits[key];
  if (key === 'must_be_between') return largestBetween(limit);
  const value = numberOf(limit);
  if (value === undefined || value < 0) return undefined;
  if (key === 'must_be' && value === 0) return { value, isBelow: false, hasLeast: false };
  if (key === 'must_be_less_than') return { value, isBelow: true, hasLeast: false };
  return key.startsWith('must_be_less_than_or_equal')
    ? { value, isBelow: false, hasLeast: false }
    : undefined;
}

function largestBetween(limit: unknown): Largest | undefined {
  if (Array.isArray(limit)) {
    const [least, value] = limit.map(numberOf);
    if (least === undefined || value === undefined) return undefined;
    return { value, isBelow: false, hasLeast: least > 0 };
  }
  if (!isFields(limit)) return undefined;
  const below = numberOf(limit['less_than']);
  const value = below ?? numberOf(limit['less_than_or_equal']);
  if (value === undefined) return undefined;
  const hasLeast =
    limit['greater_than'] !== undefined || (numberOf(limit['greater_than_or_equal']) ?? 0) > 0;
  return { value, isBelow: below !== undefined, hasLeast };
}

function isPercent({ metric }: Fields): boolean {
  return metric === 'percent';
}

function pick(fields: Fields, keys: RegExp): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.test(key)));
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ExpectationError(`${what} are no list`);
  return value;
}
