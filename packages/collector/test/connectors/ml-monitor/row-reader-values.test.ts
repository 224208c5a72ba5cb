import { FeatureKind } from '@marigraph/monitor';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_GROUND_TRUTH_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_PREDICTION_VALUE,
  ATTR_ML_TAG,
  EVENT_ML_GROUND_TRUTH_RESULT,
  EVENT_ML_PREDICTION_RESULT,
} from '@marigraph/semantic-conventions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { keyOf, LABEL, type PlainRow, readSpan, startReading } from './reading.ts';
import {
  IDENTITY,
  logsOf,
  type Pairs,
  type RecordOf,
  SPAN_ID,
  TIME_MS,
  TRACE_ID,
  tracesOf,
  type Value,
} from './records.ts';

describe('values', () => {
  const features = (attributes: Pairs): PlainRow['features'] | undefined =>
    readSpan(attributes)?.features;
  const id = 0;

  it.each<{ readonly name: string; readonly value: Value; readonly feature: unknown }>([
    { name: 'NaN', value: Number.NaN, feature: [id, FeatureKind.NUMBER, Number.NaN] },
    { name: 'infinity', value: -Infinity, feature: [id, FeatureKind.NUMBER, -Infinity] },
    { name: '-0', value: -0, feature: [id, FeatureKind.NUMBER, -0] },
    { name: 'a huge int', value: 2n ** 62n, feature: [id, FeatureKind.NUMBER, 2 ** 62] },
    { name: 'true', value: true, feature: [id, FeatureKind.TEXT, 'true'] },
    { name: 'false', value: false, feature: [id, FeatureKind.TEXT, 'false'] },
    { name: 'an empty text', value: '', feature: [id, FeatureKind.TEXT, ''] },
    { name: 'a text of 200 bytes', value: 'é'.repeat(100), feature: [id, 2, 'é'.repeat(100)] },
    { name: 'no value', value: undefined, feature: [id, FeatureKind.MISSING, Number.NaN] },
    { name: 'a list', value: [1, 2], feature: [id, FeatureKind.OTHER, Number.NaN] },
    { name: 'a map', value: { a: 1 }, feature: [id, FeatureKind.OTHER, Number.NaN] },
    { name: 'bytes', value: Uint8Array.of(1), feature: [id, FeatureKind.OTHER, Number.NaN] },
  ])('$name is read alike from a flat attribute and from the map', ({ value, feature }) => {
    expect(features([[ATTR_ML_FEATURE_VALUE('x'), value]])).toEqual([feature]);
    expect(features([[ATTR_ML_FEATURES, { x: value }]])).toEqual([feature]);
  });

  it('keeps every value of a feature that comes twice, the flat and the mapped one too', () => {
    expect(
      features([
        [ATTR_ML_FEATURE_VALUE('x'), 1],
        [ATTR_ML_FEATURE_VALUE('x'), 2],
        [ATTR_ML_FEATURES, { x: 3 }],
      ]),
    ).toEqual([
      [id, FeatureKind.NUMBER, 1],
      [id, FeatureKind.NUMBER, 2],
      [id, FeatureKind.NUMBER, 3],
    ]);
  });

  it('takes names as bytes: unicode, dots, and names of properties of objects', () => {
    const names = ['größe', '特徴', 'a.b.c', '__proto__', 'constructor', ''];
    const { reader, rows, idOf } = startReading();
    reader.read(
      'traces',
      tracesOf([
        {
          attributes: [
            ...IDENTITY,
            ...names.map((name) => [ATTR_ML_FEATURE_VALUE(name), 1] as const),
          ],
        },
      ]),
    );
    expect(rows[0]?.features.map(([feature]) => feature)).toEqual(names.map(idOf));
    expect(new Set(names.map(idOf)).size).toBe(names.length);
  });

  it.each<{ readonly value: Value; readonly label: string | undefined }>([
    { value: 'rain', label: 'rain' },
    { value: 1n, label: '1' },
    { value: 1, label: '1' },
    { value: 0.5, label: '0.5' },
    { value: true, label: 'true' },
    { value: false, label: 'false' },
    { value: ['rain'], label: undefined },
    { value: undefined, label: undefined },
  ])('a label or tag that is $value counts as $label', ({ value, label }) => {
    const row = readSpan([
      [ATTR_ML_PREDICTION_LABEL, value],
      [ATTR_ML_TAG('city'), value],
    ]);
    expect(row?.label).toBe(label);
    expect(row?.segments[0]).toBe(label);
  });

  it.each<{ readonly value: Value; readonly number: number }>([
    { value: 12.5, number: 12.5 },
    { value: -3n, number: -3 },
    { value: true, number: Number.NaN },
    { value: '12.5', number: Number.NaN },
    { value: Number.POSITIVE_INFINITY, number: Number.NaN },
    { value: Number.NaN, number: Number.NaN },
  ])('a predicted value that is $value counts as $number', ({ value, number }) => {
    expect(readSpan([[ATTR_ML_PREDICTION_VALUE, value]])?.value).toBe(number);
  });

  it('reads the same where an attribute is longer than a byte can say', () => {
    const long = 'x'.repeat(1000);
    const row = readSpan([
      [ATTR_ML_PREDICTION_LABEL, long],
      [ATTR_ML_FEATURE_VALUE(long), long],
    ]);
    expect(row).toMatchObject({ label: long, features: [[id, FeatureKind.TEXT, long]] });
  });
});

