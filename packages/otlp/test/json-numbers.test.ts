import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { anyValueOf, at } from './support/json.ts';

describe('a number', () => {
  const double = (text: string): number =>
    at(anyValueOf(`{"doubleValue":${text}}`), 'doubleValue') as number;

  it('is the nearest double, whatever it is written like', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
          // Digits that no double has exactly: between 1 and 25 of them, with a point anywhere.
          fc
            .tuple(
              fc.stringMatching(/^[1-9]\d{0,24}$/),
              fc.nat(24),
              fc.constantFrom('', 'e5', 'E-7', 'e+22'),
            )
            .map(([digits, point, exponent]) =>
              point > 0 && point < digits.length
                ? `${digits.slice(0, point)}.${digits.slice(point)}${exponent}`
                : digits + exponent,
            ),
        ),
        (text) => {
          expect(double(text)).toBe(Number(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the nearest double also halfway between two', () => {
    for (const text of [
      '9007199254740993',
      '9007199254740993.0',
      '900719925474099.35',
      '0.500000000000000166',
      '4503599627370497.5',
      '1.00000000000000011102',
    ]) {
      expect(double(text)).toBe(Number(text));
    }
  });

  it('is the same integer of 64 bits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.boolean(),
        (value, isQuoted) => {
          const json = isQuoted ? `"${value}"` : String(value);
          expect(anyValueOf(`{"intValue":${json}}`)).toEqual({ intValue: String(value) });
        },
      ),
      { numRuns: 500 },
    );
  });
});
