/** Evenly distributed numbers in [0, 1), the same for the same seed: a linear congruential generator of 48 bits. */
export function pseudoRandom(seed: number): () => number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(seed) ^ 0x5_de_ec_e6_6dn) & mask;
  return () => {
    state = (state * 0x5_de_ec_e6_6dn + 0xbn) & mask;
    return Number(state >> 16n) / 2 ** 32;
  };
}
