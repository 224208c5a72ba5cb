import type { ScopeReport, VersionReport, WindowReport } from '@marigraph/monitor';
import { ML_DRIFT_STATE_VALUE_DRIFTED } from '@marigraph/semantic-conventions';

import type { SinkRequest } from '../../../e2e/support/otlp-sink.ts';
import { spansOf } from '../../../e2e/support/span-bytes.ts';
import type { WeatherRow } from './rows.ts';

/** What the replay knows by itself, apart from the collector. */
export interface Observed {
  readonly rows: readonly WeatherRow[];
  /** The application's answer to each row. */
  readonly answers: ReadonlyMap<WeatherRow, string>;
  readonly seenByProxy: readonly SinkRequest[];
  readonly receivedByBackend: readonly SinkRequest[];
  readonly model: VersionReport;
  /** The Prometheus exposition at the end. */
  readonly exposition: string;
}

/** One line of JSON: what happened, and whether it is what should happen. */
export interface Outcome {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly predictions: number;
  readonly requests_sent: number;
  readonly rows_in_cells: number;
  readonly spans_seen: number;
  readonly spans_forwarded: number;
  readonly findings: readonly Finding[];
  /** Largest score above its noise floor in any window of the control city. */
  readonly control_effect_max: number;
  /** Smallest one in any window of the other city, over the features that drifted. */
  readonly drift_effect_min: number;
  readonly accuracy: Readonly<Record<string, CityAccuracy>>;
}

export interface Finding {
  readonly city: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly rows: number;
  readonly feature: string;
  readonly score: number;
  readonly noise_floor: number;
  readonly p_value: number;
  readonly trace_ids: readonly string[];
}

interface CityAccuracy {
  readonly labels: number;
  readonly accuracy: number;
  /** Counted from the application's own answers. */
  readonly expected: number;
}

const CONTROL = 'Seattle';
const DRIFTED = 'New York';
const DRIFTED_FEATURES = ['temp_max', 'temp_min', 'wind'];
const WINDOWS = { [CONTROL]: 2, [DRIFTED]: 4 };
/** What was measured on this data, to two decimals; see the README of the example. */
const CONTROL_EFFECT_MAX = 0.08;
const DRIFT_EFFECT_MIN = 0.13;

export function judge(observed: Observed): Outcome {
  const { model, rows } = observed;
  const scopes = new Map(model.scopes.map((scope) => [scope.segment?.value ?? '', scope]));
  const findings = model.scopes.flatMap((scope) => findingsOf(scope));
  const spans = compareSpans(observed);
  const accuracy = Object.fromEntries(
    [...scopes].map(([city, scope]) => [city, accuracyOf(city, scope, observed)]),
  );
  const figures = {
    predictions: model.rows.added,
    requests_sent: rows.length,
    rows_in_cells: model.rows.inCells,
    spans_seen: spans.seen,
    spans_forwarded: spans.forwarded,
    findings,
    control_effect_max: Math.max(...effectsOf(scopes.get(CONTROL))),
    drift_effect_min: Math.min(...effectsOf(scopes.get(DRIFTED), DRIFTED_FEATURES)),
    accuracy,
  };
  const checks = {
    every_request_is_one_row:
      figures.predictions === rows.length && figures.rows_in_cells === rows.length,
    every_span_forwarded_byte_for_byte: spans.equal && spans.seen > 0,
    every_window_closed: Object.entries(WINDOWS).every(
      ([city, count]) => scopes.get(city)?.windows.length === count,
    ),
    no_finding_in_the_control_city: !findings.some(({ city }) => city === CONTROL),
    exactly_the_drifted_features_in_the_other_city: (scopes.get(DRIFTED)?.windows ?? []).every(
      (window) => driftedFeatures(window).join() === DRIFTED_FEATURES.join(),
    ),
    effects_as_measured:
      toTwoDecimals(figures.control_effect_max) <= CONTROL_EFFECT_MAX &&
      toTwoDecimals(figures.drift_effect_min) >= DRIFT_EFFECT_MIN,
    every_trace_of_a_finding_reached_the_backend: findings.every(
      ({ trace_ids: ids }) => ids.length > 0 && ids.every((id) => spans.traceIds.has(id)),
    ),
    accuracy_equals_the_offline_count: Object.values(accuracy).every(
      (city) => city.labels > 0 && city.accuracy === city.expected,
    ),
    every_label_joined: model.groundTruth.matched === rows.length,
    prometheus_shows_drift: /^ml_drift_score\{[^}]*ml_feature_name="wind"[^}]*\} /m.test(
      observed.exposition,
    ),
  };
  return { ok: Object.values(checks).every(Boolean), checks, ...figures };
}

export function findingsOf(scope: ScopeReport): Finding[] {
  return scope.windows.flatMap((window) =>
    window.features
      .filter(({ state }) => state === ML_DRIFT_STATE_VALUE_DRIFTED)
      .map(({ feature, score = 0, noiseFloor = 0, pValue = 1, exemplars }) => ({
        city: scope.segment?.value ?? '',
        window_start: window.start,
        window_end: window.end,
        rows: window.rows,
        feature,
        score,
        noise_floor: noiseFloor,
        p_value: pValue,
        trace_ids: exemplars.map(({ traceId }) => traceId),
      })),
  );
}

function driftedFeatures(window: WindowReport): string[] {
  return window.features
    .filter(({ state }) => state === ML_DRIFT_STATE_VALUE_DRIFTED)
    .map(({ feature }) => feature)
    .toSorted();
}

function effectsOf(scope: ScopeReport | undefined, features?: readonly string[]): number[] {
  return (scope?.windows ?? [])
    .flatMap((window) => window.features)
    .filter(({ feature }) => features?.includes(feature) ?? true)
    .map(({ score = 0, noiseFloor = 0 }) => score - noiseFloor);
}

function toTwoDecimals(value: number): number {
  return Math.round(value * 100) / 100;
}

function accuracyOf(city: string, scope: ScopeReport, { rows, answers }: Observed): CityAccuracy {
  const own = rows.filter((row) => row.city === city);
  const correct = own.filter((row) => answers.get(row) === row.actual);
  return {
    labels: scope.performance.labelled,
    accuracy: scope.performance.accuracy ?? 0,
    expected: correct.length / own.length,
  };
}

/** Compares every span that left the application with what the backend got, byte for byte. */
function compareSpans({ seenByProxy, receivedByBackend }: Observed): {
  readonly seen: number;
  readonly forwarded: number;
  readonly equal: boolean;
  readonly traceIds: ReadonlySet<string>;
} {
  const seen = spansIn(seenByProxy);
  const forwarded = spansIn(receivedByBackend);
  const expected = new Map(seen.map(({ id, bytes }) => [id, bytes]));
  return {
    seen: seen.length,
    forwarded: forwarded.length,
    equal:
      seen.length === forwarded.length &&
      forwarded.every(
        ({ id, bytes }) => Buffer.compare(bytes, expected.get(id) ?? new Uint8Array()) === 0,
      ),
    traceIds: new Set(forwarded.map(({ id }) => id.slice(0, id.indexOf('-')))),
  };
}

export function spansIn(requests: readonly SinkRequest[]): ReturnType<typeof spansOf> {
  return requests.filter(({ path }) => path === '/v1/traces').flatMap(({ body }) => spansOf(body));
}
