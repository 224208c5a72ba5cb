import type { BinaryConfusion } from './binary-confusion.ts';
import { totalOfConfusion } from './binary-confusion.ts';
import { assertArgument } from './validate.ts';

/** What the counts of a confusion are divided by. */
export type ConfusionNormalization = 'all' | 'actual' | 'predicted';

/**
 * A binary confusion in shares.
 *
 * @param confusion Counts, finite and not negative.
 * @param of `all`: of all rows; `actual`: of the rows of the same label; `predicted`: of the rows
 * of the same prediction. NannyML calls them all, true and pred.
 * @returns Shares in [0, 1]; 0 where there are no rows to share. By `predicted`, `businessValue` of
 * the result has NannyML's business value per prediction as its `total`.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1). Agrees with `sklearn.metrics.confusion_matrix(normalize=…)`.
 */
export function confusionShares(
  confusion: BinaryConfusion,
  of: ConfusionNormalization,
): BinaryConfusion {
  const total = totalOfConfusion(confusion);
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  const isKnown = of === 'all' || of === 'actual' || of === 'predicted';
  assertArgument(isKnown, 'of', of, 'all, actual or predicted');
  const groups = {
    all: [total, total, total, total],
    actual: [
      truePositives + falseNegatives,
      falsePositives + trueNegatives,
      truePositives + falseNegatives,
      falsePositives + trueNegatives,
    ],
    predicted: [
      truePositives + falsePositives,
      truePositives + falsePositives,
      falseNegatives + trueNegatives,
      falseNegatives + trueNegatives,
    ],
  }[of];
  return {
    truePositives: share(truePositives, groups[0]!),
    falsePositives: share(falsePositives, groups[1]!),
    falseNegatives: share(falseNegatives, groups[2]!),
    trueNegatives: share(trueNegatives, groups[3]!),
  };
}

function share(count: number, rows: number): number {
  return rows === 0 ? 0 : count / rows;
}
