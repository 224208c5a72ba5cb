import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

/** Running sums of the values in [0, 1] that a bet is made from. */
export interface PlugInState {
  /** Values so far, whole. */
  readonly n: number;
  readonly sum: number;
  /** Squared distances of the values from the running means, each of which includes its value. */
  readonly squares: number;
}

/** The running sums of nothing. */
export const NO_VALUES: PlugInState = { n: 0, sum: 0, squares: 0 };

/** Mean with half a value of ½ added, in (0, 1). */
export function plugInMean({ n, sum }: PlugInState): number {
  return (0.5 + sum) / (n + 1);
}

/** @throws {StatisticsError} `invalid_value` for a value outside of [0, 1]. */
export function withValue(state: PlugInState, value: number): PlugInState {
  if (!(value >= 0 && value <= 1)) {
    throw new StatisticsError('invalid_value', `value is ${value}; it must be in [0, 1]`);
  }
  const n = state.n + 1;
  const sum = state.sum + value;
  const distance = value - (0.5 + sum) / (n + 1);
  return { n, sum, squares: state.squares + distance * distance };
}

/**
 * The bet on the next value: what would have been about best for the variance seen so far.
 *
 * √(2 ln(2/α) / (σ̂² t ln(t + 1))) with t the number of the next value and σ̂² the running variance
 * with ¼ added to its sum, so that the first bet is finite. It depends on the past alone.
 * @see Waudby-Smith & Ramdas (2024), doi:10.1093/jrsssb/qkad009.
 */
export function plugInBet({ n, squares }: PlugInState, alpha: number): number {
  const variance = (0.25 + squares) / (n + 1);
  return Math.sqrt((2 * Math.log(2 / alpha)) / (variance * (n + 1) * Math.log(n + 2)));
}

/** @throws {StatisticsError} `invalid_argument` unless the sums can be those of n values in [0, 1]. */
export function assertPlugInState({ n, sum, squares }: PlugInState): void {
  assertArgument(Number.isSafeInteger(n) && n >= 0, 'n', n, 'a count');
  assertArgument(sum >= 0 && sum <= n, 'sum', sum, `from 0 to ${n}`);
  assertArgument(squares >= 0 && squares <= n, 'squares', squares, `from 0 to ${n}`);
}
