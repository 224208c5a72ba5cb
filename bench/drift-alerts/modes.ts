import {
  countInNannymlBins,
  jensenShannonDistance,
  nannymlBins,
  standardDeviationThresholds,
} from '@marigraph/statistics';

import { evidentlyScoreOfBins } from '../../packages/monitor/src/compatibility/evidently.ts';
import { CELLS, FEATURES, MISSING_CELL, valueOf } from './features.ts';
import { countCells, type SimulatedReference } from './reference.ts';

/** Cells of the rows of a window, hour after hour. */
export type WindowCells = readonly Uint16Array[];

/** What the compatibility modes with their libraries' defaults say of a window, one statistic per feature. */
export interface ModeStatistics {
  /** Wasserstein distance in standard deviations, Jensen-Shannon distance of categories; drift from 0.1 on. */
  readonly evidently: Float64Array;
  /** The score that half of the columns reach: a data set has drifted when half of its columns have. */
  readonly evidently_dataset: Float64Array;
  /** Standard deviations of the reference's chunks above their mean; drift above 3. */
  readonly nannyml: Float64Array;
}

/** The modes, made ready for a reference. */
export interface ReadyModes {
  judge(window: WindowCells, chunk: 'day' | 'week'): ModeStatistics;
}

/** Rows are counted by cell, of which each is a value, so nothing is lost by counting. */
export function prepareModes(reference: SimulatedReference): ReadyModes {
  const evidently = FEATURES.map((_, at) => prepareEvidently(reference, at));
  const nannyml = FEATURES.map((_, at) => prepareNannyml(reference, at));
  return {
    judge(window, chunk) {
      const counts = FEATURES.map(() => new Float64Array(CELLS));
      for (const cells of window) countCells(counts, cells);
      const scores = Float64Array.from(counts, (cells, at) => evidently[at]?.(cells) ?? 0);
      const half = scores.toSorted().at(-Math.ceil(scores.length / 2)) ?? 0;
      return {
        evidently: scores,
        evidently_dataset: scores.map(() => half),
        nannyml: Float64Array.from(counts, (cells, at) => nannyml[at]?.(cells, chunk) ?? 0),
      };
    },
  };
}

type CellStatistic = (cells: Float64Array) => number;

/** Cells that are taken together where numbers are compared: bins of a 32nd of a standard deviation. */
const CELLS_PER_BIN = 8;

function prepareEvidently(reference: SimulatedReference, at: number): CellStatistic {
  const feature = FEATURES[at];
  const described = reference.document.features[at];
  const ofReference = reference.cells[at];
  if (feature === undefined || described === undefined || ofReference === undefined) {
    throw new RangeError(`there is no feature ${at}`);
  }
  if (described.type === 'category') {
    const { categories } = described;
    const binOf = Uint16Array.from({ length: CELLS }, (_, cell) => {
      const bin = categories.indexOf(String(valueOf(feature, cell)));
      return bin < 0 ? categories.length : bin;
    });
    const fold = (cells: Float64Array): Float64Array =>
      foldCells(cells, binOf, categories.length + 1);
    const expected = fold(ofReference);
    return (cells) =>
      scoreOr0(() => evidentlyScoreOfBins({ type: 'cat', expected, actual: fold(cells) }), cells);
  }
  const bins = CELLS / CELLS_PER_BIN;
  const binOf = Uint16Array.from({ length: CELLS }, (_, cell) => Math.trunc(cell / CELLS_PER_BIN));
  // An edge in the middle between the last value of a bin and the first one of the next.
  const value = (cell: number): number => valueOf(feature, cell) as number;
  const edges = Array.from({ length: bins - 1 }, (_, bin) => {
    const next = (bin + 1) * CELLS_PER_BIN;
    return (value(next - 1) + value(next)) / 2;
  });
  const range = { minimum: value(0), maximum: value(CELLS - 1) };
  const expected = foldCells(ofReference, binOf, bins);
  return (cells) =>
    scoreOr0(() => {
      const actual = foldCells(cells, binOf, bins);
      return evidentlyScoreOfBins({ type: 'num', expected, actual, edges, range });
    }, cells);
}

/** A column without values has no score. */
function scoreOr0(score: () => { readonly score: number }, cells: Float64Array): number {
  return cells.some((count) => count > 0) ? score().score : 0;
}

/** NannyML's default, from counts in its own bins, which are the same numbers as from rows. */
function prepareNannyml(
  { drawn, cells: ofReference }: SimulatedReference,
  at: number,
): (cells: Float64Array, chunk: 'day' | 'week') => number {
  const { expected, binOf } = nannymlBinsOf(ofReference[at] as Float64Array, at);
  const fold = (cells: Float64Array): Float64Array => foldCells(cells, binOf, expected.length);
  const distance = (counts: Float64Array): number =>
    counts.some((count) => count > 0)
      ? jensenShannonDistance(expected, counts, { base: 2 })
      : Number.NaN;
  const moments = { day: chunkMoments(24), week: chunkMoments(168) };
  return (cells, chunk) => {
    const { mean, deviation } = moments[chunk];
    const value = distance(fold(cells));
    return Number.isNaN(value) || deviation === 0 ? 0 : (value - mean) / deviation;
  };

  /** Of the reference's chunks: the threshold at one deviation gives both. */
  function chunkMoments(hours: number): { readonly mean: number; readonly deviation: number } {
    const distances: number[] = [];
    for (let start = 0; start < drawn.length; start += hours) {
      const counts = new Float64Array(expected.length);
      for (const cells of drawn.slice(start, start + hours)) {
        for (let place = at; place < cells.length; place += FEATURES.length) {
          const cell = cells[place] as number;
          if (cell === MISSING_CELL) continue;
          counts[binOf[cell] as number] = (counts[binOf[cell] as number] as number) + 1;
        }
      }
      distances.push(distance(counts));
    }
    const { lower = 0, upper = 0 } = standardDeviationThresholds(distances, {
      lowerMultiplier: 1,
      upperMultiplier: 1,
    });
    return { mean: (lower + upper) / 2, deviation: (upper - lower) / 2 };
  }
}

interface CellBins {
  readonly expected: Float64Array;
  /** Bin of each cell. */
  readonly binOf: Uint16Array;
}

function nannymlBinsOf(cells: Float64Array, at: number): CellBins {
  const feature = FEATURES[at];
  if (feature === undefined) throw new RangeError(`there is no feature ${at}`);
  if (feature.law === 'category') {
    const levels = Array.from({ length: CELLS }, (_, cell) => String(valueOf(feature, cell)));
    const seen = [...new Set(levels.filter((_, cell) => (cells[cell] as number) > 0))];
    const binOf = Uint16Array.from(levels, (level) =>
      seen.includes(level) ? seen.indexOf(level) : seen.length,
    );
    return { expected: foldCells(cells, binOf, seen.length + 1), binOf };
  }
  const values = new Float64Array(cells.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  for (const [cell, count] of cells.entries()) {
    values.fill(valueOf(feature, cell) as number, filled, filled + count);
    filled += count;
  }
  const bins = nannymlBins(values);
  const binOf = Uint16Array.from({ length: CELLS }, (_, cell) =>
    countInNannymlBins(bins, [valueOf(feature, cell) as number]).indexOf(1),
  );
  return { expected: bins.expected, binOf };
}

function foldCells(cells: Float64Array, binOf: Uint16Array, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (let cell = 0; cell < CELLS; cell++) {
    const bin = binOf[cell] as number;
    counts[bin] = (counts[bin] as number) + (cells[cell] as number);
  }
  return counts;
}
