/** Pairs of count vectors that every distance of binned distributions refuses, and the code. */
export const REFUSED_COUNTS = [
  { expected: [1], actual: [1, 2], code: 'shape_mismatch' },
  { expected: [], actual: [], code: 'empty_input' },
  { expected: [0, 0], actual: [1, 2], code: 'empty_input' },
  { expected: [1, 2], actual: [0, 0], code: 'empty_input' },
  { expected: [1, -2], actual: [1, 2], code: 'invalid_value' },
  { expected: [1, NaN], actual: [1, 2], code: 'invalid_value' },
  { expected: [1, 2], actual: [1, Infinity], code: 'invalid_value' },
  { expected: [1, 2], actual: [1e308, 1e308], code: 'invalid_value' },
] as const;
