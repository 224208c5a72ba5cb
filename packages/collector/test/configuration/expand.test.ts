import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { vectors } from '../../../../test/support/vectors.ts';
import { readSources, type Tree } from '../../src/configuration/sources.ts';

function read(text: string, environment: Readonly<Record<string, string>> = {}): Tree {
  return readSources([{ name: 'a.yaml', text }], [], environment);
}

it.each([
  ['port: ${PORT}', { PORT: '4318' }, { port: 4318 }],
  ['port: "${PORT}"', { PORT: '4318' }, { port: '4318' }],
  ['port: ${env:PORT:-5}', {}, { port: 5 }],
  ['port: ${env:PORT:-5}', { PORT: '' }, { port: 5 }],
  ['on: ${A}', { A: 'true' }, { on: true }],
  ['none: ${A}', {}, { none: null }],
  ['url: http://${HOST}:${PORT}/x', { HOST: 'h', PORT: '1' }, { url: 'http://h:1/x' }],
  ['list: [a, "${A}-${A}"]', { A: 'x' }, { list: ['a', 'x-x'] }],
  ['${A}: b', { A: 'x' }, { '${A}': 'b' }],
  ['a: ${A}', { A: '${B} $$' }, { a: '${B} $$' }],
  ['a: ${A}', { A: '{x: 1}' }, { a: '{x: 1}' }],
  ['a: ${A}', { A: '[1' }, { a: '[1' }],
  ['a: $$${A}', { A: 'x' }, { a: '$x' }],
  ['a: $5', {}, { a: '$5' }],
  ['a: ${env:A:-}', {}, { a: null }],
  ['a: &x {b: 1}\nc: *x', {}, { a: { b: 1 }, c: { b: 1 } }],
  ['', {}, {}],
  ['# nothing', {}, {}],
  ['~', {}, {}],
])('%j with %j is %j', (text, environment, expected) => {
  const tree = read(text, environment);
  expect(tree.problems).toEqual([]);
  expect(tree.value).toEqual(expected);
});

it.each(['a: ${1A}', 'a: ${file:x}', 'a: ${A:?error}', 'a: ${}'])('refuses %j', (text) => {
  const [problem] = read(text).problems;
  expect(problem).toMatchObject({
    path: 'a',
    source: 'a.yaml:1',
    message: expect.stringContaining('expected ${env:NAME} or ${env:NAME:-default}'),
  });
});

it('does not let a name of an object reach its prototype', () => {
  const tree = read('__proto__: {polluted: 1}\nconstructor: 2');
  expect(Object.keys(tree.value)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

vectors.describe('otlp/spec', (folder) => {
  const environment = {
    STRING_VALUE: 'value',
    BOOL_VALUE: 'true',
    INT_VALUE: '1',
    FLOAT_VALUE: '1.1',
    HEX_VALUE: '0xdeadbeef',
    INVALID_MAP_VALUE: 'value\nkey:value',
    DO_NOT_REPLACE_ME: 'Never use this value',
    REPLACE_ME: '${DO_NOT_REPLACE_ME}',
    VALUE_WITH_ESCAPE: 'value$$',
  };
  const rows = vectors
    .text(folder, 'env-substitution-table.md')
    .split('\n')
    .map((line) => /^\| `(.*?)`\s+\| (?:`(.*?)`|(n\/a))\s+\| (?:`(.*?)`|n\/a)\s+\|/.exec(line))
    .filter((match) => match !== null)
    .filter(([, input = '']) => input.startsWith('key: '));

  it('has the table', () => expect(rows.length).toBeGreaterThan(20));

  const valid = rows.filter(([, , , invalid]) => invalid === undefined);

  it.each(valid.map(([, input, output]) => [input, output]))(
    'expands %s',
    (input = '', output = '') => {
      const tree = read(input, environment);
      expect(tree.problems).toEqual([]);
      // The table writes the map value as it would stand in a double-quoted string.
      const text = output.includes('\\n') ? `key: "${output.slice(5)}"` : output;
      expect({ ...tree.value }).toEqual(parse(text));
    },
  );

  it.each(rows.filter((row) => !valid.includes(row)).map(([, input]) => [input]))(
    'refuses %s',
    (input = '') => expect(read(input, environment).problems).toHaveLength(1),
  );
});
