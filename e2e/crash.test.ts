import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { afterAll, expect, it } from 'vitest';

import { until } from './support/child.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';
import { startOtlpSink } from './support/otlp-sink.ts';
import { post, type Prediction, spanIdOf, toGroundTruth, toTraces } from './support/requests.ts';
import { spansOf } from './support/span-bytes.ts';

const MODEL = 'crash-test';
const BATCHES = 300;
const PER_BATCH = 7;
const KILLS = 3;

const folder = mkdtempSync(join(tmpdir(), 'marigraph-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sends until somebody acknowledges, as an OTLP exporter does. */
async function deliver(collector: CollectorProcess, path: string, body: Uint8Array): Promise<void> {
  for (;;) {
    const { status } = await post(collector.otlpUrl, path, gzipSync(body), {
      'content-encoding': 'gzip',
    });
    if (status === 200) return;
    if (status !== 0 && status !== 503) throw new Error(`${path} answered ${status}`);
    await sleep(20);
  }
}

function makeBatch(batch: number): Prediction[] {
  return Array.from({ length: PER_BATCH }, (_, at) => {
    const number = 1 + batch * PER_BATCH + at;
    return {
      id: `prediction-${number}`,
      number,
      city: number % 2 === 0 ? 'Oslo' : 'Bergen',
      label: number % 3 === 0 ? 'rain' : 'no_rain',
      actual: number % 5 === 0 ? 'rain' : 'no_rain',
      time: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
      features: { temperature: number % 30 },
    };
  });
}

it('loses nothing it acknowledged when it is killed mid-replay, three times', async () => {
  const backend = await startOtlpSink();
  const collector = await startCollectorProcess({
    folder,
    backendUrl: backend.url,
    monitor: {
      monitors: {
        [MODEL]: { segment_keys: ['city'], event_time: 'prediction_time', retention: '400d' },
      },
    },
  });
  try {
    const batches = Array.from({ length: BATCHES }, (_, batch) => makeBatch(batch));
    let sent = 0;
    const queue = batches.entries();
    const worker = async (): Promise<void> => {
      for (const [, batch] of queue) {
        await deliver(collector, '/v1/traces', toTraces(MODEL, batch));
        await deliver(collector, '/v1/logs', toGroundTruth(MODEL, batch));
        sent++;
      }
    };
    const killer = async (): Promise<void> => {
      for (let kill = 1; kill <= KILLS; kill++) {
        await until('enough was sent', () => sent >= (BATCHES * kill) / (KILLS + 1) || undefined);
        await collector.kill();
        await collector.start();
      }
    };
    await Promise.all([worker(), worker(), worker(), worker(), killer()]);

    const predictions = batches.flat();
    const expected = new Set(predictions.map((prediction) => spanIdOf(prediction)));
    const forwarded = (): Set<string> =>
      new Set(
        backend.requests
          .filter(({ path }) => path === '/v1/traces')
          .flatMap(({ body }) => spansOf(body).map(({ id }) => id)),
      );
    await until('every acknowledged span reached the backend', () =>
      forwarded().isSupersetOf(expected) ? true : undefined,
    );
    const model = await until('every row was counted and joined', async () => {
      const [version] = (await collector.monitor()).models;
      return version?.groundTruth.matched === predictions.length ? version : undefined;
    });
    expect(forwarded()).toEqual(expected);
    expect(model.rows).toMatchObject({
      added: predictions.length,
      inCells: predictions.length,
      late: 0,
    });
    expect(model.scopes.map(({ rows, performance }) => [rows, performance.labelled])).toEqual([
      [predictions.length, predictions.length],
      [predictions.length / 2, predictions.length / 2],
      [predictions.length / 2, predictions.length / 2],
    ]);
    const accuracyOf = (own: readonly Prediction[]): number =>
      own.filter(({ label, actual }) => label === actual).length / own.length;
    for (const { segment, performance } of model.scopes) {
      const own = predictions.filter(({ city }) => city === (segment?.value ?? city));
      expect(performance.accuracy).toBe(accuracyOf(own));
    }
  } finally {
    await collector.stop();
    await backend.close();
  }
});
