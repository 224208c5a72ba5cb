import {
  type AnyDefinition,
  COMPONENTS,
  ConfigurationError,
  defineExporter,
  defineProcessor,
  hostPort,
  loadConfiguration,
  type LoadOptions,
} from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { standIns } from '../support/stand-ins.ts';

function processor(type: string, stage: 'ingress' | 'egress', mutates: boolean): AnyDefinition {
  return defineProcessor<object>({
    type,
    stability: 'development',
    signals: ['traces', 'metrics', 'logs'],
    stage,
    mutates,
    config: z.strictObject({}),
    create: () => ({ consume() {}, async shutdown() {} }),
  });
}

const DEFINITIONS: readonly AnyDefinition[] = [
  ...COMPONENTS,
  ...standIns('nop'),
  processor('limiter', 'ingress', false),
  processor('redaction', 'ingress', true),
  processor('sampler', 'egress', true),
];

interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

function find(text: string, more: LoadOptions = {}): Findings {
  try {
    const { warnings } = loadConfiguration({
      texts: [{ name: 'a', text }],
      definitions: DEFINITIONS,
      ...more,
    });
    return { problems: [], warnings };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problems: error.message.split('\n'), warnings: error.warnings };
  }
}

describe('servers on one endpoint', () => {
  const servers = (first: string, second: string): readonly string[] =>
    find(`
receivers: { otlp: { protocols: { http: { endpoint: '${first}' } } } }
exporters: { prometheus: { endpoint: '${second}' }, prometheus/unused: { endpoint: '${second}' } }
service: { pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } } }
`).problems;

  it.each([
    ['127.0.0.1:4318', '127.0.0.1:4318'],
    ['127.0.0.1:4318', 'localhost:4318'],
    ['0.0.0.0:4318', '127.0.0.1:4318'],
    ['10.0.0.1:4318', ':4318'],
    ['[::1]:4318', '[::1]:4318'],
  ])('%s and %s are a problem', (first, second) => {
    expect(servers(first, second)).toEqual([
      `a:3: exporters.prometheus.endpoint: receivers.otlp.protocols.http.endpoint listens there already (${first}), found "${second}"`,
    ]);
  });

  it.each([
    ['127.0.0.1:4318', '127.0.0.1:4319'],
    ['127.0.0.1:4318', '10.0.0.1:4318'],
    ['127.0.0.1:0', '127.0.0.1:0'],
  ])('%s and %s are not', (first, second) => expect(servers(first, second)).toEqual([]));

  it('count with their defaults, and only where they run', () => {
    const text = `
receivers: { nop: }
exporters: { prometheus: { endpoint: '127.0.0.1:8890' } }
extensions: { http_api: }
service: { pipelines: { metrics: { receivers: [nop], exporters: [prometheus] } } }
`;
    expect(find(text).problems).toEqual([]);
    expect(find(text, { sets: ['service.extensions=[http_api]'] }).problems).toEqual([
      'a:4: extensions.http_api.endpoint: exporters.prometheus.endpoint listens there already (127.0.0.1:8890), found "127.0.0.1:8890"',
    ]);
  });

  it('are known by the kind of their endpoint, however it is refined', () => {
    const refined = hostPort.refine(({ port }) => port !== 1).describe('Where it listens.');
    expect(refined.meta()).toMatchObject({ server: true, description: 'Where it listens.' });
  });
});

