import { FeatureKind } from '@marigraph/monitor';
import { OtlpError } from '@marigraph/otlp';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_FEATURE_COUNT,
  ATTR_ML_FEATURE_SET_NAME,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_PROBABILITY,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_PREDICTION_VALUE,
  ATTR_ML_TAG,
  EVENT_ML_GROUND_TRUTH_RESULT,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { keyOf, LABEL, readSpan, startReading } from './reading.ts';
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

describe('a span', () => {
  it('is a row with identity, time, trace, label, value, tags and features', () => {
    const { reader, rows, idOf } = startReading();
    reader.read(
      'traces',
      tracesOf([
        {
          attributes: [
            ...IDENTITY,
            [ATTR_ML_PREDICTION_ID, 'order-1'],
            [ATTR_ML_PREDICTION_LABEL, 'rain'],
            [ATTR_ML_PREDICTION_VALUE, 12.5],
            [ATTR_ML_TAG('device'), 'phone'],
            [ATTR_ML_FEATURE_VALUE('wind'), 3.25],
            [ATTR_ML_FEATURE_VALUE('month'), 9n],
            [ATTR_ML_FEATURE_VALUE('station'), 'Tromsø ☂'],
          ],
        },
      ]),
    );
    expect(rows).toEqual([
      {
        model: 'rain',
        version: '3',
        timeMs: TIME_MS,
        key: keyOf('order-1'),
        label: 'rain',
        value: 12.5,
        segments: [undefined, 'phone', undefined],
        features: [
          [idOf('wind'), FeatureKind.NUMBER, 3.25],
          [idOf('month'), FeatureKind.NUMBER, 9],
          [idOf('station'), FeatureKind.TEXT, 'Tromsø ☂'],
        ],
        trace: TRACE_ID + SPAN_ID,
      },
    ]);
  });

  it.each<{ readonly with: string; readonly attributes: Pairs; readonly isRow: boolean }>([
    { with: 'a label', attributes: LABEL, isRow: true },
    { with: 'a score', attributes: [[ATTR_ML_PREDICTION_SCORE, 0.5]], isRow: true },
    { with: 'a probability', attributes: [[ATTR_ML_PREDICTION_PROBABILITY('a'), 1]], isRow: true },
    { with: 'an id', attributes: [[ATTR_ML_PREDICTION_ID, 'a']], isRow: true },
    { with: 'a feature', attributes: [[ATTR_ML_FEATURE_VALUE('a'), 1]], isRow: true },
    { with: 'a feature map', attributes: [[ATTR_ML_FEATURES, { a: 1 }]], isRow: true },
    { with: 'a feature map that is a text', attributes: [[ATTR_ML_FEATURES, '{}']], isRow: true },
    { with: 'a batch of one', attributes: [[ATTR_ML_BATCH_SIZE, 1n], ...LABEL], isRow: true },
    { with: 'a batch of two', attributes: [[ATTR_ML_BATCH_SIZE, 2n], ...LABEL], isRow: false },
    { with: 'an empty batch', attributes: [[ATTR_ML_BATCH_SIZE, 0n], ...LABEL], isRow: false },
    { with: 'its model alone', attributes: [], isRow: false },
    { with: 'a tag', attributes: [[ATTR_ML_TAG('city'), 'Oslo']], isRow: false },
    { with: 'an index', attributes: [[ATTR_ML_BATCH_INDEX, 0n]], isRow: false },
    {
      with: 'what a read of features has',
      attributes: [
        [ATTR_ML_FEATURE_SET_NAME, 'weather'],
        [ATTR_ML_FEATURE_COUNT, 3n],
      ],
      isRow: false,
    },
    {
      with: 'ground truth',
      attributes: [[ATTR_ML_GROUND_TRUTH_LABEL, 'rain']],
      isRow: false,
    },
  ])('with $with is a row: $isRow', ({ attributes, isRow }) => {
    expect(readSpan(attributes) !== undefined).toBe(isRow);
  });

  it('without the name of a model is counted, whatever else it has', () => {
    const { reader, rows } = startReading();
    const attributes: Pairs[] = [
      [...LABEL],
      [[ATTR_ML_MODEL_NAME, ''], ...LABEL],
      [[ATTR_ML_MODEL_NAME, undefined], ...LABEL],
      [[ATTR_ML_MODEL_NAME, ['rain']], ...LABEL],
      [[ATTR_ML_MODEL_VERSION, '3'], ...LABEL],
    ];
    reader.read('traces', tracesOf(attributes.map((own) => ({ attributes: own }))));
    expect(rows).toEqual([]);
    expect(reader.invalid).toMatchObject({ no_model: 5, no_prediction_id: 0 });
  });
});