describe('a log record', () => {
  it('is a row when it is a prediction event, also without a prediction', () => {
    const { reader, rows } = startReading();
    reader.read('logs', logsOf([{ attributes: IDENTITY }]));
    expect(rows.map(({ key }) => key)).toEqual([keyOf(`${TRACE_ID}-${SPAN_ID}`)]);
  });

  it.each([
    '',
    EVENT_ML_PREDICTION_RESULT.slice(0, -1),
    `${EVENT_ML_PREDICTION_RESULT}s`,
    `${EVENT_ML_PREDICTION_RESULT.slice(0, -1)}T`,
  ])('named "%s" is nothing', (eventName) => {
    const { reader, rows, groundTruth } = startReading();
    reader.read('logs', logsOf([{ eventName, attributes: [...IDENTITY, ...LABEL] }]));
    expect([rows, groundTruth]).toEqual([[], []]);
    expect(Object.values(reader.invalid)).toEqual([0, 0, 0, 0, 0]);
  });

  it('names ground truth by the id that the prediction had', () => {
    const { reader, groundTruth } = startReading();
    const truth = (id: Value, ...outcome: Pairs): RecordOf => ({
      eventName: EVENT_ML_GROUND_TRUTH_RESULT,
      traceId: '',
      spanId: '',
      attributes: [[ATTR_ML_MODEL_NAME, 'rain'], [ATTR_ML_PREDICTION_ID, id], ...outcome],
    });
    const id = `${TRACE_ID}-${SPAN_ID}-0`;
    reader.read(
      'logs',
      logsOf([
        truth(id, [ATTR_ML_GROUND_TRUTH_LABEL, 'rain']),
        truth(7n, [ATTR_ML_GROUND_TRUTH_VALUE, 12.5]),
        truth('b', [ATTR_ML_GROUND_TRUTH_LABEL, 0n], [ATTR_ML_GROUND_TRUTH_VALUE, 0n]),
      ]),
    );
    expect(groundTruth).toEqual([
      { modelName: 'rain', key: keyOf(id), label: 'rain', value: Number.NaN },
      { modelName: 'rain', key: keyOf('7'), label: undefined, value: 12.5 },
      { modelName: 'rain', key: keyOf('b'), label: '0', value: 0 },
    ]);
    expect(readSpan([[ATTR_ML_BATCH_INDEX, 0n], ...LABEL])?.key).toBe(groundTruth[0]?.key);
  });

  it('counts ground truth that names no model, prediction or outcome', () => {
    const { reader, groundTruth } = startReading();
    const events: Pairs[] = [
      [
        [ATTR_ML_PREDICTION_ID, 'a'],
        [ATTR_ML_GROUND_TRUTH_LABEL, 'rain'],
      ],
      [
        [ATTR_ML_MODEL_NAME, 'rain'],
        [ATTR_ML_GROUND_TRUTH_LABEL, 'rain'],
      ],
      ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, '1.5'].map((value): Pairs => [
        [ATTR_ML_MODEL_NAME, 'rain'],
        [ATTR_ML_PREDICTION_ID, 'a'],
        [ATTR_ML_GROUND_TRUTH_VALUE, value],
      ]),
    ];
    reader.read(
      'logs',
      logsOf(events.map((attributes) => ({ eventName: EVENT_ML_GROUND_TRUTH_RESULT, attributes }))),
    );
    expect(groundTruth).toEqual([]);
    expect(reader.invalid).toMatchObject({ no_model: 1, no_prediction_id: 1, no_ground_truth: 4 });
  });
});

