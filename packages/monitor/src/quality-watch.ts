import {
  ML_DATA_QUALITY_CHECK_VALUE_MISSING as MISSING_VALUE,
  ML_DATA_QUALITY_CHECK_VALUE_NON_FINITE as NON_FINITE,
  ML_DATA_QUALITY_CHECK_VALUE_OUT_OF_RANGE as OUT_OF_RANGE,
  ML_DATA_QUALITY_CHECK_VALUE_TYPE_MISMATCH as TYPE_MISMATCH,
  ML_DATA_QUALITY_CHECK_VALUE_UNSEEN_CATEGORY as UNSEEN_CATEGORY,
} from '@marigraph/semantic-conventions';

import { createBinLookup } from './bins.ts';
import { type CellLayout, FIRST_BIN, type FeatureLayout, MISSING } from './layout.ts';
import { describeExpectation, expectationOf } from './quality-expectation.ts';
import { type Fault, type FaultLedger, faultOf, noteBadRow } from './quality-fault.ts';
import { QUALITY_CHECKS, type QualityCheck } from './quality-rule.ts';
import { Kind, type Suspects } from './quality-suspects.ts';
import { FeatureKind, type Row } from './row.ts';

/** Sees the values of rows that may be bad ones; the others cost nothing. */
export interface RowWatch {
  /**
   * As `CellLayout.slotOf` where nothing can be wrong with a value. Else it has to be looked at: -1 where it has no
   * slot, and `-2 - slot` where it has.
   */
  readonly slotOf: Int32Array;
  /**
   * Looks at a value.
   *
   * @param part The counter that it added to, from the first of its feature on.
   * @returns 1 where it lies outside what the reference has, and nobody expected a range; else 0.
   */
  see(row: Row, at: number, index: number, part: number): number;
  /** Looks at a feature of the reference that the row does not name. */
  seeAbsent(row: Row, index: number): void;
}

/** What each feature allows. */
interface Limits {
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly isLowExpected: boolean[];
  readonly isHighExpected: boolean[];
  readonly isInteger: boolean[];
  readonly isNeverMissing: boolean[];
  readonly categories: (ReadonlySet<string> | undefined)[];
}

/** A watch over the features of a layout. */
export function createRowWatch(
  layout: CellLayout,
  ledger: FaultLedger,
  suspects: Suspects,
): RowWatch {
  const { rule } = ledger;
  const checks = new Set(rule.checks);
  const limits = limitsOf(layout, ledger, checks);
  const faults = new Map<number, Fault>();

  function note(row: Row, index: number, check: QualityCheck): void {
    if (!checks.has(check)) return;
    const place = index * QUALITY_CHECKS.length + QUALITY_CHECKS.indexOf(check);
    let fault = faults.get(place);
    if (fault === undefined) {
      const { feature } = layout.features[index] as FeatureLayout;
      fault = faultOf(ledger, check, feature.name);
      const expectation = expectationOf(rule, feature.name, feature);
      fault.expectation = describeExpectation(check, expectation, feature);
      faults.set(place, fault);
    }
    noteBadRow(ledger, fault, row);
  }

  function suspect(row: Row, index: number, kind: number): void {
    suspects.note(Math.floor(ledger.timeMs / rule.windowMs), index, kind, row);
  }

  function seeAbsent(row: Row, index: number): void {
    if (limits.isNeverMissing[index] === true) note(row, index, MISSING_VALUE);
    else suspect(row, index, Kind.MISSING);
  }

  function seeNumber(row: Row, at: number, index: number): number {
    const number = row.featureNumber[at] as number;
    const isLow = number < (limits.lows[index] as number);
    if (isLow || number > (limits.highs[index] as number)) {
      const isExpected = isLow ? limits.isLowExpected[index] : limits.isHighExpected[index];
      if (isExpected === true) note(row, index, OUT_OF_RANGE);
      else suspect(row, index, Kind.OUTSIDE);
      return isExpected === true ? 0 : 1;
    }
    if (limits.isInteger[index] === true && !Number.isInteger(number)) {
      note(row, index, TYPE_MISMATCH);
    }
    return 0;
  }

  function seeCategory(row: Row, at: number, index: number): void {
    const expected = limits.categories[index];
    const isText = row.featureKind[at] === FeatureKind.TEXT;
    const category = isText ? (row.featureText[at] as string) : String(row.featureNumber[at]);
    if (expected === undefined) suspect(row, index, Kind.UNSEEN);
    else if (!expected.has(category)) note(row, index, UNSEEN_CATEGORY);
  }

  return {
    slotOf: watchedSlots(layout, limits, checks),
    seeAbsent,
    see(row, at, index, part) {
      if (part >= FIRST_BIN) {
        if (layout.isNumber[index] === 1) return seeNumber(row, at, index);
        seeCategory(row, at, index);
      } else if (part === MISSING) {
        seeAbsent(row, index);
      } else {
        const isInfinite = row.featureKind[at] === FeatureKind.NUMBER;
        note(row, index, isInfinite ? NON_FINITE : TYPE_MISMATCH);
      }
      return 0;
    },
  };
}

