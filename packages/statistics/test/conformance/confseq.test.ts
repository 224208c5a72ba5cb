import {
  bernoulliConfidenceSequence,
  betaBinomialBoundary,
  betaBinomialLogSupermartingale,
  doubleStitchingBoundary,
  empiricalProcessBoundary,
  gammaExponentialBoundary,
  gammaExponentialLogSupermartingale,
  gammaPoissonBoundary,
  gammaPoissonLogSupermartingale,
  normalMixtureBoundary,
  normalMixtureLogSupermartingale,
  normalMixturePrecision,
  polynomialStitchingBoundary,
  sequentialQuantileTest,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';

interface Published {
  readonly cases: readonly (readonly [string, number | readonly [number, number]])[];
}

const AT_100 = { optimalTime: 100 };
const ONE_SIDED = { ...AT_100, sides: 'one' } as const;
const SCALED = { ...AT_100, scale: 2 };
const BERNOULLI = { ...AT_100, below: 0.2, above: 0.8 };
const ONE_SIDED_BERNOULLI = { ...BERNOULLI, sides: 'one' } as const;

/** 1 … 1000 against the same raised by an offset. */
function quantileTest(quantile: number, offset: number): number {
  const first = Float64Array.from({ length: 1000 }, (_, index) => index + 1);
  const second = first.map((value) => value + offset);
  return sequentialQuantileTest(first, second, { ...AT_100, quantile });
}

function interval(successes: number, n: number, optimalTime: number): number[] {
  const { lower, upper } = bernoulliConfidenceSequence(successes, n, { optimalTime });
  return [lower, upper];
}

/** In the order of the file; each is the call that its name there describes. */
const COMPUTED: readonly (() => number | number[])[] = [
  () => normalMixturePrecision(AT_100),
  () => normalMixtureLogSupermartingale(10, 100, AT_100),
  () => normalMixtureBoundary(100, 0.05, AT_100),
  () => normalMixtureLogSupermartingale(10, 100, ONE_SIDED),
  () => normalMixtureBoundary(100, 0.05, ONE_SIDED),
  () => gammaExponentialLogSupermartingale(10, 100, SCALED),
  () => gammaExponentialBoundary(100, 0.05, SCALED),
  () => gammaPoissonLogSupermartingale(10, 100, SCALED),
  () => gammaPoissonBoundary(100, 0.05, SCALED),
  () => betaBinomialLogSupermartingale(10, 100, BERNOULLI),
  () => betaBinomialBoundary(100, 0.05, BERNOULLI),
  () => betaBinomialLogSupermartingale(10, 100, ONE_SIDED_BERNOULLI),
  () => betaBinomialBoundary(100, 0.05, ONE_SIDED_BERNOULLI),
  () => polynomialStitchingBoundary(100, 0.05, { start: 10, scale: 3 }),
  () => polynomialStitchingBoundary(100, 0.05, { start: 10, scale: -1 }),
  () => empiricalProcessBoundary({ start: 100 })(1000),
  () => doubleStitchingBoundary(1000, 0.05, { ...AT_100, quantile: 0.5 }),
  () => doubleStitchingBoundary(1000, 0.05, { ...AT_100, quantile: 0.9 }),
  () => doubleStitchingBoundary(1000, 0.05, { ...AT_100, quantile: 0.1 }),
  () => quantileTest(0.5, 70),
  () => quantileTest(0.5, 85),
  () => quantileTest(0.5, 100),
  () => quantileTest(0.9, 55),
  () => interval(700, 1000, 100),
  () => interval(15, 50, 50),
  () => interval(5, 50, 50),
  () => interval(1, 50, 50),
  () => interval(100, 200, 1),
];

vectors.describe('statistics/confseq', (path) => {
  const { cases } = vectors.json<Published>(path, 'confseq.json');

  it('has a computation for each of the 28 published values', () => {
    expect(cases).toHaveLength(28);
    expect(COMPUTED).toHaveLength(28);
  });

  describe.each(cases.map(([name, expected], index) => ({ name, expected, index })))(
    '$name',
    ({ expected, index }) => {
      it('is as published, to 1e-5', () => {
        const computed = [COMPUTED[index]?.() ?? NaN].flat();
        const wanted = [expected].flat();
        expect(computed).toHaveLength(wanted.length);
        for (const [end, value] of computed.entries()) {
          expect(Math.abs(value - (wanted[end] ?? NaN))).toBeLessThan(1e-5);
        }
      });
    },
  );
});
