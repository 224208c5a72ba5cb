import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CursorReport } from '@marigraph/collector';
import { onTestFinished } from 'vitest';

import { until } from './child.ts';
import { type CollectorProcess, startCollectorProcess } from './collector-process.ts';
import { type FaultBackend, startFaultBackend } from './fault-backend.ts';
import { type Balance, createSpanLedger, type SpanLedger } from './span-ledger.ts';
import { HTTP_GZIP, type Transport } from './transports.ts';

/** A collector before a backend that misbehaves, and the ledger of what is sent through both. */
export interface FaultRun {
  readonly folder: string;
  readonly backend: FaultBackend;
  readonly collector: CollectorProcess;
  readonly ledger: SpanLedger;
  /** Sends `requests` requests over four connections, each until it is taken, as exporters of SDKs do. */
  readonly sendAll: (requests: number) => Promise<void>;
  /** What the exporter's cursor says. */
  readonly cursor: () => Promise<CursorReport>;
  /** Settles with the balance when every acknowledged span was delivered or dropped on purpose. */
  readonly settle: (timeoutMs?: number) => Promise<Balance & { readonly dropped: number }>;
}

export interface FaultRunOptions {
  readonly spansPerRequest?: number;
  /** Bytes that do not compress, on top of the spans of each request. */
  readonly paddingBytes?: number;
  /** HTTP with gzip unless given. */
  readonly transport?: Transport;
  readonly overrides?: unknown;
  /** Words before the command, made of the folder that everything is kept in. */
  readonly wrap?: (folder: string) => readonly string[];
}

const CONNECTIONS = 4;

/** Starts both; the test that calls it ends them. */
export async function startFaultRun(options: FaultRunOptions = {}): Promise<FaultRun> {
  const { spansPerRequest = 50, paddingBytes = 0, overrides = {}, wrap } = options;
  const { transport = HTTP_GZIP } = options;
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const backend = await startFaultBackend();
  onTestFinished(() => backend.close());
  const collector = await startCollectorProcess({
    folder,
    backendUrl: backend.url,
    overrides,
    grpc: transport.name.startsWith('grpc'),
    wrap: wrap?.(folder) ?? [],
  });
  onTestFinished(() => collector.stop());
  const ledger = createSpanLedger({ spansPerRequest, paddingBytes, transport });

  async function cursor(): Promise<CursorReport> {
    const { components } = await collector.report();
    const found = components.find(({ id }) => id === 'otlp_http')?.cursor;
    if (found === undefined) throw new Error('the exporter has no cursor');
    return found;
  }

  return {
    folder,
    backend,
    collector,
    ledger,
    cursor,
    async sendAll(requests) {
      let left = requests;
      const worker = async (): Promise<void> => {
        while (left-- > 0) {
          const request = ledger.next();
          for (;;) {
            const { outcome, message } = await ledger.sendOnce(collector, request);
            if (outcome === 'ok') break;
            if (outcome !== 'busy') throw new Error(`a request was refused: ${message}`);
            await sleep(20);
          }
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    },
    async settle(timeoutMs = 30_000) {
      const settled = await until(
        'every acknowledged span was delivered or dropped on purpose',
        async () => {
          const dropped = sum(Object.values((await cursor()).droppedItems));
          const balance = ledger.balance(backend.received);
          return balance.missing.length <= dropped ? { ...balance, dropped } : undefined;
        },
        { timeoutMs, child: collector.child() },
      );
      print(settled);
      return settled;
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** How much came twice is nothing to fail for, but something to know. */
function print({ missing, ...counts }: Balance & { readonly dropped: number }): void {
  const text = Object.entries({ ...counts, missing: missing.length })
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  process.stdout.write(`spans: ${text}\n`);
}
