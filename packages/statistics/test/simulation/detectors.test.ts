import {
  createAdwin,
  createBayesianOnlineChangePoint,
  createCusum,
  createDdm,
  createEddm,
  createGeometricMovingAverage,
  createHddmA,
  createHddmW,
  createKswin,
  createPageHinkley,
} from '@marigraph/statistics';
import type { DriftDetector } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { normalDraws } from '../support/detector-streams.ts';
import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

/** How often `detector` says drift of `length` values, in a fresh detector. */
function alarmsIn(detector: DriftDetector, draw: () => number, length: number): number {
  let alarms = 0;
  for (let index = 0; index < length; index++) if (detector.update(draw()) === 'drift') alarms++;
  return alarms;
}

/** Values until the first drift. */
function runLength(detector: DriftDetector, draw: () => number, limit: number): number {
  for (let length = 1; length < limit; length++) {
    if (detector.update(draw()) === 'drift') return length;
  }
  return limit;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Error of a simulated share, in five standard deviations and the width of one repetition. */
function errorOfShare(share: number, runs: number): number {
  return 5 * Math.sqrt((share * (1 - share)) / runs) + 1 / runs;
}

describe('false alarms of error detectors: share of 2,000-value streams with one, seed 101', () => {
  const create = { ddm: createDdm, hddm_a: createHddmA, hddm_w: createHddmW };
  // The shares are those of 20,000 streams of another seed; the docstrings round them.
  it.each([
    { name: 'ddm', rate: 0.01, share: 0.841 },
    { name: 'ddm', rate: 0.05, share: 0.578 },
    { name: 'ddm', rate: 0.2, share: 0.261 },
    { name: 'ddm', rate: 0.5, share: 0.092 },
    { name: 'hddm_a', rate: 0.05, share: 0 },
    { name: 'hddm_a', rate: 0.2, share: 0.036 },
    { name: 'hddm_a', rate: 0.5, share: 0.061 },
    { name: 'hddm_w', rate: 0.05, share: 0 },
    { name: 'hddm_w', rate: 0.2, share: 0.079 },
    { name: 'hddm_w', rate: 0.5, share: 0.842 },
  ] as const)('$name at an error rate of $rate: $share', ({ name, rate, share }) => {
    const random = seededRandom(101);
    const runs = 100 * SIMULATIONS;
    let alarmed = 0;
    for (let run = 0; run < runs; run++) {
      const alarms = alarmsIn(create[name](), () => (random() < rate ? 1 : 0), 2000);
      if (alarms > 0) alarmed++;
    }
    expect(Math.abs(alarmed / runs - share)).toBeLessThan(errorOfShare(share, runs) + 0.001);
  });

  it('eddm at an error rate of 0.2: 7.3 alarms a stream', () => {
    const random = seededRandom(101);
    const runs = 100 * SIMULATIONS;
    const alarms = Array.from({ length: runs }, () =>
      alarmsIn(createEddm(), () => (random() < 0.2 ? 1 : 0), 2000),
    );
    expect(Math.abs(mean(alarms) - 7.3)).toBeLessThan(5 * (3.5 / Math.sqrt(runs)) + 0.1);
  });
});

describe('false alarms of ADWIN', () => {
  // Bifet & Gavaldà's theorem bounds a false cut at each step by delta; one in 32 steps is a look.
  it.each([
    { name: 'uniform values', seed: 201, draw: (random: () => number) => random },
    {
      name: 'errors at a rate of 0.2',
      seed: 202,
      draw: (random: () => number) => () => (random() < 0.2 ? 1 : 0),
    },
    { name: 'normal values', seed: 203, draw: normalDraws },
  ])('come at most at a share delta of looks: $name, seed $seed', ({ seed, draw }) => {
    const next = draw(seededRandom(seed));
    const runs = 10 * SIMULATIONS;
    const delta = 0.002;
    let alarms = 0;
    for (let run = 0; run < runs; run++) alarms += alarmsIn(createAdwin({ delta }), next, 5000);
    const looks = runs * Math.floor(5000 / 32);
    expect(alarms / looks).toBeLessThan(delta);
    // Far below: the union bound over cuts is loose.
    expect(alarms).toBeLessThan(1 + looks / 10_000);
  });
});

describe('run lengths without drift', () => {
  it('of CUSUM with a well known reference are 465 at h = 5, k = ½, seed 301', () => {
    // Montgomery, "Introduction to Statistical Quality Control", table 9.3. Estimating the
    // reference from 2,000 values shortens them by some percent: 458 in 10,000 runs of another
    // seed.
    const draw = normalDraws(seededRandom(301));
    const runs = 200 * SIMULATIONS;
    const lengths = Array.from(
      { length: runs },
      () => runLength(createCusum({ referenceCount: 2000 }), draw, 20_000) - 2000,
    );
    expect(Math.abs(mean(lengths) - 458)).toBeLessThan(10 + (5 * 463) / Math.sqrt(runs));
  });

  it('of CUSUM with 30 values of reference have a median near 180, seed 302', () => {
    const draw = normalDraws(seededRandom(302));
    const runs = 300 * SIMULATIONS;
    const lengths = Array.from({ length: runs }, () => runLength(createCusum(), draw, 2000));
    const below = lengths.filter((length) => length <= 180).length / runs;
    expect(Math.abs(below - 0.5)).toBeLessThan(errorOfShare(0.5, runs) + 0.01);
  });

  it('of Page-Hinkley on standard normal values are some 3,400, seed 303', () => {
    const draw = normalDraws(seededRandom(303));
    const runs = 60 * SIMULATIONS;
    const lengths = Array.from({ length: runs }, () =>
      runLength(createPageHinkley(), draw, 50_000),
    );
    expect(Math.abs(mean(lengths) - 3416)).toBeLessThan(130 + (5 * 2900) / Math.sqrt(runs));
  });

  it('of the moving average at a threshold of 0.2 are some 6,800, seed 304', () => {
    const draw = normalDraws(seededRandom(304));
    const runs = 50 * SIMULATIONS;
    const lengths = Array.from({ length: runs }, () =>
      runLength(createGeometricMovingAverage({ threshold: 0.2 }), draw, 100_000),
    );
    expect(Math.abs(mean(lengths) - 6830)).toBeLessThan(310 + (5 * 6950) / Math.sqrt(runs));
  });

  it('of Bayesian change points at a hazard of 0.01 are some 400, seed 305', () => {
    const draw = normalDraws(seededRandom(305));
    const runs = 20 * SIMULATIONS;
    const lengths = Array.from({ length: runs }, () =>
      runLength(createBayesianOnlineChangePoint(), draw, 3000),
    );
    expect(Math.abs(mean(lengths) - 402)).toBeLessThan(28 + (5 * 250) / Math.sqrt(runs));
  });
});

describe('one look of KSWIN', () => {
  it.each([
    { name: 'all older values', seed: 401, isRandom: false },
    { name: 'drawn older values', seed: 402, isRandom: true },
  ])('is drift no more often than alpha: $name, seed $seed', ({ seed, isRandom }) => {
    const random = seededRandom(seed);
    const runs = 2000 * SIMULATIONS;
    const alpha = 0.05;
    const options = { alpha, windowSize: 50, recentSize: 20, ...(isRandom ? { random } : {}) };
    let alarms = 0;
    for (let run = 0; run < runs; run++) alarms += alarmsIn(createKswin(options), random, 50);
    expect(alarms / runs).toBeLessThan(alpha + 4 * Math.sqrt((alpha * (1 - alpha)) / runs));
    // Not idle either: the exact law has few steps below 0.05.
    expect(alarms / runs).toBeGreaterThan(alpha / 4);
  });

  it('makes runs of about 1,100 values at the defaults, seed 403', () => {
    const random = seededRandom(403);
    const runs = 30 * SIMULATIONS;
    const lengths = Array.from({ length: runs }, () => runLength(createKswin(), random, 20_000));
    expect(Math.abs(mean(lengths) - 1079)).toBeLessThan(80 + (5 * 900) / Math.sqrt(runs));
  });
});
