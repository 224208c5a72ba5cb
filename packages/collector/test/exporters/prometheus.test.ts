import { gzipSync } from 'node:zlib';

import { type Batch } from '@marigraph/collector';
import { protobufToJson } from '@marigraph/otlp';
import { describe, expect, it, onTestFinished } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { prometheus } from '../../src/exporters/prometheus.ts';
import { recordingLogger, type RecordingLogger } from '../support/logger.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { type ParsedFamily, parseExposition, type Sample } from '../support/prometheus-parser.ts';
import { send } from '../support/requests.ts';

type Json = Readonly<Record<string, unknown>>;

interface Started {
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  readonly base: string;
  /** Hands over one request with these metrics. */
  readonly take: (
    metrics: readonly Json[],
    more?: { readonly resource?: Json; readonly scope?: Json },
  ) => void;
  readonly consume: (batch: Partial<Batch>) => void;
  readonly scrape: () => Promise<Map<string, ParsedFamily>>;
  readonly text: () => Promise<string>;
  readonly report: () => Json;
}

const BATCH: Batch = {
  signal: 'metrics',
  contentType: 'protobuf',
  encoding: 'identity',
  body: Buffer.of(),
  items: 1,
  sequence: 0n,
  receivedAt: 0n,
  tenant: '',
};

async function start(more: Json = {}): Promise<Started> {
  const clock = manualClock();
  const logger = recordingLogger();
  const config = prometheus.config.parse({ endpoint: '127.0.0.1:0', ...more });
  const exporter = prometheus.create({ id: 'prometheus', config, clock, random: () => 0, logger });
  await exporter.start?.({ components: () => [], report: () => ({}) as never });
  onTestFinished(() => exporter.shutdown(AbortSignal.timeout(1_000)));
  const report = (): Json => (exporter as unknown as { report(): Json }).report();
  const base = `http://${String(report()['endpoint'])}`;
  const text = async (): Promise<string> =>
    (await send(`${base}/metrics`, { method: 'GET' })).body.toString();
  const consume = (batch: Partial<Batch>): void => void exporter.consume({ ...BATCH, ...batch });
  return {
    clock,
    logger,
    base,
    consume,
    take: (metrics, { resource = {}, scope = {} } = {}) =>
      consume({ body: request(metrics, resource, scope) }),
    scrape: async () => parseExposition(await text()),
    text,
    report,
  };
}

function request(metrics: readonly Json[], resource: Json, scope: Json): Uint8Array {
  const type = requestTypes.metrics;
  return type
    .encode(
      type.fromObject({
        resourceMetrics: [
          { resource: { attributes: attributes(resource) }, scopeMetrics: [{ scope, metrics }] },
        ],
      }),
    )
    .finish();
}

function attributes(values: Json): Json[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): Json {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return {};
}

const DELTA = 1;
const CUMULATIVE = 2;
let time = 1_700_000_000;

function point(value: number | bigint, labels: Json = {}, more: Json = {}): Json {
  const number = typeof value === 'bigint' ? { asInt: String(value) } : { asDouble: value };
  return { ...number, attributes: attributes(labels), timeUnixNano: `${time++}000000000`, ...more };
}

const gauge = (name: string, points: readonly Json[], more: Json = {}): Json => ({
  name,
  gauge: { dataPoints: points },
  ...more,
});

const sum = (name: string, points: readonly Json[], more: Json = {}): Json => ({
  name,
  sum: {
    dataPoints: points,
    isMonotonic: more['monotonic'] ?? true,
    aggregationTemporality: more['temporality'] ?? CUMULATIVE,
  },
  ...more,
});

function histogram(name: string, points: readonly Json[], temporality = CUMULATIVE): Json {
  return { name, histogram: { dataPoints: points, aggregationTemporality: temporality } };
}

function buckets(counts: readonly number[], more: Json = {}): Json {
  return {
    count: counts.reduce((total, count) => total + count, 0),
    sum: 10.5,
    bucketCounts: counts,
    explicitBounds: [0.005, 1, 2.5],
    timeUnixNano: `${time++}000000000`,
    ...more,
  };
}

const samples = (families: ReadonlyMap<string, ParsedFamily>, name: string): readonly Sample[] =>
  families.get(name)?.samples ?? [];

