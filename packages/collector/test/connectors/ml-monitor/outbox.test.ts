import { ComponentError, type NewBatch } from '@marigraph/collector';
import type { Evaluation } from '@marigraph/monitor';
import { decodeLogs, decodeMetrics } from '@marigraph/otlp';
import {
  ATTR_ML_WINDOW_REVISION,
  METRIC_ML_WINDOW_PREDICTIONS,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { createOutbox, type Outbox } from '../../../src/connectors/ml-monitor/outbox.ts';
import { recordingLogger, type RecordingLogger } from '../../support/logger.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { CALM, evaluationOf, WINDOW_MS } from './evaluations.ts';

interface Sent {
  readonly outbox: Outbox;
  readonly logger: RecordingLogger;
  readonly batches: readonly NewBatch[];
  /** Rows of every evaluation whose metrics were sent, in order. */
  readonly rows: () => number[];
}

function start(refusalOf: (batch: NewBatch) => unknown = () => undefined): Sent {
  const batches: NewBatch[] = [];
  const logger = recordingLogger();
  const outbox = createOutbox({
    async emit(batch) {
      const refusal = refusalOf(batch);
      if (refusal !== undefined) throw refusal;
      batches.push(batch);
    },
    windowOf: () => ({ durationMs: WINDOW_MS }),
    clock: manualClock(),
    logger,
  });
  const rows = (): number[] =>
    batches
      .filter(({ signal }) => signal === 'metrics')
      .flatMap(({ body }) => decodeMetrics(body))
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .filter(({ name }) => name === METRIC_ML_WINDOW_PREDICTIONS)
      .flatMap((metric) => (metric.kind === 'gauge' ? metric.dataPoints : []))
      .map(({ value }) => Number(value));
  return { outbox, logger, batches, rows };
}

const numbered = (count: number, more: Partial<Evaluation> = {}): Evaluation[] =>
  Array.from({ length: count }, (_, rows) => evaluationOf({ rows, ...more }));

const full = (): ComponentError => new ComponentError('wal_full', 'no space', { retryable: true });

describe('the outbox', () => {
  it('sends metrics and then the events that they explain', async () => {
    const { outbox, batches } = start();
    outbox.add([evaluationOf(), evaluationOf({ revision: 1, changes: [] })]);
    await outbox.flush();
    expect(batches.map(({ signal, items }) => [signal, items])).toEqual([
      ['metrics', 2 * (1 + 2 + 2 + 12 + 1)],
      ['logs', 1],
    ]);
    const [events] = decodeLogs(batches[1]?.body ?? new Uint8Array(0));
    const [record] = events?.scopeLogs[0]?.logRecords ?? [];
    expect(record?.attributes[ATTR_ML_WINDOW_REVISION]).toBe(0n);
    expect([outbox.waiting, outbox.dropped]).toEqual([[], 0]);
  });

  it('sends nothing where there is nothing', async () => {
    const { outbox, batches } = start();
    await outbox.flush();
    outbox.add([]);
    await outbox.flush();
    expect(batches).toEqual([]);
  });

  it('keeps what is refused, and sends it in order when it is taken', async () => {
    let refuses = true;
    const { outbox, logger, batches, rows } = start(() => (refuses ? full() : undefined));
    outbox.add(numbered(2));
    await outbox.flush();
    outbox.add([evaluationOf({ rows: 2 })]);
    await outbox.flush();
    expect(batches).toEqual([]);
    expect(outbox.waiting.map((statement) => 'rows' in statement && statement.rows)).toEqual([
      0, 1, 2,
    ]);
    expect(logger.records).toMatchObject([
      { level: 'warn', fields: { waiting: 2, error: 'no space' } },
      { level: 'warn', fields: { waiting: 3 } },
    ]);
    refuses = false;
    await outbox.flush();
    expect(rows()).toEqual([0, 1, 2]);
    expect([outbox.waiting, outbox.dropped]).toEqual([[], 0]);
  });

  it('does not repeat the metrics when only the events were refused', async () => {
    let refuses = true;
    const { outbox, batches } = start(({ signal }) =>
      refuses && signal === 'logs' ? full() : undefined,
    );
    outbox.add([evaluationOf()]);
    await outbox.flush();
    expect(outbox.waiting).toHaveLength(1);
    refuses = false;
    await outbox.flush();
    expect(batches.map(({ signal }) => signal)).toEqual(['metrics', 'logs']);
    expect(outbox.waiting).toEqual([]);
  });

  it('keeps what failed in a way that nobody foresaw', async () => {
    let failure: unknown = 'no error at all';
    const { outbox, logger, rows } = start(() => failure);
    outbox.add([evaluationOf()]);
    await outbox.flush();
    expect(logger.records).toMatchObject([{ level: 'warn', fields: { error: 'no error at all' } }]);
    failure = undefined;
    await outbox.flush();
    expect(rows()).toEqual([1003]);
  });

  it.each(['logs', 'metrics'] as const)(
    'leaves %s out where no pipeline wants them',
    async (unwanted) => {
      const { outbox, logger, batches } = start(({ signal }) =>
        signal === unwanted ? new ComponentError('no_pipeline', 'nobody') : undefined,
      );
      outbox.add([evaluationOf()]);
      await outbox.flush();
      outbox.add([evaluationOf({ revision: 1 })]);
      await outbox.flush();
      const wanted = unwanted === 'logs' ? 'metrics' : 'logs';
      expect(batches.map(({ signal }) => signal)).toEqual([wanted, wanted]);
      expect([outbox.waiting, outbox.dropped, logger.records]).toEqual([[], 0, []]);
    },
  );

  it('gives up, and says so, what will never be taken', async () => {
    let refuses = true;
    const { outbox, logger, rows } = start(() =>
      refuses ? new ComponentError('data_invalid', 'too large') : undefined,
    );
    outbox.add([evaluationOf()]);
    await outbox.flush();
    expect([outbox.waiting, outbox.dropped]).toEqual([[], 1]);
    expect(logger.messages('error')).toEqual(['the log refused findings']);
    refuses = false;
    outbox.add([evaluationOf({ rows: 5 })]);
    await outbox.flush();
    expect(rows()).toEqual([5]);
  });

  it('gives up what cannot be encoded, and goes on', async () => {
    const { outbox, logger, rows } = start();
    // A number of rows that is none is a bug of the monitor; it must not hold up everything after it.
    outbox.add([evaluationOf({ rows: Number.NaN })]);
    await outbox.flush();
    expect(logger.messages('error')).toEqual(['findings could not be encoded']);
    expect([outbox.waiting, outbox.dropped]).toEqual([[], 1]);
    outbox.add([evaluationOf({ rows: 5 })]);
    await outbox.flush();
    expect(rows()).toEqual([5]);
  });

  it('makes requests that every backend takes', async () => {
    const { outbox, batches, rows } = start();
    const features = Array.from({ length: 1000 }, (_, at) => ({ ...CALM, feature: `f${at}` }));
    outbox.add(numbered(5, { features, changes: [] }));
    await outbox.flush();
    expect(batches).toHaveLength(3);
    for (const { body } of batches) expect(body.length).toBeLessThan(8 * 1024 * 1024);
    expect(rows()).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets the oldest give way to newer ones, and says so', async () => {
    let refusals = 0;
    const { outbox, logger, rows } = start(() => (refusals-- === 0 ? undefined : full()));
    outbox.add(numbered(10, { features: [], changes: [] }));
    // As many as no call could take as its arguments.
    outbox.add(numbered(200_000, { features: [], changes: [] }));
    expect(outbox.waiting).toHaveLength(100_000);
    expect(outbox.dropped).toBe(100_010);
    expect(logger.records).toMatchObject([{ level: 'error', fields: { statements: 100_010 } }]);
    await outbox.flush();
    expect(rows()).toHaveLength(2000);
    expect(rows().slice(0, 2)).toEqual([100_000, 100_001]);
    expect(outbox.waiting).toHaveLength(98_000);
  });

  it('shares one flush between calls, which takes what comes meanwhile', async () => {
    const { outbox, rows } = start();
    outbox.add(numbered(1));
    const first = outbox.flush();
    outbox.add([evaluationOf({ rows: 1 })]);
    const second = outbox.flush();
    expect(second).toBe(first);
    await first;
    expect(rows()).toEqual([0, 1]);
  });
});
