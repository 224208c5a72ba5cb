import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { StatePart } from '@marigraph/collector';
import { expect, it } from 'vitest';

import { openState, type StateStore } from '../src/state.ts';
import { temporaryFolder } from './support/folder.ts';
import { recordingLogger } from './support/logger.ts';
import { partOf } from './support/parts.ts';
import { textOf } from './support/records.ts';

function open(directory: string, logger = recordingLogger()): StateStore {
  return openState({ directory, logger });
}

it('gives cursors and states back after a restart', () => {
  const folder = join(temporaryFolder(), 'new');
  const first = open(folder);
  expect(first.cursors.size).toBe(0);
  expect(first.state('ml_monitor')).toBeUndefined();
  first.commit({
    cursors: new Map([
      ['a', 3n],
      ['b', 2n ** 62n],
    ]),
    states: new Map([['ml_monitor', partOf('\u0001x')]]),
  });
  first.commit({ cursors: new Map([['a', 4n]]), states: new Map() });
  first.close();
  first.close();
  const second = open(folder);
  expect([...second.cursors]).toEqual([
    ['a', 4n],
    ['b', 2n ** 62n],
  ]);
  expect(second.state('ml_monitor')).toEqual(new Map([['', new Uint8Array([1, 120])]]));
  second.close();
});

it('writes only the parts that are given, and forgets those that are not named', () => {
  const folder = temporaryFolder();
  const store = open(folder);
  const part = (version: number, text?: string): StatePart => ({
    version,
    bytes: text === undefined ? undefined : Buffer.from(text),
  });
  const commit = (parts: Record<string, StatePart>): void =>
    store.commit({ cursors: new Map(), states: new Map([['m', new Map(Object.entries(parts))]]) });
  expect([...store.versions('m')]).toEqual([]);
  commit({ a: part(1, 'a1'), b: part(5, 'b5'), c: part(0, 'c0') });
  commit({ a: part(2, 'a2'), b: part(5) });
  expect([...store.versions('m')]).toEqual([
    ['a', 2],
    ['b', 5],
  ]);
  // A part that is neither there nor saved: all of the commit fails, and the one before holds.
  expect(() => commit({ a: part(3, 'a3'), b: part(6) })).toThrowError(/left out its part b/);
  expect(store.versions('m').get('a')).toBe(2);
  store.close();

  const again = open(folder);
  const texts = [...(again.state('m') ?? [])].map(([name, bytes]) => [name, textOf(bytes)]);
  expect(texts).toEqual([
    ['a', 'a2'],
    ['b', 'b5'],
  ]);
  expect(again.versions('m').size).toBe(0);
  // Of parts that an earlier process wrote nothing is left.
  again.commit({ cursors: new Map(), states: new Map([['m', partOf('new')]]) });
  expect([...(again.state('m')?.keys() ?? [])]).toEqual(['']);
  again.close();
});

it('saves everything of a commit or nothing', () => {
  const folder = temporaryFolder();
  const store = open(folder);
  store.commit({ cursors: new Map([['a', 1n]]), states: new Map() });
  expect(() =>
    store.commit({ cursors: new Map([['a', 2n]]), states: new Map([['b', null as never]]) }),
  ).toThrowError(expect.objectContaining({ code: 'state_unusable' }));
  expect(store.cursors.get('a')).toBe(1n);
  store.commit({ cursors: new Map([['c', 5n]]), states: new Map() });
  store.close();
  const again = open(folder);
  expect([...again.cursors]).toEqual([
    ['a', 1n],
    ['c', 5n],
  ]);
  again.close();
});

it('forgets components that are not configured any more', () => {
  const folder = temporaryFolder();
  const store = open(folder);
  const states = new Map([['gone', partOf('x')]]);
  store.commit({
    cursors: new Map([
      ['gone', 1n],
      ['stays', 2n],
    ]),
    states,
  });
  store.retain(new Set(['stays', 'new']));
  expect([...store.cursors.keys()]).toEqual(['stays']);
  expect(store.state('gone')).toBeUndefined();
  store.close();
});

it('is locked against a second collector', () => {
  const folder = temporaryFolder();
  const store = open(folder);
  expect(() => open(folder)).toThrowError(expect.objectContaining({ code: 'state_locked' }));
  store.close();
});

it.each([
  ['no database at all', () => Buffer.from('not a database, only text '.repeat(200))],
  [
    'a damaged database',
    (bytes: Buffer) => {
      // The first page stays, so that SQLite opens it; the others are noise.
      bytes.fill(0xa5, 4_096);
      return bytes;
    },
  ],
])('sets %s aside and starts without cursors', (_, damage) => {
  const folder = temporaryFolder();
  const store = open(folder);
  store.commit({
    cursors: new Map([['a', 1n]]),
    states: new Map([['a', partOf('x'.repeat(50_000))]]),
  });
  store.close();
  const path = join(folder, 'state.db');
  writeFileSync(path, damage(readFileSync(path)));
  const logger = recordingLogger();
  const again = open(folder, logger);
  expect(again.cursors.size).toBe(0);
  expect(again.setAside).toBe(1);
  expect(existsSync(`${path}.corrupt`)).toBe(true);
  expect(logger.messages('error')).toHaveLength(1);
  again.commit({ cursors: new Map([['a', 7n]]), states: new Map() });
  again.close();
});

it('leaves the database of a newer program alone', () => {
  const folder = temporaryFolder();
  open(folder).close();
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => open(folder)).toThrowError(/has version 99/);
  expect(existsSync(join(folder, 'state.db.corrupt'))).toBe(false);
});

it('says where the directory cannot be used', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(() => open(join(folder, 'file', 'state'))).toThrowError(
    expect.objectContaining({ code: 'state_unusable' }),
  );
});
