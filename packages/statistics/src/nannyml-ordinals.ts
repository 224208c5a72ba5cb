/** What NannyML fills in for a missing category before it numbers them. */
const MISSING = 'NML_missing_value';

/**
 * Numbers of categories as NannyML's models of direct loss estimation take them.
 *
 * @param column Categories, `null` where one is missing. May be empty.
 * @param categories Those of the reference in ascending order, with `NML_missing_value` among them
 * if it missed any.
 * @returns Per row the place of its category, from 1; 0 for a category that the reference did not
 * have.
 *
 * O(n + categories).
 * @example
 * nannymlOrdinals(['gas', 'wood', 'diesel'], ['diesel', 'gas']); // 2 0 1
 */
export function nannymlOrdinals(
  column: ArrayLike<string | null>,
  categories: readonly string[],
): Float64Array {
  const places = new Map(categories.map((category, index) => [category, index + 1]));
  return Float64Array.from(column, (category) => places.get(category ?? MISSING) ?? 0);
}
