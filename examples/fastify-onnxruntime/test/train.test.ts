import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fromBinary } from '@bufbuild/protobuf';
import { parse } from 'csv-parse/sync';
import { ModelProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildReferenceFile } from '../../../packages/collector/src/commands/reference-build.ts';
import { CLASSES, FEATURES, readWeather } from '../model/data.ts';
import { predictProbability } from '../model/logistic-regression.ts';
import { build, trainWeatherModel } from '../model/train.ts';

const folder = mkdtempSync(join(tmpdir(), 'weather-'));
const days = readWeather();
const model = trainWeatherModel(days);

beforeAll(() => build(folder));
afterAll(() => rmSync(folder, { recursive: true }));

describe('weather.onnx', () => {
  it('answers as the JavaScript model does, to 1e-6, on every day of both cities', async () => {
    const { labels, probabilities } = await predict(days.map((day) => day.features));
    const wrong = days.filter(({ features }, row) => {
      const rain = predictProbability(model, features);
      return (
        Math.abs((probabilities[2 * row] ?? NaN) - (1 - rain)) > 1e-6 ||
        Math.abs((probabilities[2 * row + 1] ?? NaN) - rain) > 1e-6 ||
        labels[row] !== CLASSES[rain > 0.5 ? 1 : 0]
      );
    });
    expect(probabilities).toHaveLength(2 * 2922);
    expect(probabilities.some(Number.isNaN)).toBe(false);
    expect(wrong).toEqual([]);
  });

  it('answers for missing features as the JavaScript model does', async () => {
    const rows = [0b0001, 0b0010, 0b0100, 0b1000, 0b1111].map((missing) =>
      [12, 5, 3, 1].map((value, column) => ((missing >> column) & 1 ? NaN : value)),
    );
    const { probabilities } = await predict(rows);
    for (const [row, features] of rows.entries()) {
      expect(probabilities[2 * row + 1]).toBeCloseTo(predictProbability(model, features), 6);
    }
  });

  it('says its name, version, features, classes and shapes', () => {
    const proto = fromBinary(ModelProtoSchema, readFileSync(join(folder, 'weather.onnx')));
    expect(Object.fromEntries(proto.metadataProps.map(({ key, value }) => [key, value]))).toEqual({
      model_name: 'weather-rain',
      version: '1',
      feature_names: JSON.stringify(FEATURES),
    });
    const classifier = proto.graph?.node.find((node) => node.opType === 'LinearClassifier');
    const labels = classifier?.attribute.find(({ name }) => name === 'classlabels_strings');
    expect(labels?.strings.map((text) => Buffer.from(text).toString())).toEqual(CLASSES);
    expect(proto.graph?.input.map((input) => input.name)).toEqual(['X']);
    expect(proto.graph?.output.map((output) => output.name)).toEqual(['label', 'probabilities']);
  });
});

describe('reference.json', () => {
  it('is what the training rows give', async () => {
    const output = join(folder, 'reference.json');
    await buildReferenceFile({
      model: 'weather-rain',
      modelVersion: '1',
      input: join(folder, 'reference.csv'),
      features: FEATURES,
      output,
    });
    const committed = new URL('../reference.json', import.meta.url);
    expect(readFileSync(committed, 'utf8')).toBe(readFileSync(output, 'utf8'));
  });
});

describe('reference.csv', () => {
  it('holds the training rows with the answers of the model', () => {
    const rows = read('reference.csv');
    expect(rows).toHaveLength(731);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...FEATURES,
      'prediction',
      'probability',
      'actual',
    ]);
    for (const [index, row] of rows.entries()) {
      expect(featuresOf(row)).toEqual(days[index]?.features);
      expect(row['actual']).toBe(days[index]?.actual);
      expect(Number(row['probability'])).toBe(predictProbability(model, featuresOf(row)));
      expect(row['prediction']).toBe(CLASSES[Number(row['probability']) > 0.5 ? 1 : 0]);
    }
  });
});

describe('rows.csv', () => {
  it('holds every other day once, in date order', () => {
    const rows = read('rows.csv');
    expect(rows).toHaveLength(2922 - 731);
    expect(Object.keys(rows[0] ?? {})).toEqual(['date', 'city', ...FEATURES, 'actual']);
    const keys = rows.map((row) => `${row['date']} ${row['city']}`);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
    expect(rows.filter((row) => row['city'] === 'Seattle')).toHaveLength(730);
    expect(rows.find((row) => row['city'] === 'Seattle')?.['date']).toBe('2014-01-01');
  });

  it('gives each day its features and its weather', () => {
    const known = new Map(days.map((day) => [`${day.date} ${day.city}`, day]));
    for (const row of read('rows.csv')) {
      const day = known.get(`${row['date']} ${row['city']}`);
      expect(featuresOf(row)).toEqual(day?.features);
      expect(row['actual']).toBe(day?.actual);
    }
  });
});

async function predict(
  rows: readonly (readonly number[])[],
): Promise<{ labels: readonly string[]; probabilities: Float32Array }> {
  const session = await InferenceSession.create(join(folder, 'weather.onnx'));
  const X = new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, FEATURES.length]);
  const { label, probabilities } = await session.run({ X });
  return {
    labels: label?.data as readonly string[],
    probabilities: probabilities?.data as Float32Array,
  };
}

function read(file: string): readonly Readonly<Record<string, string>>[] {
  return parse(readFileSync(join(folder, file)), { columns: true });
}

function featuresOf(row: Readonly<Record<string, string>>): readonly number[] {
  return FEATURES.map((name) => Number(row[name]));
}
