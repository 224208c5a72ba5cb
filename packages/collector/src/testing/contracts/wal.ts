import { setImmediate as turn } from 'node:timers/promises';

import { ComponentError } from '../../errors.ts';
import type { NewRecord, ReadLimit, Wal, WalRecord } from '../../wal/wal.ts';
import { newBatch } from '../batches.ts';
import { createManualClock, type ManualClock } from '../manual-clock.ts';
import { check, checkRefusal, type ContractCase, failureOf, inTime } from './contract.ts';

export interface WalOpenOptions {
  readonly clock: ManualClock;
  readonly maxBytes: number;
  readonly startAt?: bigint;
}

export interface WalSubject {
  /** Opens an empty log; each call another one. */
  readonly open: (options: WalOpenOptions) => Promise<Wal>;
  /** Opens the log that was opened last again, after it was closed. Absent where a restart empties it. */
  readonly reopen?: (options: WalOpenOptions) => Promise<Wal>;
}

const MIB = 1024 * 1024;
const ALL: ReadLimit = { records: 100_000, bytes: 1_024 * MIB };

function recordOf(text: string, more: Partial<NewRecord> = {}): NewRecord {
  return { ...newBatch(), receiver: 'otlp', ...more, body: Buffer.from(text) };
}

function textsOf(records: readonly WalRecord[]): string {
  return records.map(({ body }) => Buffer.from(body).toString()).join(' ');
}

function checkTexts(records: readonly WalRecord[], expected: string, what: string): void {
  const found = textsOf(records);
  check(found === expected, `${what}: expected "${expected}", found "${found}"`);
}

/** What every write-ahead log must do. */
export function walContract(subject: WalSubject): readonly ContractCase[] {
  const withWal = async (
    use: (wal: Wal, clock: ManualClock) => Promise<void>,
    more: { readonly maxBytes?: number; readonly startAt?: bigint } = {},
  ): Promise<void> => {
    const clock = createManualClock();
    const wal = await inTime(subject.open({ clock, maxBytes: 64 * MIB, ...more }), 'to open');
    try {
      await use(wal, clock);
    } finally {
      await inTime(wal.close(), 'to close');
    }
  };
  return [
    ...orderCases(withWal),
    ...spaceCases(withWal),
    ...endCases(withWal),
    ...(subject.reopen === undefined ? [] : restartCases(subject, subject.reopen)),
  ];
}

type WithWal = (
  use: (wal: Wal, clock: ManualClock) => Promise<void>,
  more?: { readonly maxBytes?: number; readonly startAt?: bigint },
) => Promise<void>;

function orderCases(withWal: WithWal): readonly ContractCase[] {
  return [
    {
      name: 'gives sequences in the order of the calls, one after the other',
      run: () =>
        withWal(
          async (wal) => {
            const { oldest, next } = wal;
            check(oldest === 7n && next === 7n, 'an empty log begins at startAt');
            const texts = Array.from({ length: 50 }, (_, index) => String(index));
            const all = texts.map((text) => wal.append(recordOf(text)));
            const sequences = await inTime(Promise.all(all), 'appends');
            const isInOrder = sequences.every((sequence, index) => sequence === 7n + BigInt(index));
            check(isInOrder, `sequences are not in order: ${sequences.join(' ')}`);
            check(wal.next === 57n, `next is ${wal.next}, not one above the newest`);
            checkTexts(await wal.read(7n, ALL), texts.join(' '), 'all records');
          },
          { startAt: 7n },
        ),
    },
    {
      name: 'gives records back as they were, from anywhere',
      run: () =>
        withWal(async (wal, clock) => {
          await wal.append(recordOf('a'));
          clock.advance(5);
          const entry = recordOf('b', { signal: 'logs', encoding: 'gzip', items: 9, tenant: 't' });
          await wal.append(entry);
          const records = await wal.read(1n, ALL);
          const [record] = records;
          check(records.length === 1 && record !== undefined, 'a read goes below its start');
          const { signal, contentType, encoding, items, tenant, receiver, sequence } = record;
          const found = [signal, contentType, encoding, items, tenant, receiver, sequence].join(
            ' ',
          );
          const expected = 'logs protobuf gzip 9 t otlp 1';
          check(found === expected, `expected "${expected}", found "${found}"`);
          check(record.receivedAt === clock.now(), 'the time is not the clock’s');
          check((await wal.read(2n, ALL)).length === 0, 'there is nothing to read at the end');
        }),
    },
    {
      name: 'reads within its limits, and at least one record',
      run: () =>
        withWal(async (wal) => {
          for (const text of ['one', 'two', 'three']) {
            await wal.append(recordOf(text));
          }
          checkTexts(await wal.read(0n, { records: 2, bytes: MIB }), 'one two', 'two records');
          checkTexts(await wal.read(1n, { records: 9, bytes: 1 }), 'two', 'one byte');
        }),
    },
    {
      name: 'tells subscribers of records that can be read, until they have enough',
      run: () =>
        withWal(async (wal) => {
          let calls = 0;
          let readable = 0n;
          const unsubscribe = wal.subscribe(() => {
            calls++;
            readable = wal.next;
          });
          await wal.append(recordOf('a'));
          await turn();
          check(calls > 0, 'a subscriber was not called');
          check(readable === 1n, 'a subscriber was called before the record could be read');
          unsubscribe();
          const before = calls;
          await wal.append(recordOf('b'));
          await turn();
          check(calls === before, 'a subscriber that has enough was called');
        }),
    },
    {
      name: 'does not write to a body',
      run: () =>
        withWal(async (wal) => {
          const entry = recordOf('unchanged');
          await wal.append(entry);
          await wal.read(0n, ALL);
          wal.release(wal.next);
          check(Buffer.from(entry.body).toString() === 'unchanged', 'the body was written to');
        }),
    },
  ];
}

