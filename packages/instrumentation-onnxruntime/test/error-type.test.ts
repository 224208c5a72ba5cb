import { expect, it } from 'vitest';

import { errorTypeOf } from '../src/error-type.ts';

class TensorError extends Error {
  override readonly name = 'TensorError';
}

it.each<[string, unknown]>([
  ['session_disposed', new Error('Session already disposed.')],
  ['unsupported_output', new Error('Non tensor type is temporarily not supported.')],
  ['backend_not_found', new Error('no available backend found. ERR: [nope] backend not found.')],
  ['model_invalid', new Error('Model data pointer is null.')],
  ['TypeError', new TypeError("'feeds' must be an object")],
  ['TensorError', new TensorError('broken')],
  ['_OTHER', new Error('something else')],
  ['_OTHER', 'a text'],
  ['_OTHER', undefined],
])('is %s', (type, error) => {
  expect(errorTypeOf(error)).toBe(type);
});
