import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  type AnyValue,
  createSplicer,
  type EditableAttributes,
  type EditableRecord,
  type SplicerOptions,
} from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { vectors } from '../../../test/support/vectors.ts';
import { createPlannedSplicer, editDecoded } from './support/edits.ts';
import { decode } from './support/records.ts';
import {
  body,
  type Bytes,
  eight,
  keyValue,
  logs,
  number,
  request,
  traces,
} from './support/wire.ts';

const text = (value: string): Bytes => body(1, value);

/** A span with attributes between fields that no schema has. */
const SPAN: Bytes = [
  ...number(1000, 7),
  ...body(1, new Uint8Array(16).fill(3)),
  ...keyValue(9, 'a', text('one')),
  ...body(3, 'vendor=1'),
  ...keyValue(9, 'b', number(3, 2n ** 63n - 1n)),
  ...eight(999, 5n),
];

function spliceTraces(
  bytes: Uint8Array,
  onRecord: (record: EditableRecord) => void,
  options: Partial<SplicerOptions> = {},
): Uint8Array {
  const splicer = createSplicer({ signal: 'traces', classify: () => 1, onRecord, ...options });
  return splicer.splice(bytes);
}

/** Every attribute as key and value. */
function entriesOf(attributes: EditableAttributes): [string, AnyValue][] {
  return Array.from({ length: attributes.count }, (_, index) => [
    attributes.key(index),
    attributes.value(index),
  ]);
}

