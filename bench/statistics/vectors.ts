import {
  addFourierFeatures,
  createFourierFeatureSums,
  fitReconstruction,
  maximumMeanDiscrepancy,
  maximumMeanDiscrepancyFromFeatures,
  maximumMeanDiscrepancyTest,
  meanVectorDistance,
  medianBandwidth,
  mergeFourierFeatureSums,
  parseReconstructionModel,
  randomFourierFeatures,
  reconstructionErrors,
  symmetricEigen,
} from '@marigraph/statistics';
import type { FeatureColumn } from '@marigraph/statistics';
import { EigenvalueDecomposition } from 'ml-matrix';
import { PCA } from 'ml-pca';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS } from './comparison.ts';
import { draw, random } from './samples.ts';

/** Embeddings of a small model, of a hundred texts before and after. */
const DIMENSION = 64;
const [texts, otherTexts] = [vectors(100), vectors(100)];
const bandwidth = medianBandwidth(texts);
const features = randomFourierFeatures({ dimension: DIMENSION, bandwidth, random });
const [sums, otherSums] = [sumsOf(texts), sumsOf(otherTexts)];
const [text = new Float64Array()] = texts;

/** Thirty numeric columns of a thousand rows. */
const COLUMNS = 30;
const ROWS = 1000;
const columns = Object.fromEntries(
  Array.from({ length: COLUMNS }, (_, column): [string, FeatureColumn] => [
    `feature_${column}`,
    { kind: 'numeric', values: draw(ROWS) },
  ]),
);
const rows = Array.from({ length: ROWS }, (_, row) =>
  Object.values(columns).map(({ values }) => Number(values[row])),
);
const model = fitReconstruction(columns);
const serialized: unknown = JSON.parse(JSON.stringify(model));

const matrix = Array.from({ length: COLUMNS }, (_, row) =>
  Array.from({ length: COLUMNS }, (__, column) => covariance(row, column)),
);
const elements = Float64Array.from(matrix.flat());

/** Samples of vectors, and many columns together. */
export const VECTORS: readonly Comparison[] = [
  one('maximumMeanDiscrepancy, 100 and 100 of 64', 200, () => {
    return maximumMeanDiscrepancy(texts, otherTexts, { bandwidth }).squared;
  }),
  one('maximumMeanDiscrepancyTest, 99 permutations, 100 and 100 of 64', 200, () => {
    const options = { kernel: { bandwidth }, random, permutations: 99 };
    return maximumMeanDiscrepancyTest(texts, otherTexts, options).pValue;
  }),
  one('maximumMeanDiscrepancyFromFeatures, 256 frequencies', 512, () => {
    return maximumMeanDiscrepancyFromFeatures(sums, otherSums).squared;
  }),
  one('randomFourierFeatures, 256 frequencies of 64', 256 * DIMENSION, () => {
    return randomFourierFeatures({ dimension: DIMENSION, bandwidth, random }).bandwidth;
  }),
  one('createFourierFeatureSums', 512, () => createFourierFeatureSums(features).count),
  one('addFourierFeatures, 256 frequencies of 64', 256 * DIMENSION, () => {
    addFourierFeatures(sums, features, text);
    return sums.count;
  }),
  one('mergeFourierFeatureSums, 256 frequencies', 512, () => {
    mergeFourierFeatureSums(sums, otherSums);
    return sums.count;
  }),
  one('medianBandwidth, 100 of 64', 100, () => medianBandwidth(texts)),
  one('meanVectorDistance, 100 and 100 of 64', 200, () => meanVectorDistance(texts, otherTexts)),
  {
    name: 'symmetricEigen, 30 by 30',
    values: COLUMNS * COLUMNS,
    variants: {
      [OURS]: () => symmetricEigen(elements, COLUMNS).values[0] ?? 0,
      'ml-matrix': () =>
        new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues.at(-1) ?? 0,
    },
    notes: { 'ml-matrix': 'loses small values: 6e-5 off at one of 1e-14 beside 1, ours 1e-16' },
  },
  {
    name: 'fitReconstruction, 30 columns of 1000 rows',
    values: COLUMNS * ROWS,
    variants: {
      [OURS]: () => fitReconstruction(columns).varianceShares[0] ?? 0,
      'ml-pca': () => new PCA(rows, { scale: true }).getExplainedVariance()[0] ?? 0,
    },
    notes: { 'ml-pca': 'numbers only, none missing' },
  },
  one('reconstructionErrors, 30 columns of 1000 rows', COLUMNS * ROWS, () => {
    return reconstructionErrors(model, columns)[0] ?? 0;
  }),
  one('parseReconstructionModel, 30 columns', COLUMNS, () => {
    return parseReconstructionModel(serialized).features.length;
  }),
];

function vectors(count: number): Float64Array[] {
  return Array.from({ length: count }, () => draw(DIMENSION));
}

function sumsOf(of: readonly Float64Array[]): ReturnType<typeof createFourierFeatureSums> {
  const target = createFourierFeatureSums(features);
  for (const vector of of) addFourierFeatures(target, features, vector);
  return target;
}

function covariance(row: number, column: number): number {
  let sum = 0;
  for (const values of rows) sum += (values[row] ?? 0) * (values[column] ?? 0);
  return sum / ROWS;
}
