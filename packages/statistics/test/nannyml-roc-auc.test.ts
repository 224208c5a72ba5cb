import { expectedScoreCounts, nannymlRocAuc, rocAuc, rocAucFromBins } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const rows = fc.array(fc.nat(20), { minLength: 2, maxLength: 40 });

describe('nannymlRocAuc', () => {
  it('is the realized area for labels that scores decide', () => {
    expect(nannymlRocAuc([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]).value).toBe(1);
    expect(nannymlRocAuc([1, 1, 0, 0], [0.1, 0.2, 0.3, 0.4]).value).toBe(0);
    const labels = [0, 1, 0, 1];
    const scores = [0.1, 0.2, 0.3, 0.4];
    expect(nannymlRocAuc(labels, scores).value).toBe(rocAuc(labels, scores).value);
  });

  it('is within its rounding of the area to expect', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const scores = sample.map((value) => value / 20);
        const probabilities = scores.map((score) => 0.2 + 0.6 * score ** 2);
        const exact = rocAucFromBins(expectedScoreCounts(probabilities, scores)).value ?? NaN;
        const { value = NaN, n } = nannymlRocAuc(probabilities, scores);
        expect(n).toBe(sample.length);
        expect(Math.abs(value - exact)).toBeLessThan(1e-4);
      }),
    );
  });

  it('rounds half to even', () => {
    // 1.5 and 2.5 hundred-thousandths of positive rows are both 2, and so the curve rises at the
    // first row alone: to the left of it lies half of its own width.
    const { value } = nannymlRocAuc([1.5e-5, 1e-5], [2, 1]);
    expect(value).toBeCloseTo(1 - 0.99998 / (2 * 1.99998), 10);
  });

  it('has no value where a class is not to be expected, unless one is given', () => {
    expect(nannymlRocAuc([0, 0], [1, 2]).value).toBeUndefined();
    expect(nannymlRocAuc([1, 1], [1, 2], { zeroDivision: 0.5 }).value).toBe(0.5);
    expect(nannymlRocAuc([1e-6, 1e-6], [1, 2]).value).toBeUndefined();
  });

  it.each([
    { probabilities: [], scores: [], code: 'empty_input' },
    { probabilities: [1], scores: [1, 2], code: 'shape_mismatch' },
    { probabilities: [2], scores: [1], code: 'invalid_value' },
    { probabilities: [1], scores: [Infinity], code: 'invalid_value' },
  ])('throws $code for $probabilities and $scores', ({ probabilities, scores, code }) => {
    expect(() => nannymlRocAuc(probabilities, scores)).toThrow(expect.objectContaining({ code }));
  });
});
