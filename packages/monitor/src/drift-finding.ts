import type { ContrastKind } from '@marigraph/statistics';

import type { DriftEvidence } from './drift-evidence.ts';
import {
  endAcknowledged,
  endOpen,
  expectedSources,
  type FindingState,
  keyOf,
  newAlerts,
  nextFindingId,
  sourceOf,
} from './finding-state.ts';
import type { ContrastJudgement, FeatureJudgement, ScanJudgement, ScanScaleName } from './scan.ts';

/** A window in which a feature of a finding made an alert. */
export interface AlertWindow {
  readonly scale: ScanScaleName;
  /** Milliseconds since the epoch; the end is exclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** Windows of the reference that it was compared with, in words. */
  readonly phase: string;
  /** Level at which all features of the model together were tested. */
  readonly level: number;
  /** Adjusted for the contrasts and features of the model: an alert where it is at most the level. */
  readonly pValue: number;
  /** What moved. */
  readonly contrast: ContrastJudgement;
}

/** A feature of a finding. */
export interface FindingFeature {
  readonly feature: string;
  readonly first: AlertWindow;
  /** The same as `first` until it made another alert. */
  readonly last: AlertWindow;
  /** Of the first window. */
  readonly evidence: DriftEvidence;
}

/**
 * What the monitor concludes from alerts: the features of a model drifted. One is open at a time; features that make
 * an alert meanwhile join it. It ends with the first local day that has verdicts and no alert, or when somebody says
 * that it is expected. Plain JSON.
 */
export interface DriftFinding {
  /** 32 hexadecimal digits, the same whenever the same rows are judged. */
  readonly id: string;
  /** Running number among the findings of the model version, from 1. */
  readonly number: number;
  /** Changes before this one. */
  readonly revision: number;
  /** End of the window that opened it. */
  readonly openedMs: number;
  /** In the order in which they joined. */
  readonly features: readonly FindingFeature[];
  /** Local day of the last alert, as days since the epoch. */
  readonly lastAlertDay: number;
  /** When it ended; absent while it is open. */
  readonly endedMs?: number;
  /** Why it is expected, if somebody said so. */
  readonly acknowledgement?: { readonly reason?: string };
}

/** How a finding changed. */
export interface FindingChange {
  readonly kind: 'opened' | 'joined' | 'resolved' | 'acknowledged';
  readonly finding: DriftFinding;
  /** Features that this is about: those that joined, or all. */
  readonly features: readonly string[];
  /** Event time. */
  readonly atMs: number;
}

/** A judgement with the place of its window. */
export interface JudgedWindow {
  readonly judgement: ScanJudgement;
  readonly startMs: number;
  readonly endMs: number;
  /** Local day in which it ends. */
  readonly day: number;
}

/** What an alert needs that a judgement does not hold. */
export interface AlertDetails {
  /** Windows of the reference that a contrast is compared with, in words. */
  phaseOf(contrast: ContrastJudgement): string;
  /** @param at Place of the feature in the judgement. */
  evidenceOf(at: number, contrast: ContrastJudgement): DriftEvidence;
}

/** Takes a judgement into account; answers what changed, at most one thing. */
export function applyJudgement(
  state: FindingState,
  window: JudgedWindow,
  details: AlertDetails,
): FindingChange | undefined {
  const { judgement, endMs, day } = window;
  if (judgement.features.some(({ leading }) => typeof leading !== 'string')) {
    state.verdictDay = Math.max(state.verdictDay, day);
  }
  // Late rows may have a day judged again whose finding has ended: it is not told twice.
  if (state.open === undefined && day <= state.concludedDay) return undefined;
  const named = namedFeatures(state, judgement, day);
  if (named === undefined) return undefined;
  const { open } = state;
  const { features, joined } = joinFeatures(open?.features ?? [], window, { named, details });
  if (open === undefined) {
    const finding = openFinding(state, window, features);
    return { kind: 'opened', finding, features: joined, atMs: endMs };
  }
  const lastAlertDay = Math.max(open.lastAlertDay, day);
  const revision = open.revision + Number(joined.length > 0);
  const finding = { ...open, revision, features, lastAlertDay };
  state.open = finding;
  return joined.length === 0
    ? undefined
    : { kind: 'joined', finding, features: joined, atMs: endMs };
}

function openFinding(
  state: FindingState,
  { judgement, endMs, day }: JudgedWindow,
  features: readonly FindingFeature[],
): DriftFinding {
  const finding: DriftFinding = {
    id: nextFindingId(state, { scale: judgement.scale, endMs }),
    number: ++state.opened,
    revision: 0,
    openedMs: endMs,
    features,
    lastAlertDay: day,
  };
  state.open = finding;
  return finding;
}

