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
  expect(lines).toHaveLength(10 + 9 + 2);
  clock.advance(10_000);
  logger.warn('again');
  expect(lines).toHaveLength(22);
});

it('says how many records of a message were not written before one that is', () => {
  const clock = manualClock();
  const lines: string[] = [];
  const logger = createLogger({ clock, write: (line) => lines.push(line) });
  const unwritten = (): (string | undefined)[] =>
    lines.splice(0).map((line) => / unwritten=(\d+)/.exec(line)?.[1]);
  for (let i = 0; i < 110; i++) logger.warn('again');
  expect(unwritten()).toEqual([...Array.from({ length: 10 }, () => undefined), '99']);
  for (let i = 0; i < 42; i++) logger.warn('again');
  expect(unwritten()).toEqual([]);
  clock.advance(60_000);
  logger.warn('again');
  logger.warn('again');
  expect(unwritten()).toEqual(['42', undefined]);
});

it('never writes what may be a secret or data of others', () => {
  const lines: string[] = [];
  for (const encoding of ['logfmt', 'json'] as const) {
    const logger = createLogger({ clock: manualClock(), write: (l) => lines.push(l), encoding });
    logger.error('failed', {
      headers: { authorization: 'hidden-1' },
      request: { url: '/v1/traces', headers: { 'x-key': 'hidden-2' }, attributes: ['hidden-3'] },
      apiToken: 'hidden-4',
      status: 401,
    });
  }
  expect(lines).toHaveLength(2);
  expect(lines.join('\n')).not.toContain('hidden-');
  expect(lines[0]).toContain('status=401');
  expect(lines[0]).toContain('/v1/traces');
});

it('forgets messages rather than grow', () => {
  const lines: string[] = [];
  const logger = createLogger({ clock: manualClock(), write: (line) => lines.push(line) });
  for (let i = 0; i < 5_000; i++) logger.info(`message ${i}`);
  expect(lines).toHaveLength(5_000);
});
