import { ComponentError } from '@marigraph/collector';
import { buildReference } from '@marigraph/monitor';
import type { LogRecord } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_BIN_NAMES,
  ATTR_ML_DRIFT_BIN_REFERENCE_SHARES,
  ATTR_ML_DRIFT_BIN_SHARES,
  ATTR_ML_DRIFT_CONTRAST,
  ATTR_ML_DRIFT_FINDING_CHANGE,
  ATTR_ML_DRIFT_FINDING_FEATURE_NAMES,
  ATTR_ML_DRIFT_FINDING_ID,
  ATTR_ML_DRIFT_LEVEL,
  ATTR_ML_DRIFT_LIMITATIONS,
  ATTR_ML_DRIFT_METHOD,
  ATTR_ML_DRIFT_P_VALUE,
  ATTR_ML_DRIFT_PHASE,
  ATTR_ML_DRIFT_REASON,
  ATTR_ML_DRIFT_SCORE_INTERVAL,
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_DRIFT_TARGET,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_REFERENCE_ID,
  ATTR_ML_WINDOW_DURATION,
  ATTR_ML_WINDOW_EFFECTIVE_ROW_COUNT,
  ATTR_ML_WINDOW_END_TIME,
  ATTR_ML_WINDOW_START_TIME,
  METRIC_ML_DRIFT_FEATURE_RATIO,
  METRIC_ML_DRIFT_NOISE_FLOOR,
  METRIC_ML_DRIFT_SCORE,
  METRIC_ML_DRIFT_STATUS,
  ML_DRIFT_METHOD_VALUE_WINDOW_SCAN,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { tracesOf } from './records.ts';
import { scanConfig, scanReference, scanRows } from './scanned.ts';
import { HOUR, start, type Started, statesOf } from './started.ts';

const CONFIG = scanConfig([scanReference()]);

/** Hours of rows, the shift of each; asked after every one. */
async function feed(started: Started, shifts: readonly number[], from = 0): Promise<void> {
  for (const [at, shift] of shifts.entries()) {
    started.clock.advance(HOUR - 1000);
    started.consume({ body: tracesOf(scanRows(from + at, { shift })) });
    await started.pass();
  }
}

const changesOf = (events: readonly LogRecord[]): unknown[] =>
  events.map(({ attributes }) => attributes[ATTR_ML_DRIFT_FINDING_CHANGE]);

const isOf =
  (key: string, value: string) =>
  ({ attributes }: { readonly attributes?: LogRecord['attributes'] | undefined }): boolean =>
    attributes?.[key] === value;

