import {
  bernoulliConfidenceSequence,
  createBettingSequence,
  createEDetector,
  createEmpiricalBernsteinSequence,
  createMultinomialEProcess,
  dirichletMultinomialLogEValue,
  doubleStitchingBoundary,
  eBenjaminiHochberg,
  betaBinomialLogSupermartingale,
  gammaExponentialLogSupermartingale,
  gammaPoissonLogSupermartingale,
  kolmogorovSmirnovSequence,
  normalMixtureLogSupermartingale,
  normalQuantile,
  polynomialStitchingBoundary,
  rateChangeSequence,
  sequentialQuantileTest,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const ALPHA = 0.05;
const THRESHOLD = -Math.log(ALPHA);

/** How many of n repetitions may go wrong at a rate, four standard errors above it. */
function atMost(rate: number, repetitions: number): number {
  return repetitions * rate + 4 * Math.sqrt(repetitions * rate * (1 - rate));
}

/** In how many repetitions something ever happens: the one who stops at the worst time. */
function everCount(repetitions: number, happens: () => boolean): number {
  let count = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) count += happens() ? 1 : 0;
  return count;
}

function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

function binomial(random: () => number, n: number, p: number): number {
  let successes = 0;
  for (let trial = 0; trial < n; trial++) successes += random() < p ? 1 : 0;
  return successes;
}

describe('peeking every day for 60 days at 200 rows, accuracy 0.90', () => {
  /** On which day each rule first rejects that the accuracy is 0.9; 0 for never. */
  function firstAlarms(random: () => number, accuracy: number): number[] {
    const quantile = normalQuantile(0.975);
    const first = [0, 0, 0];
    let successes = 0;
    for (let day = 1; day <= 60; day++) {
      const today = binomial(random, 200, accuracy);
      successes += today;
      const n = 200 * day;
      const counts = [successes, n - successes];
      const rejects = [
        Math.abs(today - 180) > quantile * Math.sqrt(200 * 0.09),
        Math.abs(successes - 0.9 * n) > quantile * Math.sqrt(n * 0.09),
        dirichletMultinomialLogEValue(counts, [0.9, 0.1]) >= THRESHOLD,
      ];
      for (const [rule, isRejected] of rejects.entries()) {
        if (isRejected && first[rule] === 0) first[rule] = day;
      }
    }
    return first;
  }

  it('alarms falsely in 93 % of runs by daily z, a third by cumulative z, under 2 % by an e-process, seed 61', () => {
    const random = seededRandom(61);
    const repetitions = 200 * SIMULATIONS;
    const runs = Array.from({ length: repetitions }, () => firstAlarms(random, 0.9));
    const shares = [0, 1, 2].map(
      (rule) => runs.filter((first) => (first[rule] ?? NaN) > 0).length / repetitions,
    );
    const [daily = NaN, cumulative = NaN, eProcess = NaN] = shares;
    expect(Math.abs(daily - 0.93)).toBeLessThan(0.06);
    expect(Math.abs(cumulative - 0.33)).toBeLessThan(0.12);
    expect(eProcess).toBeLessThan(0.05);
  });

  it('finds 0.87 in all runs by the e-process, in about five days, seed 62', () => {
    const random = seededRandom(62);
    const days = Array.from(
      { length: 50 * SIMULATIONS },
      () => firstAlarms(random, 0.87)[2] ?? NaN,
    ).toSorted((a, b) => a - b);
    expect(days[0]).toBeGreaterThan(0);
    expect(days[Math.floor(days.length / 2)]).toBeGreaterThanOrEqual(3);
    expect(days[Math.floor(days.length / 2)]).toBeLessThanOrEqual(7);
  });
});

