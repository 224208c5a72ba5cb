import { StatisticsError } from './errors.ts';

/** Between these no sum of weights or of their squares leaves the range of normal numbers. */
const WEIGHT_MIN = 1e-100;
const WEIGHT_MAX = 1e100;

/** @throws {StatisticsError} `invalid_value` unless `weight` is 0 or from 1e-100 to 1e100. */
export function assertWeight(weight: number): void {
  // Written so that NaN fails as well.
  if (!((weight >= WEIGHT_MIN && weight <= WEIGHT_MAX) || weight === 0)) {
    throw new StatisticsError(
      'invalid_value',
      `weight is ${weight}; a weight is 0 or from 1e-100 to 1e100`,
    );
  }
}
