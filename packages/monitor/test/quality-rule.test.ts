import {
  createMonitor,
  DEFAULT_QUALITY,
  MonitorError,
  type QualityCheck,
  type QualityRule,
} from '@marigraph/monitor';
import { expect, it } from 'vitest';

import { define } from './support/monitor.ts';
import { windReference } from './support/quality.ts';

function problemOf(rule: Partial<QualityRule>): string {
  const definition = define({ quality: { ...DEFAULT_QUALITY, ...rule } });
  const references = [windReference()];
  try {
    createMonitor({ definitions: [definition], defaults: define(), references });
  } catch (error) {
    if (error instanceof MonitorError && error.code === 'definition_invalid') return error.message;
    throw error;
  }
  return '';
}

it.each<{ rule: Partial<QualityRule>; says: string }>([
  {
    rule: { checks: ['nonsense' as QualityCheck] },
    says: 'quality.checks has nonsense, expected missing, ',
  },
  { rule: { budget: 0 }, says: 'quality.budget is 0, expected a number above 0, at most 1000' },
  { rule: { budget: 1001 }, says: 'quality.budget is 1001' },
  {
    rule: { windowMs: 90_000 },
    says: 'quality.windowMs is 90000, expected whole minutes, at most a week',
  },
  { rule: { windowMs: 0 }, says: 'quality.windowMs is 0' },
  { rule: { windowMs: 8 * 24 * 3_600_000 }, says: 'quality.windowMs is 691200000' },
  { rule: { resolveAfterRows: 0 }, says: 'quality.resolveAfterRows is 0, expected a whole number' },
  { rule: { resolveAfterMs: -1 }, says: 'quality.resolveAfterMs is -1, expected a duration' },
  {
    rule: { versionsMax: 0.5 },
    says: 'quality.versionsMax is 0.5, expected a whole number from 1',
  },
  {
    rule: { expectations: { wind: { minimum: 2, maximum: 1 } } },
    says: 'quality.expectations.wind: minimum 2 is not below maximum 1',
  },
  {
    rule: { expectations: { wind: { missingShareMax: 1.5 } } },
    says: 'missingShareMax is 1.5, expected a share from 0 to 1',
  },
  {
    rule: { expectations: { city: { categories: [] } } },
    says: 'categories is empty, expected at least one',
  },
  {
    rule: { expectations: { new: { categories: ['a'], integer: true } } },
    says: 'categories stand beside minimum, maximum or integer',
  },
  {
    rule: { expectations: { wind: { categories: ['a'] } } },
    says: 'quality.expectations.wind: categories cannot hold: the feature has the type number',
  },
  {
    rule: { expectations: { city: { minimum: 0 } } },
    says: 'quality.expectations.city: minimum, maximum or integer cannot hold: the feature has the type category',
  },
])('says what is wrong: $says', ({ rule, says }) => {
  expect(problemOf(rule)).toContain(says);
});

it('takes what can hold', () => {
  expect(problemOf({})).toBe('');
  expect(problemOf({ versionsMax: 2, expectations: { other: { minimum: 1 } } })).toBe('');
});
