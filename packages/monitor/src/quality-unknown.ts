import { ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE } from '@marigraph/semantic-conventions';

import { OTHER } from './performance.ts';
import { TEXT_MAX } from './quality-deployments.ts';
import { checkOfValue, describeExpectation } from './quality-expectation.ts';
import { type Fault, type FaultLedger, faultOf, keyOf, noteBadRow } from './quality-fault.ts';
import type { QualityExpectation } from './quality-rule.ts';
import type { Row } from './row.ts';

/** Unknown features told apart; further ones count as `_OTHER`. */
export const UNKNOWN_FEATURES_MAX = 1000;

/** Sees features that the reference has not. */
export interface UnknownWatch {
  /** @param at Where in the row. */
  see(row: Row, at: number): void;
}

/** What is to be done with the values of one feature id. */
interface Known {
  readonly fault: Fault | undefined;
  readonly expectation: QualityExpectation | undefined;
  readonly categories: ReadonlySet<string> | undefined;
  readonly name: string;
}

/**
 * @param hasReference Without one no feature is unknown; what the definition expects of it is checked all the same.
 * @param nameOf The name of a feature id.
 */
export function createUnknownWatch(
  ledger: FaultLedger,
  hasReference: boolean,
  nameOf: (id: number) => string | undefined,
): UnknownWatch {
  const { rule } = ledger;
  const checks = new Set(rule.checks);
  const isReported = hasReference && checks.has(ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE);
  const byId = new Map<number, Known>();
  let told = -1;

  function faultOfUnknown(name: string): Fault {
    const { faults } = ledger;
    // Counted once, after what a snapshot held is back.
    if (told < 0) told = countUnknown(faults.values());
    const key = keyOf(ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE, name);
    if (faults.has(key)) return faultOf(ledger, ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE, name);
    const isFull = told >= UNKNOWN_FEATURES_MAX;
    if (!isFull) told++;
    return faultOf(ledger, ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE, isFull ? OTHER : name);
  }

  function knownOf(id: number): Known {
    const whole = nameOf(id) ?? OTHER;
    const name = whole.slice(0, TEXT_MAX);
    const expectation = Object.hasOwn(rule.expectations, whole)
      ? rule.expectations[whole]
      : undefined;
    const known: Known = {
      name,
      expectation,
      categories: expectation?.categories && new Set(expectation.categories),
      fault: isReported && expectation === undefined ? faultOfUnknown(name) : undefined,
    };
    byId.set(id, known);
    return known;
  }

  return {
    see(row, at) {
      const id = row.featureId[at] as number;
      const { fault, expectation, categories, name } = byId.get(id) ?? knownOf(id);
      if (fault !== undefined) noteBadRow(ledger, fault, row);
      if (expectation === undefined) return;
      const check = checkOfValue(expectation, categories, row, at);
      if (check === undefined || !checks.has(check)) return;
      const own = faultOf(ledger, check, name);
      own.expectation = describeExpectation(check, expectation, undefined);
      noteBadRow(ledger, own, row);
    },
  };
}

function countUnknown(faults: Iterable<Fault>): number {
  let count = 0;
  for (const { check } of faults) {
    if (check === ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE) count++;
  }
  return count;
}
