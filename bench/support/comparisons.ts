import { cpus } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** One question answered by several packages; each variant returns its answer, so that none is optimised away. */
export interface Comparison {
  readonly name: string;
  /** Values that one evaluation goes through; 1 for a function of a few numbers. */
  readonly values: number;
  /** By package; the first is the one that others are measured by. */
  readonly variants: Readonly<Record<string, () => number>>;
  /** The same functions at other points, where their answers are compared but not timed. */
  readonly elsewhere?: {
    readonly points: readonly number[];
    readonly functions: Readonly<Record<string, (x: number) => number>>;
  };
  /** What a reader has to know of a package's time, by package. */
  readonly notes?: Readonly<Record<string, string>>;
}

export interface ComparisonRow {
  readonly statistic: string;
  readonly package: string;
  readonly nsPerEvaluation: number;
  readonly nsPerValue: number;
  readonly bytesPerEvaluation: number;
  /** Time over that of the first package. */
  readonly timesAsLong: number;
  /** How far the answer is from that of the first package, relatively. */
  readonly answerDiffers: string;
  /** How far it is at the worst of the other points, and which that is. */
  readonly elsewhere: string;
  readonly note: string;
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
  return comparisons.flatMap((comparison) => {
    const { values, variants } = comparison;
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
        statistic: comparison.name,
        package: packageName,
        nsPerEvaluation: threeDigits(time),
        nsPerValue: threeDigits(time / values),
        bytesPerEvaluation: allocatedBytes(variant, (2 * roundMs * 1e6) / time),
        timesAsLong: threeDigits(time / first),
        answerDiffers: index === 0 ? '' : description(difference(variant(), answer)),
        elsewhere: index === 0 ? '' : worstElsewhere(comparison, packageName),
        note: comparison.notes?.[packageName] ?? '',
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

/** V8 counts what it hands out in blocks of up to this. */
const HEAP_BLOCK_BYTES = 256 * 1024;
const ARRAY_BUFFER_ROUNDS = 5;

/**
 * Bytes that one evaluation allocates: on the heap by V8's count over many evaluations, which no collection lowers,
 * and in the buffers of typed arrays, which a collection lowers but nothing raises, as the most of a few evaluations.
 * Less than what a block can hide is 0.
 */
function allocatedBytes(variant: () => number, wanted: number): number {
  const evaluations = Math.max(1, Math.round(wanted));
  const before = getHeapStatistics().total_allocated_bytes;
  for (let index = 0; index < evaluations; index++) consumed += variant();
  const heap = getHeapStatistics().total_allocated_bytes - before;
  let buffers = 0;
  for (let round = 0; round < ARRAY_BUFFER_ROUNDS; round++) {
    const buffersBefore = process.memoryUsage().arrayBuffers;
    consumed += variant();
    buffers = Math.max(buffers, process.memoryUsage().arrayBuffers - buffersBefore);
  }
  return Math.round((heap < 2 * HEAP_BLOCK_BYTES ? 0 : heap / evaluations) + buffers);
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

function worstElsewhere({ elsewhere, variants }: Comparison, packageName: string): string {
  const expected = elsewhere?.functions[Object.keys(variants)[0] ?? ''];
  const actual = elsewhere?.functions[packageName];
  if (elsewhere === undefined || expected === undefined || actual === undefined) return '';
  let worst = 0;
  let worstAt = 0;
  for (const x of elsewhere.points) {
    const relative = difference(actual(x), expected(x));
    if (relative <= worst) continue;
    worst = relative;
    worstAt = x;
  }
  const text = description(worst);
  return text === '' ? '' : `${text} at ${worstAt}`;
}

/** Relatively; infinite for an answer that is no number. */
function difference(actual: number, expected: number): number {
  if (actual === expected) return 0;
  const relative = Math.abs(actual - expected) / Math.abs(expected);
  return Number.isNaN(relative) ? Infinity : relative;
}

function description(relative: number): string {
  if (relative === Infinity) return 'no number';
  return relative < 1e-12 ? '' : relative.toPrecision(1);
}
