import {
  addFeature,
  clearRow,
  createRow,
  FeatureKind,
  FEATURES_PER_ROW_MAX,
} from '@marigraph/monitor';
import { expect, it } from 'vitest';

it('is empty when made and when cleared', () => {
  const row = createRow(2);
  const empty = structuredClone(row);
  row.modelName = 'rain';
  row.modelVersion = '1';
  row.timeMs = 5;
  row.key.fill(7);
  row.label = 'wet';
  row.value = 3;
  row.segments[0] = 'north';
  row.hasTrace = true;
  addFeature(row, 0, FeatureKind.NUMBER, 1);
  clearRow(row);
  expect(row).toMatchObject({
    modelName: empty.modelName,
    modelVersion: empty.modelVersion,
    timeMs: 0,
    key: empty.key,
    label: undefined,
    value: Number.NaN,
    segments: [undefined, undefined],
    featureCount: 0,
    hasTrace: false,
  });
});

it('grows with its features and refuses those beyond the maximum', () => {
  const row = createRow(0);
  for (let id = 0; id < FEATURES_PER_ROW_MAX; id++) {
    const added =
      id % 2 === 0
        ? addFeature(row, id, FeatureKind.NUMBER, id / 2)
        : addFeature(row, id, FeatureKind.TEXT, `t${id}`);
    expect(added).toBe(true);
  }
  expect(addFeature(row, 1, FeatureKind.NUMBER, 1)).toBe(false);
  expect(row.featureCount).toBe(FEATURES_PER_ROW_MAX);
  for (let at = 0; at < FEATURES_PER_ROW_MAX; at++) {
    expect(row.featureId[at]).toBe(at);
    expect(row.featureKind[at]).toBe(at % 2 === 0 ? FeatureKind.NUMBER : FeatureKind.TEXT);
    const value = at % 2 === 0 ? row.featureNumber[at] : row.featureText[at];
    expect(value).toBe(at % 2 === 0 ? at / 2 : `t${at}`);
  }
});
