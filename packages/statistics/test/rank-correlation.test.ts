import { kendallCorrelation, spearmanCorrelation } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

// scipy 1.15.3: spearmanr and kendalltau.
const CASES = [
  {
    name: 'four values',
    x: [1, 2, 3, 4],
    y: [1, 2, 4, 3],
    spearman: [0.8, 0.2],
    kendall: [0.6666666666666669, 0.3333333333333333],
  },
  {
    name: 'ties in both columns',
    x: [1, 2, 2, 3, 3, 3, 5, 8],
    y: [2, 2, 1, 4, 4, 6, 5, 5],
    spearman: [0.7938120189866947, 0.01866530407441862],
    kendall: [0.6531972647421809, 0.035801021567431465],
  },
  {
    name: 'three values with a tie',
    x: [1, 2, 2],
    y: [1, 2, 3],
    spearman: [0.8660254037844387, 0.3333333333333332],
    kendall: [0.816496580927726, 0.22067136191984693],
  },
  {
    name: 'unsorted values with ties',
    x: [12, 2, 1, 12, 2],
    y: [1, 4, 7, 1, 0],
    spearman: [-0.5407380704358752, 0.3467146139768869],
    kendall: [-0.4714045207910316, 0.28274545993277467],
  },
  {
    name: 'twelve values',
    x: range(12),
    y: [3, 1, 0, 2, 7, 5, 4, 6, 11, 8, 10, 9],
    spearman: [0.8531468531468532, 0.00041811794041499725],
    kendall: [0.6363636363636362, 0.003181646992410881],
  },
  {
    name: 'values without any correlation',
    x: [1, 2, 3, 4],
    y: [2, 4, 1, 3],
    spearman: [0, 1],
    kendall: [0, 1],
  },
  {
    name: 'forty values, all but one pair in order',
    x: range(40),
    y: range(40).with(3, 4).with(4, 3),
    spearman: [0.9998123827392121, 1.0477258152676955e-66],
    kendall: [0.9974358974358974, 9.804939513027087e-47],
  },
  {
    name: 'fifty values',
    x: range(50),
    y: range(50).map((index) => (7 * (index + 1)) % 53),
    spearman: [0.006002400960384154, 0.9670007593072917],
    kendall: [0.030204081632653063, 0.7569414118739175],
  },
] as const;

it.each(CASES)('of $name', ({ x, y, spearman, kendall }) => {
  const rho = spearmanCorrelation(x, y);
  expect(relativeError(rho?.correlation ?? NaN, spearman[0])).toBeLessThan(1e-14);
  expect(relativeError(rho?.pValue ?? NaN, spearman[1])).toBeLessThan(1e-9);
  const tau = kendallCorrelation(x, y);
  expect(relativeError(tau?.correlation ?? NaN, kendall[0])).toBeLessThan(1e-14);
  expect(relativeError(tau?.pValue ?? NaN, kendall[1])).toBeLessThan(1e-9);
});

describe.each([spearmanCorrelation, kendallCorrelation])('$name', (correlation) => {
  it('is 1 or -1 for the same and the opposite order', () => {
    expect(correlation(range(5), [1, 4, 9, 16, 25])?.correlation).toBe(1);
    expect(correlation(range(5), [5, 4, 3, 2, 1])?.correlation).toBe(-1);
    expect(correlation([1, 2], [2, 1])).toStrictEqual({ correlation: -1, pValue: 1 });
  });

  it('is undefined for a constant column, which one value is', () => {
    expect(correlation([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(correlation([1, 2, 3], [4, 4, 4])).toBeUndefined();
    expect(correlation([1], [2])).toBeUndefined();
  });

  it('is symmetric, blind to the order of rows and to rising functions', () => {
    const rows = fc.array(fc.record({ x: fc.nat(9), y: fc.nat(9) }), {
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (pairs) => {
        const of = (list: typeof pairs): ReturnType<typeof correlation> =>
          correlation(
            list.map(({ x }) => x),
            list.map(({ y }) => y),
          );
        const own = of(pairs);
        const others = [
          of(pairs.map(({ x, y }) => ({ x: y, y: x }))),
          of(pairs.toReversed()),
          of(pairs.map(({ x, y }) => ({ x: Math.exp(x), y: y ** 3 }))),
        ];
        for (const other of others) {
          expect(other === undefined).toBe(own === undefined);
          expect(other?.correlation ?? 0).toBeCloseTo(own?.correlation ?? 0, 13);
          expect(other?.pValue ?? 0).toBeCloseTo(own?.pValue ?? 0, 10);
        }
        const turned = of(pairs.map(({ x, y }) => ({ x, y: -y })));
        expect(turned?.correlation ?? 0).toBeCloseTo(-(own?.correlation ?? 0), 13);
      }),
    );
  });

  it('takes twenty thousand values', () => {
    const random = seededRandom(5);
    const x = Float64Array.from({ length: 20_000 }, random);
    const y = x.map((value) => value + random());
    expect(correlation(x, y)?.correlation).toBeGreaterThan(0.4);
    expect(correlation(x, y)?.pValue).toBe(0);
  });

  it.each([
    { x: [], y: [], code: 'empty_input' },
    { x: [1], y: [1, 2], code: 'shape_mismatch' },
    { x: [NaN], y: [1], code: 'invalid_value' },
    { x: [1], y: [Infinity], code: 'invalid_value' },
  ])('throws $code for $x, $y', ({ x, y, code }) => {
    expect(() => correlation(x, y)).toThrow(expect.objectContaining({ code }));
  });
});

describe('kendallCorrelation', () => {
  it('counts permutations: p of the definition for five values', () => {
    // 2 P(at most 1 of 10 pairs out of order) = 2 (1 + 4) / 5!.
    expect(kendallCorrelation(range(5), [0, 1, 2, 4, 3])?.pValue).toBeCloseTo(10 / 120, 15);
  });
});
