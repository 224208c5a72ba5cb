import {
  ML_DATA_QUALITY_CHECK_VALUE_MISSING,
  ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE,
  ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE,
  ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH,
  ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY,
} from '@marigraph/semantic-conventions';

import {
  isOfNumbers,
  type QualityCheck,
  type QualityExpectation,
  type QualityRule,
} from './quality-rule.ts';
import type { ReferenceFeature } from './reference.ts';
import { FeatureKind, type Row } from './row.ts';

/** Categories that are named where an expectation is put in words. */
const NAMED_MAX = 10;
const NAME_LENGTH_MAX = 40;

/** What is expected of a feature: by the definition, else by the reference. */
export function expectationOf(
  { expectations }: QualityRule,
  name: string,
  feature: ReferenceFeature | undefined,
): QualityExpectation | undefined {
  return Object.hasOwn(expectations, name) ? expectations[name] : feature?.expected;
}

/** The check that a value of a feature without a reference fails, if any. */
export function checkOfValue(
  expectation: QualityExpectation,
  categories: ReadonlySet<string> | undefined,
  row: Row,
  at: number,
): QualityCheck | undefined {
  const number = row.featureNumber[at] as number;
  switch (row.featureKind[at]) {
    case FeatureKind.NUMBER:
      if (Number.isNaN(number)) return checkOfMissing(expectation);
      if (categories !== undefined) return checkOfCategory(categories, String(number));
      return checkOfNumber(expectation, number);
    case FeatureKind.TEXT:
      if (isOfNumbers(expectation)) return ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH;
      return checkOfCategory(categories, row.featureText[at] as string);
    case FeatureKind.MISSING:
      return checkOfMissing(expectation);
    case undefined:
    default:
      return ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH;
  }
}

function checkOfMissing({ missingShareMax }: QualityExpectation): QualityCheck | undefined {
  return missingShareMax === 0 ? ML_DATA_QUALITY_CHECK_VALUE_MISSING : undefined;
}

function checkOfNumber(
  { minimum = -Infinity, maximum = Infinity, integer = false }: QualityExpectation,
  number: number,
): QualityCheck | undefined {
  if (!Number.isFinite(number)) return ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE;
  if (number < minimum || number > maximum) return ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE;
  const isOther = integer && !Number.isInteger(number);
  return isOther ? ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH : undefined;
}

function checkOfCategory(
  categories: ReadonlySet<string> | undefined,
  category: string,
): QualityCheck | undefined {
  const isOther = categories !== undefined && !categories.has(category);
  return isOther ? ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY : undefined;
}

/** What a value that failed a check should have been, in words. */
export function describeExpectation(
  check: QualityCheck,
  expectation: QualityExpectation | undefined,
  feature: ReferenceFeature | undefined,
): string | undefined {
  const { minimum, maximum, integer, categories } = expectation ?? {};
  const words: Partial<Record<QualityCheck, string>> = {
    [ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE]: [
      ...(minimum === undefined ? [] : [`at least ${minimum}`]),
      ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ].join(', '),
    [ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY]: `one of ${describeNames(categories ?? [])}`,
    [ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH]: describeType(integer === true, feature),
    [ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE]: 'a finite number',
    [ML_DATA_QUALITY_CHECK_VALUE_MISSING]: 'a value in every row',
  };
  return words[check];
}

function describeType(isInteger: boolean, feature: ReferenceFeature | undefined): string {
  if (isInteger) return 'a whole number';
  return feature?.type === 'category' ? 'a category' : 'a number';
}

/** The first few names, each cut to what can be read. */
export function describeNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_MAX).map((name) => name.slice(0, NAME_LENGTH_MAX));
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
