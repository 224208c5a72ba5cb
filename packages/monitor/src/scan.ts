import {
  combineContrasts,
  type ContrastKind,
  type DayScore,
  dayPhases,
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
  type WindowVerdict,
} from '@marigraph/statistics';

import type { LocalHour } from './calendar.ts';
import type { ScanContrast, ScanFeature, ScanPlan } from './scan-plan.ts';

/** Lengths of the windows that are judged: an hour, a local day, the last seven days. */
export type ScanScaleName = 'hour' | 'day' | 'week';

/** What the user decides of the scan. */
export interface ScanRule {
  /** False alerts that the model may make in 30 days, over all features, above 0. */
  readonly budget: number;
  /** Least score beyond noise that is an alert, in score units; see `scoreBeyondNoise`. */
  readonly minimumScore: number;
}

/** Why a feature has no verdict in a window. */
export type ScanSilence = 'insufficient_data' | 'unseen_phase' | 'off';

/** What one window says of one contrast of a feature. */
export interface ContrastJudgement {
  readonly kind: ContrastKind;
  /** Of a category's share. */
  readonly category: string | undefined;
  /** Effective rows. */
  readonly n: number;
  /** Mean score less that of the reference's same phase. */
  readonly score: number;
  /** What the score's size is without drift: its standard deviation. */
  readonly noiseFloor: number;
  /** Of this contrast alone. */
  readonly pValue: number;
}

/** What one window says of one feature. */
export interface FeatureJudgement {
  readonly feature: string;
  /** The contrast with the smallest p-value, or why there is none. */
  readonly leading: ContrastJudgement | ScanSilence;
  /** Adjusted for the contrasts of the feature, in [0, 1]; 1 without a verdict. */
  readonly pValue: number;
  /** How many contrasts the feature has. */
  readonly contrasts: number;
  /** Contrasts that alone are alerts, by their place among those of the feature. */
  readonly hits: readonly number[];
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
    judge(contrast.hour, contrast, { n: scores[pair] ?? 0, sum: scores[pair + 1] ?? 0, phases }),
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
    judge(contrast.day, contrast, { n: scores[pair] ?? 0, sum: scores[pair + 1] ?? 0, phases }),
  );
}

/**
 * Judges the last seven days together.
 *
 * @param days Scores of days with their day of the week, oldest first; the last seven count.
 */
export function judgeWeek(
  plan: ScanPlan,
  days: readonly { readonly scores: ScanScores; readonly weekday: number }[],
  rule: ScanRule,
): ScanJudgement {
  return judgeAll(plan, { scale: 'week', rule }, ({ day: fit, contrast }, pair) => {
    if (fit.status === 'off') return 'off';
    const share = 'share' in contrast ? contrast.share : undefined;
    const residuals: DayScore[] = days.map(({ scores, weekday }) => {
      const window = { n: scores[pair] ?? 0, sum: scores[pair + 1] ?? 0 };
      const verdict = judgeWindow(fit, { ...window, phases: dayPhases(weekday) }, { share });
      // A day of a phase that the reference has not seen says nothing, and adds nothing.
      return verdict.status === 'unseen_phase' ? { n: 0, score: 0 } : verdict;
    });
    return judgeRollingMean(fit, residuals, { share });
  });
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
    const single = level / plan.features.length / feature.contrasts.length;
    return judgeFeature(feature, verdicts, { level: single, minimumScore: rule.minimumScore });
  });
  const pValues = features.map(({ pValue }) => pValue);
  return { scale, level, features, named: driftingFeatures(pValues, level) };
}

function judgeFeature(
  feature: ScanFeature,
  verdicts: readonly Verdict[],
  { level, minimumScore }: { readonly level: number; readonly minimumScore: number },
): FeatureJudgement {
  const judged = verdicts.map((verdict) =>
    verdict !== 'off' && verdict.status === 'judged' ? verdict : undefined,
  );
  const { pValue, leading } = combineContrasts(judged.map((verdict) => verdict?.pValue ?? 1));
  const best = judged[leading];
  const contrast = feature.contrasts[leading];
  const base = { feature: feature.name, contrasts: feature.contrasts.length, pValue };
  if (best === undefined || contrast === undefined) {
    return { ...base, leading: silenceOf(verdicts), hits: [] };
  }
  return {
    ...base,
    leading: {
      kind: contrast.contrast.kind,
      category: contrast.category,
      n: best.n,
      score: best.score,
      noiseFloor: Math.sqrt(best.variance),
      pValue: best.pValue,
    },
    hits: judged.flatMap((verdict, index) =>
      verdict !== undefined && verdict.pValue <= level && scoreBeyondNoise(verdict) >= minimumScore
        ? [index]
        : [],
    ),
  };
}

/** Of a feature none of whose contrasts was judged: what is closest to a verdict. */
function silenceOf(verdicts: readonly Verdict[]): ScanSilence {
  const reasons = new Set(verdicts.map((verdict) => (verdict === 'off' ? 'off' : verdict.status)));
  if (reasons.has('insufficient_data')) return 'insufficient_data';
  return reasons.has('unseen_phase') ? 'unseen_phase' : 'off';
}
