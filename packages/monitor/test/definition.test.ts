import {
  createMonitor,
  type LoadedReference,
  type MonitorDefinition,
  MonitorError,
} from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { problemsOf } from '../src/definition.ts';
import { define, DEFINITION, MINUTE } from './support/monitor.ts';
import { REFERENCE } from './support/script.ts';

const { drift: DRIFT } = DEFINITION;

describe('problemsOf', () => {
  it.each<{ name: string; change: Partial<MonitorDefinition> }>([
    { name: 'the test definition', change: {} },
    {
      name: 'a window of rows with a short retention',
      change: { window: { count: 1 }, retentionMs: MINUTE },
    },
    {
      name: 'no allowance for late rows',
      change: { allowedLatenessMs: 0, idleTimeoutMs: 0, maxFutureSkewMs: 0 },
    },
    { name: 'no segments and no scopes', change: { segmentKeys: [], evaluate: [] } },
    {
      name: 'the most slices and no byte budget',
      change: { slicesMax: 65_535, cellBytesMax: Infinity },
    },
  ])('finds none in $name', ({ change }) => {
    expect(problemsOf(define(change))).toEqual([]);
  });

  it.each<{ change: Partial<MonitorDefinition>; problem: RegExp }>([
    {
      change: { segmentKeys: ['region', 'region'] },
      problem: /^segmentKeys is region,region, expected each key once$/,
    },
    {
      change: { segmentKeys: ['region', 'all'] },
      problem: /^segmentKeys is region,all, expected no key `all`/,
    },
    {
      change: { evaluate: ['all', 'all'] },
      problem: /^evaluate is all,all, expected each scope once$/,
    },
    {
      change: { evaluate: ['colour'] },
      problem: /^evaluate is colour, expected `all` or segment keys$/,
    },
    {
      change: { window: { durationMs: 90_000 } },
      problem: /^window.durationMs is 90000, expected whole minutes$/,
    },
    { change: { window: { durationMs: 0 } }, problem: /^window.durationMs is 0/ },
    { change: { window: { durationMs: Number.NaN } }, problem: /^window.durationMs is NaN/ },
    {
      change: { window: { count: 0 } },
      problem: /^window.count is 0, expected a whole number from 1$/,
    },
    { change: { window: { count: 2.5 } }, problem: /^window.count is 2.5/ },
    {
      change: { allowedLatenessMs: -1 },
      problem: /^allowedLatenessMs is -1, expected a duration$/,
    },
    { change: { idleTimeoutMs: Number.NaN }, problem: /^idleTimeoutMs is NaN/ },
    { change: { maxFutureSkewMs: Infinity }, problem: /^maxFutureSkewMs is Infinity/ },
    { change: { retentionMs: Number.NaN }, problem: /^retentionMs is NaN, expected a duration$/ },
    {
      change: { retentionMs: 4 * MINUTE },
      problem: /^retentionMs is 240000, expected at least 300000$/,
    },
    { change: { predictionsMax: 0 }, problem: /^predictionsMax is 0/ },
    { change: { slicesMax: 0 }, problem: /^slicesMax is 0/ },
    { change: { slicesMax: 65_536 }, problem: /^slicesMax is 65536, expected at most 65535$/ },
    { change: { cellBytesMax: 0 }, problem: /^cellBytesMax is 0/ },
    {
      change: { drift: { ...DRIFT, rule: 'guess' as 'scan' } },
      problem: /^drift.rule is guess, expected `scan` or `threshold`/,
    },
    { change: { drift: { ...DRIFT, budget: 0 } }, problem: /^drift.budget is 0/ },
    { change: { drift: { ...DRIFT, budget: 1001 } }, problem: /^drift.budget is 1001/ },
    { change: { drift: { ...DRIFT, budget: Number.NaN } }, problem: /^drift.budget is NaN/ },
    { change: { drift: { ...DRIFT, minimumScore: -1 } }, problem: /^drift.minimumScore is -1/ },
    {
      change: { drift: { ...DRIFT, excludedDays: ['2026-12-25', '2026-02-30'] } },
      problem: /^drift.excludedDays is 2026-02-30, expected a date as `2026-12-25`/,
    },
    {
      change: { drift: { ...DRIFT, excludedDays: ['26-12-25'] } },
      problem: /^drift.excludedDays is 26-12-25/,
    },
    {
      change: { drift: { ...DRIFT, excludedDays: ['2026-99-99'] } },
      problem: /^drift.excludedDays is 2026-99-99/,
    },
    {
      change: {
        drift: { ...DRIFT, excludedDays: Array.from({ length: 1001 }, () => '2026-12-25') },
      },
      problem: /^drift.excludedDays.length is 1001, expected at most 1000/,
    },
    {
      change: { drift: { ...DRIFT, bins: 7, minimumEffect: 0, pValueMax: 1 } },
      problem: /^drift.bins is 7, expected a divisor of 120/,
    },
    {
      change: { drift: { ...DRIFT, bins: 1, minimumEffect: 0, pValueMax: 1 } },
      problem: /^drift.bins is 1/,
    },
    {
      change: { drift: { ...DRIFT, bins: 10, minimumEffect: -1, pValueMax: 1 } },
      problem: /^drift.minimumEffect is -1/,
    },
    {
      change: { drift: { ...DRIFT, bins: 10, minimumEffect: 0, pValueMax: 0 } },
      problem: /^drift.pValueMax is 0/,
    },
    {
      change: { drift: { ...DRIFT, bins: 10, minimumEffect: 0, pValueMax: 1.1 } },
      problem: /^drift.pValueMax is 1.1/,
    },
  ])('finds $problem', ({ change, problem }) => {
    expect(problemsOf(define(change))).toEqual([expect.stringMatching(problem)]);
  });
});

it('is why a monitor is not made, with all problems at once', () => {
  const make = (): unknown =>
    createMonitor({
      defaults: define({ predictionsMax: 0 }),
      definitions: [define({ slicesMax: 0 }), define()],
      references: [],
    });
  expect(make).toThrow(MonitorError);
  expect(make).toThrow(expect.objectContaining({ code: 'definition_invalid' }));
  expect(make).toThrowErrorMatchingInlineSnapshot(
    `[MonitorError: defaults: predictionsMax is 0, expected a whole number from 1; model rain: slicesMax is 0, expected a whole number from 1; model rain is given twice]`,
  );
});

describe('createMonitor', () => {
  const make = (references: readonly LoadedReference[]) => (): unknown =>
    createMonitor({ defaults: define(), definitions: [], references });

  it('refuses two references of one model version', () => {
    const other = { ...REFERENCE, id: 'other' };
    expect(make([REFERENCE, other])).toThrow('model rain 1 is given twice as a reference');
    expect(make([REFERENCE, other])).toThrow(
      expect.objectContaining({ code: 'definition_invalid' }),
    );
  });

  it('refuses a reference that contradicts itself', () => {
    const features = REFERENCE.document.features.map((feature) => ({ ...feature, name: 'x' }));
    const broken = { ...REFERENCE, document: { ...REFERENCE.document, features } };
    expect(make([broken])).toThrow(expect.objectContaining({ code: 'reference_invalid' }));
  });
});
