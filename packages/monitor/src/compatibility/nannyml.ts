import {
  type Chunk,
  countInNannymlBins,
  countInNannymlGrid,
  hellingerDistance,
  isBeyondThresholds,
  jensenShannonDistance,
  kolmogorovSmirnov,
  lInfinityDistance,
  nannymlBins,
  nannymlCategories,
  nannymlGrid,
  nannymlKolmogorovSmirnov,
  nannymlWasserstein,
  standardDeviationThresholds,
  type Thresholds,
  wassersteinDistance,
} from '@marigraph/statistics';

import { MonitorError } from '../errors.ts';
import {
  type CompatibilityScore,
  presentCategories,
  presentNumbers,
  type RawValue,
} from './score.ts';

/** NannyML's name of a statistic of one column; the first two are of both types. */
export type NannymlMethod =
  | 'jensen_shannon'
  | 'hellinger'
  | 'kolmogorov_smirnov'
  | 'wasserstein'
  | 'l_infinity';

/** A reference column and how it is cut into chunks. */
export interface NannymlReference {
  readonly type: 'continuous' | 'categorical';
  readonly values: readonly RawValue[];
  /** Of the rows, missing values included; `chunksByCount(rows, 10)` is NannyML's default. */
  readonly chunks: readonly Chunk[];
  /** @default `jensen_shannon` */
  readonly method?: NannymlMethod;
}

/** A column with its thresholds. */
export interface NannymlColumn {
  readonly method: NannymlMethod;
  /** Mean and three standard deviations of the reference's chunks. */
  readonly thresholds: Thresholds;
  /** The statistic of each chunk of the reference; NaN for one without values. */
  readonly reference: readonly number[];
  score(values: readonly RawValue[]): CompatibilityScore;
}

/** From this many values on NannyML compares on a grid instead of the values. */
const GRID_ROWS_MIN = 10_000;

/**
 * Prepares NannyML 0.13.1's drift of one column: the statistic, and thresholds from the reference's chunks.
 *
 * All is exact, since it works on rows. `countInNannymlBins` and the grid's counts are additive, so where cells keep
 * them the same numbers come from counts.
 *
 * @throws {MonitorError} `reference_empty` for a column without values, `definition_invalid` for a method of the other
 * type.
 */
export function nannymlColumn(column: NannymlReference): NannymlColumn {
  const { type, values, chunks, method = 'jensen_shannon' } = column;
  const present = presentOf(type, values);
  if (present.length === 0) {
    throw new MonitorError('reference_empty', `${values.length} values, all of them missing`);
  }
  const statistic = statisticOf(column, method);
  const reference = chunks.map(({ start, end }) => statistic(values.slice(start, end)));
  const limits = method === 'wasserstein' ? { lower: 0 } : LIMITS[method];
  const thresholds = standardDeviationThresholds(reference, { limits, lowerMultiplier: null });
  return {
    method,
    thresholds,
    reference,
    score(window) {
      const score = statistic(window);
      return {
        method,
        score,
        thresholds,
        drifted: isBeyondThresholds(score, thresholds),
        fidelity: 'exact',
        rows: presentOf(type, window).length,
        referenceRows: present.length,
      };
    },
  };
}

const LIMITS = {
  jensen_shannon: { lower: 0 },
  hellinger: { lower: 0 },
  kolmogorov_smirnov: { lower: 0, upper: 1 },
  l_infinity: { lower: 0, upper: 1 },
} as const;

type Statistic = (values: readonly RawValue[]) => number;

/** NaN for a window without values, as NannyML has it. */
function statisticOf(
  { type, values }: Pick<NannymlReference, 'type' | 'values'>,
  method: NannymlMethod,
): Statistic {
  const statistic =
    type === 'continuous'
      ? ofNumbers(presentNumbers(values), method)
      : ofCategories(presentCategories(values), method);
  return (window) => (presentOf(type, window).length === 0 ? Number.NaN : statistic(window));
}

function ofNumbers(reference: Float64Array, method: NannymlMethod): Statistic {
  if (method === 'jensen_shannon' || method === 'hellinger') {
    const bins = nannymlBins(reference);
    return (window) =>
      distanceOf(method, bins.expected, countInNannymlBins(bins, presentNumbers(window)));
  }
  if (method === 'l_infinity') refuse(method, 'continuous');
  if (reference.length >= GRID_ROWS_MIN) {
    const grid = nannymlGrid(reference);
    const compare = method === 'wasserstein' ? nannymlWasserstein : nannymlKolmogorovSmirnov;
    return (window) => compare(grid, countInNannymlGrid(grid, presentNumbers(window)));
  }
  const sorted = reference.toSorted();
  return (window) => {
    const values = presentNumbers(window).toSorted();
    if (method === 'wasserstein') return wassersteinDistance(sorted, values);
    return kolmogorovSmirnov(sorted, values).statistic;
  };
}

function ofCategories(reference: readonly string[], method: NannymlMethod): Statistic {
  if (method === 'kolmogorov_smirnov' || method === 'wasserstein') refuse(method, 'categorical');
  const unseen = method === 'l_infinity' ? 'apart' : 'together';
  return (window) => {
    const { expected, actual } = nannymlCategories(reference, presentCategories(window), {
      unseen,
    });
    return method === 'l_infinity'
      ? lInfinityDistance(expected, actual)
      : distanceOf(method, expected, actual);
  };
}

function distanceOf(
  method: 'jensen_shannon' | 'hellinger',
  expected: Float64Array,
  actual: Float64Array,
): number {
  return method === 'hellinger'
    ? hellingerDistance(expected, actual)
    : jensenShannonDistance(expected, actual, { base: 2 });
}

function presentOf(
  type: NannymlReference['type'],
  values: readonly RawValue[],
): ArrayLike<number | string> {
  return type === 'continuous' ? presentNumbers(values) : presentCategories(values);
}

function refuse(method: NannymlMethod, type: NannymlReference['type']): never {
  throw new MonitorError('definition_invalid', `method ${method} is not for ${type} columns`);
}
