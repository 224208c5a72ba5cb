/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Of the standard normal law. */
  normal(): number;
}

/** Layers of the ziggurat, where its last one begins, and the area of each. */
const LAYERS = 128;
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const { widths, heights } = ziggurat();

/**
 * @param seed Whole numbers; each adds to the seed, so `[11, 3]` and `[3, 11]` are different.
 * @see Marsaglia & Tsang (2000), doi:10.18637/jss.v005.i08, for the normal law. Uniform numbers come
 * from a small fast counting generator of 128 bits of state.
 */
export function createRandom(seed: readonly number[]): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  for (const part of seed) {
    a ^= Math.imul(part + 0x7f4a7c15, 0x85ebca6b);
    for (let round = 0; round < 8; round++) bits();
  }
  for (let round = 0; round < 12; round++) bits();
  return { uniform, normal };

  function bits(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  }

  function uniform(): number {
    return (bits() >>> 0) / 4_294_967_296;
  }

  function normal(): number {
    for (;;) {
      const drawn = bits();
      const layer = drawn & (LAYERS - 1);
      // The bits of the layer are not used again.
      const x = ((drawn >> 7) / 0x100_0000) * (widths[layer] as number);
      if (Math.abs(x) < (widths[layer + 1] as number)) return x;
      if (layer === 0) return x < 0 ? -tail() : tail();
      const [low, high] = [heights[layer] as number, heights[layer + 1] as number];
      if (low + uniform() * (high - low) < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** Of the law beyond the last layer, by rejection from an exponential one. */
  function tail(): number {
    for (;;) {
      const x = -Math.log(1 - uniform()) / TAIL;
      const y = -Math.log(1 - uniform());
      if (2 * y > x * x) return TAIL + x;
    }
  }
}

/** Right ends of the layers, the first one widened to hold the tail, and the density there. */
function ziggurat(): { readonly widths: Float64Array; readonly heights: Float64Array } {
  const right = new Float64Array(LAYERS + 1);
  const density = new Float64Array(LAYERS + 1);
  right[0] = AREA / Math.exp(-0.5 * TAIL * TAIL);
  right[1] = TAIL;
  for (let layer = 1; layer < LAYERS; layer++) {
    const x = right[layer] as number;
    density[layer] = Math.exp(-0.5 * x * x);
    const next = (density[layer] as number) + AREA / x;
    right[layer + 1] = next < 1 ? Math.sqrt(-2 * Math.log(next)) : 0;
  }
  right[LAYERS] = 0;
  density[LAYERS] = 1;
  return { widths: right, heights: density };
}

/** Of a Poisson law: exact for small means, by a rounded normal law from 200 on. */
export function poisson(random: Random, mean: number): number {
  if (mean >= 200) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  }
  // Products of uniform numbers; in parts, so that e^-mean stays far from the smallest number.
  let count = 0;
  for (let rest = mean; rest > 0; rest -= 50) {
    const limit = Math.exp(-Math.min(rest, 50));
    for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  }
  return count;
}

/** Of Student's law with three degrees of freedom. */
export function studentT3(random: Random): number {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 3);
}
