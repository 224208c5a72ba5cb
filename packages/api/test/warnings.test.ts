import { expect, it } from 'vitest';

import { createWarnings } from '../src/warnings.ts';

it('writes the same message once a minute, and other messages at once', () => {
  let time = 0;
  const written: string[] = [];
  const warn = createWarnings({ now: () => time, write: (message) => void written.push(message) });

  warn('a');
  warn('a');
  warn('b');
  time = 59_999;
  warn('a');
  time = 60_000;
  warn('a');

  expect(written).toEqual(['a', 'b', 'a']);
});

it('remembers a bounded number of messages', () => {
  const written: string[] = [];
  const warn = createWarnings({ now: () => 0, write: (message) => void written.push(message) });
  for (let i = 0; i < 101; i++) warn(String(i));
  warn('0');
  expect(written).toHaveLength(102);
});
