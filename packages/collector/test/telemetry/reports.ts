import type { ComponentReport, CursorReport, ServiceReport } from '@marigraph/collector';

import type { TelemetryReport } from '../../src/telemetry/exposition.ts';

export const NOW = 1_767_225_600_000_000_000n;

const NO_ITEMS = { traces: 0, metrics: 0, logs: 0 };

export function cursorReport(more: Partial<CursorReport> = {}): CursorReport {
  return {
    position: '0',
    lagRecords: 0,
    lagBytes: 0,
    oldestWaiting: undefined,
    inFlight: 0,
    failingSince: undefined,
    sentItems: 0,
    sentBatches: 0,
    failedAttempts: 0,
    retries: 0,
    missing: 0,
    droppedItems: {},
    failedItems: NO_ITEMS,
    lastError: undefined,
    ...more,
  };
}

/** A receiver, a processor in two instances, two exporters and a connector, each with counts of its own. */
export function telemetryReport(): TelemetryReport {
  const components: ComponentReport[] = [
    {
      id: 'otlp',
      kind: 'receiver',
      status: 'ok',
      emitted: {
        acceptedItems: 12,
        acceptedBatches: 3,
        refusedItems: 5,
        refusedBatches: 2,
        items: {
          accepted: { traces: 10, metrics: 2, logs: 0 },
          refused: { traces: 4, metrics: 0, logs: 0 },
          failed: { traces: 1, metrics: 0, logs: 0 },
          reasons: { wal_full: 4, wal_write_failed: 1 },
        },
      },
      measures: [
        {
          name: 'otelcol_receiver_requests',
          type: 'counter',
          help: 'Requests by outcome. refused: not now, come again. failure: not taken for any other reason.',
          values: [{ labels: { outcome: 'success' }, value: 7 }],
        },
        { name: 'not a name', type: 'gauge', help: '', values: [{ value: 1 }] },
      ],
    },
    ...[1, 2].map((count): ComponentReport => ({
      id: 'filter',
      kind: 'processor',
      status: 'ok',
      processed: {
        incoming: { ...NO_ITEMS, traces: 10 * count },
        outgoing: { ...NO_ITEMS, traces: count },
      },
    })),
    {
      id: 'otlp_http/"a\\b"\n',
      kind: 'exporter',
      status: 'ok',
      cursor: cursorReport({
        lagRecords: 3,
        lagBytes: 300,
        oldestWaiting: String(NOW - 1_500_000_000n),
        failingSince: String(NOW - 60_000_000_000n),
        inFlight: 2,
        retries: 4,
        failedAttempts: 6,
        droppedItems: { backend_rejected: 2, lag: 9 },
        failedItems: { ...NO_ITEMS, traces: 2 },
      }),
      consumed: { ...NO_ITEMS, traces: 8 },
    },
    {
      id: 'prometheus',
      kind: 'exporter',
      status: 'ok',
      cursor: cursorReport(),
      consumed: { ...NO_ITEMS, metrics: 2 },
    },
    {
      id: 'ml_monitor',
      kind: 'connector',
      status: 'ok',
      cursor: cursorReport(),
      consumed: { ...NO_ITEMS, traces: 10 },
      emitted: {
        acceptedItems: 1,
        acceptedBatches: 1,
        refusedItems: 0,
        refusedBatches: 0,
        items: {
          accepted: { ...NO_ITEMS, metrics: 1 },
          refused: NO_ITEMS,
          failed: NO_ITEMS,
          reasons: {},
        },
      },
    },
  ];
  const durations = { bounds: [0.001, 0.01], counts: [3, 1, 1], count: 5, sum: 2.5, underWay: 0 };
  const service: ServiceReport = {
    status: 'running',
    problems: ['something'],
    faults: [],
    readiness: { ready: true, reasons: [] },
    pipelines: [
      {
        id: 'traces',
        signal: 'traces',
        status: 'recoverable_error',
        reason: 'r',
        receivers: ['otlp'],
        processors: ['filter'],
        exporters: ['otlp_http/"a\\b"\n', 'ml_monitor'],
      },
      {
        id: 'metrics',
        signal: 'metrics',
        status: 'ok',
        receivers: ['otlp', 'ml_monitor'],
        processors: [],
        exporters: ['prometheus'],
      },
    ],
    wal: {
      type: 'file',
      oldest: '0',
      next: '3',
      bytes: 300,
      maxBytes: 1_000,
      segments: 1,
      appended: 3,
      refused: 1,
      failed: 1,
      quarantined: 0,
      acceptedLost: 0,
      retainedBytes: 0,
      tornBytes: 0,
      fsync: durations,
    },
    memory: { refusing: false },
    snapshots: durations,
    components,
  };
  return {
    service,
    process: {
      uptimeSeconds: 12.5,
      cpuSeconds: 1.25,
      rssBytes: 100,
      heapUsedBytes: 50,
      heapTotalBytes: 60,
      externalBytes: 10,
      eventLoopDelay: { p50: 0, p99: 0.25, max: 0.5 },
    },
    instanceId: 'i-1',
    now: NOW,
    lagBytesMax: 750,
  };
}
