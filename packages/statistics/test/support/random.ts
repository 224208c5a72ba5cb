/** A seeded stream of numbers in [0, 1): a Weyl sequence through a 32-bit mixer (splitmix). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Counts of `size` draws from bins whose weights are whole numbers. */
export function multinomialCounts(
  random: () => number,
  size: number,
  weights: readonly number[],
): Float64Array {
  const slots = weights.flatMap((weight, bin) => Array.from<number>({ length: weight }).fill(bin));
  const counts = new Float64Array(weights.length);
  for (let draw = 0; draw < size; draw++) {
    const bin = slots[Math.floor(random() * slots.length)] ?? 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
