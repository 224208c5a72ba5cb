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

/** Arguments that say how results are shown, not what is expected. */
const PRESENTATION = new Set([
  'batch_id',
  'catch_exceptions',
  'column',
  'description',
  'expectation_context',
  'id',
  'include_config',
  'meta',
  'metadata',
  'notes',
  'rendered_content',
  'result_format',
  'severity',
  'type',
]);

interface Translated {
  readonly bounds?: Bounds;
  readonly left?: string;
}

interface Translation {
  /** Arguments that are understood. */
  readonly takes: readonly string[];
  readonly translate: (kwargs: Fields) => Translated;
}

const RANGE = ['min_value', 'max_value', 'strict_min', 'strict_max'];

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  expect_column_to_exist: {
    takes: ['column_index'],
    translate: ({ column_index: place }) =>
      isGiven(place) ? { bounds: {}, left: 'its place among the columns' } : { bounds: {} },
  },
  expect_column_values_to_not_be_null: {
    takes: ['mostly'],
    // 1 - 0.95 is not 0.05 in binary.
    translate: ({ mostly = 1 }) =>
      typeof mostly === 'number' && mostly >= 0 && mostly <= 1
        ? { bounds: { missingShareMax: Math.round((1 - mostly) * 1e12) / 1e12 } }
        : { left: '`mostly` is no share' },
  },
  expect_column_values_to_be_between: { takes: RANGE, translate: rangeOf },
  expect_column_min_to_be_between: {
    takes: RANGE,
    translate: ({ min_value, strict_min, max_value }) =>
      halfOf(rangeOf({ min_value, strict_min }), max_value, 'how large the minimum may be'),
  },
  expect_column_max_to_be_between: {
    takes: RANGE,
    translate: ({ max_value, strict_max, min_value }) =>
      halfOf(rangeOf({ max_value, strict_max }), min_value, 'how small the maximum may be'),
  },
  expect_column_values_to_be_in_set: { takes: ['value_set'], translate: setOf },
  expect_column_distinct_values_to_be_in_set: { takes: ['value_set'], translate: setOf },
  expect_column_distinct_values_to_equal_set: {
    takes: ['value_set'],
    translate: (kwargs) => halfOf(setOf(kwargs), true, 'that each of them occurs'),
  },
  expect_column_values_to_be_of_type: {
    takes: ['type_'],
    translate: ({ type_ }) => typeOf([type_]),
  },
  expect_column_values_to_be_in_type_list: {
    takes: ['type_list'],
    translate: ({ type_list: list }) => typeOf(Array.isArray(list) ? list : []),
  },
};

/**
 * Translates a Great Expectations suite: of version 1 (`type`), of the versions before (`expectation_type`), and
 * expectations written as the fields of their classes.
 *
 * What holds for every row, or for the share of nulls, is translated; of everything else it is said why it is not.
 *
 * @throws {ExpectationError} for a document that is no suite.
 */
export function fromGreatExpectations(document: unknown): ImportedExpectation[] {
  if (!isFields(document) || !Array.isArray(document['expectations'])) {
    const isResult = isFields(document) && Array.isArray(document['results']);
    throw new ExpectationError(
      isResult
        ? 'it is a validation result; give the suite that was validated'
        : 'it has no list `expectations`, expected a Great Expectations suite',
    );
  }
  return document['expectations'].map((expectation: unknown, at) => {
    if (!isFields(expectation)) {
      throw new ExpectationError(`expectations[${at}] is no object`);
    }
    return translate(expectation, at);
  });
}

function translate(expectation: Fields, at: number): ImportedExpectation {
  const name = nameOf(expectation);
  if (name === undefined) {
    return { source: `expectations[${at}]`, left: 'it has no `type` and no `expectation_type`' };
  }
  const kwargs = isFields(expectation['kwargs']) ? expectation['kwargs'] : expectation;
  const column = kwargs['column'];
  if (typeof column !== 'string') return { source: name, left: NO_COUNTERPART };
  const source = `${name}(${column})`;
  const translation = Object.hasOwn(TRANSLATIONS, name) ? TRANSLATIONS[name] : undefined;
  if (translation === undefined) return { source, feature: column, left: NO_COUNTERPART };
  const left = hindrance(kwargs, translation);
  return {
    source,
    feature: column,
    ...(left === undefined ? translation.translate(kwargs) : { left }),
  };
}

/** The name in the style of functions, whatever the version writes. */
function nameOf({ type, expectation_type: older, metadata }: Fields): string | undefined {
  const names = [type, older, isFields(metadata) ? metadata['expectation_class'] : undefined];
  const name = names.find((value) => typeof value === 'string' && value !== '');
  return typeof name === 'string'
    ? name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
    : undefined;
}

/** What of the arguments changes the meaning in a way that is not understood. */
function hindrance(kwargs: Fields, { takes }: Translation): string | undefined {
  for (const [name, value] of Object.entries(kwargs)) {
    if (!isGiven(value) || PRESENTATION.has(name)) continue;
    if (name === 'row_condition' || name === 'condition_parser') {
      return 'it holds for rows of a condition only';
    }
    if (isFields(value) && '$PARAMETER' in value) {
      return `\`${name}\` is a parameter, known when the suite runs`;
    }
    if (name === 'mostly' && !takes.includes('mostly')) {
      if (value === 1) continue;
      return 'a share of rows may break it (`mostly`), where here a single row may not';
    }
    if (!takes.includes(name)) return `its argument \`${name}\` has no counterpart`;
  }
  return undefined;
}

function rangeOf(kwargs: Fields): Translated {
  const { min_value: least, max_value: largest, strict_min: above, strict_max: below } = kwargs;
  const ends = [least, largest].filter(isGiven);
  if (ends.length === 0) return { left: 'it has neither `min_value` nor `max_value`' };
  const other = ends.find((value) => numberOf(value) === undefined);
  if (other !== undefined) return { left: `${JSON.stringify(other)} is no number` };
  const minimum = numberOf(least);
  const maximum = numberOf(largest);
  return {
    bounds: {
      ...(minimum !== undefined && (above === true ? { above: minimum } : { minimum })),
      ...(maximum !== undefined && (below === true ? { below: maximum } : { maximum })),
    },
  };
}

function setOf({ value_set: set }: Fields): Translated {
  const values = valuesOf(set);
  return values === undefined
    ? { left: '`value_set` is no list of texts or numbers' }
    : { bounds: { values } };
}

function typeOf(types: readonly unknown[]): Translated {
  const bounds = types.map((type) => (typeof type === 'string' ? boundsOfType(type) : undefined));
  const unknown = types.find((_, at) => bounds[at] === undefined);
  const [first] = bounds;
  if (first === undefined || unknown !== undefined) {
    return { left: `the type ${JSON.stringify(unknown ?? types)} is none that a feature has` };
  }
  if (bounds.some((other) => other?.type !== first.type)) {
    return { left: 'it allows numbers and texts' };
  }
  const isInteger = bounds.every((other) => other?.integer === true);
  return {
    bounds: isInteger ? { type: 'number', integer: true } : { type: first.type ?? 'number' },
  };
}

/** An expectation of which only a part is translated, where the other part is given. */
function halfOf(translated: Translated, other: unknown, left: string): Translated {
  if (!isGiven(other)) return translated;
  return translated.bounds === undefined ? { left } : { ...translated, left };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
