import { FeatureKind, FEATURES_PER_ROW_MAX } from '@marigraph/monitor';
import {
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_TAG,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { LABEL, readSpan, startReading } from './reading.ts';
import { IDENTITY, type RecordOf, tracesOf, type Value } from './records.ts';

describe('limits', () => {
  it('counts features beyond those of a row, from the map and from flat attributes', () => {
    const names = Array.from({ length: FEATURES_PER_ROW_MAX + 3 }, (_, at) => `f${at}`);
    const map = Object.fromEntries(
      names.map((name, at): [string, Value] => [name, [1, 'a', true, undefined][at % 4]]),
    );
    const { reader, rows } = startReading();
    reader.read('traces', tracesOf([{ attributes: [...IDENTITY, [ATTR_ML_FEATURES, map]] }]));
    expect(rows[0]?.features).toHaveLength(FEATURES_PER_ROW_MAX);
    expect(reader.invalid.too_many_features).toBe(3);

    const flat = names.map((name): [string, number] => [ATTR_ML_FEATURE_VALUE(name), 1]);
    reader.read('traces', tracesOf([{ attributes: [...flat, ...IDENTITY, ...LABEL] }]));
    expect(rows[1]).toMatchObject({ model: 'rain', label: 'rain' });
    expect(rows[1]?.features).toHaveLength(FEATURES_PER_ROW_MAX);
    expect(reader.invalid.too_many_features).toBe(6);
  });

  it('counts attributes beyond what one record may have', () => {
    const { reader, rows } = startReading();
    const flat = Array.from({ length: FEATURES_PER_ROW_MAX + 2000 }, (_, at): [string, number] => [
      ATTR_ML_FEATURE_VALUE(`f${at}`),
      1,
    ]);
    reader.read('traces', tracesOf([{ attributes: [...IDENTITY, ...flat] }]));
    expect(rows[0]?.features).toHaveLength(FEATURES_PER_ROW_MAX);
    expect(reader.invalid.too_many_features).toBe(2000);
  });

  it('tells 65,536 feature names apart, and goes on without further ones', () => {
    const { reader, rows, idOf } = startReading();
    const mapOf = (from: number): RecordOf => ({
      attributes: [
        ...IDENTITY,
        [
          ATTR_ML_FEATURES,
          Object.fromEntries(Array.from({ length: 4096 }, (_, at) => [`f${from + at}`, 1])),
        ],
      ],
    });
    const last = 65_536 - 4096;
    for (let from = 0; from <= last; from += 4096) reader.read('traces', tracesOf([mapOf(from)]));
    expect(rows.at(-1)?.features.at(-1)).toEqual([65_535, FeatureKind.NUMBER, 1]);
    reader.read(
      'traces',
      tracesOf([
        mapOf(last + 1),
        { attributes: [...IDENTITY, [ATTR_ML_FEATURE_VALUE('one more'), 1]] },
      ]),
    );
    expect(rows.at(-2)?.features).toHaveLength(4095);
    expect(rows.at(-1)?.features).toEqual([]);
    expect(idOf('one more')).toBe(-1);
    expect(reader.invalid.too_many_features).toBe(0);
  });

  it('reads labels, tags and categories beyond those it shares', () => {
    const { reader, rows } = startReading();
    const total = 70_000;
    for (let from = 0; from < total; from += 1000) {
      const records = Array.from({ length: 1000 }, (_, at): RecordOf => {
        const text = `text ${from + at}`;
        return {
          attributes: [...IDENTITY, [ATTR_ML_PREDICTION_LABEL, text], [ATTR_ML_TAG('city'), text]],
        };
      });
      reader.read('traces', tracesOf(records));
    }
    expect(rows).toHaveLength(total);
    expect(rows.every(({ label }, at) => label === `text ${at}`)).toBe(true);
    expect(rows.at(-1)?.segments[0]).toBe(`text ${total - 1}`);
  });

  it('ignores tags that no monitor splits by', () => {
    const tags = Array.from({ length: 6000 }, (_, at): [string, string] => [
      ATTR_ML_TAG(`tag${at}`),
      'x',
    ]);
    const row = readSpan([...tags, ...LABEL, [ATTR_ML_TAG('city'), 'Oslo']]);
    expect(row).toMatchObject({ label: 'rain', segments: ['Oslo', undefined, undefined] });
  });
});
