/**
 * What the collector says of itself, for Prometheus. The Collector's names where the meaning is the same, so that
 * dashboards and alerts made for it work; `marigraph_` for what it does not have. The number of series depends on
 * the configuration only, never on data.
 */

import type { Signal } from '../component.ts';
import { formatExposition } from '../exporters/prometheus-text.ts';
import { type ItemCounts, noItems } from '../service/item-counts.ts';
import type { ComponentReport, CursorReport, ServiceReport } from '../service/report.ts';
import { createFamilyList, type FamilyList, type Sample, toHistogram } from './families.ts';
import type { ProcessReport } from './process.ts';

export interface TelemetryReport {
  readonly service: ServiceReport;
  readonly process: ProcessReport;
  readonly instanceId: string;
  /** Nanoseconds since the epoch. */
  readonly now: bigint;
  /** Bytes of the log that a consumer may be behind, or that the log may hold. */
  readonly lagBytesMax: number;
}

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
/** Items of each signal, as the Collector's names end. */
const ITEMS: Readonly<Record<Signal, string>> = {
  traces: 'spans',
  metrics: 'metric_points',
  logs: 'log_records',
};
/** Of one measure of a component. More is a bug in it, which must not become the scraper's. */
const MEASURED_VALUES_MAX = 64;
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const NS_PER_S = 1e9;

/** The text format 0.0.4. A function of the report alone. */
export function formatTelemetry(report: TelemetryReport): string {
  const list = createFamilyList({ service_instance_id: report.instanceId });
  addReceivers(list, report);
  addProcessors(list, report);
  addExporters(list, report);
  addConnectors(list, report);
  addConsumers(list, report);
  addMeasures(list, report);
  addLog(list, report);
  addHealth(list, report);
  addProcess(list, report.process);
  return formatExposition(list.families);
}

function addReceivers(list: FamilyList, { service }: TelemetryReport): void {
  const receivers = service.components.filter(({ kind }) => kind === 'receiver');
  const outcomes = [
    ['accepted', 'stored in the write-ahead log'],
    ['refused', 'not taken on purpose: the log is full, the service ends, no pipeline wants them'],
    ['failed', 'not taken because something is broken here: the disk, or a component'],
  ] as const;
  for (const signal of SIGNALS) {
    for (const [outcome, meaning] of outcomes) {
      list.add(
        {
          name: `otelcol_receiver_${outcome}_${ITEMS[signal]}`,
          type: 'counter',
          help: `${words(signal)} ${meaning}.`,
        },
        receivers
          .filter(({ id }) => hasRole(service, id, signal, ['receivers']))
          .map(({ id, emitted }) => ({
            labels: { receiver: id },
            value: emitted?.items[outcome][signal] ?? 0,
          })),
      );
    }
  }
}

function addProcessors(list: FamilyList, { service }: TelemetryReport): void {
  const sums = new Map<
    string,
    { incoming: number; outgoing: number; signal: Signal; id: string }
  >();
  for (const { id, processed } of service.components) {
    if (processed === undefined) continue;
    for (const signal of SIGNALS) {
      if (!hasRole(service, id, signal, ['processors'])) continue;
      const sum = sums.get(`${signal} ${id}`) ?? { incoming: 0, outgoing: 0, signal, id };
      sum.incoming += processed.incoming[signal];
      sum.outgoing += processed.outgoing[signal];
      sums.set(`${signal} ${id}`, sum);
    }
  }
  const samples = (direction: 'incoming' | 'outgoing'): Sample[] =>
    [...sums.values()].map((sum) => ({
      labels: { processor: sum.id, otel_signal: sum.signal },
      value: sum[direction],
    }));
  list.add(
    {
      name: 'otelcol_processor_incoming_items',
      type: 'counter',
      help: 'Items given to the processor, once for each consumer behind it.',
    },
    samples('incoming'),
  );
  list.add(
    {
      name: 'otelcol_processor_outgoing_items',
      type: 'counter',
      help: 'Items that the processor gave out and that were taken.',
    },
    samples('outgoing'),
  );
}

