import type { Deployments } from './quality-deployments.ts';
import { endFault, type Fault, type FaultLedger, faultOf, keyOf } from './quality-fault.ts';
import type { Variation } from './quality-features.ts';
import type { QualityFinding } from './quality-finding.ts';
import type { ModelQuality } from './quality-model.ts';
import type { OutputRun } from './quality-output.ts';
import type { SavedSuspects } from './quality-suspects.ts';
import type { VersionQuality } from './quality-version.ts';
import { MINUTE_MS } from './scope.ts';

/** What is saved of a ledger. The order of the open faults is that of what is said of them. */
interface SavedLedger {
  readonly faults: Fault[];
  readonly open: string[];
  readonly pending: QualityFinding[];
  readonly numbers: readonly [rows: number, timeMs: number, receivedAtMs: number, sinceMs: number];
}

interface SavedVersion {
  readonly version: string;
  readonly referenceId: string | null;
  readonly ledger: SavedLedger;
  readonly output: OutputRun;
  readonly progress: VersionQuality['progress'];
  readonly variation: Variation[];
  readonly suspects: SavedSuspects;
}

interface SavedModel {
  readonly ledger: SavedLedger;
  readonly deployments: Deployments;
  readonly progress: ModelQuality['progress'];
  readonly ratios: number[];
  readonly ratiosOf: string | null;
  readonly versions: SavedVersion[];
}

/** What quality is kept in. */
interface Owner {
  readonly quality: ModelQuality;
  readonly versions: readonly { readonly version: string; readonly quality: VersionQuality }[];
}

/** The quality of a model and its versions as JSON: faults are few, and rare. */
export function saveQuality({ quality, versions }: Owner): string {
  const { ledger, deployments, progress, ratios, ratiosOf } = quality;
  const saved: SavedModel = {
    ledger: saveLedger(ledger),
    deployments,
    progress,
    ratios,
    ratiosOf: ratiosOf ?? null,
    versions: versions.map(({ version, quality: own }) => ({
      version,
      referenceId: own.ledger.owner.referenceId ?? null,
      ledger: saveLedger(own.ledger),
      output: own.output,
      progress: own.progress,
      variation: own.variation,
      suspects: own.suspects.save(),
    })),
  };
  return JSON.stringify(saved);
}

/** Fills what `saveQuality` wrote, as JSON reads it, into a model whose versions are there again. */
export function loadQuality({ quality, versions }: Owner, document: unknown): void {
  const saved = document as SavedModel;
  loadLedger(quality.ledger, saved.ledger);
  Object.assign(quality.deployments, saved.deployments);
  Object.assign(quality.progress, saved.progress);
  quality.progress.windowMinute = alignUp(saved.progress.windowMinute, quality.ledger);
  quality.ratios.push(...saved.ratios);
  quality.ratiosOf = saved.ratiosOf ?? undefined;
  for (const own of saved.versions) {
    const known = versions.find(({ version }) => version === own.version);
    if (known !== undefined) loadVersion(known.quality, own);
  }
}

function loadVersion(quality: VersionQuality, saved: SavedVersion): void {
  const { ledger, output, progress, variation, suspects } = quality;
  loadLedger(ledger, saved.ledger);
  Object.assign(output, saved.output);
  // Windows may be longer or shorter by now.
  progress.startMinute = alignUp(saved.progress.startMinute, ledger);
  progress.seenMinute = Math.max(progress.startMinute, alignUp(saved.progress.seenMinute, ledger));
  if ((ledger.owner.referenceId ?? null) !== saved.referenceId) {
    // Cells from before have no counts of the features of this one.
    progress.startMinute = alignUp(Math.floor(ledger.timeMs / MINUTE_MS) + 1, ledger);
    progress.seenMinute = progress.startMinute;
    return;
  }
  for (const [at, own] of saved.variation.entries()) Object.assign(variation[at] ?? {}, own);
  suspects.load(saved.suspects);
}

function alignUp(minute: number, { rule }: FaultLedger): number {
  const minutes = rule.windowMs / MINUTE_MS;
  return minute < 0 ? minute : Math.ceil(minute / minutes) * minutes;
}

function saveLedger({ faults, open, pending, ...ledger }: FaultLedger): SavedLedger {
  const { rows, timeMs, receivedAtMs, sinceMs } = ledger;
  return {
    faults: [...faults.values()],
    open: [...open].map(({ check, feature }) => keyOf(check, feature)),
    pending,
    numbers: [rows, timeMs, receivedAtMs, sinceMs],
  };
}

function loadLedger(ledger: FaultLedger, saved: SavedLedger): void {
  const [rows, timeMs, receivedAtMs, sinceMs] = saved.numbers;
  Object.assign(ledger, { rows, timeMs, receivedAtMs, sinceMs });
  // Watches may hold faults that they made before: those are filled, not replaced.
  for (const own of saved.faults) Object.assign(faultOf(ledger, own.check, own.feature), own);
  ledger.pending.push(...saved.pending);
  for (const key of saved.open) {
    const fault = ledger.faults.get(key);
    if (fault === undefined) continue;
    ledger.open.add(fault);
    // A check that is not made any more would never say that its fault has ended.
    if (!ledger.rule.checks.includes(fault.check)) endFault(ledger, fault);
  }
}
