import { addFeature, buildReference, createRow, FeatureKind, type Row } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  addRowToCell,
  type Cell,
  cellBytes,
  clearDenseCell,
  compact,
  createCell,
  createDenseCell,
  type DenseCell,
  mergeCells,
  mergeIntoWindow,
  mergePerformanceOf,
} from '../src/cell.ts';
import { createLayout, FIRST_BIN, MISMATCHED, MISSING } from '../src/layout.ts';
import { addError, addOutcome } from '../src/performance.ts';
import { traceOf, type Value } from './support/monitor.ts';

const LAYOUT = createLayout(
  buildReference({ name: 'rain', version: '1' }, [
    { name: 'x', values: [1, 2, 3, 4] },
    { name: 'c', values: ['a', 'b', '7', 'a'] },
  ]),
  4,
);
/** Feature id 0 is none of the reference, 1 is `x`, 2 is `c`. */
const INDEX_OF = Int32Array.of(-1, 0, 1);
const X = 1;
const C = 2;

interface Features {
  readonly features: readonly (readonly [id: number, value: Value])[];
  readonly trace?: readonly [traceId: number, spanId: number] | undefined;
}

function rowOf({ features, trace }: Features): Row {
  const row = createRow(0);
  for (const [id, value] of features) {
    const kind =
      value === null
        ? FeatureKind.MISSING
        : value === true
          ? FeatureKind.OTHER
          : typeof value === 'number'
            ? FeatureKind.NUMBER
            : FeatureKind.TEXT;
    addFeature(row, id, kind, typeof value === 'string' ? value : Number(value));
  }
  if (trace !== undefined) {
    row.hasTrace = true;
    row.trace.set(traceOf(...trace));
  }
  return row;
}

function denseOf(rows: readonly Features[]): DenseCell {
  const cell = createDenseCell(LAYOUT);
  const scratch = { indexOf: INDEX_OF, seen: new Uint8Array(LAYOUT.features.length) };
  for (const row of rows) addRowToCell(cell, LAYOUT, rowOf(row), scratch);
  expect(scratch.seen).toEqual(new Uint8Array(LAYOUT.features.length));
  return cell;
}

function cellOf(rows: readonly Features[]): Cell {
  const cell = createCell(5);
  compact(denseOf(rows), cell);
  return cell;
}

/** What a window of cells holds, for comparing. */
function content(cells: readonly Cell[]): unknown {
  const window = createDenseCell(LAYOUT);
  for (const cell of cells) mergeIntoWindow(window, cell);
  return contentOf(window);
}

function contentOf(window: DenseCell): unknown {
  const examples: unknown[] = [];
  window.exemplars.each(0, LAYOUT.slots, (slot, hash, traces, offset) => {
    examples.push([slot, hash, ...traces.subarray(offset, offset + 24)]);
  });
  return { rows: window.rows, counts: [...window.counts], examples };
}

function counted(rows: readonly Features[]): { readonly x: number[]; readonly c: number[] } {
  const { counts } = denseOf(rows);
  const [x, c] = LAYOUT.features;
  const of = (offset = 0, bins = 0): number[] => [
    ...counts.subarray(offset, offset + FIRST_BIN + bins),
  ];
  return { x: of(x?.offset, x?.bins), c: of(c?.offset, c?.bins) };
}

