import { describe, expect, it } from 'vitest';

import { isTraining, readWeather } from '../model/data.ts';
import { predictProbability, trainLogisticRegression } from '../model/logistic-regression.ts';
import { trainWeatherModel } from '../model/train.ts';

describe('trainLogisticRegression', () => {
  it('finds the log-odds of a two by two table', () => {
    // For one binary feature the maximum likelihood is known: the observed odds of each group.
    // Of 40 rows with x = 0, 10 are positive; of 20 rows with x = 1, 15 are.
    const rows = Array.from({ length: 60 }, (_, index) => [index < 40 ? 0 : 1]);
    const positive = rows.map((_, index) => index < 10 || (index >= 40 && index < 55));
    const model = trainLogisticRegression(rows, positive);
    expect(model.intercept).toBeCloseTo(Math.log(10 / 30), 9);
    expect(model.coefficients[0]).toBeCloseTo(Math.log(15 / 5) - Math.log(10 / 30), 9);
  });

  it('reaches the maximum of the likelihood on the weather', () => {
    const days = readWeather();
    const model = trainWeatherModel(days);
    const training = days.filter(isTraining);
    const gradient = [0, 0, 0, 0, 0];
    for (const { features, actual } of training) {
      const error = Number(actual === 'rain') - predictProbability(model, features);
      for (const [index, value] of [1, ...features].entries()) {
        gradient[index] = (gradient[index] ?? 0) + (error * value) / training.length;
      }
    }
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-12);
  });

  it('gives the same model every time', () => {
    const days = readWeather();
    expect(trainWeatherModel(days)).toEqual(trainWeatherModel(days));
  });
});

describe('predictProbability', () => {
  const model = { coefficients: [2, -1], intercept: 0.5, means: [1, 3] };

  it('is the logistic function of the log-odds', () => {
    expect(predictProbability(model, [1, 2.5])).toBeCloseTo(0.5, 12);
    expect(predictProbability(model, [0, 0])).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
  });

  it('puts the training mean where a feature is missing', () => {
    expect(predictProbability(model, [NaN, 2])).toBe(predictProbability(model, [1, 2]));
    expect(predictProbability(model, [1, NaN])).toBe(predictProbability(model, [1, 3]));
  });
});