function spaceCases(withWal: WithWal): readonly ContractCase[] {
  const maxBytes = MIB;
  const part = 'x'.repeat(MIB / 64);
  const fill = async (wal: Wal): Promise<unknown> => {
    for (let count = 0; count < 128; count++) {
      const error = await failureOf(() => wal.append(recordOf(part)));
      if (error !== undefined) return error;
    }
    return undefined;
  };
  return [
    {
      name: 'refuses, retryably and with a time, what it has no space for',
      run: () =>
        withWal(
          async (wal) => {
            const error = await fill(wal);
            checkRefusal(error, true, 'a full log');
            check(error instanceof ComponentError && error.code === 'wal_full', 'not "wal_full"');
            check((error.retryAfterMs ?? 0) > 0, 'it does not say when to come again');
            const { bytes, refused, appended } = wal.report();
            check(bytes <= maxBytes, `it holds ${bytes} bytes of ${maxBytes}`);
            check(refused === 1 && appended > 8, 'its report does not count');
          },
          { maxBytes },
        ),
    },
    {
      name: 'keeps space for what connectors make',
      run: () =>
        withWal(
          async (wal) => {
            await fill(wal);
            await wal.append(recordOf('internal', { internal: true }));
          },
          { maxBytes },
        ),
    },
    {
      name: 'takes records again once others are released, and reads on behind the gap',
      run: () =>
        withWal(
          async (wal, clock) => {
            await fill(wal);
            const end = wal.next;
            clock.advance(1_000);
            wal.forget(end);
            wal.release(end);
            const sequence = await appendOnce(wal, { end, text: part });
            check(sequence >= end, 'a sequence was used twice');
            checkTexts(await wal.read(sequence, ALL), part, 'behind what was released');
            const [oldest] = await wal.read(0n, { records: 1, bytes: 1 });
            check(oldest !== undefined, 'a read from below the oldest record finds nothing');
            check(oldest.sequence >= wal.oldest, 'a record below "oldest" was read');
          },
          { maxBytes },
        ),
    },
    {
      name: 'says how many bytes are waiting',
      run: () =>
        withWal(async (wal) => {
          check(wal.bytesFrom(0n) === 0, 'an empty log has bytes waiting');
          for (let count = 0; count < 32; count++) {
            await wal.append(recordOf(part));
          }
          let before = Infinity;
          for (let sequence = 0n; sequence <= wal.next; sequence += 8n) {
            const bytes = wal.bytesFrom(sequence);
            const least = Number(wal.next - sequence) * part.length;
            const slack = 64 * 1024 + 32 * 256;
            check(bytes <= before, 'more bytes are waiting from a later place');
            check(Math.abs(bytes - least) <= slack, `${bytes} bytes wait where ${least} are`);
            before = bytes;
          }
          check(wal.bytesFrom(wal.next) === 0, 'bytes are waiting at the end');
        }),
    },
    {
      name: 'gives memory back once, and not before it was told that nobody reads it',
      run: () =>
        withWal(async (wal) => {
          const released: number[] = [];
          for (let index = 0; index < 4; index++) {
            await wal.append(recordOf('x', { release: () => void released.push(index) }));
          }
          await wal.read(0n, ALL);
          check(released.length === 0, 'memory was given back while it may be read');
          wal.forget(2n);
          wal.release(2n);
          check(
            released.every((index) => index < 2),
            `memory of records that are not released was given back: ${released.join(' ')}`,
          );
          wal.forget(4n);
          wal.release(4n);
          wal.release(4n);
          await turn();
          check(new Set(released).size === released.length, 'memory was given back twice');
        }),
    },
  ];
}

/** Appends as soon as there is space again: a log of segments may have to give the newest one up first. */
async function appendOnce(
  wal: Wal,
  { end, text }: { readonly end: bigint; readonly text: string },
): Promise<bigint> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const taken = await wal.append(recordOf(text)).catch(() => undefined);
    if (taken !== undefined) return taken;
    wal.release(end);
    await turn();
  }
  throw new Error('a log whose records are all released stays full');
}

function endCases(withWal: WithWal): readonly ContractCase[] {
  return [
    {
      name: 'closes twice, waits for appends under way, and takes nothing afterwards',
      run: () =>
        withWal(async (wal) => {
          const underWay = wal.append(recordOf('last'));
          await inTime(wal.close(), 'to close');
          await inTime(underWay, 'an append under way');
          await inTime(wal.close(), 'to close again');
          const error = await failureOf(() => wal.append(recordOf('late')));
          checkRefusal(error, true, 'an append after the end');
          check(error instanceof ComponentError && error.code === 'wal_closed', 'not "wal_closed"');
        }),
    },
  ];
}

function restartCases(
  { open }: WalSubject,
  reopen: (options: WalOpenOptions) => Promise<Wal>,
): readonly ContractCase[] {
  return [
    {
      name: 'has after a restart what was appended and not released',
      async run() {
        const options = { clock: createManualClock(), maxBytes: 64 * MIB };
        const first = await open(options);
        for (const text of ['a', 'b', 'c']) {
          await first.append(recordOf(text));
        }
        await first.close();
        const second = await inTime(reopen(options), 'to open again');
        try {
          check(second.next === 3n, `next is ${second.next} after a restart, not 3`);
          checkTexts(await second.read(0n, ALL), 'a b c', 'after a restart');
          check((await second.append(recordOf('d'))) === 3n, 'a sequence was used twice');
        } finally {
          await second.close();
        }
      },
    },
  ];
}
