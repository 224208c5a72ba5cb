/** Answers of a binary classifier against the truth. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Counts answers, where a probability above one half says "positive". */
export function confusion(scores: readonly number[], positive: readonly boolean[]): Confusion {
  const count = (predicted: boolean, actual: boolean): number =>
    scores.filter((score, index) => score > 0.5 === predicted && positive[index] === actual).length;
  return {
    truePositives: count(true, true),
    falsePositives: count(true, false),
    trueNegatives: count(false, false),
    falseNegatives: count(false, true),
  };
}

/** Share of right answers, in [0, 1]; NaN without answers. */
export function accuracy(counts: Confusion): number {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
  const right = truePositives + trueNegatives;
  return right / (right + falsePositives + falseNegatives);
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, a tie counting half.
 * In [0, 1]; NaN when a class is missing. O(p n), plain enough to check others against.
 */
export function areaUnderRoc(scores: readonly number[], positive: readonly boolean[]): number {
  const positives = scores.filter((_, index) => positive[index]);
  const negatives = scores.filter((_, index) => !positive[index]);
  let wins = 0;
  for (const high of positives) {
    for (const low of negatives) wins += high > low ? 1 : Number(high === low) / 2;
  }
  return wins / (positives.length * negatives.length);
}

/**
 * Population stability index of `current` against `reference` in nats, less its noise floor: what two
 * samples of these sizes from one distribution would show on average. Around 0 (and often below) without
 * drift.
 *
 * The bins are the deciles of the reference, `edges[i - 1] < x <= edges[i]`; equal edges are one edge. Where
 * a side has an empty bin, each of its bins gets half a row more, so that the logarithm exists. Written apart
 * from the collector, whose scores it checks.
 */
export function excessPopulationStability(
  reference: readonly number[],
  current: readonly number[],
): number {
  const edges = [
    ...new Set(Array.from({ length: 9 }, (_, i) => quantile(reference, (i + 1) / 10))),
  ];
  const expected = shares(reference, edges);
  const actual = shares(current, edges);
  const index = expected.reduce((total, share, bin) => {
    const other = actual[bin] ?? NaN;
    return total + (other - share) * Math.log(other / share);
  }, 0);
  return index - edges.length * (1 / reference.length + 1 / current.length);
}

/** The smallest value with at least this share of the values at or below it. */
function quantile(values: readonly number[], probability: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.find((_, index) => index + 1 >= probability * sorted.length) ?? NaN;
}

function shares(values: readonly number[], edges: readonly number[]): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    const bin = edges.findIndex((edge) => value <= edge);
    const index = bin === -1 ? edges.length : bin;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const extra = counts.includes(0) ? 0.5 : 0;
  const total = values.length + extra * counts.length;
  return counts.map((count) => (count + extra) / total);
}
