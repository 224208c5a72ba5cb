import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type AnyDefinition,
  COMPONENTS,
  type Configuration,
  ConfigurationError,
  defineConnector,
  loadConfiguration,
  type LoadOptions,
} from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { temporaryFolder } from '../support/folder.ts';

/** The components of these tests: those of the program without the monitor, and two connectors. */
const DEFINITIONS: readonly AnyDefinition[] = [
  ...COMPONENTS.filter(({ type }) => type !== 'ml_monitor'),
  ...['forward', 'count'].map((type) =>
    defineConnector<object>({
      type,
      stability: 'development',
      from: ['traces', 'logs'],
      to: type === 'count' ? ['metrics'] : ['traces', 'logs'],
      config: z.strictObject({}),
      create: () => ({
        consume() {},
        snapshot: () => new Map(),
        async shutdown() {},
      }),
    }),
  ),
];

function load(text: string, more: LoadOptions = {}): Configuration {
  return loadConfiguration({
    texts: [{ name: 'a.yaml', text }],
    definitions: DEFINITIONS,
    ...more,
  });
}

/** What is wrong with a configuration, a problem a line. */
function problemsOf(text: string, more: LoadOptions = {}): string {
  try {
    load(text, more);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('the configuration is valid');
}

const MINIMAL = `
receivers: { otlp: }
exporters: { otlp_http: { endpoint: 'http://backend:4318' } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } } }
`;

describe('a configuration', () => {
  it('has defaults for everything but what cannot have any', () => {
    const { receivers, exporters, pipelines, warnings, ...settings } = load(MINIMAL);
    expect(settings).toEqual({
      processors: [],
      connectors: [],
      extensions: [],
      state: { directory: './marigraph-data', snapshotIntervalMs: 15_000 },
      wal: {
        type: 'file',
        maxBytes: 4 * 1024 ** 3,
        segmentBytes: 64 * 1024 ** 2,
        cacheBytes: 64 * 1024 ** 2,
        fsync: 'always',
        maxLagBytes: 3 * 1024 ** 3,
        retentionMs: 0,
        onLag: 'drop',
        unredacted: 'refuse',
      },
      shutdownTimeoutMs: 10_000,
      logs: { level: 'info', encoding: 'logfmt' },
      metrics: {
        level: 'normal',
        endpoint: { host: '127.0.0.1', port: 8888 },
        isChosen: false,
      },
    });
    expect(receivers.map(({ id }) => id)).toEqual(['otlp']);
    expect(receivers[0]?.config).toMatchObject({
      protocols: {
        http: { endpoint: { host: '127.0.0.1', port: 4318 } },
        grpc: { endpoint: { host: '127.0.0.1', port: 4317 } },
      },
      ack: 'persisted',
      max_in_flight_mib: 256 * 1024 ** 2,
    });
    expect(exporters[0]?.config).toMatchObject({ timeout: 30_000, headers: {} });
    expect(pipelines).toEqual([
      {
        id: 'traces',
        signal: 'traces',
        receivers: ['otlp'],
        processors: [],
        exporters: ['otlp_http'],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('takes keys without values as the defaults', () => {
    const { receivers } = load(MINIMAL, {
      sets: ['receivers.otlp.protocols.http=', 'service.pipelines.traces.processors='],
    });
    expect(receivers[0]?.config).toMatchObject({
      protocols: { http: { endpoint: { port: 4318 } } },
    });
    expect(receivers[0]?.config).not.toHaveProperty('protocols.grpc');
  });

  it('reads text where text is expected, whatever a variable looks like', () => {
    const exporter = `
exporters:
  otlp_http:
    endpoint: '\${URL}'
    headers:
      api-key: \${KEY}
      x: '\${KEY}'
service:
  state:
    directory: \${KEY}`;
    const { exporters, state } = loadConfiguration({
      texts: [
        { name: 'a', text: MINIMAL },
        { name: 'b', text: exporter },
      ],
      environment: { URL: 'http://b', KEY: '0123' },
      definitions: DEFINITIONS,
    });
    expect(exporters[0]?.config).toMatchObject({ headers: { 'api-key': '0123', x: '0123' } });
    expect(state.directory).toBe('0123');
    expect(problemsOf(MINIMAL, { sets: ['exporters.otlp_http.headers={a: 1}'] })).toBe(
      '--set: exporters.otlp_http.headers.a: expected string, found "[REDACTED]"',
    );
  });

  it('reports of broken YAML the first place only', () => {
    expect(problemsOf('receivers: {otlp: } }\nservice: }')).toMatch(/^a\.yaml:1: .+$/);
  });

  it('reads files, in their order', () => {
    const folder = temporaryFolder();
    const files = ['a.yaml', 'b.yaml'].map((name) => join(folder, name));
    writeFileSync(files[0] ?? '', MINIMAL);
    writeFileSync(files[1] ?? '', 'service: { shutdown_timeout: 3s }');
    expect(loadConfiguration({ files, definitions: DEFINITIONS }).shutdownTimeoutMs).toBe(3_000);
    expect(() => loadConfiguration({ files: [join(folder, 'none.yaml')] })).toThrowError(
      /none\.yaml: cannot be read: ENOENT$/,
    );
  });

  it('accepts what the Collector calls otherwise, or needs, and we do not, with warnings', () => {
    const { warnings, exporters, pipelines } = load(`
receivers: { otlp: , otlp/unused: { protocols: { http: { endpoint: ':1' } } } }
processors: { batch: { timeout: 1s }, memory_limiter: { limit_mib: 512 } }
exporters: { otlphttp: { endpoint: 'http://a' } }
extensions: { http_api: }
service:
  pipelines:
    traces: { receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp] }
`);
    expect(exporters[0]?.definition.type).toBe('otlp_http');
    expect(pipelines[0]?.processors).toEqual(['memory_limiter']);
    expect(warnings).toMatchInlineSnapshot(`
      [
        "processors.batch has no effect: exporters merge small requests themselves",
        "exporters.otlphttp: the type is called "otlp_http" now",
        "receivers.otlp/unused is used in no pipeline",
        "extensions.http_api is in no service.extensions",
      ]
    `);
  });
});

describe('problems', () => {
  it('are all reported at once, with path, value, what is expected and the nearest name', () => {
    expect(
      problemsOf(`
recievers: {}
receivers:
  otpl: {}
  otlp:
    protocols:
      grpc: { endpoint: 'a:1', max_concurrent_streams: 0 }
      http: { endpiont: 'x:1', max_request_body_size_mib: -1 }
exporters:
  otlp_http/b:
    endpoint: backend:4318
    timeout: 10
    retry_on_failure: { enabled: yes please, multipliers: 2 }
  prometheus: { endpoint: 9090 }
extensions: { pages: }
service:
  extensions: [http_ap]
  telemetry: { logs: { level: info } }
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp_htp/b] }
    metrics: { receivers: [], exporters: [prometheus, prometheus] }
    trace: { receivers: [otlp], exporters: [otlp_http/b] }
    logs: { receivers: [otlp], processors: [batsh], exporters: [prometheus] }
`),
    ).toMatchInlineSnapshot(`
      "a.yaml:2: recievers: unknown key (valid keys: [receivers processors exporters connectors extensions service]) (did you mean "receivers"?)
      a.yaml:4: receivers: unknown type: "otpl" for id: "otpl" (valid values: [otlp otlp_json_file]) (did you mean "otlp"?)
      a.yaml:8: receivers.otlp.protocols.http.max_request_body_size_mib: expected a number of MiB above 0, found -1
      a.yaml:8: receivers.otlp.protocols.http.endpiont: unknown key (valid keys: [endpoint tls cors traces_url_path metrics_url_path logs_url_path max_request_body_size_mib max_request_body_size max_in_flight_mib keep_alives_enabled idle_timeout read_header_timeout read_timeout max_connection_age]) (did you mean "endpoint"?)
      a.yaml:7: receivers.otlp.protocols.grpc.max_concurrent_streams: too small: expected number to be >=1, found 0
      a.yaml:11: exporters.otlp_http/b.endpoint: expected an absolute http:// or https:// URL, found "backend:4318"
      a.yaml:12: exporters.otlp_http/b.timeout: expected a duration such as "10s" or "1h30m", found 10
      a.yaml:13: exporters.otlp_http/b.retry_on_failure.enabled: expected boolean, found "yes please"
      a.yaml:13: exporters.otlp_http/b.retry_on_failure.multipliers: unknown key (valid keys: [enabled initial_interval multiplier randomization_factor max_interval max_elapsed_time]) (did you mean "multiplier"?)
      a.yaml:14: exporters.prometheus.endpoint: expected host:port, as in "127.0.0.1:4318" or "[::1]:4318", found 9090
      a.yaml:15: extensions: unknown type: "pages" for id: "pages" (valid values: [health_check http_api])
      a.yaml:20: service.pipelines.traces.exporters: references exporter "otlp_htp/b" which is not configured (did you mean "otlp_http/b"?)
      a.yaml:21: service.pipelines.metrics: must have at least one receiver
      a.yaml:21: service.pipelines.metrics.exporters: references exporter "prometheus" multiple times
      a.yaml:22: service.pipelines.trace: unknown signal for pipeline "trace" (valid values: [traces metrics logs]) (did you mean "traces"?)
      a.yaml:23: service.pipelines.logs.processors: references processor "batsh" which is not configured
      a.yaml:23: service.pipelines.logs.exporters: exporter "prometheus" cannot be used in a logs pipeline
      a.yaml:17: service.extensions: references extension "http_ap" which is not configured"
    `);
  });

  it('of the service section', () => {
    expect(
      problemsOf(`
receivers: { otlp: }
exporters: { prometheus: }
service:
  wal: { type: disk, max_mb: 5 }
  telemetry: { logs: { level: inof } }
  shutdown_timeout: -5s
  pipeline: {}
`),
    ).toMatchInlineSnapshot(`
      "a.yaml:6: service.telemetry.logs.level: expected one of [debug info warn error], found "inof" (did you mean "info"?)
      a.yaml:5: service.wal.type: expected one of [file memory], found "disk"
      a.yaml:5: service.wal.max_mb: unknown key (valid keys: [type max_mib segment_mib cache_mib fsync retention max_lag_mib max_lag_age on_lag unredacted]) (did you mean "max_mib"?)
      a.yaml:7: service.shutdown_timeout: expected a duration such as "10s" or "1h30m", found "-5s"
      a.yaml:8: service.pipeline: unknown key (valid keys: [extensions pipelines telemetry state wal shutdown_timeout]) (did you mean "pipelines"?)"
    `);
  });

  it.each([
    ['', 'service: expected a service with pipelines'],
    ['service:', 'a.yaml:1: service.pipelines: service must have at least one pipeline'],
    ['receivers: [otlp]', 'a.yaml:1: receivers: expected a map of components, found ["otlp"]'],
    [
      'service: { pipelines: { traces: [otlp] } }',
      'a.yaml:1: service.pipelines.traces: expected object, found ["otlp"]',
    ],
  ])('of %j', (text, expected) => expect(problemsOf(text)).toContain(expected));

  it('of connectors that do not join two pipelines, or join them to a circle', () => {
    expect(
      problemsOf(`
receivers: { otlp: }
exporters: { prometheus: }
connectors: { forward/a: , forward/b: , forward/c: , forward/loop: , count: }
service:
  pipelines:
    traces/1: { receivers: [otlp], exporters: [forward/a] }
    traces/2: { receivers: [forward/b, forward/c], exporters: [forward/c, forward/loop] }
    traces/3: { receivers: [forward/loop], exporters: [forward/c] }
    logs: { receivers: [count], exporters: [count] }
`),
    ).toMatchInlineSnapshot(`
      "a.yaml:10: service.pipelines.logs.receivers: receiver "count" cannot be used in a logs pipeline
      a.yaml:4: connectors.forward/a: used as exporter in [traces/1] but not used as receiver in any pipeline
      a.yaml:4: connectors.forward/b: used as receiver in [traces/2] but not used as exporter in any pipeline
      service.pipelines: cycle detected: forward/c -> forward/c
      service.pipelines: cycle detected: forward/c -> forward/loop -> forward/c
      service.pipelines: cycle detected: count -> count"
    `);
  });

  it.each([
    ['127.0.0.1:4318', 'http://localhost:4318'],
    ['0.0.0.0:4318', 'http://[::1]:4318/x'],
    ['collector:80', 'http://collector'],
  ])('of an exporter that sends to its own receiver: %s, %s', (server, url) => {
    const sets = [
      `receivers.otlp.protocols.http.endpoint="${server}"`,
      `exporters.otlp_http.endpoint=${url}`,
    ];
    expect(problemsOf(MINIMAL, { sets })).toMatch(
      /^--set: exporters\.otlp_http\.endpoint: sends to the receiver "otlp" of this collector;/,
    );
    const elsewhere = [sets[0] ?? '', 'exporters.otlp_http.endpoint=http://elsewhere:4318'];
    expect(load(MINIMAL, { sets: elsewhere }).exporters).toHaveLength(1);
  });

  it('say where a long value stands without repeating it', () => {
    const message = problemsOf(MINIMAL, { sets: [`service.shutdown_timeout=${'x'.repeat(500)}`] });
    expect(message).toHaveLength('--set: service.shutdown_timeout: '.length + 133);
  });
});

describe('the built-in configuration', () => {
  it('takes OTLP on this machine and shows metrics', () => {
    const { pipelines, extensions, exporters } = loadConfiguration({ definitions: DEFINITIONS });
    expect(pipelines).toEqual([
      {
        id: 'metrics',
        signal: 'metrics',
        receivers: ['otlp'],
        processors: [],
        exporters: ['prometheus'],
      },
    ]);
    expect(extensions.map(({ id }) => id)).toEqual(['http_api', 'health_check']);
    expect(exporters.map(({ config }) => config)).toMatchObject([
      { endpoint: { host: '127.0.0.1', port: 8889 } },
    ]);
  });

  it('has the monitor where there is one, and forwards everything', () => {
    const definitions = [
      ...DEFINITIONS,
      defineConnector<object>({
        type: 'ml_monitor',
        stability: 'development',
        from: ['traces', 'logs'],
        to: ['metrics', 'logs'],
        config: z.strictObject({}),
        create: () => ({ consume() {}, snapshot: () => new Map(), async shutdown() {} }),
      }),
    ];
    const ends = (forward?: string): unknown =>
      loadConfiguration({ definitions, forward }).pipelines.map(
        ({ id, receivers, exporters }) => `${id}: ${receivers.join()} -> ${exporters.join()}`,
      );
    expect(ends()).toEqual([
      'traces: otlp -> ml_monitor',
      'metrics: otlp -> prometheus',
      'metrics/findings: ml_monitor -> prometheus',
      'logs: otlp -> ml_monitor',
    ]);
    expect(ends('http://jaeger:4318')).toEqual([
      'traces: otlp -> ml_monitor,otlp_http/forward',
      'metrics: otlp -> prometheus,otlp_http/forward',
      'metrics/findings: ml_monitor -> prometheus,otlp_http/forward',
      'logs: otlp -> ml_monitor,otlp_http/forward',
      'logs/findings: ml_monitor -> otlp_http/forward',
    ]);
  });

  it('is what the program itself has', () => {
    const { pipelines } = loadConfiguration({ forward: 'http://127.0.0.1:9' });
    expect(pipelines.map(({ id }) => id)).toContain('traces');
  });

  it('adds --forward to the pipelines of a configuration of one’s own', () => {
    const { pipelines, exporters } = load(MINIMAL, { forward: 'http://127.0.0.1:9' });
    expect(pipelines[0]?.exporters).toEqual(['otlp_http', 'otlp_http/forward']);
    expect(exporters.map(({ id }) => id)).toEqual(['otlp_http', 'otlp_http/forward']);
    expect(problemsOf(MINIMAL, { forward: 'nowhere' })).toContain(
      'exporters.otlp_http/forward.endpoint: expected an absolute http:// or https:// URL',
    );
    expect(problemsOf('service: { pipelines: { traces: 1 } }', { forward: 'http://a' })).toContain(
      'must have at least one receiver',
    );
  });
});
