import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigurationError, loadConfiguration } from '@marigraph/collector';
import { buildReference } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import {
  type MlMonitorConfig,
  mlMonitorConfig,
  toMonitorOptions,
} from '../../../src/connectors/ml-monitor/config.ts';
import { formatReference } from '../../../src/connectors/ml-monitor/reference-file.ts';
import { temporaryFolder } from '../../support/folder.ts';

function yamlOf(connector: string): string {
  return `
receivers: { otlp: {} }
connectors:
  ml_monitor: ${connector}
exporters: { prometheus: {} }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [ml_monitor] }
    metrics: { receivers: [ml_monitor], exporters: [prometheus] }
`;
}

function load(connector: string): MlMonitorConfig {
  const texts = [{ name: 'test.yaml', text: yamlOf(connector) }];
  const [configured] = loadConfiguration({ texts }).connectors;
  if (configured === undefined) throw new Error('no connector');
  return configured.config;
}

/** What is wrong with a configuration. */
function problemsOf(connector: string): string {
  try {
    load(connector);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

const monitorProblems = (settings: string): string =>
  problemsOf(`{ monitors: { rain: ${settings} } }`);

/** A reference file of one version of a model. */
function referenceOf(name: string, version: string): string {
  const path = join(temporaryFolder(), `${name}-${version}.json`);
  const columns = [{ name: 'wind', values: [1, 2, 3] }];
  writeFileSync(path, formatReference(buildReference({ name, version }, columns)));
  return path;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DEFAULTS = {
  references: [],
  segment_keys: [],
  event_time: 'span_end',
  window: { duration: DAY },
  allowed_lateness: 10 * MINUTE,
  idle_timeout: 5 * MINUTE,
  max_future_skew: 5 * MINUTE,
  retention: 35 * DAY,
  predictions_max: 5_000_000,
  slices_max: 200,
  cells_mib: 256 * 1024 * 1024,
  drift: {
    rule: 'scan',
    budget: 1,
    minimum_score: 0,
    excluded_days: [],
    bins: 10,
    minimum_effect: 0.1,
    p_value: 0.05,
  },
};

describe('the configuration', () => {
  it('may be left out altogether', () => {
    expect(load('')).toEqual({ monitors: {}, evaluation_interval: 1000 });
    expect(load('{ monitors: { rain: {} } }').monitors).toEqual({ rain: DEFAULTS });
  });

  it('takes durations, sizes and references', () => {
    const first = referenceOf('rain', '1');
    const second = referenceOf('rain', '2');
    const { monitors, evaluation_interval } = load(`
    evaluation_interval: 500ms
    monitors:
      rain:
        references: [${first}, ${second}]
        segment_keys: [city]
        evaluate: [all, city]
        event_time: prediction_time
        window: { count: 365 }
        allowed_lateness: 0s
        idle_timeout: 90s
        max_future_skew: 1h
        retention: 1500d
        predictions_max: 1000
        slices_max: 10
        cells_mib: 0.5
        drift:
          rule: threshold
          budget: 0.5
          minimum_score: 0.235
          excluded_days: ['2026-12-25']
          bins: 20
          minimum_effect: 0
          p_value: 1`);
    expect(evaluation_interval).toBe(500);
    expect(monitors['rain']).toEqual({
      references: [
        expect.objectContaining({ id: expect.stringMatching(/^rain-1-[0-9a-f]{12}$/) }),
        expect.objectContaining({ id: expect.stringMatching(/^rain-2-[0-9a-f]{12}$/) }),
      ],
      segment_keys: ['city'],
      evaluate: ['all', 'city'],
      event_time: 'prediction_time',
      window: { count: 365 },
      allowed_lateness: 0,
      idle_timeout: 1.5 * MINUTE,
      max_future_skew: 60 * MINUTE,
      retention: 1500 * DAY,
      predictions_max: 1000,
      slices_max: 10,
      cells_mib: 512 * 1024,
      drift: {
        rule: 'threshold',
        budget: 0.5,
        minimum_score: 0.235,
        excluded_days: ['2026-12-25'],
        bins: 20,
        minimum_effect: 0,
        p_value: 1,
      },
    });
  });

  it('becomes definitions of the monitor, one a model and one for all others', () => {
    const config = mlMonitorConfig.parse({
      monitors: {
        rain: { segment_keys: ['city'], window: { count: 5 }, retention: '2d' },
        snow: { evaluate: ['all'], cells_mib: 1 },
      },
    });
    const { defaults, definitions, references } = toMonitorOptions(config);
    expect(defaults).toEqual({
      segmentKeys: [],
      evaluate: ['all'],
      window: { durationMs: DAY },
      allowedLatenessMs: 10 * MINUTE,
      idleTimeoutMs: 5 * MINUTE,
      maxFutureSkewMs: 5 * MINUTE,
      retentionMs: 35 * DAY,
      predictionsMax: 5_000_000,
      slicesMax: 200,
      cellBytesMax: 256 * 1024 * 1024,
      drift: {
        rule: 'scan',
        budget: 1,
        minimumScore: 0,
        excludedDays: [],
        bins: 10,
        minimumEffect: 0.1,
        pValueMax: 0.05,
      },
    });
    expect(definitions).toEqual([
      {
        ...defaults,
        model: 'rain',
        segmentKeys: ['city'],
        evaluate: ['all', 'city'],
        window: { count: 5 },
        retentionMs: 2 * DAY,
      },
      { ...defaults, model: 'snow', cellBytesMax: 1024 * 1024 },
    ]);
    expect(references).toEqual([]);
  });
});

describe('a configuration that is wrong', () => {
  it('names unknown keys, and what was meant', () => {
    expect(problemsOf('{ monitor: {}, evaluation_intervall: 1s }')).toMatchInlineSnapshot(`
      "test.yaml:4: connectors.ml_monitor.monitor: unknown key (valid keys: [monitors evaluation_interval]) (did you mean "monitors"?)
      test.yaml:4: connectors.ml_monitor.evaluation_intervall: unknown key (valid keys: [monitors evaluation_interval]) (did you mean "evaluation_interval"?)"
    `);
    expect(monitorProblems('{ segment_key: [city], drift: { min_effect: 1 } }'))
      .toMatchInlineSnapshot(`
      "test.yaml:4: connectors.ml_monitor.monitors.rain.drift.min_effect: unknown key (valid keys: [rule budget minimum_score excluded_days bins minimum_effect p_value])
      test.yaml:4: connectors.ml_monitor.monitors.rain.segment_key: unknown key (valid keys: [references segment_keys evaluate event_time window allowed_lateness idle_timeout max_future_skew retention predictions_max slices_max cells_mib drift]) (did you mean "segment_keys"?)"
    `);
    expect(monitorProblems('{ window: { durations: 1h } }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window.durations: unknown key (valid keys: [duration count]) (did you mean "duration"?)"`,
    );
  });

  it('names scopes and tags that do not fit', () => {
    expect(
      monitorProblems('{ segment_keys: [city], evaluate: [all, country] }'),
    ).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.evaluate.1: expected \`all\` or one of segment_keys (city), found "country""`,
    );
    expect(monitorProblems('{ evaluate: [city] }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.evaluate.0: expected \`all\` or one of segment_keys (none), found "city""`,
    );
    expect(monitorProblems('{ segment_keys: [all] }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.segment_keys.0: expected a tag; \`all\` names all rows, found "all""`,
    );
    expect(monitorProblems('{ segment_keys: [city, city], evaluate: [city, all, all, city] }'))
      .toMatchInlineSnapshot(`
      "test.yaml:4: connectors.ml_monitor.monitors.rain.segment_keys.1: expected each key once, found "city"
      test.yaml:4: connectors.ml_monitor.monitors.rain.evaluate.2: expected each scope once, found "all"
      test.yaml:4: connectors.ml_monitor.monitors.rain.evaluate.3: expected each scope once, found "city""
    `);
    expect(monitorProblems('{ evaluate: [] }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.evaluate: too small: expected array to have >=1 items, found []"`,
    );
  });

  it('names windows that cannot be', () => {
    expect(monitorProblems('{ window: { duration: 90s } }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window.duration: expected whole minutes, as \`1h\`, found "90s""`,
    );
    expect(monitorProblems('{ window: { duration: 1h, count: 5 } }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window: expected either \`duration\` or \`count\`, found {"duration":"1h","count":5}"`,
    );
    expect(monitorProblems('{ window: {} }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window: expected either \`duration\` or \`count\`, found {}"`,
    );
    expect(monitorProblems('{ window: 1h }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window: expected object, found "1h""`,
    );
    expect(monitorProblems('{ window: { count: 0 } }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.window.count: too small: expected number to be >=1, found 0"`,
    );
    expect(monitorProblems('{ window: { duration: 7d }, retention: 1d }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.retention: expected at least the duration of a window, or windows close without their cells, found "1d""`,
    );
    expect(monitorProblems('{ window: { count: 7 }, retention: 30s }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.retention: expected at least one minute, or windows close without their cells, found "30s""`,
    );
    expect(monitorProblems('{ retention: 40000d }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.retention: expected at most 36525d, found "40000d""`,
    );
  });

  it('names values that cannot be', () => {
    expect(monitorProblems('{ event_time: span_start }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.event_time: expected one of [span_end prediction_time], found "span_start""`,
    );
    expect(monitorProblems('{ drift: { bins: 12, minimum_effect: -1, p_value: 0 } }'))
      .toMatchInlineSnapshot(`
      "test.yaml:4: connectors.ml_monitor.monitors.rain.drift.bins: expected 10 or 20, found 12
      test.yaml:4: connectors.ml_monitor.monitors.rain.drift.minimum_effect: too small: expected number to be >=0, found -1
      test.yaml:4: connectors.ml_monitor.monitors.rain.drift.p_value: too small: expected number to be >0, found 0"
    `);
    expect(monitorProblems('{ allowed_lateness: ten minutes }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.allowed_lateness: expected a duration such as "10s" or "1h30m", found "ten minutes""`,
    );
    expect(problemsOf('{ evaluation_interval: 0s }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.evaluation_interval: expected 100ms to 1h, found "0s""`,
    );
    expect(problemsOf('{ evaluation_interval: 30d }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.evaluation_interval: expected 100ms to 1h, found "30d""`,
    );
    expect(problemsOf('{ monitors: { "": {} } }')).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.: invalid key in record, found {}"`,
    );
  });

  it('names references that are missing, of another model, or of the same version', () => {
    const rain = referenceOf('rain', '1');
    const again = referenceOf('rain', '1');
    const snow = referenceOf('snow', '1');
    const tidy = (text: string): string =>
      text.replaceAll(rain, 'RAIN').replaceAll(again, 'AGAIN').replaceAll(snow, 'SNOW');
    expect(
      tidy(monitorProblems(`{ references: [${rain}, /absent/reference.json] }`)),
    ).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.references.1: /absent/reference.json cannot be read (ENOENT); make it with \`marigraph reference build --output /absent/reference.json\`, found "/absent/reference.json""`,
    );
    expect(tidy(monitorProblems(`{ references: [${rain}, ${snow}] }`))).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.references.1: the reference is of model \`snow\`, expected \`rain\`, found "SNOW""`,
    );
    expect(tidy(monitorProblems(`{ references: [${rain}, ${again}] }`))).toMatchInlineSnapshot(
      `"test.yaml:4: connectors.ml_monitor.monitors.rain.references.1: version \`1\` has a reference already, found "AGAIN""`,
    );
    expect(tidy(monitorProblems(`{ references: ['', 5] }`))).toMatchInlineSnapshot(`
      "test.yaml:4: connectors.ml_monitor.monitors.rain.references.0: too small: expected string to have >=1 characters, found ""
      test.yaml:4: connectors.ml_monitor.monitors.rain.references.1: expected string, found 5"
    `);
  });
});
