import { gzipSync } from 'node:zlib';

import type { Batch } from '@marigraph/collector';
import {
  createOtlpSink,
  type Destination,
  exporterContract,
  type SinkResponse,
  storedBatch,
} from '@marigraph/collector/testing';
import { afterAll, describe, expect, it } from 'vitest';

import { otlpHttp } from '../../src/exporters/otlp-http.ts';
import { prometheus } from '../../src/exporters/prometheus.ts';
import { otlpRequest } from '../support/requests.ts';

const ANSWERS: Readonly<Record<string, SinkResponse>> = {
  accept: {},
  'refuse for now': { status: 503 },
  'refuse for good': { status: 400 },
};

describe('otlp_http', async () => {
  let how: Parameters<Destination['answer']>[0] = 'accept';
  const sink = await createOtlpSink({
    respond: () => ANSWERS[how] ?? new Promise<SinkResponse>(() => {}),
  });
  afterAll(() => sink.close());
  const batches: Batch[] = (['traces', 'metrics', 'logs'] as const).map((signal) =>
    storedBatch({ signal, body: otlpRequest(signal, 'a', 2), items: 2 }),
  );
  const gzipped = batches.map((batch): Batch => ({
    ...batch,
    encoding: 'gzip',
    body: gzipSync(batch.body),
  }));
  const cases = exporterContract({
    definition: otlpHttp,
    config: { endpoint: sink.url },
    batches: [...batches, ...gzipped],
    destination: {
      answer: (asked) => {
        how = asked;
      },
      taken: () => sink.requests.length,
    },
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('prometheus', () => {
  const body = otlpRequest('metrics', 'a', 2);
  const cases = exporterContract({
    definition: prometheus,
    config: { endpoint: '127.0.0.1:0' },
    batches: [storedBatch({ signal: 'metrics', body, items: 2 })],
  });
  it.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
