import { SPARSE_INDEX_BITS } from './hyper-log-log-sparse.ts';

/**
 * Distinct items from the number of different sparse indices: m ln(m / (m - size)), m = 2^26.
 *
 * Linear counting of Whang, Vander-Zanden and Taylor (1990), doi:10.1145/78922.78925; at the sizes
 * that are kept sparsely the error is below 0.1 %.
 */
export function estimateFromSparse(size: number): number {
  const m = 2 ** SPARSE_INDEX_BITS;
  return -m * Math.log1p(-size / m);
}

/**
 * Ertl's improved raw estimator, (m² / (2 ln 2)) / (m σ(C₀/m) + Σ C_k 2^-k + m τ(1 - C_{q+1}/m)
 * 2^-q), where C_k of the m registers hold k: without bias at few items as well as at very many.
 *
 * @param registers Ranks from 0 to q + 1, length m.
 * @param q Bits of the hash that are left to the ranks.
 * @see Ertl (2017), arXiv:1702.01284, algorithm 6.
 */
export function estimateFromRegisters(registers: Uint8Array, q: number): number {
  const m = registers.length;
  const histogram = new Float64Array(q + 2);
  for (const rank of registers) histogram[rank]!++;
  let sum = m * saturationTerm(1 - histogram[q + 1]! / m);
  for (let rank = q; rank >= 1; rank--) sum = (sum + histogram[rank]!) / 2;
  sum += m * emptinessTerm(histogram[0]! / m);
  return (m / (2 * Math.LN2)) * (m / sum);
}

/**
 * σ(x) = x + Σ x^(2^k) 2^(k-1), k from 1: what empty registers stand for; overflows to Infinity at
 * 1.
 */
function emptinessTerm(x: number): number {
  let power = x;
  let factor = 1;
  let sum = x;
  for (let before = NaN; sum !== before;) {
    before = sum;
    power *= power;
    sum += power * factor;
    factor *= 2;
  }
  return sum;
}

/** τ(x) = (1 - x - Σ (1 - x^(2^-k))² 2^-k) / 3, k from 1: what full registers stand for. */
function saturationTerm(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let factor = 1;
  let sum = 1 - x;
  for (let before = NaN; sum !== before;) {
    before = sum;
    root = Math.sqrt(root);
    factor /= 2;
    sum -= (1 - root) ** 2 * factor;
  }
  return sum / 3;
}
