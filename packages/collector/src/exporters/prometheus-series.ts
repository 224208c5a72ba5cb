/** From OTLP metrics to series of the text format. */

import type {
  HistogramDataPoint,
  Metric,
  NumberDataPoint,
  Resource,
  ResourceMetrics,
  Scope,
} from '@marigraph/otlp';

import {
  type Family,
  FamilyStore,
  type FamilyStoreOptions,
  type FamilyType,
  type SeriesUpdate,
} from './prometheus-families.ts';
import { describingAttributes, formatLabels, type Target, targetOf } from './prometheus-labels.ts';
import { metricName } from './prometheus-names.ts';
import { accumulateHistogram, accumulateNumber } from './prometheus-values.ts';

export type DropReason =
  | 'unsupported'
  | 'type_conflict'
  | 'series_limit'
  | 'temporality'
  | 'out_of_order';

export interface SeriesStoreOptions extends FamilyStoreOptions {
  /** Data points were left out. */
  readonly onDrop: (reason: DropReason, metric: string) => void;
}

/** The last value of every series. */
export interface SeriesStore {
  add(resources: readonly ResourceMetrics[]): void;
  /** Every family that has a living series. */
  families(): readonly Family[];
  report(): {
    readonly series: number;
    readonly droppedPoints: Readonly<Partial<Record<DropReason, number>>>;
  };
}

/** Scopes of what this collector itself finds. */
const OWN_SCOPES = '@marigraph/collector/';

interface Source {
  readonly target: Target;
  readonly scope: Scope;
}

type Point = NumberDataPoint | HistogramDataPoint;
type Accumulator<P> = (point: P) => SeriesUpdate['accumulate'];

const NO_RECORDED_VALUE = 1;
const TARGET_INFO = 'target_info';

export function createSeriesStore(options: SeriesStoreOptions): SeriesStore {
  const store = new FamilyStore(options);
  const dropped: Partial<Record<DropReason, number>> = {};

  function drop(reason: DropReason, metric: string, points: number): void {
    if (points === 0) return;
    dropped[reason] = (dropped[reason] ?? 0) + points;
    options.onDrop(reason, metric);
  }

  function put(family: Family, key: string, update: SeriesUpdate): void {
    const refusal = store.put(family, key, update);
    if (refusal !== undefined) drop(refusal, family.name, 1);
  }

  function addPoints<P extends Point>(
    family: Family,
    points: readonly P[],
    { target, scope }: Source,
    accumulator: Accumulator<P>,
  ): void {
    const isOwn = scope.name.startsWith(OWN_SCOPES);
    for (const point of points) {
      const labels = formatLabels(target, scope, point.attributes);
      const time = point.timeUnixNano;
      if (isStale(point)) store.remove(family, labels);
      else put(family, labels, { labels, time, isOwn, accumulate: accumulator(point) });
    }
  }

  function addMetric(metric: Metric, source: Source): void {
    if (metric.kind === 'empty') return;
    const name = metricName(metric);
    const refusal = refusalOf(metric);
    const type = typeOf(metric);
    if (refusal !== undefined || type === undefined) {
      drop(refusal ?? 'unsupported', name, metric.dataPoints.length);
      return;
    }
    const family = store.family(name, type, metric.description ?? '');
    if (family === undefined) {
      drop('type_conflict', name, metric.dataPoints.length);
      return;
    }
    const isDelta = 'temporality' in metric && metric.temporality === 'delta';
    if (metric.kind === 'histogram') {
      addPoints(family, metric.dataPoints, source, (point) => accumulateHistogram(point, isDelta));
    } else if (metric.kind === 'gauge' || metric.kind === 'sum') {
      const points = metric.dataPoints.filter((point) => point.value !== null || isStale(point));
      addPoints(family, points, source, (point) => accumulateNumber(point, isDelta));
    }
  }

  /** One series for each target: a second one with other attributes would make joins ambiguous. */
  function addTargetInfo(resource: Resource, target: Target): void {
    const labels = targetInfoLabels(resource, target);
    const family = store.family(TARGET_INFO, 'gauge', 'Target metadata');
    if (labels === undefined || family === undefined) return;
    const key = `${target.job}\n${target.instance}`;
    put(family, key, { labels, time: 0n, accumulate: () => 1 });
  }

  return {
    add(resources) {
      for (const { resource, scopeMetrics } of resources) {
        const target = targetOf(resource);
        addTargetInfo(resource, target);
        for (const { scope, metrics } of scopeMetrics) {
          for (const metric of metrics) addMetric(metric, { target, scope });
        }
      }
    },
    families: () => store.living(),
    report: () => ({ series: store.size, droppedPoints: { ...dropped } }),
  };
}

/** Labels of the series that describes a target; none where nothing describes, or names, it. */
function targetInfoLabels(resource: Resource, target: Target): string | undefined {
  const describing = describingAttributes(resource);
  const isNamed = target.job !== '' || target.instance !== '';
  if (!isNamed || Object.keys(describing).length === 0) return undefined;
  return formatLabels(target, undefined, describing);
}

/** Whether a point says that its series has no value any more. */
function isStale({ flags = 0 }: Point): boolean {
  return (flags & NO_RECORDED_VALUE) !== 0;
}

function refusalOf(metric: Metric): DropReason | undefined {
  if (typeOf(metric) === undefined) return 'unsupported';
  const isUnspecified = 'temporality' in metric && metric.temporality === 'unspecified';
  return isUnspecified ? 'temporality' : undefined;
}

function typeOf(metric: Metric): FamilyType | undefined {
  switch (metric.kind) {
    case 'gauge':
      return 'gauge';
    case 'sum':
      return metric.monotonic ? 'counter' : 'gauge';
    case 'histogram':
      return 'histogram';
    case 'exponential_histogram':
    case 'summary':
    case 'empty':
      return undefined;
    default:
      return metric satisfies never;
  }
}
