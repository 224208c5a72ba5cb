import {
  aucInterval,
  binomialLogProbability,
  clopperPearsonInterval,
  deLong,
  deLongDifference,
  fScoreInterval,
  koopmanInterval,
  meanDifferenceInterval,
  meanInterval,
  newcombeInterval,
  normalQuantile,
  ratioInterval,
  sampleMoments,
  wilsonInterval,
} from '@marigraph/statistics';
import type { Interval } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const holds = ({ lower, upper }: Interval, value: number): boolean =>
  lower <= value && value <= upper;

/** Probability of each number of successes in n trials. */
function binomialLaw(n: number, p: number): number[] {
  return Array.from({ length: n + 1 }, (_, k) => Math.exp(binomialLogProbability(k, n, p)));
}

/** What sampling a coverage of 0.95 adds at most, at four standard errors. */
const slack = (repetitions: number): number => 4 * Math.sqrt((0.95 * 0.05) / repetitions);

const SHARES = [0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9];

// Coverage of proportions is summed over all outcomes, so these figures are exact.
describe('coverage of a proportion at 95 %, exactly', () => {
  const coverage = (interval: typeof wilsonInterval, n: number, p: number): number =>
    binomialLaw(n, p).reduce((sum, share, k) => sum + (holds(interval(k, n), p) ? share : 0), 0);

  it.each([100, 300, 1000])('Wilson with n = %i covers 93 to 97 %% for p from 0.02 to 0.9', (n) => {
    for (const p of SHARES) {
      expect(coverage(wilsonInterval, n, p)).toBeGreaterThan(0.93);
      expect(coverage(wilsonInterval, n, p)).toBeLessThan(0.97);
    }
  });

  it.each([10, 30])('Wilson with n = %i covers 91 %% at least', (n) => {
    for (const p of SHARES) expect(coverage(wilsonInterval, n, p)).toBeGreaterThan(0.91);
  });

  it.each([10, 30, 100, 300])('Clopper-Pearson with n = %i covers 95 %% at least', (n) => {
    for (const p of SHARES) expect(coverage(clopperPearsonInterval, n, p)).toBeGreaterThan(0.95);
  });
});

describe('coverage of two proportions at 95 %, exactly', () => {
  const PAIRS = [
    { n: 30, m: 30, p: 0.3, q: 0.3 },
    { n: 30, m: 30, p: 0.2, q: 0.4 },
    { n: 30, m: 100, p: 0.5, q: 0.5 },
    { n: 30, m: 100, p: 0.9, q: 0.7 },
    { n: 100, m: 100, p: 0.05, q: 0.05 },
    { n: 100, m: 100, p: 0.1, q: 0.5 },
    { n: 200, m: 50, p: 0.2, q: 0.4 },
  ];

  it.each(PAIRS)('Newcombe and Koopman cover 93 to 97 % at $p of $n and $q of $m', (pair) => {
    const { n, m, p, q } = pair;
    const second = binomialLaw(m, q);
    let newcombe = 0;
    let koopman = 0;
    for (const [i, first] of binomialLaw(n, p).entries()) {
      for (const [j, share] of second.entries()) {
        // What is left out is less than 1e-4 of the whole.
        if (first * share < 1e-8) continue;
        const one = { successes: i, n };
        const two = { successes: j, n: m };
        if (holds(newcombeInterval(one, two), p - q)) newcombe += first * share;
        if (holds(koopmanInterval(one, two), p / q)) koopman += first * share;
      }
    }
    for (const coverage of [newcombe, koopman]) {
      expect(coverage).toBeGreaterThan(0.93);
      expect(coverage).toBeLessThan(0.97);
    }
  });
});