function addExporters(list: FamilyList, { service, lagBytesMax }: TelemetryReport): void {
  const exporters = withCursor(service, 'exporter');
  const items = (signal: Signal, countsOf: (exporter: WithCursor) => ItemCounts): Sample[] =>
    exporters
      .filter(({ id }) => hasRole(service, id, signal, ['exporters']))
      .map((exporter) => ({
        labels: { exporter: exporter.id },
        value: countsOf(exporter)[signal],
      }));
  for (const signal of SIGNALS) {
    list.add(
      {
        name: `otelcol_exporter_sent_${ITEMS[signal]}`,
        type: 'counter',
        help: `${words(signal)} that the destination took.`,
      },
      items(signal, ({ consumed }) => consumed ?? noItems()),
    );
    list.add(
      {
        name: `otelcol_exporter_send_failed_${ITEMS[signal]}`,
        type: 'counter',
        help: `${words(signal)} that the destination refused for good, or until retries were over: they are dropped.`,
      },
      items(signal, ({ cursor }) => cursor.failedItems),
    );
  }
  const each = (value: (cursor: CursorReport) => number): Sample[] =>
    exporters.map(({ id, cursor }) => ({ labels: { exporter: id }, value: value(cursor) }));
  list.add(
    {
      name: 'otelcol_exporter_queue_size',
      type: 'gauge',
      help: 'Bytes of the write-ahead log that this exporter has not passed yet. There is no other queue.',
    },
    each(({ lagBytes }) => lagBytes),
  );
  list.add(
    {
      name: 'otelcol_exporter_queue_capacity',
      type: 'gauge',
      help: 'Bytes that this exporter may be behind: from there on service.wal.on_lag decides.',
    },
    each(() => lagBytesMax),
  );
  list.add(
    {
      name: 'otelcol_exporter_in_flight_requests',
      type: 'gauge',
      help: 'Requests that are being delivered or wait for their next attempt.',
    },
    each(({ inFlight }) => inFlight),
  );
}

function addConnectors(list: FamilyList, { service }: TelemetryReport): void {
  const connectors = withCursor(service, 'connector');
  const items = (
    role: 'receivers' | 'exporters',
    outcomesOf: (connector: WithCursor) => Readonly<Record<string, ItemCounts>>,
  ): Sample[] =>
    connectors.flatMap((connector) =>
      SIGNALS.filter((signal) => hasRole(service, connector.id, signal, [role])).flatMap((signal) =>
        Object.entries(outcomesOf(connector)).map(([outcome, counts]) => ({
          labels: { connector: connector.id, otel_signal: signal, outcome },
          value: counts[signal],
        })),
      ),
    );
  list.add(
    {
      name: 'marigraph_connector_consumed_items',
      type: 'counter',
      help: 'Items given to the connector. failure: it refused them for good.',
    },
    items('exporters', ({ consumed, cursor }) => ({
      success: consumed ?? noItems(),
      failure: cursor.failedItems,
    })),
  );
  list.add(
    {
      name: 'marigraph_connector_produced_items',
      type: 'counter',
      help: 'Items that the connector gave to the write-ahead log. refused: not taken, for now.',
    },
    items('receivers', ({ emitted }) => ({
      success: emitted?.items.accepted ?? noItems(),
      refused: emitted?.items.refused ?? noItems(),
      failure: emitted?.items.failed ?? noItems(),
    })),
  );
}

