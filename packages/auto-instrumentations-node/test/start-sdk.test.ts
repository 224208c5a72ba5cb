import { flush, start } from '@marigraph/auto-instrumentations-node';
import { metrics, trace } from '@opentelemetry/api';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';

import { hasMeterProvider, hasTracerProvider } from '../src/providers.ts';
import { listenersOf, restore } from './support/process-state.ts';

const before = listenersOf(process);
const written: string[] = [];

beforeEach(() => {
  // The name of a sampler that no SDK knows makes it complain; the exporters must not reach anybody.
  vi.stubEnv('OTEL_TRACES_EXPORTER', 'console');
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'console');
  vi.stubEnv('OTEL_LOGS_EXPORTER', 'none');
  vi.stubEnv('OTEL_LOG_LEVEL', 'none');
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => restore(process, before));

it('does nothing when the SDK is disabled', () => {
  vi.stubEnv('OTEL_SDK_DISABLED', 'TRUE');
  start();
  expect(hasTracerProvider()).toBe(false);
  expect(listenersOf(process)).toEqual(before);
});

it('starts the SDK once, and watches the end of the process', async () => {
  expect([hasTracerProvider(), hasMeterProvider()]).toEqual([false, false]);
  start();
  const after = listenersOf(process);
  start();

  expect([hasTracerProvider(), hasMeterProvider()]).toEqual([true, true]);
  expect(listenersOf(process)).toEqual(after);
  expect(after.get('beforeExit')).toHaveLength((before.get('beforeExit')?.length ?? 0) + 1);
  // The console exporters are the real ones of the SDK.
  vi.spyOn(console, 'dir').mockImplementation(() => {});
  trace.getTracer('test').startSpan('test').end();
  metrics.getMeter('test').createCounter('test').add(1);
  await expect(flush()).resolves.toBeUndefined();
  expect(console.dir).toHaveBeenCalled();
});

it('says at the end that nothing was instrumented', () => {
  const exit = process.listeners('exit').at(-1);
  exit?.call(process, 0);
  expect(written).toEqual([
    'marigraph: nothing is instrumented, since no supported library was loaded\n',
  ]);
});

it('shuts down at the end', async () => {
  vi.spyOn(console, 'dir').mockImplementation(() => {});
  const end = process.listeners('beforeExit').at(-1);
  end?.call(process, 0);
  // A provider that was shut down hands out meters that do nothing.
  await vi.waitFor(() => expect(hasMeterProvider()).toBe(false));
});
