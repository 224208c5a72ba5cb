import { join } from 'node:path';

import type { QualityFinding } from '@marigraph/monitor';
import { decodeLogs, decodeMetrics, type LogRecord, type Metric } from '@marigraph/otlp';
import {
  ATTR_ML_DATA_QUALITY_CHECK,
  ATTR_ML_DATA_QUALITY_STATE,
  ATTR_ML_FEATURE_NAME,
  EVENT_ML_DATA_QUALITY_STATE_CHANGE,
  METRIC_ML_DATA_QUALITY_STATUS,
  METRIC_ML_FEATURE_VIOLATIONS,
} from '@marigraph/semantic-conventions';
import { beforeAll, describe, expect, it } from 'vitest';

import { readModel } from '../../../../../conventions/generate/read-model.ts';
import { type Registry, resolve } from '../../../../../conventions/generate/resolve.ts';
import {
  type QualityUpdate,
  toQualityBatches,
  weightOfUpdate,
} from '../../../src/connectors/ml-monitor/quality-telemetry.ts';
import { SPAN_ID, TRACE_ID } from './records.ts';

const START_MS = Date.UTC(2026, 0, 5, 8);
const MINUTE = 60_000;
const MODEL_FOLDER = join(import.meta.dirname, '../../../../../conventions/model');

let registry: Registry;
beforeAll(async () => {
  registry = resolve(await readModel(MODEL_FOLDER));
});

/** Says everything that a finding can. */
const FINDING: QualityFinding = {
  modelName: 'rain',
  modelVersion: '3',
  referenceId: 'rain-3-test',
  check: 'missing',
  state: 'firing',
  feature: 'wind',
  count: 61,
  share: 0.61,
  threshold: 0.04,
  expectation: 'a share of at most 4 %',
  beganMs: START_MS,
  window: { startMs: START_MS, endMs: START_MS + 60 * MINUTE, rows: 100 },
  features: ['wind', 'city'],
  deployment: { version: '1.8.3', atMs: START_MS - 4 * MINUTE },
  exemplars: [
    { traceId: TRACE_ID, spanId: SPAN_ID },
    { traceId: TRACE_ID, spanId: '00000000000000ff' },
  ],
};
const RESOLVED: QualityFinding = { ...FINDING, state: 'resolved', endedMs: START_MS + 60 * MINUTE };
const OF_ROWS: QualityFinding = {
  modelName: 'rain',
  modelVersion: '',
  check: 'constant',
  state: 'firing',
  count: 200,
  share: 1,
  beganMs: START_MS,
  exemplars: [],
};

function updateOf(of: Partial<QualityUpdate>): QualityUpdate {
  return { atMs: START_MS + 61 * MINUTE, findings: [], open: [], violations: [], ...of };
}

function eventsOf(...updates: QualityUpdate[]): LogRecord[] {
  return toQualityBatches(updates, 5n)
    .filter(({ signal }) => signal === 'logs')
    .flatMap(({ body }) => decodeLogs(body))
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords);
}

function metricsOf(...updates: QualityUpdate[]): Metric[] {
  return toQualityBatches(updates, 5n)
    .filter(({ signal }) => signal === 'metrics')
    .flatMap(({ body }) => decodeMetrics(body))
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics);
}

