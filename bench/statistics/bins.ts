import { DDSketch } from '@datadog/sketches-js';
import {
  autoEdges,
  binIndex,
  coarsen,
  doaneEdges,
  equalWidthEdges,
  freedmanDiaconisEdges,
  histogramCounts,
  pooledValues,
  quantileEdges,
  quantileGroups,
  riceEdges,
  scottEdges,
  squareRootEdges,
  sturgesEdges,
} from '@marigraph/statistics';
import jstat from 'jstat';
import { equalIntervalBreaks, quantile } from 'simple-statistics';
import tdigest from 'tdigest';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS } from './comparison.ts';
import {
  BINS,
  current,
  CURRENT_ROWS,
  edges,
  reference,
  REFERENCE_ROWS,
  unsorted,
  unsortedArray,
} from './samples.ts';

const fineCounts = Float64Array.from({ length: 120 }, () => 1000);
const groups = quantileGroups(fineCounts, { from: 120, to: BINS });
const tenEdges = equalWidthEdges(unsorted, 10);
const probabilities = Array.from({ length: BINS - 1 }, (_, edge) => (edge + 1) / BINS);

/** Edges of bins and counts in them. */
export const BINNING: readonly Comparison[] = [
  one('quantileEdges, 20 bins of a sorted reference', REFERENCE_ROWS, () => {
    return quantileEdges(reference, BINS)[0] ?? 0;
  }),
  {
    name: 'quantileEdges, 20 bins of unsorted values',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => quantileEdges(unsorted.toSorted(), BINS)[0] ?? 0,
      jstat: () => jstat.quantiles(unsortedArray, probabilities)[0] ?? 0,
      'simple-statistics': () => quantile(unsortedArray, probabilities)[0] ?? 0,
      tdigest: () => {
        const digest = new tdigest.TDigest();
        for (const value of unsortedArray) digest.push(value);
        digest.compress();
        return digest.percentile(probabilities)[0] ?? 0;
      },
      '@datadog/sketches-js': () => {
        const sketch = new DDSketch();
        for (const value of unsortedArray) sketch.accept(value);
        return sketch.getValueAtQuantile(1 / BINS);
      },
    },
    notes: {
      jstat: 'interpolates between values',
      'simple-statistics': 'copies and selects, does not sort',
      tdigest: 'a sketch of the values',
      '@datadog/sketches-js': 'a sketch: quantiles to 1 %',
    },
  },
  {
    name: 'histogramCounts, 10 equal bins',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => histogramCounts(unsorted, tenEdges)[4] ?? 0,
      jstat: () => jstat.histogram(unsortedArray, 10)[4] ?? 0,
    },
    notes: { jstat: 'no edges but equal ones from least to greatest; takes NaN, infinite values' },
  },
  one('histogramCounts, 20 bins at quantiles', CURRENT_ROWS, () => {
    return histogramCounts(unsorted, edges)[4] ?? 0;
  }),
  one('binIndex of each value', CURRENT_ROWS, () => {
    let sum = 0;
    for (const value of unsortedArray) sum += binIndex(edges, value);
    return sum;
  }),
  one('quantileGroups, 120 to 20', 120, () => {
    return quantileGroups(fineCounts, { from: 120, to: BINS })[119] ?? 0;
  }),
  one('coarsen, 120 to 20', 120, () => coarsen(fineCounts, groups)[0] ?? 0),
  {
    name: 'equalWidthEdges',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => equalWidthEdges(unsorted, 10)[1] ?? 0,
      'simple-statistics': () => equalIntervalBreaks(unsortedArray, 10)[1] ?? 0,
    },
    notes: { 'simple-statistics': 'leaves NaN out without a word' },
  },
  one(
    'pooledValues',
    REFERENCE_ROWS + CURRENT_ROWS,
    () => pooledValues(reference, current)[0] ?? 0,
  ),
  one('sturgesEdges', CURRENT_ROWS, () => sturgesEdges(unsorted).length),
  one('doaneEdges', CURRENT_ROWS, () => doaneEdges(unsorted).length),
  one('autoEdges', CURRENT_ROWS, () => autoEdges(unsorted).length),
  one('freedmanDiaconisEdges', CURRENT_ROWS, () => freedmanDiaconisEdges(unsorted).length),
  one('riceEdges', CURRENT_ROWS, () => riceEdges(unsorted).length),
  one('scottEdges', CURRENT_ROWS, () => scottEdges(unsorted).length),
  one('squareRootEdges', CURRENT_ROWS, () => squareRootEdges(unsorted).length),
];