/** Exporters and connectors alike: how far each is behind, and what it cost. */
function addConsumers(list: FamilyList, { service, now }: TelemetryReport): void {
  const consumers = withCursor(service);
  const each = (value: (cursor: CursorReport) => number): Sample[] =>
    consumers.map(({ id, cursor }) => ({ labels: { consumer: id }, value: value(cursor) }));
  const gauges = [
    [
      'waiting_bytes',
      'Bytes of the write-ahead log that the consumer has not passed yet.',
      (cursor: CursorReport) => cursor.lagBytes,
    ],
    [
      'waiting_records',
      'Records of the write-ahead log that the consumer has not passed yet, also those of other consumers.',
      (cursor: CursorReport) => cursor.lagRecords,
    ],
    [
      'oldest_waiting_seconds',
      'Age of the oldest record that was read for the consumer and is not delivered; 0 without one.',
      (cursor: CursorReport) => secondsSince(cursor.oldestWaiting, now),
    ],
    [
      'failing_seconds',
      'For how long the consumer has refused everything; 0 while it gets on.',
      (cursor: CursorReport) => secondsSince(cursor.failingSince, now),
    ],
  ] as const;
  for (const [name, help, value] of gauges) {
    list.add({ name: `marigraph_consumer_${name}`, type: 'gauge', help }, each(value));
  }
  const counters = [
    [
      'failed_attempts',
      'Deliveries that the consumer refused.',
      (cursor: CursorReport) => cursor.failedAttempts,
    ],
    [
      'retries',
      'Refused deliveries that were, or will be, repeated.',
      (cursor: CursorReport) => cursor.retries,
    ],
    [
      'missing_records',
      'Records that the write-ahead log could not give: released, or lost to a broken disk.',
      (cursor: CursorReport) => cursor.missing,
    ],
  ] as const;
  for (const [name, help, value] of counters) {
    list.add({ name: `marigraph_consumer_${name}`, type: 'counter', help }, each(value));
  }
  list.add(
    {
      name: 'marigraph_dropped_items',
      type: 'counter',
      help: 'Items that a consumer will never get, by reason: an error code, lag, retry_disabled, retry_exhausted.',
    },
    consumers.flatMap(({ id, cursor }) => byReason({ consumer: id }, cursor.droppedItems)),
  );
  list.add(
    {
      name: 'marigraph_refused_items',
      type: 'counter',
      help: 'Items that a receiver or connector could not store, by error code.',
    },
    service.components.flatMap(({ id, emitted }) =>
      byReason({ component: id }, emitted?.items.reasons ?? {}),
    ),
  );
}

function addMeasures(list: FamilyList, { service }: TelemetryReport): void {
  for (const { id, kind, measures = [] } of service.components) {
    for (const { name, type, help, values } of measures) {
      if (!NAME.test(name)) continue;
      const samples = values
        .slice(0, MEASURED_VALUES_MAX)
        .map(({ labels, value }): Sample => ({ labels: { ...labels, [kind]: id }, value }));
      list.add({ name, type, help }, samples);
    }
  }
}

function addLog(list: FamilyList, { service: { wal, snapshots } }: TelemetryReport): void {
  if (snapshots !== undefined) {
    list.add(
      {
        name: 'marigraph_snapshot_duration_seconds',
        type: 'histogram',
        help: 'Time to save the positions of all consumers and the states of connectors.',
      },
      [{ value: toHistogram(snapshots) }],
    );
  }
  if (wal === undefined) return;
  const gauge = (name: string, help: string, value: number): void =>
    list.add({ name: `marigraph_wal_${name}`, type: 'gauge', help }, [{ value }]);
  const counter = (name: string, help: string, value: number): void =>
    list.add({ name: `marigraph_wal_${name}`, type: 'counter', help }, [{ value }]);
  gauge('bytes', 'Bytes that the write-ahead log holds.', wal.bytes);
  gauge('bytes_limit', 'Bytes that the write-ahead log may hold.', wal.maxBytes);
  gauge('segments', 'Segment files of the write-ahead log.', wal.segments);
  counter('appended_records', 'Requests that were stored.', wal.appended);
  counter('refused_records', 'Requests for which there was no space.', wal.refused);
  counter('failed_records', 'Requests that could not be written.', wal.failed);
  counter(
    'quarantined_segments',
    'Segments that were set aside because they could not be read whole.',
    wal.quarantined,
  );
  if (wal.fsync === undefined) return;
  list.add(
    {
      name: 'marigraph_wal_fsync_duration_seconds',
      type: 'histogram',
      help: 'Time of one fdatasync; each covers all requests that were waiting.',
    },
    [{ value: toHistogram(wal.fsync) }],
  );
}