describe('endpoints of this collector', () => {
  const client = defineExporter<object>({
    type: 'client',
    stability: 'development',
    signals: ['traces'],
    config: z.strictObject({
      endpoint: z.string().optional(),
      traces_endpoint: z.string().optional(),
      note: z.string().optional(),
    }),
    delivery: () => {
      throw new Error('nothing runs here');
    },
    create: () => ({ consume() {}, async shutdown() {} }),
  });
  const loops = (settings: string): readonly string[] =>
    find(
      `
receivers: { otlp: { protocols: { http: { endpoint: ':4318' } } } }
exporters: { client: { ${settings} } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [client] } } }
`,
      { definitions: [...DEFINITIONS, client] },
    ).problems;

  it.each([
    ['endpoint', 'localhost:4318'],
    ['endpoint', '[::1]:4318'],
    ['endpoint', 'http://127.0.0.1:4318'],
    ['traces_endpoint', 'http://[::1]:4318'],
    ['endpoint', 'dns://localhost:4318'],
  ])('are no place to send to: %s %s', (key, endpoint) => {
    expect(loops(`${key}: '${endpoint}'`)).toEqual([
      `a:3: exporters.client.${key}: sends to the receiver "otlp" of this collector; name another endpoint, or unset OTEL_EXPORTER_OTLP_ENDPOINT, found "${endpoint}"`,
    ]);
  });

  it.each([
    ['endpoint', 'localhost:4319'],
    ['endpoint', 'backend:4318'],
    ['endpoint', 'https://localhost'],
    ['note', 'localhost:4318'],
    ['endpoint', 'unix:///tmp/x'],
  ])('are not meant by %s %s', (key, endpoint) => {
    expect(loops(`${key}: '${endpoint}'`)).toEqual([]);
  });
});

describe('raw values on disk', () => {
  const redaction = (first: string, second: string, wal: string): readonly string[] =>
    find(`
receivers: { nop: }
processors: { limiter: , redaction: , sampler: }
exporters: { nop/a: , nop/b: }
service:
  wal: { ${wal} }
  pipelines:
    traces/a: { receivers: [nop], processors: [${first}], exporters: [nop/a] }
    traces/b: { receivers: [nop], processors: [${second}], exporters: [nop/b] }
`).problems;
  const refused = (pipeline: string, line: number): string =>
    `a:${line}: service.pipelines.traces/${pipeline}.processors: "redaction" runs behind the write-ahead log, so what ` +
    'it takes away is on the disk: let every pipeline of [nop] begin with the same processors up to it, keep the ' +
    'log in memory with `service.wal.type: memory`, or set `service.wal.unredacted: allow`';

  it.each([
    ['redaction', '', [refused('a', 8)]],
    ['redaction', 'limiter, redaction', [refused('a', 8), refused('b', 9)]],
    ['sampler, redaction', 'sampler, redaction', [refused('a', 8), refused('b', 9)]],
    ['limiter, redaction', 'limiter, redaction, sampler', []],
    ['limiter', 'sampler', []],
  ])('with [%s] and [%s]', (first, second, expected) => {
    expect(redaction(first, second, 'type: file')).toEqual(expected);
    expect(redaction(first, second, 'type: memory')).toEqual([]);
    expect(redaction(first, second, 'unredacted: allow')).toEqual([]);
  });
});

describe('connectors', () => {
  const text = `
receivers: { otlp: }
connectors: { ml_monitor: }
exporters: { prometheus: , nop: }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [ml_monitor] }
    metrics: { receivers: [ml_monitor], exporters: [prometheus] }
`;
  it('whose output no pipeline takes are warned of', () => {
    expect(find(text).warnings).toEqual([
      'exporters.nop is used in no pipeline',
      'connectors.ml_monitor: no pipeline takes the logs that it gives out',
    ]);
    const sets = ['service.pipelines.logs={receivers: [ml_monitor], exporters: [nop]}'];
    expect(find(text, { sets }).warnings).toEqual([]);
  });

  it('must not have the name of a receiver or exporter', () => {
    expect(find(text, { sets: ['connectors.nop='] }).problems).toEqual([
      '--set: connectors.nop: expected another name: exporters.nop has this one',
    ]);
  });

  it('do not keep a component of another kind with the same name from being unused', () => {
    const both = `
receivers: { otlp: }
exporters: { otlp_http/x: { endpoint: 'http://a' }, nop: , nop/otlp: }
processors: { nop: }
service: { pipelines: { traces: { receivers: [otlp], exporters: [nop] } } }
`;
    expect(find(both).warnings).toEqual([
      'processors.nop is used in no pipeline',
      'exporters.otlp_http/x is used in no pipeline',
      'exporters.nop/otlp is used in no pipeline',
    ]);
  });
});