describe('the carriers of a prediction', () => {
  const arbitraryValue = fc.oneof(
    fc.double(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
    fc.constant(undefined),
    fc.constant([1, 'a']),
  );
  const arbitraryFeatures = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 40 }),
    arbitraryValue,
    {
      maxKeys: 12,
      noNullPrototype: true,
    },
  );

  it('give the same row, whatever the values are', () => {
    fc.assert(
      fc.property(
        fc.record({
          features: arbitraryFeatures,
          id: fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: undefined }),
          label: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
          value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
          tag: fc.string({ unit: 'binary' }),
          index: fc.option(fc.nat(), { nil: undefined }),
        }),
        ({ features, id, label, value, tag, index }) => {
          const common: Pairs = [
            ...IDENTITY,
            [ATTR_ML_TAG('device'), tag],
            ...(id === undefined ? [] : ([[ATTR_ML_PREDICTION_ID, id]] as const)),
            ...(label === undefined ? [] : ([[ATTR_ML_PREDICTION_LABEL, label]] as const)),
            ...(value === undefined ? [] : ([[ATTR_ML_PREDICTION_VALUE, value]] as const)),
            ...(index === undefined ? [] : ([[ATTR_ML_BATCH_INDEX, BigInt(index)]] as const)),
            // So that every span is a row.
            [ATTR_ML_PREDICTION_SCORE, 1],
          ];
          const entries = Object.entries(features);
          const flat: Pairs = entries.map(([name, own]) => [ATTR_ML_FEATURE_VALUE(name), own]);
          const { reader, rows, idOf } = startReading();
          reader.read('traces', tracesOf([{ attributes: [...common, ...flat] }]));
          reader.read(
            'traces',
            tracesOf([{ attributes: [...common, [ATTR_ML_FEATURES, features]] }]),
          );
          reader.read('logs', logsOf([{ attributes: [...flat, ...common] }]));
          const [first, ...others] = rows;
          expect(others).toEqual([first, first]);
          const suffix = index === undefined ? '' : `-${index}`;
          expect(first).toEqual({
            model: 'rain',
            version: '3',
            timeMs: TIME_MS,
            key: keyOf(id ?? `${TRACE_ID}-${SPAN_ID}${suffix}`),
            label: label?.toWellFormed(),
            value: value ?? Number.NaN,
            segments: [undefined, tag, undefined],
            features: entries.map(([name, own]) => toFeature(idOf(name), own)),
            trace: TRACE_ID + SPAN_ID,
          });
        },
      ),
    );
  });

  function toFeature(id: number, value: Value): PlainRow['features'][number] {
    if (value === undefined) return [id, FeatureKind.MISSING, Number.NaN];
    if (typeof value === 'string') return [id, FeatureKind.TEXT, value];
    if (typeof value === 'boolean') return [id, FeatureKind.TEXT, String(value)];
    if (typeof value === 'object') return [id, FeatureKind.OTHER, Number.NaN];
    return [id, FeatureKind.NUMBER, Number(value)];
  }
});
