import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, expect, it } from 'vitest';

import { until } from './support/child.ts';
import { startCollectorProcess } from './support/collector-process.ts';
import { startOtlpSink } from './support/otlp-sink.ts';
import { post, type Prediction, spanIdOf, toTraces } from './support/requests.ts';
import { spansOf } from './support/span-bytes.ts';

const MODEL = 'fidelity';
const REQUESTS = 240;
const SPANS = 300;

const folder = mkdtempSync(join(tmpdir(), 'marigraph-fidelity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeRequest(request: number): Uint8Array {
  const predictions = Array.from({ length: SPANS }, (_, at): Prediction => {
    const number = 1 + request * SPANS + at;
    const time = new Date().toISOString();
    // Features that differ in every row: a byte that is out of place shows.
    const features = Object.fromEntries(
      Array.from({ length: 12 }, (_unused, feature) => [
        `f${feature}`,
        Math.sin(number * (feature + 1)),
      ]),
    );
    return { id: `p-${number}`, number, city: 'Oslo', label: 'a', actual: 'a', time, features };
  });
  return toTraces(MODEL, predictions);
}

/** Request bodies live in memory that is used again; a body that is used too early would arrive changed. */
it('forwards large requests unchanged while a backend is slow and fails, compressed and not', async () => {
  let count = 0;
  const backend = await startOtlpSink({
    respond: async () => {
      count++;
      await new Promise((resolve) => {
        setTimeout(resolve, count % 5);
      });
      if (count % 7 === 0) return { hangUp: true };
      return count % 3 === 0 ? { status: 503, headers: { 'retry-after': '0' } } : {};
    },
  });
  const collector = await startCollectorProcess({ folder, backendUrl: backend.url });
  try {
    const sent = new Map<string, Uint8Array>();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < REQUESTS) {
        const number = next++;
        const body = makeRequest(number);
        for (const { id, bytes } of spansOf(body)) sent.set(id, Buffer.from(bytes));
        const isGzip = number % 2 === 0;
        const { status } = await post(
          collector.otlpUrl,
          '/v1/traces',
          isGzip ? gzipSync(body, { level: 1 }) : body,
          isGzip ? { 'content-encoding': 'gzip' } : {},
        );
        expect(status).toBe(200);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker(), worker(), worker()]);
    const forwarded = (): Map<string, Uint8Array> =>
      new Map(
        backend.requests
          .filter(({ path }) => path === '/v1/traces')
          .flatMap(({ body }) => spansOf(body).map(({ id, bytes }) => [id, bytes] as const)),
      );
    await until('every span was forwarded', () => forwarded().size >= sent.size || undefined);
    const received = forwarded();
    const changed = [...sent].filter(
      ([id, bytes]) => Buffer.compare(bytes, received.get(id) ?? new Uint8Array()) !== 0,
    );
    expect(changed.map(([id]) => id)).toEqual([]);
    await until('every row was counted', async () => {
      const rows = (await collector.monitor()).models[0]?.rows.added;
      return rows === REQUESTS * SPANS || undefined;
    });
    expect(sent.has(spanIdOf({ number: 1 }))).toBe(true);
  } finally {
    await collector.stop();
    await backend.close();
  }
});
