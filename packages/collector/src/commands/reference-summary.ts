import {
  createScanPlan,
  type NumericReference,
  type Reference,
  type ReferenceFeature,
  type ScanPlan,
} from '@marigraph/monitor';

import { hashOf } from '../connectors/ml-monitor/reference-file.ts';
import { type ContrastSummary, smallestShifts } from './reference-shifts.ts';

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const CATEGORIES_SHOWN = 5;
const DAYS_FOR_DAY_SCALE = 3;
const DAYS_FOR_OK = 14;

/** What a reference is worth for drift alerts. */
export interface CoverageSummary {
  /** As the monitor takes it. */
  readonly status: 'ok' | 'provisional' | 'insufficient';
  /** Why it is not `ok`, or what to bear in mind. */
  readonly reason: string;
  readonly timeZone?: string;
  readonly start?: string;
  readonly hours?: number;
  readonly spanDays?: number;
  readonly dailyCycles?: number;
  readonly weeklyCycles?: number;
  readonly yearlyCycles?: number;
}

/** One feature, as a person wants to see it. */
export interface FeatureSummary {
  readonly name: string;
  readonly type: ReferenceFeature['type'];
  readonly missing: number;
  readonly missingShare: number;
  readonly range?: NumericReference['range'];
  readonly integer?: boolean;
  /** Values below or at which these shares of the rows are, to the nearest of 120 bins. */
  readonly quantiles?: Readonly<Record<string, number>>;
  readonly categories?: number;
  readonly mostFrequent?: readonly { readonly category: string; readonly share: number }[];
  readonly expected?: ReferenceFeature['expected'];
  /** What the window scan can see; absent without times. */
  readonly smallestShifts?: readonly ContrastSummary[];
}

/** A reference in figures. */
export interface ReferenceSummary {
  readonly model: Reference['model'];
  readonly hash: string;
  readonly rows: number;
  readonly coverage: CoverageSummary;
  /** False alerts in 30 days for which the smallest shifts hold. */
  readonly budget: number;
  readonly features: readonly FeatureSummary[];
}

/** @param budget False drift alerts that a model may make in 30 days. */
export function summarizeReference(reference: Reference, budget: number = 1): ReferenceSummary {
  const { model, rows, features } = reference;
  // What the monitor would judge by.
  const plan = createScanPlan(reference, []);
  return {
    model,
    hash: hashOf(reference),
    rows,
    coverage: summarizeCoverage(reference, plan),
    budget,
    features: features.map((feature) =>
      summarizeFeature(feature, plan && smallestShifts(feature, plan, budget)),
    ),
  };
}

function summarizeCoverage({ time }: Reference, plan: ScanPlan | undefined): CoverageSummary {
  if (time === undefined || plan === undefined) {
    const reason = 'no times: how much windows vary without drift is unknown; build it with --time';
    return { status: 'insufficient', reason };
  }
  const { status, spanDays, days, weeklyCycles, yearlyCycles } = plan.coverage;
  return {
    status,
    reason: reasonOf({ spanDays, days }),
    ...time,
    spanDays,
    dailyCycles: time.hours / 24,
    weeklyCycles,
    yearlyCycles,
  };
}

function reasonOf({
  spanDays,
  days,
}: {
  readonly spanDays: number;
  readonly days: number;
}): string {
  if (spanDays < DAYS_FOR_DAY_SCALE) {
    return `fewer than ${DAYS_FOR_DAY_SCALE} days: only hours can be judged, and day against night counts as variation`;
  }
  if (spanDays < DAYS_FOR_OK) {
    return `fewer than ${DAYS_FOR_OK} days: how much days vary is taken from a wide prior, so only large shifts are seen`;
  }
  if (days < DAYS_FOR_OK) {
    return `only ${days} days have 20 rows or more, ${DAYS_FOR_OK} are needed`;
  }
  return 'longer seasons than the reference, such as that of the year, look like drift';
}

function summarizeFeature(
  feature: ReferenceFeature,
  shifts: readonly ContrastSummary[] | undefined,
): FeatureSummary {
  const { name, type, missing, expected } = feature;
  const present = feature.counts.reduce((sum, count) => sum + count, 0);
  const common = {
    name,
    type,
    missing,
    missingShare: missing / (missing + present),
    ...(expected !== undefined && { expected }),
    ...(shifts !== undefined && { smallestShifts: shifts }),
  };
  if (feature.type === 'number') {
    const { range, integer } = feature;
    const quantiles = Object.fromEntries(
      QUANTILES.map((share) => [String(share), quantileOf(feature, share)]),
    );
    return { ...common, range, integer, quantiles };
  }
  const ranked = feature.categories
    .map((category, at) => ({ category, share: (feature.counts[at] as number) / present }))
    .toSorted((a, b) => b.share - a.share);
  return {
    ...common,
    categories: feature.categories.length,
    mostFrequent: ranked.slice(0, CATEGORIES_SHOWN),
  };
}

/** The value below or at which a share of the rows is, to the nearest of the bins. */
export function quantileOf({ edges, counts, range }: NumericReference, share: number): number {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  let bin = 0;
  let below = counts[0] as number;
  while (below < share * rows && bin < edges.length) below += counts[++bin] as number;
  return Math.min(edges[bin] ?? range.maximum, range.maximum);
}
