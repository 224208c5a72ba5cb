import type { PlugInState } from './plug-in-bet.ts';
import { assertPlugInState, NO_VALUES, plugInBet, plugInMean, withValue } from './plug-in-bet.ts';
import { assertArgument } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

export interface MeanSequenceOptions {
  /**
   * Probability that the interval ever misses the mean, above 0 and below 1.
   *
   * @default 0.05
   */
  readonly alpha?: number;
  /**
   * Largest share of the capital that one value may cost, above 0 and below 1.
   *
   * @default 0.5
   */
  readonly truncation?: number;
}

/** A confidence sequence of a mean that takes its values one by one. */
export interface MeanSequence<State> {
  /**
   * Takes the next value, in [0, 1].
   *
   * @throws {StatisticsError} `invalid_value` for a value outside, NaN included; the state is then as
   * it was.
   */
  update(value: number): void;
  /** The intersection of the intervals so far; [0, 1] before the first value. */
  interval(): Interval;
  /** The state, to go on with. */
  toJSON(): State;
}

/** What an empirical Bernstein sequence knows, as JSON. */
export interface EmpiricalBernsteinState extends PlugInState {
  /** Sums of the bets, of bets times values, and of the costs of the bets. */
  readonly bets: number;
  readonly products: number;
  readonly costs: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Confidence sequence of the mean of values in [0, 1] in constant memory: an empirical Bernstein
 * bound, as narrow as the variance of the values allows, with weights chosen from the past.
 *
 * The mean of a value given the past must be one constant; otherwise nothing is assumed. Should it
 * change, the intersection gets empty sooner or later and stays at the point where it did.
 *
 * @param state What `toJSON` of an earlier sequence returned; none for a new one.
 * @throws {StatisticsError} `invalid_argument` for an option or a state outside its range.
 *
 * O(1) time and space a value. `createBettingSequence` is narrower and costs more. Scale values of
 * another range to [0, 1] first.
 * @see Waudby-Smith & Ramdas (2024), doi:10.1093/jrsssb/qkad009.
 * @example
 * const sequence = createEmpiricalBernsteinSequence();
 * for (let i = 0; i < 1000; i++) sequence.update(0.4 + 0.2 * (i % 2));
 * sequence.interval(); // { lower: 0.488, upper: 0.512 }
 */
export function createEmpiricalBernsteinSequence(
  options: MeanSequenceOptions = {},
  state?: EmpiricalBernsteinState,
): MeanSequence<EmpiricalBernsteinState> {
  const { alpha, truncation } = meanSequenceOptions(options);
  let moments: PlugInState = NO_VALUES;
  let { bets, products, costs, lower, upper } = NO_BETS;
  if (state !== undefined) {
    assertPlugInState(state);
    ({ bets, products, costs, lower, upper } = state);
    assertArgument(
      lower >= 0 && lower <= upper && upper <= 1,
      'lower',
      lower,
      `from 0 to ${upper}`,
    );
    for (const [name, sum] of Object.entries({ bets, products, costs })) {
      assertArgument(sum >= 0 && sum < Infinity, name, sum, 'not negative and finite');
    }
    moments = { n: state.n, sum: state.sum, squares: state.squares };
  }
  return {
    update(value) {
      const next = withValue(moments, value);
      const bet = Math.min(truncation, plugInBet(moments, alpha));
      const distance = value - plugInMean(moments);
      bets += bet;
      products += bet * value;
      costs += distance * distance * -(Math.log1p(-bet) + bet);
      moments = next;
      const center = products / bets;
      const halfWidth = (Math.log(2 / alpha) + costs) / bets;
      // Of an empty intersection the nearest end is kept.
      lower = Math.min(upper, Math.max(lower, center - halfWidth));
      upper = Math.max(lower, Math.min(upper, center + halfWidth));
    },
    interval: () => ({ lower, upper }),
    toJSON: () => ({ ...moments, bets, products, costs, lower, upper }),
  };
}

const NO_BETS = { bets: 0, products: 0, costs: 0, lower: 0, upper: 1 };

/** @throws {StatisticsError} `invalid_argument`. */
export function meanSequenceOptions(options: MeanSequenceOptions): Required<MeanSequenceOptions> {
  const { alpha = 0.05, truncation = 0.5 } = options;
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  assertArgument(truncation > 0 && truncation < 1, 'truncation', truncation, 'between 0 and 1');
  return { alpha, truncation };
}