describe('the rule `scan`', () => {
  it('emits one alert for a finding, and one event for each of its features', async () => {
    const started = await start({ config: CONFIG });
    await feed(started, [0, 0, 60, 60]);
    const events = started.events();
    const [whole, ...features] = events;
    expect(events.filter(({ severityNumber }) => severityNumber === 13)).toEqual([whole]);
    expect(whole).toMatchObject({
      severityText: 'WARN',
      timeUnixNano: BigInt(CLOCK_START_MS + 3 * HOUR) * 1_000_000n,
      attributes: {
        [ATTR_ML_DRIFT_TARGET]: 'multivariate',
        [ATTR_ML_DRIFT_METHOD]: ML_DRIFT_METHOD_VALUE_WINDOW_SCAN,
        [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_DRIFTED,
        [ATTR_ML_DRIFT_FINDING_CHANGE]: 'opened',
        [ATTR_ML_DRIFT_FINDING_FEATURE_NAMES]: ['wind', 'rain'],
        [ATTR_ML_DRIFT_REASON]: expect.stringContaining('is open since') as string,
        [ATTR_ML_DRIFT_LIMITATIONS]: [
          expect.stringContaining('extraordinary'),
          expect.stringContaining('yearly'),
        ],
        [ATTR_ML_REFERENCE_ID]: 'rain-3-scan',
      },
    });
    const id = whole?.attributes[ATTR_ML_DRIFT_FINDING_ID];
    expect(features.map(({ attributes }) => attributes[ATTR_ML_FEATURE_NAME])).toEqual([
      'wind',
      'rain',
    ]);
    const uids = events.map(({ attributes }) => attributes['log.record.uid']);
    expect(new Set(uids).size).toBe(3);
    for (const { attributes, severityNumber, traceId } of features) {
      expect(severityNumber).toBe(9);
      expect(attributes).toMatchObject({
        [ATTR_ML_DRIFT_FINDING_ID]: id,
        [ATTR_ML_DRIFT_FINDING_CHANGE]: 'opened',
        // Where most rows are in the last bin, its spread is even less likely than its location.
        [ATTR_ML_DRIFT_CONTRAST]: expect.stringMatching(/^(?:location|spread)$/) as string,
        [ATTR_ML_DRIFT_PHASE]: 'any hour',
        [ATTR_ML_WINDOW_DURATION]: 'PT1H',
        [ATTR_ML_WINDOW_START_TIME]: new Date(CLOCK_START_MS + 2 * HOUR).toISOString(),
        [ATTR_ML_WINDOW_END_TIME]: new Date(CLOCK_START_MS + 3 * HOUR).toISOString(),
        [ATTR_ML_WINDOW_EFFECTIVE_ROW_COUNT]: 40,
      });
      const level = Number(attributes[ATTR_ML_DRIFT_LEVEL]);
      expect(Number(attributes[ATTR_ML_DRIFT_P_VALUE])).toBeLessThanOrEqual(level);
      const [lower = 0, upper = 0] = attributes[ATTR_ML_DRIFT_SCORE_INTERVAL] as number[];
      expect(lower).toBeGreaterThan(0);
      expect(upper).toBeGreaterThan(lower);
      const bins = attributes[ATTR_ML_DRIFT_BIN_NAMES] as string[];
      expect(bins[0]).toMatch(/^above 9\d/);
      const shares = [ATTR_ML_DRIFT_BIN_REFERENCE_SHARES, ATTR_ML_DRIFT_BIN_SHARES].map(
        (key) => (attributes[key] as number[])[0] ?? 0,
      );
      expect(shares[1]).toBeGreaterThan(shares[0] ?? 1);
      // The rows of the third hour.
      const traces = attributes[ATTR_ML_EXEMPLAR_TRACE_IDS] as string[];
      expect(traces.every((trace) => /^0+3\d\d?$/.test(trace))).toBe(true);
      expect(traceId).toBe(traces[0]);
    }
  });

  it('shows states and the scores of each length as metrics', async () => {
    const started = await start({ config: CONFIG });
    await feed(started, [0, 0]);
    const status = started.points(METRIC_ML_DRIFT_STATUS);
    expect(status.filter(({ value }) => value === 1n)).toHaveLength(4);
    expect(status.filter(isOf(ATTR_ML_DRIFT_STATE, ML_DRIFT_STATE_VALUE_OK))).toHaveLength(4);
    const scores = started
      .points(METRIC_ML_DRIFT_SCORE)
      .filter(isOf(ATTR_ML_DRIFT_METHOD, ML_DRIFT_METHOD_VALUE_WINDOW_SCAN));
    expect(
      scores.map(({ attributes }) => [
        attributes?.[ATTR_ML_FEATURE_NAME],
        attributes?.[ATTR_ML_WINDOW_DURATION],
      ]),
    ).toEqual([
      ['wind', 'PT1H'],
      ['rain', 'PT1H'],
      ['sun', 'PT1H'],
    ]);
    for (const { value } of started.points(METRIC_ML_DRIFT_NOISE_FLOOR)) {
      expect(Number(value)).toBeGreaterThan(0);
    }
    expect(started.points(METRIC_ML_DRIFT_FEATURE_RATIO).map(({ value }) => value)).toEqual([0]);
    await feed(started, [60, 60], 2);
    const ratios = started.points(METRIC_ML_DRIFT_FEATURE_RATIO).map(({ value }) => value);
    expect(ratios.at(-1)).toBeCloseTo(2 / 3, 12);
  });

  it('says so when the reference has no time stamps, and shows scores', async () => {
    const values = Array.from({ length: 400 }, (_, at) => at / 4);
    const document = buildReference({ name: 'rain', version: '3' }, [{ name: 'wind', values }]);
    const started = await start({ config: scanConfig([{ id: 'timeless', document }]) });
    await feed(
      started,
      Array.from({ length: 26 }, () => 60),
    );
    expect(statesOf(started.events())).toEqual([ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE]);
    expect(started.events()[0]?.attributes[ATTR_ML_DRIFT_REASON]).toMatch(/no time stamps/);
    const [score] = started.points(METRIC_ML_DRIFT_SCORE);
    expect(Number(score?.value)).toBeGreaterThan(0.5);
    const current = started
      .points(METRIC_ML_DRIFT_STATUS)
      .filter(({ value }) => value === 1n)
      .map(({ attributes }) => attributes?.[ATTR_ML_DRIFT_STATE]);
    expect(new Set(current)).toEqual(new Set([ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE]));
  });

  it('ends a finding when somebody says that it is expected', async () => {
    const started = await start({ config: CONFIG });
    await feed(started, [0, 0, 60, 60]);
    const id = started.events()[0]?.attributes[ATTR_ML_DRIFT_FINDING_ID] as string;
    const [action] = started.connector.actions ?? [];
    const run = (own: string, body: unknown): unknown =>
      action?.run({ parameters: { id: own }, body });
    expect(action?.path).toBe('findings/{id}/acknowledge');
    expect(run('0', undefined)).toBeUndefined();
    expect(run(id, { reason: 7 })).toMatchObject({ status: 400 });
    expect(run(id, { reasons: 'x' })).toMatchObject({ status: 400 });
    expect(run(id, { reason: 'a campaign' })).toMatchObject({
      status: 200,
      body: { id, state: 'acknowledged', reason: 'a campaign' },
    });
    expect(run(id, undefined)).toMatchObject({ status: 409 });
    const before = started.events().length;
    await started.pass();
    const events = started.events().slice(before);
    expect(changesOf(events)).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);
    expect(statesOf(events)).toEqual(Array.from({ length: 3 }).fill(ML_DRIFT_STATE_VALUE_OK));
    expect(events[0]?.attributes[ATTR_ML_DRIFT_REASON]).toBe('a campaign');
    await feed(started, [60, 60], 4);
    expect(started.events()).toHaveLength(before + 3);
  });
});

