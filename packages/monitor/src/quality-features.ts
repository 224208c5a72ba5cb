import {
  ML_DATA_QUALITY_CHECK_VALUE_MISSING,
  ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE,
  ML_DATA_QUALITY_CHECK_VALUE_STALE,
  ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY,
} from '@marigraph/semantic-conventions';

import {
  type CellLayout,
  FIRST_BIN,
  type FeatureLayout,
  MISMATCHED,
  MISSING,
  OUTSIDE,
} from './layout.ts';
import { expectationOf } from './quality-expectation.ts';
import type { WindowVerdict } from './quality-fault.ts';
import { CLUMP_ROWS, isOftenStill, WINDOW_ROWS_MIN } from './quality-hours.ts';
import {
  isAboveLimit,
  missingRate,
  outsideRate,
  rateLimit,
  type RateReference,
} from './quality-rates.ts';
import type { QualityCheck, QualityRule } from './quality-rule.ts';
import { Kind, type Suspects, type WindowRange } from './quality-suspects.ts';
import type { ReferenceFeature } from './reference.ts';

/** Checks of a feature that a window can open, of which each takes its part of the budget. */
const CHECKS_PER_FEATURE = 3;
const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
/** Windows in which a feature must have varied before one in which it does not says anything, without hours to tell. */
const VARIED_MIN = 24;

/** However large the budget is, a window that is as the reference opens nothing more often than this. */
const LEVEL_MAX = 0.01;

/** What a window says of one feature. */
export interface FeatureVerdict {
  readonly check: QualityCheck;
  readonly verdict: WindowVerdict;
  /** Whose first traces are of the fault; `undefined` where no rows are. */
  readonly kind: number | undefined;
}

/** How often live windows saw a feature vary, or stand still. Plain JSON. */
export interface Variation {
  varied: number;
  still: number;
}

/** Judges the features of windows. */
export interface FeatureJudge {
  /** @param windows With the rows that they have together. */
  judge(
    index: number,
    counts: Float64Array,
    windows: WindowRange & { readonly rows: number },
  ): FeatureVerdict[];
  /** Whether so many rows in a row without a value are more than the reference explains. */
  isGone(index: number, rows: number): boolean;
  /** The chance of a false finding that one check of one window may have. */
  readonly level: number;
}

/** What is known of a feature before any window. */
interface Known {
  /** Largest share without a value that a person allows. */
  readonly missingShareMax: number | undefined;
  readonly missing: RateReference;
  /** Nothing where a person names the categories: those are checked row by row. */
  readonly outside: RateReference | undefined;
  readonly isStill: boolean | undefined;
}

/** What a judge works with. */
export interface JudgeContext {
  /** Of each feature; counted by the judge. */
  readonly variation: readonly Variation[];
  readonly suspects: Pick<Suspects, 'clumpOf'>;
  /** Of the reference. */
  readonly rows: number;
}

/** A judge of the features of a layout. */
export function createFeatureJudge(
  layout: CellLayout,
  rule: QualityRule,
  { variation, suspects, rows }: JudgeContext,
): FeatureJudge {
  const checks = new Set(rule.checks);
  const windowsOfBudget = (DAYS * DAY_MS) / rule.windowMs;
  const tests = Math.max(1, layout.features.length) * CHECKS_PER_FEATURE;
  const level = Math.min(LEVEL_MAX, rule.budget / windowsOfBudget / tests);
  const known: (Known | undefined)[] = [];
  const featureAt = (index: number): FeatureLayout => layout.features[index] as FeatureLayout;
  const knownOf = (index: number): Known =>
    (known[index] ??= createKnown(featureAt(index).feature, rule, rows));

  return {
    level,
    isGone(index, of) {
      const { count, rows: total } = knownOf(index).missing;
      const isFew = of < WINDOW_ROWS_MIN;
      return !isFew && (of / CLUMP_ROWS) * Math.log((count + 1) / (total + 1)) <= Math.log(level);
    },
    judge(index, counts, windows) {
      const { rows: of } = windows;
      const { feature, offset, bins } = featureAt(index);
      const { missing, missingShareMax, outside, isStill } = knownOf(index);
      const missed = counts[offset + MISSING] as number;
      const present = of - missed - (counts[offset + MISMATCHED] as number);
      const verdicts: FeatureVerdict[] = [];
      if (missingShareMax !== 0) {
        const verdict = judgeRate({ count: missed, rows: of }, missing, {
          limit: missingShareMax,
          clump: suspects.clumpOf(index, Kind.MISSING, windows),
          level,
        });
        verdicts.push({ check: ML_DATA_QUALITY_CHECK_VALUE_MISSING, verdict, kind: Kind.MISSING });
      }
      if (present >= WINDOW_ROWS_MIN) {
        if (outside !== undefined) {
          const own = PLACES[feature.type];
          const count = counts[offset + (own.part ?? FIRST_BIN + bins - 1)] as number;
          verdicts.push({
            check: own.check,
            verdict: judgeRate({ count, rows: present }, outside, {
              limit: undefined,
              clump: suspects.clumpOf(index, own.kind, windows),
              level,
            }),
            kind: own.kind,
          });
        }
        const own = counts.subarray(offset + FIRST_BIN, offset + FIRST_BIN + bins);
        const verdict = judgeStale(own, present, {
          counts: feature.counts,
          variation: variation[index] as Variation,
          isStill,
          level,
        });
        verdicts.push({ check: ML_DATA_QUALITY_CHECK_VALUE_STALE, verdict, kind: undefined });
      }
      return verdicts.filter(({ check }) => checks.has(check));
    },
  };
}

