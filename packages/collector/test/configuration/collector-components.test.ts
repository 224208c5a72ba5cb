import { globSync } from 'node:fs';

import { COMPONENTS, ConfigurationError, loadConfiguration } from '@marigraph/collector';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

import { vectors } from '../../../../test/support/vectors.ts';
import { standIns } from '../support/stand-ins.ts';

vectors.describe('otlp/collector-config', (folder) => {
  const seen = new Set<string>();
  const text = (file: string): string => {
    seen.add(file);
    return vectors.text(folder, file);
  };
  interface Outcome {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
  }
  /** Checks one component of a configuration that is valid otherwise. */
  const check = (component: Readonly<Record<string, unknown>>): Outcome => {
    const [id = ''] = Object.keys(component);
    const section = component[id];
    const isReceiver = id === 'otlp';
    const value = {
      receivers: isReceiver ? { otlp: section } : { nop: {} },
      exporters: isReceiver ? { nop: {} } : { [id]: section },
      service: {
        pipelines: {
          traces: { receivers: [isReceiver ? id : 'nop'], exporters: [isReceiver ? 'nop' : id] },
        },
      },
    };
    const texts = [{ name: 'x', text: JSON.stringify(value) }];
    try {
      const { warnings } = loadConfiguration({
        texts,
        definitions: [...COMPONENTS, ...standIns('nop')],
      });
      return { problems: [], warnings };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      return { problems: error.problems.map(({ message }) => message), warnings: error.warnings };
    }
  };
  const isKnown = (kind: string, type: string): boolean =>
    COMPONENTS.some((definition) => definition.kind === kind && definition.type === type);
  const hasGrpc = check({ otlp: { protocols: { grpc: null } } }).problems.length === 0;
  const receiver = (name: string): unknown =>
    parse(text(`receiver/otlpreceiver/testdata/${name}.yaml`));

  it.each(['only_http', 'only_http_null', 'only_http_empty_map'])('the receiver takes %s', (name) =>
    expect(check({ otlp: receiver(name) })).toEqual({ problems: [], warnings: [] }),
  );

  it.each(['default', 'only_grpc'])('the receiver takes %s where it has gRPC', (name) => {
    expect(check({ otlp: receiver(name) }).problems.length === 0).toBe(hasGrpc);
  });

  it('the receiver wants a protocol where it has two', () => {
    const { problems } = check({ otlp: receiver('bad_no_proto_config') });
    expect(problems.length > 0).toBe(hasGrpc);
  });

  it.each([
    'bad_proto_config',
    'typo_default_proto_config',
    'invalid_traces_path',
    'invalid_metrics_path',
    'invalid_logs_path',
    'invalid_profiles_path',
    // Sockets of the file system are not supported.
    'uds',
    // Names an authenticator, which would be missing.
    'config',
  ])('the receiver does not take %s', (name) => {
    expect(check({ otlp: receiver(name) }).problems).not.toEqual([]);
  });

  it('the receiver without its authenticator would be open', () => {
    const { problems } = check({ otlp: receiver('config') });
    expect(problems).toContainEqual(expect.stringContaining('anybody who reaches the endpoint'));
  });

  const invalid = parse(text('exporter/otlpexporter/testdata/invalid_configs.yaml')) as object;

  it.each(Object.entries(invalid))('otlp_grpc does not take %s', (_, section) => {
    expect(check({ otlp_grpc: section }).problems).not.toEqual([]);
  });

  it('otlp_grpc does not take an authenticator', () => {
    const full = parse(text('exporter/otlpexporter/testdata/config.yaml')) as object;
    expect(check({ otlp_grpc: full }).problems).not.toEqual([]);
  });

  it('otlp_grpc has no queue of its own', () => {
    const batch = parse(text('exporter/otlpexporter/testdata/default-batch.yaml')) as object;
    const { problems } = check({ otlp_grpc: batch });
    expect(problems.length === 0).toBe(isKnown('exporter', 'otlp_grpc'));
  });

  it('otlp_http needs an endpoint', () => {
    const path = 'exporter/otlphttpexporter/testdata/bad_empty_config.yaml';
    const { exporters } = parse(text(path)) as { exporters: Readonly<Record<string, unknown>> };
    expect(check(exporters).problems).not.toEqual([]);
  });

  it('otlp_http takes what the Collector’s takes, but for certificates that are not there', () => {
    const path = 'exporter/otlphttpexporter/testdata';
    const { tls, headers, ...full } = parse(text(`${path}/config.yaml`)) as {
      readonly tls: unknown;
      readonly headers: Readonly<Record<string, string>>;
    };
    expect(tls).toBeDefined();
    // A name with spaces and a question mark cannot stand in an HTTP header.
    const { 'can you have a . here?': odd, ...possible } = headers;
    expect(odd).toBeDefined();
    const { problems, warnings } = check({ otlp_http: { ...full, headers: possible } });
    expect(problems).toEqual([]);
    expect(warnings).toContainEqual(
      'exporters.otlp_http.profiles_endpoint has no effect: there is no signal for profiles',
    );
  });

  it('otlp_http has one encoding', () => {
    const path = 'exporter/otlphttpexporter/testdata/bad_invalid_encoding.yaml';
    const { problems } = check({
      otlp_http: { endpoint: 'http://b', ...(parse(text(path)) as object) },
    });
    expect(problems).toHaveLength(1);
  });

  it.each(globSync('exporter/exporterhelper/internal/queuebatch/testdata/*.yaml', { cwd: folder }))(
    'otlp_http takes %s',
    (file) => {
      const queue: unknown = parse(text(file));
      const { problems } = check({ otlp_http: { endpoint: 'http://b', sending_queue: queue } });
      expect(problems).toEqual([]);
    },
  );

  it('HTTP settings are taken, but for what would be unsafe to leave out', () => {
    interface Settings {
      readonly client: Readonly<Record<string, unknown>>;
      readonly server: Readonly<Record<string, unknown>>;
    }
    const { client, server } = parse(text('config/confighttp/testdata/config.yaml')) as Settings;
    const unsafe = new Set(['tls', 'auth', 'middlewares', 'proxy_url', 'cors']);
    // Sizes are in MiB here.
    unsafe.add('max_request_body_size');
    const safe = (all: Readonly<Record<string, unknown>>): unknown =>
      Object.fromEntries(Object.entries(all).filter(([key]) => !unsafe.has(key)));
    expect(check({ otlp_http: safe(client) }).problems).toEqual([]);
    expect(check({ otlp: { protocols: { http: safe(server) } } }).problems).toEqual([]);
    const more = parse(text('config/confighttp/testdata/middlewares.yaml')) as Settings;
    for (const { auth, middlewares } of [client, more.client]) {
      const given = JSON.parse(JSON.stringify({ auth, middlewares })) as object;
      const { problems } = check({ otlp_http: { endpoint: 'http://b', ...given } });
      expect(problems).toHaveLength(Object.keys(given).length);
    }
  });

  it('memory_limiter is taken', () => {
    const folderOf = 'internal/memorylimiter/testdata';
    const load = (file: string): readonly string[] => {
      const definitions = [...COMPONENTS, ...standIns('nop')];
      const value = {
        receivers: { nop: {} },
        processors: { memory_limiter: parse(text(`${folderOf}/${file}`)) as unknown },
        exporters: { nop: {} },
        service: {
          pipelines: {
            traces: { receivers: ['nop'], processors: ['memory_limiter'], exporters: ['nop'] },
          },
        },
      };
      try {
        loadConfiguration({ texts: [{ name: 'x', text: JSON.stringify(value) }], definitions });
        return [];
      } catch (error) {
        return error instanceof ConfigurationError ? error.message.split('\n') : [];
      }
    };
    expect(load('config.yaml')).toEqual([]);
    const isRefused = load('negative_unsigned_limits_config.yaml').length > 0;
    expect(isRefused).toBe(isKnown('processor', 'memory_limiter'));
  });

  it('leaves no file out', () => {
    const files = globSync('{receiver,exporter,config,internal}/**/*.yaml', { cwd: folder });
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
  });
});