function addHealth(list: FamilyList, { service }: TelemetryReport): void {
  const gauge = (name: string, help: string, value: number): void =>
    list.add({ name: `marigraph_${name}`, type: 'gauge', help }, [{ value }]);
  gauge('ready', '1 when senders should send here, else 0.', service.readiness.ready ? 1 : 0);
  gauge(
    'problems',
    'How many things keep the service from being healthy.',
    service.problems.length,
  );
  if (service.memory !== undefined) {
    const help = '1 while requests are refused to save memory, else 0.';
    gauge('memory_refusing', help, service.memory.refusing ? 1 : 0);
  }
  list.add(
    { name: 'marigraph_pipeline_ok', type: 'gauge', help: '1 when nothing is wrong, else 0.' },
    service.pipelines.map(({ id, status }) => ({
      labels: { pipeline: id },
      value: status === 'ok' ? 1 : 0,
    })),
  );
}

function addProcess(list: FamilyList, report: ProcessReport): void {
  const one = (name: string, type: 'counter' | 'gauge', help: string, value: number): void =>
    list.add({ name, type, help }, [{ value }]);
  const { uptimeSeconds, cpuSeconds, rssBytes, eventLoopDelay } = report;
  one('otelcol_process_uptime', 'counter', 'Seconds since the process started.', uptimeSeconds);
  one('otelcol_process_cpu_seconds', 'counter', 'User and system time in seconds.', cpuSeconds);
  one('otelcol_process_memory_rss', 'gauge', 'Resident set size in bytes.', rssBytes);
  one(
    'otelcol_process_runtime_heap_alloc_bytes',
    'gauge',
    'Bytes of the V8 heap that are in use.',
    report.heapUsedBytes,
  );
  one('marigraph_process_heap_total_bytes', 'gauge', 'Size of the V8 heap.', report.heapTotalBytes);
  one(
    'marigraph_process_external_bytes',
    'gauge',
    'Bytes outside the V8 heap: request bodies, mostly.',
    report.externalBytes,
  );
  list.add(
    {
      name: 'marigraph_event_loop_delay_seconds',
      type: 'gauge',
      help: 'How much later than asked for a timer fired, over the last 15 seconds.',
    },
    (['p50', 'p99', 'max'] as const).map((statistic) => ({
      labels: { statistic },
      value: eventLoopDelay[statistic],
    })),
  );
}

function words(signal: Signal): string {
  return { traces: 'Spans', metrics: 'Metric data points', logs: 'Log records' }[signal];
}

type Role = 'receivers' | 'processors' | 'exporters';

/** Whether a pipeline of that signal has the component in one of the roles. */
function hasRole(
  { pipelines }: ServiceReport,
  id: string,
  signal: Signal,
  roles: readonly Role[],
): boolean {
  return pipelines.some(
    (pipeline) => pipeline.signal === signal && roles.some((role) => pipeline[role].includes(id)),
  );
}

type WithCursor = ComponentReport & { readonly cursor: CursorReport };

function withCursor({ components }: ServiceReport, kind?: ComponentReport['kind']): WithCursor[] {
  return components.filter(
    (component): component is WithCursor =>
      component.cursor !== undefined && (kind === undefined || component.kind === kind),
  );
}

function byReason(
  labels: Readonly<Record<string, string>>,
  items: Readonly<Record<string, number>>,
): Sample[] {
  return Object.entries(items).map(([reason, value]) => ({ labels: { ...labels, reason }, value }));
}

function secondsSince(time: string | undefined, now: bigint): number {
  return time === undefined ? 0 : Math.max(0, Number(now - BigInt(time)) / NS_PER_S);
}
