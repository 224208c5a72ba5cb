import { ConfigurationError, loadConfiguration } from '@marigraph/collector';
import { expect, it } from 'vitest';

it.each([
  ['endpoint=0.0.0.0:1', { host: '0.0.0.0', port: 1 }],
  ['address=127.0.0.1:2', { host: '127.0.0.1', port: 2 }],
  ['readers=[{pull: {exporter: {prometheus: {host: "::", port: 3}}}}]', { host: '::', port: 3 }],
  ['readers=[{pull: {exporter: {prometheus: {}}}}]', { host: '127.0.0.1', port: 8888 }],
])('takes where self-telemetry is, in the Collector’s words too: %s', (set, endpoint) => {
  const { metrics } = loadConfiguration({ sets: [`service.telemetry.metrics.${set}`] });
  expect(metrics).toEqual({ level: 'normal', endpoint, isChosen: true });
});

it('can be switched off, and knows its levels', () => {
  const load = (level: string): string =>
    loadConfiguration({ sets: [`service.telemetry.metrics.level=${level}`] }).metrics.level;
  expect(load('none')).toBe('none');
  expect(load('detailed')).toBe('detailed');
  expect(() => load('some')).toThrow(ConfigurationError);
});
