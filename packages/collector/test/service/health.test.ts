import type { DurationReport, Fault, WalReport } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

import { createHealth, type Health, type Observation } from '../../src/service/health.ts';
import { reportPipeline, withStatus } from '../../src/service/status.ts';
import { CLOCK_START_MS, manualClock, type ManualClock } from '../support/manual-clock.ts';
import { cursorReport } from '../telemetry/reports.ts';

const MINUTE_MS = 60_000;
const START = BigInt(CLOCK_START_MS) * 1_000_000n;

function walReport(more: Partial<WalReport> = {}): WalReport {
  return {
    type: 'file',
    oldest: '0',
    next: '0',
    bytes: 0,
    maxBytes: 1_000,
    segments: 0,
    appended: 0,
    refused: 0,
    failed: 0,
    acceptedLost: 0,
    retainedBytes: 0,
    quarantined: 0,
    tornBytes: 0,
    ...more,
  };
}

function fsyncFor(underWay: number): DurationReport {
  return { bounds: [], counts: [0], count: 0, sum: 0, underWay };
}

function observation(more: Partial<Observation> = {}): Observation {
  return { components: [], wal: walReport(), ...more };
}

function exporter(cursor: Parameters<typeof cursorReport>[0]): Observation['components'][number] {
  return { id: 'otlp_http', kind: 'exporter', cursor: cursorReport(cursor) };
}

function started(): { readonly clock: ManualClock; readonly health: Health } {
  const clock = manualClock();
  const health = createHealth(clock);
  health.observe(observation());
  return { clock, health };
}

it('tells what was acknowledged and lost, and forgets what a clock that was set back puts in the future', () => {
  const { clock, health } = started();
  const lost = observation({ wal: walReport({ failed: 3, acceptedLost: 2 }) });
  health.observe(lost);
  expect(health.faults(lost)).toMatchObject([
    { status: 'permanent_error', lost: expect.stringContaining('2 requests') },
    { status: 'recoverable_error' },
  ]);
  expect(health.readiness('running', lost).ready).toBe(false);
  const earlier = createHealth({ ...clock, now: () => clock.now() });
  expect(earlier.faults(lost)).toEqual([]);
});

it('says which consumer holds senders back, while it does', () => {
  const { health } = started();
  const behind = observation({ components: [exporter({})], behind: ['otlp_http'] });
  health.observe(behind);
  expect(health.faults(behind)).toMatchObject([
    {
      component: 'otlp_http',
      status: 'recoverable_error',
      problem: expect.stringContaining('otlp_http is too far behind'),
      since: String(START),
    },
  ]);
  const caughtUp = observation({ components: [exporter({})], behind: [] });
  health.observe(caughtUp);
  expect(health.faults(caughtUp)).toEqual([]);
});

describe('faults', () => {
  const SHARED = [
    ['a log that refused', { wal: walReport({ refused: 1 }) }, 'recoverable_error'],
    ['a log that could not be written', { wal: walReport({ failed: 1 }) }, 'recoverable_error'],
    ['a log that lost records', { wal: walReport({ quarantined: 2 }) }, 'permanent_error'],
    ['a log that is nearly full', { wal: walReport({ bytes: 901 }) }, 'recoverable_error'],
    ['a disk that hangs', { wal: walReport({ fsync: fsyncFor(31) }) }, 'recoverable_error'],
    ['memory that is short', { memory: { refusing: true } }, 'recoverable_error'],
  ] as const;

  it.each(SHARED)('of %s say since when, what is lost and what to do', (_, more, status) => {
    const { clock, health } = started();
    clock.advance(MINUTE_MS);
    const now = observation(more);
    health.observe(now);
    clock.advance(MINUTE_MS);
    health.observe(now);
    const [fault, ...others] = health.faults(now);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ status, since: String(START + 60_000_000_000n) });
    expect(fault?.component).toBeUndefined();
    expect(fault?.problem).toContain('2026-01-01T00:01:00.000Z');
    expect(fault?.lost).toMatch(/^(nothing|what was in 2 segments)/);
    expect(fault?.hint).toMatch(/^[A-Z].*\.$/);
  });

  it.each(SHARED)('of %s end: when the state does, or after five minutes', (_, more) => {
    const { clock, health } = started();
    health.observe(observation(more));
    const isState = 'memory' in more || more.wal.bytes > 0 || more.wal.fsync !== undefined;
    const after = isState ? observation() : observation(more);
    if (!isState) clock.advance(5 * MINUTE_MS);
    health.observe(after);
    expect(health.faults(after)).toEqual([]);
  });

  it('of dropped data name the reason, and tell lag from refusal', () => {
    const { clock, health } = started();
    const lastError = { code: 'backend_rejected', hint: 'Look there.' } as const;
    const cursor = { droppedItems: { lag: 3, backend_rejected: 2 }, lastError };
    const now = observation({ components: [exporter(cursor)] });
    health.observe(now);
    expect(health.faults(now)).toMatchObject([
      {
        component: 'otlp_http',
        status: 'permanent_error',
        problem: 'otlp_http dropped data at 2026-01-01T00:00:00.000Z: it was too far behind',
        lost: '3 items since the start',
      },
      {
        component: 'otlp_http',
        status: 'permanent_error',
        problem: 'otlp_http dropped data at 2026-01-01T00:00:00.000Z: backend_rejected',
        lost: '2 items since the start',
        hint: 'Look there.',
      },
    ]);
    clock.advance(5 * MINUTE_MS);
    health.observe(now);
    expect(health.faults(now)).toEqual([]);
  });

  it('of records that a consumer could not get name the consumer', () => {
    const { health } = started();
    const now = observation({ components: [exporter({ missing: 4 })] });
    health.observe(now);
    expect(health.faults(now)).toMatchObject([
      { component: 'otlp_http', status: 'permanent_error', lost: '4 records since the start' },
    ]);
  });

  it('of a consumer begin when it has refused everything for five minutes', () => {
    const { clock, health } = started();
    const lastError = { code: 'backend_timeout', hint: 'Look there.' } as const;
    const failing = exporter({ failingSince: String(START), lagRecords: 7, lastError });
    const now = observation({ components: [failing] });
    clock.advance(5 * MINUTE_MS - 1);
    expect(health.faults(now)).toEqual([]);
    clock.advance(1);
    expect(health.faults(now)).toEqual([
      {
        component: 'otlp_http',
        status: 'recoverable_error',
        problem: 'otlp_http has not delivered anything since 2026-01-01T00:00:00.000Z',
        since: String(START),
        lost: 'nothing yet: 7 records wait in the write-ahead log',
        hint: 'Look there.',
      },
    ]);
  });
});

