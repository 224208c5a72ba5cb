import { gzipSync } from 'node:zlib';

import { encodeLogs, encodeMetrics } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { debug } from '../../src/exporters/debug.ts';
import { startExporter, type StartedExporter } from '../support/exporting.ts';
import { manualClock } from '../support/manual-clock.ts';

const start = (config: Readonly<Record<string, unknown>>): Promise<StartedExporter> =>
  startExporter(debug, config, manualClock());

const SECRET = 'jane@example.com';

const TRACES = requestTypes.traces
  .encode(
    requestTypes.traces.fromObject({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeSpans: [
            {
              spans: [
                {
                  name: 'predict churn',
                  traceId: Buffer.alloc(16, 1),
                  spanId: Buffer.alloc(8, 2),
                  startTimeUnixNano: '1700000000000000000',
                  endTimeUnixNano: '1700000000250000000',
                  status: { code: 2 },
                  attributes: [
                    { key: 'user.email', value: { stringValue: SECRET } },
                    { key: 'age', value: { intValue: 41 } },
                    { key: 'score', value: { doubleValue: 0.5 } },
                    { key: 'vip', value: { boolValue: true } },
                    { key: 'raw', value: { bytesValue: Buffer.from([255]) } },
                    { key: 'none', value: {} },
                    {
                      key: 'list',
                      value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } },
                    },
                    {
                      key: 'map',
                      value: {
                        kvlistValue: { values: [{ key: 'a', value: { boolValue: false } }] },
                      },
                    },
                  ],
                },
                { name: 'bare' },
              ],
            },
          ],
        },
      ],
    }),
  )
  .finish();

const LOGS = encodeLogs([
  {
    resource: { attributes: {} },
    scopeLogs: [
      {
        scope: { name: 's' },
        logRecords: [
          { severityNumber: 9, eventName: 'bought', body: SECRET, attributes: { id: 7n } },
        ],
      },
    ],
  },
]);

const METRICS = encodeMetrics([
  {
    resource: { attributes: { host: SECRET } },
    scopeMetrics: [
      {
        scope: { name: 's' },
        metrics: [
          {
            kind: 'gauge',
            name: 'temperature',
            unit: 'Cel',
            dataPoints: [{ attributes: {}, timeUnixNano: 5n, value: 21.5 }],
          },
          { kind: 'empty', name: 'nothing' },
        ],
      },
    ],
  },
]);

const content = ({ logger }: StartedExporter): unknown =>
  JSON.parse(String(logger.records.at(-1)?.fields['content']));

describe('the debug exporter', () => {
  it('says one line a request', async () => {
    const { refusal, logger } = await start({});
    expect(await refusal({ body: TRACES, items: 2 })).toBeUndefined();
    expect(logger.records).toEqual([
      {
        level: 'info',
        message: 'a request came by',
        fields: { signal: 'traces', items: 2, encoding: 'identity', bytes: TRACES.length },
      },
    ]);
  });

  it('shows names without any value that may be personal', async () => {
    const started = await start({ verbosity: 'normal' });
    await started.refusal({ body: gzipSync(TRACES), encoding: 'gzip' });
    expect(content(started)).toEqual([
      {
        name: 'predict churn',
        traceId: '01'.repeat(16),
        spanId: '02'.repeat(8),
        durationMs: 250,
        statusCode: 2,
      },
      { name: 'bare', traceId: '', spanId: '', durationMs: 0 },
    ]);
    await started.refusal({ signal: 'logs', body: LOGS });
    expect(content(started)).toEqual([{ eventName: 'bought', severityNumber: 9 }]);
    await started.refusal({ signal: 'metrics', body: METRICS });
    expect(content(started)).toEqual([
      { name: 'temperature', kind: 'gauge', unit: 'Cel', dataPoints: 1 },
      { name: 'nothing', kind: 'empty', dataPoints: 0 },
    ]);
    const json = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: SECRET } }] }] }],
    };
    const body = Buffer.from(JSON.stringify(json));
    await started.refusal({ signal: 'logs', contentType: 'json', body });
    expect(content(started)).toEqual([{}]);
    expect(JSON.stringify(started.logger.records)).not.toContain(SECRET);
  });

  it('shows everything where that is asked for', async () => {
    const started = await start({ verbosity: 'detailed' });
    await started.refusal({ body: TRACES });
    expect(content(started)).toMatchObject([
      {
        name: 'predict churn',
        startTimeUnixMs: 1_700_000_000_000,
        resource: { 'service.name': 'shop' },
        attributes: {
          'user.email': SECRET,
          age: 41,
          score: 0.5,
          vip: true,
          raw: '/w==',
          none: null,
          list: [1, 'b'],
          map: { a: false },
        },
      },
      { name: 'bare', attributes: {} },
    ]);
    await started.refusal({ signal: 'logs', body: LOGS });
    expect(content(started)).toMatchObject([{ body: SECRET, attributes: { id: '7' } }]);
    await started.refusal({ signal: 'metrics', body: METRICS });
    expect(content(started)).toMatchObject([
      { dataPoints: [{ value: 21.5, timeUnixNano: '5' }], resource: { host: SECRET } },
      { dataPoints: [] },
    ]);
    const json = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"from JSON"}]}]}]}';
    await started.refusal({ contentType: 'json', body: Buffer.from(json) });
    expect(content(started)).toMatchObject([{ name: 'from JSON' }]);
  });

  it('shows so much and no more', async () => {
    const { refusal, logger } = await start({ verbosity: 'detailed', sampling_initial: 9 });
    const name = 'a'.repeat(100_000);
    const long = { resourceSpans: [{ scopeSpans: [{ spans: [{ name }] }] }] };
    await refusal({ contentType: 'json', body: Buffer.from(JSON.stringify(long)) });
    expect(String(logger.records.at(-1)?.fields['content'])).toHaveLength(16 * 1024 + 1);
    await refusal({ body: Buffer.alloc(2_000_000) });
    expect(logger.records.at(-1)?.fields['content']).toBe('too large to be shown');
    await refusal({ body: Buffer.from('0a05', 'hex') });
    expect(logger.records.at(-1)?.fields['content']).toMatch(/^cannot be read: /);
    const many = { scopeSpans: [{ spans: Array.from({ length: 50 }, () => ({ name: 'a' })) }] };
    await refusal({ body: requestTypes.traces.encode({ resourceSpans: [many] }).finish() });
    expect(JSON.parse(String(logger.records.at(-1)?.fields['content']))).toHaveLength(20);
  });

  it.each([
    [{ sampling_initial: 2, sampling_thereafter: 3 }, [1, 2, 5, 8, 11]],
    [{ sampling_initial: 1, sampling_thereafter: 0 }, [1, 11]],
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ])('shows of each second what %j says', async (sampling, expected) => {
    const clock = manualClock();
    const { refusal, logger } = await startExporter(debug, sampling, clock);
    for (let items = 1; items <= 10; items++) await refusal({ items });
    clock.advance(1_000);
    await refusal({ items: 11 });
    expect(logger.records.map(({ fields }) => fields['items'])).toEqual(expected);
  });
});
