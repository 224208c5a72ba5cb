import type { Metric } from '@marigraph/otlp';
import {
  type MlMetricDescriptor,
  METRICS,
  PROMETHEUS_NAMES,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { labelName, metricName } from '../../src/exporters/prometheus-names.ts';

describe('metric names', () => {
  // Expected values by the rules of the Prometheus translator for OpenTelemetry (underscores and suffixes).
  it.each([
    ['http.server.request.duration', 's', 'gauge', 'http_server_request_duration_seconds'],
    ['system.io', 'By', 'counter', 'system_io_bytes_total'],
    ['system.io.bytes', 'By', 'counter', 'system_io_bytes_total'],
    ['cpu.utilization', '1', 'gauge', 'cpu_utilization_ratio'],
    ['hits', '1', 'counter', 'hits_total'],
    ['total.hits', '', 'counter', 'hits_total'],
    ['ratio.of.things', '1', 'gauge', 'of_things_ratio'],
    ['drift.score', '{score}', 'gauge', 'drift_score'],
    ['speed', 'km/h', 'gauge', 'speed_km_per_hour'],
    ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
    ['rate', '{row}/s', 'gauge', 'rate_per_second'],
    ['rate', 'By/{request}', 'gauge', 'rate_bytes'],
    ['broken', '/', 'gauge', 'broken'],
    ['load', '%', 'gauge', 'load_percent'],
    ['odd', 'x^2', 'gauge', 'odd_x_2'],
    ['a..b--c__d', '', 'gauge', 'a_b_c_d'],
    ['größe', '', 'gauge', 'gr_e'],
    ['1st', '', 'gauge', '_1st'],
    ['日本', '', 'gauge', '_'],
    ['rule:name', '', 'gauge', 'rule:name'],
  ] as const)('%s in %j as %s is %s', (name, unit, kind, expected) => {
    const metric: Metric =
      kind === 'gauge'
        ? { kind, name, unit, dataPoints: [] }
        : { kind: 'sum', name, unit, monotonic: true, temporality: 'cumulative', dataPoints: [] };
    expect(metricName(metric)).toBe(expected);
  });

  // The generator of the conventions has rules of its own: the documented name must be the exported one.
  it.each(Object.values(METRICS))('$name is what the conventions document', (descriptor) => {
    expect(metricName(metricOf(descriptor))).toBe(PROMETHEUS_NAMES[descriptor.name]);
  });
});

function metricOf({ name, unit, instrument }: MlMetricDescriptor): Metric {
  if (instrument === 'gauge') return { kind: 'gauge', name, unit, dataPoints: [] };
  if (instrument === 'histogram') {
    return { kind: 'histogram', name, unit, temporality: 'cumulative', dataPoints: [] };
  }
  const monotonic = instrument === 'counter';
  return { kind: 'sum', name, unit, monotonic, temporality: 'cumulative', dataPoints: [] };
}

describe('label names', () => {
  it.each([
    ['service.name', 'service_name'],
    ['a', 'a'],
    ['_a', '_a'],
    ['__name__', 'key_name__'],
    ['1a', 'key_1a'],
    ['ü', '_'],
    ['', '_'],
    ['a:b', 'a_b'],
  ])('%j is %j', (key, expected) => expect(labelName(key)).toBe(expected));
});