function limitsOf(
  { features }: CellLayout,
  { rule }: FaultLedger,
  checks: ReadonlySet<QualityCheck>,
): Limits {
  const expected = features.map(({ feature }) => expectationOf(rule, feature.name, feature) ?? {});
  const isRanged = checks.has(OUT_OF_RANGE);
  const range = ({ feature }: FeatureLayout, side: 'minimum' | 'maximum'): number | undefined =>
    isRanged && feature.type === 'number' ? feature.range[side] : undefined;
  return {
    lows: Float64Array.from(
      features,
      (own, at) => expected[at]?.minimum ?? range(own, 'minimum') ?? Number.NEGATIVE_INFINITY,
    ),
    highs: Float64Array.from(
      features,
      (own, at) => expected[at]?.maximum ?? range(own, 'maximum') ?? Number.POSITIVE_INFINITY,
    ),
    isLowExpected: expected.map(({ minimum }) => minimum !== undefined),
    isHighExpected: expected.map(({ maximum }) => maximum !== undefined),
    isInteger: expected.map(({ integer }) => integer === true && checks.has(TYPE_MISMATCH)),
    isNeverMissing: expected.map(({ missingShareMax }) => missingShareMax === 0),
    categories: expected.map(({ categories }) => categories && new Set(categories)),
  };
}

/** Marks the bins that can hold a bad value: the outermost of a number, and categories that nobody expects. */
function watchedSlots(
  { features, slotOf }: CellLayout,
  limits: Limits,
  checks: ReadonlySet<QualityCheck>,
): Int32Array {
  const watched = slotOf.slice();
  const watch = (counter: number): void => {
    watched[counter] = -2 - (slotOf[counter] as number);
  };
  for (const [index, { feature, offset, bins, categories }] of features.entries()) {
    const first = offset + FIRST_BIN;
    if (feature.type === 'number') {
      const lookup = createBinLookup(feature.edges);
      const low = binOf(lookup, limits.lows[index] as number, -1);
      const high = binOf(lookup, limits.highs[index] as number, bins);
      for (let bin = 0; bin < bins; bin++) {
        if (bin <= low || bin >= high || limits.isInteger[index] === true) watch(first + bin);
      }
    } else if (checks.has(UNSEEN_CATEGORY)) {
      const expected = limits.categories[index];
      for (const [category, bin] of categories ?? []) {
        if (expected !== undefined && !expected.has(category)) watch(first + bin);
      }
      watch(first + bins - 1);
    }
  }
  return watched;
}

/** The bin of a limit; that of none at all for one that no number passes. */
function binOf(lookup: ReturnType<typeof createBinLookup>, limit: number, none: number): number {
  return Number.isFinite(limit) ? lookup.find(limit) : none;
}
