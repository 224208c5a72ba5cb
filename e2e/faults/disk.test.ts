import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { until } from '../support/child.ts';
import { type FaultRun, startFaultRun } from '../support/fault-run.ts';
import type { Balance } from '../support/span-ledger.ts';
import type { Sent } from '../support/transports.ts';

const SPANS = 100;

/** The log must not meet its own limits before the disk ends. */
const SMALL_SEGMENTS = { service: { wal: { segment_mib: 1, on_lag: 'block' } } };

/** A user namespace gives a file system of its own to those who may not mount one, too. */

const canMount =
  spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp']).status === 0;

/** Sends until the collector has refused `refusals` requests. Returns how they were answered. */
async function sendUntilRefused(
  { ledger, collector }: FaultRun,
  refusals: number,
): Promise<readonly Sent[]> {
  const refused = [];
  for (let sent = 0; refused.length < refusals; sent++) {
    if (sent > 5_000) throw new Error('nothing was refused');
    const answer = await ledger.sendOnce(collector, ledger.next());
    if (answer.outcome !== 'ok') refused.push(answer);
  }
  return refused;
}

/** What senders and operators see of a disk that takes no more, until it does again. */
interface Course {
  readonly refused: readonly Sent[];
  readonly problems: string;
  /** Balances after the backlog, and after more was sent. */
  readonly balances: readonly Balance[];
}

async function fillAndRecover(run: FaultRun, refusals: number): Promise<Course> {
  const { backend, collector, settle, sendAll } = run;
  await backend.close();
  const refused = await sendUntilRefused(run, refusals);
  const problems = await until('health said so', async () => {
    const report = await collector.report();
    return report.problems.length > 0 ? report.problems.join('\n') : undefined;
  });
  await backend.open();
  const backlog = await settle();
  // The space came back, and so do the senders.
  await sendAll(20);
  return { refused, problems, balances: [backlog, await settle()] };
}

const REFUSED = {
  outcome: 'busy',
  retryAfter: expect.stringMatching(/^[1-9]\d*$/),
};
const KEPT = { missing: [], dropped: 0 };

it.skipIf(!canMount)(
  `answers 503 while the disk is full, keeps what it acknowledged and recovers${
    canMount ? '' : ' (needs a mounted tmpfs: user namespaces by unshare -Urm, or root)'
  }`,
  async () => {
    const mount = 'mkdir -p "$0" && mount -t tmpfs -o size=32m tmpfs "$0" && exec "$@"';
    const run = await startFaultRun({
      spansPerRequest: 20,
      paddingBytes: 200_000,
      overrides: SMALL_SEGMENTS,
      wrap: (folder) => ['unshare', '-Urm', 'sh', '-c', mount, join(folder, 'state')],
    });
    const { refused, problems, balances } = await fillAndRecover(run, 20);
    expect(refused).toMatchObject(Array.from({ length: 20 }, () => REFUSED));
    expect(problems).toContain('the write-ahead log refused requests at');
    expect(balances).toMatchObject([KEPT, KEPT]);
  },
);

it.skipIf(process.platform === 'win32')(
  'answers 503 where a file may not grow, and keeps what it acknowledged',
  async () => {
    const run = await startFaultRun({
      spansPerRequest: SPANS,
      overrides: { service: { wal: { segment_mib: 8, on_lag: 'block' } } },
      // The limit ends a write in the middle, as a full disk does.
      wrap: () => ['bash', '-c', 'ulimit -f 1024 && exec "$0" "$@"'],
    });
    const { refused, problems, balances } = await fillAndRecover(run, 3);
    expect(refused).toMatchObject(Array.from({ length: 3 }, () => REFUSED));
    expect(problems).toContain('the write-ahead log could not be written at');
    expect(problems).not.toContain('missed records');
    expect(balances).toMatchObject([KEPT, KEPT]);
  },
);

function segmentsOf({ folder }: FaultRun): string[] {
  const directory = join(folder, 'state/wal');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.wal'))
    .toSorted()
    .map((name) => join(directory, name));
}

it('starts with a damaged segment, delivers the sound records and counts the lost ones', async () => {
  const run = await startFaultRun({ spansPerRequest: SPANS, overrides: SMALL_SEGMENTS });
  const { backend, collector, sendAll, ledger } = run;
  await backend.close();
  await sendAll(400);
  await collector.kill();
  const segments = segmentsOf(run);
  expect(segments.length).toBeGreaterThan(1);
  const [damaged = ''] = segments;
  const bytes = readFileSync(damaged);
  const middle = Math.floor(bytes.length / 2);
  for (let at = middle; at < middle + 64; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(damaged, bytes);
  await backend.open();
  await collector.start();

  const exporter = await until('nothing was left to send', async () => {
    const cursor = await run.cursor();
    return cursor.lagRecords === 0 ? cursor : undefined;
  });
  const balance = ledger.balance(backend.received);
  expect(balance.missing.length).toBeGreaterThan(0);
  expect(balance.missing.length).toBeLessThanOrEqual(2 * SPANS);
  expect(exporter.missing * SPANS).toBe(balance.missing.length);
  const report = await collector.report();
  expect(report.wal?.quarantined).toBe(1);
  const problems = await until('health said so', async () => {
    const { problems: found } = await collector.report();
    return found.length > 0 ? found : undefined;
  });
  expect(problems.join('\n')).toContain('records of the write-ahead log could not be read');
  expect(
    readdirSync(join(run.folder, 'state/wal')).filter((n) => n.endsWith('.corrupt')),
  ).toHaveLength(1);
});

it('starts with a segment that was cut off, and delivers what stands before the cut', async () => {
  const run = await startFaultRun({ spansPerRequest: SPANS, overrides: SMALL_SEGMENTS });
  const { backend, collector, ledger } = run;
  await backend.close();
  for (let request = 0; request < 50; request++) {
    await ledger.sendOnce(collector, ledger.next());
  }
  await collector.kill();
  const newest = segmentsOf(run).at(-1) ?? '';
  truncateSync(newest, statSync(newest).size - 10);
  await backend.open();
  await collector.start();
  await until(
    'nothing was left to send',
    async () => (await run.cursor()).lagRecords === 0 || undefined,
  );
  const last = ledger.acknowledged.at(-1) ?? 0;
  const { missing, acknowledged } = ledger.balance(backend.received);
  expect(acknowledged).toBe(50 * SPANS);
  expect(missing).toEqual(Array.from({ length: SPANS }, (_, at) => last + at));
  expect((await collector.report()).wal?.tornBytes).toBeGreaterThan(0);
});
