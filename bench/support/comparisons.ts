import { cpus } from 'node:os';

/** One question answered by several packages; each variant returns its answer, so that none is optimised away. */
export interface Comparison {
  readonly name: string;
  /** Values that one evaluation goes through; 1 for a function of a few numbers. */
  readonly values: number;
  /** By package; the first is the one that others are measured by. */
  readonly variants: Readonly<Record<string, () => number>>;
}

export interface ComparisonRow {
  readonly statistic: string;
  readonly package: string;
  readonly nsPerEvaluation: number;
  readonly nsPerValue: number;
  /** Time over that of the first package. */
  readonly timesAsLong: number;
  /** How far the answer is from that of the first package, relatively. */
  readonly answerDiffers: string;
}

export interface ComparisonOptions {
  readonly rounds: number;
  readonly roundMs: number;
}

/**
 * Measures the variants of each comparison in turns, and takes the least time of the rounds: what the code costs when
 * nothing else runs. Nothing can make it faster, and other programs of the machine make single rounds slower.
 */
export function measureComparisons(
  comparisons: readonly Comparison[],
  { rounds, roundMs }: ComparisonOptions,
): ComparisonRow[] {
  return comparisons.flatMap(({ name, values, variants }) => {
    const entries = Object.entries(variants);
    const least = entries.map(() => Infinity);
    for (let round = 0; round < rounds; round++) {
      for (const [index, [, variant]] of entries.entries()) {
        least[index] = Math.min(least[index] ?? Infinity, measure(variant, roundMs));
      }
    }
    const [first = Number.NaN] = least;
    const answer = entries[0]?.[1]() ?? Number.NaN;
    return entries.map(([packageName, variant], index) => {
      const time = least[index] ?? Number.NaN;
      return {
        statistic: name,
        package: packageName,
        nsPerEvaluation: threeDigits(time),
        nsPerValue: threeDigits(time / values),
        timesAsLong: threeDigits(time / first),
        answerDiffers: index === 0 ? '' : difference(variant(), answer),
      };
    });
  });
}

/** What the figures were made on. */
export function machine(): object {
  return { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
}

let consumed = 0;

/** ns per evaluation of as many as fit in a round; the clock is read once per batch. */
function measure(variant: () => number, roundMs: number): number {
  const start = performance.now();
  let evaluations = 0;
  let elapsed = 0;
  for (let batch = 1; elapsed < roundMs; batch *= 2) {
    for (let index = 0; index < batch; index++) consumed += variant();
    evaluations += batch;
    elapsed = performance.now() - start;
  }
  if (Number.isNaN(consumed)) throw new Error('a variant answered NaN');
  return (elapsed * 1e6) / evaluations;
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function difference(actual: number, expected: number): string {
  const relative = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  return relative < 1e-12 ? '' : relative.toPrecision(1);
}