describe('e-processes stopped at the worst time', () => {
  const shares = [0.4, 0.3, 0.2, 0.08, 0.02];
  const draw = (random: () => number): number => {
    let u = random();
    return Math.max(
      0,
      shares.findIndex((share) => (u -= share) < 0),
    );
  };

  it.each([
    { name: 'rows one by one', clump: 1, seed: 71 },
    { name: 'equal rows in clumps of ten with a design effect of ten', clump: 10, seed: 72 },
  ])('Dirichlet-multinomial, $name, seed $seed', ({ clump, seed }) => {
    const random = seededRandom(seed);
    const repetitions = 300 * SIMULATIONS;
    const count = everCount(repetitions, () => {
      const process = createMultinomialEProcess(shares, { designEffect: clump });
      for (let t = 0; t < 100; t++) {
        const bin = draw(random);
        process.update(shares.map((_, index) => (index === bin ? clump : 0)));
      }
      return process.pValue() <= ALPHA;
    });
    expect(count).toBeLessThan(atMost(ALPHA, repetitions));
  });

  it('Dirichlet-multinomial around estimated shares, whose noise the null allows for, seed 73', () => {
    const random = seededRandom(73);
    const repetitions = 200 * SIMULATIONS;
    const [known, allowed] = [0, 0].map(() => ({ count: 0 }));
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const count = (n: number): number[] => {
        const counts = [0.5, 0.5, 0.5, 0.5, 0.5].fill(0);
        for (let row = 0; row < n; row++) {
          const bin = draw(random);
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
        return counts;
      };
      const reference = count(500).map((value) => value + 0.5);
      const current = count(20_000);
      const logE = (nullConcentration: number): number =>
        dirichletMultinomialLogEValue(current, reference, { nullConcentration });
      if (known !== undefined && logE(Infinity) >= THRESHOLD) known.count++;
      if (allowed !== undefined && logE(502.5) >= THRESHOLD) allowed.count++;
    }
    // Taken for known, shares estimated from 500 rows are refuted by 20,000: that is the danger.
    expect(known?.count).toBeGreaterThan(repetitions / 2);
    expect(allowed?.count).toBeLessThan(atMost(ALPHA, repetitions));
  });

  const exponential = (random: () => number): number => -Math.log1p(-random());
  const poisson = (random: () => number): number => {
    let events = 0;
    for (let time = exponential(random); time < 1; time += exponential(random)) events++;
    return events;
  };
  const at = { optimalTime: 100 };

  it.each([
    {
      name: 'normal, two sides',
      seed: 81,
      step: standardNormal,
      log: (s: number, v: number) => normalMixtureLogSupermartingale(s, v, at),
    },
    {
      name: 'normal, one side',
      seed: 82,
      step: standardNormal,
      log: (s: number, v: number) => normalMixtureLogSupermartingale(s, v, { ...at, sides: 'one' }),
    },
    {
      name: 'gamma-exponential of exponential steps',
      seed: 83,
      step: (random: () => number) => exponential(random) - 1,
      log: (s: number, v: number) => gammaExponentialLogSupermartingale(s, v, { ...at, scale: 1 }),
    },
    {
      name: 'gamma-Poisson of Poisson steps',
      seed: 84,
      step: (random: () => number) => poisson(random) - 1,
      log: (s: number, v: number) => gammaPoissonLogSupermartingale(s, v, { ...at, scale: 1 }),
    },
    {
      name: 'stitched, of normal steps',
      seed: 85,
      step: standardNormal,
      log: (s: number, v: number) =>
        s >= polynomialStitchingBoundary(v, ALPHA, { start: 10 }) ? Infinity : 0,
    },
  ])('$name, seed $seed', ({ seed, step, log }) => {
    const random = seededRandom(seed);
    const repetitions = 150 * SIMULATIONS;
    const count = everCount(repetitions, () => {
      let s = 0;
      for (let v = 1; v <= 300; v++) {
        s += step(random);
        if (log(s, v) >= THRESHOLD) return true;
      }
      return false;
    });
    expect(count).toBeLessThan(atMost(ALPHA, repetitions));
  });

  it.each(['one', 'two'] as const)('beta-binomial, %s-sided, rate 0.1, seed 86', (sides) => {
    const random = seededRandom(86);
    const repetitions = 150 * SIMULATIONS;
    const options = { optimalTime: 27, below: 0.1, above: 0.9, sides };
    const count = everCount(repetitions, () => {
      let s = 0;
      for (let n = 1; n <= 300; n++) {
        s += (random() < 0.1 ? 1 : 0) - 0.1;
        if (betaBinomialLogSupermartingale(s, n * 0.09, options) >= THRESHOLD) return true;
      }
      return false;
    });
    expect(count).toBeLessThan(atMost(ALPHA, repetitions));
  });

  it('test of two quantiles, looked at ten times, seed 87', () => {
    const random = seededRandom(87);
    const repetitions = 40 * SIMULATIONS;
    const count = everCount(repetitions, () => {
      const draws = Array.from({ length: 2 }, () =>
        Float64Array.from({ length: 400 }, () => random() ** 3),
      );
      const [x, y] = draws as [Float64Array, Float64Array];
      for (let n = 40; n <= 400; n += 40) {
        const [first, second] = [x.slice(0, n).toSorted(), y.slice(0, n).toSorted()];
        const options = { quantile: 0.5, optimalTime: 100 };
        if (sequentialQuantileTest(first, second, options) <= ALPHA) return true;
      }
      return false;
    });
    expect(count).toBeLessThan(atMost(ALPHA, repetitions));
  });
});

