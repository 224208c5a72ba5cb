import {
  type AnyDefinition,
  COMPONENTS,
  defineProcessor,
  loadConfiguration,
  type LoadOptions,
} from '@marigraph/collector';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { resolveConfiguration } from '../../src/configuration/load.ts';
import { formatConfiguration } from '../../src/configuration/print.ts';
import { standIns } from '../support/stand-ins.ts';

const PROCESSORS = { limiter: 'ingress', redaction: 'ingress', sampler: 'egress' } as const;

const DEFINITIONS: readonly AnyDefinition[] = [
  ...COMPONENTS,
  ...standIns('nop'),
  ...Object.entries(PROCESSORS).map(([type, stage]) =>
    defineProcessor<object>({
      type,
      stability: 'development',
      signals: ['traces', 'metrics', 'logs'],
      stage,
      mutates: false,
      config: z.strictObject({ note: z.string().default('') }),
      create: () => ({ consume() {}, async shutdown() {} }),
    }),
  ),
];

function print(text: string, more: LoadOptions = {}): string {
  const texts = [{ name: 'a', text }];
  return formatConfiguration(resolveConfiguration({ texts, definitions: DEFINITIONS, ...more }));
}

const CONFIGURATION = `
receivers: { otlp: { protocols: { http: } } }
processors: { limiter: , redaction/x: , sampler: , batch: }
exporters:
  otlp_http/backend:
    endpoint: https://user:pass@backend
    headers: { api-key: '\${KEY}' }
  nop: { note: '$\${not} a reference' }
extensions: { http_api: , zpages: }
service:
  extensions: [http_api, zpages]
  pipelines:
    traces:
      receivers: [otlp]
      processors: [limiter, batch, redaction/x, sampler]
      exporters: [otlp_http/backend, nop]
    traces/raw:
      receivers: [otlp]
      processors: [limiter]
      exporters: [nop]
    logs:
      receivers: [otlp]
      processors: [sampler]
      exporters: [nop]
`;

it('is complete, without secrets, and shows where the log stands', () => {
  expect(print(CONFIGURATION, { environment: { KEY: '0123' } })).toMatchInlineSnapshot(`
    "receivers:
      otlp:
        protocols:
          http:
            endpoint: 127.0.0.1:4318
            traces_url_path: /v1/traces
            metrics_url_path: /v1/metrics
            logs_url_path: /v1/logs
            keep_alives_enabled: true
            idle_timeout: 60s
            read_header_timeout: 30s
            read_timeout: 30s
            max_connection_age: 0s
        ack: persisted
        ack_timeout: 30s
    processors:
      limiter:
        note: ""
      redaction/x:
        note: ""
      sampler:
        note: ""
    exporters:
      otlp_http/backend:
        endpoint: https://[REDACTED]@backend
        headers:
          api-key: "[REDACTED]"
        timeout: 30s
        tls:
          insecure: false
          insecure_skip_verify: false
          min_version: "1.2"
          include_system_ca_certs_pool: false
          reload_interval: 0s
        retry_on_failure:
          enabled: true
          initial_interval: 5s
          multiplier: 1.5
          randomization_factor: 0.5
          max_interval: 30s
          max_elapsed_time: 0s
      nop:
        note: $\${not} a reference
    extensions:
      http_api:
        endpoint: 127.0.0.1:8890
    service:
      extensions:
        - http_api
      pipelines:
        traces:
          receivers:
            - otlp
          processors:
            # before the write-ahead log
            - limiter
            # behind the write-ahead log
            - redaction/x
            - sampler
          exporters:
            - otlp_http/backend
            - nop
        traces/raw:
          receivers:
            - otlp
          processors:
            # before the write-ahead log
            - limiter
          exporters:
            - nop
        logs:
          receivers:
            - otlp
          processors:
            # behind the write-ahead log
            - sampler
          exporters:
            - nop
      telemetry:
        logs:
          level: info
          encoding: logfmt
        metrics:
          level: normal
      state:
        directory: ./marigraph-data
        snapshot_interval: 15s
      wal:
        type: file
        max_mib: 4096
        segment_mib: 64
        cache_mib: 64
        fsync: always
        retention: 0s
        max_lag_mib: 3072
        on_lag: drop
        unredacted: refuse
      shutdown_timeout: 10s
    "
  `);
});

it('is a configuration that means the same', () => {
  const text = CONFIGURATION.replace('user:pass@', '').replace(/headers: .*/, '');
  const again = print(print(text));
  expect(again).toBe(print(text));
  const load = (source: string): unknown => {
    const { receivers, exporters, processors, connectors, extensions, ...rest } = loadConfiguration(
      {
        texts: [{ name: 'a', text: source }],
        definitions: DEFINITIONS,
      },
    );
    const all = [receivers, exporters, processors, connectors, extensions];
    const configs = all.flat().map(({ id, config }) => [id, config] as const);
    return { configs, ...rest, warnings: [] };
  };
  expect(load(again)).toEqual(load(text));
});

it('brings any text back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (note) => {
      const escaped = note.replaceAll('$', '$$$$');
      const text = JSON.stringify({
        receivers: { otlp: null },
        processors: { limiter: { note: escaped } },
        exporters: { nop: null },
        service: {
          pipelines: {
            traces: { receivers: ['otlp'], processors: ['limiter'], exporters: ['nop'] },
          },
        },
      });
      const texts = [{ name: 'a', text: print(text) }];
      const { processors } = loadConfiguration({ texts, definitions: DEFINITIONS });
      // Text that looks like a URL with credentials is the one kind that does not come back.
      fc.pre(!note.includes('//'));
      expect(processors[0]?.config).toEqual({ note });
    }),
  );
});

it('shows the built-in configuration, and where it forwards to', () => {
  const resolved = resolveConfiguration({ forward: 'http://jaeger:4318', definitions: COMPONENTS });
  const text = formatConfiguration(resolved);
  expect(text).toContain('endpoint: http://jaeger:4318');
  expect(loadConfiguration({ texts: [{ name: 'a', text }] }).pipelines).toEqual(
    resolved.configuration.pipelines,
  );
});
