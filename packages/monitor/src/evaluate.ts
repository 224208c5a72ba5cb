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
} from '@marigraph/statistics';

import type { DenseCell } from './cell.ts';
import type { DriftRule } from './definition.ts';
import {
  EXEMPLARS_PER_FINDING_MAX,
  type ExemplarTrace,
  toExemplarTrace,
} from './exemplar-trace.ts';
import { type CellLayout, FIRST_BIN, type FeatureLayout, MISMATCHED, MISSING } from './layout.ts';

/** Rows per occupied bin below which, on either side, a score says nothing: the usual minimum of chi-square tests. */
const ROWS_PER_BIN_MIN = 5;

/** What a window says of a feature: whether it drifted, or that there are too few rows to say. */
export type FeatureState =
  | typeof ML_DRIFT_STATE_VALUE_DRIFTED
  | typeof ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA
  | typeof ML_DRIFT_STATE_VALUE_OK;

/** What one window says of one feature. Scores are absent where there are too few rows for one. */
export interface FeatureScore {
  readonly feature: string;
  /** Absent under the rule `scan`, which judges hours, days and weeks instead; see `DriftUpdate`. */
  readonly state?: FeatureState;
  /** Rows with a value, in the window and in the reference. */
  readonly rows: number;
  readonly referenceRows: number;
  /** Rows without a value, and rows whose value has another type than the reference. */
  readonly missing: number;
  readonly mismatched: number;
  readonly bins: number;
  /** Population stability index, in nats, at least 0. */
  readonly score?: number;
  /** Expected score for these row counts if nothing drifted. */
  readonly noiseFloor?: number;
  /**
   * Probability of such a score if rows were independent and nothing drifted, adjusted over the features of the
   * window. Absent under the rule `scan`: in traffic with seasons it is small every day.
   */
  readonly pValue?: number;
  /** Where the feature drifted: example rows from the bins that grew most. */
  readonly exemplars: readonly ExemplarTrace[];
}

/** Scores every feature of a window against the reference. Pure. */
export function evaluateFeatures(
  layout: CellLayout,
  window: DenseCell,
  rule: DriftRule,
): FeatureScore[] {
  const measured = layout.features.map((feature) => measureFeature(feature, window));
  if (rule.rule === 'scan') return measured.map(toUnjudged);
  const adjusted = benjaminiHochberg(
    measured.flatMap(({ test }) => (test === undefined ? [] : [test.pValue])),
  );
  let next = 0;
  return measured.map((one) =>
    toScore(one, window, {
      rule,
      pValue: one.test === undefined ? 1 : (adjusted[next++] as number),
    }),
  );
}

/** The size of a change and of its noise, without a conclusion. */
function toUnjudged({ counted, test }: Measured): FeatureScore {
  if (test === undefined) return { ...counted, exemplars: [] };
  const { score, noiseFloor } = test;
  return { ...counted, score, noiseFloor, exemplars: [] };
}

function toScore(
  { feature, counted, test, shares }: Measured,
  window: DenseCell,
  { rule, pValue }: { readonly rule: DriftRule; readonly pValue: number },
): FeatureScore {
  if (test === undefined) {
    return { ...counted, state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA, exemplars: [] };
  }
  const drifted = test.score - test.noiseFloor >= rule.minimumEffect && pValue <= rule.pValueMax;
  return {
    ...counted,
    ...test,
    pValue,
    state: drifted ? ML_DRIFT_STATE_VALUE_DRIFTED : ML_DRIFT_STATE_VALUE_OK,
    exemplars: drifted ? exemplarsOf(feature, window, shares) : [],
  };
}

interface Measured {
  readonly feature: FeatureLayout;
  readonly counted: Pick<
    FeatureScore,
    'feature' | 'rows' | 'referenceRows' | 'missing' | 'mismatched' | 'bins'
  >;
  readonly shares: Shares;
  /** Absent where there are too few rows for a test. */
  readonly test?: Required<Pick<FeatureScore, 'score' | 'noiseFloor' | 'pValue'>>;
}

/** Rows per coarse bin. */
interface Shares {
  readonly counts: Float64Array;
  readonly referenceCounts: Float64Array;
}

function measureFeature(feature: FeatureLayout, window: DenseCell): Measured {
  const shares = coarseShares(feature, window);
  const { counts, referenceCounts } = shares;
  const rows = sum(counts);
  const referenceRows = sum(referenceCounts);
  // The bin of unseen categories exists for the score only once a row falls into it.
  const occupied = counts
    .keys()
    .filter((bin) => (counts[bin] as number) + (referenceCounts[bin] as number) > 0)
    .toArray();
  const bins = occupied.length;
  const measured = {
    feature,
    shares,
    counted: {
      feature: feature.feature.name,
      rows,
      referenceRows,
      missing: window.counts[feature.offset + MISSING] as number,
      mismatched: window.counts[feature.offset + MISMATCHED] as number,
      bins,
    },
  };
  // One occupied bin is compared by the empty ones beside it; without any, nothing could ever be seen.
  const isBlind = feature.bins < 2 || bins === 0;
  if (isBlind || Math.min(rows, referenceRows) < ROWS_PER_BIN_MIN * bins) return measured;

  const score = populationStabilityIndex(
    occupied.map((bin) => referenceCounts[bin] as number),
    occupied.map((bin) => counts[bin] as number),
  );
  return {
    ...measured,
    test: {
      score,
      noiseFloor: populationStabilityIndexNoiseFloor(bins, rows, referenceRows),
      pValue: populationStabilityIndexPValue(score, bins, rows, referenceRows),
    },
  };
}

function coarseShares(feature: FeatureLayout, window: DenseCell): Shares {
  const { offset, bins, groups, groupCount } = feature;
  const counts = new Float64Array(groupCount);
  const referenceCounts = new Float64Array(groupCount);
  for (let bin = 0; bin < bins; bin++) {
    const group = groups[bin] as number;
    counts[group] = (counts[group] as number) + (window.counts[offset + FIRST_BIN + bin] as number);
    referenceCounts[group] =
      (referenceCounts[group] as number) + (feature.feature.counts[bin] ?? 0);
  }
  return { counts, referenceCounts };
}

/** Example rows from the bins whose share grew, the one that grew most first. */
function exemplarsOf(feature: FeatureLayout, window: DenseCell, shares: Shares): ExemplarTrace[] {
  const rows = sum(shares.counts);
  const referenceRows = sum(shares.referenceCounts);
  const growth = Array.from(
    shares.counts,
    (count, group) => count / rows - (shares.referenceCounts[group] as number) / referenceRows,
  );
  const found: { readonly grown: number; readonly trace: ExemplarTrace }[] = [];
  const { slot: first, groupCount } = feature;
  window.exemplars.each(first, first + groupCount, (slot, _hash, traces, offset) => {
    const grown = growth[slot - first] as number;
    if (grown > 0) found.push({ grown, trace: toExemplarTrace(traces, offset) });
  });
  return found
    .toSorted((a, b) => b.grown - a.grown)
    .slice(0, EXEMPLARS_PER_FINDING_MAX)
    .map(({ trace }) => trace);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
