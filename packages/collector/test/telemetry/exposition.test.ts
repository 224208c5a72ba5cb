import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ComponentReport } from '@marigraph/collector';
import { createContext } from '@marigraph/collector/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { describeWithProgram, vectors } from '../../../../test/support/vectors.ts';
import { mlMonitor } from '../../src/connectors/ml-monitor/connector.ts';
import { formatTelemetry } from '../../src/telemetry/exposition.ts';
import { type ParsedFamily, parseExposition } from '../support/prometheus-parser.ts';
import { telemetryReport } from './reports.ts';

function families(report = telemetryReport()): Map<string, ParsedFamily> {
  return parseExposition(formatTelemetry(report));
}

/** Values of a family by the labels that are not the same everywhere. */
function valuesOf(name: string, from = families()): Record<string, number> {
  return Object.fromEntries(
    (from.get(name)?.samples ?? []).map(({ labels, value }) => {
      const { service_instance_id: instance, ...own } = labels;
      expect(instance).toBe('i-1');
      return [Object.values(own).join(' '), value];
    }),
  );
}

describe('self-telemetry', () => {
  it('counts what receivers took, and what they did not', () => {
    expect(valuesOf('otelcol_receiver_accepted_spans_total')).toEqual({ otlp: 10 });
    expect(valuesOf('otelcol_receiver_accepted_metric_points_total')).toEqual({ otlp: 2 });
    expect(valuesOf('otelcol_receiver_refused_spans_total')).toEqual({ otlp: 4 });
    expect(valuesOf('otelcol_receiver_failed_spans_total')).toEqual({ otlp: 1 });
    expect(valuesOf('otelcol_receiver_requests_total')).toEqual({ 'success otlp': 7 });
    expect(valuesOf('marigraph_refused_items_total')).toEqual({
      'otlp wal_full': 4,
      'otlp wal_write_failed': 1,
    });
  });

  it('says nothing of signals for which a component has no pipeline', () => {
    expect(families().has('otelcol_receiver_accepted_log_records_total')).toBe(false);
    expect(valuesOf('otelcol_exporter_sent_spans_total')).not.toHaveProperty('prometheus');
  });

  it('adds the instances of a processor up', () => {
    expect(valuesOf('otelcol_processor_incoming_items_total')).toEqual({ 'traces filter': 30 });
    expect(valuesOf('otelcol_processor_outgoing_items_total')).toEqual({ 'traces filter': 3 });
  });

  it('shows exporters with their share of the log as their queue', () => {
    const id = 'otlp_http/"a\\b"\n';
    expect(valuesOf('otelcol_exporter_sent_spans_total')).toEqual({ [id]: 8 });
    expect(valuesOf('otelcol_exporter_send_failed_spans_total')).toEqual({ [id]: 2 });
    expect(valuesOf('otelcol_exporter_queue_size')).toEqual({ [id]: 300, prometheus: 0 });
    expect(valuesOf('otelcol_exporter_queue_capacity')).toEqual({ [id]: 750, prometheus: 750 });
    expect(valuesOf('otelcol_exporter_in_flight_requests')).toEqual({ [id]: 2, prometheus: 0 });
    expect(valuesOf('marigraph_consumer_oldest_waiting_seconds')).toMatchObject({ [id]: 1.5 });
    expect(valuesOf('marigraph_consumer_failing_seconds')).toMatchObject({ [id]: 60 });
    expect(valuesOf('marigraph_consumer_retries_total')).toMatchObject({ [id]: 4, ml_monitor: 0 });
    expect(valuesOf('marigraph_dropped_items_total')).toEqual({
      [`${id} backend_rejected`]: 2,
      [`${id} lag`]: 9,
    });
  });

  it('counts what connectors take and give', () => {
    expect(valuesOf('marigraph_connector_consumed_items_total')).toEqual({
      'ml_monitor traces success': 10,
      'ml_monitor traces failure': 0,
    });
    expect(valuesOf('marigraph_connector_produced_items_total')).toEqual({
      'ml_monitor metrics success': 1,
      'ml_monitor metrics refused': 0,
      'ml_monitor metrics failure': 0,
    });
  });

  it('shows the log, the process and what is wrong', () => {
    const all = families();
    expect(valuesOf('marigraph_wal_bytes', all)).toEqual({ '': 300 });
    expect(valuesOf('marigraph_ready', all)).toEqual({ '': 1 });
    expect(valuesOf('marigraph_problems', all)).toEqual({ '': 1 });
    expect(valuesOf('marigraph_pipeline_ok', all)).toEqual({ traces: 0, metrics: 1 });
    expect(valuesOf('otelcol_process_uptime_total', all)).toEqual({ '': 12.5 });
    expect(valuesOf('marigraph_event_loop_delay_seconds', all)).toEqual({
      p50: 0,
      p99: 0.25,
      max: 0.5,
    });
    expect(all.get('marigraph_wal_fsync_duration_seconds')?.samples).toHaveLength(5);
    expect(all.get('marigraph_snapshot_duration_seconds')?.type).toBe('histogram');
  });

  it('is a page also before anything is open', () => {
    const report = telemetryReport();
    const service = {
      ...report.service,
      wal: undefined,
      snapshots: undefined,
      pipelines: [],
      components: [],
    };
    const all = families({ ...report, service });
    expect(all.has('otelcol_process_memory_rss')).toBe(true);
    expect([...all.keys()].filter((name) => name.startsWith('marigraph_wal'))).toEqual([]);
  });

  it('has help, a type and a unit or a suffix as Prometheus wants them', () => {
    const all = [...families()];
    expect(all.filter(([, { help }]) => help === undefined || help === '')).toEqual([]);
    const counters = all.filter(([, { type }]) => type === 'counter').map(([name]) => name);
    const totals = all.map(([name]) => name).filter((name) => name.endsWith('_total'));
    expect(totals).toEqual(counters);
  });

  it('can be read back whatever components are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (id) => {
        const report = telemetryReport();
        const { components, pipelines } = report.service;
        const renamed = components.map((component) =>
          component.kind === 'receiver' ? Object.assign(component, { id }) : component,
        );
        const moved = pipelines.map((pipeline) => Object.assign(pipeline, { receivers: [id] }));
        const service = { ...report.service, components: renamed, pipelines: moved };
        const all = families({ ...report, service, instanceId: id });
        const [accepted] = all.get('otelcol_receiver_accepted_spans_total')?.samples ?? [];
        expect(accepted).toMatchObject({
          labels: { receiver: id, service_instance_id: id },
          value: 10,
        });
      }),
    );
  });

  it('does not grow with what a component measures', () => {
    const report = telemetryReport();
    const [receiver, ...others] = report.service.components;
    const values = Array.from({ length: 1_000 }, (_, index) => ({
      labels: { user: String(index) },
      value: 1,
    }));
    const measures = [{ name: 'exploding', type: 'gauge', help: 'h', values }] as const;
    const components = [{ ...receiver, measures } as (typeof others)[number], ...others];
    const all = families({ ...report, service: { ...report.service, components } });
    expect(all.get('exploding')?.samples).toHaveLength(64);
  });
});

