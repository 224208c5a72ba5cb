import type { CategoricalReference, NumericReference } from '@marigraph/monitor';
import { createScanBins } from '@marigraph/monitor';

/** The fewer bins, the less does it matter that those of the two references differ; ten are usual. */
const BINS_MAX = 10;

/** Two references counted in the same bins. */
export interface CommonBins {
  /** Rows of the one, exactly. */
  readonly from: readonly number[];
  /** Rows of the other, as well as its own bins say. */
  readonly to: readonly number[];
  /**
   * How far `to` may be from the truth: the largest base-2 Jensen-Shannon distance between it and what the rows may
   * have been. The distance is a metric, so the true distance of the two references is within this of the one computed.
   */
  readonly resolution: number;
}

/**
 * Counts two numeric references in bins of the first one's quantiles.
 *
 * A bin of the second that a cut goes through is divided as if its rows were spread evenly; where that is wrong, its
 * rows may all lie on one side. Two cuts through one bin leave too much open, so the second of them is dropped.
 */
export function rebinNumbers(from: NumericReference, to: NumericReference): CommonBins {
  const { groups, inRange } = createScanBins(from);
  const groupsPerBin = Math.ceil(inRange / BINS_MAX);
  const fromCounts: number[] = [];
  const toCounts: number[] = [];
  const open: OpenCut[] = [];
  let fromBelow = 0;
  let toBelow = 0;
  let fromCut = 0;
  let lastBin = -1;
  for (const [bin, edge] of from.edges.entries()) {
    fromBelow += from.counts[bin] as number;
    const next = groups[bin + 1] as number;
    if (next === groups[bin] || next % groupsPerBin !== 0) continue;
    const cut = cutAt(to, edge);
    if (cut.rows > 0 && cut.bin === lastBin) continue;
    lastBin = cut.rows > 0 ? cut.bin : -1;
    fromCounts.push(fromBelow - fromCut);
    toCounts.push(cut.below - toBelow);
    open.push(cut);
    fromCut = fromBelow;
    toBelow = cut.below;
  }
  fromCounts.push(totalOf(from.counts) - fromCut);
  toCounts.push(totalOf(to.counts) - toBelow);
  return { from: fromCounts, to: toCounts, resolution: resolutionOf(toCounts, open) };
}

/**
 * The Kolmogorov-Smirnov distance of two numeric references, the least that their bins allow: the largest gap between
 * their distribution functions, each of which is known exactly at its own edges and within one bin of 120 elsewhere.
 */
export function leastGap(from: NumericReference, to: NumericReference): number {
  const sizes = { from: totalOf(from.counts), to: totalOf(to.counts) };
  let largest = 0;
  const ends = [from.range.minimum, from.range.maximum, to.range.minimum, to.range.maximum];
  for (const edge of [...from.edges, ...to.edges, ...ends]) {
    const a = cutAt(from, edge);
    const b = cutAt(to, edge);
    const lowA = (a.below - a.left) / sizes.from;
    const lowB = (b.below - b.left) / sizes.to;
    largest = Math.max(
      largest,
      lowA - (lowB + b.rows / sizes.to),
      lowB - (lowA + a.rows / sizes.from),
    );
  }
  return largest;
}

/** Counts two categorical references in the categories of both; exact. */
export function rebinCategories(from: CategoricalReference, to: CategoricalReference): CommonBins {
  const categories = [...new Set([...from.categories, ...to.categories])];
  const countsOf = (feature: CategoricalReference): number[] => {
    const counts = new Map(feature.categories.map((name, at) => [name, feature.counts[at] ?? 0]));
    return categories.map((name) => counts.get(name) ?? 0);
  };
  return { from: countsOf(from), to: countsOf(to), resolution: 0 };
}

interface OpenCut {
  /** The fine bin that the cut goes through. */
  readonly bin: number;
  /** Rows at or below the cut, those of that bin in proportion. */
  readonly below: number;
  /** Rows of that bin; 0 where the cut is between two bins. */
  readonly rows: number;
  /** How many of them are counted as below. */
  readonly left: number;
}

function cutAt({ edges, counts, range }: NumericReference, cut: number): OpenCut {
  let bin = 0;
  let below = 0;
  while (bin < edges.length && (edges[bin] as number) <= cut) below += counts[bin++] as number;
  const low = Math.max(edges[bin - 1] ?? range.minimum, range.minimum);
  const high = Math.min(edges[bin] ?? range.maximum, range.maximum);
  const rows = counts[bin] as number;
  if (cut >= range.maximum) return { bin, below: below + rows, rows: 0, left: 0 };
  if (cut <= low && (bin > 0 || cut < range.minimum)) return { bin, below, rows: 0, left: 0 };
  const left = high > low ? (rows * (cut - low)) / (high - low) : 0;
  return { bin, below: below + left, rows, left };
}

/**
 * The distance is convex, so it is largest where the rows of every bin that is cut lie all on one side. Which side is
 * worst for one cut depends on its neighbours only, so the worst of all is found from left to right.
 */
function resolutionOf(counts: readonly number[], cuts: readonly OpenCut[]): number {
  const total = totalOf(counts);
  // The largest divergence so far when the rows of the last cut all lie above it, and when they all lie below.
  let worst: readonly { readonly moved: number; readonly sum: number }[] = [{ moved: 0, sum: 0 }];
  for (const [bin, count] of counts.entries()) {
    const cut = cuts[bin];
    const moves = cut === undefined || cut.rows === 0 ? [0] : [-cut.left, cut.rows - cut.left];
    const before = worst;
    worst = moves.map((moved) => ({
      moved,
      sum: Math.max(
        ...before.map(
          (last) => last.sum + divergenceTerm(count / total, (count + moved - last.moved) / total),
        ),
      ),
    }));
  }
  return Math.sqrt(Math.max(0, ...worst.map(({ sum }) => sum)) / Math.LN2);
}

/** One bin's part of the Jensen-Shannon divergence, in nats. */
function divergenceTerm(p: number, q: number): number {
  const side = (share: number): number =>
    share <= 0 ? 0 : (share * Math.log((2 * share) / (p + q))) / 2;
  return side(p) + side(q);
}

function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
