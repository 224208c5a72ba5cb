import { join } from 'node:path';

import type { Evaluation, WindowDefinition } from '@marigraph/monitor';
import type { Attributes, LogRecord, Metric, NumberDataPoint } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_METHOD,
  ATTR_ML_DRIFT_NOISE_FLOOR,
  ATTR_ML_DRIFT_P_VALUE,
  ATTR_ML_DRIFT_SCORE,
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_DRIFT_TARGET,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PERFORMANCE_BASIS,
  ATTR_ML_REFERENCE_ID,
  ATTR_ML_SEGMENT_NAME,
  ATTR_ML_SEGMENT_VALUE,
  ATTR_ML_WINDOW_DURATION,
  ATTR_ML_WINDOW_END_TIME,
  ATTR_ML_WINDOW_REVISION,
  ATTR_ML_WINDOW_ROW_COUNT,
  ATTR_ML_WINDOW_START_TIME,
  EVENT_ML_DRIFT_STATE_CHANGE,
  METRIC_ML_DRIFT_FEATURE_RATIO,
  METRIC_ML_DRIFT_NOISE_FLOOR,
  METRIC_ML_DRIFT_SCORE,
  METRIC_ML_DRIFT_STATUS,
  METRIC_ML_PERFORMANCE_ACCURACY,
  METRIC_ML_PERFORMANCE_MAE,
  METRIC_ML_PERFORMANCE_RMSE,
  METRIC_ML_WINDOW_PREDICTIONS,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_TARGET_VALUE_FEATURE,
  ML_DRIFT_TARGET_VALUE_MULTIVARIATE,
  ML_PERFORMANCE_BASIS_VALUE_REALIZED,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';
import { beforeAll, describe, expect, it } from 'vitest';

import { readModel } from '../../../../../conventions/generate/read-model.ts';
import { type Registry, resolve } from '../../../../../conventions/generate/resolve.ts';
import { countPoints, toEvents, toMetrics } from '../../../src/connectors/ml-monitor/telemetry.ts';
import { CALM, DRIFTED, END_MS, evaluationOf, UNTESTED, WINDOW_MS } from './evaluations.ts';
import { SPAN_ID, TRACE_ID } from './records.ts';

const DAY: WindowDefinition = { durationMs: WINDOW_MS };
const OBSERVED_AT = BigInt(END_MS + 5) * 1_000_000n;
const MODEL_FOLDER = join(import.meta.dirname, '../../../../../conventions/model');

let registry: Registry;
beforeAll(async () => {
  registry = resolve(await readModel(MODEL_FOLDER));
});

/** Everything that evaluations can say. */
const ALL_KINDS: readonly Evaluation[] = [
  evaluationOf({
    performance: {
      labelled: 10,
      accuracy: 0.9,
      valued: 10,
      meanAbsoluteError: 1,
      rootMeanSquaredError: 2,
    },
    changes: [DRIFTED, CALM, UNTESTED].flatMap((feature) =>
      feature.state === undefined ? [] : [{ feature, state: feature.state }],
    ),
  }),
  evaluationOf({ segment: undefined, modelVersion: '' }),
  withoutReference(),
];

function withoutReference(): Evaluation {
  return evaluationOf({
    referenceId: undefined,
    segment: undefined,
    state: ML_DRIFT_STATE_VALUE_NO_REFERENCE,
    features: [],
    changes: [{ feature: undefined, state: ML_DRIFT_STATE_VALUE_NO_REFERENCE }],
  });
}

function metricsOf(evaluations: readonly Evaluation[], window = DAY): readonly Metric[] {
  return toMetrics(evaluations, () => window).scopeMetrics.flatMap(({ metrics }) => metrics);
}

function pointsOf(metrics: readonly Metric[], name: string): readonly NumberDataPoint[] {
  return metrics.flatMap((metric) =>
    metric.name === name && (metric.kind === 'gauge' || metric.kind === 'sum')
      ? metric.dataPoints
      : [],
  );
}

function recordsOf(evaluations: readonly Evaluation[]): readonly LogRecord[] {
  return toEvents(evaluations, OBSERVED_AT)?.scopeLogs.flatMap((scope) => scope.logRecords) ?? [];
}

const IDENTITY = {
  [ATTR_ML_MODEL_NAME]: 'rain',
  [ATTR_ML_MODEL_VERSION]: '3',
  [ATTR_ML_SEGMENT_NAME]: 'city',
  [ATTR_ML_SEGMENT_VALUE]: 'Oslo',
};
const DURATION = { [ATTR_ML_WINDOW_DURATION]: 'P1D' };
const WIND = {
  [ATTR_ML_DRIFT_TARGET]: ML_DRIFT_TARGET_VALUE_FEATURE,
  [ATTR_ML_FEATURE_NAME]: 'wind',
};

