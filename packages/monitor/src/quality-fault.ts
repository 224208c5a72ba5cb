import {
  ML_DATA_QUALITY_STATE_VALUE_FIRING,
  ML_DATA_QUALITY_STATE_VALUE_RESOLVED,
  type MlDataQualityStateValue,
} from '@marigraph/semantic-conventions';

import { type ExemplarTrace, toExemplarTrace } from './exemplar-trace.ts';
import { type Deployment, deploymentBefore, type Deployments } from './quality-deployments.ts';
import type { QualityFinding, QualityWindow } from './quality-finding.ts';
import type { QualityCheck, QualityRule } from './quality-rule.ts';
import type { Row } from './row.ts';

/** Traces that a finding names at most. */
export const FIRST_TRACES_MAX = 5;
/** Names that a change of the schema lists at most. */
const NAMES_MAX = 20;
/** A fault that returns within this time has to stay away twice as long as before. */
const RETURN_MS = 24 * 60 * 60_000;
const RETURNS_MAX = 6;

/** One check of one feature, or of the version. Plain JSON, so that it is saved as it is. */
export interface Fault {
  readonly check: QualityCheck;
  /** Empty where it is none of a feature. */
  readonly feature: string;
  isOpen: boolean;
  /** Whether it was said to have begun. */
  isAnnounced: boolean;
  /** Since it began, or in the window. */
  count: number;
  /** Since the start. */
  total: number;
  /** Rows of the version before it began, and up to the last bad one. */
  rowsBefore: number;
  rowsUntil: number;
  beganMs: number;
  lastMs: number;
  /** When the last bad row came, by the receiver's clock. */
  lastAtMs: number;
  /** How often it returned soon after it had ended. */
  returns: number;
  /** In words; said by whoever finds the fault. */
  expectation?: string | undefined;
  share?: number | undefined;
  threshold?: number | undefined;
  window?: QualityWindow | undefined;
  features?: readonly string[];
  deployment?: Deployment | undefined;
  traces: ExemplarTrace[];
}

/** Who the faults of a ledger belong to. */
export interface FaultOwner {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly referenceId: string | undefined;
  readonly deployments: Deployments;
}

/** The faults of a version, or of a model as a whole. */
export interface FaultLedger {
  readonly owner: FaultOwner;
  readonly rule: QualityRule;
  readonly faults: Map<string, Fault>;
  readonly open: Set<Fault>;
  /** What is to be said at the next `settle`. */
  pending: QualityFinding[];
  /** Rows so far, and what is known of the last one. */
  rows: number;
  timeMs: number;
  receivedAtMs: number;
  /** When the first row came. */
  sinceMs: number;
}

/** A ledger without faults. */
export function createFaultLedger(owner: FaultOwner, rule: QualityRule): FaultLedger {
  return {
    owner,
    rule,
    faults: new Map(),
    open: new Set(),
    pending: [],
    rows: 0,
    timeMs: 0,
    receivedAtMs: 0,
    sinceMs: 0,
  };
}

/** Where the fault of a check and feature stands in a ledger. */
export function keyOf(check: QualityCheck, feature: string): string {
  return `${check} ${feature}`;
}

/** The fault of a check and feature, made when there is none. */
export function faultOf({ faults }: FaultLedger, check: QualityCheck, feature: string): Fault {
  const key = keyOf(check, feature);
  const known = faults.get(key);
  if (known !== undefined) return known;
  const fault: Fault = {
    check,
    feature,
    isOpen: false,
    isAnnounced: false,
    count: 0,
    total: 0,
    rowsBefore: 0,
    rowsUntil: 0,
    beganMs: 0,
    lastMs: 0,
    lastAtMs: 0,
    returns: 0,
    traces: [],
  };
  faults.set(key, fault);
  return fault;
}

/** Counts a row that failed: the first one opens the fault. */
export function noteBadRow(ledger: FaultLedger, fault: Fault, row: Row): void {
  const { timeMs, receivedAtMs, rows } = ledger;
  // What `settle` had not been asked yet: when it is asked must not decide how many faults there were.
  if (
    fault.isOpen &&
    isQuiet(fault, ledger.rule, { goodRows: rows - 1 - fault.rowsUntil, nowMs: receivedAtMs })
  ) {
    endFault(ledger, fault);
  }
  if (!fault.isOpen) {
    open(ledger, fault, timeMs);
    fault.rowsBefore = rows - 1;
  }
  fault.count++;
  fault.total++;
  fault.rowsUntil = rows;
  fault.lastMs = Math.max(fault.lastMs, timeMs);
  fault.lastAtMs = receivedAtMs;
  if (row.hasTrace && fault.traces.length < FIRST_TRACES_MAX) {
    fault.traces.push(toExemplarTrace(row.trace, 0));
  }
}

/** What a window says of a check. */
export interface WindowVerdict {
  readonly isBroken: boolean;
  /** Whether a fault that is open has ended; less is asked to open one than to go on. */
  readonly isOver: boolean;
  readonly count: number;
  readonly share: number;
  readonly threshold?: number | undefined;
  readonly expectation?: string | undefined;
  readonly features?: readonly string[];
  /** Asked where the window opens the fault. */
  readonly tracesOf?: () => ExemplarTrace[];
}

