import type { FeatureEncoding } from './feature-encoding.ts';
import { jsonArray, jsonNumber, jsonObject, jsonText } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import type { ReconstructionModel } from './reconstruction-error.ts';
import { assertArgument } from './validate.ts';

/**
 * Checks what was read back from JSON.
 *
 * @param parsed What `JSON.parse` gave for a serialized `ReconstructionModel`.
 * @returns The same model, in objects of its own.
 * @throws {StatisticsError} `invalid_argument`, with the path of what is missing or out of range.
 *
 * O(size of the model).
 */
export function parseReconstructionModel(parsed: unknown): ReconstructionModel {
  const model = jsonObject(parsed, 'model');
  const features = jsonArray(model['features'], 'features').map((feature, index) =>
    parseFeature(jsonObject(feature, `features[${index}]`), `features[${index}]`),
  );
  assertArgument(features.length > 0, 'features.length', 0, 'at least 1');
  const names = new Set(features.map(({ name }) => name));
  assertArgument(names.size === features.length, 'features', [...names], 'of different names');
  const components = jsonArray(model['components'], 'components').map((component, index) => {
    const path = `components[${index}]`;
    const elements = jsonArray(component, path).map((x, k) => jsonNumber(x, `${path}[${k}]`));
    const length = elements.length;
    assertArgument(length === features.length, `${path}.length`, length, `${features.length}`);
    return elements;
  });
  const count = components.length;
  const isCount = count >= 1 && count <= features.length;
  assertArgument(isCount, 'components.length', count, `from 1 to ${features.length}`);
  const varianceShares = jsonArray(model['varianceShares'], 'varianceShares').map((value, index) =>
    share(value, `varianceShares[${index}]`),
  );
  assertArgument(
    varianceShares.length === count,
    'varianceShares.length',
    varianceShares.length,
    `the number of components, ${count}`,
  );
  return { features, components, varianceShares };
}

function parseFeature(feature: JsonObject, path: string): FeatureEncoding {
  const name = jsonText(feature['name'], `${path}.name`);
  const mean = jsonNumber(feature['mean'], `${path}.mean`);
  const scale = jsonNumber(feature['scale'], `${path}.scale`);
  assertArgument(scale > 0, `${path}.scale`, scale, 'positive');
  const { kind } = feature;
  if (kind === 'numeric') return { name, kind, mean, scale };
  assertArgument(kind === 'categorical', `${path}.kind`, kind, 'numeric or categorical');
  const mostFrequent = jsonText(feature['mostFrequent'], `${path}.mostFrequent`);
  const shares = jsonArray(feature['shares'], `${path}.shares`).map((entry, index) => {
    const at = `${path}.shares[${index}]`;
    const pair = jsonArray(entry, at);
    return [jsonText(pair[0], `${at}[0]`), share(pair[1], `${at}[1]`)] as const;
  });
  return { name, kind: 'categorical', mostFrequent, shares, mean, scale };
}

function share(value: unknown, path: string): number {
  const number = jsonNumber(value, path);
  assertArgument(number >= 0 && number <= 1, path, number, 'from 0 to 1');
  return number;
}
