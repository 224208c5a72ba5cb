import type { BinaryConfusion, Estimate } from '@marigraph/statistics';
import {
  averageOverClasses,
  balancedAccuracy,
  brierScore,
  cohenKappa,
  COUNT_RATIOS,
  expectedCalibrationError,
  expectedCalibrationErrorNoiseFloor,
  f1Score,
  impactRatios,
  jaccardIndex,
  lift,
  logLoss,
  matthewsCorrelation,
  normalCumulative,
  normalQuantile,
  predictionPoweredMean,
  ratioOfSums,
  ratioSums,
  regressionSums,
  reliabilityCurve,
  rocAuc,
  rootMeanSquaredError,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { multinomialCounts, seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const REPETITIONS = 500 * SIMULATIONS;
const Z = normalQuantile(0.975);

/** How often value ± z √variance holds the true value. */
function coverage(truth: number, draw: () => Estimate): number {
  let held = 0;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const { value = NaN, variance = NaN } = draw();
    if (Math.abs(value - truth) <= Z * Math.sqrt(variance)) held++;
  }
  return held / REPETITIONS;
}

/**
 * Intervals are asymptotic: from 93 to 97 per cent, beyond two standard errors of the simulation.
 */
const ERROR = 2 * Math.sqrt((0.95 * 0.05) / REPETITIONS);
const [LOWEST, HIGHEST] = [0.93 - ERROR, 0.97 + ERROR];

function normalFrom(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function confusionOf(cells: ArrayLike<number>): BinaryConfusion {
  const [tp = 0, fp = 0, fn = 0, tn = 0] = Array.from(cells);
  return { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
}

describe('intervals of value ± z √variance cover', () => {
  const METRICS = {
    balancedAccuracy,
    cohenKappa,
    f1Score,
    jaccardIndex,
    lift,
    matthewsCorrelation,
  };
  const LAWS = [
    { name: 'half of the rows positive', weights: [40, 10, 10, 40] },
    { name: 'a fifth positive', weights: [14, 8, 6, 72] },
    { name: 'a tenth positive', weights: [6, 9, 4, 81] },
  ];
  const cases = Object.entries(METRICS).flatMap(([name, metric]) =>
    LAWS.flatMap((law) => [300, 1000].map((n) => ({ name, metric, law, n }))),
  );

  it.each(cases)('$name, n = $n, $law.name (seed 11)', ({ metric, law, n }) => {
    const random = seededRandom(11);
    const truth = metric(confusionOf(law.weights)).value ?? NaN;
    const share = coverage(truth, () =>
      metric(confusionOf(multinomialCounts(random, n, law.weights))),
    );
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  it.each(['macro', 'micro', 'weighted'] as const)(
    '%s F1 of three classes (seed 12)',
    (average) => {
      const weights = [30, 5, 5, 4, 20, 6, 3, 2, 25];
      const classes = 3;
      const random = seededRandom(12);
      const metric = (counts: ArrayLike<number>): Estimate =>
        averageOverClasses({ classes, counts }, COUNT_RATIOS.f1, { average });
      const share = coverage(metric(weights).value ?? NaN, () =>
        metric(multinomialCounts(random, 400, weights)),
      );
      expect(share).toBeGreaterThan(LOWEST);
      expect(share).toBeLessThan(HIGHEST);
    },
  );

  it.each([
    { positives: 100, negatives: 100, shift: 1 },
    { positives: 40, negatives: 400, shift: 0.5 },
    { positives: 60, negatives: 60, shift: 0 },
  ])('rocAuc, $positives and $negatives rows at $shift (seed 13)', (law) => {
    const { positives, negatives, shift } = law;
    const random = seededRandom(13);
    const n = positives + negatives;
    const labels = Array.from({ length: n }, (_, row) => (row < positives ? 1 : 0));
    const share = coverage(normalCumulative(shift / Math.SQRT2), () =>
      rocAuc(
        labels,
        labels.map((label) => shift * label + normalFrom(random)),
      ),
    );
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  // Probabilities are uniform and right: the mean of p (1 - p) is 1/6, that of the entropy 1/2.
  it.each([
    { metric: brierScore, truth: 1 / 6 },
    { metric: logLoss, truth: 1 / 2 },
  ])('$metric.name of 200 rows (seed 14)', ({ metric, truth }) => {
    const random = seededRandom(14);
    const share = coverage(truth, () => {
      const scores = Array.from({ length: 200 }, random);
      return metric(
        scores.map((score) => (random() < score ? 1 : 0)),
        scores,
      );
    });
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  it('rootMeanSquaredError of 200 normal errors (seed 15)', () => {
    const random = seededRandom(15);
    const actual = new Float64Array(200);
    const share = coverage(1, () =>
      rootMeanSquaredError(
        regressionSums(
          actual,
          actual.map(() => normalFrom(random)),
        ),
      ),
    );
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  it('ratioOfSums of 200 dependent pairs (seed 16)', () => {
    const random = seededRandom(16);
    const share = coverage(0.3, () => {
      const visits = Float64Array.from({ length: 200 }, () => 1 + Math.floor(10 * random()));
      const sales = visits.map((count) => 0.6 * count * random());
      return ratioOfSums(ratioSums(sales, visits));
    });
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  it('impactRatios of 400 and 300 rows (seed 17)', () => {
    const random = seededRandom(17);
    const share = coverage(0.6, () => {
      const selected = (n: number, rate: number): BinaryConfusion => {
        const [yes = 0, no = 0] = multinomialCounts(random, n, [100 * rate, 100 - 100 * rate]);
        return confusionOf([yes, 0, 0, no]);
      };
      const groups = new Map([
        ['a', selected(400, 0.5)],
        ['b', selected(300, 0.3)],
      ]);
      const none = { value: undefined, n: 0, variance: undefined };
      return impactRatios(groups, { referenceGroup: 'a' }).get('b') ?? none;
    });
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
  });

  it.each([
    { name: 'good predictions', noise: 0.5 },
    { name: 'bad predictions', noise: 5 },
  ])('predictionPoweredMean of 60 labelled of 1,060 rows, $name (seed 18)', ({ noise }) => {
    const random = seededRandom(18);
    let ratio = 0;
    const share = coverage(2, () => {
      const truth = Array.from({ length: 1060 }, () => 2 + normalFrom(random));
      // The predictions are also biased, which the labelled rows correct.
      const predicted = truth.map((value) => value + 3 + noise * normalFrom(random));
      const actual = truth.slice(0, 60);
      const rows = {
        actual,
        predicted: predicted.slice(0, 60),
        predictedOnly: predicted.slice(60),
      };
      const estimate = predictionPoweredMean(rows);
      ratio += estimate.variance / predictionPoweredMean(rows, { tuning: 0 }).variance;
      return estimate;
    });
    expect(share).toBeGreaterThan(LOWEST);
    expect(share).toBeLessThan(HIGHEST);
    // Variances with over without predictions, on average.
    expect(ratio / REPETITIONS).toBeLessThan(noise < 1 ? 0.35 : 1);
  });
});

describe('expectedCalibrationErrorNoiseFloor', () => {
  it.each([200, 2000])('is the mean error of %s calibrated scores within 3 % (seed 19)', (n) => {
    const random = seededRandom(19);
    const repetitions = 100 * SIMULATIONS;
    let [errors, floors] = [0, 0];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const scores = Float64Array.from({ length: n }, random);
      const curve = reliabilityCurve(
        scores.map((score) => (random() < score ? 1 : 0)),
        scores,
      );
      errors += expectedCalibrationError(curve);
      floors += expectedCalibrationErrorNoiseFloor(curve);
    }
    expect(Math.abs(errors / floors - 1)).toBeLessThan(0.03);
  });
});
