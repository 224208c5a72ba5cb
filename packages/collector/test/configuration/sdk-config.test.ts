import { globSync } from 'node:fs';

import { expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { readSources, type Tree } from '../../src/configuration/sources.ts';
import { outsideOf } from '../support/outside.ts';

type Texts = Readonly<Record<string, string>>;

vectors.describe('otlp/sdk-config', (folder) => {
  const read = (file: string, environment: Texts = {}): Tree => {
    const source = { name: file, text: vectors.text(folder, file) };
    return readSources([source], [], outsideOf(environment));
  };

  // The files configure SDKs: what applies here is how they are read, not what they say.
  const files = [...globSync('{examples,snippets}/*.yaml', { cwd: folder })];

  it.each(files)('reads %s', (file) => expect(read(file).problems).toEqual([]));

  const validator = (name: string, environment: Texts = {}): Tree =>
    read(`validator/shelltests/${name}.yaml`, environment);

  it.each([
    ['env_prefix', { FILE_FORMAT: '0.1' }, '0.1'],
    ['test', { FILE_FORMAT: '0.1' }, '0.1'],
    ['schema_option', {}, '0.1'],
    ['multiple_defaults', {}, 0.1],
    ['multiple_defaults', { FILE_FORMAT: '1.0' }, '1.01.0'],
  ])('%s with %j has file_format %j', (name, environment, expected) => {
    const tree = validator(name, environment);
    expect(tree.problems).toEqual([]);
    expect(tree.value['file_format']).toBe(expected);
  });

  it('gives integers the type of YAML, and leaves quotes of a default alone', () => {
    const limits = (name: string, environment: Texts): unknown =>
      validator(name, environment).value['attribute_limits'];
    const hex = limits('hex_integer', { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0xdeadbeef' });
    expect(hex).toMatchObject({
      attribute_value_length_limit: 3_735_928_559,
      attribute_count_limit: 128,
    });
    expect(limits('string_for_int', {})).toMatchObject({ attribute_value_length_limit: '"hello"' });
  });

  it('finds the broken one', () => {
    expect(validator('no_expected_key', { FILE_FORMAT: '0.1' }).problems).toHaveLength(1);
  });
});