/** Opens, continues or ends the fault of a window. */
export function noteWindow(
  ledger: FaultLedger,
  fault: Fault,
  { window, verdict }: { readonly window: QualityWindow; readonly verdict: WindowVerdict },
): void {
  // Rows that break an expectation say themselves when they have ended.
  if (fault.isOpen && fault.window === undefined) return;
  if (fault.isOpen && verdict.isOver) {
    endFault(ledger, fault);
    return;
  }
  if (!fault.isOpen) {
    if (!verdict.isBroken) return;
    open(ledger, fault, window.startMs);
    fault.traces = verdict.tracesOf?.() ?? [];
  }
  fault.count = verdict.count;
  fault.total += verdict.count;
  fault.share = verdict.share;
  fault.threshold = verdict.threshold;
  fault.expectation = verdict.expectation;
  if (verdict.features !== undefined) fault.features = verdict.features;
  fault.window = window;
  fault.lastMs = window.endMs;
  fault.lastAtMs = ledger.receivedAtMs;
}

/**
 * Ends what is quiet, and returns what began or ended since the last time, in that order for each fault.
 *
 * @param abandonedMs Without rows for this long, everything has ended: nobody asks for predictions any more.
 */
export function settle(ledger: FaultLedger, nowMs: number, abandonedMs: number): QualityFinding[] {
  const { rows, rule, receivedAtMs } = ledger;
  for (const fault of ledger.open) {
    if (!fault.isAnnounced) announce(ledger, fault);
    const isAbandoned = nowMs - receivedAtMs > abandonedMs;
    if (isAbandoned || isQuiet(fault, rule, { goodRows: rows - fault.rowsUntil, nowMs })) {
      endFault(ledger, fault);
    }
  }
  const { pending } = ledger;
  ledger.pending = [];
  return pending;
}

/** Whether enough good rows and time passed since the last bad row. Windows judge themselves. */
function isQuiet(
  { window, returns, lastAtMs }: Fault,
  { resolveAfterRows, resolveAfterMs }: QualityRule,
  { goodRows, nowMs }: { readonly goodRows: number; readonly nowMs: number },
): boolean {
  if (window !== undefined || goodRows < resolveAfterRows) return false;
  // What comes and goes would otherwise be a finding each time: after four returns, one in four hours.
  return nowMs - lastAtMs >= Math.min(resolveAfterMs * 2 ** returns, RETURN_MS);
}

function open(ledger: FaultLedger, fault: Fault, timeMs: number): void {
  const isReturn = fault.total > 0 && timeMs - fault.lastMs < RETURN_MS;
  fault.returns = isReturn ? Math.min(fault.returns + 1, RETURNS_MAX) : 0;
  fault.isOpen = true;
  fault.isAnnounced = false;
  fault.count = 0;
  fault.window = undefined;
  fault.share = undefined;
  fault.threshold = undefined;
  fault.beganMs = timeMs;
  fault.lastMs = timeMs;
  fault.traces = [];
  fault.deployment = deploymentBefore(ledger.owner.deployments, timeMs);
  ledger.open.add(fault);
}

/** Ends a fault, whatever is the case. */
export function endFault(ledger: FaultLedger, fault: Fault): void {
  if (!fault.isAnnounced) announce(ledger, fault);
  fault.isOpen = false;
  ledger.open.delete(fault);
  ledger.pending.push(toFinding(ledger, fault, ML_DATA_QUALITY_STATE_VALUE_RESOLVED));
}

function announce(ledger: FaultLedger, fault: Fault): void {
  fault.isAnnounced = true;
  ledger.pending.push(toFinding(ledger, fault, ML_DATA_QUALITY_STATE_VALUE_FIRING));
}

/** What is known of a fault by now. */
export function toFinding(
  { owner, rows }: FaultLedger,
  fault: Fault,
  state: MlDataQualityStateValue,
): QualityFinding {
  const { check, feature, count, share, threshold, expectation, features, deployment } = fault;
  const { modelName, modelVersion, referenceId } = owner;
  const isOver = state === ML_DATA_QUALITY_STATE_VALUE_RESOLVED;
  const rowsOfFault = (isOver ? fault.rowsUntil : rows) - fault.rowsBefore;
  return {
    modelName,
    modelVersion,
    ...(referenceId !== undefined && { referenceId }),
    check,
    state,
    ...(feature !== '' && { feature }),
    count,
    share: share ?? Math.min(1, count / rowsOfFault),
    ...(threshold !== undefined && { threshold }),
    ...(expectation !== undefined && { expectation }),
    beganMs: fault.beganMs,
    ...(isOver && { endedMs: fault.lastMs }),
    ...(fault.window !== undefined && { window: fault.window }),
    ...(features !== undefined && { features: features.slice(0, NAMES_MAX) }),
    ...(deployment !== undefined && { deployment }),
    exemplars: [...fault.traces],
  };
}
