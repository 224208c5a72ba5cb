import {
  maximumMeanDiscrepancy,
  maximumMeanDiscrepancyTest,
  randomFourierFeatures,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';
import { normalVectors } from '../support/vector-samples.ts';

describe('maximum mean discrepancy without drift', () => {
  it.each([
    { name: 'kernel', seed: 501 },
    { name: 'features', seed: 502 },
  ])('has p-values that keep their level: $name, seed $seed', ({ name, seed }) => {
    const random = seededRandom(seed);
    const runs = 200 * SIMULATIONS;
    const bandwidth = 2;
    const features = randomFourierFeatures({ dimension: 3, bandwidth, frequencies: 10, random });
    const kernel = name === 'kernel' ? { bandwidth } : features;
    const counts = { 0.05: 0, 0.1: 0, 0.5: 0 };
    for (let run = 0; run < runs; run++) {
      const x = normalVectors(random, { count: 12, dimension: 3 });
      const y = normalVectors(random, { count: 8, dimension: 3 });
      const options = { kernel, random, permutations: 39 };
      const { pValue } = maximumMeanDiscrepancyTest(x, y, options);
      if (pValue <= 0.05) counts[0.05]++;
      if (pValue <= 0.1) counts[0.1]++;
      if (pValue <= 0.5) counts[0.5]++;
    }
    // With 39 permutations the levels are exact: p is uniform on 1/40, 2/40, …, 1.
    for (const [level, count] of Object.entries(counts)) {
      const share = Number(level);
      const deviation = Math.sqrt((share * (1 - share)) / runs);
      expect(Math.abs(count / runs - share)).toBeLessThan(4 * deviation);
    }
  });

  it('has an unbiased form of mean 0, seed 503', () => {
    const random = seededRandom(503);
    const runs = 400 * SIMULATIONS;
    let sum = 0;
    let squares = 0;
    let biased = 0;
    for (let run = 0; run < runs; run++) {
      const x = normalVectors(random, { count: 15, dimension: 2 });
      const y = normalVectors(random, { count: 10, dimension: 2 });
      const found = maximumMeanDiscrepancy(x, y, { bandwidth: 1.5 });
      sum += found.squared;
      squares += found.squared ** 2;
      biased += found.biasedSquared;
    }
    expect(Math.abs(sum / runs)).toBeLessThan(4 * (Math.sqrt(squares / runs) / Math.sqrt(runs)));
    // The bias is (1/n + 1/m)(1 - mean kernel), and that mean is σ²/(σ² + 2) in two dimensions.
    const bias = (1 / 15 + 1 / 10) * (1 - 2.25 / 4.25);
    expect(Math.abs(biased / runs - bias)).toBeLessThan(0.1 * bias);
  });
});