describe('events', () => {
  it('say what began, where, since when and after what', () => {
    expect(eventsOf(updateOf({ findings: [FINDING] }))).toMatchInlineSnapshot(`
      [
        {
          "attributes": {
            "log.record.uid": "b7efa5d3e6e61cee4fc0e99de329c32e",
            "ml.data_quality.check": "missing",
            "ml.data_quality.count": 61n,
            "ml.data_quality.deployment.time": "2026-01-05T07:56:00.000Z",
            "ml.data_quality.deployment.version": "1.8.3",
            "ml.data_quality.expectation": "a share of at most 4 %",
            "ml.data_quality.feature_names": [
              "wind",
              "city",
            ],
            "ml.data_quality.share": 0.61,
            "ml.data_quality.start_time": "2026-01-05T08:00:00.000Z",
            "ml.data_quality.state": "firing",
            "ml.data_quality.threshold": 0.04,
            "ml.exemplar.trace_ids": [
              "5b8efff798038103d269b633813fc60c",
            ],
            "ml.feature.name": "wind",
            "ml.model.name": "rain",
            "ml.model.version": "3",
            "ml.reference.id": "rain-3-test",
            "ml.window.end_time": "2026-01-05T09:00:00.000Z",
            "ml.window.row_count": 100n,
            "ml.window.start_time": "2026-01-05T08:00:00.000Z",
          },
          "eventName": "ml.data_quality.state_change",
          "observedTimeUnixNano": 5n,
          "severityNumber": 13,
          "severityText": "WARN",
          "spanId": "eee19b7ec3c1b174",
          "timeUnixNano": 1767603600000000000n,
          "traceId": "5b8efff798038103d269b633813fc60c",
        },
      ]
    `);
  });

  it('say what ended, and name a fault of no feature by its check alone', () => {
    const [first, second] = eventsOf(updateOf({ findings: [RESOLVED, OF_ROWS] }));
    expect(first).toMatchObject({
      severityText: 'INFO',
      timeUnixNano: BigInt(START_MS + 60 * MINUTE) * 1_000_000n,
    });
    expect(first?.attributes).toMatchObject({
      'ml.data_quality.end_time': '2026-01-05T09:00:00.000Z',
    });
    expect(second).toMatchObject({
      severityText: 'WARN',
      timeUnixNano: BigInt(START_MS) * 1_000_000n,
    });
    expect(Object.keys(second?.attributes ?? {}).toSorted()).toEqual([
      'log.record.uid',
      'ml.data_quality.check',
      'ml.data_quality.count',
      'ml.data_quality.share',
      'ml.data_quality.start_time',
      'ml.data_quality.state',
      'ml.model.name',
    ]);
  });

  it('have the same id for the same change, and another for every other', () => {
    const idsOf = (...findings: QualityFinding[]): unknown[] =>
      eventsOf(updateOf({ findings })).map(({ attributes }) => attributes['log.record.uid']);
    expect(idsOf(FINDING)).toEqual(idsOf({ ...FINDING, count: 70, share: 0.7 }));
    const others: QualityFinding[] = [
      FINDING,
      RESOLVED,
      { ...FINDING, feature: 'city' },
      { ...FINDING, check: 'stale' },
      { ...FINDING, modelVersion: '4' },
      { ...FINDING, modelName: 'snow' },
      { ...FINDING, beganMs: START_MS + 1 },
    ];
    expect(new Set(idsOf(...others)).size).toBe(others.length);
  });

  it('carry attributes of the registry only', () => {
    const event = registry.events.find(({ name }) => name === EVENT_ML_DATA_QUALITY_STATE_CHANGE);
    const known = new Set(event?.attributes.map(({ attribute }) => attribute.key));
    const used = eventsOf(updateOf({ findings: [FINDING, RESOLVED, OF_ROWS] })).flatMap(
      ({ attributes }) => Object.keys(attributes),
    );
    expect(used.filter((key) => !known.has(key) && key !== 'log.record.uid')).toEqual([]);
  });
});

describe('metrics', () => {
  const violations = [
    {
      modelName: 'rain',
      modelVersion: '3',
      feature: 'wind',
      check: 'out_of_range',
      count: 7,
      sinceMs: START_MS,
    },
  ] as const;

  it('count violations since the first row', () => {
    const [metric] = metricsOf(updateOf({ violations }));
    expect(metric).toMatchObject({
      name: METRIC_ML_FEATURE_VIOLATIONS,
      kind: 'sum',
      monotonic: true,
      temporality: 'cumulative',
      dataPoints: [
        {
          value: 7n,
          startTimeUnixNano: BigInt(START_MS) * 1_000_000n,
          timeUnixNano: BigInt(START_MS + 61 * MINUTE) * 1_000_000n,
          attributes: {
            [ATTR_ML_FEATURE_NAME]: 'wind',
            [ATTR_ML_DATA_QUALITY_CHECK]: 'out_of_range',
          },
        },
      ],
    });
  });

  it('show the state of what lasts, began and ended', () => {
    const [metric] = metricsOf(updateOf({ open: [OF_ROWS], findings: [RESOLVED] }));
    if (metric?.kind !== 'sum') throw new Error('no sum');
    expect(metric).toMatchObject({ name: METRIC_ML_DATA_QUALITY_STATUS, monotonic: false });
    expect(
      metric.dataPoints.map(({ attributes, value }) => [
        attributes[ATTR_ML_DATA_QUALITY_CHECK],
        attributes[ATTR_ML_DATA_QUALITY_STATE],
        value,
      ]),
    ).toEqual([
      ['constant', 'firing', 1n],
      ['constant', 'resolved', 0n],
      ['missing', 'firing', 0n],
      ['missing', 'resolved', 1n],
    ]);
  });

  it('come before events, and nothing comes of nothing', () => {
    const update = updateOf({ findings: [FINDING], violations });
    const batches = toQualityBatches([update, update], 5n);
    expect(batches.map(({ signal, items }) => [signal, items])).toEqual([
      ['metrics', 6],
      ['logs', 2],
    ]);
    expect(toQualityBatches([updateOf({})], 5n)).toEqual([]);
    expect(weightOfUpdate(update)).toBe(3);
  });
});
