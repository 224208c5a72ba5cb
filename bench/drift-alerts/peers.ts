import {
  benjaminiHochberg,
  chiSquareSurvival,
  jensenShannonDistance,
  kolmogorovSmirnovFromCounts,
  populationStabilityIndex,
} from '@marigraph/statistics';

import { FEATURES } from './features.ts';

/** Lengths of the windows that peers judge, which they call chunks. They do not overlap. */
export const CHUNKS = { hour: 1, day: 24, week: 168 } as const;
export type Chunk = keyof typeof CHUNKS;

/** Rows by bin of one window, feature after feature. */
export type WindowCounts = readonly Float64Array[];

/** A rule of other tools: an alert where a feature's statistic reaches the threshold. */
export interface Peer {
  readonly name: string;
  readonly title: string;
  /** In the unit of its statistic; higher is more drift. */
  readonly threshold: number;
  readonly chunks: readonly Chunk[];
}

const TESTS_PER_30_DAYS = 30 * FEATURES.length;
const ALL: readonly Chunk[] = ['hour', 'day', 'week'];

/** The usual rules with their usual thresholds, on the bins of the scan. p-values are compared as -ln p. */
export const PEERS: readonly Peer[] = [
  { name: 'js', title: 'JS distance ≥ 0.1', threshold: 0.1, chunks: ALL },
  { name: 'psi', title: 'PSI ≥ 0.1', threshold: 0.1, chunks: ALL },
  {
    name: 'js_deviations',
    title: 'JS > mean + 3 sd of reference chunks',
    threshold: 3,
    chunks: ALL,
  },
  { name: 'ks', title: 'KS p < .05', threshold: -Math.log(0.05), chunks: ALL },
  { name: 'ks_bh', title: 'KS, BH .05 over features', threshold: -Math.log(0.05), chunks: ALL },
  {
    name: 'chi_square',
    title: 'χ², iid null, threshold from the budget',
    threshold: Math.log(TESTS_PER_30_DAYS),
    chunks: ALL,
  },
];

/** The compatibility modes with the defaults of their libraries; both are run by the day or the week. */
export const MODES: readonly Peer[] = [
  {
    name: 'evidently',
    title: 'evidently, a column drifted',
    threshold: 0.1,
    chunks: ['day', 'week'],
  },
  {
    name: 'evidently_dataset',
    title: 'evidently, the data set drifted',
    threshold: 0.1,
    chunks: ['day', 'week'],
  },
  { name: 'nannyml', title: 'NannyML', threshold: 3, chunks: ['day', 'week'] },
];

/** Statistics of one window by peer, one per feature. */
export type PeerStatistics = Readonly<Record<string, Float64Array>>;

/** The peers, made ready for a reference. */
export interface ReadyPeers {
  judge(window: WindowCounts, chunk: Chunk): PeerStatistics;
}

/**
 * @param hours Of the reference, in the order of time.
 * @param isCategorical By feature.
 */
export function preparePeers(
  hours: readonly WindowCounts[],
  isCategorical: readonly boolean[] = FEATURES.map(({ law }) => law === 'category'),
): ReadyPeers {
  const reference = sumCounts(hours);
  const deviations = {
    hour: distanceMoments(reference, hours, CHUNKS.hour),
    day: distanceMoments(reference, hours, CHUNKS.day),
    week: distanceMoments(reference, hours, CHUNKS.week),
  };
  return {
    judge(window, chunk) {
      const of = (statistic: Statistic): Float64Array =>
        Float64Array.from(window, (actual, feature) =>
          isEmpty(actual) ? 0 : statistic(reference[feature] as Float64Array, actual, feature),
        );
      const surprise = (p: number): number => -Math.log(Math.max(p, 1e-300));
      const js = of((expected, actual) => jensenShannonDistance(expected, actual));
      const tests = (expected: Float64Array, actual: Float64Array, feature: number): number =>
        isCategorical[feature] === true
          ? homogeneityPValue(expected, actual)
          : numericPValue(expected, actual);
      const pValues = of(tests).map((value, at) => (isEmpty(window[at]) ? 1 : value));
      return {
        js,
        psi: of((expected, actual) => populationStabilityIndex(expected, actual)),
        js_deviations: js.map((distance, feature) => {
          const { mean, deviation } = deviations[chunk][feature] as Moments;
          return deviation === 0 ? 0 : (distance - mean) / deviation;
        }),
        ks: pValues.map(surprise),
        ks_bh: Float64Array.from(benjaminiHochberg(pValues), surprise),
        chi_square: of((expected, actual) => surprise(homogeneityPValue(expected, actual))),
      };
    },
  };
}

type Statistic = (expected: Float64Array, actual: Float64Array, feature: number) => number;

/** Adds windows of the same bins. */
export function sumCounts(windows: readonly WindowCounts[]): Float64Array[] {
  const sums = (windows[0] ?? []).map((counts) => new Float64Array(counts.length));
  for (const window of windows) {
    for (const [feature, counts] of window.entries()) {
      const sum = sums[feature] as Float64Array;
      for (let bin = 0; bin < sum.length; bin++)
        sum[bin] = (sum[bin] as number) + (counts[bin] as number);
    }
  }
  return sums;
}

/** Hours taken together as whole chunks; what is left over at the end is none. */
function toChunks(hours: readonly WindowCounts[], length: number): WindowCounts[] {
  if (length === 1) return [...hours];
  return Array.from({ length: Math.floor(hours.length / length) }, (_, at) =>
    sumCounts(hours.slice(at * length, (at + 1) * length)),
  );
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Of the distance of the reference's own chunks, by feature. */
function distanceMoments(
  reference: WindowCounts,
  hours: readonly WindowCounts[],
  length: number,
): Moments[] {
  const chunks = toChunks(hours, length);
  return reference.map((expected, feature) => {
    const distances = chunks.flatMap((chunk) => {
      const actual = chunk[feature] as Float64Array;
      return isEmpty(actual) ? [] : [jensenShannonDistance(expected, actual)];
    });
    const mean = distances.reduce((sum, value) => sum + value, 0) / distances.length;
    const squares = distances.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: Math.sqrt(squares / distances.length) };
  });
}

/** Kolmogorov and Smirnov's test of numbers, without missing values. Categories have no order, so theirs is χ². */
function numericPValue(expected: Float64Array, actual: Float64Array): number {
  const present = actual.length - 1;
  const counts = actual.subarray(0, present);
  if (isEmpty(counts)) return 1;
  return kolmogorovSmirnovFromCounts(expected.subarray(0, present), counts).pValue;
}

/** Pearson's test of two rows of counts. */
function homogeneityPValue(expected: Float64Array, actual: Float64Array): number {
  const [n, m] = [total(expected), total(actual)];
  const [up, down] = [Math.sqrt(m / n), Math.sqrt(n / m)];
  let statistic = 0;
  let bins = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const [a, b] = [expected[bin] as number, actual[bin] as number];
    if (a + b === 0) continue;
    bins++;
    statistic += (up * a - down * b) ** 2 / (a + b);
  }
  return bins < 2 ? 1 : chiSquareSurvival(statistic, bins - 1);
}

function isEmpty(counts: Float64Array | undefined): boolean {
  return counts === undefined || counts.every((count) => count === 0);
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
