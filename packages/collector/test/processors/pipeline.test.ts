import { ATTR_ML_FEATURE_VALUE } from '@marigraph/semantic-conventions';
import { expect, it } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { startCollector } from '../support/collector.ts';
import {
  attributes,
  attributesOf,
  encodeRequest,
  recordsOf,
  requestOf,
} from '../support/processor.ts';
import { postGzip } from '../support/requests.ts';
import { sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

it('changes what a collector forwards, and keeps it compressed', async () => {
  const sink = await sinkOf();
  const collector = await startCollector({
    yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
processors:
  ml_redaction: { features: { default: drop, rules: { age: keep } } }
  attributes: { actions: [{ key: env, value: prod, action: upsert }] }
  filter: { traces: { span: [{ name: health }] } }
  probabilistic_sampler: { sampling_percentage: 100 }
exporters: { otlp_http: { endpoint: '${sink.url}' } }
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [ml_redaction, attributes, filter, probabilistic_sampler]
      exporters: [otlp_http]
`,
  });
  const spans = ['health', 'predict'].map((name) => ({
    name,
    traceId: Buffer.alloc(16, 7),
    attributes: attributes({
      [ATTR_ML_FEATURE_VALUE('age')]: 41n,
      [ATTR_ML_FEATURE_VALUE('email')]: 'a@b.c',
    }),
  }));
  const request = encodeRequest('traces', requestOf('traces', spans));
  expect((await postGzip(collector.url('otlp'), 'traces', request)).status).toBe(200);
  await sink.waitFor((requests) => requests.length > 0);
  const [received] = sink.requests;
  const body = requestTypes.traces.decode(received?.body ?? new Uint8Array());
  const [out, ...more] = recordsOf(requestTypes.traces.toObject(body, { longs: String }));
  expect(more).toEqual([]);
  expect(out).toMatchObject({ name: 'predict', traceState: 'ot=th:0' });
  expect(attributesOf(out)).toEqual({ [ATTR_ML_FEATURE_VALUE('age')]: 41n, env: 'prod' });
  // A batch counts once it was taken: before the log by the log, behind it by the backend.
  expect(collector.details('filter')).toMatchObject({ itemsIn: 2 });
  const sampler = (): unknown => collector.details('probabilistic_sampler')['itemsIn'];
  await until(() => sampler() === 1, 'the sampler has counted');
  const counts = { itemsIn: 1, itemsOut: 1, itemsDropped: 0 };
  expect(collector.details('probabilistic_sampler')).toMatchObject(counts);
  expect(collector.details('filter')).toMatchObject({ itemsDropped: 1 });
});