/** Where values that the reference has not are counted. */
const PLACES = {
  number: {
    part: OUTSIDE,
    check: ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE,
    kind: Kind.OUTSIDE,
  },
  category: {
    part: undefined,
    check: ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY,
    kind: Kind.UNSEEN,
  },
} as const;

function createKnown(feature: ReferenceFeature, rule: QualityRule, rows: number): Known {
  const { missingShareMax, categories } = expectationOf(rule, feature.name, feature) ?? {};
  return {
    missingShareMax,
    missing: missingRate(feature, rows),
    outside: categories === undefined ? outsideRate(feature) : undefined,
    isStill: isOftenStill(feature),
  };
}

interface RateOptions {
  /** What a person allows, in place of what the reference explains. */
  readonly limit: number | undefined;
  /** How many rows fail together. */
  readonly clump: number;
  readonly level: number;
}

function judgeRate(
  { count, rows }: { readonly count: number; readonly rows: number },
  reference: RateReference,
  { limit: allowed, clump, level }: RateOptions,
): WindowVerdict {
  // Nothing to judge, in most windows of most features.
  if (count === 0) return { isBroken: false, isOver: true, count, share: 0 };
  const dispersion = Math.max(reference.dispersion, clump);
  const limit = allowed ?? rateLimit(reference, { dispersion, level: level / 2 });
  const share = count / rows;
  const usual = reference.count / reference.rows;
  return {
    isBroken: isAboveLimit({ count, rows }, limit, { dispersion, level: level / 2 }),
    isOver: share <= limit,
    count,
    share,
    threshold: limit,
    expectation: `a share of at most ${percent(limit)} (${percent(usual)} in the reference)`,
  };
}

interface StaleOptions {
  /** Of the reference. */
  readonly counts: readonly number[];
  readonly variation: Variation;
  readonly isStill: boolean | undefined;
  readonly level: number;
}

/**
 * Whether all values of a window lie in one bin of the reference, which chance does not explain: with ten rows
 * counted as one, (share of the bin)^(rows / 10) is below the level. A feature that stands still by nature, for whole
 * hours of the reference or in windows before, is none that fails.
 */
function judgeStale(
  own: Float64Array,
  present: number,
  { counts, variation, isStill, level }: StaleOptions,
): WindowVerdict {
  const bin = own.indexOf(present);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const share = ((counts[bin] ?? 0) + 1) / (total + own.length);
  const isSurprising = bin >= 0 && (present / CLUMP_ROWS) * Math.log(share) <= Math.log(level);
  const isUsual = isStill ?? (variation.varied < VARIED_MIN || variation.still > 0);
  const isBroken = isSurprising && !isUsual;
  if (bin < 0) variation.varied++;
  // A fault is no nature: what is said to be stale does not count as having stood still.
  else if (isSurprising && !isBroken) variation.still++;
  return {
    isBroken,
    isOver: bin < 0,
    count: present,
    share: 1,
    threshold: share,
    expectation: 'values that vary as in the reference',
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
