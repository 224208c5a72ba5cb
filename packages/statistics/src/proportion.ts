import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

/** Successes among trials; both may be fractions, so that weighted rows count as their effective size. */
export interface Proportion {
  /** In [0, n]. */
  readonly successes: number;
  /** Trials, positive and finite. */
  readonly n: number;
}

/** @throws {StatisticsError} `empty_input` for n = 0, `invalid_argument` outside the ranges above. */
export function assertProportion({ successes, n }: Proportion): void {
  if (n === 0) throw new StatisticsError('empty_input', 'n is 0; a proportion needs trials');
  assertArgument(n > 0 && n < Infinity, 'n', n, 'positive and finite');
  assertArgument(successes >= 0 && successes <= n, 'successes', successes, `from 0 to ${n}`);
}
