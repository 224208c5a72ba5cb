import { describe, expect, it } from 'vitest';

import {
  attributes,
  createProcessor,
  problemsOf,
  recordsOf,
  requestOf,
} from '../support/processor.ts';

type Values = Parameters<typeof attributes>[0];

/** Names of the spans that are left. */
async function spansLeft(span: readonly object[], resource: Values = {}): Promise<unknown[]> {
  const { process } = createProcessor('filter', { traces: { span } });
  const spans = [
    { name: 'a', attributes: attributes({ route: '/healthz', status: 200n }) },
    { name: 'b', attributes: attributes({ route: '/predict', status: 503n, flag: true }) },
    { name: 'c' },
  ];
  const out = recordsOf(await process('traces', requestOf('traces', spans, resource)));
  return out.map(({ name }) => name);
}

/** Names of the log records that are left. */
async function logsLeft(log_record: readonly object[]): Promise<unknown[]> {
  const { process } = createProcessor('filter', { logs: { log_record } });
  const records = [
    { eventName: 'none', body: { stringValue: 'start of work' } },
    { eventName: 'debug', severityNumber: 8, body: { intValue: '5' } },
    { eventName: 'info', severityNumber: 9 },
    { eventName: 'error', severityNumber: 17, attributes: attributes({ k: 1 }) },
  ];
  const out = recordsOf(await process('logs', requestOf('logs', records)));
  return out.map(({ eventName }) => eventName);
}

/** Names of the metrics that are left, with the values of their points. */
async function metricsLeft(metrics: object, resource: Values = {}): Promise<unknown[]> {
  const { process } = createProcessor('filter', { metrics });
  const point = (asDouble: number, values: Values): object => ({
    asDouble,
    attributes: attributes(values),
  });
  const request = requestOf(
    'metrics',
    [
      { name: 'requests', sum: { dataPoints: [point(1, { env: 'test' }), point(2, {})] } },
      { name: 'memory', gauge: { dataPoints: [point(3, { env: 'test' })] } },
    ],
    resource,
  );
  return recordsOf(await process('metrics', request)).map(({ name, sum, gauge }) => {
    const { dataPoints } = (sum ?? gauge) as { readonly dataPoints: { asDouble: number }[] };
    return [name, dataPoints.map(({ asDouble }) => asDouble)];
  });
}

describe('the filter processor', () => {
  it.each([
    [[{ name: 'a' }], ['b', 'c']],
    [[{ name: ['a', 'c'] }], ['b']],
    [[{ name: { regexp: '^[ab]$' } }], ['c']],
    [[{ attributes: { route: '/healthz' } }], ['b', 'c']],
    [[{ attributes: { status: 503 } }], ['a', 'c']],
    [[{ attributes: { status: '503' } }], ['a', 'b', 'c']],
    [[{ attributes: { status: { regexp: '^5' } } }], ['a', 'c']],
    [[{ attributes: { flag: true } }], ['a', 'c']],
    [[{ attributes: { route: { exists: false } } }], ['a', 'b']],
    [[{ attributes: { route: { exists: true }, status: [1, 200] } }], ['b', 'c']],
    [[{ name: 'a', attributes: { status: 503 } }], ['a', 'b', 'c']],
    [[{ name: 'a' }, { attributes: { status: 503 } }], ['c']],
    [[{ resource_attributes: { env: 'test' } }], []],
    [[{ name: 'a', resource_attributes: { env: { regexp: 'prod' } } }], ['a', 'b', 'c']],
  ])('drops spans that meet %j', async (conditions, left) => {
    expect(await spansLeft(conditions, { env: 'test' })).toEqual(left);
  });

  it.each([
    [[{ severity_max: 8 }], ['none', 'info', 'error']],
    [[{ severity_max: 'INFO' }], ['none', 'error']],
    [[{ severity_min: 'INFO' }], ['none', 'debug']],
    [[{ severity_min: 1, severity_max: 9 }], ['none', 'error']],
    [[{ body: { regexp: '^start' } }], ['debug', 'info', 'error']],
    [[{ body: 5 }], ['none', 'info', 'error']],
    [[{ body: { exists: false } }], ['none', 'debug']],
    [[{ name: 'error', attributes: { k: 1 } }], ['none', 'debug', 'info']],
  ])('drops log records that meet %j', async (conditions, left) => {
    expect(await logsLeft(conditions)).toEqual(left);
  });

  it.each([
    [{ metric: [{ name: 'requests' }] }, [['memory', [3]]]],
    [{ metric: [{ resource_attributes: { service: 'x' } }] }, []],
    [{ datapoint: [{ attributes: { env: 'test' } }] }, [['requests', [2]]]],
    [
      { datapoint: [{ name: 'requests', attributes: { env: 'test' } }] },
      [
        ['requests', [2]],
        ['memory', [3]],
      ],
    ],
    [
      { metric: [{ name: 'memory' }], datapoint: [{ attributes: { env: { exists: false } } }] },
      [['requests', [1]]],
    ],
  ])('drops metrics and data points that meet %j', async (conditions, left) => {
    expect(await metricsLeft(conditions, { service: 'x' })).toEqual(left);
  });

  it('counts, and ends a request of which nothing is left', async () => {
    const { component, batches, process } = createProcessor('filter', {
      error_mode: 'ignore',
      traces: { span: [{ name: 'a' }] },
    });
    await process('traces', requestOf('traces', [{ name: 'a' }]));
    await process('traces', requestOf('traces', [{ name: 'b' }]));
    await process('logs', requestOf('logs', [{ eventName: 'a' }]));
    expect(batches).toHaveLength(2);
    expect(component.report?.()).toEqual({
      itemsIn: 3,
      itemsOut: 2,
      itemsDropped: 1,
      itemsChanged: 0,
    });
  });

  it.each([
    ['attributes["http.route"] == "/healthz"', 'here {attributes: {"http.route": "/healthz"}}'],
    ['resource.attributes["a"] == 5', 'here {resource_attributes: {"a": 5}}'],
    ['name == "x"', 'here {name: "x"}'],
    ['IsMatch(metric.name, "^a")', 'here {name: {regexp: "^a"}}'],
    [
      'IsMatch(resource.attributes["b"], "^a")',
      'here {resource_attributes: {"b": {regexp: "^a"}}}',
    ],
    ['end_time - start_time > Duration("1s")', 'as in {name: "GET /healthz", attributes: '],
  ])('says how the OTTL condition %s is written', (text, advice) => {
    const problem = problemsOf('filter', { traces: { span: [text] } });
    expect(problem).toContain('traces.span.0: OTTL is not supported: write the condition as a map');
    expect(problem).toContain(advice);
  });

  it.each([
    [{ traces: { span: [{}] } }, 'traces.span.0: expected at least one of name, attributes'],
    [{ traces: { span: [{ name: { regexp: '(a+)+' } }] } }, 'a group that repeats without limit'],
    [
      { traces: { span: [{ name: { like: 'a' } }] } },
      'expected a value, a list of values, {regexp',
    ],
    [{ traces: { span: [{ severity_min: 1 }] } }, 'severity_min'],
    [{ logs: { log_record: [{ severity_min: 'LOUD' }] } }, 'expected 1 to 24 or one of TRACE'],
    [{ traces: { spanevent: [] } }, 'spanevent'],
  ])('refuses the configuration %j', (config, problem) => {
    expect(problemsOf('filter', config)).toContain(problem);
  });
});
