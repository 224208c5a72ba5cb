/** Coefficients of the numerator and of the denominator, highest power first. */
export type RationalFunction = readonly [readonly number[], readonly number[]];

/** The value at x, by Horner's rule. */
export function rationalAt(x: number, [numerator, denominator]: RationalFunction): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let index = 0; index < coefficients.length; index++) sum = sum * x + coefficients[index]!;
  return sum;
}
