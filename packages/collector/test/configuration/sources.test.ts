import { expect, it } from 'vitest';

import { readSources } from '../../src/configuration/sources.ts';
import { outsideOf } from '../support/outside.ts';

const NOTHING = outsideOf({});

it('merges maps key by key and replaces lists', () => {
  const tree = readSources(
    [
      { name: 'a', text: 'x: {a: 1, b: [1, 2], c: {d: 1}}\ny: 1' },
      { name: 'b', text: 'x: {b: [3], c: {e: 2}, f: null}\ny: {z: 1}' },
    ],
    ['x.c.d=9', 'x.g.h=[1, {i: 2}]', 'y=text=with=signs', 'k='],
    NOTHING,
  );
  expect(tree.problems).toEqual([]);
  expect(tree.value).toEqual({
    x: { a: 1, b: [3], c: { d: 9, e: 2 }, f: null, g: { h: [1, { i: 2 }] } },
    y: 'text=with=signs',
    k: null,
  });
  expect(tree.places.get('x.a')).toBe('a:1');
  expect(tree.places.get('x.b')).toBe('b:1');
  expect(tree.places.get('x.c.d')).toBe('--set');
});

it('finds keys that stand twice, and broken YAML, with their lines', () => {
  const tree = readSources(
    [
      { name: 'twice.yaml', text: 'a: 1\nb:\n  c: 1\n  c: 2\n' },
      { name: 'broken.yaml', text: 'a: 1\nb: [1,\nc: 2' },
      { name: 'list.yaml', text: '- a' },
      { name: 'text.yaml', text: 'hello' },
    ],
    ['novalue', '=x', 'a..b=1', 'a=[1'],
    NOTHING,
  );
  expect(tree.problems.map(({ source, path }) => [source, path])).toEqual([
    ['twice.yaml:4', ''],
    ['broken.yaml:3', ''],
    ['list.yaml:1', ''],
    ['text.yaml:1', ''],
    [undefined, ''],
    [undefined, ''],
    [undefined, ''],
    ['--set', 'a'],
  ]);
  expect(tree.problems[0]?.message).toBe('Map keys must be unique');
});

it('refuses what is nested too deeply', () => {
  const tree = readSources(
    [{ name: 'a', text: `a: ${'['.repeat(100)}${']'.repeat(100)}` }],
    [],
    NOTHING,
  );
  expect(tree.problems[0]?.message).toBe('expected at most 64 levels');
});
