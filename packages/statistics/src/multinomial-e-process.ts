import type { DirichletMultinomialOptions } from './dirichlet-multinomial.ts';
import { hasCounts, mixedLogEValue } from './dirichlet-multinomial.ts';
import { eValueToPValue } from './e-values.ts';
import { assertArgument, assertSameBins, totalOfCounts } from './validate.ts';

/** What a multinomial e-process knows, as JSON. */
export interface MultinomialEProcessState {
  /** Counts per bin since the start. */
  readonly counts: readonly number[];
  /** ln of the greatest e-value so far, from 0 and finite. */
  readonly largestLogEValue: number;
}

export interface MultinomialEProcess {
  /**
   * Adds the counts of a window, all of them at least 0.
   *
   * @returns ln of the e-value of everything since the start; `Infinity` once a bin has been counted
   * in that the null rules out.
   * @throws {StatisticsError} `shape_mismatch`, `invalid_value` for counts that are none; the state
   * is then as it was.
   */
  update(counts: ArrayLike<number>): number;
  /** p-value that may be looked at any time: 1 over the greatest e-value so far, in [0, 1]. */
  pValue(): number;
  /** The state, for `createMultinomialEProcess` to go on with. */
  toJSON(): MultinomialEProcessState;
}

/**
 * Running test of bin counts against expected shares that may stop at any time, by the mixture of
 * `dirichletMultinomialLogEValue`.
 *
 * Without drift the e-value ever exceeds 1 / alpha with a probability of at most alpha, however long
 * one waits and however often one looks. It suits rows that are independent given the past, such as
 * an experiment; on autocorrelated or seasonal traffic it will call natural variation a change.
 *
 * @param expected Shares under the null, or counts or weights to be normalised, length B >= 1.
 * @param state What `toJSON` of an earlier process with the same arguments returned; none for a new one.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `shape_mismatch` for a state of other
 * bins, `invalid_argument` for an option or a state outside its range.
 *
 * O(B) time a concentration and update, O(B) space. Counts are added, so that the windows into which
 * they are cut, and their order, change only `pValue`; a finite `nullConcentration` is about shares
 * that are unknown but stay the same.
 * @example
 * const process = createMultinomialEProcess([0.5, 0.5]);
 * process.update([50, 50]); // -0.305
 * process.update([90, 10]); // 12.8
 * process.pValue(); // 2.8e-6
 */
export function createMultinomialEProcess(
  expected: ArrayLike<number>,
  options: DirichletMultinomialOptions = {},
  state?: MultinomialEProcessState,
): MultinomialEProcess {
  const total = totalOfCounts('expected', expected);
  const shares = Float64Array.from(expected, (weight) => weight / total);
  let counts = new Float64Array(shares.length);
  let largest = 0;
  if (state !== undefined) {
    assertSameBins(shares, state.counts);
    counts = Float64Array.from(state.counts);
    largest = state.largestLogEValue;
    assertArgument(
      largest >= 0 && largest < Infinity,
      'largestLogEValue',
      largest,
      'from 0 and finite',
    );
  }
  // Reports a wrong option or state now, not at the first window.
  mixedLogEValue(counts, shares, options);
  return {
    update(added) {
      assertSameBins(shares, added);
      // Checked before they are added: a negative count may hide in the sum.
      hasCounts(added);
      const sums = counts.map((count, bin) => count + added[bin]!);
      const logEValue = mixedLogEValue(sums, shares, options);
      counts = sums;
      // JSON has no infinity: certainty is the largest number it has.
      largest = Math.min(Number.MAX_VALUE, Math.max(largest, logEValue));
      return logEValue;
    },
    pValue: () => eValueToPValue(largest),
    toJSON: () => ({ counts: Array.from(counts), largestLogEValue: largest }),
  };
}
