import { assertArgument } from './validate.ts';

/** @throws {StatisticsError} `invalid_argument` unless 0 < drift <= warning < 1. */
export function assertConfidences(driftConfidence: number, warningConfidence: number): void {
  assertArgument(
    driftConfidence > 0 && driftConfidence < 1,
    'driftConfidence',
    driftConfidence,
    'between 0 and 1',
  );
  assertArgument(
    warningConfidence >= driftConfidence && warningConfidence < 1,
    'warningConfidence',
    warningConfidence,
    `below 1 and at least the drift's ${driftConfidence}`,
  );
}
