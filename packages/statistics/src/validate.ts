import { StatisticsError } from './errors.ts';

/**
 * The total of a vector of counts or weights, each checked on the way.
 *
 * @throws {StatisticsError} `invalid_value` for a negative or non-finite element, `empty_input`
 * when nothing was counted, `invalid_value` when the total overflows.
 */
export function totalOfCounts(name: string, counts: ArrayLike<number>): number {
  let total = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin]!;
    // Written so that NaN fails as well.
    if (!(count >= 0 && count < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${bin}] is ${count}; a count is finite and not negative`,
      );
    }
    total += count;
  }
  if (total === 0) {
    throw new StatisticsError('empty_input', `${name} has ${counts.length} bins and a total of 0`);
  }
  if (total === Infinity) {
    throw new StatisticsError('invalid_value', `${name} sums to Infinity`);
  }
  return total;
}

/** @throws {StatisticsError} `shape_mismatch` when the two have different numbers of bins. */
export function assertSameBins(expected: ArrayLike<number>, actual: ArrayLike<number>): void {
  if (expected.length !== actual.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `expected has ${expected.length} bins, actual has ${actual.length}`,
    );
  }
}

/**
 * Checks that a sample is not empty, finite and ascending.
 *
 * One comparison a value is little beside what follows, and a sample in the wrong order would
 * otherwise give a wrong number without any sign of it.
 *
 * @throws {StatisticsError} `empty_input`, `invalid_value`.
 */
export function assertAscending(name: string, sample: ArrayLike<number>): void {
  const length = sample.length;
  if (length === 0) throw new StatisticsError('empty_input', `${name} has no values`);
  // Order makes every value finite once the first is above -Infinity and the last below Infinity.
  let previous = -Number.MAX_VALUE;
  for (let index = 0; index < length; index++) {
    const value = sample[index]!;
    if (!(value >= previous && value < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${index}] is ${value}; the sample must be finite and ascending`,
      );
    }
    previous = value;
  }
}

/** @throws {StatisticsError} `empty_input` for fewer than the `least` values a test can use. */
export function assertSize(name: string, size: number, least: number): void {
  if (!(size >= least)) {
    throw new StatisticsError(
      'empty_input',
      `${name} has ${size} ${size === 1 ? 'value' : 'values'}; the test needs ${least}`,
    );
  }
}

/** @throws {StatisticsError} `invalid_argument` unless `accepted`; the message names the value. */
export function assertArgument(
  accepted: boolean,
  name: string,
  value: unknown,
  wanted: string,
): void {
  if (!accepted) {
    throw new StatisticsError(
      'invalid_argument',
      `${name} is ${String(value)}; it must be ${wanted}`,
    );
  }
}

/** @throws {StatisticsError} `invalid_argument` unless `value` is a whole number from `minimum`. */
export function assertWholeNumber(name: string, value: number, minimum: number): void {
  const accepted = Number.isSafeInteger(value) && value >= minimum;
  assertArgument(accepted, name, value, `a whole number from ${minimum}`);
}

/**
 * The next random number, checked: one out of range would bias what is drawn without a sign of it.
 *
 * @throws {StatisticsError} `invalid_argument` unless in [0, 1).
 */
export function draw(random: () => number): number {
  const value = random();
  assertArgument(value >= 0 && value < 1, 'random()', value, 'from 0 to below 1');
  return value;
}

/** @throws {StatisticsError} `invalid_argument` unless `value` is a probability in [0, 1]. */
export function assertProbability(name: string, value: number): void {
  assertArgument(value >= 0 && value <= 1, name, value, 'a probability from 0 to 1');
}

/** @throws {StatisticsError} `invalid_value` when the values' range is beyond the largest double. */
export function assertFiniteRange(low: number, high: number): void {
  if (high - low === Infinity) {
    throw new StatisticsError(
      'invalid_value',
      `values from ${low} to ${high} have no finite range`,
    );
  }
}
