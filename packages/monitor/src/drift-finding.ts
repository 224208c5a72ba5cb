import type { ContrastJudgement, ScanJudgement, ScanScaleName } from './scan.ts';

/** A window in which a feature of a finding made an alert. */
export interface AlertWindow {
  readonly scale: ScanScaleName;
  /** Milliseconds since the epoch; the end is exclusive. */
  readonly startMs: number;
  readonly endMs: number;
  /** Level at which all features of the model together were tested. */
  readonly level: number;
  /** Adjusted for the contrasts of the feature. */
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
}

/**
 * What the monitor concludes from alerts: the features of a model drifted. One is open at a time; features that make
 * an alert meanwhile join it, and it ends with the first local day without any.
 */
export interface DriftFinding {
  /** Running number among the findings of the model version, from 1. */
  readonly number: number;
  /** End of the window that opened it. */
  readonly openedMs: number;
  /** By name, in the order in which they joined. */
  readonly features: ReadonlyMap<string, FindingFeature>;
  /** Local day of the last alert. */
  readonly lastAlertDay: number;
  /** End of the day without alert that ended it. */
  readonly resolvedMs: number | undefined;
}

/** How a finding changed. */
export interface FindingChange {
  readonly kind: 'opened' | 'joined' | 'resolved';
  readonly finding: DriftFinding;
  /** Features that this is about: those that joined, or all. */
  readonly features: readonly string[];
}

/** What of the findings of a model version is kept from window to window. */
export interface FindingState {
  open: DriftFinding | undefined;
  /** Findings so far. */
  opened: number;
  /**
   * Contrasts whose alerts are expected, since somebody said so: scale, place of the contrast, feature. Each is
   * armed again by the first window in which it makes no alert.
   */
  readonly acknowledged: Set<string>;
}

/** No finding. */
export function createFindingState(): FindingState {
  return { open: undefined, opened: 0, acknowledged: new Set() };
}

/** Where a judged window lies. */
export interface JudgedAt {
  readonly startMs: number;
  readonly endMs: number;
  /** Local day in which it ends. */
  readonly day: number;
}

/** Takes a judgement into account; answers what changed, at most one thing. */
export function applyJudgement(
  state: FindingState,
  judgement: ScanJudgement,
  at: JudgedAt,
): FindingChange | undefined {
  const alerting = judgement.features.filter((feature) => hasNewAlert(state, judgement, feature));
  if (alerting.length === 0) return undefined;
  const named = new Set([
    ...alerting.map(({ feature }) => feature),
    ...judgement.named.flatMap((index) => judgement.features[index]?.feature ?? []),
  ]);
  const before = state.open;
  const features = new Map(before?.features);
  const joined: string[] = [];
  for (const { feature, leading, pValue } of judgement.features) {
    if (!named.has(feature) || typeof leading === 'string') continue;
    const { startMs, endMs } = at;
    const { scale, level } = judgement;
    const last = { scale, startMs, endMs, level, pValue, contrast: leading };
    const known = features.get(feature);
    if (known === undefined) joined.push(feature);
    features.set(feature, { feature, first: known?.first ?? last, last });
  }
  const finding: DriftFinding = {
    number: before?.number ?? ++state.opened,
    openedMs: before?.openedMs ?? at.endMs,
    features,
    // A late row may have an earlier day judged again.
    lastAlertDay: Math.max(before?.lastAlertDay ?? at.day, at.day),
    resolvedMs: undefined,
  };
  state.open = finding;
  if (joined.length === 0) return undefined;
  return { kind: before === undefined ? 'opened' : 'joined', finding, features: joined };
}

/** Whether a contrast of the feature makes an alert that nobody acknowledged. Those that make none are armed again. */
function hasNewAlert(
  { acknowledged }: FindingState,
  { scale }: ScanJudgement,
  { feature, hits, contrasts }: ScanJudgement['features'][number],
): boolean {
  let isNew = false;
  for (let index = 0; index < contrasts; index++) {
    const key = acknowledgementKey(scale, feature, index);
    if (!hits.includes(index)) acknowledged.delete(key);
    else if (!acknowledged.has(key)) isNew = true;
  }
  return isNew;
}

/** Ends the open finding if the local day that ends with `endMs` brought no alert. */
export function applyDayEnd(
  state: FindingState,
  { day, endMs }: Pick<JudgedAt, 'day' | 'endMs'>,
): FindingChange | undefined {
  const { open } = state;
  if (open === undefined || open.lastAlertDay >= day) return undefined;
  state.open = undefined;
  const finding = { ...open, resolvedMs: endMs };
  return { kind: 'resolved', finding, features: [...open.features.keys()] };
}

/**
 * Marks what the open finding says as expected: its contrasts make no alert until they are quiet once.
 *
 * @param judgements The last judgement of each scale.
 * @returns The end of the finding that was open.
 */
export function acknowledge(
  state: FindingState,
  judgements: Iterable<ScanJudgement>,
  endMs: number,
): FindingChange | undefined {
  const { open } = state;
  if (open === undefined) return undefined;
  for (const { scale, features } of judgements) {
    for (const { feature, hits } of features) {
      for (const index of hits) state.acknowledged.add(acknowledgementKey(scale, feature, index));
    }
  }
  state.open = undefined;
  const finding = { ...open, resolvedMs: endMs };
  return { kind: 'resolved', finding, features: [...open.features.keys()] };
}

function acknowledgementKey(scale: ScanScaleName, feature: string, contrast: number): string {
  return `${scale} ${contrast} ${feature}`;
}