describe('a splicer', () => {
  it('shows what a span holds', () => {
    const seen: unknown[] = [];
    spliceTraces(traces([...SPAN, ...body(5, 'predict')]), (record) => {
      seen.push(record.name, record.traceState, record.traceIdStart, entriesOf(record.attributes));
    });
    expect(seen).toEqual([
      'predict',
      'vendor=1',
      traces(SPAN).findIndex((byte, at, all) => byte === 3 && all[at + 1] === 3),
      [
        ['a', 'one'],
        ['b', 2n ** 63n - 1n],
      ],
    ]);
  });

  it('shows severity and body of a log record', () => {
    const seen: unknown[] = [];
    const splicer = createSplicer({
      signal: 'logs',
      classify: () => 0,
      onRecord: ({ severityNumber, body: content, name }) => {
        seen.push([severityNumber, content, name]);
      },
    });
    splicer.splice(logs([...number(2, 17), ...body(5, text('hello')), ...body(12, 'event')], []));
    expect(seen).toEqual([
      [17, 'hello', 'event'],
      [0, null, ''],
    ]);
  });

  it('replaces a value and leaves every other byte as it was', () => {
    const bytes = traces(SPAN, SPAN);
    const spliced = spliceTraces(bytes, ({ attributes }) => attributes.replace(0, 'two!'));
    const expected = SPAN.join(',').replace(
      keyValue(9, 'a', text('one')).join(','),
      keyValue(9, 'a', text('two!')).join(','),
    );
    const span = expected.split(',').map(Number);
    expect(spliced).toEqual(traces(span, span));
  });

  it('writes what was changed into memory that is given, and asks for none where nothing was', () => {
    const sizes: number[] = [];
    const given = Buffer.alloc(4096, 0xee);
    const allocate = (bytes: number): Uint8Array => {
      sizes.push(bytes);
      return given.subarray(0, bytes);
    };
    const bytes = traces(SPAN);
    const onRecord = (record: EditableRecord): void => record.attributes.remove(0);
    const changed = spliceTraces(bytes, onRecord);
    const splicer = createSplicer({ signal: 'traces', classify: () => 1, onRecord });
    const inGiven = splicer.splice(bytes, allocate);
    expect(sizes).toEqual([changed.length]);
    expect(inGiven.buffer).toBe(given.buffer);
    expect(Buffer.compare(inGiven, changed)).toBe(0);
    const idle = createSplicer({ signal: 'traces', classify: () => 0, onRecord: () => {} });
    expect(idle.splice(bytes, allocate)).toBe(bytes);
    expect(sizes).toHaveLength(1);
  });

  it('hands back the same bytes when an attribute is replaced by what it was', () => {
    const bytes = traces(SPAN);
    expect(spliceTraces(bytes, ({ attributes }) => attributes.replace(0, 'one'))).toBe(bytes);
  });

  it('sees at once what was written', () => {
    spliceTraces(traces(SPAN), ({ attributes }) => {
      attributes.remove(attributes.find(1));
      attributes.rename(attributes.find(1), 'c');
      attributes.replace(attributes.find(1), null);
      attributes.append('d', 1n);
      expect(entriesOf(attributes).slice(1)).toEqual([
        ['c', null],
        ['d', 1n],
      ]);
      expect([...attributes.action.subarray(0, attributes.count)]).toEqual([0, 1, 1]);
      expect(attributes.find(2)).toBe(-1);
    });
  });

  it('keeps an attribute that was added and removed again out of the request', () => {
    const bytes = traces(SPAN);
    const spliced = spliceTraces(bytes, ({ attributes }) => {
      attributes.append('new', 'value');
      attributes.remove(attributes.count - 1);
    });
    expect(spliced).toBe(bytes);
  });

  it('adds several attributes in their order, without those that were removed again', () => {
    const spliced = spliceTraces(traces([]), ({ attributes }) => {
      for (const key of ['a', 'b', 'c']) attributes.append(key, key);
      attributes.remove(1);
    });
    expect(spliced).toEqual(
      traces([...keyValue(9, 'a', text('a')), ...keyValue(9, 'c', text('c'))]),
    );
  });

  it('takes resources and scopes away whose last record goes, and only them', () => {
    const empty = body(1, body(2, body(3, 'schema')));
    const two = [...traces(SPAN), ...empty, ...traces(body(5, 'keep'), SPAN)];
    const splicer = createSplicer({
      signal: 'traces',
      classify: () => 0,
      onRecord(record) {
        if (record.name !== 'keep') record.drop();
      },
    });
    const spliced = splicer.splice(Uint8Array.from(two));
    expect([...spliced]).toEqual([...empty, ...traces(body(5, 'keep'))]);
    expect(splicer.counters).toMatchObject({ records: 3, droppedRecords: 2, changedRecords: 0 });
    expect(splicer.splice(traces(SPAN))).toHaveLength(0);
  });

  it('writes a resource and a scope where there is none', () => {
    const spliced = spliceTraces(traces([]), () => {}, {
      onResource: (attributes) => attributes.append('r', true),
      onScope: (attributes) => attributes.append('s', 2.5),
    });
    const double = [0x21, ...new Uint8Array(new Float64Array([2.5]).buffer)];
    expect(spliced).toEqual(
      request(
        body(1, keyValue(1, 'r', number(2, 1))),
        body(2, body(1, keyValue(3, 's', double)), body(2)),
      ),
    );
  });

  it('shows records the attributes of a resource that follows them, as they were changed', () => {
    const bytes = request(body(2, body(2, SPAN)), body(1, keyValue(1, 'a', text('one'))));
    const seen: unknown[] = [];
    const spliced = spliceTraces(
      bytes,
      ({ resource, attributes }) => {
        seen.push(resource.key(0), resource.value(0));
        attributes.remove(0);
      },
      { onResource: (attributes) => attributes.replace(0, 'changed') },
    );
    expect(seen).toEqual(['a', 'changed']);
    expect(decode(requestTypes.traces, spliced)).toMatchObject({
      resourceSpans: [{ resource: { attributes: [{ value: { stringValue: 'changed' } }] } }],
    });
  });

  it('edits the entries of a map, and of maps within it, in place', () => {
    const inner = body(6, keyValue(1, 'deep', text('x')), number(77, 1));
    const map = body(6, keyValue(1, 'p', text('1')), keyValue(1, 'q', inner), number(78, 1));
    const spliced = spliceTraces(traces(keyValue(9, 'm', map)), ({ attributes }) => {
      attributes.editMap(0, (entries) => {
        entries.remove(0);
        entries.editMap(1, (nested) => nested.replace(0, 'longer'));
      });
    });
    const expectedInner = body(6, keyValue(1, 'deep', text('longer')), number(77, 1));
    const expected = body(6, keyValue(1, 'q', expectedInner), number(78, 1));
    expect(spliced).toEqual(traces(keyValue(9, 'm', expected)));
  });

  it('asks once per map for the keys in it', () => {
    const asked: string[] = [];
    const bytes = traces(keyValue(9, 'm', body(6, keyValue(1, 'p', text('1')))));
    spliceTraces(bytes, ({ attributes }) => attributes.editMap(0, () => {}), {
      classifyEntry(key) {
        asked.push(key);
        return 0;
      },
    });
    expect(asked).toEqual(['p']);
  });

  it('overwrites a trace state that comes twice, and adds one that is not there', () => {
    const twice = [...body(3, 'old'), ...number(6, 1), ...body(3, 'older')];
    const spliced = spliceTraces(traces(twice, []), (record) => record.setTraceState('ot=th:8'));
    expect(decode(requestTypes.traces, spliced)).toMatchObject({
      resourceSpans: [
        { scopeSpans: [{ spans: [{ traceState: 'ot=th:8' }, { traceState: 'ot=th:8' }] }] },
      ],
    });
  });

  it('refuses to write a trace state where there is none', () => {
    const splicer = createSplicer({
      signal: 'logs',
      classify: () => 0,
      onRecord: (record) => record.setTraceState('x'),
    });
    expect(() => splicer.splice(logs([]))).toThrow(TypeError);
  });

  it('drops metrics by name, and those whose last data point goes', () => {
    const point = (key: string): Bytes => body(1, keyValue(7, key, text('v')));
    const metric = (name: string, ...points: Bytes[]): Bytes =>
      body(2, body(5, ...points), body(1, name));
    const seen: string[] = [];
    const splicer = createSplicer({
      signal: 'metrics',
      classify: () => 1,
      onMetric(candidate) {
        if (candidate.name === 'all') candidate.drop();
      },
      onRecord(record) {
        seen.push(`${record.name}.${record.attributes.key(0)}`);
        if (record.attributes.key(0) === 'x') record.drop();
      },
    });
    const spliced = splicer.splice(
      request(
        body(2, metric('all', point('k')), metric('x', point('x')), metric('none')),
        body(2, metric('some', point('x'), point('y'))),
      ),
    );
    expect(seen).toEqual(['x.x', 'some.x', 'some.y']);
    expect(spliced).toEqual(request(body(2, metric('none')), body(2, metric('some', point('y')))));
    expect(splicer.counters).toMatchObject({ records: 3, droppedRecords: 2, droppedMetrics: 1 });
  });

  it('edits attributes of events and exemplars', () => {
    const onInner = (attributes: EditableAttributes): void => attributes.remove(0);
    const event = body(11, keyValue(3, 'e', text('secret')), body(2, 'name'));
    const spliced = spliceTraces(traces(event), () => {}, { onInner });
    expect(spliced).toEqual(traces(body(11, body(2, 'name'))));
  });

  it('works on after bytes that are no request', () => {
    const splicer = createSplicer({
      signal: 'traces',
      classify: () => 1,
      onRecord: ({ attributes }) => attributes.append('k', 'v'),
    });
    const broken = [...traces(SPAN), 0x0a, 0x7f];
    expect(() => splicer.splice(Uint8Array.from(broken))).toThrow('more than are left');
    expect(splicer.splice(traces([]))).toEqual(traces(keyValue(9, 'k', text('v'))));
  });

  it('grows and shrinks with a span of very many attributes', () => {
    const many = Array.from({ length: 70_000 }, () => keyValue(9, 'k', text('v'))).flat();
    const splicer = createSplicer({
      signal: 'traces',
      classify: () => 1,
      onRecord: ({ attributes }) => {
        for (let at = 0; at < attributes.count; at++) attributes.remove(at);
      },
    });
    expect(splicer.splice(traces(many))).toEqual(traces([]));
    expect(splicer.splice(traces(keyValue(9, 'k', text('v'))))).toEqual(traces([]));
  });
});

vectors.describe('otlp/otlp-pb', (folder) => {
  const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)));
  const files = (signal: string): string[] =>
    globSync(`*.${signal}.pb`, { cwd: folder }).toSorted();

  it.each([
    ...files('trace').map((file) => ['traces', file] as const),
    ...files('logs').map((file) => ['logs', file] as const),
    ...files('metrics').map((file) => ['metrics', file] as const),
  ])('%s: %s comes out as an independent decoder would have edited it', (signal, file) => {
    const bytes = read(file);
    const untouched = createSplicer({ signal, classify: () => 1, onRecord: () => {} });
    expect(untouched.splice(bytes)).toBe(bytes);
    for (const seed of [0, 1, 2, 3]) {
      const plan = { seed, dropEvery: seed, appends: true };
      const spliced = createPlannedSplicer(signal, plan).splice(bytes);
      expect(decode(requestTypes[signal], spliced)).toEqual(editDecoded(signal, bytes, plan));
    }
  });
});
