import {
  type AnyDefinition,
  COMPONENTS,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  duration,
  hostPort,
  httpUrl,
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

const life = { async shutdown() {} };

/** Components with the kinds of settings that there are, which others may not change. */
const DEFINITIONS: readonly AnyDefinition[] = [
  ...standIns('nop'),
  defineReceiver<object>({
    type: 'server',
    stability: 'development',
    signals: ['traces', 'logs'],
    config: z.strictObject({
      protocols: z
        .strictObject({ http: z.strictObject({ endpoint: hostPort.prefault('127.0.0.1:1') }) })
        .prefault({ http: {} }),
    }),
    create: () => life,
  }),
  defineExporter<object>({
    type: 'client',
    stability: 'development',
    signals: ['traces', 'logs'],
    config: z.strictObject({
      endpoint: httpUrl,
      headers: z.record(z.string(), z.string()).default({}),
      timeout: duration.prefault('30s'),
      retry: z.strictObject({ multiplier: z.number().default(1.5) }).prefault({}),
    }),
    delivery: () => {
      throw new Error('nothing runs here');
    },
    create: () => ({ consume() {}, ...life }),
  }),
  defineExtension<object>({
    type: 'page',
    stability: 'development',
    config: z.strictObject({ endpoint: hostPort.prefault('127.0.0.1:2') }),
    create: () => life,
  }),
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
receivers: { server: { protocols: { http: } } }
processors: { limiter: , redaction/x: , sampler: , batch: }
exporters:
  client/backend:
    endpoint: https://user:pass@backend
    headers: { api-key: '\${KEY}' }
  nop: { note: '$\${not} a reference' }
extensions: { page: , zpages: }
service:
  extensions: [page, zpages]
  pipelines:
    traces:
      receivers: [server]
      processors: [limiter, batch, redaction/x, sampler]
      exporters: [client/backend, nop]
    traces/raw:
      receivers: [server]
      processors: [limiter]
      exporters: [nop]
    logs:
      receivers: [server]
      processors: [sampler]
      exporters: [nop]
`;

it('is complete, without secrets, and shows where the log stands', () => {
  const text = print(CONFIGURATION, { environment: { KEY: '0123' } });
  expect(text.replace(/ {2}telemetry:\n(?: {4}.*\n)+/, '')).toMatchInlineSnapshot(`
    "receivers:
      server:
        protocols:
          http:
            endpoint: 127.0.0.1:1
    processors:
      limiter:
        note: ""
      redaction/x:
        note: ""
      sampler:
        note: ""
    exporters:
      client/backend:
        endpoint: https://[REDACTED]@backend
        headers:
          api-key: "[REDACTED]"
        timeout: 30s
        retry:
          multiplier: 1.5
      nop:
        note: $\${not} a reference
    extensions:
      page:
        endpoint: 127.0.0.1:2
    service:
      extensions:
        - page
      pipelines:
        traces:
          receivers:
            - server
          processors:
            # before the write-ahead log
            - limiter
            # behind the write-ahead log
            - redaction/x
            - sampler
          exporters:
            - client/backend
            - nop
        traces/raw:
          receivers:
            - server
          processors:
            # before the write-ahead log
            - limiter
          exporters:
            - nop
        logs:
          receivers:
            - server
          processors:
            # behind the write-ahead log
            - sampler
          exporters:
            - nop
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
        receivers: { nop: null },
        processors: { limiter: { note: escaped } },
        exporters: { nop: null },
        service: {
          pipelines: {
            traces: { receivers: ['nop'], processors: ['limiter'], exporters: ['nop'] },
          },
        },
      });
      const texts = [{ name: 'a', text: print(text) }];
      const { processors } = loadConfiguration({ texts, definitions: DEFINITIONS });
      // Text that looks like a URL with credentials is the one kind that does not come back.
      fc.pre(!note.includes('//'));
      expect(processors[0]?.config).toEqual({ note });
    }),
    { numRuns: 50 },
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
