import { assertClassCount } from './confusion-matrix.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { StatisticsError } from './errors.ts';
import { assertClasses, assertRows, assertValues, rowWeights } from './rows.ts';
import type { WeightOptions } from './rows.ts';

/**
 * Outcomes to expect of predictions over K classes.
 *
 * @param probabilities Per class its calibrated probabilities, each of length n >= 1; those of a
 * row sum to 1, to 1e-6.
 * @param predicted Index of the predicted class per row, 0 … K - 1.
 * @returns Expected rows per actual class i and predicted class j, Σ p_i over rows predicted as j.
 * Give it to `accuracy` and `averageOverClasses`.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`
 * without classes.
 *
 * O(n K) time, O(K²) space.
 */
export function expectedConfusionMatrix(
  probabilities: readonly ArrayLike<number>[],
  predicted: ArrayLike<number>,
  options: WeightOptions = {},
): ConfusionMatrix {
  const classes = probabilities.length;
  assertClassCount(classes);
  const named = Object.fromEntries(
    probabilities.map((column, index) => [`probabilities[${index}]`, column]),
  );
  const rows = assertRows({ predicted, ...named, weights: options.weights });
  for (const [name, column] of Object.entries(named))
    assertValues(name, column, { min: 0, max: 1 });
  assertClasses('predicted', predicted, classes);
  const weightOf = rowWeights(options);
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    let total = 0;
    for (let actual = 0; actual < classes; actual++) {
      const probability = probabilities[actual]![row]!;
      total += probability;
      counts[actual * classes + predicted[row]!]! += weight * probability;
    }
    if (Math.abs(total - 1) > 1e-6) {
      throw new StatisticsError(
        'invalid_value',
        `the probabilities of row ${row} sum to ${total}; they must sum to 1`,
      );
    }
  }
  return { classes, counts };
}
