import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { until } from '../support/child.ts';
import { startFaultRun } from '../support/fault-run.ts';
import type { NumberedRequest } from '../support/span-ledger.ts';
import type { Sent } from '../support/transports.ts';

/** Far above the size that exporters merge, so that the throttle decides what the backend takes. */
const SPANS = 50;
const PADDING_BYTES = 32_000;
const CAPACITY_SPANS_PER_SECOND = 3_000;
const SECONDS = 15;
const RSS_MAX_BYTES = 320 * 1024 * 1024;
/** What the resident set may still grow by once the log is full: pools and heap settle. */
const RSS_GROWTH_MAX_BYTES = 32 * 1024 * 1024;

function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

it.skipIf(process.platform !== 'linux')(
  'refuses at twice its capacity what it cannot take, within its memory, and loses nothing it took',
  async () => {
    const run = await startFaultRun({
      spansPerRequest: SPANS,
      paddingBytes: PADDING_BYTES,
      overrides: {
        service: {
          wal: { max_mib: 16, segment_mib: 1, on_lag: 'block' },
          // A monitor keeps ids of predictions up to a limit of its own, which this test does not reach.
          pipelines: { traces: { exporters: ['otlp_http'] } },
        },
      },
    });
    const { collector, backend, ledger, settle } = run;
    backend.throttle(CAPACITY_SPANS_PER_SECOND);
    const intervalMs = (SPANS / (2 * CAPACITY_SPANS_PER_SECOND)) * 1_000;
    const requests: NumberedRequest[] = [];
    for (let at = 0; at < (SECONDS * 1_000) / intervalMs; at++) requests.push(ledger.next());

    const answers: Promise<Sent>[] = [];
    const resident: number[] = [];
    const pid = collector.child().process.pid ?? 0;
    const startedAt = performance.now();
    for (const [at, request] of requests.entries()) {
      // Requests are due at fixed times, whatever became of those before.
      const waitMs = startedAt + at * intervalMs - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      answers.push(ledger.sendOnce(collector, request));
      if (at % 50 === 0) resident.push(residentBytes(pid));
    }
    const all = await Promise.all(answers);

    const refused = all.filter(({ outcome }) => outcome !== 'ok');
    expect(refused.length / all.length).toBeGreaterThan(0.15);
    // How much space comes back in time depends on the disk.
    expect(refused.length / all.length).toBeLessThan(0.9);
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(['busy']));
    for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0);
    // The log fills in the first third.
    const third = Math.floor(resident.length / 3);
    const [middle, last] = [resident.slice(third, 2 * third), resident.slice(2 * third)];
    expect(Math.max(...resident)).toBeLessThan(RSS_MAX_BYTES);
    expect(Math.max(...last) - Math.max(...middle)).toBeLessThan(RSS_GROWTH_MAX_BYTES);
    process.stdout.write(`resident MiB: ${resident.map((b) => b >> 20).join(' ')}\n`);
    const problems = await until('health said so', async () => {
      const report = await collector.report();
      return report.problems.length > 0 ? report.problems : undefined;
    });
    expect(problems.join('\n')).toContain('is too far behind, and what it would get is refused');
    backend.throttle(0);
    expect(await settle()).toMatchObject({ missing: [], dropped: 0, duplicates: 0 });
  },
);