describe('the rule `scan` after a restart', () => {
  it('says what had changed when the log took nothing, once and under the same id', async () => {
    const first = await start({ config: CONFIG });
    await feed(first, [0, 0]);
    first.refusal = new ComponentError('wal_full', 'no space', { retryable: true });
    await feed(first, [60, 60], 2);
    expect(first.events()).toEqual([]);
    const state = first.connector.snapshot(new Map());
    first.refusal = undefined;
    await first.pass();

    const second = await start({ config: CONFIG, state, clock: first.clock });
    await second.pass();
    const uids = (events: readonly LogRecord[]): unknown[] =>
      events.map(({ attributes }) => attributes['log.record.uid']);
    expect(changesOf(second.events())).toEqual(['opened', 'opened', 'opened']);
    expect(uids(second.events())).toEqual(uids(first.events()));
    await feed(second, [60], 4);
    expect(second.events()).toHaveLength(3);
    // Metrics have no memory: the state is said again.
    expect(second.points(METRIC_ML_DRIFT_STATUS).length).toBeGreaterThan(0);
    expect(second.connector.report?.()).toMatchObject({
      models: [
        {
          rule: 'scan',
          drift: {
            budget: 1,
            state: ML_DRIFT_STATE_VALUE_DRIFTED,
            coverage: { status: 'ok', spanDays: 14 },
            finding: { state: 'open', features: [{ feature: 'wind' }, { feature: 'rain' }] },
            features: [
              {
                feature: 'wind',
                detectable: {
                  hour: [
                    { contrast: 'location', size: { score: expect.any(Number) as number } },
                    {},
                  ],
                  day: [{ contrast: 'location' }, { contrast: 'missing' }],
                },
              },
              { feature: 'rain' },
              { feature: 'sun' },
            ],
          },
        },
      ],
    });
  });
});
