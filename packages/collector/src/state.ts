/**
 * What must survive a restart beside the log itself: how far each cursor came, and the states of connectors.
 * Both change in one transaction, so a state never meets records that it has already seen.
 */

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Logger, StatePart } from './component.ts';
import { ComponentError } from './errors.ts';

export interface Checkpoint {
  /** The sequence that each cursor reads next. */
  readonly cursors: ReadonlyMap<string, bigint>;
  /** Whole states: parts that are not named any more are forgotten. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, StatePart>>;
}

export interface StateStore {
  /** The sequence that each cursor reads next, as of the last commit. */
  readonly cursors: ReadonlyMap<string, bigint>;
  /** The parts of a state as of the last commit. */
  state(id: string): ReadonlyMap<string, Uint8Array> | undefined;
  /** Versions of the parts that this process has committed. */
  versions(id: string): ReadonlyMap<string, number>;
  /** Writes everything or nothing. @throws {ComponentError} `state_unusable`; the last commit still holds. */
  commit(checkpoint: Checkpoint): void;
  /** Forgets cursors and states of components that are not configured any more. */
  retain(ids: ReadonlySet<string>): void;
  /** 1 when the database of an earlier run had to be set aside. */
  readonly setAside: number;
  /** Safe twice. */
  close(): void;
}

export interface StateOptions {
  readonly directory: string;
  readonly logger: Logger;
}

const FILE = 'state.db';
const VERSION = 2;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOT_A_DATABASE = 26;

/**
 * Opens `state.db` in `directory`, which it makes if need be, and locks it for this process. A corrupt
 * database is renamed and the cursors start at the oldest record: at least once, never not at all.
 * @throws {ComponentError} `state_locked`, `state_unusable`.
 */
export function openState(options: StateOptions): StateStore {
  const { directory, logger } = options;
  const path = join(directory, FILE);
  try {
    mkdirSync(directory, { recursive: true });
    return createStore(openDatabase(path), 0);
  } catch (error) {
    if (sqliteCode(error) === SQLITE_BUSY) {
      throw new ComponentError('state_locked', `another process uses ${path}`, { cause: error });
    }
    if (!isCorrupt(error)) {
      throw new ComponentError('state_unusable', `${path}: ${messageOf(error)}`, { cause: error });
    }
    const aside = setAside(path);
    logger.error('the state database was corrupt; cursors start again at the oldest record', {
      aside,
      error,
    });
    return createStore(openDatabase(path), 1);
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // The exclusive lock also keeps a second collector off the write-ahead log beside this file.
    // Parts are large values: with the usual pages of 4 KiB a snapshot would be thousands of them.
    database.exec(`
      PRAGMA page_size = 65536;
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS cursors (id TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS parts (
        id TEXT NOT NULL, part TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (id, part)
      ) STRICT;
    `);
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version !== 0 && version !== VERSION) {
      throw new Error(`has version ${String(version)}, this program reads ${VERSION}`);
    }
    database.exec(`PRAGMA user_version = ${VERSION}; COMMIT`);
    const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw new CorruptDatabase(String(check));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createStore(database: DatabaseSync, setAsideCount: number): StateStore {
  const selectCursors = database.prepare('SELECT id, next FROM cursors ORDER BY id');
  selectCursors.setReadBigInts(true);
  const selectParts = database.prepare('SELECT part, bytes FROM parts WHERE id = ?');
  const putCursor = database.prepare('INSERT OR REPLACE INTO cursors VALUES (?, ?)');
  const putPart = database.prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?)');
  const deletePart = database.prepare('DELETE FROM parts WHERE id = ? AND part = ?');
  const deleteParts = database.prepare('DELETE FROM parts WHERE id = ?');
  const versions = new Map<string, ReadonlyMap<string, number>>();
  const cursors = new Map(
    selectCursors.all().map((row) => [String(row['id']), row['next'] as bigint]),
  );

  function putState(id: string, parts: ReadonlyMap<string, StatePart>): void {
    const before = versions.get(id);
    // Parts of an earlier process: nobody knows their versions.
    if (before === undefined) deleteParts.run(id);
    for (const part of before?.keys() ?? []) if (!parts.has(part)) deletePart.run(id, part);
    for (const [part, { version, bytes }] of parts) {
      if (bytes !== undefined) putPart.run(id, part, bytes);
      else if (before?.get(part) !== version) throw new Error(`${id} left out its part ${part}`);
    }
  }

  return {
    cursors,
    setAside: setAsideCount,
    state(id) {
      const parts = selectParts.all(id).map((row) => [String(row['part']), row['bytes']] as const);
      return parts.length === 0 ? undefined : new Map(parts as [string, Uint8Array][]);
    },
    versions: (id) => versions.get(id) ?? new Map(),
    commit(checkpoint) {
      inTransaction(database, () => {
        for (const [id, next] of checkpoint.cursors) putCursor.run(id, next);
        for (const [id, parts] of checkpoint.states) putState(id, parts);
      });
      for (const [id, parts] of checkpoint.states) versions.set(id, versionsOf(parts));
      for (const [id, next] of checkpoint.cursors) cursors.set(id, next);
    },
    retain(ids) {
      const gone = [...cursors.keys()].filter((id) => !ids.has(id));
      inTransaction(database, () => {
        for (const id of gone) {
          database.prepare('DELETE FROM cursors WHERE id = ?').run(id);
          deleteParts.run(id);
        }
      });
      for (const id of gone) {
        cursors.delete(id);
        versions.delete(id);
      }
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}

/** @throws {ComponentError} `state_unusable`; nothing of `write` holds then. */
function inTransaction(database: DatabaseSync, write: () => void): void {
  try {
    try {
      attempt(database, write);
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_FULL) throw error;
      // Until cursors are saved the log gives nothing back, and a disk that it filled would stay full. The
      // journal holds commits that later ones replaced: without them there may be space for this one.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      attempt(database, write);
    }
  } catch (cause) {
    throw new ComponentError('state_unusable', `the state cannot be saved: ${messageOf(cause)}`, {
      cause,
      retryable: true,
    });
  }
}

function attempt(database: DatabaseSync, write: () => void): void {
  try {
    database.exec('BEGIN IMMEDIATE');
    write();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionsOf(parts: ReadonlyMap<string, StatePart>): ReadonlyMap<string, number> {
  return new Map([...parts].map(([part, { version }]) => [part, version]));
}

class CorruptDatabase extends Error {}

function isCorrupt(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === SQLITE_CORRUPT || code === SQLITE_NOT_A_DATABASE) return true;
  return error instanceof CorruptDatabase;
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // The low byte is the code; the rest says more about it.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Keeps the broken database for a look; its journal belongs to it and would spoil the new one. */
function setAside(path: string): string {
  const aside = `${path}.corrupt`;
  rmSync(aside, { force: true });
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  return aside;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
