import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';

import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly depends_on?: string[] | Readonly<Record<string, { condition: string }>>;
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
  readonly working_dir?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

interface CollectorConfig {
  readonly receivers: Readonly<Record<string, unknown>>;
  readonly connectors: Readonly<Record<string, unknown>>;
  readonly exporters: Readonly<Record<string, { readonly endpoint?: string }>>;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<
      Record<
        string,
        { readonly receivers: readonly string[]; readonly exporters: readonly string[] }
      >
    >;
  };
}

interface PrometheusConfig {
  readonly scrape_configs: readonly {
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

interface GrafanaDataSources {
  readonly datasources: readonly {
    readonly uid: string;
    readonly jsonData?: {
      readonly exemplarTraceIdDestinations?: readonly { readonly datasourceUid: string }[];
    };
  }[];
}

const ROOT = resolve(import.meta.dirname, '..');
const { services, volumes } = read('docker-compose.yml') as Compose;
const collector = read('docker/collector.yaml') as CollectorConfig;
const configs = globSync('docker/**/*.{yml,yaml}', { cwd: ROOT });

/** The address of a listener or of a peer: `host:port`, with or without a scheme and a path. */
const ADDRESS = /(?:^|[\s'"(])(?:https?:\/\/)?([a-z0-9.-]+):(\d{2,5})(?=$|[\s'"/)])/g;

/**
 * Ports per service. Those of other projects' images are their documented defaults, those of our own are
 * read from the files that set them.
 */
const LISTENS: Readonly<Record<string, readonly number[]>> = {
  collector: addressesOf(collector)
    .filter(({ host }) => host === '0.0.0.0')
    .map(({ port }) => port),
  example: [Number(services['example']?.environment?.['PORT'])],
  grafana: [3000],
  jaeger: [4317, 4318, 16685, 16686],
  prometheus: [9090],
};

describe('docker-compose.yml', () => {
  it('passes dclint without a remark', () => {
    const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
    const results: readonly { readonly messages: readonly unknown[] }[] = linter.lintFiles(
      [join(ROOT, 'docker-compose.yml')],
      false,
    );
    expect(results.map(({ messages }) => messages)).toEqual([[]]);
  });

  it('runs exactly the services this test knows the ports of', () => {
    expect(Object.keys(services)).toEqual(Object.keys(LISTENS));
    const silent = Object.entries(LISTENS).filter(
      ([, ports]) => ports.length === 0 || !ports.every(Number.isSafeInteger),
    );
    expect(silent).toEqual([]);
  });

  it.each(Object.entries(services))('%s has its image pinned to a full version', (_, service) => {
    expect(service.image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+\.\d+(-[a-z0-9.-]+)?$/);
  });

  it.each(Object.entries(services))('%s mounts only what exists, read-only', (_, service) => {
    const wrong = mountsOf(service).filter(({ source, mode }) =>
      source.startsWith('.')
        ? mode !== 'ro' || !existsSync(join(ROOT, source))
        : !Object.hasOwn(volumes, source),
    );
    expect(wrong).toEqual([]);
  });

  it.each(Object.entries(services))('%s is given only paths that its mounts hold', (_, service) => {
    const paths = [...(service.command ?? []), service.working_dir ?? '']
      .map((argument) => argument.replace(/^--[a-z.]+=/, ''))
      .filter((argument) => argument.startsWith('/'));
    const missing = paths.filter((path) => {
      const mount = mountsOf(service).find(
        ({ target }) => path === target || path.startsWith(`${target}/`),
      );
      if (mount === undefined) return true;
      const { source, target } = mount;
      return (
        source.startsWith('.') && !existsOnceBuilt(join(ROOT, source, path.slice(target.length)))
      );
    });
    expect(missing).toEqual([]);
  });

  it.each(Object.entries(services))('%s waits only for services that can answer', (_, service) => {
    const { depends_on: dependencies = [] } = service;
    const conditions = Array.isArray(dependencies)
      ? Object.fromEntries(dependencies.map((name) => [name, { condition: 'service_started' }]))
      : dependencies;
    const wrong = Object.entries(conditions).filter(
      ([name, { condition }]) =>
        services[name] === undefined ||
        (condition === 'service_healthy' && services[name].healthcheck === undefined),
    );
    expect(wrong).toEqual([]);
  });

  it('publishes each port once, on 127.0.0.1, where something listens', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((text) => {
        const [host, outer, inner] = text.split(':');
        return { host, outer, listens: LISTENS[name]?.includes(Number(inner)) };
      }),
    );
    expect(published.filter(({ host, listens }) => host !== '127.0.0.1' || !listens)).toEqual([]);
    expect(published.length).toBeGreaterThanOrEqual(Object.keys(services).length);
    expect(new Set(published.map(({ outer }) => outer)).size).toBe(published.length);
  });

  it('checks health where the service listens', () => {
    const checked = Object.entries(services).flatMap(([name, { healthcheck }]) =>
      addressesOf(healthcheck?.test ?? []).map(({ host, port }) => ({ name, host, port })),
    );
    const wrong = checked.filter(
      ({ name, host, port }) => host !== '127.0.0.1' || !LISTENS[name]?.includes(port),
    );
    expect(checked.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('gives each service only addresses where another one listens', () => {
    const peers = Object.values(services).flatMap(({ environment = {} }) =>
      addressesOf(environment),
    );
    expect(peers.length).toBeGreaterThan(0);
    expect(peers.filter(isUnreachable)).toEqual([]);
  });

  it('starts the example with the entry its workspace depends on', () => {
    const { command = [], working_dir: folder = '' } = services['example'] ?? {};
    const example = posix.relative('/marigraph', folder);
    const manifest = read(`${example}/package.json`) as { readonly devDependencies: object };
    const entry = command[command.indexOf('--import') + 1] ?? '';
    expect(manifest.devDependencies).toHaveProperty([entry.replace(/\/register$/, '')]);
    expect(existsSync(join(ROOT, example, command.at(-1) ?? ''))).toBe(true);
  });
});

describe('the mounted configurations', () => {
  it('are all in use', () => {
    // The root, which our own containers mount, would make every file count as used.
    const used = Object.values(services)
      .flatMap((service) => [mountsOf(service).map(({ source }) => source), service.command ?? []])
      .flat()
      .map((path) => posix.relative('/marigraph', posix.resolve('/marigraph', path)))
      .filter((path) => path.startsWith('docker/'));
    const unused = configs.filter(
      (file) => !used.some((path) => file === path || file.startsWith(`${path}/`)),
    );
    expect(unused).toEqual([]);
    expect(configs).toHaveLength(3);
  });

  it.each(configs)('%s names only services of the file and ports they listen on', (file) => {
    const peers = addressesOf(read(file)).filter(({ host }) => host !== '0.0.0.0');
    expect(peers.length).toBeGreaterThan(0);
    expect(peers.filter(isUnreachable)).toEqual([]);
  });

  it('let Prometheus scrape what the collector exposes', () => {
    const { scrape_configs: scrapes } = read('docker/prometheus.yml') as PrometheusConfig;
    const targets = scrapes.flatMap((scrape) => scrape.static_configs.flatMap((s) => s.targets));
    const exposed = collector.exporters['prometheus']?.endpoint?.replace('0.0.0.0', 'collector');
    expect(targets).toEqual([exposed]);
  });

  it('link Grafana only to data sources that it has', () => {
    const { datasources } = read(
      'docker/grafana/provisioning/datasources/datasources.yaml',
    ) as GrafanaDataSources;
    const linked = datasources.flatMap(({ jsonData }) =>
      (jsonData?.exemplarTraceIdDestinations ?? []).map(({ datasourceUid }) => datasourceUid),
    );
    expect(datasources.map(({ uid }) => uid)).toEqual(['prometheus', 'jaeger']);
    expect(linked).toEqual(['jaeger']);
  });
});

describe('docker/collector.yaml', () => {
  const { receivers, connectors, exporters, extensions, service } = collector;
  const pipelines = Object.values(service.pipelines);

  it('uses every component that it configures, and no other', () => {
    const sources = new Set(pipelines.flatMap((pipeline) => pipeline.receivers));
    const sinks = new Set(pipelines.flatMap((pipeline) => pipeline.exporters));
    expect([...sources].toSorted()).toEqual(
      [...Object.keys(receivers), ...Object.keys(connectors)].toSorted(),
    );
    expect([...sinks].toSorted()).toEqual(
      [...Object.keys(exporters), ...Object.keys(connectors)].toSorted(),
    );
    expect(service.extensions).toEqual(Object.keys(extensions));
  });
});

function read(file: string): unknown {
  return parse(readFileSync(join(ROOT, file), 'utf8'));
}

function mountsOf(
  service: Service,
): readonly { source: string; target: string; mode: string | undefined }[] {
  return (service.volumes ?? []).map((volume) => {
    const [source = '', target = '', mode] = volume.split(':');
    return { source, target, mode };
  });
}

/** Every `host:port` in the strings of a parsed document. */
function addressesOf(document: unknown): readonly { host: string; port: number }[] {
  if (typeof document === 'string') {
    return [...document.matchAll(ADDRESS)].map(([, host = '', port]) => ({
      host,
      port: Number(port),
    }));
  }
  return typeof document === 'object' && document !== null
    ? Object.values(document).flatMap(addressesOf)
    : [];
}

function isUnreachable({ host, port }: { host: string; port: number }): boolean {
  return !LISTENS[host]?.includes(port);
}

/** A file of `dist` is there only after a build; its source always is. */
function existsOnceBuilt(path: string): boolean {
  const source = path.replace(/\/dist\/(.+)\.js$/, '/src/$1.ts');
  return existsSync(path) || existsSync(source);
}
