import type { ReliabilityCurve } from './reliability-curve.ts';

/**
 * Expected calibration error: mean over rows of the distance of mean score and share of positive
 * rows in their bin.
 *
 * @param curve A reliability curve with at least one row.
 * @returns In [0, 1]; 0 when every bin is calibrated. It is not 0 by chance alone: compare it with
 * `expectedCalibrationErrorNoiseFloor`.
 *
 * O(B).
 * @see Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
 * @example
 * expectedCalibrationError(reliabilityCurve([1, 0], [0.9, 0.2])); // 0.15
 */
export function expectedCalibrationError(curve: ReliabilityCurve): number {
  const n = curve.counts.reduce((sum, count) => sum + count, 0);
  return curve.counts.reduce((sum, count, bin) => sum + (count / n) * gapOf(curve, bin), 0);
}

/**
 * Maximum calibration error: the greatest distance of mean score and share of positive rows in a
 * bin.
 *
 * @param curve A reliability curve with at least one row.
 * @returns In [0, 1]. One row in a bin is enough to make it large.
 *
 * O(B).
 * @see Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
 */
export function maximumCalibrationError(curve: ReliabilityCurve): number {
  return curve.counts.reduce((greatest, _, bin) => Math.max(greatest, gapOf(curve, bin)), 0);
}

/**
 * Expected calibration error to expect of scores that are calibrated.
 *
 * @param curve A reliability curve with at least one row.
 * @returns In [0, 1]: the mean over rows of √(2/π) √(s (1 - s) / n) with s the mean score and n the
 * rows of the bin, the mean distance of a normal law. Too large where n s (1 - s) is below about
 * one.
 *
 * O(B).
 */
export function expectedCalibrationErrorNoiseFloor(curve: ReliabilityCurve): number {
  const n = curve.counts.reduce((sum, count) => sum + count, 0);
  return curve.counts.reduce((sum, count, bin) => {
    const score = curve.meanScores[bin]!;
    return sum + (count / n) * Math.sqrt((2 / Math.PI / count) * score * Math.max(0, 1 - score));
  }, 0);
}

function gapOf({ meanScores, positiveShares }: ReliabilityCurve, bin: number): number {
  return Math.abs(meanScores[bin]! - positiveShares[bin]!);
}
