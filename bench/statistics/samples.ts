import { normalQuantile, quantileEdges } from '@marigraph/statistics';

import { createRandom } from '../support/payload.ts';

/** A day of rows against a reference of four weeks, and the bins that their counts stand in. */
export const REFERENCE_ROWS = 100_000;
export const CURRENT_ROWS = 10_000;
export const BINS = 20;

export const random = createRandom(20_261_124);

export function normal(): number {
  return normalQuantile(1 - random());
}

export function draw(size: number, deviate: () => number = normal): Float64Array {
  return Float64Array.from({ length: size }, deviate);
}

export const reference = draw(REFERENCE_ROWS).toSorted();
export const current = draw(CURRENT_ROWS).toSorted();
export const edges = quantileEdges(reference, BINS);

/** As rows arrive. */
export const unsorted = draw(CURRENT_ROWS);
export const unsortedArray = Array.from(unsorted);

/** Samples of the size that exact laws and permutations are for. */
export const small = draw(100).toSorted();
export const other = draw(100).toSorted();

/** Counts that differ as a day differs from another. */
export const expected = counts();
export const actual = counts();

/** Predictions of a binary classifier that is calibrated, with their labels. */
export const scores = draw(CURRENT_ROWS, random);
export const labels = scores.map((score) => (random() < score ? 1 : 0));
export const predictions = scores.map((score) => (score >= 0.5 ? 1 : 0));

function counts(): Float64Array {
  return Float64Array.from({ length: BINS }, () => 400 + Math.floor(200 * random()));
}
