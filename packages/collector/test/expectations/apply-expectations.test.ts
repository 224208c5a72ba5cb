import { buildReference, type ReferenceFeature } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { hashOf } from '../../src/connectors/ml-monitor/reference-file.ts';
import { applyExpectations, type Outcome } from '../../src/expectations/apply-expectations.ts';
import type { Bounds, ImportedExpectation } from '../../src/expectations/imported-expectation.ts';

const REFERENCE = buildReference({ name: 'rain', version: '3' }, [
  { name: 'wind', values: [1.5, 2, 30] },
  { name: 'month', values: [1, 2, 12] },
  { name: 'city', values: ['Oslo', 'Bergen', null] },
]);

interface Result {
  readonly expected: ReferenceFeature['expected'];
  readonly outcomes: readonly string[];
}

/** What a feature expects after these, and what is said of each. */
function apply(feature: string, ...bounds: readonly Bounds[]): Result {
  const imported = bounds.map((bound): ImportedExpectation => ({
    source: 'it',
    feature,
    bounds: bound,
  }));
  const { reference, outcomes } = applyExpectations(REFERENCE, imported);
  expect(hashOf(reference)).toBe(hashOf(REFERENCE));
  return {
    expected: reference.features.find(({ name }) => name === feature)?.expected,
    outcomes: outcomes.map(({ outcome, detail }) => `${outcome}: ${detail}`),
  };
}

describe('an imported expectation', () => {
  it.each<{
    readonly feature: string;
    readonly bounds: readonly Bounds[];
    readonly result: Result;
  }>([
    {
      feature: 'wind',
      bounds: [{ minimum: 0 }, { minimum: -5, maximum: 60 }, { maximum: 50, missingShareMax: 0.1 }],
      result: {
        expected: { minimum: 0, maximum: 50, missingShareMax: 0.1 },
        outcomes: [
          'imported: minimum 0',
          'imported: maximum 60',
          'imported: maximum 50 (was 60), missingShareMax 0.1',
        ],
      },
    },
    {
      feature: 'wind',
      bounds: [{ minimum: 0 }, { minimum: 0 }, {}],
      result: { expected: { minimum: 0 }, outcomes: ['imported: minimum 0', 'held: ', 'held: '] },
    },
    {
      feature: 'wind',
      bounds: [{ maximum: 1 }, { minimum: 2 }],
      result: {
        expected: { maximum: 1 },
        outcomes: [
          'imported: maximum 1',
          'not imported: no value would be from 2 to 1, with what is expected already',
        ],
      },
    },
    {
      feature: 'wind',
      bounds: [{ above: 0 }, { type: 'category' }, { values: ['a'] }],
      result: {
        expected: undefined,
        outcomes: [
          'not imported: an end that is excluded can be told of whole numbers only (`integer`)',
          'not imported: the reference has numbers there',
          'not imported: the reference has numbers there, the set has texts',
        ],
      },
    },
    {
      feature: 'month',
      bounds: [
        { type: 'number', integer: true },
        { above: 0, below: 12.5 },
      ],
      result: {
        expected: { integer: true, minimum: 1, maximum: 12 },
        outcomes: ['imported: integer true', 'imported: minimum 1, maximum 12'],
      },
    },
    {
      feature: 'month',
      bounds: [{ values: [3, 1, 2] }],
      result: {
        expected: { minimum: 1, maximum: 3, integer: true },
        outcomes: [
          'partly imported: minimum 1, maximum 3, integer true; not that no other values lie between',
        ],
      },
    },
    {
      feature: 'city',
      bounds: [
        { values: ['Oslo', 'Rome', 'Oslo', 7] },
        { values: ['Oslo', 'Paris'] },
        { values: ['Paris'] },
        { minimum: 1 },
        { type: 'number' },
        { missingShareMax: 0.5 },
      ],
      result: {
        expected: { categories: ['Oslo'], missingShareMax: 0.5 },
        outcomes: [
          'imported: categories Oslo, Rome, 7',
          'imported: categories Oslo (was Oslo, Rome, 7)',
          'not imported: no category would be left, with what is expected already',
          'not imported: the reference has categories there, which have no range',
          'not imported: the reference has categories there',
          'imported: missingShareMax 0.5',
        ],
      },
    },
    {
      feature: 'rain',
      bounds: [{ minimum: 0 }],
      result: {
        expected: undefined,
        outcomes: ['not imported: the reference has no feature of that name'],
      },
    },
  ])('of $feature: $bounds', ({ feature, bounds, result }) => {
    expect(apply(feature, ...bounds)).toEqual(result);
  });

  it('of which only a part could be translated says so', () => {
    const imported = [
      { source: 'a', feature: 'wind', bounds: { minimum: 0 }, left: 'the mean' },
      { source: 'b', feature: 'wind', bounds: {}, left: 'its place' },
      { source: 'c', left: 'it is about the table' },
    ];
    const { outcomes }: { outcomes: readonly Outcome[] } = applyExpectations(REFERENCE, imported);
    expect(outcomes).toEqual([
      { source: 'a', outcome: 'partly imported', detail: 'minimum 0; not the mean' },
      { source: 'b', outcome: 'partly imported', detail: 'not its place' },
      { source: 'c', outcome: 'not imported', detail: 'it is about the table' },
    ]);
  });

  it('leaves the reference that it was given as it was', () => {
    const before = structuredClone(REFERENCE);
    apply('wind', { minimum: 0 });
    expect(REFERENCE).toEqual(before);
  });
});
