import { ComponentError, createLogger } from '@marigraph/collector';
import { expect, it } from 'vitest';

import { withFields } from '../src/logger.ts';
import { manualClock } from './support/manual-clock.ts';

it('writes one logfmt line a record', () => {
  const lines: string[] = [];
  const logger = createLogger({ clock: manualClock(), write: (line) => lines.push(line) });
  logger.debug('not written');
  withFields(logger, { component: 'otlp' }).info('has started', {
    endpoint: '127.0.0.1:4318',
    empty: '',
    missing: undefined,
    count: 3,
    ok: true,
    big: 5n,
    list: ['a b', 1n],
    nothing: null,
    text: 'a "quoted" = line\nbreak',
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "time=2026-01-01T00:00:00.000Z level=info message="has started" component=otlp endpoint=127.0.0.1:4318 empty="" count=3 ok=true big=5 list="[\\"a b\\",\\"1\\"]" nothing=null text="a \\"quoted\\" = line\\nbreak"",
    ]
  `);
});

it('writes JSON, and what an error says and how to help', () => {
  const lines: string[] = [];
  const logger = createLogger({
    clock: manualClock(),
    write: (line) => lines.push(line),
    encoding: 'json',
    level: 'debug',
  });
  const scoped = withFields(logger, { component: 'a' });
  scoped.debug('d');
  scoped.warn('w', { error: new Error('plain') });
  scoped.error('e', { error: new ComponentError('wal_full', 'no space'), component: 'b' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { time: '2026-01-01T00:00:00.000Z', level: 'debug', message: 'd', component: 'a' },
    {
      time: '2026-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'w',
      component: 'a',
      error: 'plain',
    },
    {
      time: '2026-01-01T00:00:00.000Z',
      level: 'error',
      message: 'e',
      component: 'b',
      error: 'no space',
      code: 'wal_full',
      hint: expect.stringContaining('service.wal.max_mib'),
    },
  ]);
});

it('writes the first ten of a message in ten seconds, then every hundredth', () => {
  const clock = manualClock();
  const lines: string[] = [];
  const logger = createLogger({ clock, write: (line) => lines.push(line) });
  for (let i = 0; i < 1_000; i++) logger.warn('again', { i });
  logger.warn('another');
  logger.warn('again', { component: 'other' });
  expect(lines).toHaveLength(10 + 9 + 1 + 2);
  clock.advance(10_000);
  logger.warn('again');
  expect(lines).toHaveLength(23);
});

it('forgets messages rather than grow', () => {
  const lines: string[] = [];
  const logger = createLogger({ clock: manualClock(), write: (line) => lines.push(line) });
  for (let i = 0; i < 5_000; i++) logger.info(`message ${i}`);
  expect(lines).toHaveLength(5_000);
});