describe('addRowToCell', () => {
  it.each<{ name: string; value: Value; at: number }>([
    { name: 'at the first edge', value: 1, at: FIRST_BIN },
    { name: 'below the first edge', value: -1e300, at: FIRST_BIN },
    { name: 'just above the first edge', value: 1.5, at: FIRST_BIN + 1 },
    { name: 'above the last edge', value: 1e300, at: FIRST_BIN + 3 },
    { name: 'that is NaN', value: Number.NaN, at: MISSING },
    { name: 'that is null', value: null, at: MISSING },
    { name: 'that is infinite', value: Number.NEGATIVE_INFINITY, at: MISMATCHED },
    { name: 'that is a text', value: '3', at: MISMATCHED },
    { name: 'that is something else', value: true, at: MISMATCHED },
  ])('counts a number $name', ({ value, at }) => {
    const { x } = counted([{ features: [[X, value]] }]);
    expect(x).toEqual(x.map((_, counter) => (counter === at ? 1 : 0)));
  });

  it.each<{ name: string; value: Value; at: number }>([
    { name: 'of the reference', value: 'a', at: FIRST_BIN + 1 },
    { name: 'that is not in the reference', value: 'z', at: FIRST_BIN + 3 },
    { name: 'that is empty', value: '', at: FIRST_BIN + 3 },
    { name: 'given as a number', value: 7, at: FIRST_BIN },
    { name: 'given as another number', value: 8, at: FIRST_BIN + 3 },
    { name: 'given as infinity', value: Number.POSITIVE_INFINITY, at: FIRST_BIN + 3 },
    { name: 'given as NaN', value: Number.NaN, at: MISSING },
    { name: 'given as null', value: null, at: MISSING },
    { name: 'given as something else', value: true, at: MISMATCHED },
  ])('counts a category $name', ({ value, at }) => {
    const { c } = counted([{ features: [[C, value]] }]);
    expect(c).toEqual(c.map((_, counter) => (counter === at ? 1 : 0)));
  });

  it('counts a feature that the row does not name as missing', () => {
    expect(counted([{ features: [] }])).toMatchObject({
      x: [1, 0, 0, 0, 0, 0, 0],
      c: [1, 0, 0, 0, 0, 0, 0],
    });
  });

  it('lets the first value of a feature stand that is given twice, also a missing one', () => {
    const { x, c } = counted([
      {
        features: [
          [X, 1],
          [C, null],
          [X, 4],
          [C, 'a'],
        ],
      },
    ]);
    expect(x).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(c).toEqual([1, 0, 0, 0, 0, 0, 0]);
  });

  it('passes over features without a number, and those that the reference has not', () => {
    const rows = [
      {
        features: [
          [-1, 5],
          [0, 5],
          [99, 5],
          [X, 4],
        ],
      },
    ] as const;
    expect(counted(rows).x).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(denseOf(rows).counts.reduce((sum, count) => sum + count)).toBe(2);
  });

  it('keeps example rows of values only, and of rows with a span only', () => {
    const cell = denseOf([
      { features: [[X, 1]], trace: [1, 1] },
      { features: [[X, null]], trace: [2, 2] },
      { features: [[X, 'text']], trace: [3, 3] },
      { features: [[X, 2]] },
    ]);
    expect(contentOf(cell)).toMatchObject({
      examples: [[0, expect.any(Number), ...traceOf(1, 1)]],
    });
  });
});

const features: fc.Arbitrary<Features> = fc.record({
  features: fc.array(
    fc.tuple(
      fc.integer({ min: -1, max: 3 }),
      fc.constantFrom<Value>(
        0,
        1,
        2,
        3,
        4,
        7,
        Number.NaN,
        Infinity,
        'a',
        'b',
        '7',
        'new',
        null,
        true,
      ),
    ),
    { maxLength: 4 },
  ),
  trace: fc.option(fc.tuple(fc.nat(6), fc.nat(3)), { nil: undefined }),
});

describe('cells', () => {
  it('merged in any parts and order equal one cell of all rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(features, fc.nat(4)), { maxLength: 40 }),
        fc.boolean(),
        (rows, reverse) => {
          const parts = Array.from({ length: 5 }, (_, part) =>
            cellOf(rows.filter(([, own]) => own === part).map(([row]) => row)),
          );
          const whole = contentOf(denseOf(rows.map(([row]) => row)));
          expect(content(reverse ? parts.toReversed() : parts)).toEqual(whole);

          const merged = createCell(5);
          const scratch = createDenseCell(LAYOUT);
          for (const part of parts) mergeCells(merged, part, scratch);
          expect(content([merged])).toEqual(whole);
        },
      ),
    );
  });

  it('compacted again and again equal one cell of all rows', () => {
    fc.assert(
      fc.property(fc.array(fc.array(features, { maxLength: 10 }), { maxLength: 5 }), (batches) => {
        const cell = createCell(5);
        for (const batch of batches) {
          const dense = denseOf(batch);
          compact(dense, cell);
          expect(contentOf(dense)).toEqual(content([]));
        }
        expect(content([cell])).toEqual(content([cellOf(batches.flat())]));
        expect(cell.rows).toBe(batches.flat().length);
        expect([...cell.counts].every((count) => count > 0)).toBe(true);
      }),
    );
  });

  it('add up their performance', () => {
    const a = createCell(1);
    const b = createCell(2);
    addOutcome(a.performance, 0, 0);
    addOutcome(a.performance, 0, 1);
    addOutcome(b.performance, 0, 1);
    addError(b.performance, 2, 5);
    mergeCells(a, b, createDenseCell(LAYOUT));
    expect(mergePerformanceOf([a])).toEqual({
      outcomes: new Map([
        [0, 1],
        [1, 2],
      ]),
      values: 1,
      absoluteError: 3,
      squaredError: 9,
    });
    expect(mergePerformanceOf([a, b]).values).toBe(2);
  });

  it('take more bytes the more they hold', () => {
    const sizes = [
      cellOf([]),
      cellOf([{ features: [[X, 1]] }]),
      cellOf([{ features: [[X, 1]], trace: [1, 1] }]),
    ].map((cell) => cellBytes(cell));
    expect(sizes).toEqual([200, 200 + 2 * 12, 200 + 2 * 12 + 36]);
    const cell = createCell(0);
    addOutcome(cell.performance, 1, 2);
    expect(cellBytes(cell)).toBe(240);
  });

  it('are empty once cleared', () => {
    const cell = denseOf([{ features: [[X, 1]], trace: [1, 1] }]);
    clearDenseCell(cell);
    expect(contentOf(cell)).toEqual(content([]));
  });
});
