import { fitPlattScaling, parsePlattScaling, plattProbability } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SEPARATED = { scores: [0.1, 0.2, 0.3, 0.9], labels: [0, 0, 0, 1] };

const rows = fc.array(
  fc.record({
    score: fc.integer({ min: -50_000, max: 50_000 }).map((score) => score / 10_000),
    label: fc.nat(1),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('fitPlattScaling', () => {
  // scikit-learn 1.6.1, sklearn.calibration._SigmoidCalibration, which stops some 1e-5 away.
  it.each([
    {
      name: 'overlapping classes',
      scores: [-2, -1, -0.5, 0, 0.3, 1, 2, 3],
      labels: [0, 0, 1, 0, 1, 0, 1, 1],
      slope: -0.5536861696452695,
      intercept: 0.18214625539544302,
    },
    {
      name: 'separated classes',
      ...SEPARATED,
      slope: -2.8706108200967377,
      intercept: 1.949307189854743,
    },
    {
      name: 'a score that falls',
      scores: [0.1, 0.2, 0.7, 0.9],
      labels: [1, 1, 0, 0],
      slope: 3.236406331073134,
      intercept: -1.5279087572915153,
    },
    {
      name: 'far scores',
      scores: [100, 250, 300, 900, -50],
      labels: [0, 1, 1, 1, 0],
      slope: -0.003071832213059642,
      intercept: 0.4716663587266261,
    },
    {
      name: 'one class',
      scores: [1, 2, 3],
      labels: [1, 1, 1],
      slope: 0,
      intercept: -1.3862943611198906,
    },
  ])('is that of scikit-learn for $name', ({ scores, labels, slope, intercept }) => {
    const fit = fitPlattScaling(scores, labels);
    expect(Math.abs(fit.slope - slope)).toBeLessThan(1e-4);
    expect(Math.abs(fit.intercept - intercept)).toBeLessThan(1e-4);
  });

  it('has no slope where the gradient of its likelihood could go: that is 0 to 1e-9', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const scores = sample.map(({ score }) => score);
        const labels = sample.map(({ label }) => label);
        const fit = fitPlattScaling(scores, labels);
        const positives = labels.filter((label) => label === 1).length;
        const targets = [1 / (labels.length - positives + 2), (positives + 1) / (positives + 2)];
        let [alongSlope, alongIntercept, scale] = [0, 0, 1];
        for (const { score, label } of sample) {
          const residual = (targets[label] ?? NaN) - plattProbability(fit, score);
          alongSlope += residual * score;
          alongIntercept += residual;
          scale += Math.abs(score);
        }
        expect(Math.abs(alongSlope)).toBeLessThan(1e-9 * scale);
        expect(Math.abs(alongIntercept)).toBeLessThan(1e-9 * scale);
      }),
    );
  });

  it('is blind to the unit of the score', () => {
    for (const unit of [1e-200, 1e-9, 1e9, 1e200]) {
      const fit = fitPlattScaling(
        SEPARATED.scores.map((score) => score * unit),
        SEPARATED.labels,
      );
      const own = fitPlattScaling(SEPARATED.scores, SEPARATED.labels);
      expect(plattProbability(fit, 0.25 * unit)).toBeCloseTo(plattProbability(own, 0.25), 9);
    }
  });

  it('has slope 0 for constant scores, and is 1/2 with Platt’s targets for one of each class', () => {
    expect(fitPlattScaling([4, 4], [0, 1])).toEqual({ slope: 0, intercept: 0 });
    expect(fitPlattScaling([0, 5e-324], [0, 1])).toEqual({ slope: 0, intercept: 0 });
    const single = fitPlattScaling([7], [1]);
    expect(single.slope).toBe(0);
    expect(plattProbability(single, 7)).toBeCloseTo(2 / 3, 9);
  });

  it.each([
    { scores: [], labels: [], code: 'empty_input' },
    { scores: [1, 2], labels: [1], code: 'shape_mismatch' },
    { scores: [1, NaN], labels: [0, 1], code: 'invalid_value' },
    { scores: [1, 2], labels: [0, 0.5], code: 'invalid_value' },
    { scores: [-1.7e308, 1.7e308], labels: [0, 1], code: 'invalid_value' },
  ])('throws $code for $scores and $labels', ({ scores, labels, code }) => {
    expect(() => fitPlattScaling(scores, labels)).toThrow(expect.objectContaining({ code }));
  });
});

describe('plattProbability', () => {
  it('keeps the digits of a small probability, and takes infinities', () => {
    expect(plattProbability({ slope: -1, intercept: 0 }, -700)).toBeCloseTo(Math.exp(-700), 310);
    expect(plattProbability({ slope: -1, intercept: 0 }, -Infinity)).toBe(0);
    expect(plattProbability({ slope: -1, intercept: 0 }, Infinity)).toBe(1);
    expect(plattProbability({ slope: 0, intercept: 0 }, Infinity)).toBe(0.5);
  });

  it('throws invalid_value for NaN', () => {
    expect(() => plattProbability({ slope: 1, intercept: 0 }, NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('parsePlattScaling', () => {
  it('reads back what JSON wrote', () => {
    const fit = fitPlattScaling(SEPARATED.scores, SEPARATED.labels);
    expect(parsePlattScaling(JSON.parse(JSON.stringify(fit)))).toEqual(fit);
  });

  it.each([undefined, {}, { slope: 1 }, { slope: '1', intercept: 0 }])(
    'throws invalid_argument for %j',
    (parsed) => {
      expect(() => parsePlattScaling(parsed)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    },
  );
});
