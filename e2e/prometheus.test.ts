import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { describeWithProgram } from '../test/support/vectors.ts';
import { freePort, startProcess, until } from './support/child.ts';
import { startCollectorProcess } from './support/collector-process.ts';
import { startOtlpSink } from './support/otlp-sink.ts';
import { post, type Prediction, toGroundTruth, toTraces } from './support/requests.ts';

const MODEL = 'weather "rain"\\\n'; // a name that must be escaped
const folder = mkdtempSync(join(tmpdir(), 'marigraph-prometheus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWithProgram({ program: 'prometheus', debianPackage: 'prometheus' }, () => {
  it('reads the exposition, and answers with accuracy by segment', async () => {
    const backend = await startOtlpSink();
    const collector = await startCollectorProcess({
      folder,
      backendUrl: backend.url,
      monitor: {
        monitors: {
          [MODEL]: { segment_keys: ['city'], window: { count: 20 }, idle_timeout: '100ms' },
        },
      },
    });
    const port = await freePort();
    const config = join(folder, 'prometheus.yml');
    const target = new URL(collector.metricsUrl).host;
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s' },
        scrape_configs: [
          { job_name: 'marigraph', honor_labels: true, static_configs: [{ targets: [target] }] },
        ],
      }),
    );
    const prometheus = startProcess('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    try {
      const predictions = Array.from({ length: 40 }, (_, at): Prediction => {
        const time = new Date().toISOString();
        const city = at % 2 === 0 ? 'Oslo' : 'Bergen';
        return {
          id: `p-${at}`,
          number: at + 1,
          city,
          label: 'rain',
          actual: at % 4 === 0 ? 'dry' : 'rain',
          time,
          features: {},
        };
      });
      expect(
        (await post(collector.otlpUrl, '/v1/traces', toTraces(MODEL, predictions))).status,
      ).toBe(200);
      expect(
        (await post(collector.otlpUrl, '/v1/logs', toGroundTruth(MODEL, predictions))).status,
      ).toBe(200);

      const exposition = await until('accuracy was exposed', async () => {
        const text = await (await fetch(collector.metricsUrl)).text();
        return /^ml_performance_accuracy\{/m.test(text) ? text : undefined;
      });
      const check = spawnSync('promtool', ['check', 'metrics'], {
        input: exposition,
        encoding: 'utf8',
      });
      // promtool also has opinions on names, with exit code 3; a text that cannot be read is 1.
      expect({ status: check.status, output: check.stdout + check.stderr }).not.toMatchObject({
        status: 1,
      });

      const query = encodeURIComponent('ml_performance_accuracy{ml_segment_name="city"}');
      const found = await until(
        'Prometheus had scraped it',
        async () => {
          const answer = (await (
            await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`)
          ).json()) as Answer;
          return answer.data.result.length === 2 ? answer.data.result : undefined;
        },
        { child: prometheus },
      );
      const byCity = found.map(({ metric, value }) => [
        metric['ml_segment_value'],
        metric['ml_model_name'],
        Number(value[1]),
      ]);
      expect(byCity).toHaveLength(2);
      expect(byCity).toEqual(
        expect.arrayContaining([
          ['Bergen', MODEL, 1],
          ['Oslo', MODEL, 0.5],
        ]),
      );
    } finally {
      await prometheus.stop();
      await collector.stop();
      await backend.close();
    }
  });
});

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}
