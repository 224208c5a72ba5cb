import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { fromSoda } from '../../src/expectations/soda.ts';

function contract(yaml: string): unknown {
  return fromSoda(parse(yaml));
}

/** What the checks of a column `x` become, without their names. */
function checks(yaml: string): unknown[] {
  const imported = fromSoda({ dataset: 'a/b/c/d', columns: [{ name: 'x', checks: parse(yaml) }] });
  return imported.map(({ bounds, left }) => ({ bounds, left }));
}

describe('a Soda contract', () => {
  it('in the contract language is translated check by check', () => {
    expect(
      contract(`
dataset: warehouse/db/schema/orders
filter: created > \${var.START}
variables: { START: { default: 1 } }
checks:
  - schema:
  - row_count:
      threshold: { must_be_between: [10, 100] }
columns:
  - name: id
    data_type: varchar(20)
    checks:
      - missing:
      - duplicate:
  - name: wind
    data_type: double precision
    checks:
      - missing:
          name: most are there
          threshold: { metric: percent, must_be_less_than_or_equal: 10 }
      - invalid: { valid_min: 0, valid_max: 60 }
  - name: count
    data_type: integer
  - name: at
    data_type: timestamp
  - name: size
    valid_values: [S, M, L]
    checks:
      - invalid:
`),
    ).toEqual([
      { source: 'filter', left: 'checks are taken as for all rows, not for those of the filter' },
      { source: 'schema', left: 'a reference has no such expectation' },
      { source: 'row_count', left: 'a reference has no such expectation' },
      { source: 'data_type(id)', feature: 'id', bounds: { type: 'category' } },
      { source: 'missing(id)', feature: 'id', bounds: { missingShareMax: 0 } },
      { source: 'duplicate(id)', feature: 'id', left: 'a reference has no such expectation' },
      { source: 'data_type(wind)', feature: 'wind', bounds: { type: 'number' } },
      { source: 'missing(wind)', feature: 'wind', bounds: { missingShareMax: 0.1 } },
      { source: 'invalid(wind)', feature: 'wind', bounds: { minimum: 0, maximum: 60 } },
      { source: 'data_type(count)', feature: 'count', bounds: { type: 'number', integer: true } },
      {
        source: 'data_type(at)',
        feature: 'at',
        left: 'the type "timestamp" is none that a feature has',
      },
      { source: 'invalid(size)', feature: 'size', bounds: { values: ['S', 'M', 'L'] } },
    ]);
  });

  it('of the version before is translated too', () => {
    expect(
      contract(`
dataset: CUSTOMERS
columns:
  - name: size
    checks:
      - type: no_missing_values
      - type: no_invalid_values
        valid_values: [S, M, L]
      - type: no_duplicate_values
  - name: age
    data_type: integer
    checks:
      - type: missing_percent
        must_be_less_than: 5
      - type: invalid_count
        valid_min: 0
        valid_regex: '^x$'
        must_be: 0
checks:
  - type: rows_exist
`),
    ).toEqual([
      { source: 'rows_exist', left: 'a reference has no such expectation' },
      { source: 'no_missing_values(size)', feature: 'size', bounds: { missingShareMax: 0 } },
      { source: 'no_invalid_values(size)', feature: 'size', bounds: { values: ['S', 'M', 'L'] } },
      {
        source: 'no_duplicate_values(size)',
        feature: 'size',
        left: 'a reference has no such expectation',
      },
      { source: 'data_type(age)', feature: 'age', bounds: { type: 'number', integer: true } },
      {
        source: 'missing_percent(age)',
        feature: 'age',
        bounds: { missingShareMax: 0.05 },
        left: 'that it is not 5 % exactly',
      },
      {
        source: 'invalid_count(age)',
        feature: 'age',
        bounds: { minimum: 0 },
        left: '`valid_regex`',
      },
    ]);
  });

  it.each<{ readonly yaml: string; readonly becomes: object }>([
    {
      yaml: '- missing: { missing_values: [N/A] }',
      becomes: {
        bounds: { missingShareMax: 0 },
        left: '`missing_values`: here only null is missing',
      },
    },
    {
      yaml: '- missing: { threshold: { must_be_less_than: 10 } }',
      becomes: { left: 'a number of rows depends on how many there are; give a percentage' },
    },
    {
      yaml: '- missing: { threshold: { metric: percent, must_be_greater_than: 10 } }',
      becomes: { left: 'its threshold is no largest value' },
    },
    {
      yaml: '- missing: { threshold: { metric: percent, must_be_between: { greater_than: 1, less_than: 5 } } }',
      becomes: {
        bounds: { missingShareMax: 0.05 },
        left: 'that it is not 5 % exactly; that not fewer are missing',
      },
    },
    {
      yaml: '- { type: missing_percent, must_be_between: [0, 2] }',
      becomes: { bounds: { missingShareMax: 0.02 } },
    },
    {
      yaml: '- { type: missing_percent, must_be_between: 2 }',
      becomes: { left: 'its threshold is no largest value' },
    },
    {
      yaml: '- { type: missing_percent, must_be: x }',
      becomes: { left: 'its threshold is no largest value' },
    },
    {
      yaml: '- missing: { threshold: { must_be: 0, must_not_be: 1 } }',
      becomes: { left: 'its threshold is no largest value' },
    },
    {
      yaml: '- missing: { filter: "y > 1" }',
      becomes: { left: 'it holds for rows of a filter only' },
    },
    {
      yaml: '- missing: { column_expression: "y::int" }',
      becomes: { left: 'its setting `column_expression` has no counterpart' },
    },
    {
      yaml: '- invalid: { valid_min: 0, threshold: { metric: percent, must_be_less_than: 5 } }',
      becomes: { left: 'some rows may break it, where here a single row may not' },
    },
    { yaml: '- invalid: { valid_regex: x }', becomes: { left: '`valid_regex`' } },
    { yaml: '- invalid: { valid_min: low }', becomes: { left: '`valid_min`' } },
    { yaml: '- invalid', becomes: { left: 'it says not what is valid' } },
    { yaml: '- aggregate', becomes: { left: 'a reference has no such expectation' } },
  ])('$yaml', ({ yaml, becomes }) => {
    expect(checks(yaml)).toEqual([becomes]);
  });

  it.each([
    { yaml: '[]', says: 'it has no text `dataset`, expected a Soda data contract' },
    { yaml: 'checks for x: [row_count > 0]', says: 'it has no text `dataset`' },
    { yaml: '{ dataset: d, columns: x }', says: '`columns` is no list' },
    { yaml: '{ dataset: d, columns: [x] }', says: 'columns[0] has no text `name`' },
    { yaml: '{ dataset: d, checks: x }', says: 'checks are no list' },
    { yaml: '{ dataset: d, columns: [{ name: x, checks: y }] }', says: 'the checks of x are no' },
    { yaml: '{ dataset: d, checks: [1] }', says: 'a check is 1' },
    { yaml: '{ dataset: d, checks: [{ a: 1, b: 2 }] }', says: 'a check has the keys a, b' },
    { yaml: '{ dataset: d, checks: [{}] }', says: 'a check has the keys none' },
  ])('that is none is refused: $yaml', ({ yaml, says }) => {
    expect(() => contract(yaml)).toThrow(says);
  });
});
