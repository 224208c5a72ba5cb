import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { vectors } from '../../../../test/support/vectors.ts';
import { readSources, type Tree } from '../../src/configuration/sources.ts';
import { outsideOf } from '../support/outside.ts';

type Texts = Readonly<Record<string, string>>;

function read(text: string, environment: Texts = {}, files: Texts = {}): Tree {
  return readSources([{ name: 'a.yaml', text }], [], outsideOf(environment, files));
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

it.each(['a: ${1A}', 'a: ${yaml:x}', 'a: ${A:?error}', 'a: ${}', 'a: ${file:${1}}'])(
  'refuses %j',
  (text) => {
    const [problem] = read(text).problems;
    expect(problem).toMatchObject({
      path: 'a',
      source: 'a.yaml:1',
      message: expect.stringContaining('expected ${env:NAME} or ${env:NAME:-default}'),
    });
  },
);

it.each([
  ['key: ${file:key}', { key: 's3cret\n' }, { key: 's3cret' }],
  ['key: "${file:key}"', { key: '5\r\n' }, { key: '5' }],
  ['key: ${file:key}', { key: '5\n' }, { key: 5 }],
  ['key: ${file:key}', { key: '' }, { key: null }],
  ['key: ${file:key}', { key: 'two\n\n' }, { key: 'two\n' }],
  ['key: ${file:key}', { key: '${A} $$' }, { key: '${A} $$' }],
  ['key: Bearer ${file:key}', { key: 's3cret\n' }, { key: 'Bearer s3cret' }],
  ['key: ${file:${DIR}/${env:NAME:-key}}', { '/run/key': 'x' }, { key: 'x' }],
  ['key: $${file:key}', {}, { key: '${file:key}' }],
  // Only where the scalar is nothing but the file, and not quoted, can it hold a map or list.
  ['a: ${file:part}', { part: '# ${none.such}\nb: {c: "${DIR}"}\n' }, { a: { b: { c: '/run' } } }],
  ['a: ${file:part}', { part: '- 1\n- &x 2\n- *x' }, { a: [1, 2, 2] }],
  ['a: "${file:part}"', { part: '{b: 1}' }, { a: '{b: 1}' }],
  ['a: x${file:part}', { part: '{b: 1}' }, { a: 'x{b: 1}' }],
  ['a: ${file:part}', { part: '[1' }, { a: '[1' }],
])('%s with the files %j is %j', (text, files, expected) => {
  const tree = read(text, { DIR: '/run' }, files);
  expect(tree.problems).toEqual([]);
  expect(JSON.parse(JSON.stringify(tree.value))).toEqual(expected);
});

it('says which file cannot be read, and where it is named', () => {
  expect(read('a:\n  b: x${file:none}').problems).toEqual([
    {
      path: 'a.b',
      source: 'a.yaml:2',
      message: 'expected a file that can be read (ENOENT), found ${file:none}',
    },
  ]);
});

it('keeps the text of what became a map, for where text is expected', () => {
  const tree = read('password: ${file:key}', {}, { key: '{odd: password}\n' });
  expect(tree.texts.get('password')).toBe('{odd: password}');
});

it('ends where files or aliases multiply each other', () => {
  const file = read('a: ${file:a}', {}, { a: 'b: ${file:a}\nc: ${file:a}' });
  expect(file.problems).toMatchObject([{ message: 'expected at most 64 levels' }]);
  expect(file.isComplete).toBe(false);
  const levels = Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
  const laughs = read(['a0: &a0 [x, x]', ...levels].join('\n'));
  expect(laughs.problems).toMatchObject([{ message: 'expected at most 100000 values' }]);
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
