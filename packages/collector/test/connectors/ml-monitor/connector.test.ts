import { gzipSync } from 'node:zlib';

import { type Batch, ComponentError } from '@marigraph/collector';
import { protobufToJson } from '@marigraph/otlp';
import {
  ATTR_ML_PREDICTION_TIME,
  METRIC_ML_PERFORMANCE_ACCURACY,
  METRIC_ML_WINDOW_PREDICTIONS,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { mlMonitor } from '../../../src/connectors/ml-monitor/connector.ts';
import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { logsOf, type Pairs, tracesOf } from './records.ts';
import {
  configOf,
  HOUR,
  rowOf,
  rowsOf,
  SECOND,
  start,
  statesOf,
  truthOf,
  windReference,
  windRows,
} from './started.ts';

describe('windows', () => {
  it('are evaluated when a later row closes them, and stand at their own time', async () => {
    const { clock, consume, pass, points, events } = await start();
    consume({ body: tracesOf([rowOf('a', CLOCK_START_MS), rowOf('b', CLOCK_START_MS + 1)]) });
    await pass();
    expect(points(METRIC_ML_WINDOW_PREDICTIONS)).toEqual([]);
    clock.advance(HOUR);
    consume({ body: tracesOf([rowOf('c', CLOCK_START_MS + HOUR)]) });
    await pass();
    const [point, ...others] = points(METRIC_ML_WINDOW_PREDICTIONS);
    expect(others).toEqual([]);
    expect(point).toMatchObject({
      value: 2n,
      startTimeUnixNano: BigInt(CLOCK_START_MS) * 1_000_000n,
      timeUnixNano: BigInt(CLOCK_START_MS + HOUR) * 1_000_000n,
    });
    expect(statesOf(events())).toEqual([ML_DRIFT_STATE_VALUE_NO_REFERENCE]);
    await pass(10 * SECOND);
    expect(points(METRIC_ML_WINDOW_PREDICTIONS)).toHaveLength(1);
  });

  it('are evaluated when no rows come any more', async () => {
    const { consume, pass, points } = await start();
    consume({ body: tracesOf([rowOf('a', CLOCK_START_MS)]) });
    await pass(HOUR - SECOND);
    expect(points(METRIC_ML_WINDOW_PREDICTIONS)).toEqual([]);
    await pass(2 * SECOND);
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([1]);
  });

  it('are not taken for idle while a backlog from before a restart is read', async () => {
    const { clock, consume, pass, points } = await start();
    clock.advance(10 * HOUR);
    for (let minute = 0; minute < 70; minute += 10) {
      const timeMs = CLOCK_START_MS + minute * 60_000;
      const body = tracesOf([rowOf(`${minute}`, timeMs)]);
      consume({ body, receivedAt: BigInt(timeMs) * 1_000_000n });
      await pass();
    }
    // One result of the first hour, not one more for each of its rows.
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([6]);
    await pass();
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([6, 1]);
  });

  it('are evaluated again when ground truth or rows come late', async () => {
    const { clock, consume, pass, points, events } = await start();
    consume({ body: tracesOf([rowOf('a', CLOCK_START_MS), rowOf('b', CLOCK_START_MS)]) });
    clock.advance(HOUR);
    consume({ body: tracesOf([rowOf('c', CLOCK_START_MS + HOUR)]) });
    await pass();
    expect(points(METRIC_ML_PERFORMANCE_ACCURACY)).toEqual([]);
    consume({ signal: 'logs', body: logsOf([truthOf('a', 'a')]) });
    await pass();
    consume({ signal: 'logs', body: logsOf([truthOf('b', 'x'), truthOf('b', 'a')]) });
    await pass();
    expect(rowsOf(points(METRIC_ML_PERFORMANCE_ACCURACY))).toEqual([1, 0.5]);
    consume({ body: tracesOf([rowOf('late', CLOCK_START_MS + 5)]) });
    await pass();
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([2, 2, 2, 3]);
    const times = points(METRIC_ML_WINDOW_PREDICTIONS).map(({ timeUnixNano }) => timeUnixNano);
    expect(new Set(times).size).toBe(1);
    // The state is what it was, so there is nothing to say of it.
    expect(events()).toHaveLength(1);
  });

  it('report a change of state once, when it changes', async () => {
    const { clock, consume, pass, events } = await start({ config: configOf([windReference()]) });
    for (const [hour, shift] of [0, 0, 50, 50, 0, 0].entries()) {
      consume({ body: tracesOf(windRows(hour, shift)) });
      clock.advance(HOUR);
      await pass();
    }
    expect(statesOf(events())).toEqual([ML_DRIFT_STATE_VALUE_DRIFTED, ML_DRIFT_STATE_VALUE_OK]);
  });

  it('hold rows by the time of the prediction where the monitor says so', async () => {
    const { monitors, ...rest } = configOf();
    const [[model, monitor] = []] = Object.entries(monitors);
    if (model === undefined || monitor === undefined) throw new Error('no monitor');
    const { consume, pass, points } = await start({
      config: { ...rest, monitors: { [model]: { ...monitor, event_time: 'prediction_time' } } },
    });
    const at = (hour: number): Pairs[number] => [
      ATTR_ML_PREDICTION_TIME,
      new Date(CLOCK_START_MS - hour * HOUR).toISOString(),
    ];
    consume({
      body: tracesOf([
        rowOf('a', CLOCK_START_MS, at(3)),
        rowOf('b', CLOCK_START_MS, at(3)),
        rowOf('c', CLOCK_START_MS, at(1)),
      ]),
    });
    await pass();
    expect(points(METRIC_ML_WINDOW_PREDICTIONS)).toMatchObject([
      { value: 2n, timeUnixNano: BigInt(CLOCK_START_MS - 2 * HOUR) * 1_000_000n },
    ]);
  });

  it('count one prediction once, whichever of its carriers comes first', async () => {
    const { connector, consume } = await start();
    const record = rowOf('a', CLOCK_START_MS);
    consume({ body: tracesOf([record]) });
    consume({ signal: 'logs', body: logsOf([record]) });
    consume({ body: gzipSync(tracesOf([record])), encoding: 'gzip' });
    expect(connector.report?.()).toMatchObject({
      models: [{ rows: { added: 1, duplicate: 2 } }],
    });
  });
});

describe('a request', () => {
  it('is nothing to this connector when it is of metrics', async () => {
    const { connector, consume } = await start();
    consume({ signal: 'metrics', body: Uint8Array.of(255) });
    expect(connector.report?.()).toMatchObject({ models: [] });
  });

  it.each<{ readonly name: string; readonly batch: Partial<Batch>; readonly says: RegExp }>([
    { name: 'no OTLP', batch: { body: Uint8Array.of(10, 200) }, says: /ExportTraceServiceRequest/ },
    { name: 'no gzip', batch: { encoding: 'gzip', body: Buffer.from('{}') }, says: /not gzip/ },
    {
      name: 'no deflate',
      batch: { encoding: 'deflate', body: Buffer.from('{}') },
      says: /not deflate/,
    },
    { name: 'no zstd', batch: { encoding: 'zstd', body: Buffer.from('{}') }, says: /not zstd/ },
    {
      name: 'no OTLP/JSON',
      batch: { contentType: 'json', body: Buffer.from('{"resourceSpans":1}') },
      says: /not OTLP\/JSON: .* is no list/,
    },
  ])('that is $name is refused for good', async ({ batch, says }) => {
    const { consume } = await start();
    let refusal: unknown;
    try {
      consume(batch);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(ComponentError);
    expect(refusal).toMatchObject({ code: 'data_invalid', retryable: false });
    expect(String(refusal)).toMatch(says);
  });

  it('in JSON gives what the same request in protobuf gives, compressed or not', async () => {
    const results: unknown[] = [];
    for (const toBatch of [
      (body: Uint8Array): Partial<Batch> => ({ body }),
      (body: Uint8Array): Partial<Batch> => ({
        contentType: 'json',
        body: protobufToJson('traces', body),
      }),
      (body: Uint8Array): Partial<Batch> => ({
        contentType: 'json',
        encoding: 'gzip',
        body: gzipSync(protobufToJson('traces', body)),
      }),
    ]) {
      const { connector, consume, pass, points, events } = await start({
        config: configOf([windReference()]),
      });
      consume(toBatch(tracesOf(windRows(0, 30))));
      await pass(HOUR + 10 * SECOND);
      const windows = points(METRIC_ML_WINDOW_PREDICTIONS);
      expect(rowsOf(windows)).toEqual([100]);
      expect(statesOf(events())).toEqual([ML_DRIFT_STATE_VALUE_DRIFTED]);
      results.push({ windows, events: events(), report: connector.report?.() });
    }
    const [first, ...others] = results;
    expect(others).toEqual([first, first]);
  });

  it('lets a bug be a bug', async () => {
    const reference = windReference();
    const { consume } = await start({ config: configOf([reference]) });
    const [feature = {}] = reference.document.features;
    Object.defineProperty(feature, 'name', {
      get: () => {
        throw new Error('broken');
      },
    });
    // The bytes are fine, so the sender must not be told that they are not.
    expect(() => consume({ body: tracesOf([rowOf('a', CLOCK_START_MS)]) })).toThrow('broken');
  });
});

describe('the evaluation', () => {
  it('logs what fails, and goes on', async () => {
    const reference = windReference();
    const { logger, consume, pass, points, stop } = await start({
      config: configOf([reference]),
    });
    let fails = false;
    const [feature = {}] = reference.document.features;
    Object.defineProperty(feature, 'name', {
      get: () => {
        if (fails) throw new Error('broken');
        return 'wind';
      },
    });
    consume({ body: tracesOf(windRows(0)) });
    fails = true;
    await pass(HOUR);
    expect(logger.messages('error')).toEqual(['windows could not be evaluated']);
    fails = false;
    consume({ body: tracesOf(windRows(1)) });
    await pass(HOUR);
    // The window that failed is evaluated again with the next one.
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([100, 100]);
    await stop();
  });

  it('keeps its findings while the log takes nothing', async () => {
    const started = await start();
    const { connector, clock, consume, pass, points } = started;
    started.refusal = new ComponentError('wal_full', 'no space', { retryable: true });
    consume({ body: tracesOf([rowOf('a', CLOCK_START_MS)]) });
    clock.advance(HOUR);
    consume({ body: tracesOf([rowOf('b', CLOCK_START_MS + HOUR)]) });
    await pass(3 * SECOND);
    expect(connector.report?.()).toMatchObject({ evaluations: { waiting: 1, dropped: 0 } });
    started.refusal = undefined;
    await pass();
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([1]);
    expect(connector.report?.()).toMatchObject({ evaluations: { waiting: 0, dropped: 0 } });
  });
});

describe('the end', () => {
  it('is safe without a start, and twice', async () => {
    const { logger, stop, clock } = await start();
    await stop();
    await stop();
    clock.advance(HOUR);
    expect(logger.records).toEqual([]);
    const never = mlMonitor.create({
      id: 'ml_monitor',
      config: configOf(),
      clock,
      random: () => 0.5,
      logger,
      state: undefined,
      emit: async () => {},
    });
    await never.shutdown(new AbortController().signal);
  });

  it('gives out what is due, also without another tick', async () => {
    const { clock, consume, points, stop } = await start();
    consume({ body: tracesOf([rowOf('a', CLOCK_START_MS)]) });
    clock.advance(HOUR);
    consume({ body: tracesOf([rowOf('b', CLOCK_START_MS + HOUR)]) });
    await stop();
    expect(rowsOf(points(METRIC_ML_WINDOW_PREDICTIONS))).toEqual([1]);
  });
});
