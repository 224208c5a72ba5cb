import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CLASSES, FEATURES, isTraining, readWeather, type WeatherDay } from './data.ts';
import {
  predictProbability,
  trainLogisticRegression,
  type LogisticModel,
} from './logistic-regression.ts';
import { toOnnx } from './onnx.ts';

/** The model of the example, trained on what the thermometers and the sky of Seattle did in 2012 and 2013. */
export function trainWeatherModel(days: readonly WeatherDay[]): LogisticModel {
  const training = days.filter(isTraining);
  return trainLogisticRegression(
    training.map((day) => day.features),
    training.map((day) => day.actual === 'rain'),
  );
}

/**
 * Trains the model and writes three files into `folder`:
 * - `weather.onnx`, what the server loads;
 * - `reference.csv`, the training rows with the model's answers, what traffic is compared with;
 * - `rows.csv`, all other days in date order, the traffic to replay.
 */
export function build(folder: string): void {
  const days = readWeather();
  const model = trainWeatherModel(days);
  const card = {
    name: 'weather-rain',
    version: '1',
    featureNames: FEATURES,
    classNames: CLASSES,
  };

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'weather.onnx'), toOnnx(model, card));
  writeFileSync(
    join(folder, 'reference.csv'),
    toCsv(
      [...FEATURES, 'prediction', 'probability', 'actual'],
      days.filter(isTraining).map(({ features, actual }) => {
        const probability = predictProbability(model, features);
        const prediction = CLASSES[probability > 0.5 ? 1 : 0];
        return [features, prediction, probability, actual].flat();
      }),
    ),
  );
  writeFileSync(
    join(folder, 'rows.csv'),
    toCsv(
      ['date', 'city', ...FEATURES, 'actual'],
      days
        .filter((day) => !isTraining(day))
        .toSorted((a, b) => a.date.localeCompare(b.date) || a.city.localeCompare(b.city))
        .map(({ date, city, features, actual }) => [date, city, features, actual].flat()),
    ),
  );
}

/** No value of ours holds a comma, a quote or a line break, so none needs quoting. */
function toCsv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.join(',')}\n`).join('');
}

if (import.meta.main) build(fileURLToPath(new URL('../build', import.meta.url)));
