import { assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { RunLengthPosterior } from './run-length-posterior.ts';
import type { RunPrior } from './run-length-posterior.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface BayesianOnlineChangePointOptions {
  /**
   * Mean of the normal prior of a run's mean.
   *
   * @default 0
   */
  readonly priorMean?: number;
  /**
   * Variance of that prior, from 1e-100 to 1e100.
   *
   * @default 1
   */
  readonly priorVariance?: number;
  /**
   * Variance of the values about their run's mean, taken as known, from 1e-100 to 1e100.
   *
   * @default 1
   */
  readonly dataVariance?: number;
  /**
   * Prior chance of a change at each value, between 0 and 1: one over the expected length of a run.
   *
   * @default 0.01
   */
  readonly hazard?: number;
  /**
   * Values that only teach: the first verdict comes with the next one.
   *
   * @default 29, as frouros' `min_num_instances` of 30
   */
  readonly warmUp?: number;
  /**
   * Run lengths that are followed; beyond, the least probable is forgotten. A whole number from 2.
   *
   * @default 500
   */
  readonly maximumRuns?: number;
}

/**
 * Bayesian online change-point detection, for normal values of known variance and unknown mean.
 *
 * Takes any finite values. Follows the posterior law of the run length, the number of values since
 * the last change, and says drift when the most probable run no longer reaches back to the restart.
 * The values' scale matters: choose `dataVariance` and the prior for it, or standardise. On normal
 * values that fit the model a hazard of 0.01 gives a mean run to a false alarm of 400 values.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless finite and
 * within ±1e100.
 *
 * O(r) a value and memory of 3 r numbers, r the runs followed: all until `maximumRuns`, which the
 * original does not bound. Probabilities are logarithms throughout. Agrees with `BOCD` of frouros
 * 0.9: same states for the same stream, up to that bound.
 * @see Adams & MacKay (2007), arXiv:0710.3742, algorithm 1.
 * @example
 * const detector = createBayesianOnlineChangePoint({ dataVariance: 0.5 });
 * detector.update(0.2); // 'stable'
 * detector.estimate; // 0.132, the mean of the run's mean over all run lengths
 */
export function createBayesianOnlineChangePoint(
  options: BayesianOnlineChangePointOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { priorMean = 0, priorVariance = 1, dataVariance = 1, hazard = 0.01 } = options;
  const { warmUp = 29, maximumRuns = 500 } = options;
  const prior = { priorMean, priorVariance, dataVariance, hazard };
  assertPrior(prior);
  assertWholeNumber('warmUp', warmUp, 0);
  assertWholeNumber('maximumRuns', maximumRuns, 2);
  const posterior = new RunLengthPosterior(prior, maximumRuns);
  const { memory } = posterior;
  return createDriftDetector(
    {
      name: 'bayesian_online_change_point',
      settings: { ...prior, warmUp, maximumRuns },
      memory,
      check: assertMeasurement,
      next(value) {
        posterior.append(value);
        if (memory.count <= warmUp) return 'stable';
        return posterior.mostProbableLength() === memory.count ? 'stable' : 'drift';
      },
      count: () => memory.count,
      estimate: () => posterior.mean(),
    },
    snapshot,
  );
}

function assertPrior({ priorMean, priorVariance, dataVariance, hazard }: RunPrior): void {
  assertArgument(Math.abs(priorMean) <= 1e100, 'priorMean', priorMean, 'within ±1e100');
  for (const [name, variance] of Object.entries({ priorVariance, dataVariance })) {
    assertArgument(variance >= 1e-100 && variance <= 1e100, name, variance, 'from 1e-100 to 1e100');
  }
  assertArgument(hazard > 0 && hazard < 1, 'hazard', hazard, 'between 0 and 1');
}