describe('confidence sequences hold at all times', () => {
  it.each([
    { p: 0.02, seed: 91 },
    { p: 0.5, seed: 92 },
    { p: 0.9, seed: 93 },
  ])('proportion $p, seed $seed', ({ p, seed }) => {
    const random = seededRandom(seed);
    const repetitions = 60 * SIMULATIONS;
    const count = everCount(repetitions, () => {
      let [successes, n] = [0, 0];
      for (let look = 1; look <= 25; look++) {
        const rows = 10 * look;
        successes += binomial(random, rows, p);
        n += rows;
        const { lower, upper } = bernoulliConfidenceSequence(successes, n, { optimalTime: 500 });
        if (p < lower || p > upper) return true;
      }
      return false;
    });
    expect(count).toBeLessThan(atMost(ALPHA, repetitions));
  });

  const laws = [
    {
      name: 'mean ¼, squares of uniform values × ¾',
      draw: (u: number) => 0.75 * u * u,
      mean: 0.25,
    },
    { name: 'mean 0.03, Bernoulli values', draw: (u: number) => (u < 0.03 ? 1 : 0), mean: 0.03 },
  ];

  it.each(laws)('$name, by betting and by empirical Bernstein, seed 94', ({ draw, mean }) => {
    const random = seededRandom(94);
    const repetitions = 80 * SIMULATIONS;
    const missed = [0, 0];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const sequences = [
        createBettingSequence({ steps: 200 }),
        createEmpiricalBernsteinSequence(),
      ] as const;
      for (let t = 0; t < 400; t++) {
        const value = draw(random());
        for (const sequence of sequences) sequence.update(value);
      }
      // The running intersection misses the mean once any interval did.
      for (const [index, sequence] of sequences.entries()) {
        const { lower, upper } = sequence.interval();
        if (mean < lower || mean > upper) missed[index] = (missed[index] ?? 0) + 1;
      }
    }
    for (const count of missed) {
      expect(count).toBeLessThan(atMost(ALPHA, repetitions));
    }
  });

  it.each([
    { rate: 0.9, change: 0, seed: 95 },
    { rate: 0.1, change: 0.1, seed: 96 },
  ])(
    'change by $change of a rate $rate that is estimated, seed $seed',
    ({ rate, change, seed }) => {
      const random = seededRandom(seed);
      const repetitions = 12 * SIMULATIONS;
      const count = everCount(repetitions, () => {
        const reference = { successes: binomial(random, 500, rate), n: 500 };
        let [successes, n] = [0, 0];
        for (let look = 1; look <= 8; look++) {
          const rows = 40 * look;
          successes += binomial(random, rows, rate + change);
          n += rows;
          const { lower, upper } = rateChangeSequence(reference, { successes, n });
          if (change < lower || change > upper) return true;
        }
        return false;
      });
      expect(count).toBeLessThan(atMost(ALPHA, repetitions));
    },
  );

  it('Kolmogorov-Smirnov distance 0 and stitched quantiles of ten bins, seed 97', () => {
    const random = seededRandom(97);
    const repetitions = 60 * SIMULATIONS;
    const bounds = kolmogorovSmirnovSequence({ start: 50 });
    const missed = { distance: 0, quantile: 0 };
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const [reference, current] = [new Float64Array(10), new Float64Array(10)];
      const add = (counts: Float64Array, rows: number): void => {
        for (let row = 0; row < rows; row++) {
          const bin = Math.floor(10 * random());
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
      };
      add(reference, 1000);
      const failed = { distance: false, quantile: false };
      for (let n = 50; n <= 2000; n += 50) {
        add(current, 50);
        failed.distance ||= bounds(reference, current).lower > 0;
        let atMostBin = 0;
        for (let bin = 1; bin < 10; bin++) {
          atMostBin += current[bin - 1] ?? NaN;
          const allowed = doubleStitchingBoundary(n, ALPHA, {
            quantile: bin / 10,
            optimalTime: 100,
          });
          failed.quantile ||= atMostBin > (n * bin) / 10 + allowed;
        }
      }
      missed.distance += Number(failed.distance);
      missed.quantile += Number(failed.quantile);
    }
    expect(missed.distance).toBeLessThan(atMost(ALPHA, repetitions));
    expect(missed.quantile).toBeLessThan(atMost(ALPHA, repetitions));
  });
});

