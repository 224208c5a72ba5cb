import { cohenKappa } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

// Reference values, the variance and what holds for all such metrics: accuracy.test.ts.
describe('cohenKappa', () => {
  // Fleiss, Cohen and Everitt (1969), doi:10.1037/h0028106: 200 rows with κ = 0.429 and the
  // variance 0.002885.
  it('has the large-sample variance of the literature', () => {
    const counts = [106, 10, 4, 22, 28, 10, 2, 12, 6];
    const { value, n, variance } = cohenKappa({ classes: 3, counts });
    expect(n).toBe(200);
    expect(value).toBeCloseTo(0.429, 3);
    expect(variance).toBeCloseTo(0.002885, 6);
  });

  it('has no value when chance cannot disagree', () => {
    const one = { truePositives: 5, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
    expect(cohenKappa(one)).toMatchObject({ value: undefined, n: 5 });
    expect(cohenKappa(one, { zeroDivision: 1 }).value).toBe(1);
  });
});
