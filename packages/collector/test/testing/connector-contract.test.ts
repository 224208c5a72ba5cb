import { connectorContract, storedBatch } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';

import { mlMonitor } from '../../src/connectors/ml-monitor/connector.ts';
import { tracesOf } from '../connectors/ml-monitor/records.ts';
import { rowOf } from '../connectors/ml-monitor/started.ts';
import { CLOCK_START_MS } from '../support/manual-clock.ts';

const HOUR_MS = 3_600_000;

describe('ml_monitor', () => {
  const rows = Array.from({ length: 100 }, (_, at) =>
    rowOf(`a-${at}`, CLOCK_START_MS + at * 1_000),
  );
  const cases = connectorContract({
    definition: mlMonitor,
    config: { monitors: { rain: { window: { duration: '1h' } } } },
    batches: [storedBatch({ body: tracesOf(rows), items: rows.length })],
    async produce(_, clock) {
      for (let hour = 0; hour < 3; hour++) clock.advance(HOUR_MS);
      await new Promise((resolve) => void setImmediate(resolve));
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
