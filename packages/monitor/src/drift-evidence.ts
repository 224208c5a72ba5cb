import type { DenseCell } from './cell.ts';
import {
  EXEMPLARS_PER_FINDING_MAX,
  type ExemplarTrace,
  toExemplarTrace,
} from './exemplar-trace.ts';
import type { FeatureLayout } from './layout.ts';
import { scanCountsOf } from './scan-counts.ts';
import { isOfPhase, type PhaseOfWindow } from './scan-phase.ts';
import type { ScanFeature, ScanPlan } from './scan-plan.ts';
import type { ContrastJudgement } from './scan.ts';

/** Bins that a finding names at most. */
const MOVED_MAX = 5;

/** A bin or category whose share of the rows changed. */
export interface MovedBin {
  /** `(3, 4.5]`, a category, `unseen` or `missing`. */
  readonly bin: string;
  /** Its share in the reference's windows of the same phase. */
  readonly from: number;
  /** Its share in the window. */
  readonly to: number;
}

/** What a finding shows of a feature. */
export interface DriftEvidence {
  /** The largest change first, at most five. */
  readonly moved: readonly MovedBin[];
  /** Example rows from the bins that grew, at most ten. Values that are missing have none. */
  readonly exemplars: readonly ExemplarTrace[];
}

/** The window in which a feature made an alert. */
export interface EvidenceOptions {
  /** All rows of the window. */
  readonly rows: DenseCell;
  readonly layout: FeatureLayout;
  readonly phase: PhaseOfWindow;
}

/** Compares the bins of a window with those of the reference. O(hours of the reference × bins). */
export function evidenceOf(
  plan: ScanPlan,
  feature: ScanFeature,
  { kind }: ContrastJudgement,
  { rows, layout, phase }: EvidenceOptions,
): DriftEvidence {
  const { bins } = feature;
  const missing = bins.inRange + 1;
  // Missing values are a share of all rows, everything else one of the rows that have a value.
  const places = bins.names.keys().filter((bin) => (kind === 'missing') === (bin === missing));
  const total = kind === 'missing' ? bins.count : missing;
  const from = sharesOf(referenceCounts(plan, feature, phase), total);
  const to = sharesOf(scanCountsOf(feature, layout, rows.counts), total);
  // Cells of a window may have been dropped; then there is nothing to compare.
  const hasRows = to.some((share) => share > 0);
  const moved = (hasRows ? [...places] : [])
    .map((bin) => ({ bin, from: from[bin] ?? 0, to: to[bin] ?? 0 }))
    .filter((own) => own.from !== own.to)
    .toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))
    .slice(0, MOVED_MAX);
  const grown = moved.filter((own) => own.to > own.from).map(({ bin }) => bin);
  return {
    moved: moved.map(({ bin, from: before, to: after }) => ({
      bin: bins.names[bin] as string,
      from: before,
      to: after,
    })),
    exemplars: exemplarsOf(grown, { feature, layout, rows }),
  };
}

/** Rows of the reference per scan bin, of the windows that a window is compared with. */
function referenceCounts(
  { hours, isExcluded }: ScanPlan,
  { bins, hourly }: ScanFeature,
  phase: PhaseOfWindow,
): Float64Array {
  const counts = new Float64Array(bins.count);
  for (const [at, local] of hours.entries()) {
    if (isExcluded(local.day) || !isOfPhase(local, phase)) continue;
    for (let bin = 0; bin < bins.count; bin++) {
      counts[bin] = (counts[bin] as number) + (hourly[at * bins.count + bin] as number);
    }
  }
  return counts;
}

/** @param total How many of the leading bins make up all rows. */
function sharesOf(counts: Float64Array, total: number): Float64Array {
  let rows = 0;
  for (let bin = 0; bin < total; bin++) rows += counts[bin] as number;
  return counts.map((count) => (rows === 0 ? 0 : count / rows));
}

/** @param grown Scan bins, the one that grew most first. */
function exemplarsOf(
  grown: readonly number[],
  of: { readonly feature: ScanFeature; readonly layout: FeatureLayout; readonly rows: DenseCell },
): ExemplarTrace[] {
  const { feature, layout, rows } = of;
  // Examples stand by coarse bin, of which a scan bin may be a part.
  const slots = grown.flatMap((bin) =>
    [...layout.groups.entries()].flatMap(([fine, coarse]) =>
      (feature.bins.groups[fine] ?? feature.bins.inRange) === bin ? [layout.slot + coarse] : [],
    ),
  );
  const found: ExemplarTrace[] = [];
  for (const slot of new Set(slots)) {
    rows.exemplars.each(slot, slot + 1, (_slot, _hash, traces, offset) => {
      found.push(toExemplarTrace(traces, offset));
    });
  }
  return found.slice(0, EXEMPLARS_PER_FINDING_MAX);
}
