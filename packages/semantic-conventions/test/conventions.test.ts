import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as conventions from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Definition {
  readonly key: string;
  readonly name: string;
  readonly type: string | { readonly members: readonly { id: string; value: string }[] };
}

const model = (file: string): Record<string, readonly Definition[]> =>
  parse(readFileSync(join(import.meta.dirname, '../../../conventions/model', file), 'utf8'));

const exported: Readonly<Record<string, unknown>> = conventions;
const constant = (name: string): string => name.toUpperCase().replaceAll('.', '_');
const attributes = model('attributes.yaml')['attributes'] ?? [];
const isTemplate = ({ type }: Definition): boolean =>
  typeof type === 'string' && type.startsWith('template[');

describe('attributes', () => {
  it.each(attributes.filter((attribute) => !isTemplate(attribute)).map(({ key }) => key))(
    '%s has its constant',
    (key) => {
      expect(exported[`ATTR_${constant(key)}`]).toBe(key);
    },
  );

  it.each(attributes.filter(isTemplate).map(({ key }) => key))(
    '%s has a function and a prefix',
    (key) => {
      const build = exported[`ATTR_${constant(key)}`] as (name: string) => string;
      expect(build('Äge of user.1')).toBe(`${key}.Äge of user.1`);
      expect(exported[`ATTR_${constant(key)}_PREFIX`]).toBe(`${key}.`);
    },
  );

  it.each(
    attributes.flatMap(({ key, type }) =>
      typeof type === 'string' ? [] : [{ key, members: type.members }],
    ),
  )('$key has its values, singly and as a list', ({ key, members }) => {
    for (const { id, value } of members) {
      expect(exported[`${constant(key)}_VALUE_${constant(id)}`]).toBe(value);
    }
    expect(exported[`${constant(key)}_VALUES`]).toEqual(members.map(({ value }) => value));
  });
});

describe('events', () => {
  it.each((model('events.yaml')['events'] ?? []).map(({ name }) => name))(
    '%s has its constant',
    (name) => {
      expect(exported[`EVENT_${constant(name)}`]).toBe(name);
    },
  );
});

describe('metrics', () => {
  const names = (model('metrics.yaml')['metrics'] ?? []).map(({ name }) => name);

  it.each(names)('%s has its constant', (name) => {
    expect(exported[`METRIC_${constant(name)}`]).toBe(name);
  });

  it('all have a descriptor and a Prometheus name', () => {
    expect(Object.keys(conventions.METRICS)).toEqual(names);
    expect(Object.keys(conventions.PROMETHEUS_NAMES)).toEqual(names);
  });

  it.each(Object.entries(conventions.METRICS))('%s has a consistent descriptor', (name, metric) => {
    expect(metric.name).toBe(name);
    expect(metric.description).toMatch(/^[A-Z].*\.$/);
    expect(metric.emittedBy.length).toBeGreaterThan(0);
    const bounds = metric.bucketBoundaries ?? [];
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    expect(new Set(bounds).size).toBe(bounds.length);
  });

  it('have buckets only where they are histograms', () => {
    const bucketed = Object.values(conventions.METRICS).filter((metric) => metric.bucketBoundaries);
    expect(new Set(bucketed.map(({ instrument }) => instrument))).toEqual(new Set(['histogram']));
  });

  it('cannot be changed by a reader', () => {
    expect(Object.isFrozen(conventions.METRICS)).toBe(true);
    expect(Object.isFrozen(conventions.PROMETHEUS_NAMES)).toBe(true);
    for (const metric of Object.values(conventions.METRICS)) {
      expect(Object.isFrozen(metric)).toBe(true);
      expect(Object.isFrozen(metric.emittedBy)).toBe(true);
      expect(Object.isFrozen(metric.bucketBoundaries ?? metric)).toBe(true);
    }
  });

  it('of scores without a natural unit get no _ratio in Prometheus', () => {
    const scores = Object.values(conventions.METRICS).filter(({ unit }) => unit === '{score}');
    expect(scores.length).toBeGreaterThanOrEqual(17);
    for (const { name } of scores) {
      expect(conventions.PROMETHEUS_NAMES[name]).toBe(name.replaceAll('.', '_'));
    }
  });

  // The rules are tested case by case beside the generator; these are names that dashboards are written with.
  it.each([
    [conventions.METRIC_ML_INFERENCE_DURATION, 'ml_inference_duration_seconds'],
    [conventions.METRIC_ML_INFERENCE_PREDICTIONS, 'ml_inference_predictions_total'],
    [conventions.METRIC_ML_DRIFT_SCORE, 'ml_drift_score'],
    [conventions.METRIC_ML_DRIFT_NOISE_FLOOR, 'ml_drift_noise_floor'],
    [conventions.METRIC_ML_DRIFT_THRESHOLD_RATIO, 'ml_drift_threshold_ratio'],
    [conventions.METRIC_ML_DRIFT_STATUS, 'ml_drift_status'],
    [conventions.METRIC_ML_PERFORMANCE_ROC_AUC, 'ml_performance_roc_auc'],
    [conventions.METRIC_ML_PERFORMANCE_RELATIVE_CHANGE, 'ml_performance_relative_change_ratio'],
    [conventions.METRIC_ML_GROUND_TRUTH_DELAY, 'ml_ground_truth_delay_seconds'],
  ])('%s is %s in Prometheus', (name, expected) => {
    expect(conventions.PROMETHEUS_NAMES[name]).toBe(expected);
  });
});

describe('the schema URL', () => {
  it('is made of its base and version', () => {
    const { SCHEMA_URL, SCHEMA_URL_BASE, SCHEMA_VERSION } = conventions;
    expect(SCHEMA_URL).toBe(`${SCHEMA_URL_BASE}/${SCHEMA_VERSION}`);
    expect(SCHEMA_URL).toBe('https://marigraph.dev/schemas/ml/0.1.0');
  });
});

describe('every other export', () => {
  it('does not exist', () => {
    const known =
      /^(ATTR_ML_|METRIC_ML_|EVENT_ML_|ML_\w+_VALUE(S|_)|SCHEMA_|METRICS$|PROMETHEUS_NAMES$)/;
    expect(Object.keys(exported).filter((name) => !known.test(name))).toEqual([]);
  });
});
