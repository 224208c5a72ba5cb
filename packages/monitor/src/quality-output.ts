import {
  ML_DATA_QUALITY_CHECK_VALUE_CONSTANT,
  ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE,
} from '@marigraph/semantic-conventions';
import { betaQuantile } from '@marigraph/statistics';

import { type FaultLedger, faultOf, noteBadRow } from './quality-fault.ts';
import type { Row } from './row.ts';

/** Chance that a run of equal predictions from a given row on is taken for a fault: ten million rows make one in a hundred models. */
const RUN_LEVEL = 1e-9;
/** Runs are judged each time they are this much longer. */
const RUN_STEP = 64;
const RUN_MIN = 128;
/** How much longer than every run before it a run must be: nights and weekends make long ones. */
const RUN_FACTOR = 3;
/** Below this share of changes, predictions must have been seen for a day before a run says anything. */
const CHANGES_OFTEN = 0.1;
const DAY_MS = 24 * 60 * 60_000;

/** How predictions follow on one another. Plain JSON. */
export interface OutputRun {
  label: string | undefined;
  /** `null` for no value. */
  value: number | null;
  /** Rows with a prediction, those of them that differ from the one before, and the equal ones up to now. */
  rows: number;
  changes: number;
  run: number;
  longest: number;
  firstMs: number;
  /** Whether the run is a fault. */
  isStuck: boolean;
}

/** No prediction yet. */
export function createOutputRun(): OutputRun {
  return {
    label: undefined,
    value: null,
    rows: 0,
    changes: 0,
    run: 0,
    longest: 0,
    firstMs: 0,
    isStuck: false,
  };
}

/** Adds a row's prediction; what is wrong with it goes to the ledger. */
export function watchOutput(output: OutputRun, ledger: FaultLedger, row: Row): void {
  const { label } = row;
  const value = Number.isFinite(row.value) ? row.value : null;
  if (row.hasValue && value === null)
    noteOutput(ledger, ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE, row);
  if (label === undefined && value === null) return;
  if (output.rows++ === 0) output.firstMs = ledger.timeMs;
  if (label !== output.label || value !== output.value) {
    if (output.rows > 1) output.changes++;
    if (!output.isStuck) output.longest = Math.max(output.longest, output.run);
    output.isStuck = false;
    output.label = label;
    output.value = value;
    output.run = 1;
    return;
  }
  output.run++;
  if (!output.isStuck && output.run % RUN_STEP === 0) output.isStuck = isTooLong(output, ledger);
  if (output.isStuck) noteOutput(ledger, ML_DATA_QUALITY_CHECK_VALUE_CONSTANT, row);
}

function noteOutput(
  ledger: FaultLedger,
  check:
    | typeof ML_DATA_QUALITY_CHECK_VALUE_CONSTANT
    | typeof ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE,
  row: Row,
): void {
  if (!ledger.rule.checks.includes(check)) return;
  const fault = faultOf(ledger, check, '');
  fault.expectation =
    check === ML_DATA_QUALITY_CHECK_VALUE_CONSTANT
      ? 'predictions that vary as they did before'
      : 'a finite number';
  noteBadRow(ledger, fault, row);
}

/**
 * Whether a run is longer than chance explains, by how often predictions changed before it.
 *
 * Of predictions that change in a share q of the rows, the most frequent one is left with a probability of at least
 * q/2, so a run of r from a given row on has at most (1 - q/2)^r. For q its lower bound is taken.
 */
function isTooLong(
  { rows, run, changes, longest, value, firstMs }: OutputRun,
  ledger: FaultLedger,
): boolean {
  if (run < RUN_MIN || run < RUN_FACTOR * longest) return false;
  const before = rows - run;
  // Nothing is known, except that fractions do not repeat in a regression that works; zeros and classes do.
  if (before === 0) return value !== null && !Number.isInteger(value);
  if (changes === 0) return false;
  const share = betaQuantile(RUN_LEVEL, changes, Math.max(before - changes, 0) + 1);
  if (share < CHANGES_OFTEN && ledger.timeMs - firstMs < DAY_MS) return false;
  return run * Math.log1p(-share / 2) <= Math.log(RUN_LEVEL);
}
