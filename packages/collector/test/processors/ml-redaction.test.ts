import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ConfigurationError } from '@marigraph/collector';
import {
  ATTR_ML_FEATURE_CATEGORY,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_TAG,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

import { temporaryFolder } from '../support/folder.ts';
import {
  attributes,
  attributesOf,
  createProcessor,
  problemsOf,
  recordsOf,
  requestOf,
} from '../support/processor.ts';

const KEY = 'a key that is long enough';

const CONFIG = {
  hash_key: KEY,
  features: {
    default: 'drop',
    rules: { age: 'keep', email: 'hash', country: { allow_list: ['DE', 7, true] } },
  },
  tags: { default: 'keep', rules: { user: 'hash', secret: 'drop' } },
};

function hashOf(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('hex').slice(0, 32);
}

const VALUES = {
  [ATTR_ML_FEATURE_VALUE('age')]: 41n,
  [ATTR_ML_FEATURE_VALUE('email')]: 'a@b.c',
  [ATTR_ML_FEATURE_VALUE('country')]: 'DE',
  [ATTR_ML_FEATURE_VALUE('other')]: 1.5,
  [ATTR_ML_TAG('user')]: 'u1',
  [ATTR_ML_TAG('secret')]: 's',
  [ATTR_ML_TAG('region')]: 'eu',
  'service.name': 'x',
};

const REDACTED = {
  [ATTR_ML_FEATURE_VALUE('age')]: 41n,
  [ATTR_ML_FEATURE_VALUE('email')]: hashOf('"a@b.c"'),
  [ATTR_ML_FEATURE_VALUE('country')]: 'DE',
  [ATTR_ML_TAG('user')]: hashOf('"u1"'),
  [ATTR_ML_TAG('region')]: 'eu',
  'service.name': 'x',
};

describe('the ml_redaction processor', () => {
  it.each(['traces', 'logs'] as const)('redacts flat features and tags of %s', async (signal) => {
    const { component, process } = createProcessor('ml_redaction', CONFIG);
    const record = { attributes: attributes(VALUES) };
    const [out] = recordsOf(await process(signal, requestOf(signal, [record])));
    expect(attributesOf(out)).toEqual(REDACTED);
    expect(component.report?.()).toEqual({
      itemsIn: 1,
      itemsOut: 1,
      itemsDropped: 0,
      itemsChanged: 1,
      values: { dropped: 2, hashed: 2 },
    });
  });

  it('redacts the map of features in place', async () => {
    const { process } = createProcessor('ml_redaction', CONFIG);
    const map = { age: 41n, email: 'a@b.c', country: 'FR', other: [1.5, { deep: true }] };
    const record = { attributes: attributes({ [ATTR_ML_FEATURES]: map }) };
    const [out] = recordsOf(await process('logs', requestOf('logs', [record])));
    expect(attributesOf(out)).toEqual({
      [ATTR_ML_FEATURES]: { age: 41n, email: hashOf('"a@b.c"') },
    });
  });

  it('removes features that are no map, as what is in them cannot be told', async () => {
    const { process } = createProcessor('ml_redaction', CONFIG);
    const records = ['{"age":41}', ['x'], null].map((value) => ({
      attributes: attributes({ [ATTR_ML_FEATURES]: value }),
    }));
    const out = recordsOf(await process('traces', requestOf('traces', records)));
    expect(out.map(attributesOf)).toEqual([{}, {}, { [ATTR_ML_FEATURES]: null }]);
  });

  it('gives equal values equal hashes, whatever their type of number, and keeps missing ones', async () => {
    const config = { hash_key: KEY, features: { default: 'hash' } };
    const { process } = createProcessor('ml_redaction', config);
    const values = [1, 1n, '1', true, Number.NaN, null, 'ä', ['a', 2n], { b: 1n, a: -0 }];
    const record = {
      attributes: attributes(
        Object.fromEntries(values.map((value, at) => [ATTR_ML_FEATURE_VALUE(`f${at}`), value])),
      ),
    };
    const [out] = recordsOf(await process('traces', requestOf('traces', [record])));
    expect(Object.values(attributesOf(out))).toEqual([
      hashOf('1'),
      hashOf('1'),
      hashOf('"1"'),
      hashOf('true'),
      Number.NaN,
      null,
      hashOf('"ä"'),
      hashOf('["a",2]'),
      hashOf('{"a":0,"b":1}'),
    ]);
  });

  it('compares an allow list with text, numbers and booleans', async () => {
    const { process } = createProcessor('ml_redaction', CONFIG);
    const records = ['DE', 'de', 7n, 7, '7', true, false].map((value) => ({
      attributes: attributes({ [ATTR_ML_FEATURE_VALUE('country')]: value }),
    }));
    const out = recordsOf(await process('traces', requestOf('traces', records)));
    expect(out.map((record) => Object.values(attributesOf(record))[0])).toEqual([
      'DE',
      undefined,
      7n,
      7,
      undefined,
      true,
      undefined,
    ]);
  });

  it('redacts resources, scopes, events, links and exemplars alike', async () => {
    const { process } = createProcessor('ml_redaction', CONFIG);
    const all = attributes(VALUES);
    const out = JSON.stringify([
      await process('traces', {
        resourceSpans: [
          {
            resource: { attributes: all },
            scopeSpans: [
              {
                scope: { attributes: all },
                spans: [{ events: [{ attributes: all }], links: [{ attributes: all }] }],
              },
            ],
          },
        ],
      }),
      await process(
        'metrics',
        requestOf('metrics', [
          {
            name: 'm',
            gauge: { dataPoints: [{ attributes: all, exemplars: [{ filteredAttributes: all }] }] },
          },
        ]),
      ),
    ]);
    expect(out).not.toContain('a@b.c');
    expect(out).not.toContain('"s"');
    expect(out.split(hashOf('"a@b.c"'))).toHaveLength(7);
  });

  it('treats the category of an observation as a value of its feature', async () => {
    const { component, process } = createProcessor('ml_redaction', CONFIG);
    const point = (name: string, category: string): object => ({
      attributes: attributes({
        [ATTR_ML_FEATURE_NAME]: name,
        [ATTR_ML_FEATURE_CATEGORY]: category,
      }),
    });
    const dataPoints = [point('age', 'old'), point('email', 'x'), point('country', 'FR')];
    const request = requestOf('metrics', [
      { name: 'observations', sum: { dataPoints } },
      { name: 'gone', gauge: { dataPoints: [point('other', 'y')] } },
    ]);
    const out = recordsOf(await process('metrics', request));
    expect(out.map(({ name }) => name)).toEqual(['observations']);
    const left = (out[0]?.['sum'] as { readonly dataPoints: object[] } | undefined)?.dataPoints;
    expect(left?.map((kept) => attributesOf(kept)[ATTR_ML_FEATURE_CATEGORY])).toEqual([
      'old',
      hashOf('"x"'),
    ]);
    expect(component.report?.()).toMatchObject({ itemsOut: 2 });
  });

  it('finds a category wherever it stands, and as often as it is there', async () => {
    const { process } = createProcessor('ml_redaction', CONFIG);
    const category = (text: string): object[] => attributes({ [ATTR_ML_FEATURE_CATEGORY]: text });
    const name = attributes({ [ATTR_ML_FEATURE_NAME]: 'age' });
    const secret = [...category('secret'), ...category('secret')];
    const around = {
      resource: { attributes: secret },
      scope: { attributes: secret },
    };
    const traces = await process('traces', {
      resourceSpans: [
        {
          resource: around.resource,
          scopeSpans: [
            {
              scope: around.scope,
              spans: [
                {
                  attributes: secret,
                  events: [{ attributes: secret }, { attributes: [...name, ...category('old')] }],
                  links: [{ attributes: secret }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(traces)).not.toContain('secret');
    expect(JSON.stringify(traces)).toContain('old');
    const point = (of: object[], filtered: object[]): object => ({
      attributes: of,
      exemplars: [{ filteredAttributes: filtered }],
    });
    const metrics = await process('metrics', {
      resourceMetrics: [
        {
          resource: around.resource,
          scopeMetrics: [
            {
              scope: around.scope,
              metrics: [
                {
                  name: 'm',
                  gauge: { dataPoints: [point([], secret), point(name, category('old'))] },
                },
                { name: 'gone', gauge: { dataPoints: [point(secret, [])] } },
              ],
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(metrics)).not.toContain('secret');
    expect(JSON.stringify(metrics)).toContain('old');
    expect(recordsOf(metrics).map((metric) => metric['name'])).toEqual(['m']);
  });

  it('leaves alone what it has no section for', async () => {
    const { batches, process } = createProcessor('ml_redaction', { tags: { default: 'drop' } });
    const record = { attributes: attributes({ [ATTR_ML_FEATURES]: { a: 'x' } }) };
    await process('traces', requestOf('traces', [record]));
    expect(batches[0]?.plain).toBeUndefined();
  });

  it('reads the key from a file', async () => {
    const file = join(temporaryFolder(), 'key');
    writeFileSync(file, `${KEY}\n`);
    const { process } = createProcessor('ml_redaction', {
      hash_key_file: file,
      tags: { default: 'hash' },
    });
    const record = { attributes: attributes({ [ATTR_ML_TAG('user')]: 'u1' }) };
    const [out] = recordsOf(await process('traces', requestOf('traces', [record])));
    expect(attributesOf(out)).toEqual({ [ATTR_ML_TAG('user')]: hashOf('"u1"') });
  });

  it('does not start without a sound key', () => {
    const file = join(temporaryFolder(), 'key');
    const create = (): unknown =>
      createProcessor('ml_redaction', { hash_key_file: file, tags: { default: 'hash' } });
    expect(create).toThrow(ConfigurationError);
    expect(create).toThrow('the file cannot be read: ENOENT');
    writeFileSync(file, 'short');
    expect(create).toThrow('expected a key of at least 16 characters in the file');
  });

  it.each([
    [{}, 'expected `features`, `tags` or both'],
    [{ tags: { default: 'hash' } }, 'hash_key: expected a key, as something is hashed'],
    [{ tags: { default: 'hash' }, hash_key: 'short' }, 'expected a key of at least 16 characters'],
    [{ tags: { default: 'keep' }, hash_key: KEY, hash_key_file: 'f' }, 'not both'],
    [{ tags: {} }, 'tags.default: expected "keep", "drop", "hash" or {allow_list: [value, …]}'],
    [{ features: { default: 'keep', rules: { a: 'mask' } } }, 'features.rules.a: expected "keep"'],
  ])('refuses the configuration %j', (config, problem) => {
    expect(problemsOf('ml_redaction', config)).toContain(problem);
  });
});
