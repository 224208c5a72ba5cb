import { encodeLogs, encodeMetrics } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { createPace, eventTimeMs } from '../../src/receivers/event-time.ts';
import { otlpRequest } from '../support/requests.ts';

describe('the event time of a request', () => {
  const json = (text: string): number =>
    eventTimeMs({ signal: 'traces', contentType: 'json', body: Buffer.from(text) });

  it('is the latest time of JSON, as text or number, and not what a string says', () => {
    expect(json('{"endTimeUnixNano":"1700000000500000000","startTimeUnixNano":"99e30"}')).toBe(
      1_700_000_000_500,
    );
    expect(json('{"timeUnixNano": 2000000}{"timeUnixNano":1000000}')).toBe(2);
    expect(json(String.raw`{"a":"\"timeUnixNano\":\"9000000\""}`)).toBe(0);
    expect(json('{}')).toBe(0);
  });

  it('is the latest time of protobuf', () => {
    const protobuf = { contentType: 'protobuf' } as const;
    const spans = [{ endTimeUnixNano: '5000000' }, { endTimeUnixNano: '7000000' }, {}];
    const traces = requestTypes.traces.fromObject({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const body = requestTypes.traces.encode(traces).finish();
    expect(eventTimeMs({ ...protobuf, signal: 'traces', body })).toBeCloseTo(7, 6);
    const logRecords = [{ observedTimeUnixNano: 3_000_000n, attributes: {} }];
    const logs = encodeLogs([
      { resource: { attributes: {} }, scopeLogs: [{ scope: { name: '' }, logRecords }] },
    ]);
    expect(eventTimeMs({ ...protobuf, signal: 'logs', body: logs })).toBeCloseTo(3, 6);
    const metrics = otlpRequest('metrics', 'a');
    expect(eventTimeMs({ ...protobuf, signal: 'metrics', body: metrics })).toBe(1.7e12);
    const empty = encodeMetrics([
      {
        resource: { attributes: {} },
        scopeMetrics: [{ scope: { name: '' }, metrics: [{ kind: 'empty', name: 'a' }] }],
      },
    ]);
    expect(eventTimeMs({ ...protobuf, signal: 'metrics', body: empty })).toBe(0);
  });
});

describe('the pace of events', () => {
  it('is theirs, so many times as fast', () => {
    const pace = createPace(10);
    expect(pace(5_000, 100)).toBe(0);
    expect(pace(6_000, 100)).toBe(100);
    expect(pace(7_000, 260)).toBe(40);
  });

  it('catches up where it is late, and does not wait for what is out of order or has no time', () => {
    const pace = createPace(1);
    expect(pace(0, 0)).toBe(0);
    expect(pace(5_000, 0)).toBe(0);
    expect(pace(6_000, 3_000)).toBe(0);
    expect(pace(5_500, 3_000)).toBe(0);
    expect(pace(0, 3_000)).toBe(0);
    expect(pace(9_000, 3_000)).toBe(1_000);
  });

  it('does not wait longer than an hour for one wrong time', () => {
    const pace = createPace(1);
    pace(5_000, 0);
    expect(pace(Date.UTC(2_300, 0), 0)).toBe(3_600_000);
  });
});