describe('the prometheus exporter', () => {
  it('shows gauges, counters and up-down counters with help and type once', async () => {
    const { take, text } = await start();
    take([
      gauge('process.memory', [point(1.5, { pool: 'a' }), point(2n, { pool: 'b' })], {
        unit: 'By',
        description: 'Memory\nof a \\ pool',
      }),
      sum('requests', [point(9_007_199_254_740_993n)], { unit: '{request}' }),
      sum('connections', [point(-3n)], { monotonic: false }),
    ]);
    expect(await text()).toMatchInlineSnapshot(`
      "# HELP process_memory_bytes Memory\\nof a \\\\ pool
      # TYPE process_memory_bytes gauge
      process_memory_bytes{pool="a"} 1.5
      process_memory_bytes{pool="b"} 2
      # TYPE requests_total counter
      requests_total 9007199254740993
      # TYPE connections gauge
      connections -3
      "
    `);
  });

  it('answers with the content type of the text format, and nothing else elsewhere', async () => {
    const { base, take } = await start();
    take([gauge('a', [point(1)])]);
    const get = await send(`${base}/metrics?x=1`, { method: 'GET' });
    expect(get.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const head = await send(`${base}/metrics`, { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(get.body.length));
    expect((await send(`${base}/`, { method: 'GET' })).status).toBe(404);
    expect((await send(`${base}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('cumulates histogram buckets', async () => {
    const { take, scrape } = await start();
    take([histogram('latency', [buckets([1, 2, 3, 4])])]);
    const families = await scrape();
    expect(families.get('latency')?.type).toBe('histogram');
    expect(samples(families, 'latency').map((s) => [s.name, s.labels['le'], s.value])).toEqual([
      ['latency_bucket', '0.005', 1],
      ['latency_bucket', '1', 3],
      ['latency_bucket', '2.5', 6],
      ['latency_bucket', '+Inf', 10],
      ['latency_sum', undefined, 10.5],
      ['latency_count', undefined, 10],
    ]);
  });

  it('shows a histogram without bounds or sum', async () => {
    const { take, scrape } = await start();
    const plain = { count: 4, timeUnixNano: '5', attributes: attributes({ a: 'b', le: 'x' }) };
    take([histogram('plain', [plain])]);
    expect(samples(await scrape(), 'plain')).toEqual([
      { name: 'plain_bucket', labels: { a: 'b', exported_le: 'x', le: '+Inf' }, value: 4 },
      { name: 'plain_count', labels: { a: 'b', exported_le: 'x' }, value: 4 },
    ]);
  });

  it('adds deltas up', async () => {
    const { take, scrape } = await start();
    for (const value of [1n, 2n, 4n]) {
      take([
        sum('ints', [point(value)], { temporality: DELTA }),
        sum('doubles', [point(Number(value) + 0.5)], { temporality: DELTA }),
        sum('mixed', [value === 2n ? point(value) : point(Number(value))], { temporality: DELTA }),
        histogram('sizes', [buckets([Number(value), 0, 1, 0])], DELTA),
      ]);
    }
    const families = await scrape();
    expect(samples(families, 'ints_total')[0]?.value).toBe(7);
    expect(samples(families, 'doubles_total')[0]?.value).toBe(8.5);
    expect(samples(families, 'mixed_total')[0]?.value).toBe(7);
    expect(samples(families, 'sizes').map((s) => s.value)).toEqual([7, 7, 10, 10, 31.5, 10]);
  });

  it('starts a delta histogram anew when its bounds change', async () => {
    const { take, scrape } = await start();
    take([histogram('sizes', [buckets([1, 1, 1, 1])], DELTA)]);
    take([histogram('sizes', [buckets([2, 0], { explicitBounds: [7], sum: undefined })], DELTA)]);
    take([histogram('sizes', [buckets([1, 0], { explicitBounds: [7] })], DELTA)]);
    expect(samples(await scrape(), 'sizes').map((s) => s.value)).toEqual([3, 3, 3]);
  });

  it('keeps the newest value of a cumulative series and counts what is older', async () => {
    const { take, scrape, report } = await start();
    take([gauge('g', [point(1, {}, { timeUnixNano: '2000' })])]);
    take([gauge('g', [point(2, {}, { timeUnixNano: '1000' })])]);
    take([gauge('g', [point(3, {}, { timeUnixNano: '2000' })])]);
    expect(samples(await scrape(), 'g')[0]?.value).toBe(3);
    expect(report()).toMatchObject({ series: 1, droppedPoints: { out_of_order: 1 } });
  });

  it('names job, instance and scope, and puts the rest of the resource into target_info', async () => {
    const { take, scrape } = await start();
    const resource = {
      'service.name': 'shop',
      'service.namespace': 'prod',
      'service.instance.id': 'i-1',
      'host.name': 'h1',
    };
    take([gauge('g', [point(1, { job: 'mine', instance: 'x', a: 'b' })])], {
      resource,
      scope: { name: 'scope', version: '1.2' },
    });
    const families = await scrape();
    expect(samples(families, 'g')[0]?.labels).toEqual({
      job: 'prod/shop',
      instance: 'i-1',
      otel_scope_name: 'scope',
      otel_scope_version: '1.2',
      exported_job: 'mine',
      exported_instance: 'x',
      a: 'b',
    });
    expect(families.get('target_info')).toMatchObject({ type: 'gauge', help: 'Target metadata' });
    expect(samples(families, 'target_info')).toEqual([
      {
        name: 'target_info',
        labels: { job: 'prod/shop', instance: 'i-1', host_name: 'h1' },
        value: 1,
      },
    ]);

    take([], { resource: { ...resource, 'host.name': 'h2' } });
    expect(samples(await scrape(), 'target_info').map((s) => s.labels['host_name'])).toEqual([
      'h2',
    ]);
  });

  it('has no target_info where nothing names the target, or nothing describes it', async () => {
    const { take, scrape } = await start();
    take([gauge('a', [point(1)])], { resource: { 'host.name': 'h' } });
    take([gauge('b', [point(1)])], { resource: { 'service.name': 's', 'service.namespace': 'n' } });
    take([gauge('c', [point(1)])], { resource: { 'service.namespace': 'n' } });
    const families = await scrape();
    expect([...families.keys()]).toEqual(['a', 'b', 'c']);
    expect(samples(families, 'b')[0]?.labels).toEqual({ job: 'n/s' });
    expect(samples(families, 'c')[0]?.labels).toEqual({});
  });

  it('escapes label values and turns every kind of attribute into text', async () => {
    const { take, scrape } = await start();
    const nasty = 'a"b\\c\nd\\n ü 💡 } , =';
    take([
      gauge('g', [
        point(1, {
          nasty,
          bool: true,
          int: 12n,
          double: 0.5,
          bytes: Buffer.from('hi'),
          list: [1n, 'x', null],
          empty: null,
          '': 'blank',
        }),
      ]),
    ]);
    expect(samples(await scrape(), 'g')[0]?.labels).toEqual({
      nasty,
      bool: 'true',
      int: '12',
      double: '0.5',
      bytes: 'aGk=',
      list: '[1,"x",null]',
      _: 'blank',
    });
  });

  it('joins attributes whose label names become the same', async () => {
    const { take, scrape } = await start();
    take([gauge('g', [point(1, { 'a.b': '2', a_b: '3', 'a-b': '1', '1a': 'x', __name__: 'y' })])]);
    expect(samples(await scrape(), 'g')[0]?.labels).toEqual({
      a_b: '1;2;3',
      key_1a: 'x',
      key_name__: 'y',
    });
  });

  it('shows special numbers', async () => {
    const { take, text } = await start();
    const values = [NaN, Infinity, -Infinity, -0, 1e300, 1e-7];
    take([
      gauge(
        'g',
        values.map((value, i) => point(value, { i: String(i) })),
      ),
    ]);
    const lines = (await text()).split('\n').filter((line) => line.startsWith('g{'));
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      'NaN',
      '+Inf',
      '-Inf',
      '0',
      '1e+300',
      '1e-7',
    ]);
    expect(() => parseExposition(`# TYPE g gauge\n${lines.join('\n')}\n`)).not.toThrow();
  });

  it('removes a series that says it has no value any more', async () => {
    const { take, scrape } = await start();
    take([gauge('g', [point(1, { a: 'x' }), point(1, { a: 'y' })])]);
    take([gauge('g', [point(0, { a: 'x' }, { flags: 1 }), point(0, { a: 'z' }, { flags: 1 })])]);
    expect(samples(await scrape(), 'g').map((s) => s.labels['a'])).toEqual(['y']);
    take([gauge('g', [{ attributes: attributes({ a: 'y' }), timeUnixNano: '9', flags: 1 }])]);
    expect((await scrape()).has('g')).toBe(false);
  });

  it('forgets series without news after metric_expiration', async () => {
    const { take, scrape, clock, report } = await start({ metric_expiration: '1m' });
    take([gauge('old', [point(1)]), gauge('new', [point(1)])]);
    clock.advance(40_000);
    take([gauge('new', [point(2)])]);
    clock.advance(40_000);
    expect([...(await scrape()).keys()]).toEqual(['new']);
    expect(report()).toMatchObject({ series: 1 });
  });

  it('holds at most series_max series, counts the others, and takes new ones once old ones expire', async () => {
    const { take, scrape, clock, report, logger } = await start({ series_max: 3 });
    const points = Array.from({ length: 5 }, (_, i) => point(i, { i: String(i) }));
    take([gauge('g', points)]);
    expect(samples(await scrape(), 'g')).toHaveLength(3);
    expect(report()).toMatchObject({ series: 3, droppedPoints: { series_limit: 2 } });
    expect(logger.messages('warn')[0]).toContain('`series_max` is reached');
    clock.advance(301_000);
    take([gauge('h', [point(1)])]);
    expect([...(await scrape()).keys()]).toEqual(['h']);
  });

  it('leaves out what the format cannot show, and says so', async () => {
    const { take, scrape, report, logger } = await start();
    take([
      {
        name: 'exp',
        exponentialHistogram: {
          dataPoints: [{ count: 1 }, { count: 1 }],
          aggregationTemporality: 2,
        },
      },
      { name: 'sum', summary: { dataPoints: [{ count: 1 }] } },
      { name: 'nothing' },
      sum('unspecified', [point(1)], { temporality: 0 }),
      gauge('ok', [point(1), { timeUnixNano: '1' }]),
    ]);
    expect([...(await scrape()).keys()]).toEqual(['ok']);
    expect(report()).toMatchObject({ droppedPoints: { unsupported: 3, temporality: 1 } });
    expect(logger.records.map(({ fields }) => fields['metric'])).toEqual([
      undefined,
      'exp',
      'sum',
      'unspecified_total',
    ]);
  });

  it('keeps the first type of a name, also against the parts of a histogram', async () => {
    const { take, scrape, report } = await start();
    take([
      gauge('a', [point(1)], { description: 'first' }),
      sum('a', [point(2)], { monotonic: false, description: 'second' }),
      histogram('a', [buckets([1, 0, 0, 0])]),
      histogram('h', [buckets([1, 0, 0, 0])]),
      gauge('h_count', [point(1)]),
      gauge('i_sum', [point(1)]),
      histogram('i', [buckets([1, 0, 0, 0])]),
    ]);
    const families = await scrape();
    expect([...families.keys()]).toEqual(['a', 'h', 'i_sum']);
    expect(families.get('a')?.help).toBe('first');
    expect(report()).toMatchObject({ droppedPoints: { type_conflict: 3 } });
  });

  it('shows of a request in JSON what it shows of the same one in protobuf', async () => {
    const metrics = [
      gauge('g', [point(1)]),
      sum('s', [point(2)]),
      histogram('h', [buckets([1, 0, 2, 0])]),
    ];
    const body = request(metrics, { 'service.name': 'scoring' }, { name: 'scope' });
    const [protobuf, json] = [await start(), await start()];
    protobuf.consume({ body });
    json.consume({ body: protobufToJson('metrics', body), contentType: 'json' });
    expect(await json.text()).toBe(await protobuf.text());
    expect(await json.text()).toContain('h_bucket');
  });

  it('reads compressed requests and refuses what it cannot read', async () => {
    const { consume, scrape } = await start();
    const body = gzipSync(request([gauge('g', [point(1)])], {}, {}));
    consume({ body, encoding: 'gzip' });
    expect((await scrape()).has('g')).toBe(true);
    expect(() => consume({ contentType: 'json', body })).toThrowError(/cannot be decoded/);
    expect(() => consume({ body: Buffer.from('0a05', 'hex') })).toThrowError(/cannot be decoded/);
    expect(() => consume({ body, encoding: 'zstd' })).toThrowError(/cannot be decoded/);
  });
});