describeWithProgram({ program: 'promtool', debianPackage: 'prometheus' }, () => {
  it('has nothing that the linter of Prometheus minds, but for the Collector’s own names', () => {
    const input = formatTelemetry(telemetryReport());
    const { stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect([0, 3]).toContain(status);
    expect(stderr.split('\n').filter((line) => !/^(otelcol_|$)/.test(line))).toEqual([]);
  });
});

describe('the page of self-telemetry', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../../../docs/reference/self-telemetry.md'),
    'utf8',
  );
  const rows = page.split('\n').filter((line) => /^\| `(otelcol|marigraph)_/.test(line));

  it('names every metric there is as it says of itself, and no other', () => {
    const report = telemetryReport();
    const monitor = mlMonitor.create({
      ...createContext(mlMonitor),
      emit: async () => {},
      state: undefined,
    });
    const { components } = report.service;
    const index = components.findIndex(({ id }) => id === 'ml_monitor');
    const measures = monitor.measures?.();
    const measured = { ...components[index], measures } as ComponentReport;
    const service = { ...report.service, components: components.with(index, measured) };
    // The page names one signal; the other two are alike.
    const own = [...families({ ...report, service })].filter(
      ([name]) => !name.includes('_metric_points_'),
    );
    expect(rows.toSorted()).toEqual(own.map(toRow).toSorted());
  });

  function toRow([name, { type, help, samples }]: readonly [string, ParsedFamily]): string {
    const labels = Object.keys(samples[0]?.labels ?? {})
      .filter((label) => label !== 'service_instance_id' && label !== 'le')
      .map((label) => `\`${label}\``);
    return `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`.replace('|  |', '| |');
  }
});

interface Metadata {
  readonly telemetry?: {
    readonly metrics?: Readonly<
      Record<
        string,
        {
          readonly sum?: { readonly monotonic: boolean };
          readonly gauge?: unknown;
          readonly prefix?: string;
        }
      >
    >;
  };
}

vectors.describe('otlp/self-telemetry', (folder) => {
  const FILES = [
    'exporter_exporterhelper',
    'processor_processorhelper',
    'receiver_receiverhelper',
    'service',
  ];
  const documented = new Map<string, string>(
    FILES.flatMap((file) => {
      const { telemetry } = parse(vectors.text(folder, `${file}.metadata.yaml`)) as Metadata;
      return Object.entries(telemetry?.metrics ?? {}).map(
        ([name, { sum }]) =>
          [`otelcol_${name}`, sum?.monotonic === true ? 'counter' : 'gauge'] as const,
      );
    }),
  );

  it('knows every name that is the Collector’s, with its type', () => {
    const own = [...families()].filter(([name]) => name.startsWith('otelcol_'));
    expect(own.length).toBeGreaterThan(15);
    const found = own.map(([name, { type }]) => [name.replace(/_total$/, ''), type]);
    const expected = found.map(([name = '']) => [name, documented.get(name)]);
    expect(found).toEqual(expected);
  });
});
