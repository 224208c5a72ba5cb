import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { startOtlpSink } from '../../../e2e/support/otlp-sink.ts';
import { runCli } from '../src/cli.ts';
import { temporaryFolder } from './support/folder.ts';
import { otlpRequest, post, send } from './support/requests.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    version: '1.2.3',
    environment,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    onStop(callback) {
      setImmediate(callback);
      return () => {};
    },
  });
  return { code, out, err };
}

function configurationFile(text: string): string {
  const path = join(temporaryFolder(), 'marigraph.yaml');
  writeFileSync(path, text);
  return path;
}

const VALID = `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { otlp_http: { endpoint: '\${env:BACKEND:-http://127.0.0.1:1}' } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } } }
`;

it('says its version and what it can do', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  const help = await run(['--help']);
  expect(help.code).toBe(0);
  expect(help.out).toContain('validate');
  expect((await run(['nonsense'])).code).toBe(1);
  expect((await run(['run', '--nonsense'])).err).toContain("unknown option '--nonsense'");
});

it('validates a configuration and prints warnings', async () => {
  const path = configurationFile(VALID);
  expect(await run(['validate', '--config', path, '--set', 'processors.batch='])).toEqual({
    code: 0,
    out: 'configuration is valid\n',
    err: 'warning: processors.batch has no effect: exporters merge small requests themselves\n',
  });
});

