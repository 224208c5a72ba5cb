import { createBinLookup } from './bins.ts';
import { coarseGroups } from './coarse-groups.ts';
import type { ReferenceFeature } from './reference.ts';

/** Quantile bins of a number on which the window scan works. */
export const SCAN_BINS = 20;
/** Categories that the window scan follows one by one, the most frequent ones. */
export const SCAN_CATEGORIES_MAX = 20;

/** The bins on which the window scan works: few, so that hours of them are small and the budget is divided by few. */
export interface ScanBins {
  /** All of them: coarse bins or categories, unseen, missing. */
  readonly count: number;
  /** Those that are neither unseen nor missing. */
  readonly inRange: number;
  /** The category of each bin in range; undefined where bins are of numbers. */
  readonly categories: readonly string[] | undefined;
  /** For people: `(3, 4.5]` or the category, at the end `unseen` and `missing`. */
  readonly names: readonly string[];
  /** The scan bin of each fine bin, or of each category of the reference. */
  readonly groups: Int32Array;
  /** The scan bin of a value. `null` and NaN are missing; what is of another type, or infinite, is unseen. */
  find(value: number | string | null): number;
}

/** Derived from the counts of the reference alone, so the same reference always has the same bins. */
export function createScanBins(feature: ReferenceFeature): ScanBins {
  return feature.type === 'number' ? numeric(feature) : categorical(feature);
}

function numeric(feature: Extract<ReferenceFeature, { type: 'number' }>): ScanBins {
  const groups = coarseGroups(feature, SCAN_BINS);
  const inRange = (groups.at(-1) as number) + 1;
  const lookup = createBinLookup(feature.edges);
  return {
    count: inRange + 2,
    inRange,
    categories: undefined,
    names: [...rangeNames(feature.edges, groups), ...REST],
    groups,
    find(value) {
      if (value === null || Number.isNaN(value)) return inRange + 1;
      if (typeof value !== 'number' || !Number.isFinite(value)) return inRange;
      return groups[lookup.find(value)] as number;
    },
  };
}

/** Names of what is in no bin in range. */
const REST = ['unseen', 'missing'] as const;

/** The range of numbers of each group of neighbouring fine bins; bin i holds `edges[i-1] < x <= edges[i]`. */
function rangeNames(edges: readonly number[], groups: Int32Array): string[] {
  const count = (groups.at(-1) as number) + 1;
  return Array.from({ length: count }, (_, group) => {
    const lower = edges[groups.indexOf(group) - 1];
    const upper = edges[groups.lastIndexOf(group)];
    if (lower === undefined) return upper === undefined ? 'any number' : `up to ${upper}`;
    return upper === undefined ? `above ${lower}` : `(${lower}, ${upper}]`;
  });
}

function categorical(feature: Extract<ReferenceFeature, { type: 'category' }>): ScanBins {
  const { categories: all, counts } = feature;
  // Ties go by name, or the order of the rows would decide.
  const ranked = [...all.keys()].toSorted(
    (a, b) =>
      (counts[b] as number) - (counts[a] as number) ||
      ((all[a] as string) < (all[b] as string) ? -1 : 1),
  );
  const followed = ranked.slice(0, SCAN_CATEGORIES_MAX);
  const inRange = followed.length;
  const groups = new Int32Array(all.length).fill(inRange);
  for (const [bin, category] of followed.entries()) groups[category] = bin;
  const binOf = new Map(all.map((category, at) => [category, groups[at] as number]));
  const names = followed.map((at) => all[at] as string);
  return {
    count: inRange + 2,
    inRange,
    categories: names,
    names: [...names, ...REST],
    groups,
    find(value) {
      if (value === null || Number.isNaN(value)) return inRange + 1;
      return binOf.get(String(value)) ?? inRange;
    },
  };
}
