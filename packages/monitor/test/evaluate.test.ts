import {
  addFeature,
  buildReference,
  createRow,
  type DriftRule,
  FeatureKind,
} from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import {
  benjaminiHochberg,
  populationStabilityIndex,
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { addRowToCell, createDenseCell } from '../src/cell.ts';
import { evaluateFeatures, type FeatureScore } from '../src/evaluate.ts';
import { EXEMPLARS_PER_FINDING_MAX } from '../src/exemplar-trace.ts';
import { createLayout } from '../src/layout.ts';
import { DEFINITION, traceOf } from './support/monitor.ts';

const RULE: DriftRule = DEFINITION.drift;
const RANGE = Array.from({ length: 1000 }, (_, at) => at);

type Values = readonly (number | string | null)[];

/** Scores of columns against columns: every row has a span whose id is its place. */
function scores(
  columns: Readonly<Record<string, { readonly reference: Values; readonly window: Values }>>,
  rule: Partial<DriftRule> = {},
): FeatureScore[] {
  const all = Object.entries(columns);
  const reference = buildReference(
    { name: 'rain', version: '1' },
    all.map(([name, own]) => ({ name, values: own.reference })),
  );
  const layout = createLayout(reference, rule.bins ?? RULE.bins);
  const cell = createDenseCell(layout);
  const indexOf = Int32Array.from(all, (_, at) => at);
  const rows = Math.max(...all.map(([, { window }]) => window.length));
  for (let at = 0; at < rows; at++) {
    const row = createRow(0);
    row.hasTrace = true;
    row.trace.set(traceOf(at, at + 1));
    for (const [id, [, { window }]] of all.entries()) {
      const value = window[at] ?? null;
      const kind =
        value === null
          ? FeatureKind.MISSING
          : typeof value === 'number'
            ? FeatureKind.NUMBER
            : FeatureKind.TEXT;
      addFeature(row, id, kind, value ?? 0);
    }
    addRowToCell(cell, layout, row, { indexOf, seen: new Uint8Array(all.length) });
  }
  return evaluateFeatures(layout, cell, { ...RULE, ...rule });
}

function score(reference: Values, window: Values, rule: Partial<DriftRule> = {}): FeatureScore {
  const [own] = scores({ x: { reference, window } }, rule);
  if (own === undefined) throw new Error('expected a score');
  return own;
}

describe('evaluateFeatures', () => {
  it('gives the statistics of the coarse bins', () => {
    const window = [...RANGE.slice(0, 300), ...RANGE.slice(0, 100)];
    const counts = [200, 100, 100, 0, 0, 0, 0, 0, 0, 0];
    const expected = counts.map(() => 100);
    const psi = populationStabilityIndex(expected, counts);
    expect(score(RANGE, window)).toMatchObject({
      feature: 'x',
      state: ML_DRIFT_STATE_VALUE_DRIFTED,
      rows: 400,
      referenceRows: 1000,
      missing: 0,
      mismatched: 0,
      bins: 10,
      score: psi,
      noiseFloor: populationStabilityIndexNoiseFloor(10, 400, 1000),
      pValue: populationStabilityIndexPValue(psi, 10, 400, 1000),
    });
  });

  it('is ok when the rows are those of the reference', () => {
    expect(score(RANGE, RANGE)).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_OK,
      score: 0,
      pValue: 1,
      exemplars: [],
    });
  });

  it('needs both the effect and the evidence', () => {
    const window = RANGE.map((value) => (value < 50 ? value + 900 : value));
    expect(score(RANGE, window)).toMatchObject({ state: ML_DRIFT_STATE_VALUE_OK });
    expect(score(RANGE, window, { minimumEffect: 0.01 })).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_DRIFTED,
    });
    expect(score(RANGE, window, { minimumEffect: 0.01, pValueMax: 1e-30 })).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_OK,
    });
  });

  it('counts what is missing and what is of another type apart from the rows', () => {
    const window = [...RANGE, null, Number.NaN, 'text', Infinity, null];
    expect(score(RANGE, window)).toMatchObject({ rows: 1000, missing: 3, mismatched: 2, score: 0 });
  });

  it('has a bin for unseen categories only when there are some', () => {
    const reference = RANGE.map((at) => `c${at % 4}`);
    expect(score(reference, reference)).toMatchObject({
      bins: 4,
      score: 0,
      state: ML_DRIFT_STATE_VALUE_OK,
    });
    const changed = reference.map((category, at) => (at % 2 === 0 ? `new ${at}` : category));
    expect(score(reference, changed)).toMatchObject({
      bins: 5,
      state: ML_DRIFT_STATE_VALUE_DRIFTED,
    });
  });

  it.each([
    { name: 'fewer than five rows a bin', reference: RANGE, window: RANGE.slice(0, 49) },
    { name: 'fewer than five reference rows a bin', reference: RANGE.slice(0, 49), window: RANGE },
    { name: 'no rows', reference: RANGE, window: [] },
    { name: 'only missing rows', reference: RANGE, window: RANGE.map(() => null) },
  ])('says of $name that they are not enough', ({ reference, window }) => {
    const own = score(reference, window);
    expect(own.state).toBe(ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA);
    expect(own).not.toHaveProperty('score');
    expect(own).not.toHaveProperty('pValue');
    expect(own.exemplars).toEqual([]);
  });

  it('is enough at five rows a bin', () => {
    expect(score(RANGE, RANGE.slice(0, 50))).toHaveProperty('score');
    expect(score(RANGE.slice(0, 50), RANGE.slice(0, 50))).toHaveProperty('score');
  });

  it('sees a number leave the one value it had', () => {
    const constant = RANGE.map(() => 3);
    expect(score(constant, constant)).toMatchObject({ state: ML_DRIFT_STATE_VALUE_OK, score: 0 });
    for (const other of [2, 4, 3 + 1e-9]) {
      expect(
        score(
          constant,
          RANGE.map(() => other),
        ).state,
      ).toBe(ML_DRIFT_STATE_VALUE_DRIFTED);
    }
  });

  it('compares a single category by the unseen ones', () => {
    const same = RANGE.map(() => 'NO');
    expect(score(same, same)).toMatchObject({
      state: ML_DRIFT_STATE_VALUE_OK,
      score: 0,
      noiseFloor: 0,
      pValue: 1,
    });
    expect(
      score(
        same,
        RANGE.map(() => 'SE'),
      ),
    ).toMatchObject({ state: ML_DRIFT_STATE_VALUE_DRIFTED, bins: 2 });
  });

  it('adjusts the p-values over the features that were tested', () => {
    const shifted = RANGE.map((value) => (value < 30 ? value + 900 : value));
    const columns = {
      a: { reference: RANGE, window: shifted },
      b: { reference: RANGE, window: RANGE },
      few: {
        reference: RANGE.slice(0, 20).concat(RANGE.slice(20).map(() => 5)),
        window: RANGE.map(() => null),
      },
      c: {
        reference: RANGE,
        window: shifted.map((value, at) => (at % 7 === 0 ? value / 2 : value)),
      },
    };
    const alone = Object.values(columns).map((own) => score(own.reference, own.window).pValue);
    const adjusted = benjaminiHochberg(alone.filter((p) => p !== undefined));
    expect(scores(columns).map(({ pValue }) => pValue)).toEqual([
      adjusted[0],
      adjusted[1],
      undefined,
      adjusted[2],
    ]);
    expect(adjusted[0]).not.toBe(alone[0]);
  });

  it('names rows from the bins that grew, those of the largest growth first', () => {
    // 600 rows more in the first tenth, 300 more in the fourth, nothing elsewhere.
    const window = RANGE.map((value) =>
      value < 600 ? value % 100 : value < 900 ? 300 + (value % 100) : value,
    );
    const { exemplars } = score(RANGE, window);
    const values = exemplars.map(({ traceId, spanId }) => {
      const place = Number.parseInt(traceId, 16);
      expect(Number.parseInt(spanId, 16)).toBe(place + 1);
      expect([traceId.length, spanId.length]).toEqual([32, 16]);
      return window[place] ?? Number.NaN;
    });
    expect(values.map((value) => Math.ceil(value / 100))).toHaveLength(4);
    expect(values.slice(0, 2).every((value) => value < 100)).toBe(true);
    expect(values.slice(2).every((value) => value >= 300 && value < 400)).toBe(true);
  });

  it('names a limited number of rows', () => {
    const reference = RANGE.map((at) => (at < 900 ? 'big' : `c${at % 20}`));
    const window = RANGE.map((at) => `c${at % 20}`);
    expect(score(reference, window).exemplars).toHaveLength(EXEMPLARS_PER_FINDING_MAX);
  });

  it('takes the examples of the feature itself', () => {
    const columns = {
      a: { reference: RANGE, window: RANGE },
      b: { reference: RANGE, window: RANGE.map((at) => at / 100) },
    };
    const [a, b] = scores(columns);
    expect(a?.exemplars).toEqual([]);
    expect(b?.exemplars).toHaveLength(2);
  });
});
