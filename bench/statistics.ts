/*
 * Question: what does each statistic cost per value and per evaluation, beside JavaScript packages that offer the same?
 * Budget: a value counted into bins in 50 ns, a window judged with its p-value in 1 µs, 672 hours fitted in 3 ms.
 *
 * Each line of the lists in `statistics/` is one statistic; the first variant is ours. Packages answer by their own
 * definitions: "answer differs" says how far off they are, and "elsewhere" at the worst of other points, so that a fast
 * table of three digits is not taken for a gain. Sizes are a day of 10,000 rows against a reference of 100,000, 20 bins,
 * 256 bins of scores, and a reference of 28 days. Run with
 *   node --conditions=@marigraph/source bench/statistics.ts
 */
import * as statistics from '@marigraph/statistics';

import { BINNING } from './statistics/bins.ts';
import { CLASSIFIERS } from './statistics/classifiers.ts';
import { COMPATIBLE } from './statistics/compatible.ts';
import { ALL_DISTANCES } from './statistics/distances.ts';
import { INTERVALS } from './statistics/intervals.ts';
import { LAWS } from './statistics/laws.ts';
import { PREDICTIONS } from './statistics/predictions.ts';
import { SCAN } from './statistics/scan.ts';
import { SCORES } from './statistics/scores.ts';
import { STREAMS } from './statistics/streams.ts';
import { TWO_SAMPLES } from './statistics/two-samples.ts';
import { UNLABELLED } from './statistics/unlabelled.ts';
import { VECTORS } from './statistics/vectors.ts';
import { machine, measureComparisons } from './support/comparisons.ts';
import type { Comparison } from './support/comparisons.ts';

const COMPARISONS: readonly Comparison[] = [
  ...ALL_DISTANCES,
  ...TWO_SAMPLES,
  ...BINNING,
  ...VECTORS,
  ...SCAN,
  ...STREAMS,
  ...INTERVALS,
  ...CLASSIFIERS,
  ...SCORES,
  ...PREDICTIONS,
  ...UNLABELLED,
  ...COMPATIBLE,
  ...LAWS,
];

/** Packages that offer some of this and are not measured with it. */
const LEFT_OUT = {
  '@stdlib/*':
    'each function brings 130 to 320 packages, and stats-chi2test does not install from a registry alone. Of twelve laws that were measured once, the normal law and the incomplete gamma function take two thirds of the time of ours; the others take longer',
  'ml-roc-multiclass': 'depends on the matchers of a test framework',
  'spearman-rho': 'answers asynchronously',
  binguru: 'brings an algebra system',
  scikitjs: 'brings TensorFlow',
};

/** Measures every statistic, or those whose name contains a word, and answers what a page can be generated from. */
export function run(args: readonly string[] = []): object {
  const options = args.includes('--quick')
    ? { rounds: 1, roundMs: 2 }
    : { rounds: 15, roundMs: 10 };
  const word = args.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
  const comparisons = COMPARISONS.filter(({ name }) => name.includes(word ?? ''));
  return {
    question:
      'what each statistic costs per value and per evaluation, beside JavaScript packages that offer the same',
    budget:
      'a value counted into bins in 50 ns, a window judged with its p-value in 1 µs, 672 hours fitted in 3 ms',
    machine: machine(),
    time: `least of ${options.rounds} rounds of ${options.roundMs} ms in turns`,
    bytes:
      "allocated by one evaluation: on the heap by V8's count, to its blocks of 256 KiB over 20 ms of evaluations, and in typed arrays; a number that is returned and not inlined counts with 16",
    answerDiffers: 'relatively, from 1e-12 on; 1 is an answer of 0',
    elsewhere: 'how far the answer differs at the worst of other arguments, and which that is',
    leftOut: LEFT_OUT,
    notMeasured: functionsWithoutLine(),
    table: measureComparisons(comparisons, options),
  };
}

/** Exported functions that no line is named after. */
function functionsWithoutLine(): string[] {
  const measured = new Set(COMPARISONS.map(({ name }) => name.split(/[ ,]/)[0]));
  return Object.entries(statistics)
    .filter(
      ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name) && !measured.has(name),
    )
    .map(([name]) => name);
}

export const USAGE =
  '--quick: one short round of each, to see that they run; --only=word: those whose name contains it';

if (import.meta.main) console.log(JSON.stringify(run(process.argv.slice(2)), null, 2));