describe('readiness', () => {
  it('is for a running service whose log takes what comes', () => {
    const { health } = started();
    expect(health.readiness('running', observation())).toEqual({ ready: true, reasons: [] });
    for (const status of ['created', 'starting', 'draining', 'stopped'] as const) {
      expect(health.readiness(status, observation())).toEqual({
        ready: false,
        reasons: [`the service is ${status}`],
      });
    }
  });

  it('ends while memory is short or the log is full', () => {
    const { health } = started();
    const now = observation({ memory: { refusing: true }, wal: walReport({ bytes: 938 }) });
    expect(health.readiness('running', now).reasons).toEqual([
      'requests are refused to save memory',
      'the write-ahead log is full',
    ]);
    expect(health.readiness('running', observation({ wal: walReport({ bytes: 937 }) })).ready).toBe(
      true,
    );
  });

  it('ends while the disk does not answer', () => {
    const { health } = started();
    const after = (seconds: number): readonly string[] => {
      const wal = walReport({ fsync: fsyncFor(seconds) });
      return health.readiness('running', observation({ wal })).reasons;
    };
    expect(after(30)).toEqual([]);
    expect(after(31)).toEqual(['the disk of the write-ahead log does not answer']);
  });

  it('ends for ten seconds when the log cannot be written, or until it can', () => {
    const { clock, health } = started();
    const failed = observation({ wal: walReport({ appended: 5, failed: 1 }) });
    health.observe(observation({ wal: walReport({ appended: 5 }) }));
    clock.advance(1_000);
    health.observe(failed);
    expect(health.readiness('running', failed).reasons).toEqual([
      'the write-ahead log cannot be written',
    ]);
    clock.advance(9_999);
    expect(health.readiness('running', failed).ready).toBe(false);
    clock.advance(1);
    expect(health.readiness('running', failed).ready).toBe(true);

    const again = observation({ wal: walReport({ appended: 5, failed: 2 }) });
    health.observe(again);
    expect(health.readiness('running', again).ready).toBe(false);
    clock.advance(1_000);
    health.observe(observation({ wal: walReport({ appended: 6, failed: 2 }) }));
    expect(health.readiness('running', again).ready).toBe(true);
  });
});

describe('the status', () => {
  const pipeline = {
    id: 'traces',
    signal: 'traces',
    receivers: ['otlp'],
    processors: [],
    exporters: ['otlp_http'],
  } as const;
  const own: Fault = {
    component: 'otlp_http',
    status: 'recoverable_error',
    problem: 'own',
    since: '0',
    lost: '',
    hint: '',
  };
  const foreign: Fault = { ...own, component: 'other', problem: 'foreign' };
  const { component: _, ...shared } = { ...own, problem: 'shared' };
  const lost: Fault = { ...own, status: 'permanent_error', problem: 'lost' };

  it.each([
    ['ok', [], undefined],
    ['ok', [foreign], undefined],
    ['recoverable_error', [own], 'own'],
    ['recoverable_error', [shared], 'shared'],
    ['permanent_error', [own, lost], 'lost'],
  ] as const)('of a pipeline is %s with %j', (status, faults, reason) => {
    const components = [exporter({})];
    const report = reportPipeline(pipeline, components, { service: 'running', faults });
    expect(report).toEqual({ ...pipeline, status, ...(reason === undefined ? {} : { reason }) });
  });

  it('of a consumer that has just begun to refuse is no longer ok', () => {
    const lastError = { code: 'backend_timeout', hint: '' } as const;
    const failing = exporter({ failingSince: String(START), lastError });
    const options = { service: 'running', faults: [] } as const;
    expect(withStatus(failing, options).status).toBe('recoverable_error');
    expect(reportPipeline(pipeline, [failing], options).reason).toBe(
      'otlp_http refuses batches: backend_timeout',
    );
  });

  it.each([
    ['created', 'starting'],
    ['starting', 'starting'],
    ['draining', 'stopping'],
    ['stopped', 'stopped'],
  ] as const)('of everything in a service that is %s is %s', (service, status) => {
    const options = { service, faults: [own] };
    expect(withStatus(exporter({}), options).status).toBe(status);
    expect(reportPipeline(pipeline, [exporter({})], options).status).toBe(status);
  });
});
