import { type GroundTruth, recordGroundTruth } from '@marigraph/api';
import {
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_GROUND_TRUTH_LABELS,
  ATTR_ML_GROUND_TRUTH_SOURCE,
  ATTR_ML_GROUND_TRUTH_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_TAG,
  EVENT_ML_GROUND_TRUTH_RESULT,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';
import { diag, type Logger, type LogRecord, logs, SeverityNumber } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { diagnostics } from './support/diagnostics.ts';

const exporter = new InMemoryLogRecordExporter();
const warnings = diagnostics();

beforeEach(() => {
  exporter.reset();
  diag.setLogger(warnings.logger);
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
  );
});
afterEach(() => {
  logs.disable();
  diag.disable();
  warnings.reset();
});

const MINIMAL = { model: 'fraud', predictionId: 'order-1', label: 'fraud' } as const;

describe('recordGroundTruth', () => {
  it('emits one event with everything that is known', () => {
    const time = new Date('2026-09-23T08:15:30.120Z');

    const recorded = recordGroundTruth({
      model: 'fraud',
      predictionId: 'order-1',
      version: '3',
      label: true,
      value: -12.5,
      labels: ['a', 2],
      time,
      source: 'human_label',
      tags: { country: 'NO', [ATTR_ML_TAG('tier')]: 'gold' },
    });

    expect(recorded).toBe(true);
    const [record, ...rest] = exporter.getFinishedLogRecords();
    expect(rest).toEqual([]);
    expect(record).toMatchObject({
      eventName: EVENT_ML_GROUND_TRUTH_RESULT,
      severityNumber: SeverityNumber.INFO,
      hrTime: [Math.floor(time.getTime() / 1000), 120_000_000],
      body: undefined,
    });
    expect(record?.instrumentationScope).toEqual({
      name: '@marigraph/api',
      version: '0.1.0',
      schemaUrl: SCHEMA_URL,
    });
    expect(record?.attributes).toEqual({
      [ATTR_ML_MODEL_NAME]: 'fraud',
      [ATTR_ML_MODEL_VERSION]: '3',
      [ATTR_ML_PREDICTION_ID]: 'order-1',
      [ATTR_ML_GROUND_TRUTH_LABEL]: 'true',
      [ATTR_ML_GROUND_TRUTH_VALUE]: -12.5,
      [ATTR_ML_GROUND_TRUTH_LABELS]: ['a', '2'],
      [ATTR_ML_GROUND_TRUTH_SOURCE]: 'human_label',
      [ATTR_ML_TAG('country')]: 'NO',
      [ATTR_ML_TAG('tier')]: 'gold',
    });
    expect(warnings.texts).toEqual([]);
  });

  it('takes now where no time is given, and milliseconds or ISO 8601 where one is', () => {
    const before = Date.now();
    recordGroundTruth(MINIMAL);
    recordGroundTruth({ ...MINIMAL, time: 1_000 });
    recordGroundTruth({ ...MINIMAL, time: '1970-01-01T01:00:02+01:00' });

    const [now, ...given] = exporter.getFinishedLogRecords().map((record) => record.hrTime[0]);
    expect(now).toBeGreaterThanOrEqual(Math.floor(before / 1000));
    expect(given).toEqual([1, 2]);
  });

  it.each(['', '-0', '-17'])(
    'joins the trace of a default prediction id with suffix "%s"',
    (row) => {
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      const spanId = 'b7ad6b7169203331';
      recordGroundTruth({ ...MINIMAL, predictionId: `${traceId}-${spanId}${row}` });

      expect(exporter.getFinishedLogRecords()[0]?.spanContext).toMatchObject({ traceId, spanId });
    },
  );

  it('belongs to no trace when the id is the caller’s own', () => {
    recordGroundTruth(MINIMAL);
    expect(exporter.getFinishedLogRecords()[0]?.spanContext).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['expected an object, got undefined', undefined],
    ['expected an object, got null', null],
    ['model must be', { ...MINIMAL, model: '' }],
    [
      'predictionId must be a string of 1 to 256 characters, got the number 7',
      { ...MINIMAL, predictionId: 7 },
    ],
    [
      'predictionId must be a string of 1 to 256 characters, got a string of 257',
      { ...MINIMAL, predictionId: 'x'.repeat(257) },
    ],
    ['version must be', { ...MINIMAL, version: 3 }],
    ['time must be a Date', { ...MINIMAL, time: '2026-09-23 08:15' }],
    [
      'time must be a Date, milliseconds or ISO 8601 with a time zone, got a object',
      { ...MINIMAL, time: new Date(Number.NaN) },
    ],
    ['source must be one of outcome, human_label', { ...MINIMAL, source: 'guess' }],
    ['one of label, value and labels is needed', { model: 'fraud', predictionId: 'order-1' }],
    ['label must be', { ...MINIMAL, label: {} }],
    ['label must be a string of at most 256', { ...MINIMAL, label: '' }],
    ['value must be a finite number, got the number NaN', { ...MINIMAL, value: Number.NaN }],
    ['labels must be an array of at most 100', { ...MINIMAL, labels: 'a' }],
    [
      'labels must be an array of at most 100 classes, got an array of 101',
      { ...MINIMAL, labels: Array.from({ length: 101 }, () => 'a') },
    ],
  ])('refuses with "%s"', (message, input) => {
    expect(recordGroundTruth(input as GroundTruth)).toBe(false);
    expect(exporter.getFinishedLogRecords()).toEqual([]);
    expect(warnings.texts).toEqual([expect.stringContaining(message)]);
  });

  it('leaves odd tags out and records the rest', () => {
    const tags = { ok: 'yes', '': 'no name', number: 7, long: 'x'.repeat(300) } as never;
    expect(recordGroundTruth({ ...MINIMAL, tags })).toBe(true);
    expect(recordGroundTruth({ ...MINIMAL, tags: 'gold' as never })).toBe(true);

    const [first, second] = exporter.getFinishedLogRecords();
    expect(first?.attributes).toMatchObject({
      [ATTR_ML_TAG('ok')]: 'yes',
      [ATTR_ML_TAG('long')]: 'x'.repeat(256),
    });
    expect(first?.attributes).not.toHaveProperty([ATTR_ML_TAG('number')]);
    expect(Object.keys(second?.attributes ?? {})).toHaveLength(3);
  });

  it('is false when nobody takes the event', () => {
    logs.disable();
    expect(recordGroundTruth(MINIMAL)).toBe(false);
  });

  it('survives a logger that throws and input that throws', () => {
    const broken: Logger = {
      enabled: () => true,
      emit: () => {
        throw new Error('no disk');
      },
    };
    const hostile = {
      get model(): string {
        throw new Error('no model');
      },
    } as GroundTruth;

    expect(recordGroundTruth(MINIMAL, { logger: broken })).toBe(false);
    expect(recordGroundTruth(hostile)).toBe(false);
    expect(warnings.texts).toEqual([
      expect.stringContaining('no disk'),
      expect.stringContaining('no model'),
    ]);
  });

  it('emits through the logger that it is given', () => {
    const records: LogRecord[] = [];
    const logger: Logger = { enabled: () => true, emit: (record) => void records.push(record) };
    expect(recordGroundTruth(MINIMAL, { logger })).toBe(true);
    expect(records).toHaveLength(1);
    expect(exporter.getFinishedLogRecords()).toEqual([]);
  });

  it('never throws, whatever comes in', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(typeof recordGroundTruth(input as GroundTruth)).toBe('boolean');
      }),
    );
  });
});
