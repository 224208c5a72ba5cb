import { describe, expect, it } from 'vitest';

import { begin } from '../../bench/drift-alerts/draw.ts';
import { CELLS, FEATURES, MISSING_CELL, valueOf } from '../../bench/drift-alerts/features.ts';
import { SETTINGS, type Setting } from '../../bench/drift-alerts/settings.ts';
import { type Shift, SHIFTS } from '../../bench/drift-alerts/shifts.ts';
import { createSimulation } from '../../bench/drift-alerts/simulation.ts';
import { hourStates, STREAMS, type Stream } from '../../bench/drift-alerts/streams.ts';

const HOURS = 24 * 7 * 60;
const streamOf = (name: string): Stream => STREAMS.find((one) => one.name === name) as Stream;
const offsets = (name: string, at = 12): number[] =>
  hourStates(streamOf(name), { hours: HOURS, seed: [9] }).map((state) => state.offsets[at] ?? 0);

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function autocorrelation(values: readonly number[], lag: number): number {
  const { mean } = moments(values);
  const products = values
    .slice(lag)
    .map((value, at) => (value - mean) * ((values[at] ?? 0) - mean));
  const squares = values.map((value) => (value - mean) ** 2);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return sum(products) / sum(squares);
}

describe('what moves features by nature', () => {
  it('is nothing in independent traffic', () => {
    expect(new Set(offsets('iid'))).toEqual(new Set([0]));
  });

  it.each([
    ['ar', 0.3, 0.8],
    ['long_ar', 0.2, 0.95],
  ])('is an autoregression in %s', (name, deviation, coefficient) => {
    const values = offsets(name);
    expect(moments(values).deviation).toBeCloseTo(deviation, 1);
    expect(autocorrelation(values, 1)).toBeCloseTo(coefficient, 1);
    expect(autocorrelation(values, 3)).toBeCloseTo(coefficient ** 3, 1);
  });

  it('comes back every week in a season, and not every day', () => {
    const values = offsets('season');
    for (let hour = 168; hour < HOURS; hour++) expect(values[hour]).toBe(values[hour - 168]);
    expect(values[24]).toBe(values[0]);
    expect(values[24 * 5]).not.toBe(values[0]);
    expect(Math.max(...values.slice(0, 24)) - Math.min(...values.slice(0, 24))).toBeCloseTo(1, 1);
  });

  it('is the same all day where days have offsets, of heavy tails in one stream', () => {
    const values = offsets('t3_days');
    for (let hour = 0; hour < HOURS; hour++) expect(values[hour]).toBe(values[hour - (hour % 24)]);
    const days = values.filter((_, hour) => hour % 24 === 0).map((value) => Math.abs(value) / 0.08);
    // P(|T| > 3.182) = 0.05 with three degrees of freedom, 0.0015 of a normal law.
    expect(days.filter((value) => value > 3.182).length / days.length).toBeGreaterThan(0.025);
  });

  it('is shared by the correlated features only', () => {
    expect(offsets('ar', 0)).toEqual(offsets('ar', 9));
    expect(offsets('ar', 0)).not.toEqual(offsets('ar', 10));
  });
});

describe('rows', () => {
  const drawAll = (name: string, shift?: Shift) => {
    const stream = streamOf(name);
    const simulation = createSimulation({ stream, rowsPerDay: 24_000, hours: 24, seed: [3] });
    const rows: number[][] = [];
    const buffer = { rows: 0, cells: new Uint16Array(0) };
    for (let hour = 0; hour < 24; hour++) {
      simulation.draw(hour, buffer, shift && { shift, startHour: 12 });
      for (let row = 0; row < buffer.rows; row++) {
        const start = row * FEATURES.length;
        rows.push([...buffer.cells.subarray(start, start + FEATURES.length)]);
      }
    }
    return rows;
  };
  const correlation = (rows: readonly number[][], a: number, b: number): number => {
    const [x, y] = [a, b].map((at) => rows.map((row) => row[at] ?? 0)) as [number[], number[]];
    const [ofX, ofY] = [moments(x), moments(y)];
    const sum = x.reduce(
      (all, value, at) => all + (value - ofX.mean) * ((y[at] ?? 0) - ofY.mean),
      0,
    );
    return sum / x.length / ofX.deviation / ofY.deviation;
  };
  const plain = drawAll('iid');

  it('are correlated by 0.8 in ten features, and not in the others', () => {
    expect(correlation(plain, 0, 9)).toBeCloseTo(0.8, 1);
    expect(correlation(plain, 0, 10)).toBeCloseTo(0, 1);
    expect(correlation(plain, 14, 15)).toBeCloseTo(0, 1);
  });

  it('have eight categories with the stated shares', () => {
    const feature = FEATURES[14] as (typeof FEATURES)[number];
    const levels = plain.map((row) => valueOf(feature, row[14] ?? 0));
    const share = (level: string): number =>
      levels.filter((own) => own === level).length / levels.length;
    expect(new Set(levels).size).toBe(8);
    expect(share('level-0')).toBeCloseTo(0.32, 1);
    expect(share('level-7')).toBeCloseTo(0.02, 2);
  });

  it('come in sessions of ten where the stream has them', () => {
    const rows = drawAll('sessions');
    const steps = (from: number): number[] =>
      rows.slice(0, 500).flatMap((row, at) => {
        const next = rows[at + 1];
        if (at % 10 !== from || next === undefined) return [];
        return [Math.abs((next[12] ?? 0) - (row[12] ?? 0))];
      });
    const { mean: within } = moments(steps(4));
    const { mean: between } = moments(steps(9));
    expect(within).toBeLessThan(between / 3);
  });

  it.each(SHIFTS)('$name changes what it says, from its hour on', (shift) => {
    const rows = drawAll('iid', shift);
    expect(rows).toHaveLength(plain.length);
    const changed = new Set<number>();
    let first = plain.length;
    for (const [at, row] of rows.entries()) {
      for (const [feature, cell] of row.entries()) {
        if (cell === plain[at]?.[feature]) continue;
        changed.add(feature);
        first = Math.min(first, at);
      }
    }
    expect([...changed].toSorted((a, b) => a - b)).toEqual(shift.features);
    // Half of the rows are before it.
    expect(first / plain.length).toBeGreaterThan(0.48);
    const cells = rows.map((row) => row[shift.features[0] ?? 0] ?? 0);
    expect(cells.every((cell) => cell < CELLS || cell === MISSING_CELL)).toBe(true);
    expect(cells.some((cell) => cell === MISSING_CELL)).toBe(shift.name.startsWith('null'));
  });
});

it('a setting is of a stream that exists, and no two are the same', () => {
  expect(new Set(SETTINGS.map(({ id }) => id)).size).toBe(SETTINGS.length);
  const { reference } = begin({ ...(SETTINGS[0] as Setting), referenceDays: 1 }, [1], 1);
  expect(reference.document.time?.hours).toBe(24);
});
