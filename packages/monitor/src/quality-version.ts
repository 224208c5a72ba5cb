import type { CellLayout, FeatureLayout } from './layout.ts';
import { createFaultLedger, type FaultLedger, type FaultOwner } from './quality-fault.ts';
import { createFeatureJudge, type FeatureJudge, type Variation } from './quality-features.ts';
import { createOutputRun, type OutputRun, watchOutput } from './quality-output.ts';
import type { QualityRule } from './quality-rule.ts';
import { createSuspects, type Suspects } from './quality-suspects.ts';
import { createUnknownWatch, type UnknownWatch } from './quality-unknown.ts';
import { createRowWatch, type RowWatch } from './quality-watch.ts';
import type { Row } from './row.ts';
import { MINUTE_MS } from './scope.ts';

/** What is kept of the quality of one version's rows. */
export interface VersionQuality {
  readonly ledger: FaultLedger;
  readonly watch: RowWatch;
  readonly unknown: UnknownWatch;
  readonly output: OutputRun;
  readonly suspects: Suspects;
  readonly judge: FeatureJudge;
  readonly features: readonly FeatureLayout[];
  readonly variation: Variation[];
  /** Where the window that is judged next starts, and up to where windows were looked at. */
  readonly progress: { startMinute: number; seenMinute: number };
  /** Counters of one window, made when the first one is judged. */
  readonly scratch: () => Float64Array;
}

/** @param nameOf The name of a feature id. */
export function createVersionQuality(
  owner: FaultOwner,
  rule: QualityRule,
  {
    layout,
    rows,
    nameOf,
  }: {
    readonly layout: CellLayout;
    /** Of the reference, `undefined` without one. */
    readonly rows: number | undefined;
    readonly nameOf: (id: number) => string | undefined;
  },
): VersionQuality {
  const ledger = createFaultLedger(owner, rule);
  const { features } = layout;
  const suspects = createSuspects(features.length, ledger);
  const variation = features.map(() => ({ varied: 0, still: 0 }));
  let counts: Float64Array | undefined;
  return {
    ledger,
    suspects,
    features,
    variation,
    watch: createRowWatch(layout, ledger, suspects),
    unknown: createUnknownWatch(ledger, rows !== undefined, nameOf),
    output: createOutputRun(),
    judge: createFeatureJudge(layout, rule, { variation, suspects, rows: rows ?? 0 }),
    progress: { startMinute: 0, seenMinute: 0 },
    scratch: () => (counts ??= new Float64Array(layout.counters)),
  };
}

/** Counts a row and looks at its prediction. Its features are looked at while they are counted in their cell. */
export function beginRow(
  { ledger, output, progress }: VersionQuality,
  row: Row,
  timeMs: number,
  receivedAtMs: number,
): void {
  if (ledger.rows++ === 0) {
    const { windowMs } = ledger.rule;
    ledger.sinceMs = receivedAtMs;
    progress.startMinute = (Math.floor(timeMs / windowMs) * windowMs) / MINUTE_MS;
    progress.seenMinute = progress.startMinute;
  }
  ledger.timeMs = timeMs;
  ledger.receivedAtMs = receivedAtMs;
  watchOutput(output, ledger, row);
}
