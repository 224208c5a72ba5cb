import type { ContrastKind } from '@marigraph/statistics';

import type { DriftFinding } from './drift-finding.ts';
import { hashText } from './key.ts';
import type { ContrastJudgement, FeatureJudgement, ScanScaleName } from './scan.ts';

/** Ids of findings that ended that are known at most. */
const ENDED_MAX = 100;

/** What of the findings of a model version is kept from window to window. */
export interface FindingState {
  /** What tells its findings from those of other model versions. */
  readonly identity: string;
  open: DriftFinding | undefined;
  /** Findings so far. */
  opened: number;
  /** What made an alert while the finding was open, by `keyOf`. */
  readonly alerted: Map<string, AlertSource>;
  /** Findings that are expected, until a day has none of their alerts. */
  acknowledged: AcknowledgedFinding[];
  /** Last local day of which a window had a verdict. */
  verdictDay: number;
  /** Last local day with an alert of a finding that ended: its alerts have been told. */
  concludedDay: number;
  /** Ids of the last findings that ended. */
  readonly ended: string[];
}

/** What an alert is of, at whatever scale: a contrast of a feature, and where it moved. */
export interface AlertSource {
  readonly feature: string;
  /** Its place among the contrasts of the feature. */
  readonly contrast: number;
  readonly direction: 'up' | 'down' | 'either';
}

/** A finding of which somebody said that it is expected. What it is of makes no new one. */
export interface AcknowledgedFinding {
  readonly id: string;
  readonly reason?: string;
  /** Event time of the acknowledgement. */
  readonly sinceMs: number;
  readonly sources: readonly AlertSource[];
  /** Last local day with an alert of it. */
  readonly lastAlertDay: number;
}

/** No finding. @param identity Of the model version. */
export function createFindingState(identity: string): FindingState {
  return {
    identity,
    open: undefined,
    opened: 0,
    alerted: new Map(),
    acknowledged: [],
    verdictDay: Number.NEGATIVE_INFINITY,
    concludedDay: Number.NEGATIVE_INFINITY,
    ended: [],
  };
}

/** The id of the next finding: the same rows give the same id, so that who gets it twice can tell. */
export function nextFindingId(
  { identity, opened }: FindingState,
  window: { readonly scale: ScanScaleName; readonly endMs: number },
): string {
  return hashText(JSON.stringify([identity, opened + 1, window.scale, window.endMs]));
}

/** What tells sources apart. */
export function keyOf({ feature, contrast, direction }: AlertSource): string {
  return `${contrast} ${direction} ${feature}`;
}

/**
 * The alerts of a feature in one window that nobody expects, the least likely one first. Those that are expected are
 * noted with their findings.
 */
export function newAlerts(
  state: FindingState,
  { feature, alerts }: FeatureJudgement,
  day: number,
): ContrastJudgement[] {
  const found: ContrastJudgement[] = [];
  for (const alert of alerts) {
    const source = sourceOf(feature, alert);
    const isExpected = state.acknowledged.some((own) => covers(own, source));
    if (!isExpected) {
      state.alerted.set(keyOf(source), source);
      found.push(alert);
      continue;
    }
    state.acknowledged = state.acknowledged.map((own) =>
      covers(own, source) && own.lastAlertDay < day ? { ...own, lastAlertDay: day } : own,
    );
  }
  return found.toSorted((a, b) => a.pValue - b.pValue);
}

/** What an alert of a feature is of. */
export function sourceOf(feature: string, { contrast, score }: ContrastJudgement): AlertSource {
  return { feature, contrast, direction: score < 0 ? 'down' : 'up' };
}

function covers({ sources }: AcknowledgedFinding, source: AlertSource): boolean {
  return sources.some(
    ({ feature, contrast, direction }) =>
      feature === source.feature &&
      contrast === source.contrast &&
      (direction === 'either' || direction === source.direction),
  );
}

/** Contrasts that move with one another, since they are of the same bins: a shift that grows bends them all. */
const FAMILIES: Readonly<Record<ContrastKind, string>> = {
  location: 'values',
  spread: 'values',
  skew: 'values',
  tails: 'values',
  category: 'categories',
  unseen: 'unseen',
  missing: 'missing',
};

/** Contrasts of a shape, which one and the same shift bends this way in one hour and that way in another. */
const SHAPES: ReadonlySet<ContrastKind> = new Set(['spread', 'skew', 'tails']);

/**
 * What is expected with a finding: what made its alerts and was named in it, in the same direction, and what moves
 * with that, in either.
 *
 * @param kindsOf The contrasts of a feature.
 */
export function expectedSources(
  alerted: ReadonlyMap<string, AlertSource>,
  kindsOf: (feature: string) => readonly ContrastKind[],
): AlertSource[] {
  const sources = new Map(alerted);
  const told = new Set(
    [...alerted.values()].map(({ contrast, feature }) => `${contrast} ${feature}`),
  );
  for (const { feature, contrast: place } of alerted.values()) {
    const kinds = kindsOf(feature);
    const family = FAMILIES[kinds[place] as ContrastKind];
    for (const [contrast, kind] of kinds.entries()) {
      const isTold = told.has(`${contrast} ${feature}`) && !SHAPES.has(kind);
      if (FAMILIES[kind] !== family || isTold) continue;
      const relative: AlertSource = { feature, contrast, direction: 'either' };
      sources.set(keyOf(relative), relative);
    }
  }
  return [...sources.values()];
}

/** Forgets acknowledged findings of which a day with verdicts had no alert. */
export function endAcknowledged(state: FindingState, day: number): void {
  if (state.verdictDay < day) return;
  state.acknowledged = state.acknowledged.filter(({ lastAlertDay }) => lastAlertDay >= day);
}

/** Nothing is open any more. */
export function endOpen(state: FindingState): void {
  const { open, ended, alerted } = state;
  if (open === undefined) return;
  ended.push(open.id);
  if (ended.length > ENDED_MAX) ended.shift();
  alerted.clear();
  state.open = undefined;
}
