import type { NumericReference, ReferenceFeature } from '@marigraph/monitor';
import { createScanBins } from '@marigraph/monitor';
import type { Contrast } from '@marigraph/statistics';

/** Values that stand for the rows of one bin. */
const POINTS_PER_BIN = 8;
const HALVINGS = 60;

/**
 * What a score is in the unit of the values: how far all of them must move, in the worse of both directions, for the
 * mean score to become that large; for a share, in points of share.
 *
 * @returns Undefined where no shift is as large as that, and for contrasts other than locations and shares, of which
 * no single shift is the measure.
 */
export function scoreAsShift(
  feature: ReferenceFeature,
  contrast: Contrast,
  score: number,
): number | undefined {
  if ('share' in contrast) {
    const { share } = contrast;
    const change = score * Math.sqrt(share * (1 - share));
    return change <= Math.max(share, 1 - share) ? change : undefined;
  }
  if (contrast.kind !== 'location' || feature.type !== 'number') return score;
  const scoreAt = movedScores(feature, contrast.values);
  const up = smallestMove((move) => scoreAt(move) >= score, feature);
  const down = smallestMove((move) => scoreAt(-move) <= -score, feature);
  return up === undefined || down === undefined ? undefined : Math.max(up, down);
}

/** The mean score when all values of the reference are moved. */
function movedScores(feature: NumericReference, values: Float64Array): (move: number) => number {
  const { edges, counts, range } = feature;
  const bins = createScanBins(feature);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const points = counts.flatMap((count, bin) => {
    const low = edges[bin - 1] ?? Math.min(range.minimum, edges[0] as number);
    const high = edges[bin] ?? Math.max(range.maximum, low);
    return Array.from({ length: POINTS_PER_BIN }, (_, at) => ({
      // The upper end belongs to a bin: the only point of one that holds a single value.
      x: high - ((high - low) * at) / POINTS_PER_BIN,
      weight: count / rows / POINTS_PER_BIN,
    }));
  });
  return (move) => {
    let sum = 0;
    for (const { x, weight } of points) sum += weight * (values[bins.find(x + move)] ?? 0);
    return sum;
  };
}

function smallestMove(
  isFound: (move: number) => boolean,
  { range }: NumericReference,
): number | undefined {
  let high = 2 * (range.maximum - range.minimum);
  if (!Number.isFinite(high) || !isFound(high)) return undefined;
  let low = 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (isFound(middle)) high = middle;
    else low = middle;
  }
  return high;
}
