import {
  combineContrasts,
  type ContrastKind,
  type DayScore,
  dayPhases,
  driftCriticalValue,
  driftingFeatures,
  driftLevel,
  hourPhases,
  judgeRollingMean,
  judgeWindow,
  SCAN_SCALES,
  scoreBeyondNoise,
  type WindowFit,
  type WindowFitOff,
  windowScore,
  type WindowJudged,
  type WindowVerdict,
} from '@marigraph/statistics';

import type { LocalHour } from './calendar.ts';
import type { ScanContrast, ScanFeature, ScanPlan } from './scan-plan.ts';

/** Lengths of the windows that are judged: an hour, a local day, the last seven days. */
export type ScanScaleName = 'hour' | 'day' | 'week';

/** From the shortest to the longest. */
export const SCAN_SCALE_NAMES: readonly ['hour', 'day', 'week'] = ['hour', 'day', 'week'];

/** What the user decides of the scan. */
export interface ScanRule {
  /** False alerts that the model may make in 30 days, over all features, above 0. */
  readonly budget: number;
  /** Least score beyond noise that is an alert, in score units; see `scoreBeyondNoise`. */
  readonly minimumScore: number;
}

/** Why a feature has no verdict in a window. */
export type ScanSilence = 'insufficient_data' | 'unseen_phase' | 'off';

/** What one window says of one contrast alone: no verdict, no alert, or an alert and its direction. */
export type ContrastOutcome = 'unjudged' | 'quiet' | 'up' | 'down';

/** The size of a score with what it is worth. */
export interface ContrastJudgement {
  /** Its place among those of the feature. */
  readonly contrast: number;
  readonly kind: ContrastKind;
  /** Of a category's share. */
  readonly category?: string;
  /** Effective rows. */
  readonly n: number;
  /** Mean score less that of the reference's same phase. */
  readonly score: number;
  /** The interval that holds the true score with a probability of 95 %. */
  readonly interval: readonly [lower: number, upper: number];
  /** What the score's size is without drift: its standard deviation. */
  readonly noiseFloor: number;
  /** Of this contrast alone. */
  readonly pValue: number;
  /** The grouping of the reference's windows in which it is compared: 0 for none, the higher the finer. */
  readonly grouping: number;
}

/** What one window says of one feature. */
export interface FeatureJudgement {
  readonly feature: string;
  /** The contrast with the smallest p-value, or why there is none. */
  readonly leading: ContrastJudgement | ScanSilence;
  /** Adjusted for the contrasts of the feature, in [0, 1]; 1 without a verdict. */
  readonly pValue: number;
  /** One per contrast. */
  readonly outcomes: readonly ContrastOutcome[];
  /** The contrasts that alone are alerts. */
  readonly alerts: readonly ContrastJudgement[];
}

/** What one window says of all features. */
export interface ScanJudgement {
  readonly scale: ScanScaleName;
  /** Level at which all features together are tested. */
  readonly level: number;
  readonly features: readonly FeatureJudgement[];
  /** Features to name if there is an alert, by their place in `features`. */
  readonly named: readonly number[];
}

/** Level of the intervals of scores. */
const INTERVAL_LEVEL = 0.05;

/** Rows and sum of scores of every contrast, one pair after the other. Additive. */
export type ScanScores = Float64Array;

/** The scores of rows counted in the scan bins of every feature. */
export function scanScoresOf(
  plan: ScanPlan,
  countsOf: (feature: ScanFeature, at: number) => ArrayLike<number>,
): ScanScores {
  const scores = new Float64Array(2 * plan.contrasts);
  for (const [at, feature] of plan.features.entries()) {
    const counts = countsOf(feature, at);
    for (const [index, { contrast }] of feature.contrasts.entries()) {
      const { n, sum } = windowScore(contrast, counts);
      const pair = 2 * (feature.offset + index);
      scores[pair] = n;
      scores[pair + 1] = sum;
    }
  }
  return scores;
}

/** Judges the rows of an hour against hours of the same phase. */
export function judgeHour(
  plan: ScanPlan,
  scores: ScanScores,
  at: { readonly hour: LocalHour; readonly rule: ScanRule },
): ScanJudgement {
  const phases = hourPhases(at.hour.hour, at.hour.weekday);
  return judgeAll(plan, { scale: 'hour', rule: at.rule }, (contrast, pair) =>
    judge(contrast.hour, contrast, { ...windowAt(scores, pair), phases }),
  );
}

/** Judges the rows of a local day against days of the same phase. */
export function judgeDay(
  plan: ScanPlan,
  scores: ScanScores,
  at: { readonly weekday: number; readonly rule: ScanRule },
): ScanJudgement {
  const phases = dayPhases(at.weekday);
  return judgeAll(plan, { scale: 'day', rule: at.rule }, (contrast, pair) =>
    judge(contrast.day, contrast, { ...windowAt(scores, pair), phases }),
  );
}

/** One of the days that are judged together. */
export interface WeekDay {
  readonly weekday: number;
  /** Absent where it has no rows. */
  readonly scores: ScanScores | undefined;
}

/**
 * Judges the last seven days together.
 *
 * @param days Oldest first; the last seven count, and fewer have no verdict.
 */
