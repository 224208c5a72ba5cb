import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { toJsonSchema } from '../../src/configuration/json-schema.ts';
import { HIDDEN, hideSecrets, isSecretAt } from '../../src/configuration/secrets.ts';

it.each([
  ['headers', { authorization: 'x', b: ['y'] }, { authorization: HIDDEN, b: [HIDDEN] }],
  ['http_headers', { a: 'x' }, { a: HIDDEN }],
  ['bearer_token', 'x', HIDDEN],
  ['password', 'x', HIDDEN],
  ['client_secret', 'x', HIDDEN],
  ['api_key', 5, HIDDEN],
  ['apikey', 'x', HIDDEN],
  ['key_pem', 'x', HIDDEN],
  ['hash_key', 'x', HIDDEN],
  ['token', null, null],
  // What only names a place is no secret.
  ['token_file', '/run/token', '/run/token'],
  ['key_file', '/run/key', '/run/key'],
  ['segment_keys', ['city'], ['city']],
  ['key', 'city', 'city'],
  ['keyboard', 'x', 'x'],
  ['endpoint', 'https://user:pass@host:1/x', `https://${HIDDEN}@host:1/x`],
  [
    'endpoint',
    'https://host/x?api-key=5&a=6&token=7',
    `https://host/x?api-key=${HIDDEN}&a=6&token=${HIDDEN}`,
  ],
  ['endpoint', 'https://host/a@b', 'https://host/a@b'],
])('of %s %j shows %j', (key, value, shown) => {
  expect(hideSecrets({ [key]: value }, undefined)).toEqual({ [key]: shown });
});

it('hides the key of a hash', () => {
  const value = { rules: [{ hash: { key: 'x', bits: 64 } }] };
  expect(hideSecrets(value, undefined)).toEqual({
    rules: [{ hash: { key: HIDDEN, bits: 64 } }],
  });
});

const schema = toJsonSchema(
  z.strictObject({
    list: z.array(z.strictObject({ own: z.string().meta({ secret: true }).optional() })),
    group: z
      .record(z.string(), z.number())
      .meta({ secret: true })
      .nullable()
      .prefault({})
      .transform((value) => value ?? {}),
    open: z.string().describe('Not secret.'),
  }),
);

it('hides what a schema says is secret', () => {
  const value = { list: [{ own: 'x' }, {}], group: { a: 1 }, open: 'y' };
  expect(hideSecrets(value, schema)).toEqual({
    list: [{ own: HIDDEN }, {}],
    group: { a: HIDDEN },
    open: 'y',
  });
  expect(isSecretAt(['list', '0', 'own'], schema)).toBe(true);
  expect(isSecretAt(['group', 'a', 'b'], schema)).toBe(true);
  expect(isSecretAt(['open'], schema)).toBe(false);
  expect(isSecretAt([], schema)).toBe(false);
});

it('never shows a value under a name of a secret, however deep', () => {
  const names = fc.constantFrom('a', 'b', 'headers', 'token', '0');
  const tree = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.constant('s3cret'), tie('map'), tie('list')),
    map: fc.dictionary(names, tie('value'), { maxKeys: 3 }),
    list: fc.array(tie('value'), { maxLength: 3 }),
  }));
  fc.assert(
    fc.property(tree.value, (value) => {
      const shown = JSON.stringify(hideSecrets({ token: value, a: { headers: value } }, undefined));
      expect(shown).not.toContain('s3cret');
    }),
  );
});