describe('settings of the environment', () => {
  const text = `
receivers: { otlp: }
exporters: { nop: }
service: { pipelines: { traces: { receivers: [otlp], exporters: [nop] } } }
`;
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318' };

  it('that a configuration does not name are warned of', () => {
    expect(find(text, { environment: endpoint }).warnings).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT has no effect beside a configuration: name it there, as ${env:OTEL_EXPORTER_OTLP_ENDPOINT}',
    ]);
    expect(find(text, { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: '' } }).warnings).toEqual([]);
  });

  it('that say something else than --forward are warned of', () => {
    const builtIn = (forward: string, environment: Readonly<Record<string, string>>): unknown =>
      loadConfiguration({ forward, environment, definitions: COMPONENTS }).warnings;
    expect(builtIn('http://b:4318', endpoint)).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT has no effect: --forward says where everything goes',
    ]);
    expect(builtIn('http://a:4318', endpoint)).toEqual([]);
  });

  it('of OTLP exporters that the built-in configuration does not hear are warned of', () => {
    const { warnings } = loadConfiguration({
      definitions: COMPONENTS,
      environment: {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_SERVICE_NAME: 'x',
      },
    });
    expect(warnings).toEqual([
      'OTEL_EXPORTER_OTLP_HEADERS has no effect: a configuration can say it of an exporter',
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT has no effect: a configuration can say it of an exporter',
    ]);
  });
});

describe('keys of the Collector', () => {
  const base = (receiver: string, service = ''): string => `
receivers: { otlp: ${receiver} }
exporters: { nop: }
service: { ${service} pipelines: { traces: { receivers: [otlp], exporters: [nop] } } }
`;

  it('are not found in the prototype of an object', () => {
    const [problem] = find(
      base('{}').replace('exporters:', 'processors: { constructor: }\nexporters:'),
    ).problems;
    expect(problem).toContain('unknown type: "constructor" for id: "constructor"');
  });

  it('that a definition knows are left to it', () => {
    const batch = processor('batch', 'egress', false);
    const text = `
receivers: { nop: }
processors: { batch: }
exporters: { nop: }
service: { pipelines: { traces: { receivers: [nop], processors: [batch], exporters: [nop] } } }
`;
    const definitions = [...DEFINITIONS, batch];
    const { pipelines, warnings } = loadConfiguration({
      texts: [{ name: 'a', text }],
      definitions,
    });
    expect({ processors: pipelines[0]?.processors, warnings }).toEqual({
      processors: ['batch'],
      warnings: [],
    });
  });

  it.each(['auth', 'middlewares'])('whose absence would be unsafe are problems: %s', (key) => {
    const [problem] = find(base(`{ protocols: { http: { ${key}: { x: y } } } }`)).problems;
    expect(problem).toMatch(`a:2: receivers.otlp.protocols.http.${key}: is not supported`);
  });

  it('of telemetry of its own have no effect', () => {
    const own = 'telemetry: { traces: { level: none }, resource: { a: b } },';
    expect(find(base('{}', own))).toEqual({
      problems: [],
      warnings: [
        'service.telemetry.traces has no effect: the collector makes no traces of its own',
        'service.telemetry.resource has no effect: what the collector says of itself has no resource',
      ],
    });
  });

  it('of logs have no effect', () => {
    const logs = 'telemetry: { logs: { encoding: console, sampling: { enabled: true } } },';
    expect(find(base('{}', logs))).toEqual({
      problems: [],
      warnings: [
        'service.telemetry.logs.sampling has no effect: every line is written',
        'service.telemetry.logs.encoding has no effect: lines are written as `logfmt`',
      ],
    });
    // What the schema knows is for the schema to refuse.
    const wrong = 'telemetry: { logs: { encoding: xml } },';
    expect(find(base('{}', wrong)).problems[0]).toMatch(/expected one of \[logfmt json\]/);
  });

  it('leave a section that is no map to its schema', () => {
    expect(find(base('5')).problems).toEqual(['a:2: receivers.otlp: expected object, found 5']);
    expect(find('receivers: [otlp]\nservice: 5').problems).toHaveLength(2);
  });
});
