import {
  defineConnector,
  defineProcessor,
  type NewBatch,
  type StatePart,
} from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { OtlpSink } from '../../../../e2e/support/otlp-sink.ts';
import { cursorOf, startCollector } from '../support/collector.ts';
import { temporaryFolder } from '../support/folder.ts';
import { partOf } from '../support/parts.ts';
import { itemNames, otlpRequest, post } from '../support/requests.ts';
import { namesAt, sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

describe('processors and connectors', () => {
  /** Lets through the requests whose spans contain `word`. */
  const only = defineProcessor<{ word: string }>({
    type: 'only',
    stability: 'development',
    signals: ['traces'],
    stage: 'egress',
    mutates: false,
    config: z.strictObject({ word: z.string() }),
    create: ({ config, next }) => ({
      async consume(batch) {
        const names = itemNames('traces', batch.body);
        if (names.some((name) => name.includes(config.word))) await next.consume(batch);
      },
      async shutdown() {},
    }),
  });

  it('runs a pipeline through its processors, behind the log', async () => {
    const sink = await sinkOf();
    const other = await sinkOf();
    const { service, url } = await startCollector({
      yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
processors: { only/a: { word: a }, only/b: { word: b } }
exporters:
  otlp_http/filtered: { endpoint: '${sink.url}' }
  otlp_http/all: { endpoint: '${other.url}' }
service:
  pipelines:
    traces/both: { receivers: [otlp], processors: [only/a, only/b], exporters: [otlp_http/filtered] }
    traces/plain: { receivers: [otlp], exporters: [otlp_http/all] }
    traces/again: { receivers: [otlp], exporters: [otlp_http/all] }
`,
      definitions: [only],
      sets: ['exporters.otlp_http/filtered.retry_on_failure.initial_interval=10ms'],
    });
    for (const name of ['a', 'b', 'ab', 'c', 'bxa']) {
      await post(url('otlp'), 'traces', otlpRequest('traces', name));
      await until(() => cursorOf(service, 'otlp_http/filtered').lagRecords === 0, name);
    }
    expect(namesAt(sink)).toEqual(['ab-0', 'bxa-0']);
    // Two pipelines without processors give a record to their exporter once.
    await until(() => namesAt(other).length >= 5, 'the other exporter has all');
    expect(namesAt(other)).toEqual(['a-0', 'b-0', 'ab-0', 'c-0', 'bxa-0']);
    const kinds = service.report().components.map(({ id, kind }) => `${kind} ${id}`);
    expect(kinds).toContain('processor only/a');
  });

  it('runs a record through every chain of processors that leads to its exporter', async () => {
    const sink = await sinkOf();
    const { service, url } = await startCollector({
      yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
processors: { only/a: { word: a }, only/b: { word: b } }
exporters: { otlp_http: { endpoint: '${sink.url}' } }
service:
  pipelines:
    traces/a: { receivers: [otlp], processors: [only/a], exporters: [otlp_http] }
    traces/b: { receivers: [otlp], processors: [only/b], exporters: [otlp_http] }
`,
      definitions: [only],
    });
    for (const name of ['a', 'b', 'c', 'ab']) {
      await post(url('otlp'), 'traces', otlpRequest('traces', name));
      await until(() => cursorOf(service, 'otlp_http').lagRecords === 0, name);
    }
    expect(namesAt(sink)).toEqual(['a-0', 'b-0', 'ab-0', 'ab-0']);
  });

  it('keeps the last state of a connector that cannot make a new one', async () => {
    const sink = await sinkOf();
    const broken = countingConnector({
      snapshot: () => {
        throw new Error('too large');
      },
    });
    const { service, url, logger } = await startCollector({
      yaml: connectorYaml(sink.url),
      definitions: [broken],
      sets: ['service.state.snapshot_interval=10ms'],
    });
    await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await until(() => logger.messages('error').length > 0, 'it is said');
    expect(logger.messages('error')[0]).toContain('could not make its snapshot');
    await service.shutdown();
  });

  /** Counts requests; gives out the count as a metric for every second one, and the rest at its end. */
  function countingConnector(
    options: { failures?: number; snapshot?: () => ReadonlyMap<string, StatePart> } = {},
  ): ReturnType<typeof definition> {
    let failures = options.failures ?? 0;
    const definition = () =>
      defineConnector<object>({
        type: 'counting',
        stability: 'development',
        from: ['traces', 'logs'],
        to: ['metrics'],
        config: z.strictObject({}),
        create: ({ emit, state }) => {
          let count = Number(Buffer.from(state?.get('') ?? []).toString());
          const give = (name: string): Promise<void> => emit(metric(name));
          return {
            async consume() {
              if (failures-- > 0) throw new TypeError('a bug');
              count++;
              if (count % 2 === 0) await give(`count${count}`);
            },
            snapshot: options.snapshot ?? (() => partOf(String(count), count)),
            async shutdown() {
              await give(`end${count}`);
            },
            report: () => ({ count }),
          };
        },
      });
    return definition();
  }

  function metric(name: string): NewBatch {
    return {
      signal: 'metrics',
      contentType: 'protobuf',
      encoding: 'identity',
      body: otlpRequest('metrics', name),
      items: 1,
    };
  }

  const connectorYaml = (url: string): string => `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
connectors: { counting: }
exporters: { otlp_http: { endpoint: '${url}' } }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [counting] }
    logs: { receivers: [otlp], exporters: [counting] }
    metrics: { receivers: [counting], exporters: [otlp_http] }
`;

  const metricsAt = (sink: OtlpSink): string[] =>
    sink.requests.flatMap(({ body }) => itemNames('metrics', body));

  it('feeds a connector in order, and what it gives out to its pipelines', async () => {
    const sink = await sinkOf();
    const { service, url, details } = await startCollector({
      yaml: connectorYaml(sink.url),
      definitions: [countingConnector()],
    });
    for (let i = 0; i < 4; i++) await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await post(url('otlp'), 'logs', otlpRequest('logs', 'a'));
    expect((await post(url('otlp'), 'metrics', otlpRequest('metrics', 'a'))).status).toBe(404);
    await until(() => details('counting')['count'] === 5, 'all are counted');
    await until(() => metricsAt(sink).length === 2, 'the metrics arrive');
    await service.shutdown();
    expect(metricsAt(sink)).toEqual(['count2-0', 'count4-0', 'end5-0']);
  });

  it('gives a connector its state back, with the cursor that belongs to it', async () => {
    const directory = temporaryFolder();
    const sink = await sinkOf();
    const options = { yaml: connectorYaml(sink.url), directory };
    const first = await startCollector({ ...options, definitions: [countingConnector()] });
    for (let i = 0; i < 3; i++) await post(first.url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await first.service.shutdown();
    const second = await startCollector({ ...options, definitions: [countingConnector()] });
    expect(second.details('counting')).toEqual({ count: 3 });
    await post(second.url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await until(() => second.details('counting')['count'] === 4, 'it goes on');
  });

  it('drops a batch that meets a bug of a connector and goes on', async () => {
    const sink = await sinkOf();
    const { service, url, details, logger } = await startCollector({
      yaml: connectorYaml(sink.url),
      definitions: [countingConnector({ failures: 1 })],
    });
    await post(url('otlp'), 'traces', otlpRequest('traces', 'a', 7));
    await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await until(() => details('counting')['count'] === 1, 'the second batch is counted');
    expect(cursorOf(service, 'counting').droppedItems).toEqual({ component_failed: 7 });
    expect(logger.messages('error')).toEqual(['a batch was dropped']);
  });
});
