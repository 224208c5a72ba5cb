import { ComponentError } from '@marigraph/collector';
import type { LogRecord } from '@marigraph/otlp';
import {
  ATTR_ML_DATA_QUALITY_CHECK,
  ATTR_ML_DATA_QUALITY_DEPLOYMENT_VERSION,
  ATTR_ML_DATA_QUALITY_STATE,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_PREDICTION_VALUE,
  METRIC_ML_DATA_QUALITY_STATUS,
  METRIC_ML_FEATURE_VIOLATIONS,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { type Pairs, tracesOf, type Value } from './records.ts';
import { configOf, rowOf, rowsOf, SECOND, start, windReference } from './started.ts';

let rows = 0;

/** One row of now with a wind. */
function windOf(
  wind: Value,
  { resource = [], more = [] }: { readonly resource?: Pairs; readonly more?: Pairs } = {},
): Uint8Array {
  const row = rowOf(`q${rows++}`, CLOCK_START_MS, [ATTR_ML_FEATURE_VALUE('wind'), wind], ...more);
  return tracesOf([{ ...row, resource }]);
}

/** State, check and feature of each. */
function saidBy(events: readonly LogRecord[]): string[] {
  return events.map(({ attributes }) => {
    const {
      [ATTR_ML_DATA_QUALITY_STATE]: state,
      [ATTR_ML_DATA_QUALITY_CHECK]: check,
      [ATTR_ML_FEATURE_NAME]: feature = '-',
    } = attributes as Readonly<Record<string, string>>;
    return `${state} ${check} ${feature}`;
  });
}

describe('a fault of data quality', () => {
  it('is said within a second or so, and its end when it has ended', async () => {
    const { consume, pass, qualityEvents, points, connector } = await start({
      config: configOf([windReference()]),
    });
    consume({ body: windOf(5) });
    await pass();
    expect(qualityEvents()).toEqual([]);
    consume({ body: windOf('calm') });
    await pass();
    expect(saidBy(qualityEvents())).toEqual(['firing type_mismatch wind']);
    expect(rowsOf(points(METRIC_ML_FEATURE_VIOLATIONS))).toEqual([1]);
    expect(connector.report?.()).toMatchObject({
      quality: [{ check: 'type_mismatch', feature: 'wind', count: 1 }],
      qualityUpdates: { waiting: 0, dropped: 0 },
    });
    const faults = connector.measures?.().find(({ name }) => name.endsWith('quality_faults'));
    expect(faults?.values.filter(({ value }) => value > 0)).toEqual([
      { labels: { check: 'type_mismatch' }, value: 1 },
    ]);

    for (let row = 0; row < 100; row++) consume({ body: windOf(5) });
    await pass(16 * 60 * SECOND);
    expect(saidBy(qualityEvents())).toEqual([
      'firing type_mismatch wind',
      'resolved type_mismatch wind',
    ]);
    // What lasts is said again each minute.
    expect(points(METRIC_ML_DATA_QUALITY_STATUS).length).toBeGreaterThanOrEqual(2 * 15);
    expect(connector.report?.()).toMatchObject({ quality: [] });
  });

  it('sees numbers of all kinds, and predictions that are none', async () => {
    const { consume, pass, qualityEvents } = await start({ config: configOf([windReference()]) });
    for (const wind of [5n, 5, -0, undefined, Number.NaN]) consume({ body: windOf(wind) });
    consume({ body: windOf(5, { more: [[ATTR_ML_PREDICTION_VALUE, 3.5]] }) });
    await pass();
    expect(qualityEvents()).toEqual([]);
    consume({ body: windOf(Infinity) });
    consume({ body: windOf(5, { more: [[ATTR_ML_PREDICTION_VALUE, Number.NaN]] }) });
    consume({ body: windOf(5, { more: [[ATTR_ML_FEATURE_VALUE('rain'), 1]] }) });
    await pass();
    expect(saidBy(qualityEvents())).toEqual([
      'firing non_finite wind',
      'firing non_finite -',
      'firing unknown_feature rain',
    ]);
  });

  it('names the deployment before it', async () => {
    const { clock, consume, pass, qualityEvents } = await start({
      config: configOf([windReference()]),
    });
    consume({ body: windOf(5, { resource: [['service.version', '1.8.2']] }) });
    clock.advance(SECOND);
    const resource = [['service.version', '1.8.3']] as const;
    consume({ body: windOf(5, { resource }) });
    consume({ body: windOf(true, { resource }) });
    await pass();
    expect(qualityEvents()[0]?.attributes[ATTR_ML_DATA_QUALITY_DEPLOYMENT_VERSION]).toBe('1.8.3');
  });

  it('is said after a restart when the log took nothing before, and once', async () => {
    const config = configOf([windReference()]);
    const first = await start({ config });
    first.refusal = new ComponentError('wal_full', 'no space', { retryable: true });
    first.consume({ body: windOf('calm') });
    await first.pass();
    expect(first.qualityEvents()).toEqual([]);
    const second = await start({
      config,
      state: first.connector.snapshot(new Map()),
      clock: first.clock,
    });
    await second.pass();
    expect(saidBy(second.qualityEvents())).toEqual(['firing type_mismatch wind']);
    const third = await start({
      config,
      state: second.connector.snapshot(new Map()),
      clock: first.clock,
    });
    await third.pass();
    expect(third.qualityEvents()).toEqual([]);
    expect(third.connector.report?.()).toMatchObject({ quality: [{ check: 'type_mismatch' }] });
  });
});
