import { readdirSync } from 'node:fs';

import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { fromGreatExpectations } from '../../src/expectations/great-expectations.ts';

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** An argument that each of these has, as a suite would give it. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  column: 'x',
  max_value: 9,
  min_value: 0,
  type_: 'INTEGER',
  type_list: ['INTEGER'],
  value_set: ['a', 'b'],
};

vectors.describe('schemas/great-expectations', (path) => {
  const classes = readdirSync(path).map((file) => file.replace('.json', ''));
  const expectationOf = (name: string, more: object = {}): object => {
    const { properties } = vectors.json<Schema>(path, `${name}.json`);
    const given = Object.entries(EXAMPLES).filter(([key]) => key in properties);
    const metadata = { expectation_class: name };
    return { ...Object.fromEntries(given), ...more, metadata };
  };

  it('are all known or reported', () => {
    const imported = fromGreatExpectations({
      expectations: classes.map((name) => expectationOf(name)),
    });
    const translated = imported.filter(({ bounds }) => bounds !== undefined);
    expect(translated.map(({ source }) => source)).toEqual([
      'expect_column_distinct_values_to_be_in_set(x)',
      'expect_column_distinct_values_to_equal_set(x)',
      'expect_column_max_to_be_between(x)',
      'expect_column_min_to_be_between(x)',
      'expect_column_to_exist(x)',
      'expect_column_values_to_be_between(x)',
      'expect_column_values_to_be_in_set(x)',
      'expect_column_values_to_be_in_type_list(x)',
      'expect_column_values_to_be_of_type(x)',
      'expect_column_values_to_not_be_null(x)',
    ]);
    expect(imported).toHaveLength(classes.length);
    expect(imported.every(({ bounds, left }) => bounds !== undefined || left !== undefined)).toBe(
      true,
    );
  });

  it.each(['row_condition', 'windows'])(
    'lose none of their meaning with the argument %s',
    (argument) => {
      const withIt = classes.filter(
        (name) => argument in vectors.json<Schema>(path, `${name}.json`).properties,
      );
      const imported = fromGreatExpectations({
        expectations: withIt.map((name) => expectationOf(name, { [argument]: ['given'] })),
      });
      expect(imported.length).toBeGreaterThan(30);
      expect(imported.filter(({ bounds }) => bounds !== undefined)).toEqual([]);
    },
  );
});