describe('metrics', () => {
  it('have the name, description, unit, kind and attributes of the conventions', () => {
    const metrics = metricsOf(ALL_KINDS);
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    expect(metrics.map(({ name }) => name).toSorted()).toEqual([
      METRIC_ML_DRIFT_FEATURE_RATIO,
      METRIC_ML_DRIFT_NOISE_FLOOR,
      METRIC_ML_DRIFT_SCORE,
      METRIC_ML_DRIFT_STATUS,
      METRIC_ML_PERFORMANCE_ACCURACY,
      METRIC_ML_PERFORMANCE_MAE,
      METRIC_ML_PERFORMANCE_RMSE,
      METRIC_ML_WINDOW_PREDICTIONS,
    ]);
    for (const metric of metrics) {
      const rule = registry.metrics.find(({ name }) => name === metric.name);
      if (rule === undefined) throw new Error(`${metric.name} is in no convention`);
      const { brief, unit, instrument, annotations } = rule.definition;
      expect(metric).toMatchObject({
        description: brief,
        unit,
        ...(instrument === 'gauge'
          ? { kind: 'gauge' }
          : { kind: 'sum', temporality: 'cumulative', monotonic: false }),
      });
      const type = annotations.code_generation.metric_value_type === 'int' ? 'bigint' : 'number';
      for (const { attributes, value } of pointsOf(metrics, metric.name)) {
        expect({ name: metric.name, type: typeof value }).toEqual({ name: metric.name, type });
        expectAttributes(attributes, rule.attributes);
      }
    }
  });

  it('carry the resource, the scope and the schema of this connector', () => {
    expect(toMetrics([evaluationOf()], () => DAY)).toMatchObject({
      resource: { attributes: { 'service.name': 'marigraph' } },
      schemaUrl: SCHEMA_URL,
      scopeMetrics: [{ scope: { name: '@marigraph/collector/ml_monitor' }, schemaUrl: SCHEMA_URL }],
    });
  });

  it('stand at the time of their window', () => {
    const times = metricsOf([evaluationOf()]).flatMap(({ name }) =>
      pointsOf(metricsOf([evaluationOf()]), name).map((point) => [
        point.startTimeUnixNano,
        point.timeUnixNano,
      ]),
    );
    expect(new Set(times.flat())).toEqual(
      new Set([BigInt(END_MS - WINDOW_MS) * 1_000_000n, BigInt(END_MS) * 1_000_000n]),
    );
  });

  it('show the score of a feature with its noise floor and the spans behind it', () => {
    const metrics = metricsOf([evaluationOf()]);
    expect(pointsOf(metrics, METRIC_ML_DRIFT_SCORE)).toHaveLength(2);
    expect(pointsOf(metrics, METRIC_ML_DRIFT_SCORE)[0]).toEqual({
      startTimeUnixNano: BigInt(END_MS - WINDOW_MS) * 1_000_000n,
      timeUnixNano: BigInt(END_MS) * 1_000_000n,
      value: 0.5,
      attributes: { ...IDENTITY, ...DURATION, ...WIND, [ATTR_ML_DRIFT_METHOD]: 'psi' },
      exemplars: [
        {
          traceId: TRACE_ID,
          spanId: SPAN_ID,
          timeUnixNano: BigInt(END_MS) * 1_000_000n,
          value: 0.5,
        },
      ],
    });
    expect(pointsOf(metrics, METRIC_ML_DRIFT_SCORE)[1]).not.toHaveProperty('exemplars');
    expect(pointsOf(metrics, METRIC_ML_DRIFT_NOISE_FLOOR).map(({ value }) => value)).toEqual([
      0.02, 0.02,
    ]);
    expect(pointsOf(metrics, METRIC_ML_DRIFT_FEATURE_RATIO).map(({ value }) => value)).toEqual([
      0.5,
    ]);
    expect(pointsOf(metrics, METRIC_ML_WINDOW_PREDICTIONS).map(({ value }) => value)).toEqual([
      1003n,
    ]);
  });

  it('show every state of every feature, 1 for its own and 0 for the others', () => {
    const status = pointsOf(metricsOf([evaluationOf()]), METRIC_ML_DRIFT_STATUS);
    const states = Object.groupBy(status, ({ attributes }) =>
      String(attributes[ATTR_ML_FEATURE_NAME]),
    );
    const valuesOf = (points: readonly NumberDataPoint[] = []): unknown =>
      Object.fromEntries(
        points.map(({ attributes, value }) => [attributes[ATTR_ML_DRIFT_STATE], value]),
      );
    const none = {
      [ML_DRIFT_STATE_VALUE_OK]: 0n,
      [ML_DRIFT_STATE_VALUE_DRIFTED]: 0n,
      [ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA]: 0n,
      [ML_DRIFT_STATE_VALUE_NO_REFERENCE]: 0n,
    };
    expect(valuesOf(states['wind'])).toEqual({ ...none, [ML_DRIFT_STATE_VALUE_DRIFTED]: 1n });
    expect(valuesOf(states['city'])).toEqual({ ...none, [ML_DRIFT_STATE_VALUE_OK]: 1n });
    expect(valuesOf(states['month'])).toEqual({
      ...none,
      [ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA]: 1n,
    });
    expect(status[0]?.attributes).toEqual({
      ...IDENTITY,
      ...WIND,
      [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_OK,
    });
  });

  it('say of a model without a reference that it has none, and no more than they know', () => {
    const metrics = metricsOf([withoutReference()]);
    expect(metrics.map(({ name }) => name)).toEqual([
      METRIC_ML_WINDOW_PREDICTIONS,
      METRIC_ML_DRIFT_STATUS,
    ]);
    const status = pointsOf(metrics, METRIC_ML_DRIFT_STATUS);
    expect(status.map(({ value }) => value)).toEqual([0n, 0n, 0n, 1n]);
    expect(status[3]?.attributes).toEqual({
      [ATTR_ML_MODEL_NAME]: 'rain',
      [ATTR_ML_MODEL_VERSION]: '3',
      [ATTR_ML_DRIFT_TARGET]: ML_DRIFT_TARGET_VALUE_MULTIVARIATE,
      [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_NO_REFERENCE,
    });
  });

  it('show realized performance where there is ground truth', () => {
    const performance = { labelled: 4, accuracy: 0.75, valued: 0 };
    const metrics = metricsOf([evaluationOf({ performance })]);
    expect(pointsOf(metrics, METRIC_ML_PERFORMANCE_ACCURACY)).toMatchObject([
      {
        value: 0.75,
        attributes: {
          ...IDENTITY,
          ...DURATION,
          [ATTR_ML_PERFORMANCE_BASIS]: ML_PERFORMANCE_BASIS_VALUE_REALIZED,
        },
      },
    ]);
    expect(pointsOf(metrics, METRIC_ML_PERFORMANCE_MAE)).toEqual([]);
    const errors = { labelled: 0, valued: 2, meanAbsoluteError: 1.5, rootMeanSquaredError: 2.5 };
    const other = metricsOf([evaluationOf({ performance: errors })]);
    expect(pointsOf(other, METRIC_ML_PERFORMANCE_ACCURACY)).toEqual([]);
    expect(pointsOf(other, METRIC_ML_PERFORMANCE_MAE).map(({ value }) => value)).toEqual([1.5]);
    expect(pointsOf(other, METRIC_ML_PERFORMANCE_RMSE).map(({ value }) => value)).toEqual([2.5]);
  });

  it.each<readonly [minutes: number, duration: string]>([
    [1, 'PT1M'],
    [60, 'PT1H'],
    [90, 'PT1H30M'],
    [1440, 'P1D'],
    [2160, 'P1DT12H'],
    [1441, 'P1DT1M'],
    [10_080, 'P7D'],
    [50_400, 'P35D'],
  ])('say of windows of %i minutes that they last %s', (minutes, duration) => {
    const metrics = metricsOf([evaluationOf()], { durationMs: minutes * 60_000 });
    const [point] = pointsOf(metrics, METRIC_ML_WINDOW_PREDICTIONS);
    expect(point?.attributes[ATTR_ML_WINDOW_DURATION]).toBe(duration);
  });

  it('say nothing of how long windows of a number of rows last', () => {
    const metrics = metricsOf(ALL_KINDS, { count: 100 });
    for (const { name } of metrics) {
      for (const { attributes } of pointsOf(metrics, name)) {
        expect(Object.keys(attributes)).not.toContain(ATTR_ML_WINDOW_DURATION);
      }
    }
  });

  it('are counted by their points', () => {
    const resource = toMetrics(ALL_KINDS, () => DAY);
    const metrics = resource.scopeMetrics.flatMap((scope) => scope.metrics);
    expect(countPoints(resource)).toBe(
      metrics.reduce((sum, { name }) => sum + pointsOf(metrics, name).length, 0),
    );
    expect(countPoints({ resource: { attributes: {} }, scopeMetrics: [] })).toBe(0);
  });
});

describe('events', () => {
  it('are emitted for changes only', () => {
    expect(toEvents([], OBSERVED_AT)).toBeUndefined();
    expect(toEvents([evaluationOf({ changes: [] })], OBSERVED_AT)).toBeUndefined();
    expect(recordsOf([evaluationOf(), evaluationOf({ changes: [] })])).toHaveLength(1);
  });

  it('say everything about the change', () => {
    expect(recordsOf([evaluationOf({ revision: 2 })])).toEqual([
      {
        timeUnixNano: BigInt(END_MS) * 1_000_000n,
        observedTimeUnixNano: OBSERVED_AT,
        severityNumber: 13,
        severityText: 'WARN',
        eventName: EVENT_ML_DRIFT_STATE_CHANGE,
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        attributes: {
          'log.record.uid': expect.stringMatching(/^[0-9a-f]{32}$/),
          ...IDENTITY,
          ...WIND,
          [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_DRIFTED,
          [ATTR_ML_DRIFT_METHOD]: 'psi',
          [ATTR_ML_DRIFT_SCORE]: 0.5,
          [ATTR_ML_DRIFT_NOISE_FLOOR]: 0.02,
          [ATTR_ML_DRIFT_P_VALUE]: 0.001,
          [ATTR_ML_REFERENCE_ID]: 'rain-3-0123456789ab',
          [ATTR_ML_WINDOW_START_TIME]: new Date(END_MS - WINDOW_MS).toISOString(),
          [ATTR_ML_WINDOW_END_TIME]: new Date(END_MS).toISOString(),
          [ATTR_ML_WINDOW_ROW_COUNT]: 1003n,
          [ATTR_ML_WINDOW_REVISION]: 2n,
          [ATTR_ML_EXEMPLAR_TRACE_IDS]: [TRACE_ID],
        },
      },
    ]);
  });

  it('have the severity and the attributes of the conventions', () => {
    const rule = registry.events.find(({ name }) => name === EVENT_ML_DRIFT_STATE_CHANGE);
    const records = recordsOf(ALL_KINDS);
    expect(records).toHaveLength(5);
    for (const { attributes, severityNumber } of records) {
      const { 'log.record.uid': uid, ...own } = attributes;
      expect(uid).toBeTypeOf('string');
      expectAttributes(own, rule?.attributes ?? []);
      const state = own[ATTR_ML_DRIFT_STATE];
      expect(severityNumber).toBe(state === ML_DRIFT_STATE_VALUE_DRIFTED ? 13 : 9);
      // What the conventions require on a condition.
      const hasReference = state !== ML_DRIFT_STATE_VALUE_NO_REFERENCE;
      const isFeature = own[ATTR_ML_DRIFT_TARGET] === ML_DRIFT_TARGET_VALUE_FEATURE;
      expect(own[ATTR_ML_REFERENCE_ID] !== undefined).toBe(hasReference);
      expect(own[ATTR_ML_DRIFT_METHOD] !== undefined).toBe(hasReference);
      expect(own[ATTR_ML_FEATURE_NAME] !== undefined).toBe(isFeature);
    }
  });

  it('have an id that is the same for the same finding, and another one for any other', () => {
    const uid = (more: Partial<Evaluation> = {}): unknown =>
      recordsOf([evaluationOf(more)])[0]?.attributes['log.record.uid'];
    expect(uid()).toBe(uid({ rows: 7, features: [], state: ML_DRIFT_STATE_VALUE_OK }));
    const state = ML_DRIFT_STATE_VALUE_DRIFTED;
    const all = [
      uid(),
      uid({ modelName: 'rai', modelVersion: 'n3' }),
      uid({ modelVersion: '4' }),
      uid({ segment: undefined }),
      uid({ segment: { key: 'city', value: '' } }),
      uid({ segment: { key: 'device', value: 'Oslo' } }),
      uid({ endMs: END_MS + WINDOW_MS }),
      uid({ revision: 1 }),
      uid({ changes: [{ feature: CALM, state }] }),
      uid({ changes: [{ feature: undefined, state }] }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(uid()).toMatchInlineSnapshot(`"b222065f197ca35b36584251038580dd"`);
  });
});

/** Every required attribute is there, and none that the signal does not have. */
function expectAttributes(
  attributes: Attributes,
  uses: readonly { readonly attribute: { readonly key: string }; readonly level?: unknown }[],
): void {
  const known = new Set(uses.map(({ attribute }) => attribute.key));
  const keys = Object.keys(attributes);
  expect(keys.filter((key) => !known.has(key))).toEqual([]);
  const required = uses.filter(({ level }) => level === 'required');
  expect(keys).toEqual(expect.arrayContaining(required.map(({ attribute }) => attribute.key)));
}