it('prints every problem of a configuration and ends with 1', async () => {
  const path = configurationFile(VALID.replace('otlp_http:', 'otlp_htp:'));
  const { code, out, err } = await run(['validate', '--config', path], { BACKEND: 'x' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.replaceAll(path, 'marigraph.yaml')).toMatchInlineSnapshot(`
    "marigraph.yaml:3: exporters: unknown type: "otlp_htp" for id: "otlp_htp" (valid values: [debug file otlp_grpc otlp_http prometheus]) (did you mean "otlp_http"?)
    marigraph.yaml:4: service.pipelines.traces.exporters: references exporter "otlp_http" which is not configured
    2 problems in the configuration
    "
  `);
  expect((await run(['validate', '--config', '/nowhere.yaml'])).err).toBe(
    '/nowhere.yaml: cannot be read: ENOENT\n1 problem in the configuration\n',
  );
});

it('shows warnings beside problems, and every location that cannot be read', async () => {
  const path = configurationFile(VALID);
  const { code, err } = await run([
    'validate',
    '--config',
    path,
    '--set',
    'processors.batch=',
    '--set',
    'a=1',
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^warning: processors.batch has no effect: .*\n--set: a: unknown key .*\n1 problem/,
  );
  const folder = temporaryFolder();
  const locations = [folder, 'http://a/b', 'env:NONE'].flatMap((location) => [
    '--config',
    location,
  ]);
  expect((await run(['validate', ...locations])).err).toBe(
    [
      `${folder}: cannot be read: it is a directory, expected a file`,
      'http://a/b: is not fetched: a configuration is a file, `env:NAME` or `yaml:text`',
      'env:NONE: the variable is not set',
      '3 problems in the configuration\n',
    ].join('\n'),
  );
});

it('prints a configuration as it takes effect', async () => {
  const path = configurationFile(VALID);
  const inline = 'yaml:exporters::otlp_http::headers: {api-key: s3cret}';
  const set = 'exporters::otlp_http::timeout=5s';
  const { code, out, err } = await run(
    ['print-config', '--config', path, '--config', 'env:MORE', '--config', inline, '--set', set],
    { BACKEND: 'http://b:1', MORE: 'service::wal::type: memory' },
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(parse(out)).toMatchObject({
    exporters: {
      otlp_http: { endpoint: 'http://b:1', timeout: '5s', headers: { 'api-key': '[REDACTED]' } },
    },
    service: { wal: { type: 'memory', max_mib: 256, max_lag_mib: 192 } },
  });
});

it('lists its components as YAML or JSON', async () => {
  const { code, out } = await run(['components']);
  expect(code).toBe(0);
  const components = parse(out) as unknown;
  expect(components).toMatchObject({
    buildinfo: { command: 'marigraph', version: '1.2.3' },
    exporters: expect.arrayContaining([
      {
        type: 'otlp_http',
        kind: 'exporter',
        stability: 'alpha',
        signals: ['traces', 'metrics', 'logs'],
        aliases: ['otlphttp'],
      },
    ]),
    connectors: [
      {
        type: 'ml_monitor',
        kind: 'connector',
        stability: 'alpha',
        from: ['traces', 'logs'],
        to: ['metrics', 'logs'],
      },
    ],
  });
  expect(JSON.parse((await run(['components', '--json'])).out)).toEqual(components);
});

it('prints a JSON Schema', async () => {
  const { code, out } = await run(['schema']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { receivers: {}, service: {} },
  });
});

it('takes the endpoint of OTEL_EXPORTER_OTLP_ENDPOINT only without a configuration', async () => {
  const path = configurationFile(VALID);
  const bad = { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' };
  expect((await run(['validate', '--config', path], bad)).code).toBe(0);
  expect((await run(['validate'], bad)).err).toContain('exporters.otlp_http/forward.endpoint');
  expect((await run(['validate', '--forward', 'http://a', '--config', path], bad)).code).toBe(0);
  expect((await run(['validate'], { OTEL_EXPORTER_OTLP_ENDPOINT: '' })).code).toBe(0);
});

it('runs until it is asked to stop', async () => {
  const path = configurationFile(VALID);
  const folder = temporaryFolder();
  const set = ['--set', `service.state.directory=${folder}`, '--set', 'processors.batch='];
  const { code, err } = await run(['run', '--config', path, ...set]);
  expect(code).toBe(0);
  expect(err).toMatch(/level=warn message="processors.batch has no effect/);
  expect(err).toMatch(/message="the collector runs"/);
  expect(err).toMatch(/message="the collector shuts down"/);
});

it('says why it cannot run', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const path = configurationFile(VALID);
  const directory = join(folder, 'file', 'x');
  const { code, err } = await run([
    'run',
    '--config',
    path,
    '--set',
    `service.state.directory=${directory}`,
  ]);
  expect(code).toBe(1);
  expect(err).toMatch(/^state_unusable: .*file\/x.*\nCheck that the directory exists/);
});

it('runs as a process with its built-in configuration, and delivers before SIGTERM ends it', async () => {
  const sink = await startOtlpSink();
  onTestFinished(() => sink.close());
  const folder = temporaryFolder();
  const main = join(import.meta.dirname, '../src/main.ts');
  const child = spawn(
    process.execPath,
    [
      '--conditions=@marigraph/source',
      main,
      'run',
      '--forward',
      sink.url,
      '--set',
      'receivers.otlp.protocols.http.endpoint=127.0.0.1:0',
      '--set',
      'exporters.prometheus.endpoint=127.0.0.1:0',
      '--set',
      'extensions.http_api.endpoint=127.0.0.1:0',
      '--set',
      'extensions.health_check.endpoint=127.0.0.1:0',
      '--set',
      'service.telemetry.metrics.endpoint=127.0.0.1:0',
    ],
    { cwd: folder, stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const exited = once(child, 'exit');
  let log = '';
  const endpoints = await new Promise<Map<string, string>>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (!log.includes('the collector runs')) return;
      const found = [...log.matchAll(/component=(\S+) endpoint=(\S+)/g)];
      resolve(new Map(found.map(([, id = '', endpoint = '']) => [id, `http://${endpoint}`])));
    });
  });
  const otlp = endpoints.get('otlp') ?? '';
  expect((await post(otlp, 'traces', otlpRequest('traces', 'a'))).status).toBe(200);
  expect((await post(otlp, 'metrics', otlpRequest('metrics', 'm'))).status).toBe(200);
  await sink.waitFor((requests) => requests.length === 2);
  const health = await send(`${endpoints.get('http_api')}/health`, { method: 'GET' });
  expect(health.status).toBe(200);
  const ready = await send(`${endpoints.get('health_check')}/readyz`, { method: 'GET' });
  expect(ready.status).toBe(200);
  const scrape = await send(`${endpoints.get('prometheus')}/metrics`, { method: 'GET' });
  expect(scrape.body.toString()).toContain('m_0{job="test"} 1.5\n');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(log).toContain('the collector shuts down');
});