/**
 * What is to be said of each feature to name: of those with a new alert, and of those that are likely to have drifted
 * with them. Nothing where no alert is new.
 */
function namedFeatures(
  state: FindingState,
  { features, named }: ScanJudgement,
  day: number,
): ReadonlyMap<number, ContrastJudgement> | undefined {
  const found = new Map<number, ContrastJudgement>();
  for (const [at, feature] of features.entries()) {
    const [alert] = newAlerts(state, feature, day);
    if (alert !== undefined) found.set(at, alert);
  }
  if (found.size === 0) return undefined;
  for (const at of named) {
    const feature = features[at];
    // What makes only alerts that are expected is not named again.
    if (feature === undefined || found.has(at) || feature.alerts.length > 0) continue;
    if (typeof feature.leading !== 'string') found.set(at, feature.leading);
  }
  return found;
}

function joinFeatures(
  before: readonly FindingFeature[],
  window: JudgedWindow,
  how: { readonly named: ReadonlyMap<number, ContrastJudgement>; readonly details: AlertDetails },
): { readonly features: readonly FindingFeature[]; readonly joined: readonly string[] } {
  const { named, details } = how;
  const features = new Map(before.map((own) => [own.feature, own]));
  const joined: string[] = [];
  for (const [at, own] of window.judgement.features.entries()) {
    const contrast = named.get(at);
    if (contrast === undefined) continue;
    const { feature } = own;
    const last = toAlertWindow(window, own, { contrast, phase: details.phaseOf(contrast) });
    const known = features.get(feature);
    if (known !== undefined) {
      // A window of before that is judged again is not the last one.
      if (last.endMs >= known.last.endMs) features.set(feature, { ...known, last });
      continue;
    }
    joined.push(feature);
    features.set(feature, {
      feature,
      first: last,
      last,
      evidence: details.evidenceOf(at, contrast),
    });
  }
  return { features: [...features.values()], joined };
}

function toAlertWindow(
  { judgement, startMs, endMs }: JudgedWindow,
  { outcomes }: FeatureJudgement,
  { contrast, phase }: { readonly contrast: ContrastJudgement; readonly phase: string },
): AlertWindow {
  const { scale, level, features } = judgement;
  const pValue = Math.min(1, features.length * outcomes.length * contrast.pValue);
  return { scale, startMs, endMs, phase, level, pValue, contrast };
}

/** Ends the open finding if the local day that ends with `endMs` had verdicts and no alert. */
export function applyDayEnd(
  state: FindingState,
  { day, endMs }: Pick<JudgedWindow, 'day' | 'endMs'>,
): FindingChange | undefined {
  const { open } = state;
  endAcknowledged(state, day);
  // A day of which nothing can be said is no day without drift.
  if (open === undefined || open.lastAlertDay >= day || state.verdictDay < day) return undefined;
  state.concludedDay = Math.max(state.concludedDay, open.lastAlertDay);
  return end(state, { ...open, endedMs: endMs }, 'resolved');
}

/**
 * Ends the open finding as expected. What made its alerts, and what moves with that, makes no new finding until a day
 * with verdicts has none of them: the rule by which a finding that nobody expects is resolved.
 *
 * @returns The end of the finding that was open.
 */
export function acknowledge(
  state: FindingState,
  how: {
    readonly reason: string | undefined;
    readonly atMs: number;
    /** The contrasts of a feature. */
    readonly kindsOf: (feature: string) => readonly ContrastKind[];
  },
): FindingChange | undefined {
  const { open } = state;
  if (open === undefined) return undefined;
  const { atMs, kindsOf } = how;
  const reason = how.reason === undefined ? {} : { reason: how.reason };
  // Features that were named because others made alerts may make their own tomorrow.
  const named = open.features.map(({ feature, first }) => sourceOf(feature, first.contrast));
  const alerted = new Map(named.map((source) => [keyOf(source), source]));
  const sources = expectedSources(new Map([...alerted, ...state.alerted]), kindsOf);
  const { id, lastAlertDay } = open;
  state.acknowledged.push({ id, ...reason, sinceMs: atMs, sources, lastAlertDay });
  return end(state, { ...open, endedMs: atMs, acknowledgement: reason }, 'acknowledged');
}

function end(
  state: FindingState,
  ended: DriftFinding,
  kind: 'resolved' | 'acknowledged',
): FindingChange {
  const finding = { ...ended, revision: ended.revision + 1 };
  endOpen(state);
  const features = finding.features.map(({ feature }) => feature);
  return { kind, finding, features, atMs: finding.endedMs ?? finding.openedMs };
}
