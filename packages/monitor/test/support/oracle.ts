import {
  type FeatureScore,
  type MonitorDefinition,
  type Performance,
  type ScopeReport,
} from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import {
  benjaminiHochberg,
  populationStabilityIndex,
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
  quantileEdges,
} from '@marigraph/statistics';

import { MINUTE, type RowOf, type Value } from './monitor.ts';
import { SAMPLES, type Step } from './script.ts';

/** A row that was added, at the time at which it counts. */
export interface RawRow {
  readonly row: RowOf;
  readonly minute: number;
  readonly truth: { readonly label: string | undefined; readonly value: number } | undefined;
}

/** The rows that a monitor said it added, each with the first ground truth of its id. */
export function rawRows(
  steps: readonly Step[],
  outcomes: readonly unknown[],
  { maxFutureSkewMs }: MonitorDefinition,
): RawRow[] {
  return steps.flatMap((step, at) => {
    if (step.kind !== 'row' || outcomes[at] !== 'added') return [];
    const { row, receivedAtMs } = step;
    const isAhead = row.timeMs > receivedAtMs + maxFutureSkewMs;
    const truth = steps.find((own) => own.kind === 'truth' && own.id === row.id);
    return {
      row,
      minute: Math.floor((isAhead ? receivedAtMs : row.timeMs) / MINUTE),
      truth:
        truth?.kind === 'truth'
          ? { label: truth.label, value: truth.value ?? Number.NaN }
          : undefined,
    };
  });
}

export function isInScope({ row }: RawRow, { segment }: Pick<ScopeReport, 'segment'>): boolean {
  return segment === null || row.segments?.[segment.key] === segment.value;
}

export function performanceOf(rows: readonly RawRow[]): Performance {
  const labels = rows.flatMap(({ row: { label }, truth }) =>
    label === undefined || truth?.label === undefined ? [] : [label === truth.label],
  );
  const errors = rows.flatMap(({ row: { value = Number.NaN }, truth }) => {
    const error = Math.abs(value - (truth?.value ?? Number.NaN));
    return Number.isFinite(error) ? [error] : [];
  });
  const mean = (values: readonly number[]): number =>
    values.reduce((total, own) => total + own, 0) / values.length;
  return {
    labelled: labels.length,
    ...(labels.length > 0 && { accuracy: labels.filter(Boolean).length / labels.length }),
    valued: errors.length,
    ...(errors.length > 0 && {
      meanAbsoluteError: mean(errors),
      rootMeanSquaredError: Math.sqrt(mean(errors.map((error) => error * error))),
    }),
  };
}

/** The scores of rows against the samples, from the raw values of both; examples are left out. */
export function scoresOf(
  rows: readonly RawRow[],
  { bins, minimumEffect, pValueMax }: MonitorDefinition['drift'],
): Omit<FeatureScore, 'exemplars'>[] {
  const measured = Object.entries(SAMPLES).map(([name, sample]) =>
    measure(name, sample, { rows, bins }),
  );
  const pValues = benjaminiHochberg(measured.flatMap(({ pValue }) => pValue ?? []));
  let tested = 0;
  const all: Omit<FeatureScore, 'exemplars'>[] = [];
  for (const own of measured) {
    const { score, noiseFloor } = own;
    if (score === undefined || noiseFloor === undefined) {
      all.push({ ...own, state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA });
      continue;
    }
    const pValue = pValues[tested++] ?? Number.NaN;
    const isDrifted = score - noiseFloor >= minimumEffect && pValue <= pValueMax;
    const state = isDrifted ? ML_DRIFT_STATE_VALUE_DRIFTED : ML_DRIFT_STATE_VALUE_OK;
    all.push({ ...own, pValue, state });
  }
  return all;
}

function measure(
  name: string,
  sample: readonly (number | string)[],
  { rows, bins }: { readonly rows: readonly RawRow[]; readonly bins: number },
): Omit<FeatureScore, 'exemplars' | 'state'> {
  const binOf = binning(sample, bins);
  const values = rows.map(({ row }) => row.features?.find(([own]) => own === name)?.[1] ?? null);
  const isMissing = (value: Value): boolean => value === null || Number.isNaN(value);
  const places = values.filter((value) => !isMissing(value)).map(binOf);
  const inBins = places.filter((bin) => bin >= 0);
  const expected = sample.map(binOf);
  const occupied = [...new Set([...expected, ...inBins])].toSorted((a, b) => a - b);
  const count = (all: readonly number[]): number[] =>
    occupied.map((bin) => all.filter((own) => own === bin).length);
  const counted = {
    feature: name,
    rows: inBins.length,
    referenceRows: sample.length,
    missing: values.filter(isMissing).length,
    mismatched: places.length - inBins.length,
    bins: occupied.length,
  };
  if (inBins.length < 5 * occupied.length) return counted;
  const size = [occupied.length, inBins.length, sample.length] as const;
  const score = populationStabilityIndex(count(expected), count(inBins));
  return {
    ...counted,
    score,
    noiseFloor: populationStabilityIndexNoiseFloor(...size),
    pValue: populationStabilityIndexPValue(score, ...size),
  };
}

/** The bin of a value, -1 for one of another type; categories are numbered as they are sorted, unseen ones last. */
function binning(sample: readonly (number | string)[], bins: number): (value: Value) => number {
  const numbers = sample.filter((own) => typeof own === 'number');
  if (numbers.length === sample.length) {
    const edges = [...quantileEdges(Float64Array.from(numbers).toSorted(), bins)];
    return (value) =>
      typeof value === 'number' && Number.isFinite(value)
        ? edges.filter((edge) => edge < value).length
        : -1;
  }
  const categories = [...new Set(sample.map(String))].toSorted((a, b) => (a < b ? -1 : 1));
  return (value) => {
    if (value === true || value === null) return -1;
    const at = categories.indexOf(String(value));
    return at < 0 ? categories.length : at;
  };
}
