import { StatisticsError } from './errors.ts';
import { logSumExp } from './log-sum-exp.ts';
import { assertProbability, totalOfCounts } from './validate.ts';

/**
 * ln of the mean of e-values: an e-value again, however they depend on each other.
 *
 * @param logEValues ln of each e-value, length n >= 1; `-Infinity` for 0, `Infinity` for certainty.
 * @param weights Not negative, finite, chosen before the data; they are normalised. Equal if left out.
 * @returns ln of the weighted mean. An e-value without weight is left out, even a certain one.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN or a weight that is none,
 * `shape_mismatch` when the lengths differ.
 *
 * O(n), without overflow. The only symmetric way to join dependent e-values that none improves on.
 * @see Vovk & Wang (2021), doi:10.1214/20-AOS2020.
 * @example
 * logMeanEValue([Math.log(30), 0]); // ln 15.5
 */
export function logMeanEValue(logEValues: ArrayLike<number>, weights?: ArrayLike<number>): number {
  assertLogEValues(logEValues);
  const size = logEValues.length;
  if (size === 0) throw new StatisticsError('empty_input', 'logEValues has no values');
  if (weights === undefined) return logSumExp(logEValues) - Math.log(size);
  if (weights.length !== size) {
    throw new StatisticsError(
      'shape_mismatch',
      `logEValues has ${size} values, weights has ${weights.length}`,
    );
  }
  const total = totalOfCounts('weights', weights);
  const terms = Float64Array.from(weights, (weight, index) =>
    weight === 0 ? -Infinity : logEValues[index]! + Math.log(weight / total),
  );
  return logSumExp(terms);
}

/**
 * ln of the product of e-values: an e-value again if they are independent, or if the mean of each is
 * at most 1 given those before it.
 *
 * @param logEValues ln of each e-value, length n >= 0; `-Infinity` for 0, `Infinity` for certainty.
 * @returns Their sum; 0, no evidence, for none. `-Infinity` when one is 0, even beside a certain one.
 * @throws {StatisticsError} `invalid_value` for NaN.
 *
 * O(n).
 * @see Vovk & Wang (2021), doi:10.1214/20-AOS2020.
 */
export function logProductEValue(logEValues: ArrayLike<number>): number {
  assertLogEValues(logEValues);
  let sum = 0;
  for (let index = 0; index < logEValues.length; index++) {
    if (logEValues[index] === -Infinity) return -Infinity;
    sum += logEValues[index]!;
  }
  return sum;
}

/**
 * The p-value of an e-value: min(1, 1 / e). Of the greatest value an e-process ever had it is a
 * p-value that holds at any time.
 *
 * @param logEValue ln e; any number, infinities included.
 * @returns In [0, 1].
 * @throws {StatisticsError} `invalid_value` for NaN.
 */
export function eValueToPValue(logEValue: number): number {
  if (Number.isNaN(logEValue)) {
    throw new StatisticsError('invalid_value', 'logEValue is NaN; it must be a number');
  }
  return Math.min(1, Math.exp(-logEValue));
}

/**
 * ln of an e-value made from a p-value: the mean of κ p^(κ-1) over all κ in [0, 1].
 *
 * @param pValue In [0, 1], uniform or larger under the null.
 * @returns ln((1 - p + p ln p) / (p ln² p)): ln ½ for p = 1, `Infinity` for p = 0. A p of 0.05 makes
 * an e of 1.8, one of 0.001 an e of 21: such evidence is paid for.
 * @throws {StatisticsError} `invalid_argument` outside of this range.
 *
 * O(1). The relative error of e is about 1e-15, next to p = 1 as well.
 * @see Vovk & Wang (2021), doi:10.1214/20-AOS2020.
 */
export function pValueToLogEValue(pValue: number): number {
  assertProbability('pValue', pValue);
  if (pValue === 0) return Infinity;
  const u = -Math.log(pValue);
  // With u = -ln p, e = (e^u - 1 - u) / u².
  if (u > 1) return u - 2 * Math.log(u) + Math.log1p(-(1 + u) * pValue);
  let term = 0.5;
  let sum = 0;
  for (let k = 3; term > Number.EPSILON * 0.1; k++) {
    sum += term;
    term *= u / k;
  }
  return Math.log(sum);
}

/** @throws {StatisticsError} `invalid_value` for NaN, naming its index. */
function assertLogEValues(logEValues: ArrayLike<number>): void {
  for (let index = 0; index < logEValues.length; index++) {
    if (Number.isNaN(logEValues[index])) {
      throw new StatisticsError(
        'invalid_value',
        `logEValues[${index}] is NaN; it must be a number or infinite`,
      );
    }
  }
}