describe('simulated coverage at 95 %', () => {
  const repetitions = 2000 * SIMULATIONS;
  const random = seededRandom(20260101);
  const normal = (): number => normalQuantile(random() + 2 ** -33);
  const exponential = (): number => -Math.log1p(-random());
  const sample = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
  const covered = (times: number, once: () => boolean): number => {
    let count = 0;
    for (let run = 0; run < times; run++) count += Number(once());
    return count / times;
  };

  it.each([
    { law: 'normal', n: 5, draw: normal, mean: 0, least: 0.95 },
    { law: 'normal', n: 30, draw: normal, mean: 0, least: 0.95 },
    { law: 'uniform', n: 10, draw: random, mean: 0.5, least: 0.94 },
    { law: 'exponential', n: 30, draw: exponential, mean: 1, least: 0.92 },
    { law: 'exponential', n: 100, draw: exponential, mean: 1, least: 0.935 },
  ])('seed 20260101: mean of $n $law values, $least at least', ({ n, draw, mean, least }) => {
    const coverage = covered(repetitions, () =>
      holds(meanInterval(sampleMoments(sample(n, draw))), mean),
    );
    expect(coverage).toBeGreaterThan(least - slack(repetitions));
    expect(coverage).toBeLessThan(0.96 + slack(repetitions));
  });

  it.each([
    { n: 5, m: 20 },
    { n: 20, m: 20 },
  ])('seed 20260101: Welch of $n against $m normal values of unequal variance', ({ n, m }) => {
    const coverage = covered(repetitions, () => {
      const first = sampleMoments(sample(n, normal));
      const second = sampleMoments(sample(m, () => 3 * normal() + 1));
      return holds(meanDifferenceInterval(first, second), -1);
    });
    expect(Math.abs(coverage - 0.95)).toBeLessThan(0.01 + slack(repetitions));
  });

  it.each([10, 100])('seed 20260101: ratio of the sums of %i rows', (n) => {
    const coverage = covered(repetitions, () => {
      const denominators = sample(n, () => 3 + random());
      const numerators = denominators.map((x) => 2 * x + normal());
      const above = sampleMoments(numerators);
      const below = sampleMoments(denominators);
      const products = numerators.map(
        (y, i) => (y - above.mean) * ((denominators[i] ?? NaN) - below.mean),
      );
      const interval = ratioInterval({
        n,
        numeratorMean: above.mean,
        denominatorMean: below.mean,
        numeratorVariance: above.variance,
        denominatorVariance: below.variance,
        covariance: products.reduce((sum, product) => sum + product, 0) / (n - 1),
      });
      return holds(interval, 2);
    });
    expect(Math.abs(coverage - 0.95)).toBeLessThan(0.01 + slack(repetitions));
  });

  // Shares of true positives, false positives and false negatives, the rest true negatives.
  const F_SCORES = [
    { n: 50, shares: [0.4, 0.05, 0.1] },
    { n: 100, shares: [0.285, 0.014, 0.015] },
    { n: 100, shares: [0.07, 0.045, 0.03] },
    { n: 300, shares: [0.25, 0.25, 0.25] },
  ];

  it.each(F_SCORES)('seed 20260101: F score of $n rows, shares $shares', ({ n, shares }) => {
    for (const beta of [0.5, 1, 2]) {
      const [tp = 0, fp = 0, fn = 0] = shares;
      const square = beta ** 2;
      const score = ((1 + square) * tp) / ((1 + square) * tp + fp + square * fn);
      const runs = repetitions / 4;
      const coverage = covered(runs, () => {
        const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
        for (let i = 0; i < n; i++) {
          const at = random();
          if (at < tp) counts.truePositives++;
          else if (at < tp + fp) counts.falsePositives++;
          else if (at < tp + fp + fn) counts.falseNegatives++;
        }
        return holds(fScoreInterval(counts, { beta }), score);
      });
      expect(Math.abs(coverage - 0.95)).toBeLessThan(0.02 + slack(runs));
    }
  });

  it.each([
    { n: 50, m: 50, auc: 0.7 },
    { n: 50, m: 50, auc: 0.9 },
    { n: 50, m: 200, auc: 0.9 },
    { n: 200, m: 200, auc: 0.97 },
  ])('seed 20260101: area $auc of $n positives and $m negatives', ({ n, m, auc }) => {
    const shift = normalQuantile(auc) * Math.SQRT2;
    const runs = repetitions / 4;
    const coverage = covered(runs, () =>
      holds(
        aucInterval(
          deLong(
            sample(n, () => normal() + shift),
            sample(m, normal),
          ),
        ),
        auc,
      ),
    );
    expect(Math.abs(coverage - 0.95)).toBeLessThan(0.02 + slack(runs));
  });

  it('seed 20260101: two scores of the same rows differ at 5 % in 3.5 to 6.5 % of cases', () => {
    const labels = sample(120, () => 0).map((_, row) => Number(row < 50));
    const runs = repetitions / 2;
    const rejected = covered(runs, () => {
      const common = labels.map((label) => label + normal());
      const first = common.map((value) => value + normal());
      const second = common.map((value) => value + normal());
      return deLongDifference({ first, second, labels }).pValue <= 0.05;
    });
    expect(Math.abs(rejected - 0.05)).toBeLessThan(0.015 + slack(runs));
  });
});
