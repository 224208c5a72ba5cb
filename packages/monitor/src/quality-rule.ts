import {
  ML_DATA_QUALITY_CHECK_VALUES,
  type MlDataQualityCheckValue,
} from '@marigraph/semantic-conventions';

import type { CategoricalExpectation, NumericExpectation, ReferenceFeature } from './reference.ts';
import { MINUTE_MS } from './scope.ts';

/** What is looked after; the members of `ml.data_quality.check`. */
export type QualityCheck = MlDataQualityCheckValue;

/** All checks. */
export const QUALITY_CHECKS: readonly QualityCheck[] = ML_DATA_QUALITY_CHECK_VALUES;

/** What a person expects of a feature, of whichever type it is. */
export interface QualityExpectation extends NumericExpectation, CategoricalExpectation {}

/** How the quality of rows is judged. Durations in milliseconds. */
export interface QualityRule {
  /** The checks that are made. */
  readonly checks: readonly QualityCheck[];
  /** By feature; each replaces the whole expectation that the reference has of that feature. */
  readonly expectations: Readonly<Record<string, QualityExpectation>>;
  /** False findings of windows that are taken, per model in 30 days, over all features and checks. */
  readonly budget: number;
  /** Windows in which shares are judged: whole minutes, aligned with the epoch. */
  readonly windowMs: number;
  /** A fault of rows has ended when this many good rows came and `resolveAfterMs` passed without a bad one. */
  readonly resolveAfterRows: number;
  readonly resolveAfterMs: number;
  /** Versions of a model that may have rows at once; any number unless given. */
  readonly versionsMax?: number;
}

/**
 * What holds unless a definition says otherwise.
 *
 * After 100 good rows in a row the share of bad ones is below 3 % at 95 % confidence (the rule of three), and a
 * quarter of an hour spans the retries and caches that a fault tends to return through.
 */
export const DEFAULT_QUALITY: QualityRule = {
  checks: QUALITY_CHECKS,
  expectations: {},
  budget: 0.1,
  windowMs: 60 * MINUTE_MS,
  resolveAfterRows: 100,
  resolveAfterMs: 15 * MINUTE_MS,
};

/** A week: no window is longer. */
const WINDOW_MAX_MS = 7 * 24 * 60 * MINUTE_MS;

/** What is wrong with a rule, one sentence each with its place and value. */
export function problemsOfQuality(rule: QualityRule): string[] {
  const { budget, windowMs, resolveAfterRows, resolveAfterMs, versionsMax = 1 } = rule;
  const isWindow = windowMs > 0 && windowMs % MINUTE_MS === 0 && windowMs <= WINDOW_MAX_MS;
  const unknown = rule.checks.filter((check) => !QUALITY_CHECKS.includes(check));
  return [
    ...unknown.map((check) => `quality.checks has ${check}, expected ${QUALITY_CHECKS.join(', ')}`),
    ...expected('budget', budget, budget > 0 && budget <= 1000, 'a number above 0, at most 1000'),
    ...expected('windowMs', windowMs, isWindow, 'whole minutes, at most a week'),
    ...expected('resolveAfterRows', resolveAfterRows, isCount(resolveAfterRows), 'a whole number'),
    ...expected('resolveAfterMs', resolveAfterMs, resolveAfterMs >= 0, 'a duration'),
    ...expected('versionsMax', versionsMax, isCount(versionsMax), 'a whole number from 1'),
    ...Object.entries(rule.expectations).flatMap(([feature, own]) =>
      problemsOfExpectation(own).map((problem) => `quality.expectations.${feature}: ${problem}`),
    ),
  ];
}

function expected(name: string, value: number, holds: boolean, what: string): string[] {
  return holds ? [] : [`quality.${name} is ${value}, expected ${what}`];
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/** What is wrong with an expectation by itself. */
export function problemsOfExpectation(expectation: QualityExpectation): string[] {
  const { minimum = -Infinity, maximum = Infinity, missingShareMax = 0, categories } = expectation;
  const problems: string[] = [];
  if (!(minimum <= maximum)) problems.push(`minimum ${minimum} is not below maximum ${maximum}`);
  if (!(missingShareMax >= 0 && missingShareMax <= 1)) {
    problems.push(`missingShareMax is ${missingShareMax}, expected a share from 0 to 1`);
  }
  if (categories === undefined) return problems;
  if (categories.length === 0) problems.push('categories is empty, expected at least one');
  if (isOfNumbers(expectation)) {
    problems.push('categories stand beside minimum, maximum or integer, which are for numbers');
  }
  return problems;
}

/** Whether an expectation says something that only numbers can break. */
export function isOfNumbers({ minimum, maximum, integer }: QualityExpectation): boolean {
  return minimum !== undefined || maximum !== undefined || integer !== undefined;
}

/** What is wrong between the expectations of a rule and the features of a reference. */
export function problemsWithFeatures(
  { expectations }: Pick<QualityRule, 'expectations'>,
  features: readonly ReferenceFeature[],
): { readonly feature: string; readonly problem: string }[] {
  return features.flatMap(({ name, type }) => {
    const own = Object.hasOwn(expectations, name) ? expectations[name] : undefined;
    if (own === undefined) return [];
    const isOther = type === 'number' ? own.categories !== undefined : isOfNumbers(own);
    if (!isOther) return [];
    const said = type === 'number' ? 'categories' : 'minimum, maximum or integer';
    const problem = `${said} cannot hold: the feature has the type ${type} in the reference`;
    return [{ feature: name, problem }];
  });
}
