import { countItemsJson, jsonToProtobuf, OtlpError, type Signal } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { anyValueOf, at, encodeText, spanOf, transcode } from './support/json.ts';

function refusal(json: string | Uint8Array, signal: Signal = 'traces'): OtlpError {
  const bytes = typeof json === 'string' ? encodeText(json) : json;
  const errors = [countItemsJson, jsonToProtobuf].map((run) => {
    try {
      run(signal, bytes);
    } catch (error) {
      if (error instanceof OtlpError) return error;
      throw error;
    }
    throw new Error(`${String(json)} was taken`);
  });
  const [error, same] = errors;
  if (error === undefined) throw new Error('nothing was run');
  expect(same).toEqual(error);
  return error;
}

function refusalOfSpan(json: string): OtlpError {
  return refusal(`{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`);
}

describe('a request in JSON', () => {
  it('is written into memory that is given, whatever that held, and more where it must grow', () => {
    const given: Uint8Array[] = [];
    const json = encodeText(`{"resourceSpans":[{"schemaUrl":"${'x'.repeat(1000)}"}]}`);
    const bytes = jsonToProtobuf('traces', json, (size) => {
      given.push(Buffer.alloc(size, 0xee));
      return given.at(-1) ?? new Uint8Array(0);
    });
    expect(given.length).toBeGreaterThan(1);
    expect(bytes.buffer).toBe(given.at(-1)?.buffer);
    expect(Buffer.compare(bytes, jsonToProtobuf('traces', json))).toBe(0);
  });

  it.each([
    '{}',
    ' { } ',
    '{"resourceSpans":[]}',
    '{"resourceSpans":null}',
    '{"resource_spans":[]}',
  ])('is empty: %s', (json) => {
    expect(transcode('traces', json)).toEqual({});
  });

  it('may have white space wherever JSON allows it', () => {
    expect(spanOf('\t{ "name" \n:\r\n "a b" , "kind" : 2 ,"flags": 257 } ')).toEqual({
      name: 'a b',
      kind: 2,
      flags: 257,
    });
  });

  it('has ids in hex of either case', () => {
    const ids = '{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174"}';
    expect(spanOf(ids)).toEqual({
      traceId: Buffer.from('5b8efff798038103d269b633813fc60c', 'hex').toString('base64'),
      spanId: Buffer.from('eee19b7ec3c1b174', 'hex').toString('base64'),
    });
  });

  it('may have names in snake case, with escapes, and unknown ones of any value', () => {
    expect(
      spanOf(
        '{"trace_state":"ot=th:8","\\u006eame":"n","dropped_attributes_count":3,"größe":1,"":{"a":[]},' +
          '"x":[1e999,-0.5,"\\n",true,false,null,{"y":{"z":[[],{}]}}],"ab":"c"}',
      ),
    ).toEqual({ traceState: 'ot=th:8', name: 'n', droppedAttributesCount: 3 });
  });

  it('says nothing with null', () => {
    expect(spanOf('{"name":null,"status":null,"attributes":null,"kind":null}')).toEqual({});
  });

  it('keeps the place of null in a list of values', () => {
    expect(anyValueOf('{"arrayValue":{"values":[null,{"boolValue":true}]}}')).toEqual({
      arrayValue: { values: [{}, { boolValue: true }] },
    });
  });

  it('means by a name that comes twice what protobuf does', () => {
    expect(
      spanOf(
        '{"name":"a","status":{"code":1},"name":"b","events":[{}],"status":{"message":"m"},"events":[{}]}',
      ),
    ).toEqual({ name: 'b', status: { code: 1, message: 'm' }, events: [{}, {}] });
  });

  it.each([
    ['{"stringValue":"x"}', { stringValue: 'x' }],
    ['{"stringValue":""}', { stringValue: '' }],
    ['{"stringValue":null}', {}],
    ['{"boolValue":true}', { boolValue: true }],
    ['{"boolValue":false}', { boolValue: false }],
    ['{"intValue":"9007199254740993"}', { intValue: '9007199254740993' }],
    ['{"intValue":-9223372036854775808}', { intValue: '-9223372036854775808' }],
    ['{"doubleValue":0.1}', { doubleValue: 0.1 }],
    ['{"doubleValue":"NaN"}', { doubleValue: Number.NaN }],
    ['{"doubleValue":"Infinity"}', { doubleValue: Infinity }],
    ['{"doubleValue":"-Infinity"}', { doubleValue: -Infinity }],
    ['{"doubleValue":"-1.5"}', { doubleValue: -1.5 }],
    ['{"doubleValue":-0}', { doubleValue: -0 }],
    ['{"bytesValue":"AQID"}', { bytesValue: 'AQID' }],
    ['{"bytesValue":"+\\/8="}', { bytesValue: '+/8=' }],
    ['{"bytesValue":"-_8"}', { bytesValue: '+/8=' }],
    ['{"bytesValue":"-w"}', { bytesValue: '+w==' }],
    ['{"bytesValue":""}', { bytesValue: '' }],
    ['{}', {}],
    ['{"arrayValue":{}}', { arrayValue: {} }],
    ['{"array_value":{"values":[]}}', { arrayValue: {} }],
    [
      '{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":1},{}]}}}]}}',
      {
        kvlistValue: {
          values: [{ key: 'a', value: { arrayValue: { values: [{ intValue: '1' }, {}] } } }],
        },
      },
    ],
  ])('holds the value %s', (json, expected) => {
    // Once at the end of the request and once before much else, as short and long ones are read by other ways.
    expect(anyValueOf(json)).toEqual(expected);
    const padding = `{"key":"${'p'.repeat(600)}","value":{}}`;
    const padded = spanOf(`{"attributes":[{"key":"k","value":${json}},${padding}]}`);
    expect(at(padded, 'attributes', 0)).toEqual({ key: 'k', value: expected });
  });

  it.each([
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
    ['"\\u0041\\u00e9\\u20AC\\uD83D\\ude00"', 'Aé€😀'],
    ['"\\ud83d"', '\uFFFD'],
    ['"\\ude00\\ud83d"', '\uFFFD\uFFFD'],
    ['"\\ud83dx\\ud83d\\u0041"', '\uFFFDx\uFFFDA'],
    ['"\\u0000"', '\0'],
    ['"größe 特徴 😀"', 'größe 特徴 😀'],
    ['"\uFEFFbom"', '\uFEFFbom'],
  ])('has the text of %s', (json, text) => {
    expect(anyValueOf(`{"stringValue":${json}}`)).toEqual({ stringValue: text });
  });

  it.each([
    ['1544712660000000001', '1544712660000000001'],
    ['"18446744073709551615"', '18446744073709551615'],
    ['18446744073709551615', '18446744073709551615'],
    ['0', '0'],
    ['-0', '0'],
    ['1e3', '1000'],
    ['"1.5E+3"', '1500'],
    ['1000e-3', '1'],
    ['1.0', '1'],
    ['0.0e-5', '0'],
    ['0e99999999999999999999', '0'],
    ['184467440737095516150e-1', '18446744073709551615'],
    ['1.8446744073709551615e19', '18446744073709551615'],
  ])('has the 64-bit integer %s', (json, integer) => {
    expect(spanOf(`{"startTimeUnixNano":${json}}`)['startTimeUnixNano'] ?? '0').toBe(integer);
  });

  it('takes 32-bit numbers also as strings, and enumerators by name', () => {
    expect(
      spanOf(
        '{"kind":"SPAN_KIND_CONSUMER","flags":"257","droppedLinksCount":"4294967295","status":{"code":"2"}}',
      ),
    ).toEqual({ kind: 5, flags: 257, droppedLinksCount: 4_294_967_295, status: { code: 2 } });
    expect(spanOf('{"kind":-2147483648}')).toEqual({ kind: -2_147_483_648 });
    const logs =
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"SEVERITY_NUMBER_FATAL4"}]}]}]}';
    expect(at(transcode('logs', logs), 'resourceLogs', 0, 'scopeLogs', 0, 'logRecords', 0)).toEqual(
      { severityNumber: 24 },
    );
  });

  it('counts the points of the data that counts', () => {
    const metric =
      '{"gauge":{"dataPoints":[{},{}]},"sum":{"dataPoints":[{}],"isMonotonic":true},"gauge":null}';
    const json = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[${metric}]}]}]}`;
    expect(countItemsJson('metrics', encodeText(json))).toBe(1);
    expect(at(transcode('metrics', json), 'resourceMetrics', 0, 'scopeMetrics', 0)).toEqual({
      metrics: [{ sum: { dataPoints: [{}], isMonotonic: true } }],
    });
  });

  it('counts what it has', () => {
    expect(
      countItemsJson(
        'traces',
        encodeText('{"resourceSpans":[{"scopeSpans":[{"spans":[{},{},null]}]}]}'),
      ),
    ).toBe(3);
  });

  it.each([
    ['', 0, 'is no object'],
    ['null', 0, 'is no object'],
    ['[]', 0, 'is no object'],
    ['{', 1, 'no name'],
    ['{"resourceSpans":[', 18, 'ResourceSpans at byte 18 is no object'],
    ['{"resourceSpans":[{}', 20, 'neither a comma nor a ]'],
    ['{"resourceSpans":{}}', 17, 'resourceSpans at byte 17 is no list'],
    ['{"resourceSpans" []}', 17, 'lacks a :'],
    ['{"resourceSpans":[1]}', 18, 'is no object'],
    ['{"resourceSpans":[],}', 20, 'no name'],
    ['{"resourceSpans":[]}}', 20, 'goes on'],
    ['{"x":nul}', 5, 'is not null'],
    ['{"x":tru}', 5, 'is not true'],
    ['{"x":}', 5, 'no value'],
    ['{"x":[1 2]}', 8, 'neither a comma nor a ]'],
    ['{"x":{1:2}}', 6, 'is no string'],
    ['{"x', 1, 'without end'],
    ['{"x":"\\', 6, 'unknown escape'],
    ['{"x":"\\u12', 6, 'incomplete escape'],
    ['{"x":"\n"}', 6, 'control character'],
    ['\uFEFF{}', 0, 'is no object'],
  ])('that is no JSON or of another form is refused: %j', (json, offset, says) => {
    const error = refusal(json);
    expect(error).toMatchObject({ code: 'malformed' });
    expect(error.message).toContain(says);
    expect(error.hint).not.toBe('');
    expect(error.offset).toBe(offset);
  });

  it.each([
    ['{"traceId":"zz"}', 'Span.traceId', 'is not hex'],
    ['{"traceId":"abc"}', 'Span.traceId', 'is not hex'],
    ['{"traceId":1}', 'Span.traceId', 'is no string'],
    ['{"name":1}', 'Span.name', 'is no string'],
    ['{"kind":"SPAN_KIND_OTHER"}', 'Span.kind', 'is a name without number'],
    ['{"kind":"toString"}', 'Span.kind', 'is a name without number'],
    ['{"kind":2147483648}', 'Span.kind', 'is out of range'],
    ['{"flags":-1}', 'Span.flags', 'is out of range'],
    ['{"flags":4294967296}', 'Span.flags', 'is out of range'],
    ['{"flags":1.5}', 'Span.flags', 'is no integer'],
    ['{"flags":true}', 'Span.flags', 'is no integer'],
    ['{"flags":01}', 'Span.flags', 'is no integer'],
    ['{"flags":"1 "}', 'Span.flags', 'is no number'],
    ['{"flags":"1}', 'Span.flags', 'is no number'],
    ['{"flags":""}', 'Span.flags', 'is no integer'],
    ['{"flags":1e}', 'Span.flags', 'is no integer'],
    ['{"startTimeUnixNano":18446744073709551616}', 'Span.startTimeUnixNano', 'is out of range'],
    ['{"startTimeUnixNano":99999999999999999999}', 'Span.startTimeUnixNano', 'is out of range'],
    ['{"startTimeUnixNano":-1}', 'Span.startTimeUnixNano', 'is out of range'],
    ['{"startTimeUnixNano":1e20}', 'Span.startTimeUnixNano', 'is out of range'],
    ['{"startTimeUnixNano":1e99999999999}', 'Span.startTimeUnixNano', 'is out of range'],
    ['{"attributes":[{"value":{"intValue":9223372036854775808}}]}', 'AnyValue.intValue', 'range'],
    ['{"attributes":[{"value":{"intValue":-9223372036854775809}}]}', 'AnyValue.intValue', 'range'],
    ['{"attributes":[{"value":{"doubleValue":1e400}}]}', 'AnyValue.doubleValue', 'range'],
    ['{"attributes":[{"value":{"doubleValue":.5}}]}', 'AnyValue.doubleValue', 'is no number'],
    ['{"attributes":[{"value":{"doubleValue":5.}}]}', 'AnyValue.doubleValue', 'is no number'],
    ['{"attributes":[{"value":{"doubleValue":"inf"}}]}', 'AnyValue.doubleValue', 'name without'],
    ['{"attributes":[{"value":{"boolValue":"true"}}]}', 'AnyValue.boolValue', 'is not false'],
    ['{"attributes":[{"value":{"bytesValue":"A"}}]}', 'AnyValue.bytesValue', 'is not base64'],
    ['{"attributes":[{"value":{"bytesValue":"AQ="}}]}', 'AnyValue.bytesValue', 'is not base64'],
    ['{"attributes":[{"value":{"bytesValue":"===="}}]}', 'AnyValue.bytesValue', 'is not base64'],
    ['{"attributes":[{"value":{"bytesValue":"A QI"}}]}', 'AnyValue.bytesValue', 'is not base64'],
  ])('with a value that its field cannot hold is refused: %s', (json, field, says) => {
    const error = refusalOfSpan(json);
    expect(error.code).toBe('malformed');
    expect(error.message).toContain(field);
    expect(error.message).toContain(says);
  });

  it.each([
    [[0x80], 'a continuation'],
    [[0xc0, 0xaf], 'too long a form'],
    [[0xe0, 0x80, 0xaf], 'too long a form'],
    [[0xed, 0xa0, 0x80], 'half of a pair'],
    [[0xf4, 0x90, 0x80, 0x80], 'beyond Unicode'],
    [[0xf8, 0x88, 0x80, 0x80], 'five bytes'],
    [[0xe2, 0x82], 'cut off'],
  ])('with bytes that are not UTF-8 is refused: %j, %s', (bytes) => {
    for (const name of ['schemaUrl', 'unknown']) {
      const [head, tail] = [encodeText(`{"resourceSpans":[{"${name}":"abcd`), encodeText('"}]}')];
      const error = refusal(Uint8Array.from([...head, ...bytes, ...tail]));
      expect(error).toMatchObject({ code: 'malformed', offset: head.length });
    }
  });

  it('nests as deeply as protobuf may, and no deeper', () => {
    const nest = (depth: number): string =>
      `${'{"arrayValue":{"values":['.repeat(depth)}{"intValue":1}${']}}'.repeat(depth)}`;
    // A value of an attribute is in six messages: the request, of a resource, of a scope, span, attribute, value.
    const json = (depth: number): string =>
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"value":${nest(depth)}}]}]}]}]}`;
    expect(countItemsJson('traces', encodeText(json(47)))).toBe(1);
    expect(() => transcode('traces', json(47))).not.toThrow();
    expect(refusal(json(48))).toMatchObject({ code: 'too_deep' });
    const nullInside = json(48).replace('{"intValue":1}', 'null');
    expect(refusal(nullInside)).toMatchObject({ code: 'too_deep' });
    expect(refusal(`{"x":${'['.repeat(100_000)}`)).toMatchObject({ code: 'too_deep' });
    expect(refusal(`{"x":${'{"x":'.repeat(100_000)}`)).toMatchObject({ code: 'too_deep' });
  });

  it('may be a part of a larger buffer', () => {
    const json = encodeText('{"resourceSpans":[{"schemaUrl":"u"}]}');
    const buffer = Buffer.concat([Buffer.from('{"'), json, Buffer.from('}')]);
    expect(jsonToProtobuf('traces', buffer.subarray(2, -1))).toEqual(
      jsonToProtobuf('traces', json),
    );
  });

  it('says the same however deep a long text stands', () => {
    const text = 'x'.repeat(20_000);
    const nested = `{"arrayValue":{"values":[{"stringValue":"a"},`.repeat(40);
    let value = anyValueOf(`${nested}{"stringValue":"${text}"}${']}}'.repeat(40)}`);
    for (let depth = 0; depth < 40; depth++) {
      expect(at(value, 'arrayValue', 'values', 0)).toEqual({ stringValue: 'a' });
      value = at(value, 'arrayValue', 'values', 1);
    }
    expect(value).toEqual({ stringValue: text });
  });

  it('may have text of any length', () => {
    for (const length of [127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21, 3_000_000]) {
      const text = 'x'.repeat(length);
      expect(spanOf(`{"name":"${text}","kind":1}`)).toEqual({ name: text, kind: 1 });
    }
  });

  it('costs no more time for numbers of many digits', () => {
    const digits = `1${'0'.repeat(1_000_000)}`;
    expect(refusalOfSpan(`{"startTimeUnixNano":${digits}}`).message).toContain('range');
    expect(spanOf(`{"startTimeUnixNano":${digits}e-1000000}`)).toEqual({ startTimeUnixNano: '1' });
    expect(anyValueOf(`{"doubleValue":${digits}e-1000000}`)).toEqual({ doubleValue: 1 });
    expect(anyValueOf(`{"doubleValue":0.${'0'.repeat(400_000)}1}`)).toEqual({ doubleValue: 0 });
  });
});
