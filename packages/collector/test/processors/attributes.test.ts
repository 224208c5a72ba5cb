import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import {
  attributes,
  attributesOf,
  createProcessor,
  problemsOf,
  recordsOf,
  requestOf,
} from '../support/processor.ts';

type Values = Parameters<typeof attributes>[0];

/** The attributes of one span after these actions. */
async function applied(actions: readonly object[], values: Values): Promise<Values> {
  const { process } = createProcessor('attributes', { actions });
  const request = requestOf('traces', [{ attributes: attributes(values) }]);
  return attributesOf(recordsOf(await process('traces', request))[0]);
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Names of the records that were changed. */
async function changedBy(
  config: object,
  signal: 'traces' | 'logs' | 'metrics',
  records: readonly Readonly<Record<string, unknown>>[],
  resource: Values = {},
): Promise<unknown[]> {
  const actions = [{ key: 'mark', value: 1, action: 'insert' }];
  const { process } = createProcessor('attributes', { actions, ...config });
  const out = recordsOf(await process(signal, requestOf(signal, records, resource)));
  return out
    .filter((record) => JSON.stringify(record).includes('"mark"'))
    .map(({ name, eventName }) => name ?? eventName);
}

describe('the attributes processor', () => {
  it.each([
    ['insert', { a: 'old' }, { a: 'old', b: 'new' }],
    ['update', { a: 'new' }, { a: 'new' }],
    ['upsert', { a: 'new' }, { a: 'new', b: 'new' }],
  ] as const)('%s writes a value', async (action, _, expected) => {
    const actions = ['a', 'b'].map((key) => ({ key, value: 'new', action }));
    expect(await applied(actions, { a: 'old' })).toEqual(expected);
  });

  it('writes values of every type that a configuration has', async () => {
    const value = { list: [1, 2.5, 'x'], flag: true };
    expect(await applied([{ key: 'a', value, action: 'upsert' }], {})).toEqual({
      a: { list: [1n, 2.5, 'x'], flag: true },
    });
  });

  it('copies from another attribute, or else takes the default', async () => {
    const from = (key: string, more: object = {}): object => ({
      key: `copy of ${key}`,
      from_attribute: key,
      action: 'insert',
      ...more,
    });
    expect(
      await applied([from('a'), from('none'), from('other', { default_value: 'd' })], {
        a: 2n ** 63n - 1n,
      }),
    ).toEqual({ a: 2n ** 63n - 1n, 'copy of a': 2n ** 63n - 1n, 'copy of other': 'd' });
  });

  it('applies actions in their order, each to what the one before left', async () => {
    const actions = [
      { key: 'b', from_attribute: 'a', action: 'insert' },
      { key: 'a', action: 'delete' },
      { key: 'b', action: 'convert', converted_type: 'int' },
      { key: 'c', from_attribute: 'b', action: 'upsert' },
    ];
    expect(await applied(actions, { a: '7' })).toEqual({ b: 7n, c: 7n });
  });

  it('deletes and hashes by key and by pattern', async () => {
    const actions = [
      { key: 'gone', pattern: '^secret\\.', action: 'delete' },
      { pattern: '(?i)EMAIL$', action: 'hash' },
    ];
    const values = { gone: 1, 'secret.a': 2, 'my.secret.b': 3, 'user.email': 'a@b.c' };
    expect(await applied(actions, values)).toEqual({
      'my.secret.b': 3,
      'user.email': sha256('a@b.c'),
    });
  });

  it('hashes the bytes that the Collector hashes', async () => {
    const values = { text: 'ä', empty: '', flag: true, int: 1n, double: 1, list: ['x'] };
    expect(await applied([{ pattern: '.', action: 'hash' }], values)).toEqual({
      text: sha256('ä'),
      empty: '',
      flag: sha256(Uint8Array.of(1)),
      int: sha256(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)),
      double: sha256(Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x3f)),
      list: '',
    });
  });

  it('extracts the named groups of a text', async () => {
    const pattern = '^\\/api\\/v1\\/document\\/(?P<documentId>.*)\\/update\\/(?P<version>.*)$';
    const actions = [{ key: 'url', pattern, action: 'extract' }];
    const url = '/api/v1/document/12345/update/v2';
    expect(await applied(actions, { url, version: 1n })).toEqual({
      url,
      version: 'v2',
      documentId: '12345',
    });
    expect(await applied(actions, { url: '/other' })).toEqual({ url: '/other' });
    expect(await applied(actions, { url: 5n })).toEqual({ url: 5n });
  });

  it.each([
    ['int', { a: '12', b: '1.5', c: 2.9, d: true, e: '99999999999999999999', f: 3n }],
    ['double', { a: '12', b: '1.5', c: 2.9, d: true, e: 'x', f: 3n }],
    ['string', { a: '12', b: 1.5, c: [1n], d: false, e: null, f: 3n }],
  ])('converts to %s what can be converted', async (converted_type, values) => {
    const expected = {
      int: { a: 12n, b: '1.5', c: 2n, d: 1n, e: '99999999999999999999', f: 3n },
      double: { a: 12, b: 1.5, c: 2.9, d: 1, e: 'x', f: 3 },
      string: { a: '12', b: '1.5', c: '[1]', d: 'false', e: '', f: '3' },
    };
    const actions = Object.keys(values).map((key) => ({ key, converted_type, action: 'convert' }));
    expect(await applied(actions, values)).toEqual(expected[converted_type as 'int']);
  });

  it('deletes a key as often as it is there', async () => {
    const { process } = createProcessor('attributes', {
      actions: [{ key: 'a', action: 'delete' }],
    });
    const twice = [...attributes({ a: 1, b: 2 }), ...attributes({ a: 3 })];
    const out = recordsOf(await process('logs', requestOf('logs', [{ attributes: twice }])));
    expect(attributesOf(out[0])).toEqual({ b: 2 });
  });

  it('writes a key as often as it is there', async () => {
    const actions = [
      { key: 'a', value: 'x', action: 'update' },
      { key: 'b', from_attribute: 'a', action: 'upsert' },
      { key: 'c', pattern: '^(?P<d>.)', action: 'extract' },
    ];
    const { process } = createProcessor('attributes', { actions });
    const keys = [...attributes({ a: 'one', b: 'two', c: 'see', d: 'four' })];
    const record = { attributes: [...keys, ...keys] };
    const [out] = recordsOf(await process('logs', requestOf('logs', [record])));
    const written = attributes({ a: 'x', b: 'x', c: 'see', d: 's' });
    expect(out?.['attributes']).toEqual([...written, ...written]);
  });

  it('changes data points', async () => {
    const point = { attributes: attributes({ a: 1 }) };
    const metrics = [{ name: 'm', histogram: { dataPoints: [point] } }];
    expect(await changedBy({}, 'metrics', metrics)).toEqual(['m']);
  });

  it('changes only what is included and not excluded', async () => {
    const config = {
      include: { match_type: 'strict', services: ['shop', 'cart'], span_names: ['a', 'b', 'c'] },
      exclude: { match_type: 'strict', attributes: [{ key: 'n', value: 1 }, { key: 'any' }] },
    };
    const spans = [
      { name: 'a' },
      { name: 'b', attributes: attributes({ n: 1n, any: 'x' }) },
      { name: 'c', attributes: attributes({ n: 2n, any: 'x' }) },
      { name: 'd' },
    ];
    expect(await changedBy(config, 'traces', spans, { 'service.name': 'cart' })).toEqual([
      'a',
      'c',
    ]);
    expect(await changedBy(config, 'traces', spans, { 'service.name': 'other' })).toEqual([]);
    expect(await changedBy(config, 'traces', spans)).toEqual([]);
  });

  it('matches with regular expressions', async () => {
    const include = {
      match_type: 'regexp',
      log_bodies: ['^auth', 'denied$'],
      attributes: [{ key: 'status', value: '^5' }],
      resources: [{ key: 'env', value: 'prod.*' }],
    };
    const record = (name: string, text: string, status: bigint): object => ({
      eventName: name,
      body: { stringValue: text },
      attributes: attributes({ status }),
    });
    const records = [
      record('a', 'auth failed', 503n),
      record('b', 'access denied', 500n),
      record('c', 'access granted', 500n),
      record('d', 'auth', 404n),
      { eventName: 'e' },
    ] as Record<string, unknown>[];
    expect(await changedBy({ include }, 'logs', records, { env: 'production' })).toEqual([
      'a',
      'b',
    ]);
    expect(await changedBy({ include }, 'logs', records, { env: 'test' })).toEqual([]);
  });

  it('takes a condition on another signal as one that does not match', async () => {
    const include = { match_type: 'strict', metric_names: ['m'] };
    expect(await changedBy({ include }, 'traces', [{ name: 'm' }])).toEqual([]);
    const metrics = ['m', 'n'].map((name) => ({ name, gauge: { dataPoints: [{ asDouble: 1 }] } }));
    expect(await changedBy({ include }, 'metrics', metrics)).toEqual(['m']);
  });

  it.each<readonly [unknown, string]>([
    [[], 'expected at least one action'],
    [[{ key: 'a', action: 'rename' }], 'actions.0.action'],
    [[{ key: 'a', action: 'INSERT' }], 'actions.0.value: insert needs value, from_attribute or'],
    [[{ value: 1, action: 'upsert' }], 'actions.0.key: upsert needs key'],
    [
      [{ key: 'a', value: 1, from_attribute: 'b', action: 'update' }],
      'expected value or from_attribute, not both',
    ],
    [[{ action: 'delete' }], 'delete needs key, pattern or both'],
    [[{ key: 'a', value: 1, action: 'hash' }], 'actions.0.value: hash does not use value'],
    [[{ pattern: '(?P<a>.)', action: 'extract' }], 'extract needs key'],
    [[{ key: 'a', action: 'extract' }], 'extract needs pattern'],
    [[{ key: 'a', pattern: '(.)', action: 'extract' }], 'expected named groups'],
    [[{ action: 'convert', converted_type: 'int' }], 'convert needs key'],
    [[{ key: 'a', action: 'convert' }], 'convert needs one of int, double, string'],
    [[{ pattern: '(', action: 'delete' }], 'actions.0.pattern: expected a regular expression: '],
    [[{ pattern: '(?=a)', action: 'delete' }], 'look-around and back-references'],
    [[{ pattern: '(a|b+)+$', action: 'delete' }], 'a group that repeats without limit'],
    [[{ pattern: '((a*)b){2,}', action: 'delete' }], 'a group that repeats without limit'],
    [[{ pattern: '(?:x{1,3})+', action: 'delete' }], 'a group that repeats without limit'],
    ...['^(a|a|\\w)+$', '(\\d|\\w)+$', '(a|aa)+$', '(?:(?P<n>a)?b)*', '(a\\p{L}?){3,}'].map(
      (pattern) => [[{ pattern, action: 'delete' }], 'a group that repeats without limit'] as const,
    ),
    ...[
      'a*a*a*a*b',
      '.+x.+y.+',
      '(a+){1,3}',
      'a?'.repeat(30),
      '(a|aa){30}',
      '(a|ab)'.repeat(30),
    ].map(
      (pattern) => [[{ pattern, action: 'delete' }], 'not hold more than two unlimited'] as const,
    ),
    [[{ pattern: 'a'.repeat(257), action: 'delete' }], 'of at most 256 characters'],
    [[{ key: 'a', value: null, action: 'insert' }], 'actions.0.value: expected a text, a number'],
  ])('refuses the actions %j', (actions, problem) => {
    expect(problemsOf('attributes', { actions })).toContain(problem);
  });

  it.each([
    '(a+)(b)+',
    '[(*+\\]|]+(x)+',
    '\\(a+\\)+',
    '(ab)+c*',
    '(a+)?b',
    '(\\u{61}\\p{L}b{2})+',
    '^(GET|POST|PUT|PATCH|DELETE) /v(1|2)/.*/(?P<id>[^/]+)$',
    '^(?:\\d{1,3}\\.){3}\\d{1,3}$',
    '^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$',
    '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    '(?i)^\\w+|\\d+|\\s+$',
  ])('takes the pattern %s, which cannot run away', (pattern) => {
    expect(problemsOf('attributes', { actions: [{ pattern, action: 'delete' }] })).toBe('');
  });

  it.each([
    [{ match_type: 'strict' }, 'include: expected at least one of services'],
    [{ services: ['a'] }, 'include.match_type'],
    [{ match_type: 'regexp', services: ['a', '('] }, 'include.services.1: expected a regular'],
    [
      { match_type: 'regexp', resources: [{ key: 'a', value: '(?!b)' }] },
      'include.resources.0.value: look-around',
    ],
  ])('refuses to include %j', (include, problem) => {
    const config = { actions: [{ key: 'a', action: 'delete' }], include };
    expect(problemsOf('attributes', config)).toContain(problem);
  });
});
