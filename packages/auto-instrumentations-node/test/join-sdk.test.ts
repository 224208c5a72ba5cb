import { flush, start } from '@marigraph/auto-instrumentations-node';
import { logs, metrics, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';

import { hasMeterProvider, hasTracerProvider } from '../src/providers.ts';
import { listenersOf, restore } from './support/process-state.ts';

const before = listenersOf(process);
const written: string[] = [];

beforeEach(() => {
  vi.stubEnv('MARIGRAPH_LOG_LEVEL', 'warn');
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

it('flushes nothing, and well, where there is no SDK', async () => {
  await expect(flush()).resolves.toBeUndefined();
});

it('joins an SDK that is there, and warns that it has no metrics', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  trace.setGlobalTracerProvider(provider);
  start();

  expect([hasTracerProvider(), hasMeterProvider()]).toEqual([true, false]);
  expect(written).toEqual([
    'marigraph: no metrics of models are recorded, since the SDK has no global MeterProvider\n',
  ]);
  // The end of the process is the business of that SDK.
  expect(listenersOf(process).get('beforeExit')).toEqual(before.get('beforeExit'));
});

it('flushes all providers even if one of them fails', async () => {
  const flushed: string[] = [];
  const provider = (name: string, isBroken = false): { forceFlush: () => Promise<void> } => ({
    forceFlush: async () => {
      flushed.push(name);
      if (isBroken) throw new Error('down');
    },
  });
  vi.spyOn(trace, 'getTracerProvider').mockReturnValue(provider('traces', true) as never);
  vi.spyOn(metrics, 'getMeterProvider').mockReturnValue(provider('metrics') as never);
  vi.spyOn(logs, 'getLoggerProvider').mockReturnValue(provider('logs') as never);
  await flush();
  expect(flushed).toEqual(['traces', 'metrics', 'logs']);
});
