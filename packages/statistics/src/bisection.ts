/**
 * The last point at which a predicate holds that is true at `inside` and false at `outside`.
 *
 * @returns The neighbour of the change on the side of `inside`, to the last bit. Which of several
 * changes is found is not defined.
 *
 * Some sixty calls of the predicate; a thousand when the change lies next to 0.
 */
export function lastWhere(inside: number, outside: number, holds: (x: number) => boolean): number {
  let held = inside;
  let failed = outside;
  for (;;) {
    const middle = held + (failed - held) / 2;
    if (middle === held || middle === failed) return held;
    if (holds(middle)) held = middle;
    else failed = middle;
  }
}

/** Where a convex (or just unimodal) function of [low, high] is least, by golden sections. */
export function leastPoint(low: number, high: number, value: (x: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  let left = to - golden * (to - from);
  let right = from + golden * (to - from);
  let [valueLeft, valueRight] = [value(left), value(right)];
  // Forty-five sections shrink the bracket by 4e-10, and an error of the point counts by its square.
  for (let section = 0; section < 45; section++) {
    if (valueLeft <= valueRight) {
      [to, right, valueRight] = [right, left, valueLeft];
      left = to - golden * (to - from);
      valueLeft = value(left);
    } else {
      [from, left, valueLeft] = [left, right, valueRight];
      right = from + golden * (to - from);
      valueRight = value(right);
    }
  }
  return (from + to) / 2;
}
