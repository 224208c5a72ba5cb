import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { decodeLogs, decodeMetrics, type LogRecord, type NumberDataPoint } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_SEGMENT_NAME,
  ATTR_ML_TAG,
  EVENT_ML_DRIFT_STATE_CHANGE,
  EVENT_ML_GROUND_TRUTH_RESULT,
  METRIC_ML_DRIFT_SCORE,
  METRIC_ML_DRIFT_STATUS,
  METRIC_ML_PERFORMANCE_ACCURACY,
  METRIC_ML_WINDOW_PREDICTIONS,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  PROMETHEUS_NAMES,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import type { OtlpSink } from '../../../../../e2e/support/otlp-sink.ts';
import { buildReferenceFile } from '../../../src/commands/reference-build.ts';
import { openState } from '../../../src/state.ts';
import { type Collector, cursorOf, startCollector } from '../../support/collector.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { recordingLogger } from '../../support/logger.ts';
import { parseExposition, type Sample } from '../../support/prometheus-parser.ts';
import { post, postGzip, send } from '../../support/requests.ts';
import { sinkOf } from '../../support/sink.ts';
import { until } from '../../support/wait.ts';
import { logsOf, type Pairs, type RecordOf, tracesOf } from './records.ts';

const HOUR = 3_600_000;
/** A whole hour, some hours ago: rows may be late, but not in the future. */
const START_MS = Math.floor(Date.now() / HOUR) * HOUR - 12 * HOUR;

/** The reference of `rain` 3: wind evenly from 0 to 99, two cities. */
async function referenceFile(): Promise<string> {
  const folder = temporaryFolder();
  const input = join(folder, 'rows.csv');
  const rows = Array.from(
    { length: 200 },
    (_, at) => `${at % 100},${at % 2 === 0 ? 'Oslo' : 'Bergen'}`,
  );
  writeFileSync(input, ['wind,city', ...rows].join('\n'));
  const output = join(folder, 'reference.json');
  await buildReferenceFile({ model: 'rain', modelVersion: '3', input, output });
  return output;
}

interface Running extends Collector {
  readonly sink: OtlpSink;
  readonly receiver: string;
}

