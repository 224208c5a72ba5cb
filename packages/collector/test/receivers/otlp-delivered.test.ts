import { expect, it } from 'vitest';

import { startCollector } from '../support/collector.ts';
import { otlpRequest, post, postGzip } from '../support/requests.ts';
import { namesAt, sinkOf } from '../support/sink.ts';

it.each([
  ['plain', post],
  ['gzip', postGzip],
] as const)(
  'keeps the bytes of a request that was not delivered in time: %s',
  async (_, sendWith) => {
    let status = 503;
    const sink = await sinkOf({ respond: () => ({ status }) });
    const { url } = await startCollector({
      yaml: `
receivers:
  otlp:
    protocols: { http: { endpoint: '127.0.0.1:0' } }
    ack: delivered
    ack_timeout: 50ms
exporters:
  otlp_http:
    endpoint: '${sink.url}'
    retry_on_failure: { initial_interval: 100ms, max_interval: 100ms }
service:
  wal: { type: memory }
  pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } }
`,
    });
    // Large enough for memory that is used again, and not alike once compressed.
    const requestOf = (name: string): Uint8Array => otlpRequest('traces', name, 2_000);
    for (const name of ['a', 'b', 'c']) {
      const answer = await sendWith(url('otlp'), 'traces', requestOf(name));
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    status = 200;
    const all = (): Set<string> => new Set(namesAt(sink));
    await sink.waitFor(() => all().size >= 6_000);
    for (const name of ['a-0', 'b-0', 'c-1999']) expect(all()).toContain(name);
  },
);
