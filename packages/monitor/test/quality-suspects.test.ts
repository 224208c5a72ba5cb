import { createRow } from '@marigraph/monitor';
import { describe, expect, it } from 'vitest';

import { createSuspects, Kind, type Suspects } from '../src/quality-suspects.ts';
import { traceOf } from './support/monitor.ts';

const FEATURE = 1;

/** Rows of one window, of which those marked with x are missing a value. */
function noted(
  rows: string,
  window = 0,
  before?: Suspects,
): { readonly suspects: Suspects; readonly ledger: { rows: number } } {
  const ledger = { rows: 0 };
  const suspects = before ?? createSuspects(3, ledger);
  for (const mark of rows) {
    ledger.rows++;
    const row = createRow(0);
    row.hasTrace = true;
    row.trace.set(traceOf(ledger.rows, 1));
    if (mark === 'x') suspects.note(window, FEATURE, Kind.MISSING, row);
  }
  return { suspects, ledger };
}

const clumpOf = (rows: string): number =>
  noted(rows).suspects.clumpOf(FEATURE, Kind.MISSING, { start: 0, end: 1, rows: rows.length });

describe('rows that are bad together', () => {
  it('are as many as their runs are long, beside those of independent rows', () => {
    expect(clumpOf('....')).toBe(1);
    expect(clumpOf('x...'.repeat(50))).toBe(1);
    expect(clumpOf(`${'x'.repeat(10)}${'.'.repeat(90)}`.repeat(5))).toBeCloseTo(9, 0);
    // Nothing but bad rows says nothing of how they come together.
    expect(clumpOf('x'.repeat(1000))).toBeCloseTo(10, 0);
    expect(clumpOf('.'.repeat(500) + 'x'.repeat(500))).toBe(20);
  });

  it('are counted by window, and beyond four windows with the newest', () => {
    const ledger = { rows: 0 };
    const suspects = createSuspects(3, ledger);
    const row = createRow(0);
    for (let window = 0; window < 6; window++) {
      for (let at = 0; at < 10; at++) {
        ledger.rows++;
        suspects.note(window, FEATURE, Kind.OUTSIDE, row);
      }
      ledger.rows += 90;
    }
    const clump = (start: number, end: number): number =>
      suspects.clumpOf(FEATURE, Kind.OUTSIDE, { start, end, rows: 100 * (end - start) });
    expect(clump(1, 2)).toBeCloseTo(9, 0);
    expect(clump(0, 6)).toBeCloseTo(9, 0);
    suspects.forget(4);
    expect(clump(0, 6)).toBe(1);
  });
});

it('knows how long a feature has been absent', () => {
  const { suspects, ledger } = noted('x.xxx');
  expect(suspects.absentRows(FEATURE)).toBe(3);
  ledger.rows++;
  expect(suspects.absentRows(FEATURE)).toBe(0);
});

it('keeps the first rows of a window, of a bounded number of features', () => {
  const { suspects } = noted('..xxxxxxx');
  const traces = suspects.tracesOf(FEATURE, Kind.MISSING, { start: 0, end: 1 });
  expect(traces.map(({ traceId }) => Number(traceId))).toEqual([3, 4, 5, 6, 7]);
  expect(suspects.tracesOf(FEATURE, Kind.MISSING, { start: 1, end: 9 })).toEqual([]);
  const ledger = { rows: 1 };
  const wide = createSuspects(1000, ledger);
  const row = createRow(0);
  row.hasTrace = true;
  for (let index = 0; index < 1000; index++) wide.note(0, index, Kind.UNSEEN, row);
  const known = Array.from({ length: 1000 }, (_, index) =>
    wide.tracesOf(index, Kind.UNSEEN, { start: 0, end: 1 }),
  );
  expect(known.filter((own) => own.length > 0)).toHaveLength(256);
});

it('is read back as it was saved', () => {
  const { suspects, ledger } = noted('x.xx');
  const again = createSuspects(3, ledger);
  again.load(JSON.parse(JSON.stringify(suspects.save())) as ReturnType<Suspects['save']>);
  expect(again.save()).toEqual(suspects.save());
  expect(again.absentRows(FEATURE)).toBe(2);
  const row = createRow(0);
  ledger.rows++;
  again.note(0, FEATURE, Kind.MISSING, row);
  expect(again.absentRows(FEATURE)).toBe(3);
});
