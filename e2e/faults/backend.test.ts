import { expect, it } from 'vitest';

import { until } from '../support/child.ts';
import { type Fault, NO_FAULT } from '../support/fault-backend.ts';
import { startFaultRun } from '../support/fault-run.ts';

const REQUESTS = 60;
const SPANS = 50;

it('keeps everything while a backend is down, and delivers it when the backend is back', async () => {
  const { backend, sendAll, cursor, settle } = await startFaultRun();
  await sendAll(REQUESTS / 2);
  await backend.close();
  await sendAll(REQUESTS / 2);
  await until('the exporter noticed', async () => (await cursor()).failingSince);
  await backend.open();
  const balance = await settle();
  expect(balance).toMatchObject({ delivered: REQUESTS * SPANS, dropped: 0, missing: [] });
  expect((await cursor()).retries).toBeGreaterThan(0);
});

it.each([
  { name: '503', fault: { kind: 'status', status: 503 } },
  { name: '502', fault: { kind: 'status', status: 502 } },
  { name: '504', fault: { kind: 'status', status: 504 } },
  { name: 'nothing, longer than the timeout', fault: { kind: 'hang' } },
  { name: 'by closing in the middle of a body', fault: { kind: 'close_mid_body' } },
  { name: 'by closing in the middle of an answer', fault: { kind: 'close_mid_answer' } },
] satisfies readonly { name: string; fault: Fault }[])(
  'delivers everything to a backend that answers two thirds with $name',
  async ({ fault }) => {
    const { backend, sendAll, cursor, settle } = await startFaultRun({
      overrides: { exporters: { otlp_http: { timeout: '300ms' } } },
    });
    const isFaulty = (attempt: number): boolean => attempt % 3 !== 2;
    backend.behave((attempt) => (isFaulty(attempt) ? fault : NO_FAULT));
    await sendAll(REQUESTS);
    const balance = await settle();
    expect(balance).toMatchObject({ delivered: REQUESTS * SPANS, dropped: 0, missing: [] });
    expect(await cursor()).toMatchObject({ droppedItems: {} });
    expect((await cursor()).retries).toBeGreaterThan(0);
    // Only who lost the answer gets anything twice.
    expect(balance.duplicates > 0).toBe(fault.kind === 'close_mid_answer');
  },
);

it('comes back no earlier than a backend that answers 429 has asked for', async () => {
  const { backend, sendAll, settle } = await startFaultRun();
  const headers = { 'retry-after': '1' };
  backend.behave((attempt) => (attempt < 3 ? { kind: 'status', status: 429, headers } : NO_FAULT));
  await sendAll(REQUESTS);
  expect(await settle()).toMatchObject({ delivered: REQUESTS * SPANS, missing: [], duplicates: 0 });
  const refused = backend.attempts.filter(({ fault }) => fault.kind === 'status');
  expect(refused).toHaveLength(3);
  for (const { first, atMs } of refused) {
    const again = backend.attempts.find((a) => a.first === first && a.atMs > atMs);
    expect((again?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual(1_000);
  }
});

it('counts what a backend refuses for good as dropped, and says that it is not healthy', async () => {
  const { backend, collector, sendAll, cursor, settle } = await startFaultRun();
  backend.behave((attempt) => (attempt % 3 === 0 ? { kind: 'status', status: 400 } : NO_FAULT));
  await sendAll(REQUESTS);
  await until(
    'nothing was left to send',
    async () => (await cursor()).lagRecords === 0 || undefined,
  );
  const balance = await settle();
  expect(balance.dropped).toBeGreaterThan(0);
  expect(balance.missing).toHaveLength(balance.dropped);
  expect(balance.delivered + balance.dropped).toBe(REQUESTS * SPANS);
  expect((await cursor()).droppedItems).toEqual({ backend_rejected: balance.dropped });
  const problems = await until('health said so', async () => {
    const report = await collector.report();
    return report.problems.length > 0 ? report.problems : undefined;
  });
  expect(problems).toEqual([expect.stringMatching(/^otlp_http dropped data at /)]);
});

it('skips what a dead backend leaves waiting beyond max_lag, and counts every span of it', async () => {
  const { backend, collector, sendAll, cursor, settle } = await startFaultRun({
    spansPerRequest: SPANS,
    paddingBytes: 100_000,
    overrides: { service: { wal: { max_mib: 16, segment_mib: 1, max_lag_mib: 3 } } },
  });
  await backend.close();
  await sendAll(REQUESTS);
  const isSkipping = async (): Promise<true | undefined> =>
    (await cursor()).droppedItems['lag'] === undefined ? undefined : true;
  await until('the exporter skipped', isSkipping);
  await backend.open();
  await until('nothing was left to send', async () =>
    (await cursor()).lagRecords === 0 ? true : undefined,
  );
  const balance = await settle();
  expect(balance.missing).toHaveLength(balance.dropped);
  expect(balance.delivered).toBeGreaterThan(0);
  expect(balance.delivered + balance.dropped).toBe(REQUESTS * SPANS);
  const { problems } = await collector.report();
  expect(problems.join('\n')).toMatch(/otlp_http dropped data at /);
});
