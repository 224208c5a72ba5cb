import type {
  CategoricalExpectation,
  CategoricalReference,
  NumericExpectation,
  NumericReference,
  Reference,
  ReferenceFeature,
} from '@marigraph/monitor';

import type { Bounds, ImportedExpectation } from './imported-expectation.ts';

/** What became of one expectation. `held`: the reference is that way already, and so is what it expects. */
export interface Outcome {
  readonly source: string;
  readonly outcome: 'imported' | 'partly imported' | 'held' | 'not imported';
  /** What was imported, and what or why not. */
  readonly detail: string;
}

/** A reference with what it expects now. */
export interface Applied {
  readonly reference: Reference;
  /** One per expectation, in their order. */
  readonly outcomes: readonly Outcome[];
}

/**
 * Adds expectations to those of a reference. The stricter of two remains; one that contradicts those before it is
 * not imported. What was measured, and so the hash, stays as it is.
 */
export function applyExpectations(
  reference: Reference,
  imported: readonly ImportedExpectation[],
): Applied {
  const features = new Map(reference.features.map((feature) => [feature.name, feature]));
  const outcomes = imported.map((expectation): Outcome => {
    const { source, feature: name, bounds, left } = expectation;
    if (name === undefined || bounds === undefined) {
      return { source, outcome: 'not imported', detail: left ?? '' };
    }
    const feature = features.get(name);
    if (feature === undefined) {
      const detail = 'the reference has no feature of that name';
      return { source, outcome: 'not imported', detail };
    }
    const merged = merge(feature, bounds);
    if ('refused' in merged) return { source, outcome: 'not imported', detail: merged.refused };
    features.set(name, merged.feature);
    return outcomeOf(source, merged, left);
  });
  return { reference: { ...reference, features: [...features.values()] }, outcomes };
}

interface Merged {
  readonly feature: ReferenceFeature;
  /** What is new, in words. */
  readonly added: readonly string[];
  /** What of the bounds a feature of this type cannot hold. */
  readonly left?: string;
}

interface Refused {
  readonly refused: string;
}

function outcomeOf(source: string, merged: Merged, left: string | undefined): Outcome {
  const open = [left, merged.left].filter((part) => part !== undefined).join('; ');
  const added = merged.added.join(', ');
  if (open === '') {
    return added === ''
      ? { source, outcome: 'held', detail: '' }
      : { source, outcome: 'imported', detail: added };
  }
  const detail = added === '' ? `not ${open}` : `${added}; not ${open}`;
  return { source, outcome: 'partly imported', detail };
}

function merge(feature: ReferenceFeature, bounds: Bounds): Merged | Refused {
  if (bounds.type !== undefined && bounds.type !== feature.type) {
    const found = feature.type === 'number' ? 'numbers' : 'categories';
    return { refused: `the reference has ${found} there` };
  }
  return feature.type === 'number' ? mergeNumber(feature, bounds) : mergeCategory(feature, bounds);
}

function mergeNumber(feature: NumericReference, bounds: Bounds): Merged | Refused {
  const numbers = bounds.values?.filter((value) => typeof value === 'number');
  if (numbers?.length !== bounds.values?.length) {
    return { refused: 'the reference has numbers there, the set has texts' };
  }
  const isWhole = bounds.integer === true || numbers?.every(Number.isInteger) === true;
  const isOpen = bounds.above !== undefined || bounds.below !== undefined;
  if (isOpen && !isWhole && feature.expected?.integer !== true) {
    return { refused: 'an end that is excluded can be told of whole numbers only (`integer`)' };
  }
  const expected: NumericExpectation = {
    ...feature.expected,
    ...rangeOf(feature.expected, bounds, numbers),
    ...(isWhole && { integer: true }),
    ...missingOf(feature, bounds),
  };
  const refused = emptyRange(expected);
  if (refused !== undefined) return { refused };
  const merged = withExpected(feature, expected);
  return numbers === undefined ? merged : { ...merged, left: 'that no other values lie between' };
}

function emptyRange({
  minimum = -Infinity,
  maximum = Infinity,
}: NumericExpectation): string | undefined {
  return minimum > maximum
    ? `no value would be from ${minimum} to ${maximum}, with what is expected already`
    : undefined;
}

/** The narrower of the ranges. */
function rangeOf(
  before: NumericExpectation | undefined,
  { minimum, maximum, above, below }: Bounds,
  numbers: readonly number[] = [],
): Pick<NumericExpectation, 'minimum' | 'maximum'> {
  const least = [minimum, above === undefined ? undefined : Math.floor(above) + 1, before?.minimum];
  const most = [maximum, below === undefined ? undefined : Math.ceil(below) - 1, before?.maximum];
  if (numbers.length > 0) {
    least.push(Math.min(...numbers));
    most.push(Math.max(...numbers));
  }
  const low = Math.max(...least.map((value) => value ?? -Infinity));
  const high = Math.min(...most.map((value) => value ?? Infinity));
  return {
    ...(low > -Infinity && { minimum: low }),
    ...(high < Infinity && { maximum: high }),
  };
}

function mergeCategory(feature: CategoricalReference, bounds: Bounds): Merged | Refused {
  const { minimum, maximum, above, below, integer } = bounds;
  const ends = [minimum, maximum, above, below, integer];
  if (ends.some((value) => value !== undefined)) {
    return { refused: 'the reference has categories there, which have no range' };
  }
  const before = feature.expected?.categories;
  const texts = bounds.values && [...new Set(bounds.values.map(String))];
  const categories =
    before === undefined ? texts : before.filter((text) => texts?.includes(text) ?? true);
  if (categories?.length === 0) {
    return { refused: 'no category would be left, with what is expected already' };
  }
  const expected: CategoricalExpectation = {
    ...feature.expected,
    ...(categories !== undefined && { categories }),
    ...missingOf(feature, bounds),
  };
  return withExpected(feature, expected);
}

function missingOf(
  { expected }: ReferenceFeature,
  { missingShareMax: most }: Bounds,
): { readonly missingShareMax?: number } {
  return most === undefined
    ? {}
    : { missingShareMax: Math.min(most, expected?.missingShareMax ?? 1) };
}

function withExpected(
  feature: ReferenceFeature,
  expected: NumericExpectation | CategoricalExpectation,
): Merged {
  const before = new Map<string, unknown>(Object.entries(feature.expected ?? {}));
  const added = Object.entries(expected)
    .filter(([key, value]) => textOf(value) !== textOf(before.get(key)))
    .map(([key, value]) =>
      before.has(key)
        ? `${key} ${textOf(value)} (was ${textOf(before.get(key))})`
        : `${key} ${textOf(value)}`,
    );
  const withIt: ReferenceFeature =
    feature.type === 'number' ? { ...feature, expected } : { ...feature, expected };
  return { feature: withIt, added };
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}
