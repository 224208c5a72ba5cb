import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { readLocation, readTextFile } from '../../src/configuration/locations.ts';
import { temporaryFolder } from '../support/folder.ts';
import { outsideOf } from '../support/outside.ts';

const outside = outsideOf(
  { CONFIG: 'a: 1', EMPTY: '' },
  { 'a.yaml': 'b: 2', 'C:\\a.yaml': 'c: 3', 'odd:name': 'd: 4' },
);

it.each([
  ['a.yaml', { name: 'a.yaml', text: 'b: 2' }],
  ['file:a.yaml', { name: 'a.yaml', text: 'b: 2' }],
  ['C:\\a.yaml', { name: 'C:\\a.yaml', text: 'c: 3' }],
  ['file:odd:name', { name: 'odd:name', text: 'd: 4' }],
  ['env:CONFIG', { name: 'env:CONFIG', text: 'a: 1' }],
  ['yaml:a::b: c', { name: 'yaml', text: 'a::b: c' }],
])('reads %s', (location, expected) => {
  expect(readLocation(location, outside)).toEqual(expected);
});

it.each([
  ['none.yaml', 'none.yaml', /^cannot be read: ENOENT$/],
  ['env:NONE', 'env:NONE', /^the variable is not set$/],
  ['env:EMPTY', 'env:EMPTY', /^the variable is not set$/],
  ['http://a/b', 'http://a/b', /^is not fetched/],
  ['HTTPS://a/b', 'HTTPS://a/b', /^is not fetched/],
  ['s3:x', 's3:x', /^scheme "s3" is not supported \(valid values: \[env file yaml\]\)/],
])('refuses %s', (location, source, message) => {
  expect(readLocation(location, outside)).toEqual({
    problem: { path: '', source, message: expect.stringMatching(message) },
  });
});

it('reads files, not directories', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.yaml'), 'a: 1\n');
  mkdirSync(join(folder, 'conf.d'));
  expect(readTextFile(join(folder, 'a.yaml'))).toBe('a: 1\n');
  expect(() => readTextFile(join(folder, 'conf.d'))).toThrowError(
    /^it is a directory, expected a file$/,
  );
  expect(() => readTextFile(join(folder, 'b.yaml'))).toThrowError(/^ENOENT$/);
});
