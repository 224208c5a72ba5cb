import type { NumericReference, Reference, ReferenceFeature } from '@marigraph/monitor';
import {
  benjaminiHochberg,
  jensenShannonDistance,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  kolmogorovSmirnovPValue,
  populationStabilityIndex,
} from '@marigraph/statistics';

import { hashOf } from '../connectors/ml-monitor/reference-file.ts';
import { type CommonBins, leastGap, rebinCategories, rebinNumbers } from './reference-rebin.ts';

/** Largest p-value, after Benjamini–Hochberg over all that is compared, that counts as a change. */
const P_VALUE_MAX = 0.05;

/**
 * What became of a distribution.
 *
 * `equal` the same counts; `chance` no more different than two samples of one law; `changed` more than that; `unclear`
 * more than that if the bins of the two are taken at their word, and not if they mislead as far as they can.
 */
export type DistributionChange = 'equal' | 'chance' | 'changed' | 'unclear';

/** Two distributions in the same bins. */
export interface DistributionComparison {
  readonly change: DistributionChange;
  /** Base-2 Jensen-Shannon distance, 0 to 1, of the values that are there. */
  readonly distance: number;
  /** How far the distance may be from the true one, since the two references have other bins. */
  readonly resolution: number;
  /** What two samples of these sizes from one law would differ by. */
  readonly noiseFloor: number;
  /** Kolmogorov-Smirnov distance of numbers, the least that the bins allow. */
  readonly kolmogorovSmirnov?: number;
  /** Of the least distances that the bins allow, for independent rows, before correction. */
  readonly pValue: number;
  readonly populationStabilityIndex: number;
  readonly bins: number;
}

/** What became of one feature that both references have. */
export interface FeatureComparison {
  readonly name: string;
  readonly from: ReferenceFeature;
  readonly to: ReferenceFeature;
  /** Absent for a feature of another type. */
  readonly distribution?: DistributionComparison;
  /** Whether the share of missing values changed by more than chance. */
  readonly missingChange: Exclude<DistributionChange, 'unclear'>;
  readonly isExpectationChanged: boolean;
}

/** How one reference differs from another. */
export interface ReferenceComparison {
  /** Whether both have the same hash and the same expectations. */
  readonly isSame: boolean;
  readonly added: readonly ReferenceFeature[];
  readonly removed: readonly ReferenceFeature[];
  readonly features: readonly FeatureComparison[];
}

export function compareReferences(from: Reference, to: Reference): ReferenceComparison {
  const toFeatures = new Map(to.features.map((feature) => [feature.name, feature]));
  const fromNames = new Set(from.features.map(({ name }) => name));
  const pairs = from.features.flatMap((feature) => {
    const other = toFeatures.get(feature.name);
    return other === undefined ? [] : [comparePair(feature, other)];
  });
  const tests = pairs.flatMap(({ values, missing }) => [values?.pValue ?? 1, missing.pValue]);
  const adjusted = benjaminiHochberg(tests);
  const features = pairs.map((pair, at) =>
    judgePair(pair, { values: adjusted[2 * at] ?? 1, missing: adjusted[2 * at + 1] ?? 1 }),
  );
  const added = to.features.filter(({ name }) => !fromNames.has(name));
  const removed = from.features.filter(({ name }) => !toFeatures.has(name));
  const isSame =
    hashOf(from) === hashOf(to) && !features.some((feature) => feature.isExpectationChanged);
  return { isSame, added, removed, features };
}

interface Pair {
  readonly from: ReferenceFeature;
  readonly to: ReferenceFeature;
  /** Absent for a feature of another type. */
  readonly values: Measured | undefined;
  readonly missing: Measured;
}

interface Measured extends Omit<DistributionComparison, 'change'> {
  readonly isEqual: boolean;
  /** Of the distance as it was computed. */
  readonly pValueAsComputed: number;
}

function comparePair(from: ReferenceFeature, to: ReferenceFeature): Pair {
  return {
    from,
    to,
    values: compareValues(from, to),
    missing: measure({
      from: [rowsOf(from), from.missing],
      to: [rowsOf(to), to.missing],
      resolution: 0,
    }),
  };
}

function compareValues(from: ReferenceFeature, to: ReferenceFeature): Measured | undefined {
  if (from.type === 'number' && to.type === 'number') return compareNumbers(from, to);
  if (from.type === 'category' && to.type === 'category') return measure(rebinCategories(from, to));
  return undefined;
}

/** Two tests see more than one: what bins hide of the one they may show to the other. */
function compareNumbers(from: NumericReference, to: NumericReference): Measured {
  const measured = measure(rebinNumbers(from, to));
  const gap = leastGap(from, to);
  const pValueOfGap = kolmogorovSmirnovPValue(gap, rowsOf(from), rowsOf(to));
  return {
    ...measured,
    isEqual:
      measured.isEqual &&
      textOf(from.edges) === textOf(to.edges) &&
      textOf(from.counts) === textOf(to.counts),
    kolmogorovSmirnov: gap,
    pValue: Math.min(1, 2 * Math.min(measured.pValue, pValueOfGap)),
  };
}

function measure({ from, to, resolution }: CommonBins): Measured {
  const bins = from.filter((count, bin) => count > 0 || (to[bin] as number) > 0).length;
  const sizes = [totalOf(from), totalOf(to)] as const;
  const distance = Math.min(1, jensenShannonDistance(from, to, { base: 2 }));
  const atLeast = Math.max(0, distance - resolution);
  return {
    isEqual: resolution === 0 && from.every((count, bin) => count === to[bin]),
    distance,
    resolution,
    bins,
    noiseFloor: jensenShannonDistanceNoiseFloor(bins, ...sizes),
    pValue: jensenShannonDistancePValue(atLeast, bins, ...sizes),
    pValueAsComputed: jensenShannonDistancePValue(distance, bins, ...sizes),
    populationStabilityIndex: populationStabilityIndex(from, to),
  };
}

function judgePair(
  { from, to, values, missing }: Pair,
  adjusted: { readonly values: number; readonly missing: number },
): FeatureComparison {
  const common = {
    name: from.name,
    from,
    to,
    missingChange: missing.isEqual ? ('equal' as const) : chanceOr(adjusted.missing),
    isExpectationChanged: textOf(from.expected) !== textOf(to.expected),
  };
  if (values === undefined) return common;
  const { isEqual, pValueAsComputed, ...distribution } = values;
  const seen = chanceOr(adjusted.values);
  const isUnclear = seen === 'chance' && pValueAsComputed <= P_VALUE_MAX;
  const change = isEqual ? 'equal' : isUnclear && values.resolution > 0 ? 'unclear' : seen;
  return { ...common, distribution: { change, ...distribution } };
}

function chanceOr(pValue: number): 'chance' | 'changed' {
  return pValue <= P_VALUE_MAX ? 'changed' : 'chance';
}

/** An expectation or a list as text, whatever the order of the keys. */
function textOf(value: object = {}): string {
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Rows that have a value. */
export function rowsOf({ counts }: ReferenceFeature): number {
  return totalOf(counts);
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
