/**
 * Σ values with an error that does not grow with their number: Neumaier's sum.
 *
 * @see Neumaier (1974), doi:10.1002/zamm.19740540106.
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