export function judgeWeek(plan: ScanPlan, days: readonly WeekDay[], rule: ScanRule): ScanJudgement {
  return judgeAll(plan, { scale: 'week', rule }, ({ day: fit, contrast }, pair) => {
    if (fit.status === 'off') return 'off';
    const share = 'share' in contrast ? contrast.share : undefined;
    const residuals: DayScore[] = days.map(({ scores, weekday }) => {
      const window = windowAt(scores, pair);
      const verdict = judgeWindow(fit, { ...window, phases: dayPhases(weekday) }, { share });
      // A day of a phase that the reference has not seen says nothing, and adds nothing.
      return verdict.status === 'unseen_phase' ? { n: 0, score: 0 } : verdict;
    });
    return judgeRollingMean(fit, residuals, { share });
  });
}

function windowAt(
  scores: ScanScores | undefined,
  pair: number,
): { readonly n: number; readonly sum: number } {
  return { n: scores?.[pair] ?? 0, sum: scores?.[pair + 1] ?? 0 };
}

type Verdict = WindowVerdict | 'off';

function judge(
  fit: WindowFit | WindowFitOff,
  { contrast }: ScanContrast,
  window: { readonly n: number; readonly sum: number; readonly phases: readonly number[] },
): Verdict {
  if (fit.status === 'off') return 'off';
  return judgeWindow(fit, window, { share: 'share' in contrast ? contrast.share : undefined });
}

function judgeAll(
  plan: ScanPlan,
  { scale, rule }: { readonly scale: ScanScaleName; readonly rule: ScanRule },
  verdictOf: (contrast: ScanContrast, pair: number) => Verdict,
): ScanJudgement {
  const level = driftLevel({ budget: rule.budget, scale: SCAN_SCALES[scale] });
  const features = plan.features.map((feature) => {
    const verdicts = feature.contrasts.map((contrast, index) =>
      verdictOf(contrast, 2 * (feature.offset + index)),
    );
    const single = singleLevel(plan, feature, level);
    return judgeFeature(feature, verdicts, { scale, level: single, ...rule });
  });
  const pValues = features.map(({ pValue }) => pValue);
  return { scale, level, features, named: driftingFeatures(pValues, level) };
}

/** The level of one contrast of a feature, out of that of all features. */
export function singleLevel(plan: ScanPlan, feature: ScanFeature, level: number): number {
  return level / plan.features.length / feature.contrasts.length;
}

interface SingleTest {
  readonly scale: ScanScaleName;
  readonly level: number;
  readonly minimumScore: number;
}

function judgeFeature(
  feature: ScanFeature,
  verdicts: readonly Verdict[],
  test: SingleTest,
): FeatureJudgement {
  const judged = verdicts.map((verdict) =>
    verdict !== 'off' && verdict.status === 'judged' ? verdict : undefined,
  );
  const outcomes = judged.map((verdict) => outcomeOf(verdict, test));
  const combined = combineContrasts(judged.map((verdict) => verdict?.pValue ?? 1));
  // Where no p-value is below 1, the first is the least; it may be of a contrast without a verdict.
  const leading =
    judged[combined.leading] === undefined
      ? judged.findIndex((verdict) => verdict !== undefined)
      : combined.leading;
  const judgementOf = (place: number): ContrastJudgement[] => {
    const verdict = judged[place];
    return verdict === undefined
      ? []
      : [toContrastJudgement(feature, place, { verdict, scale: test.scale })];
  };
  return {
    feature: feature.name,
    leading: judgementOf(leading)[0] ?? silenceOf(verdicts),
    pValue: combined.pValue,
    outcomes,
    alerts: outcomes.flatMap((outcome, place) => (isAlert(outcome) ? judgementOf(place) : [])),
  };
}

function isAlert(outcome: ContrastOutcome): boolean {
  return outcome === 'up' || outcome === 'down';
}

function outcomeOf(
  verdict: WindowJudged | undefined,
  { level, minimumScore }: SingleTest,
): ContrastOutcome {
  if (verdict === undefined) return 'unjudged';
  if (verdict.pValue > level || scoreBeyondNoise(verdict) < minimumScore) return 'quiet';
  return verdict.score < 0 ? 'down' : 'up';
}

function toContrastJudgement(
  feature: ScanFeature,
  place: number,
  { verdict, scale }: { readonly verdict: WindowJudged; readonly scale: ScanScaleName },
): ContrastJudgement {
  const { contrast, category, ...fits } = feature.contrasts[place] as ScanContrast;
  const { n, score, variance, degreesOfFreedom, pValue } = verdict;
  const fit = scale === 'hour' ? fits.hour : fits.day;
  const noiseFloor = Math.sqrt(variance);
  const reach = driftCriticalValue(INTERVAL_LEVEL, degreesOfFreedom) * noiseFloor;
  return {
    contrast: place,
    kind: contrast.kind,
    ...(category !== undefined && { category }),
    n,
    score,
    interval: [score - reach, score + reach],
    noiseFloor,
    pValue,
    grouping: fit.status === 'off' ? 0 : fit.grouping,
  };
}

/** Of a feature none of whose contrasts was judged: what is closest to a verdict. */
function silenceOf(verdicts: readonly Verdict[]): ScanSilence {
  const reasons = new Set(verdicts.map((verdict) => (verdict === 'off' ? 'off' : verdict.status)));
  if (reasons.has('insufficient_data')) return 'insufficient_data';
  return reasons.has('unseen_phase') ? 'unseen_phase' : 'off';
}
