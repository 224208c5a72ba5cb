import type { ReferenceFeature } from '@marigraph/monitor';

import type { CellSink } from '../tables/cell-sink.ts';
import { formatShare } from './text-table.ts';

/** What is wrong with rows. The first group breaks an expectation or the type; the second is only new. */
const BREACHES = [
  'of another type',
  'not finite',
  'below the expected minimum',
  'above the expected maximum',
  'not whole',
  'not an expected category',
] as const;
const NEWS = ['below the range', 'above the range', 'a new category'] as const;

type Fault = (typeof BREACHES)[number] | (typeof NEWS)[number];

/** What rows were found to be, for one feature of a reference. */
export interface RowCheck {
  readonly name: string;
  readonly rows: number;
  readonly missing: number;
  /** Sentences; an expectation was broken when there is one. */
  readonly broken: readonly string[];
  /** Sentences on what the reference has not seen, and nobody forbade. */
  readonly unseen: readonly string[];
}

/** A column that is checked cell by cell, and not kept. */
export interface CheckedColumn extends CellSink {
  finish(): RowCheck;
}

/** Checks the cells of a column against the type, the range and the expectations of a feature. */
export function createCheckedColumn(feature: ReferenceFeature): CheckedColumn {
  const faults = new Map<Fault, { count: number; readonly firstRow: number }>();
  let rows = 0;
  let missing = 0;

  function note(fault: Fault | undefined): void {
    if (fault === undefined) return;
    const seen = faults.get(fault);
    if (seen === undefined) faults.set(fault, { count: 1, firstRow: rows });
    else seen.count++;
  }

  const ofNumber = numberFault(feature);
  const ofCategory = categoryFault(feature);
  return {
    addMissing() {
      rows++;
      missing++;
    },
    addNumber(value, written = String(value)) {
      rows++;
      note(feature.type === 'number' ? ofNumber(value) : ofCategory(written));
    },
    addText(text) {
      rows++;
      note(ofCategory(text));
    },
    addTime() {
      rows++;
      note('of another type');
    },
    finish() {
      const say = (list: readonly Fault[]): string[] =>
        list.flatMap((fault) => {
          const seen = faults.get(fault);
          if (seen === undefined) return [];
          const { count, firstRow } = seen;
          return `${count} ${fault}${limitOf(feature, fault)}, first in row ${firstRow}`;
        });
      const most = feature.expected?.missingShareMax ?? 1;
      const tooMany =
        rows > 0 && missing / rows > most
          ? [`${formatShare(missing / rows)} missing, more than ${formatShare(most)}`]
          : [];
      const broken = [...tooMany, ...say(BREACHES)];
      return { name: feature.name, rows, missing, broken, unseen: say(NEWS) };
    },
  };
}

function numberFault(feature: ReferenceFeature): (value: number) => Fault | undefined {
  if (feature.type !== 'number') return () => 'of another type';
  const { range, expected = {} } = feature;
  const { minimum, maximum, integer } = expected;
  return (value) => {
    if (!Number.isFinite(value)) return 'not finite';
    if (minimum !== undefined && value < minimum) return 'below the expected minimum';
    if (maximum !== undefined && value > maximum) return 'above the expected maximum';
    if (integer === true && !Number.isInteger(value)) return 'not whole';
    if (value < range.minimum) return 'below the range';
    return value > range.maximum ? 'above the range' : undefined;
  };
}

function categoryFault(feature: ReferenceFeature): (text: string) => Fault | undefined {
  if (feature.type !== 'category') return () => 'of another type';
  const known = new Set(feature.categories);
  const expected = feature.expected?.categories && new Set(feature.expected.categories);
  return (text) => {
    if (expected !== undefined) return expected.has(text) ? undefined : 'not an expected category';
    return known.has(text) ? undefined : 'a new category';
  };
}

function limitOf(feature: ReferenceFeature, fault: Fault): string {
  if (feature.type !== 'number') return '';
  const { range, expected } = feature;
  const limits: Partial<Record<Fault, number | undefined>> = {
    'below the expected minimum': expected?.minimum,
    'above the expected maximum': expected?.maximum,
    'below the range': range.minimum,
    'above the range': range.maximum,
  };
  const limit = limits[fault];
  return limit === undefined ? '' : ` ${limit}`;
}