describe('a resource', () => {
  it('names model, version and tags of its records', () => {
    const resource: Pairs = [...IDENTITY, [ATTR_ML_TAG('city'), 'Oslo']];
    const { reader, rows } = startReading();
    reader.read('traces', tracesOf([{ resource, attributes: LABEL }]));
    reader.read('logs', logsOf([{ resource, attributes: LABEL }]));
    expect(rows.map(({ model, version, segments }) => [model, version, segments[0]])).toEqual([
      ['rain', '3', 'Oslo'],
      ['rain', '3', 'Oslo'],
    ]);
  });

  it('gives way to the record, value by value', () => {
    const resource: Pairs = [...IDENTITY, [ATTR_ML_TAG('city'), 'Oslo']];
    const read = (attributes: Pairs): unknown => {
      const { reader, rows } = startReading();
      reader.read('traces', tracesOf([{ resource, attributes: [...attributes, ...LABEL] }]));
      return rows.map(({ model, version, segments }) => [model, version, segments[0]]);
    };
    expect(read([[ATTR_ML_TAG('city'), 'Bergen']])).toEqual([['rain', '3', 'Bergen']]);
    expect(read([[ATTR_ML_MODEL_VERSION, '4']])).toEqual([['rain', '4', 'Oslo']]);
    expect(read([[ATTR_ML_MODEL_NAME, 'rain']])).toEqual([['rain', '3', 'Oslo']]);
    expect(read([[ATTR_ML_MODEL_NAME, '']])).toEqual([['rain', '3', 'Oslo']]);
  });

  it('does not lend its version to another model', () => {
    const read = (attributes: Pairs): unknown => {
      const { reader, rows } = startReading();
      const record = { resource: IDENTITY, attributes: [...attributes, ...LABEL] };
      reader.read('traces', tracesOf([record]));
      return rows.map(({ model, version }) => [model, version]);
    };
    expect(read([[ATTR_ML_MODEL_NAME, 'other']])).toEqual([['other', '']]);
    const both: Pairs = [
      [ATTR_ML_MODEL_NAME, 'other'],
      [ATTR_ML_MODEL_VERSION, '9'],
    ];
    expect(read(both)).toEqual([['other', '9']]);
    expect(read(both.toReversed())).toEqual([['other', '9']]);
  });

  it('makes no row of a span, and lends it neither prediction nor feature', () => {
    const resource: Pairs = [
      ...IDENTITY,
      [ATTR_ML_PREDICTION_ID, 'resource'],
      [ATTR_ML_PREDICTION_LABEL, 'snow'],
      [ATTR_ML_PREDICTION_VALUE, 1],
      [ATTR_ML_FEATURE_VALUE('wind'), 99],
      [ATTR_ML_FEATURES, { wind: 98 }],
      [ATTR_ML_BATCH_SIZE, 5n],
      [ATTR_ML_BATCH_INDEX, 4n],
      [ATTR_ML_GROUND_TRUTH_LABEL, 'snow'],
    ];
    const { reader, rows, groundTruth } = startReading();
    reader.read('traces', tracesOf([{ resource, attributes: [] }]));
    expect(rows).toEqual([]);
    reader.read('traces', tracesOf([{ resource, attributes: [[ATTR_ML_FEATURES, { a: 1 }]] }]));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ key: keyOf(`${TRACE_ID}-${SPAN_ID}`), label: undefined });
    expect(rows[0]?.value).toBeNaN();
    expect(rows[0]?.features).toHaveLength(1);
    reader.read(
      'logs',
      logsOf([
        {
          resource,
          eventName: EVENT_ML_GROUND_TRUTH_RESULT,
          attributes: [[ATTR_ML_PREDICTION_ID, 'a']],
        },
      ]),
    );
    expect(groundTruth).toEqual([]);
    expect(reader.invalid.no_ground_truth).toBe(1);
  });

  it('is not remembered for the records of the next one', () => {
    const { reader, rows } = startReading();
    reader.read(
      'traces',
      tracesOf([
        { resource: [[ATTR_ML_TAG('city'), 'Oslo']], attributes: [...IDENTITY, ...LABEL] },
        { attributes: [[ATTR_ML_MODEL_NAME, 'rain'], ...LABEL] },
      ]),
    );
    expect(rows.map(({ version, segments }) => [version, segments[0]])).toEqual([
      ['3', 'Oslo'],
      ['', undefined],
    ]);
  });
});