async function startMonitor({
  reference,
  findings = true,
  directory,
  sink,
}: {
  readonly reference?: string;
  readonly findings?: boolean;
  readonly directory?: string;
  readonly sink?: OtlpSink;
} = {}): Promise<Running> {
  const backend = sink ?? (await sinkOf());
  const collector = await startCollector({
    ...(directory === undefined ? {} : { directory }),
    yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
connectors:
  ml_monitor:
    evaluation_interval: 100ms
    monitors:
      rain:
        references: ['${reference ?? (await referenceFile())}']
        segment_keys: [tier]
        window: { duration: 1h }
        allowed_lateness: 0s
        idle_timeout: 1d
        drift: { rule: threshold }
exporters:
  otlp_http: { endpoint: '${backend.url}' }
  prometheus: { endpoint: '127.0.0.1:0' }
extensions: { http_api: { endpoint: '127.0.0.1:0' } }
service:
  extensions: [http_api]
  pipelines:
    traces: { receivers: [otlp], exporters: [ml_monitor] }
    logs: { receivers: [otlp], exporters: [ml_monitor] }
    ${findings ? 'logs/findings: { receivers: [ml_monitor], exporters: [otlp_http] }' : ''}
    metrics: { receivers: [ml_monitor], exporters: [otlp_http, prometheus] }
`,
  });
  return { ...collector, sink: backend, receiver: collector.url('otlp') };
}

const traceOf = (hour: number, at: number): string => `${hour + 1}${at}`.padStart(32, '0');

/** A hundred rows of one hour, one in ten seconds. */
function rowsOf(hour: number, { shift = 0, version = '3' } = {}): RecordOf[] {
  return Array.from({ length: 100 }, (_, at) => ({
    traceId: traceOf(hour, at),
    spanId: '00000000000000ab',
    timeUnixNano: `${START_MS + hour * HOUR + at * 10_000}000000`,
    attributes: [
      [ATTR_ML_MODEL_NAME, 'rain'],
      [ATTR_ML_MODEL_VERSION, version],
      [ATTR_ML_PREDICTION_LABEL, at % 4 === 0 ? 'wet' : 'dry'],
      [ATTR_ML_TAG('tier'), at % 2 === 0 ? 'gold' : 'free'],
      [ATTR_ML_FEATURE_VALUE('wind'), ((at * 37) % 100) + shift],
      [ATTR_ML_FEATURE_VALUE('city'), at % 2 === 0 ? 'Oslo' : 'Bergen'],
    ] satisfies Pairs,
  }));
}

/** The actual class of every row of an hour, named by the id that it had by default: a quarter was right. */
function truthOf(hour: number): RecordOf[] {
  return Array.from({ length: 100 }, (_, at) => ({
    eventName: EVENT_ML_GROUND_TRUTH_RESULT,
    attributes: [
      [ATTR_ML_MODEL_NAME, 'rain'],
      [ATTR_ML_PREDICTION_ID, `${traceOf(hour, at)}-00000000000000ab`],
      [ATTR_ML_GROUND_TRUTH_LABEL, 'wet'],
    ] satisfies Pairs,
  }));
}

function pointsAt({ requests }: OtlpSink, metric: string): readonly NumberDataPoint[] {
  return requests
    .filter(({ path }) => path === '/v1/metrics')
    .flatMap(({ body }) => decodeMetrics(body))
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap((found) =>
      found.name === metric && (found.kind === 'gauge' || found.kind === 'sum')
        ? found.dataPoints
        : [],
    );
}

/** Points of all rows, not of a segment. */
function wholeAt(sink: OtlpSink, metric: string): readonly NumberDataPoint[] {
  return pointsAt(sink, metric).filter(
    ({ attributes }) => attributes[ATTR_ML_SEGMENT_NAME] === undefined,
  );
}

function eventsAt({ requests }: OtlpSink): readonly LogRecord[] {
  return requests
    .filter(({ path }) => path === '/v1/logs')
    .flatMap(({ body }) => decodeLogs(body))
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords);
}

async function samplesOf(
  collector: Collector,
  metric: keyof typeof PROMETHEUS_NAMES,
): Promise<Sample[]> {
  const { body } = await send(`${collector.url('prometheus')}/metrics`, { method: 'GET' });
  const family = parseExposition(body.toString()).get(PROMETHEUS_NAMES[metric]);
  return [...(family?.samples ?? [])];
}

describe('a collector with a monitor', () => {
  it('finds drift, and says so by OTLP, to Prometheus and over its API', async () => {
    const collector = await startMonitor();
    const { sink, receiver } = collector;
    await post(receiver, 'traces', tracesOf(rowsOf(0)));
    await postGzip(receiver, 'traces', tracesOf(rowsOf(1, { shift: 50 })));
    await post(receiver, 'traces', tracesOf(rowsOf(2, { shift: 50 })));
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length === 2, 'two windows');
    await until(() => eventsAt(sink).length >= 1, 'an event');

    const whole = eventsAt(sink).filter(
      ({ attributes }) => attributes[ATTR_ML_SEGMENT_NAME] === undefined,
    );
    expect(whole).toMatchObject([
      {
        eventName: EVENT_ML_DRIFT_STATE_CHANGE,
        attributes: {
          [ATTR_ML_MODEL_NAME]: 'rain',
          [ATTR_ML_MODEL_VERSION]: '3',
          [ATTR_ML_FEATURE_NAME]: 'wind',
          [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_DRIFTED,
        },
      },
    ]);
    const traces = whole[0]?.attributes[ATTR_ML_EXEMPLAR_TRACE_IDS];
    const sent = rowsOf(1).map(({ traceId }) => traceId);
    expect(traces).not.toEqual([]);
    expect(sent).toEqual(expect.arrayContaining(traces as string[]));
    const scores = wholeAt(sink, METRIC_ML_DRIFT_SCORE).filter(
      ({ attributes }) => attributes[ATTR_ML_FEATURE_NAME] === 'wind',
    );
    expect(scores.map(({ exemplars = [] }) => exemplars.length > 0)).toEqual([false, true]);

    await until(
      async () => (await samplesOf(collector, METRIC_ML_DRIFT_STATUS)).length > 0,
      'a scrape shows it',
    );
    const status = await samplesOf(collector, METRIC_ML_DRIFT_STATUS);
    const wind = status.filter(
      ({ labels }) => labels['ml_feature_name'] === 'wind' && !('ml_segment_name' in labels),
    );
    expect(
      Object.fromEntries(wind.map(({ labels, value }) => [labels['ml_drift_state'], value])),
    ).toEqual({ drifted: 1, insufficient_data: 0, no_reference: 0, ok: 0 });

    const { body } = await send(`${collector.url('http_api')}/api/v1/components`, {
      method: 'GET',
    });
    const { components } = JSON.parse(body.toString()) as {
      readonly components: readonly { readonly id: string }[];
    };
    expect(components.find(({ id }) => id === 'ml_monitor')).toMatchObject({
      cursor: { sentItems: 300, droppedItems: {} },
      details: {
        invalid: { no_model: 0 },
        evaluations: { waiting: 0, dropped: 0 },
        models: [
          {
            model: 'rain',
            version: '3',
            reference: { rows: 200 },
            rows: { added: 300, duplicate: 0, late: 0, clamped: 0 },
            scopes: [
              { segment: null, rows: 300 },
              { segment: { key: 'tier', value: 'gold' }, rows: 150 },
              { segment: { key: 'tier', value: 'free' }, rows: 150 },
            ],
          },
        ],
      },
    });
  });

  it('joins labels that come late with the ids that predictions have by default', async () => {
    const { sink, receiver } = await startMonitor();
    await post(receiver, 'traces', tracesOf(rowsOf(0)));
    await post(receiver, 'traces', tracesOf(rowsOf(1)));
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length === 1, 'the window');
    await post(receiver, 'logs', logsOf(truthOf(0)));
    await until(() => wholeAt(sink, METRIC_ML_PERFORMANCE_ACCURACY).length === 1, 'its revision');
    expect(wholeAt(sink, METRIC_ML_PERFORMANCE_ACCURACY)).toMatchObject([{ value: 0.25 }]);
    const [first, second] = wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS);
    expect(second).toEqual(first);
  });

  it('shows Prometheus the newest window, also when an older one is revised', async () => {
    const collector = await startMonitor();
    const { sink, receiver } = collector;
    for (const hour of [0, 1, 2]) await post(receiver, 'traces', tracesOf(rowsOf(hour)));
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length === 2, 'two windows');
    const late = rowsOf(0)
      .slice(0, 1)
      .map((row) => Object.assign(row, { traceId: 'f'.repeat(32) }));
    await post(receiver, 'traces', tracesOf(late));
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length === 3, 'the revision');
    expect(wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).map(({ value }) => value)).toEqual([
      100n,
      100n,
      101n,
    ]);
    const samples = await samplesOf(collector, METRIC_ML_WINDOW_PREDICTIONS);
    const whole = samples.filter(({ labels }) => !('ml_segment_name' in labels));
    expect(whole.map(({ value, labels }) => [value, labels['ml_window_duration']])).toEqual([
      [100, 'PT1H'],
    ]);
  });

  it('says that a version has no reference, and never that it is fine', async () => {
    const { sink, receiver } = await startMonitor();
    for (const hour of [0, 1]) {
      await post(receiver, 'traces', tracesOf(rowsOf(hour, { version: '4' })));
    }
    await until(() => eventsAt(sink).length > 0, 'an event');
    const states = eventsAt(sink).map(({ attributes }) => attributes[ATTR_ML_DRIFT_STATE]);
    expect(new Set(states)).toEqual(new Set([ML_DRIFT_STATE_VALUE_NO_REFERENCE]));
    expect(pointsAt(sink, METRIC_ML_DRIFT_SCORE)).toEqual([]);
  });

  it('sends each result once where no pipeline takes its events', async () => {
    const collector = await startMonitor({ findings: false });
    const { sink, receiver, logger } = collector;
    for (const hour of [0, 1]) {
      await post(receiver, 'traces', tracesOf(rowsOf(hour, { version: '4' })));
    }
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length > 0, 'the window');
    await post(receiver, 'traces', tracesOf(rowsOf(2, { version: '4' })));
    await until(() => wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).length > 1, 'the next one');
    const ends = wholeAt(sink, METRIC_ML_WINDOW_PREDICTIONS).map((point) => point.timeUnixNano);
    expect(new Set(ends).size).toBe(ends.length);
    expect(collector.details('ml_monitor')).toMatchObject({ evaluations: { waiting: 0 } });
    expect(logger.messages('warn')).toEqual([]);
  });

  it('counts what it cannot use, and reads on', async () => {
    const { receiver, service, details } = await startMonitor();
    const good = rowsOf(0).slice(0, 1);
    await post(receiver, 'traces', tracesOf([{ attributes: [[ATTR_ML_FEATURES, { a: 1 }]] }]));
    await post(
      receiver,
      'logs',
      logsOf([{ attributes: [], eventName: EVENT_ML_GROUND_TRUTH_RESULT }]),
    );
    await post(receiver, 'traces', tracesOf(good));
    await until(() => cursorOf(service, 'ml_monitor').sentItems === 3, 'all three');
    expect(details('ml_monitor')).toMatchObject({
      invalid: { no_model: 2 },
      models: [{ rows: { added: 1 } }],
    });
  });

  it('goes on after a restart, and repeats nothing that it has said', async () => {
    const directory = temporaryFolder();
    const reference = await referenceFile();
    const first = await startMonitor({ directory, reference });
    const { sink } = first;
    await post(first.receiver, 'traces', tracesOf(rowsOf(0, { shift: 50 })));
    await post(first.receiver, 'traces', tracesOf(rowsOf(1, { shift: 50 })));
    await until(() => eventsAt(sink).length > 0, 'an event');
    await first.service.shutdown();
    const uids = eventsAt(sink).map(({ attributes }) => attributes['log.record.uid']);

    const second = await startMonitor({ directory, reference, sink });
    // Carriers of predictions that came before the restart, and one hour more.
    await post(second.receiver, 'logs', logsOf(rowsOf(1)));
    await post(second.receiver, 'traces', tracesOf(rowsOf(2, { shift: 50 })));
    await until(() => cursorOf(second.service, 'ml_monitor').sentItems === 200, 'all of them');
    expect(second.details('ml_monitor')).toMatchObject({
      models: [{ rows: { added: 300, duplicate: 100 } }],
    });
    await second.service.shutdown();
    expect(eventsAt(sink).map(({ attributes }) => attributes['log.record.uid'])).toEqual(uids);
  });

  it('starts empty, and says so, when what it saved cannot be read', async () => {
    const directory = temporaryFolder();
    const first = await startMonitor({ directory });
    await post(first.receiver, 'traces', tracesOf(rowsOf(0)));
    await until(() => cursorOf(first.service, 'ml_monitor').sentItems === 100, 'all rows');
    await first.service.shutdown();
    damageState(directory);
    const second = await startMonitor({ directory });
    expect(second.logger.messages('error')).toContain(
      'the saved cells cannot be used; the monitor starts empty',
    );
    await post(second.receiver, 'traces', tracesOf(rowsOf(0)));
    await until(() => cursorOf(second.service, 'ml_monitor').sentItems === 100, 'all rows again');
    expect(second.details('ml_monitor')).toMatchObject({ models: [{ rows: { added: 100 } }] });
  });
});

/** What a release that knew another format would have saved. */
function damageState(directory: string): void {
  const state = openState({ directory, logger: recordingLogger() });
  const parts = new Map([['', { version: 0, bytes: Buffer.from('{}') }]]);
  state.commit({ cursors: new Map(), states: new Map([['ml_monitor', parts]]) });
  state.close();
}
