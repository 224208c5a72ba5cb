/** The values that each dimension may take. */
export type Dimensions = Readonly<Record<string, readonly string[]>>;

/** One value for each dimension. */
export type Combination = Readonly<Record<string, string>>;

/**
 * Combinations in which every pair of values of two dimensions stands together at least once. Greedy: each
 * combination starts with a pair that is still missing and takes, dimension by dimension, the value that brings
 * most missing pairs. The same dimensions give the same combinations.
 */
export function pairwise(dimensions: Dimensions): Combination[] {
  const names = Object.keys(dimensions);
  const missing = new Set(allPairs(dimensions));
  const combinations: Combination[] = [];
  for (const pair of missing) {
    // The set shrinks under the loop; what is gone meanwhile is not visited.
    const combination = new Map(pair.split(PAIR).map((item) => splitItem(item)));
    for (const name of names) {
      if (combination.has(name)) continue;
      combination.set(name, bestValue(name, dimensions[name] ?? [], { combination, missing }));
    }
    for (const covered of pairsOf(combination)) missing.delete(covered);
    combinations.push(Object.fromEntries(names.map((name) => [name, combination.get(name) ?? ''])));
  }
  return combinations;
}

/** Every pair of values of two dimensions, as a text that names both. */
export function allPairs(dimensions: Dimensions): string[] {
  const items = Object.entries(dimensions).map(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  return items.flatMap((left, at) =>
    items.slice(at + 1).flatMap((right) => left.flatMap((a) => right.map((b) => toPair(a, b)))),
  );
}

/** The pairs that a combination holds. */
export function pairsOf(combination: Iterable<readonly [string, string]>): string[] {
  const items = [...combination];
  return items.flatMap((left, at) => items.slice(at + 1).map((right) => toPair(left, right)));
}

type Item = readonly [name: string, value: string];

const PAIR = '\n';
const ITEM = '=';

function toPair(left: Item, right: Item): string {
  const [first, second] = left[0] < right[0] ? [left, right] : [right, left];
  return `${first.join(ITEM)}${PAIR}${second.join(ITEM)}`;
}

function splitItem(item: string): [string, string] {
  const at = item.indexOf(ITEM);
  return [item.slice(0, at), item.slice(at + 1)];
}

function bestValue(
  name: string,
  values: readonly string[],
  sofar: {
    readonly combination: ReadonlyMap<string, string>;
    readonly missing: ReadonlySet<string>;
  },
): string {
  const gains = values.map(
    (value) =>
      [...sofar.combination].filter((item) => sofar.missing.has(toPair(item, [name, value])))
        .length,
  );
  return values[gains.indexOf(Math.max(...gains))] ?? '';
}