describe('a prediction id', () => {
  const read = (id: Value, more: Pairs = []): string | undefined =>
    readSpan([[ATTR_ML_PREDICTION_ID, id], ...more])?.key;
  const DEFAULT_KEY = keyOf(`${TRACE_ID}-${SPAN_ID}`);

  it.each<{ readonly name: string; readonly id: Value; readonly key: string }>([
    { name: 'a text', id: 'order-1', key: keyOf('order-1') },
    { name: 'a very long text', id: 'ø'.repeat(100_000), key: keyOf('ø'.repeat(100_000)) },
    { name: 'an int', id: 42n, key: keyOf('42') },
    { name: 'a double', id: 42, key: keyOf('42') },
    { name: 'a negative fraction', id: -1.5, key: keyOf('-1.5') },
    { name: 'the largest exact int', id: 9_007_199_254_740_991n, key: keyOf('9007199254740991') },
  ])('may be $name', ({ id, key }) => {
    expect(read(id)).toBe(key);
  });

  it.each<{ readonly name: string; readonly id: Value }>([
    { name: 'an empty text', id: '' },
    { name: 'no value', id: undefined },
    { name: 'a boolean', id: true },
    { name: 'bytes', id: Uint8Array.of(1, 2) },
    { name: 'a list', id: ['a'] },
    { name: 'NaN', id: Number.NaN },
    { name: 'infinite', id: Number.POSITIVE_INFINITY },
    { name: 'an int that a double confuses with another', id: 9_007_199_254_740_993n },
  ])('that is $name counts as none', ({ id }) => {
    expect(read(id)).toBe(DEFAULT_KEY);
  });

  it('is by default the text that instrumentation would have sent', () => {
    expect(readSpan(LABEL)?.key).toBe(DEFAULT_KEY);
    for (const index of [0, 7, 123_456]) {
      const expected = keyOf(`${TRACE_ID}-${SPAN_ID}-${index}`);
      const indexed: Pairs = [[ATTR_ML_BATCH_INDEX, BigInt(index)], ...LABEL];
      expect(readSpan(indexed)?.key).toBe(expected);
      expect(readSpan([[ATTR_ML_BATCH_INDEX, index], ...LABEL])?.key).toBe(expected);
    }
  });

  it('ignores an index that is no number, and fits the longest one', () => {
    expect(readSpan([[ATTR_ML_BATCH_INDEX, '0'], ...LABEL])?.key).toBe(DEFAULT_KEY);
    const long = -Number.MAX_VALUE;
    expect(readSpan([[ATTR_ML_BATCH_INDEX, long], ...LABEL])?.key).toBe(
      keyOf(`${TRACE_ID}-${SPAN_ID}-${long}`),
    );
  });

  it('is needed where there is no span', () => {
    const { reader, rows } = startReading();
    const noSpan = { traceId: '', spanId: '' };
    reader.read(
      'logs',
      logsOf([
        { ...noSpan, attributes: [...IDENTITY, ...LABEL] },
        { spanId: '', attributes: [...IDENTITY, ...LABEL] },
        { ...noSpan, attributes: [...IDENTITY, [ATTR_ML_PREDICTION_ID, 'a'], ...LABEL] },
      ]),
    );
    expect(rows.map(({ key, trace }) => [key, trace])).toEqual([[keyOf('a'), undefined]]);
    expect(reader.invalid.no_prediction_id).toBe(2);
  });
});

describe('the time of a row', () => {
  const read = (time: Value, more: Partial<RecordOf> = {}): [number | undefined, number] => {
    const { reader, rows } = startReading({ byPredictionTime: true });
    const attributes: Pairs = [[ATTR_ML_PREDICTION_TIME, time], ...LABEL, ...IDENTITY];
    reader.read('traces', tracesOf([{ attributes, ...more }]));
    return [rows[0]?.timeMs, reader.invalid.invalid_time];
  };

  it('is the prediction time where the monitor says so', () => {
    expect(read('2026-09-23T10:15:30.120+02:00')).toEqual([
      Date.UTC(2026, 8, 23, 8, 15, 30, 120),
      0,
    ]);
    expect(read('9999-12-31T23:59:59Z')).toEqual([Date.UTC(9999, 11, 31, 23, 59, 59), 0]);
  });

  it.each<{ readonly time: Value }>([
    { time: 'yesterday' },
    { time: '' },
    { time: 1_790_000_000_000n },
    { time: undefined },
  ])('is that of the record for $time, which is counted', ({ time }) => {
    expect(read(time)).toEqual([TIME_MS, 1]);
  });

  it('is that of the record elsewhere, and nothing is counted', () => {
    const { reader, rows } = startReading({ byPredictionTime: true });
    const own: Pairs = [[ATTR_ML_MODEL_NAME, 'other'], ...LABEL];
    reader.read(
      'traces',
      tracesOf([
        { attributes: [...own, [ATTR_ML_PREDICTION_TIME, 'never']] },
        { attributes: [...IDENTITY, ...LABEL] },
      ]),
    );
    expect(rows.map(({ timeMs }) => timeMs)).toEqual([TIME_MS, TIME_MS]);
    expect(reader.invalid.invalid_time).toBe(0);
  });

  it('is no number where the record has none, so that the receiver’s clock counts', () => {
    expect(readSpan(LABEL, { timeUnixNano: '0' })?.timeMs).toBeNaN();
  });
});

describe('bytes that are no request', () => {
  it('are refused with the place where reading stopped, after the rows before it', () => {
    const { reader, rows } = startReading();
    const whole = tracesOf([{ attributes: [...IDENTITY, ...LABEL] }]);
    const cut = Buffer.concat([whole, whole.subarray(0, -3)]);
    expect(() => reader.read('traces', cut)).toThrow(OtlpError);
    expect(rows).toHaveLength(1);
  });
});
