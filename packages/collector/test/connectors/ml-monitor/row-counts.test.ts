import { createContext, createHost, storedBatch } from '@marigraph/collector/testing';
import { expect, it } from 'vitest';

import { mlMonitor } from '../../../src/connectors/ml-monitor/connector.ts';
import { CLOCK_START_MS } from '../../support/manual-clock.ts';
import { logsOf, type RecordOf, tracesOf } from './records.ts';
import { rowOf, truthOf } from './started.ts';

it('counts what became of rows and ground truth, over all models', async () => {
  const context = createContext(mlMonitor);
  const connector = mlMonitor.create({ ...context, emit: async () => {}, state: undefined });
  await connector.start?.(createHost());
  const receivedAt = BigInt(CLOCK_START_MS) * 1_000_000n;
  const consume = (signal: 'traces' | 'logs', records: readonly RecordOf[]): void => {
    const body = signal === 'traces' ? tracesOf(records) : logsOf(records);
    void connector.consume(storedBatch({ signal, body, items: records.length, receivedAt }));
  };
  consume('traces', [
    rowOf('a', CLOCK_START_MS),
    rowOf('b', CLOCK_START_MS),
    rowOf('b', CLOCK_START_MS),
  ]);
  consume('logs', [truthOf('a', 'x'), truthOf('a', 'x'), truthOf('unknown', 'x')]);

  const counted = new Map(
    (connector.measures?.() ?? []).flatMap(({ name, values }) =>
      values.map(
        ({ labels = {}, value }) => [[name, ...Object.values(labels)].join(' '), value] as const,
      ),
    ),
  );
  const of = (name: string): number | undefined => counted.get(`marigraph_ml_monitor_${name}`);
  expect([of('rows added'), of('rows duplicate'), of('rows late'), of('rows refused')]).toEqual([
    2, 1, 0, 0,
  ]);
  expect([
    of('ground_truths matched'),
    of('ground_truths duplicate'),
    of('ground_truths waiting'),
  ]).toEqual([1, 1, 1]);
  expect([of('waiting_evaluations'), of('dropped_evaluations')]).toEqual([0, 0]);
  await connector.shutdown(new AbortController().signal);
});
