import { type BinTables, createBinTables } from './bins.ts';
import { coarseGroups } from './coarse-groups.ts';
import type {
  CategoricalReference,
  NumericReference,
  Reference,
  ReferenceFeature,
} from './reference.ts';

/** Where a feature's counters stand in the counters of a cell. */
export interface FeatureLayout {
  readonly feature: ReferenceFeature;
  /** First counter of the feature: `MISSING`, `MISMATCHED`, `OUTSIDE`, then the bins. */
  readonly offset: number;
  /** Fine bins of a number; categories of a category and one bin for unseen ones. */
  readonly bins: number;
  /** Coarse bin of each bin. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** First exemplar slot of the feature; one slot per coarse bin. */
  readonly slot: number;
  readonly categories: ReadonlyMap<string, number> | undefined;
  /** Bins of the categories that are the text of a number, so that a number finds its bin without making a text. */
  readonly numbers: ReadonlyMap<number, number> | undefined;
}

/** Offsets within a feature's counters. */
export const MISSING = 0;
/** Values of another type than the reference has, and infinite numbers where it has numbers. */
export const MISMATCHED = 1;
/** Values, counted in their bins too, outside the range that the reference has; counted while that is checked. */
export const OUTSIDE = 2;
/** The first of the counters of the bins. */
export const FIRST_BIN = 3;

/** The shape of every cell of one model version. */
export interface CellLayout {
  readonly features: readonly FeatureLayout[];
  readonly counters: number;
  readonly slots: number;
  /** `FeatureLayout.offset` of each feature, and whether it is a number: what a row asks of every feature. */
  readonly offsets: Int32Array;
  readonly isNumber: Uint8Array;
  /** Exemplar slot of each counter that is a bin, -1 for the others. */
  readonly slotOf: Int32Array;
  /** Bins of the features that are numbers, by their place in `features`. */
  readonly bins: BinTables;
}

/** @param coarseBins Bins that scores are computed on, a divisor of 120. */
export function createLayout(reference: Reference | undefined, coarseBins: number): CellLayout {
  const features: FeatureLayout[] = [];
  let offset = 0;
  let slot = 0;
  for (const feature of reference?.features ?? []) {
    const shape = feature.type === 'number' ? numeric(feature, coarseBins) : categorical(feature);
    const groupCount = (shape.groups.at(-1) ?? 0) + 1;
    const bins = shape.groups.length;
    features.push({ feature, offset, bins, groupCount, slot, ...shape });
    offset += FIRST_BIN + bins;
    slot += groupCount;
  }
  return {
    features,
    counters: offset,
    slots: slot,
    offsets: Int32Array.from(features, (feature) => feature.offset),
    isNumber: Uint8Array.from(features, ({ feature }) => (feature.type === 'number' ? 1 : 0)),
    slotOf: slotsOfCounters(features, offset),
    bins: createBinTables(features.map(({ feature }) => ('edges' in feature ? feature.edges : []))),
  };
}

function slotsOfCounters(features: readonly FeatureLayout[], counters: number): Int32Array {
  const slotOf = new Int32Array(counters).fill(-1);
  for (const { offset, groups, slot } of features) {
    for (const [bin, group] of groups.entries()) slotOf[offset + FIRST_BIN + bin] = slot + group;
  }
  return slotOf;
}

type Shape = Pick<FeatureLayout, 'groups' | 'categories' | 'numbers'>;

function numeric(feature: NumericReference, coarseBins: number): Shape {
  return {
    groups: coarseGroups(feature, coarseBins),
    categories: undefined,
    numbers: undefined,
  };
}

function categorical({ categories }: CategoricalReference): Shape {
  const bins = [...categories.entries()];
  return {
    groups: Int32Array.from({ length: categories.length + 1 }, (_, bin) => bin),
    categories: new Map(bins.map(([bin, category]) => [category, bin])),
    numbers: new Map(
      bins
        .filter(([, category]) => String(Number(category)) === category)
        .map(([bin, category]) => [Number(category), bin]),
    ),
  };
}
