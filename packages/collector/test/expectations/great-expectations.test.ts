import { describe, expect, it } from 'vitest';

import { fromGreatExpectations } from '../../src/expectations/great-expectations.ts';
import type { ImportedExpectation } from '../../src/expectations/imported-expectation.ts';

/** What one expectation of the column `x` becomes, without its name. */
function translate(type: string, kwargs: object = {}): Omit<ImportedExpectation, 'source'> {
  const [imported] = fromGreatExpectations({
    name: 'suite',
    expectations: [{ type, kwargs: { column: 'x', ...kwargs }, meta: {}, id: '1' }],
  });
  if (imported === undefined) throw new Error('nothing was imported');
  const { source, feature, ...rest } = imported;
  expect({ source, feature }).toEqual({ source: `${type}(x)`, feature: 'x' });
  return rest;
}

describe('a Great Expectations suite', () => {
  it.each<{
    readonly type: string;
    readonly kwargs: object;
    readonly becomes: Omit<ImportedExpectation, 'source'>;
  }>([
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: 0, max_value: 60, strict_min: false, mostly: 1, result_format: 'BASIC' },
      becomes: { bounds: { minimum: 0, maximum: 60 } },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: 0, max_value: null, strict_min: true },
      becomes: { bounds: { above: 0 } },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { max_value: 10, strict_max: true, row_condition: null },
      becomes: { bounds: { below: 10 } },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: {},
      becomes: { left: 'it has neither `min_value` nor `max_value`' },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: '2020-01-01' },
      becomes: { left: '"2020-01-01" is no number' },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: { $PARAMETER: 'least' } },
      becomes: { left: '`min_value` is a parameter, known when the suite runs' },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: 0, mostly: 0.95 },
      becomes: { left: 'a share of rows may break it (`mostly`), where here a single row may not' },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: 0, row_condition: 'y > 1', condition_parser: 'pandas' },
      becomes: { left: 'it holds for rows of a condition only' },
    },
    {
      type: 'expect_column_values_to_be_between',
      kwargs: { min_value: 0, parse_strings_as_datetimes: true },
      becomes: { left: 'its argument `parse_strings_as_datetimes` has no counterpart' },
    },
    {
      type: 'expect_column_min_to_be_between',
      kwargs: { min_value: 0, max_value: 5 },
      becomes: { bounds: { minimum: 0 }, left: 'how large the minimum may be' },
    },
    {
      type: 'expect_column_max_to_be_between',
      kwargs: { max_value: 9 },
      becomes: { bounds: { maximum: 9 } },
    },
    {
      type: 'expect_column_max_to_be_between',
      kwargs: { min_value: 9 },
      becomes: { left: 'how small the maximum may be' },
    },
    {
      type: 'expect_column_values_to_not_be_null',
      kwargs: {},
      becomes: { bounds: { missingShareMax: 0 } },
    },
    {
      type: 'expect_column_values_to_not_be_null',
      kwargs: { mostly: 0.95 },
      becomes: { bounds: { missingShareMax: 0.05 } },
    },
    {
      type: 'expect_column_values_to_not_be_null',
      kwargs: { mostly: 'all' },
      becomes: { left: '`mostly` is no share' },
    },
    {
      type: 'expect_column_values_to_be_in_set',
      kwargs: { value_set: ['a', 1, true] },
      becomes: { bounds: { values: ['a', 1, 'true'] } },
    },
    {
      type: 'expect_column_values_to_be_in_set',
      kwargs: { value_set: ['a', null] },
      becomes: { left: '`value_set` is no list of texts or numbers' },
    },
    {
      type: 'expect_column_distinct_values_to_be_in_set',
      kwargs: { value_set: [1, 2] },
      becomes: { bounds: { values: [1, 2] } },
    },
    {
      type: 'expect_column_distinct_values_to_equal_set',
      kwargs: { value_set: ['a'] },
      becomes: { bounds: { values: ['a'] }, left: 'that each of them occurs' },
    },
    {
      type: 'expect_column_values_to_be_of_type',
      kwargs: { type_: 'int64' },
      becomes: { bounds: { type: 'number', integer: true } },
    },
    {
      type: 'expect_column_values_to_be_of_type',
      kwargs: { type_: 'DoubleType' },
      becomes: { bounds: { type: 'number' } },
    },
    {
      type: 'expect_column_values_to_be_of_type',
      kwargs: { type_: 'VARCHAR(20)' },
      becomes: { bounds: { type: 'category' } },
    },
    {
      type: 'expect_column_values_to_be_of_type',
      kwargs: { type_: 'TIMESTAMP' },
      becomes: { left: 'the type "TIMESTAMP" is none that a feature has' },
    },
    {
      type: 'expect_column_values_to_be_in_type_list',
      kwargs: { type_list: ['INTEGER', 'BIGINT', 'int', 'NUMBER(38,0)'] },
      becomes: { bounds: { type: 'number', integer: true } },
    },
    {
      type: 'expect_column_values_to_be_in_type_list',
      kwargs: { type_list: ['int', 'float'] },
      becomes: { bounds: { type: 'number' } },
    },
    {
      type: 'expect_column_values_to_be_in_type_list',
      kwargs: { type_list: ['int', 'str'] },
      becomes: { left: 'it allows numbers and texts' },
    },
    { type: 'expect_column_to_exist', kwargs: {}, becomes: { bounds: {} } },
    {
      type: 'expect_column_to_exist',
      kwargs: { column_index: 2 },
      becomes: { bounds: {}, left: 'its place among the columns' },
    },
    {
      type: 'expect_column_mean_to_be_between',
      kwargs: { min_value: 1 },
      becomes: { left: 'a reference has no such expectation' },
    },
    {
      type: 'constructor',
      kwargs: {},
      becomes: { left: 'a reference has no such expectation' },
    },
  ])('$type $kwargs', ({ type, kwargs, becomes }) => {
    expect(translate(type, kwargs)).toEqual(becomes);
  });

  it('may be of any version', () => {
    const kwargs = { column: 'x', min_value: 0 };
    const suites = [
      {
        name: 's',
        id: null,
        meta: { great_expectations_version: '1.3.0' },
        expectations: [
          { type: 'expect_column_values_to_be_between', kwargs, severity: 'critical' },
        ],
      },
      {
        expectation_suite_name: 's',
        data_asset_type: 'Dataset',
        meta: { great_expectations_version: '0.13.4' },
        expectations: [
          { expectation_type: 'expect_column_values_to_be_between', kwargs, meta: {} },
        ],
      },
      {
        expectations: [
          {
            ...kwargs,
            id: '7',
            description: 'd',
            notes: 'n',
            catch_exceptions: true,
            metadata: { expectation_class: 'ExpectColumnValuesToBeBetween' },
          },
        ],
      },
      { expectations: [{ type: 'ExpectColumnValuesToBeBetween', ...kwargs }] },
    ];
    for (const suite of suites) {
      expect(fromGreatExpectations(suite)).toEqual([
        {
          source: 'expect_column_values_to_be_between(x)',
          feature: 'x',
          bounds: { minimum: 0 },
        },
      ]);
    }
  });

  it('reports every expectation, those about tables and those without a name too', () => {
    const expectations = [
      { type: 'expect_table_row_count_to_be_between', kwargs: { min_value: 1 } },
      { type: 'expect_column_pair_values_to_be_equal', kwargs: { column_A: 'a', column_B: 'b' } },
      { kwargs: { column: 'x' } },
    ];
    expect(fromGreatExpectations({ expectations })).toEqual([
      {
        source: 'expect_table_row_count_to_be_between',
        left: 'a reference has no such expectation',
      },
      {
        source: 'expect_column_pair_values_to_be_equal',
        left: 'a reference has no such expectation',
      },
      { source: 'expectations[2]', left: 'it has no `type` and no `expectation_type`' },
    ]);
  });

  it.each([
    { document: [], says: 'it has no list `expectations`' },
    { document: null, says: 'it has no list `expectations`' },
    { document: { results: [] }, says: 'it is a validation result' },
    { document: { expectations: ['x'] }, says: 'expectations[0] is no object' },
  ])('that is none is refused: $says', ({ document, says }) => {
    expect(() => fromGreatExpectations(document)).toThrow(says);
  });
});
