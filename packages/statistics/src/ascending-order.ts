/**
 * The indices that put values in ascending order; ties keep their order. O(n log n), and O(n) where
 * the values ascend already.
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let index = 0; index < order.length; index++) order[index] = index;
  for (let index = 1; index < values.length; index++) {
    if (values[index]! < values[index - 1]!) {
      // oxlint-disable-next-line unicorn/no-array-sort -- order is this function's own
      return order.sort((left, right) => values[left]! - values[right]!);
    }
  }
  return order;
}
