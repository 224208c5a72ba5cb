import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { createRandom } from '../../bench/support/payload.ts';
import { until } from '../support/child.ts';
import { type FaultRun, startFaultRun } from '../support/fault-run.ts';
import { HTTP_GZIP, TRANSPORTS } from '../support/transports.ts';

/** `ROUNDS=200` is the long run. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 10);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const SPANS = 20;
const CONNECTIONS = 4;
const SHUTDOWN_TIMEOUT_MS = 3_000;

/** Sends without a pause until `isOver`; each request once, so that none comes twice but by the collector. */
async function keepSending({ ledger, collector }: FaultRun, isOver: () => boolean): Promise<void> {
  const worker = async (): Promise<void> => {
    while (!isOver()) {
      const { outcome } = await ledger.sendOnce(collector, ledger.next());
      if (outcome !== 'ok') await sleep(10);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

const KINDS = new Set([HTTP_GZIP.name, 'http/json gzip', 'grpc identity']);

it.for(TRANSPORTS.filter(({ name }) => KINDS.has(name)))(
  `loses nothing it acknowledged by $name when it is killed ${ROUNDS} times at random moments (SEED=${SEED})`,
  { timeout: 60_000 + ROUNDS * 3_000 },
  async (transport, { skip }) => {
    const random = createRandom(SEED);
    const run = await startFaultRun({
      spansPerRequest: SPANS,
      transport,
      overrides: { service: { wal: { segment_mib: 1 } } },
    });
    const { collector, backend, ledger, settle } = run;
    const { outcome, message } = await ledger.sendOnce(collector, ledger.next());
    if (outcome === 'unsupported') skip(`${transport.name}: ${message}`);
    // A backend that is slow now and then, so that kills meet every distance between log and backend.
    backend.behave((attempt) =>
      attempt % 11 === 0 ? { kind: 'status', status: 503 } : { kind: 'none' },
    );
    let isOver = false;
    const sending = keepSending(run, () => isOver);
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(random() * 400);
      await collector.kill();
      await collector.start();
    }
    isOver = true;
    await sending;
    const balance = await settle();
    expect(balance).toMatchObject({ missing: [], dropped: 0 });
    expect(ledger.acknowledged.length).toBeGreaterThan(ROUNDS);
    const { wal } = await collector.report();
    expect(wal?.quarantined).toBe(0);
  },
);

it('ends within its time when it is told to under load, and delivers the rest after the start', async () => {
  const run = await startFaultRun({
    spansPerRequest: SPANS,
    overrides: { service: { shutdown_timeout: `${SHUTDOWN_TIMEOUT_MS}ms` } },
  });
  const { collector, backend, ledger, settle } = run;
  backend.throttle(2_000);
  let isOver = false;
  const sending = keepSending(run, () => isOver);
  await until('a backlog', async () => ((await run.cursor()).lagRecords > 500 ? true : undefined));
  const child = collector.child();
  const askedAt = performance.now();
  child.process.kill('SIGTERM');
  const code = await child.ended;
  const tookMs = performance.now() - askedAt;
  isOver = true;
  await sending;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(SHUTDOWN_TIMEOUT_MS + 2_000);
  expect(ledger.balance(backend.received).missing.length).toBeGreaterThan(0);
  backend.throttle(0);
  await collector.start();
  expect(await settle()).toMatchObject({ missing: [], dropped: 0 });
});
