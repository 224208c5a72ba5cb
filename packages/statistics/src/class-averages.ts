import type { BinaryConfusion } from './binary-confusion.ts';
import { mergeBinaryConfusions } from './binary-confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { oneVsRest } from './confusion-matrix.ts';
import type { Cells, CountRatio } from './count-ratio.ts';
import { cellsOf, ratioOfCounts, weigh } from './count-ratio.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';

export interface ClassAverageOptions extends ZeroDivisionOptions {
  /**
   * `macro`: the plain mean over classes; `weighted`: weighted by their rows; `micro`: the ratio of
   * the sums over classes.
   *
   * @default `macro`
   */
  readonly average?: 'macro' | 'micro' | 'weighted';
}

/**
 * A binary metric averaged over classes, each against the rest, or over labels.
 *
 * @param confusions A matrix of K classes, or one binary confusion per label of a multi-label task.
 * @param ratio One of `COUNT_RATIOS`, or `fBetaRatio(beta)`.
 * @param options A class whose metric has no denominator takes the value of `zeroDivision`, and is
 * left out of the mean without it, as with `zero_division=nan` of scikit-learn. So is a class
 * without rows from the weighted mean, whose weight is 0.
 * @returns `n` is the number of rows. `variance` by the delta method over the cells of the matrix,
 * whose classes are not independent; `undefined` for labels, whose dependence the counts do not
 * show.
 * @throws {StatisticsError} `empty_input` without labels, `invalid_argument` or `invalid_value` for
 * counts that are none.
 *
 * O(K²). Agrees with `precision_score`, `recall_score`, `f1_score`, `fbeta_score` and
 * `jaccard_score` of scikit-learn 1.6 to 1e-15.
 * @see Takahashi et al. (2022), doi:10.1007/s10489-021-02635-5, for such variances of F1.
 * @example
 * const matrix = confusionMatrix([0, 1, 2, 2], [0, 2, 2, 2], { classes: 3 });
 * averageOverClasses(matrix, COUNT_RATIOS.recall).value; // 0.6667
 */
export function averageOverClasses(
  confusions: ConfusionMatrix | readonly BinaryConfusion[],
  ratio: CountRatio,
  options: ClassAverageOptions = {},
): Estimate {
  const matrix = 'classes' in confusions ? confusions : undefined;
  const classes =
    matrix === undefined ? (confusions as readonly BinaryConfusion[]) : oneVsRest(matrix);
  if (classes.length === 0) throw new StatisticsError('empty_input', 'there are no labels');
  const n = cellsOf(classes[0]!).reduce((sum, count) => sum + count, 0);
  const terms =
    options.average === 'micro' ? pooled(classes, ratio) : single(classes, ratio, options);
  const weight = terms.reduce((sum, term) => sum + term.weight, 0);
  if (weight === 0) return zeroDivisionEstimate(options, n);
  const value = terms.reduce((sum, term) => sum + term.value * (term.weight / weight), 0);
  if (matrix === undefined) return { value, n, variance: undefined };
  const weighted = options.average === 'weighted';
  return { value, n, variance: varianceOf(matrix, { terms, value, weight, weighted }) };
}

/** One ratio that enters the average, with its derivatives by the four counts of each class. */
interface Term {
  readonly value: number;
  readonly weight: number;
  readonly gradient: Cells;
  /** The class whose counts enter; all of them when pooled. */
  readonly index: number | 'all';
}

function pooled(classes: readonly BinaryConfusion[], ratio: CountRatio): Term[] {
  // The pooled counts are those of each class added up, so all classes have the same derivatives.
  const confusion = classes.reduce(mergeBinaryConfusions);
  const { value } = ratioOfCounts(confusion, ratio);
  if (value === undefined) return [];
  return [{ value, weight: 1, gradient: gradientOf(confusion, ratio, value), index: 'all' }];
}

function single(
  classes: readonly BinaryConfusion[],
  ratio: CountRatio,
  options: ClassAverageOptions,
): Term[] {
  const terms: Term[] = [];
  for (const [index, confusion] of classes.entries()) {
    const { value, variance } = ratioOfCounts(confusion, ratio, options);
    if (value === undefined) continue;
    const rows = confusion.truePositives + confusion.falseNegatives;
    const weight = options.average === 'weighted' ? rows : 1;
    // A value that stands in for a missing one does not vary.
    const gradient: Cells =
      variance === undefined ? [0, 0, 0, 0] : gradientOf(confusion, ratio, value);
    terms.push({ value, weight, gradient, index });
  }
  return terms;
}

function gradientOf(confusion: BinaryConfusion, ratio: CountRatio, value: number): Cells {
  const denominator = weigh(cellsOf(confusion), ratio.denominator);
  const by = (cell: 0 | 1 | 2 | 3): number =>
    (ratio.numerator[cell] - value * ratio.denominator[cell]) / denominator;
  return [by(0), by(1), by(2), by(3)];
}

interface Average {
  readonly terms: readonly Term[];
  readonly value: number;
  readonly weight: number;
  readonly weighted: boolean;
}

/** Σ c g² over the cells of the matrix, with g the derivative of the average by the count c. */
function varianceOf({ classes, counts }: ConfusionMatrix, average: Average): number {
  const { terms, weight } = average;
  // A row in cell (i, j) is a true negative of every class but i and j, a false negative of i, a
  // false positive of j, and on the diagonal a true positive.
  let asNegative = 0;
  const right = new Float64Array(classes);
  const missed = new Float64Array(classes);
  const mistaken = new Float64Array(classes);
  for (const term of terms) {
    const [tp, fp, fn, tn] = term.gradient.map((by) => by * (term.weight / weight)) as [
      number,
      number,
      number,
      number,
    ];
    const own = term.index === 'all' ? Array.from(right.keys()) : [term.index];
    asNegative += tn * own.length;
    for (const k of own) {
      right[k] = tp - tn;
      // The weights are counts of rows too: one more row of class k moves the mean towards its
      // value.
      missed[k] = fn - tn + (average.weighted ? (term.value - average.value) / weight : 0);
      right[k] += average.weighted ? (term.value - average.value) / weight : 0;
      mistaken[k] = fp - tn;
    }
  }
  let variance = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const influence = asNegative + (i === j ? right[i]! : missed[i]! + mistaken[j]!);
      variance += counts[i * classes + j]! * influence * influence;
    }
  }
  return variance;
}
