import { createBayesianOnlineChangePoint } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedValues } from './support/detector-streams.ts';
import { relativeError } from './support/relative-error.ts';

const PRIOR = { priorMean: 0.5, priorVariance: 2, dataVariance: 0.7, hazard: 0.2 };

/** Density of a run's values, jointly: the mean is integrated out. */
function evidence(values: readonly number[]): number {
  const { priorMean, priorVariance, dataVariance } = PRIOR;
  let precision = 1 / priorVariance;
  let mean = priorMean;
  let density = 1;
  for (const value of values) {
    const variance = dataVariance + 1 / precision;
    density *=
      Math.exp(-((value - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    mean = (mean * precision + value / dataVariance) / (precision + 1 / dataVariance);
    precision += 1 / dataVariance;
  }
  return density;
}

function posteriorMean(values: readonly number[]): number {
  const { priorMean, priorVariance, dataVariance } = PRIOR;
  const sum = values.reduce((total, value) => total + value, 0);
  const precision = 1 / priorVariance + values.length / dataVariance;
  return (priorMean / priorVariance + sum / dataVariance) / precision;
}

/** The law of the run length by adding up every way to cut the values into runs. */
function byEnumeration(values: readonly number[]): { lengths: number[]; mean: number } {
  const weights = Array<number>(values.length + 1).fill(0);
  // Bit i: a change after value i.
  for (let cuts = 0; cuts < 2 ** values.length; cuts++) {
    let weight = 1;
    let start = 0;
    for (let index = 0; index < values.length; index++) {
      const isCut = ((cuts >>> index) & 1) === 1;
      weight *= isCut ? PRIOR.hazard : 1 - PRIOR.hazard;
      if (isCut) {
        weight *= evidence(values.slice(start, index + 1));
        start = index + 1;
      }
    }
    const length = values.length - start;
    weights[length] = (weights[length] ?? 0) + weight * evidence(values.slice(start));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lengths = weights.map((weight) => weight / total);
  const mean = lengths.reduce(
    (sum, share, length) => sum + share * posteriorMean(values.slice(values.length - length)),
    0,
  );
  return { lengths, mean };
}

describe('createBayesianOnlineChangePoint', () => {
  // frouros 0.9.0, BOCD with GaussianUnknownMean(0.5, 0.25, 1/12) and hazard 0.001.
  it('says drift where frouros does', () => {
    const options = { priorMean: 0.5, priorVariance: 0.25, dataVariance: 1 / 12, hazard: 0.001 };
    const expected = { drift: [503, 1002, 1502, 2001], warning: [] };
    const detector = createBayesianOnlineChangePoint({ ...options, maximumRuns: 1000 });
    expect(detections(detector, steppedValues(43))).toStrictEqual(expected);
    // Bounded, the improbable runs are forgotten, which are not those that a change begins.
    const bounded = createBayesianOnlineChangePoint({ ...options, maximumRuns: 20 });
    expect(detections(bounded, steppedValues(43))).toStrictEqual(expected);
  });

  it('has the run-length law of the sum over all ways to cut the stream', () => {
    const stream = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(stream, (values) => {
        const detector = createBayesianOnlineChangePoint({ ...PRIOR, warmUp: 100 });
        statesOf(detector, values);
        const { memory } = detector.toJSON();
        const { lengths, mean } = byEnumeration(values);
        const runLengths = [...(memory['lengths'] as number[]), 0];
        const logarithms = memory['logProbabilities'] as number[];
        expect(logarithms).toHaveLength(lengths.length);
        for (const [slot, logarithm] of logarithms.entries()) {
          const exact = lengths[runLengths[slot] ?? NaN] ?? NaN;
          expect(relativeError(Math.exp(logarithm), exact)).toBeLessThan(1e-11);
        }
        expect(Math.abs((detector.estimate ?? NaN) - mean)).toBeLessThan(1e-11);
      }),
      { numRuns: 50 },
    );
  });

  it('begins a run with a value that no run foresaw: the prior foresaw it least badly', () => {
    const detector = createBayesianOnlineChangePoint({ warmUp: 0 });
    expect(statesOf(detector, [0.1, -0.2, 0.3, 1e6, 1e6, 1e6]).indexOf('drift')).toBe(3);
    expect(Number.isFinite(detector.estimate)).toBe(true);
  });

  it.each([
    { priorMean: NaN },
    { priorMean: 2e100 },
    { priorVariance: 0 },
    { priorVariance: Infinity },
    { dataVariance: 1e-101 },
    { dataVariance: NaN },
    { hazard: 0 },
    { hazard: 1 },
    { warmUp: -1 },
    { maximumRuns: 1 },
  ])('refuses %j', (options) => {
    expect(() => createBayesianOnlineChangePoint(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