describe('e-detectors', () => {
  it.each(['shiryaev_roberts', 'cusum'] as const)(
    'run at least 100 updates to a false alarm on average, %s, seed 98',
    (rule) => {
      const random = seededRandom(98);
      const repetitions = 200 * SIMULATIONS;
      let updates = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const detector = createEDetector({ rule, runLength: 100 });
        // Bets of ½ on a normal mean above 0: e-values of mean exactly 1.
        while (!detector.update(standardNormal(random) / 2 - 1 / 8));
        updates += detector.toJSON().updates;
      }
      const average = updates / repetitions;
      // Run lengths are about exponential: the standard error is the average over √repetitions.
      expect(average).toBeGreaterThan(100 * (1 - 4 / Math.sqrt(repetitions)));
    },
  );

  it('find a shift of one standard deviation within sixty updates, seed 99', () => {
    const random = seededRandom(99);
    const detector = createEDetector({ runLength: 1000 });
    for (let t = 0; t < 50; t++) detector.update(standardNormal(random) / 2 - 1 / 8);
    let delay = 1;
    while (!detector.update((1 + standardNormal(random)) / 2 - 1 / 8)) delay++;
    expect(delay).toBeLessThan(60);
  });
});

describe('e-BH', () => {
  it('keeps the false discovery rate for e-values that depend on each other, seed 100', () => {
    const random = seededRandom(100);
    const repetitions = 500 * SIMULATIONS;
    let falseShares = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const common = standardNormal(random);
      // Twenty tests with correlation 0.8, eight of them of a true shift by 4.
      const logEValues = Array.from({ length: 20 }, (_, test) => {
        const z = Math.sqrt(0.8) * common + Math.sqrt(0.2) * standardNormal(random);
        return 3 * (z + (test < 8 ? 4 : 0)) - 4.5;
      });
      const rejected = eBenjaminiHochberg(logEValues).map((level) => level <= 0.1);
      const wrong = rejected.slice(8).filter(Boolean).length;
      falseShares += wrong / Math.max(1, rejected.filter(Boolean).length);
    }
    const rate = falseShares / repetitions;
    expect(rate).toBeLessThan(0.1);
  });
});
