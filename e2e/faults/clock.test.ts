import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type Clock,
  createService,
  type CursorReport,
  loadConfiguration,
  type Logger,
  type Service,
  systemClock,
} from '@marigraph/collector';
import { expect, it, onTestFinished } from 'vitest';

import { until } from '../support/child.ts';
import { NO_FAULT, startFaultBackend } from '../support/fault-backend.ts';
import { createSpanLedger } from '../support/span-ledger.ts';
import { HTTP_GZIP } from '../support/transports.ts';

const HOUR_NS = 3_600_000_000_000n;
const SPANS = 50;
const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface JumpingClock extends Clock {
  jump(hours: bigint): void;
}

/** The system's clock, but for what it says: timers run on as they do when somebody sets the time. */
function jumpingClock(): JumpingClock {
  let offset = 0n;
  return {
    ...systemClock,
    now: () => systemClock.now() + offset,
    jump: (hours) => {
      offset += hours * HOUR_NS;
    },
  };
}

function componentOf(service: Service, id: string): ReturnType<Service['report']>['components'][0] {
  const found = service.report().components.find((component) => component.id === id);
  if (found === undefined) throw new Error(`no component ${id}`);
  return found;
}

const cursorOf = (service: Service): CursorReport => {
  const { cursor } = componentOf(service, 'otlp_http');
  if (cursor === undefined) throw new Error('the exporter has no cursor');
  return cursor;
};

it('delivers, retries, saves and frees its log while the clock jumps hours forward and back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const backend = await startFaultBackend();
  onTestFinished(() => backend.close());
  const configuration = loadConfiguration({
    texts: [{ name: 'test.yaml', text: JSON.stringify(toConfiguration(folder, backend.url)) }],
    sets: [],
  });
  const clock = jumpingClock();
  const service = createService(configuration, { clock, logger: silent });
  await service.start();
  onTestFinished(() => service.shutdown());
  const { endpoint } = componentOf(service, 'otlp').details as { readonly endpoint: string };
  const target = { otlpUrl: `http://${endpoint}`, grpcUrl: undefined };
  // A megabyte a jump: the log has segments to free after each.
  const ledger = createSpanLedger({
    spansPerRequest: SPANS,
    paddingBytes: 200_000,
    transport: HTTP_GZIP,
  });
  backend.behave((attempt) => (attempt % 3 === 0 ? { kind: 'status', status: 503 } : NO_FAULT));

  for (const hours of [6n, -12n, 48n, -48n]) {
    clock.jump(hours);
    for (let request = 0; request < 8; request++) {
      const { outcome } = await ledger.sendOnce(target, ledger.next());
      expect(outcome).toBe('ok');
    }
    await until('everything was delivered and the log freed', () => {
      const { wal } = service.report();
      const isFree = (wal?.segments ?? 9) <= 2;
      return isFree && cursorOf(service).lagRecords === 0 ? true : undefined;
    });
    // A failed delivery is not hours old because the clock was set.
    expect(cursorOf(service).failingSince).toBeUndefined();
  }
  const balance = ledger.balance(backend.received);
  expect(balance).toMatchObject({ delivered: 4 * 8 * SPANS, missing: [], duplicates: 0 });
  expect(cursorOf(service).droppedItems).toEqual({});
});

function toConfiguration(folder: string, backendUrl: string): unknown {
  return {
    receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } },
    exporters: {
      otlp_http: {
        endpoint: backendUrl,
        retry_on_failure: { initial_interval: '20ms', max_interval: '100ms' },
      },
    },
    service: {
      state: { directory: join(folder, 'state'), snapshot_interval: '50ms' },
      wal: { segment_mib: 1 },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } },
    },
  };
}
